"""From a row as a person types or pastes it to a sample: every cell checked, one sentence each."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shangyou.preparedness.network import Located, Path
from shangyou.response.drafts import FUTURE_ALLOWED, Locate, Reader
from shangyou.response.planning.wording import BEIJING, clock
from shangyou.science.messages import BadInput, Problem, Sentence

MOST_ROWS = 500
# A kilogram in a litre: more than any water holds.
LARGEST_MG_L = 1e6
UNITS: Mapping[str, float] = {"mg/L": 1.0, "µg/L": 1e-3, "μg/L": 1e-3, "ug/L": 1e-3}
_NOT_FOUND = {"未检出", "nd", "n.d.", "<dl", "not detected"}
# <0.01 as English laboratories write it, 0.01L as HJ 630 has Chinese ones write it.
_BELOW = re.compile(r"[<＜]\s*(?P<sign>[\d.eE+-]+)|(?P<letter>[\d.eE+-]+)\s*L", re.IGNORECASE)
_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Section:
    """A place where samples can be taken: a receptor of the forecast, or a point clicked."""

    key: str
    name: str
    reach: str
    distance_m: float
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Result:
    """A checked row; None for the concentration where nothing was found."""

    section: Section
    taken_at: datetime
    concentration_mg_l: float | None
    detection_limit_mg_l: float | None


@dataclass(frozen=True, slots=True)
class Where:
    """What rows are checked against: the sections known, the way of the plume, the clock."""

    sections: Sequence[Section]
    path: Path
    locate: Locate
    started_at: datetime
    now: datetime


def read(rows: object, where: Where) -> list[Result]:
    """Return the results of every row.

    Raises
    ------
    BadInput
        With one sentence per cell that cannot be used; then no row may be stored.

    """
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        sentence = Sentence(
            f"一次应填 1–{MOST_ROWS} 行样品。", f"Enter 1 to {MOST_ROWS} samples at a time."
        )
        raise BadInput([Problem("rows", sentence)])
    problems: list[Problem] = []
    results = [_row(row, f"rows.{i}.", where, problems) for i, row in enumerate(rows)]
    if problems:
        raise BadInput(problems)
    return [result for result in results if result is not None]


def read_one(row: Mapping[str, Any], where: Where) -> Result:
    """Return the result of a single row, its fields named without a number."""
    problems: list[Problem] = []
    result = _row(row, "", where, problems)
    if result is None:
        raise BadInput(problems)
    return result


def _row(row: object, prefix: str, where: Where, problems: list[Problem]) -> Result | None:
    reader = Reader(row if isinstance(row, Mapping) else {}, where.now)
    section = _section(reader, where)
    taken_at = _time(reader, where)
    value = _value(reader)
    problems += [Problem(prefix + p.path, p.sentence) for p in reader.problems]
    if reader.problems or section is None or taken_at is None or value is None:
        return None
    return Result(section, taken_at, *value)


def _section(reader: Reader, where: Where) -> Section | None:
    if isinstance(reader.get("point"), Mapping):
        return _clicked(reader, where)
    given = reader.get("place")
    wanted = given.strip() if isinstance(given, str) else ""
    if not wanted:
        reader.complain(
            "place",
            "缺少采样断面；请从列表选择，或在地图上点选。",
            "The section is missing; choose one from the list or click it on the map.",
        )
        return None
    by_key = [s for s in where.sections if s.key == wanted][:1]
    named = by_key or [s for s in where.sections if s.name == wanted]
    found = named or [s for s in where.sections if wanted in s.name]
    if len(found) == 1:
        return found[0]
    shown = wanted if len(wanted) <= 40 else "…"
    if found:
        reader.complain(
            "place",
            f"“{shown}”对应 {len(found)} 个断面（{'、'.join(s.name for s in found[:3])}）；请写全名。",
            f"“{shown}” may be {len(found)} sections; write the whole name.",
        )
    else:
        reader.complain(
            "place",
            f"事发点下游没有断面“{shown}”；请从列表选择，或在地图上点选。",
            f"There is no section “{shown}” downstream; choose from the list or click the map.",
        )
    return None


def _clicked(reader: Reader, where: Where) -> Section | None:
    longitude = reader.number("point.lon", "经度", "The longitude")
    latitude = reader.number("point.lat", "纬度", "The latitude")
    if longitude is None or latitude is None:
        return None
    try:
        located = where.locate(longitude, latitude)
    except BadInput as bad:
        reader.problems += [Problem("place", p.sentence) for p in bad.problems]
        return None
    if where.path.metres_to(located.reach, located.distance_m) is None:
        reader.complain(
            "place",
            f"{located.label.zh}不在事发点下游；预报只能用下游的样品修正。",
            f"{located.label.en} is not downstream of the release; only samples below it count.",
        )
        return None
    return on_river(located)


def on_river(located: Located) -> Section:
    """Return the section at a point clicked on the river; the same metre is the same section."""
    return Section(
        key=f"samples:{located.reach}@{located.distance_m:.0f}",
        name=located.label.zh,
        reach=located.reach,
        distance_m=located.distance_m,
        point=located.point,
    )


def _time(reader: Reader, where: Where) -> datetime | None:
    moment = _moment(reader.get("time"))
    if moment is None:
        reader.complain(
            "time",
            "采样时间应为日期和时间，例如 2026-03-01 08:30。",
            "The time must be a date and time, for example 2026-03-01 08:30.",
        )
        return None
    if moment > where.now + FUTURE_ALLOWED:
        reader.complain(
            "time",
            "采样时间在将来；最多允许比现在晚 10 分钟。",
            "The time lies in the future; at most 10 minutes from now are allowed.",
        )
        return None
    if moment < where.started_at:
        reader.complain(
            "time",
            f"采样早于泄漏开始（{clock(where.started_at).zh}）；请核对采样时间或泄漏时间。",
            f"The sample is older than the release ({clock(where.started_at).en}); check the times.",
        )
        return None
    return moment


def _moment(given: object) -> datetime | None:
    if not isinstance(given, str):
        return None
    text = given.strip()
    forms: list[Callable[[str], datetime]] = [datetime.fromisoformat, *map(_by, _TIMES)]
    for read_as in forms:
        try:
            moment = read_as(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    return None


def _by(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 (Beijing is put in after)


def _value(reader: Reader) -> tuple[float | None, float | None] | None:
    """Return concentration and detection limit [mg/L]; None when something is wrong."""
    factor = UNITS.get(str(reader.get("unit") or "mg/L").strip())
    if factor is None:
        reader.complain("unit", "单位只能是 mg/L 或 µg/L。", "The unit must be mg/L or µg/L.")
        return None
    found, given, limit = _said(reader.get("value"))
    if limit is None:
        limit = reader.get("detection_limit")
    limit_mg_l = None if limit in (None, "") else _possible(limit, factor)
    if limit_mg_l is None and limit not in (None, ""):
        reader.complain(
            "detection_limit",
            "检出限应为大于 0 的数字，且不超过 1000000 mg/L。",
            "The detection limit must be a number above 0 and at most 1000000 mg/L.",
        )
        return None
    value = _possible(given, factor) if found else None
    if found and value is None:
        reader.complain(
            "value",
            "浓度应大于 0 且不超过 1000000 mg/L；未检出请写“未检出”并填检出限。",
            "The concentration must be above 0 and at most 1000000 mg/L; where nothing was found "
            "write “ND” and give the detection limit.",
        )
        return None
    if not found and limit_mg_l is None:
        reader.complain(
            "detection_limit",
            "未检出的样品要写明检出限，例如 0.002。",
            "A sample in which nothing was found needs its detection limit, for example 0.002.",
        )
        return None
    return value, limit_mg_l


def _said(given: object) -> tuple[bool, object, object]:
    """Return whether something was found, what, and the limit written with it."""
    if given is None:
        return False, None, None
    if not isinstance(given, str):
        return True, given, None
    text = given.strip()
    below = _BELOW.fullmatch(text)
    if below is not None:
        return False, None, below["sign"] or below["letter"]
    return text.casefold() not in _NOT_FOUND, text, None


def _possible(given: object, factor: float) -> float | None:
    """Return a concentration that water can hold [mg/L], None for anything else."""
    number = _number(given)
    if number is None or not 0.0 < number * factor <= LARGEST_MG_L:
        return None
    return number * factor


def _number(given: object) -> float | None:
    """Return a finite number from a number or its text."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        number = float(given)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
