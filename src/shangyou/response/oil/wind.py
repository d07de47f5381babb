"""The wind of a form: none, one for all of the forecast, or a table over time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shangyou.response.drafts import Reader
from shangyou.response.planning.wording import BEIJING
from shangyou.science.messages import Problem

MOST_ROWS = 240
SPEED = ("风速（m/s）", "The wind speed (m/s)")
FROM = ("风向（来向，度）", "The direction the wind comes from")
FASTEST_M_S, ROUND_DEG = 40.0, 360.0

Blow = tuple[float, float]
Wind = Blow | tuple[tuple[datetime, float, float], ...] | None


def within(
    reader: Reader, field: str, title: tuple[str, str], low: float, high: float
) -> float | None:
    """Return a number within its range, None where it is left out or refused."""
    value = reader.optional_number(field, *title)
    if value is not None and not low <= value <= high:
        reader.complain(
            field,
            f"{title[0]}应在 {low:g}–{high:g} 之间。",
            f"{title[1]} must lie between {low:g} and {high:g}.",
        )
        return None
    return value


def read_wind(reader: Reader) -> Wind:
    """Return the wind of a body; what is wrong is said of `wind.speed_m_s` or `wind.0.speed_m_s`."""
    value = reader.get("wind")
    if value is None:
        return None
    if isinstance(value, list):
        return _series(reader, value)
    return _blow(reader, "wind.")


def _blow(reader: Reader, prefix: str) -> Blow | None:
    values = []
    for name, title, most in (
        ("speed_m_s", SPEED, FASTEST_M_S),
        ("from_deg", FROM, ROUND_DEG),
    ):
        if reader.number(prefix + name, *title) is not None:
            values.append(within(reader, prefix + name, title, 0.0, most))
    if len(values) < 2 or values[0] is None or values[1] is None:
        return None
    return values[0], values[1]


def _series(reader: Reader, rows: list[Any]) -> Wind:
    if not 1 <= len(rows) <= MOST_ROWS:
        reader.complain(
            "wind",
            f"风过程应有 1–{MOST_ROWS} 行，每行为时间、风速、风向。",
            f"The wind must have 1 to {MOST_ROWS} rows of time, speed and direction.",
        )
        return None
    found: list[tuple[datetime, float, float]] = []
    for i, row in enumerate(rows):
        one = Reader(row if isinstance(row, Mapping) else {}, reader.now)
        at = _at(one)
        blow = _blow(one, "")
        if at is not None and found and at <= found[-1][0]:
            one.complain(
                "at",
                "时间应晚于上一行。",
                "The time must be later than that of the row above.",
            )
        reader.problems += [Problem(f"wind.{i}.{p.path}", p.sentence) for p in one.problems]
        if at is not None and blow is not None:
            found.append((at, *blow))
    return tuple(found)


def _at(reader: Reader) -> datetime | None:
    value = reader.get("at")
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        reader.complain(
            "at",
            "时间应为日期和时间，例如 2026-03-01T08:00:00+08:00。",
            "The time must be a date and time, for example 2026-03-01T08:00:00+08:00.",
        )
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
