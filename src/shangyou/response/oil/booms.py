"""The booms of a form: where, from when until when, how deep, how far across, how much is skimmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shangyou.response.drafts import Reader
from shangyou.response.planning.wording import BEIJING
from shangyou.science.messages import Problem

MOST_BOOMS = 10
# field → names, least, most, what an empty field means; None: it has to be given
NUMBERS: Mapping[str, tuple[str, str, float, float]] = {
    "draught_m": ("吃水（m）", "The draught (m)", 0.05, 5.0),
    "length_m": ("长度（m）", "The length (m)", 1.0, 20_000.0),
    "angle_deg": ("与水流的夹角（度）", "The angle to the current (degrees)", 5.0, 90.0),
    "recovery_m3_h": ("收油能力（m³/h）", "What is skimmed (m³/h)", 0.0, 1000.0),
}
DEFAULTS: Mapping[str, float | None] = {"length_m": None, "angle_deg": 90.0, "recovery_m3_h": 10.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoomForm:
    """A checked boom; its place is a point of the map or a chainage of the incident's river."""

    point: tuple[float, float] | None
    chainage_km: float | None
    start: datetime
    until: datetime
    bank: str | None
    numbers: Mapping[str, float | None]


def read_booms(reader: Reader) -> tuple[BoomForm, ...]:
    """Return the booms of a body; what is wrong is said of `booms.0.draught_m` and its like."""
    value = reader.get("booms")
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_BOOMS:
        reader.complain(
            "booms",
            f"围油栏应为列表，至多 {MOST_BOOMS} 道。",
            f"The booms must be a list of at most {MOST_BOOMS}.",
        )
        return ()
    found = []
    for i, row in enumerate(value):
        one = Reader(row if isinstance(row, Mapping) else {}, reader.now)
        boom = _boom(one)
        reader.problems += [Problem(f"booms.{i}.{p.path}", p.sentence) for p in one.problems]
        if boom is not None:
            found.append(boom)
    return tuple(found)


def _boom(reader: Reader) -> BoomForm | None:
    point, chainage = read_place(reader)
    start, until = _moment(reader, "from"), _moment(reader, "until")
    if start is not None and until is not None and until <= start:
        reader.complain(
            "until", "撤除时间应晚于布设完成时间。", "The end must be later than the start."
        )
    numbers = {field: read_number(reader, field) for field in NUMBERS}
    bank = reader.get("bank")
    if bank not in (None, "left", "right"):
        reader.complain(
            "bank",
            "系于哪一岸应为 left、right 或留空。",
            "The bank must be left, right or left out.",
        )
    if reader.problems or start is None or until is None:
        return None
    return BoomForm(
        point=point, chainage_km=chainage, start=start, until=until, bank=bank, numbers=numbers
    )


def read_place(reader: Reader) -> tuple[tuple[float, float] | None, float | None]:
    """Return the point or the chainage of a boom; complain where there is neither."""
    if reader.get("point") is not None:
        longitude = reader.number("point.lon", "经度", "The longitude")
        latitude = reader.number("point.lat", "纬度", "The latitude")
        return None if longitude is None or latitude is None else (longitude, latitude), None
    if reader.get("chainage_km") is None:
        reader.complain(
            "chainage_km",
            "缺少布设位置：请填里程（km），或在地图上点选。",
            "The place is missing: give its chainage (km) or click it on the map.",
        )
        return None, None
    return None, reader.number("chainage_km", "里程（km）", "The chainage (km)")


def _moment(reader: Reader, field: str) -> datetime | None:
    value = reader.get(field)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        title = {"from": ("布设完成时间", "The start"), "until": ("撤除时间", "The end")}[field]
        reader.complain(
            field,
            f"{title[0]}应为日期和时间，例如 2026-03-01T08:00:00+08:00。",
            f"{title[1]} must be a date and time, for example 2026-03-01T08:00:00+08:00.",
        )
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def read_number(reader: Reader, field: str) -> float | None:
    """Return a figure of a boom within its range, or what an empty field means."""
    zh, en, low, high = NUMBERS[field]
    if field in DEFAULTS and reader.get(field) is None:
        return DEFAULTS[field]
    value: Any = reader.number(field, zh, en)
    if value is not None and not low <= value <= high:
        reader.complain(
            field,
            f"{zh}应在 {low:g}–{high:g} 之间。",
            f"{en} must lie between {low:g} and {high:g}.",
        )
        return None
    return None if value is None else float(value)
