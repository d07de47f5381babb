"""What the form of a gas assessment says: every field checked, one sentence each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shangyou.core.keys import is_key
from shangyou.reference.substances import Substance
from shangyou.response.drafts import Reader, read_key, read_start
from shangyou.science.messages import BadInput

# Of how long people breathe it; the hour is that of the legal endpoints.
THRESHOLDS = tuple(f"AEGL-{level}-{time}" for level in (3, 2, 1) for time in (10, 30, 60, 240, 480))
# Degrees; the demo city and its neighbours. Beyond it there is no register to say who lives there.
WEST, SOUTH, EAST, NORTH = 102.0, 26.0, 112.0, 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A checked request; release and weather are checked by the model's own rules."""

    longitude: float
    latitude: float
    substance: Substance
    started_at: datetime
    release: Mapping[str, Any]
    weather: Mapping[str, Any]
    # theory, averaging time and terrain are checked by the model; None leaves them to it
    theory: Any
    averaging_time_s: Any
    terrain: Any
    # one that is drawn beside those of the law; empty is none
    threshold: str
    title: str
    incident: int | None
    alarm: int | None
    idempotency_key: UUID


def read(
    body: Mapping[str, Any], *, now: datetime, find: Callable[[str], Substance | None]
) -> Form:
    """Return what a body says.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    reader = Reader(body, now)
    place = _place(reader)
    substance = _substance(reader, find)
    started_at = read_start(reader, "started_at")
    release, weather = _object(reader, "release", "泄漏"), _object(reader, "weather", "气象")
    threshold = _threshold(reader)
    title = reader.title()
    incident = _row(reader, "incident", "事件编号", "The incident")
    alarm = _row(reader, "alarm", "警情编号", "The alarm")
    key = read_key(reader)
    if reader.problems or None in (place, substance, started_at, key):
        raise BadInput(reader.problems)
    assert place is not None and substance is not None  # noqa: S101, PT018 (told the type checker)
    assert started_at is not None and key is not None  # noqa: S101, PT018
    return Form(
        longitude=place[0],
        latitude=place[1],
        substance=substance,
        started_at=started_at,
        release=release,
        weather=weather,
        theory=reader.get("theory"),
        averaging_time_s=reader.get("averaging_time_s"),
        terrain=reader.get("terrain"),
        threshold=threshold,
        title=title,
        incident=incident,
        alarm=alarm,
        idempotency_key=key,
    )


def _place(reader: Reader) -> tuple[float, float] | None:
    if not isinstance(reader.get("point"), Mapping):
        reader.complain(
            "point",
            "缺少泄漏地点；请在地图上点选，或输入经纬度。",
            "The place is missing; click it on the map or enter its coordinates.",
        )
        return None
    longitude = reader.number("point.lon", "经度", "The longitude")
    latitude = reader.number("point.lat", "纬度", "The latitude")
    if longitude is None or latitude is None:
        return None
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        reader.complain(
            "point",
            f"地点应在东经 {WEST:.0f}–{EAST:.0f}°、北纬 {SOUTH:.0f}–{NORTH:.0f}° 之间。",
            f"The place must lie between {WEST:.0f} and {EAST:.0f}° east and "
            f"{SOUTH:.0f} and {NORTH:.0f}° north.",
        )
        return None
    return longitude, latitude


def _substance(reader: Reader, find: Callable[[str], Substance | None]) -> Substance | None:
    key = reader.get("substance")
    found = find(key) if isinstance(key, str) else None
    if found is None:
        reader.complain(
            "substance",
            "请从物质表中选择泄漏的物质（中文名、英文名、CAS 号或 UN 编号）；物质不详时不能计算扩散，"
            "先按应急指南的首次距离疏散。",
            "Choose the substance from the table (name, CAS or UN number); while it is unknown no "
            "dispersion can be computed: go by the guide's first distances.",
        )
    return found


def _object(reader: Reader, field: str, zh: str) -> Mapping[str, Any]:
    value = reader.get(field)
    if isinstance(value, Mapping):
        return value
    reader.complain(field, f"缺少{zh}情况。", f"The {field} is missing.")
    return {}


def _threshold(reader: Reader) -> str:
    value = reader.get("threshold")
    if value is None or value == "":
        return ""
    if value not in THRESHOLDS:
        reader.complain(
            "threshold",
            "请从列表中选择另加的阈值（AEGL-1 至 3，10、30、60、240、480 min）。",
            "Choose the further threshold from the list (AEGL-1 to 3 for 10, 30, 60, 240 or 480 min).",
        )
        return ""
    return str(value)


def _row(reader: Reader, field: str, zh: str, en: str) -> int | None:
    value = reader.get(field)
    if value is None or is_key(value):
        return value
    reader.complain(field, f"{zh}应为正整数。", f"{en} must be a positive number.")
    return None
