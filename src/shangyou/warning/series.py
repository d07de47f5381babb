"""A factor over time: readings for a day or two, hours for a season, days for years."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from shangyou.warning.telemetry.marks import BLOCKING

RAW_WITHIN: Final = dt.timedelta(hours=36)
HOURS_WITHIN: Final = dt.timedelta(days=62)
MOST_POINTS: Final = 20_000
STEPS: Final = ("raw", "hour", "day")
_PREFERRED_CN: Final = (2011, 2051, 2061, 2031)
"""The finest kind of data a device sends is shown."""
_BACKFILL: Final = "35 days"
_CNS: Final = """
SELECT h.cn, i.name FROM warning_item i, LATERAL (
    SELECT DISTINCT cn FROM warning_day
    WHERE device_id = %s AND item = i.id AND day BETWEEN %s::date - 1 AND %s::date + 1) h
WHERE i.name = ANY(%s)
"""
_ROLLED: Final = """
SELECT {time}, count, left_out, CASE WHEN count > 0 THEN total / count END, low, high
FROM warning_{table} WHERE device_id = %s AND cn = %s
    AND item = (SELECT id FROM warning_item WHERE name = %s)
    AND {time} >= %s AND {time} < %s ORDER BY {time} LIMIT {most}
"""
# Sent when measured, or filled in within weeks: the bounds on the key let the primary key serve.
_RAW: Final = f"""
SELECT DISTINCT ON (at) at, value, flag, marks FROM (
    SELECT r.at, u.value, substr(r.flags, u.place::integer, 1) AS flag, r.marks, r.received_at
    FROM warning_reading r JOIN warning_layout l ON l.id = r.layout,
        unnest(l.items, r."values") WITH ORDINALITY AS u(item, value, place)
    WHERE r.device_id = %s AND r.cn = %s AND r.at >= %s AND r.at < %s
        AND r.key_at >= %s - interval '1 day' AND r.key_at < %s + interval '{_BACKFILL}'
        AND r.marks & {BLOCKING:d} = 0
        AND u.item = (SELECT id FROM warning_item WHERE name = %s)) found
ORDER BY at, received_at DESC LIMIT {MOST_POINTS:d}
"""


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, and how finely."""

    begin: dt.datetime
    end: dt.datetime
    step: str

    @classmethod
    def of(cls, begin: dt.datetime, end: dt.datetime, step: str = "auto") -> "Period":
        """Choose the step by the length where none is asked."""
        if step == "auto":
            length = end - begin
            step = "raw" if length <= RAW_WITHIN else "hour" if length <= HOURS_WITHIN else "day"
        return cls(begin, end, step)


def kind_of(device: int, code: str, period: Period) -> tuple[int, str] | None:
    """Give the command and item under which a device sends a factor in a period."""
    items = [f"{code}-Rtd", f"{code}-Avg"]
    with connection.cursor() as cursor:
        cursor.execute(_CNS, [device, period.begin, period.end, items])
        found = {(cn, name) for cn, name in cursor.fetchall()}
    wanted = [(cn, f"{code}-{'Rtd' if cn == 2011 else 'Avg'}") for cn in _PREFERRED_CN]
    return next((pair for pair in wanted if pair in found), None)


def measured(
    device: int, code: str, begin: dt.datetime, end: dt.datetime, most: int
) -> list[tuple[dt.datetime, float]]:
    """Give the unflagged readings of a factor, evenly thinned to at most so many, the last among them."""
    found = points(device, code, Period(begin, end, "raw"))
    good = [
        (at, value)
        for at, value, flag in zip(found["time"], found["value"], found["flag"], strict=True)
        if flag == "N" and value is not None
    ]
    stride = max(1, -(-len(good) // most))
    return good[::-1][::stride][::-1]


def points(device: int, code: str, period: Period) -> dict[str, Any]:
    """Give a factor's points: time, value and flag; or time, mean, low, high and count of each period."""
    kind = kind_of(device, code, period)
    answer: dict[str, Any] = {
        "step": period.step, "cn": kind[0] if kind else None, "from": period.begin, "to": period.end,
        "time": [], "value": [], "low": [], "high": [], "count": [], "left_out": [], "flag": [],
    }  # fmt: skip
    if kind is None:
        return answer
    cn, item = kind
    with connection.cursor() as cursor:
        if period.step == "raw":
            cursor.execute(
                _RAW,
                [device, cn, period.begin, period.end, period.begin, period.end, item],
            )
            for at, value, flag, _marks in cursor.fetchall():
                answer["time"].append(at)
                answer["value"].append(value)
                answer["flag"].append(flag.strip() or "N")
            return answer
        table, time = ("hour", "hour") if period.step == "hour" else ("day", "day")
        statement = _ROLLED.format(table=table, time=time, most=MOST_POINTS)
        begin, end = period.begin, period.end
        bounds = [begin, end] if table == "hour" else [begin.date(), end.date() + dt.timedelta(1)]
        cursor.execute(statement, [device, cn, item, *bounds])
        for at, count, left_out, mean, low, high in cursor.fetchall():
            answer["time"].append(at)
            for key, found in (
                ("count", count), ("left_out", left_out), ("value", mean), ("low", low), ("high", high),
            ):  # fmt: skip
                answer[key].append(found)
    return answer
