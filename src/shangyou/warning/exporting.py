"""A station's readings as a table: CSV or Excel, one line a time, one column a factor; each line says whose it is."""

import datetime as dt
import io
from typing import Any

import openpyxl
from django.utils import timezone

from shangyou.core.spreadsheets import as_csv, harmless
from shangyou.warning.series import Period, points


def table(
    device: int, whose: str, factors: list[dict[str, Any]], period: Period
) -> list[list[str | float | None]]:
    """Give the lines, the head first."""
    columns = [points(device, factor["code"], period) for factor in factors]
    times = sorted({time for column in columns for time in column["time"]})
    by_time = [dict(zip(c["time"], c["value"], strict=True)) for c in columns]
    head: list[str | float | None] = [
        "站点 station",
        "时间 time",
        *(
            harmless(f"{f['name']} {f['code']}{' ' + f['unit'] if f['unit'] else ''}")
            for f in factors
        ),
    ]
    said = harmless(whose)
    return [head, *([said, _local(time), *(c.get(time) for c in by_time)] for time in times)]


def _local(time: dt.datetime | dt.date) -> str:
    if isinstance(time, dt.datetime):
        return timezone.localtime(time).isoformat(timespec="seconds")
    return time.isoformat()


def write(lines: list[list[str | float | None]], kind: str) -> bytes:
    """Write the lines as a file."""
    if kind == "csv":
        return as_csv(lines[0], lines[1:])
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    for line in lines:
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
