"""The readings of a CSV file as arrays: columns by name, times in whatever form, gaps as NaN."""

import csv
import gzip
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Problem, Sentence

TRUE = frozenset({"1", "1.0", "true", "t", "yes", "y", "是"})
FALSE = frozenset({"", "0", "0.0", "false", "f", "no", "n", "na", "nan", "否"})
# A form of time is the file's own when it reads this share of the rows.
ENOUGH_READ = 0.95
FORMS = (
    "iso",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%y %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%m-%d %H:%M",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: the names of its columns, and its rows as text."""

    path: Path
    names: tuple[str, ...]
    rows: list[list[str]]

    def text(self, name: str) -> list[str]:
        """Return one column; a short row has an empty cell."""
        at = self.names.index(name)
        return [row[at].strip() if at < len(row) else "" for row in self.rows]

    def numbers(self, names: tuple[str, ...]) -> Floats:
        """Return columns (rows, names); what is no finite number is NaN."""
        if not names:
            return np.empty((len(self.rows), 0))
        return np.column_stack([_numbers(self.text(name)) for name in names])

    def labels(self, name: str) -> NDArray[np.bool_]:
        """Return a column of yes and no."""
        cells = [cell.lower() for cell in self.text(name)]
        odd = next((i for i, cell in enumerate(cells) if cell not in TRUE | FALSE), None)
        if odd is not None:
            raise BadInput(
                [
                    _problem(
                        f"{self.path}:{odd + 2}:{name}",
                        f"标签“{cells[odd]}”应为 0 或 1",
                        f"label '{cells[odd]}' should be 0 or 1",
                    )
                ]
            )
        return np.array([cell in TRUE for cell in cells], dtype=bool)


def read(path: Path, needed: Mapping[str, tuple[str, ...]]) -> Table:
    """Read a file and make sure it has the columns each option names.

    Raises
    ------
    BadInput
        When it cannot be read, has no rows, or lacks a column.

    """
    rows = _rows(path)
    if not rows:
        raise BadInput([_problem(str(path), "是空文件", "is an empty file")])
    names = tuple(name.strip() for name in rows[0])
    problems = [
        _problem(
            option,
            f"{path.name} 中没有列“{name}”；可用：{', '.join(names)}",
            f"{path.name} has no column '{name}'; it has: {', '.join(names)}",
        )
        for option, columns in needed.items()
        for name in columns
        if name not in names
    ]
    problems += [
        _problem(
            option,
            f"{path.name} 中列“{name}”出现多次",
            f"{path.name} has more than one column '{name}'",
        )
        for option, columns in needed.items()
        for name in columns
        if names.count(name) > 1
    ]
    if problems:
        raise BadInput(problems)
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if not body:
        raise BadInput([_problem(str(path), "只有表头，没有数据行", "has a header and no rows")])
    return Table(path, names, body)


def form_of(cells: list[str]) -> str:
    """Return the form most times are written in; of two that fit, the one that runs forward.

    Raises
    ------
    BadInput
        When no form reads them.

    """
    best, chosen = (-1.0, 0.0), ""
    for form in FORMS:
        seconds = times(cells, form)
        known = seconds[np.isfinite(seconds)]
        share = known.size / len(cells)
        if share < ENOUGH_READ:
            continue
        forward = float((np.diff(known) > 0).mean()) if known.size > 1 else 1.0
        if (forward, share) > best:
            best, chosen = (forward, share), form
    if not chosen:
        raise BadInput(
            [
                _problem(
                    "--time",
                    f"时间“{cells[0]}”无法识别，应如 2026-03-01 08:00:00",
                    f"time '{cells[0]}' cannot be read; write it like 2026-03-01 08:00:00",
                )
            ]
        )
    return chosen


def times(cells: list[str], form: str) -> Floats:
    """Return seconds; NaN where a cell is not written in that form."""
    if form == "iso":
        return _iso(cells)
    if form == "seconds":
        return _numbers(cells)
    return np.array([_seconds(cell, partial(_formed, form=form)) for cell in cells])


def _iso(cells: list[str]) -> Floats:
    # numpy is ten times as fast, but takes a bare number for a year and knows no zones
    if all(len(cell) in (16, 19) and cell[4] == "-" for cell in cells):
        try:
            seconds = np.array(cells, dtype="datetime64[s]")
            return seconds.astype(np.int64).astype(np.float64)
        except ValueError:
            pass
    return np.array([_seconds(c if c[4:5] == "-" else "", datetime.fromisoformat) for c in cells])


def _formed(cell: str, *, form: str) -> datetime:
    if "%Y" in form or "%y" in form:
        return datetime.strptime(cell, form)  # noqa: DTZ007 (_seconds sets the zone)
    # no year is written: a leap year reads every day
    return datetime.strptime(f"2020 {cell}", f"%Y {form}")  # noqa: DTZ007


def _seconds(cell: str, parse: Callable[[str], datetime]) -> float:
    try:
        moment = parse(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _numbers(cells: list[str]) -> Floats:
    try:
        found = np.array([cell or "nan" for cell in cells], dtype=np.float64)
    except ValueError:
        found = np.array([_number(cell) for cell in cells])
    # beyond this a sum of squares is no number any more
    return np.where(np.abs(found) < 1e100, found, np.nan)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _rows(path: Path) -> list[list[str]]:
    try:
        raw = path.read_bytes()
        if path.suffix == ".gz":
            raw = gzip.decompress(raw)
    except IsADirectoryError:
        raise BadInput(
            [_problem(str(path), "是目录，应为 CSV 文件", "is a directory; a CSV file is needed")]
        ) from None
    except (OSError, EOFError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "damaged"
        raise BadInput(
            [_problem(str(path), f"无法读取（{reason}）", f"cannot be read ({reason})")]
        ) from None
    text = _text(raw, path)
    try:
        return list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise BadInput(
            [_problem(str(path), f"不是 CSV（{error}）", f"is not CSV ({error})")]
        ) from None


def _text(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(
        [_problem(str(path), "不是 UTF-8 或 GB 18030 文本", "is neither UTF-8 nor GB 18030 text")]
    )


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))
