"""Toxic-gas sensors of a micro-batch, park by park: two levels, inside out, with the wind."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.inference.event_detection.gas_sensors import (
    SENTENCES,
    GasState,
    Level,
    Place,
    Sensors,
)
from shangyou.science.messages import Sentence
from shangyou.warning.detectors import words
from shangyou.warning.detectors.memory import Memory
from shangyou.warning.detectors.seam import Finding, Readings

# GB/T 50493-2019 5.5.2: the second level of a toxic gas is at most twice the first (100 and 200 %
# of the occupational limit); the register's upper limit is the first. Unverified.
SECOND_OVER_FIRST: Final = 2.0
WIND_SPEED, WIND_FROM = "a01007", "a01008"
METRES_A_DEGREE: Final = 111_320.0
_TIER: Final = {Level.QUIET: 0, Level.FIRST: 2, Level.SECOND: 3, Level.OFF_SITE: 3}


@dataclass(slots=True)
class Park:
    """The sensors of one park or plant and where they stand."""

    places: list[int]
    state: GasState
    wind: tuple[float, float] = (float("nan"), float("nan"))
    told: int = 0
    last_s: float = float("-inf")


def watch(
    memory: Memory, parks: dict[int, Park], readings: Readings, place: np.ndarray, *, quiet: bool
) -> list[Finding]:
    """Judge every new row of every park."""
    by_park: dict[int, list[int]] = {}
    for i in np.flatnonzero(place >= 0):
        device = memory.devices.get(memory.series[place[i]].device)
        if device is not None and device.kind == "gas" and memory.series[place[i]].code:
            by_park.setdefault(device.park, []).append(int(i))
    found = []
    for key, rows in by_park.items():
        sensors = _sensors(memory, key)
        park = parks.get(key)
        if park is None or park.places != sensors:
            park = parks[key] = Park(sensors, GasState(_laid_out(memory, sensors)))
        for at_s in np.unique(readings.at_s[rows]):
            if at_s <= park.last_s:
                continue
            park.last_s = float(at_s)
            now = [i for i in rows if readings.at_s[i] == at_s]
            found += _row(memory, park, readings, place, now, quiet=quiet)
    return found


def _sensors(memory: Memory, key: int) -> list[int]:
    """Return the series of a park that have an alarm level."""
    return [
        i
        for i, series in enumerate(memory.series)
        if series.code
        and (device := memory.devices.get(series.device)) is not None
        and device.kind == "gas"
        and device.park == key
        and np.isfinite(device.limit(series.code).high)
    ]


def _laid_out(memory: Memory, places: list[int]) -> Sensors:
    of = [(memory.devices[memory.series[p].device], memory.series[p].code) for p in places]
    points = np.array([device.point for device, _ in of], dtype=np.float64).reshape(-1, 2)
    middle = np.nanmean(points, axis=0) if len(points) else np.zeros(2)
    metres = (points - middle) * METRES_A_DEGREE
    first = np.array([device.limit(code).high for device, code in of])
    return Sensors(
        np.nan_to_num(metres[:, 0] * np.cos(np.radians(np.nan_to_num(middle[1])))),
        np.nan_to_num(metres[:, 1]),
        first,
        SECOND_OVER_FIRST * first,
        tuple(_standing(device.station_name, inside=device.has_source) for device, _ in of),
    )


def _standing(name: str, *, inside: bool) -> Place:
    if "厂界" in name or "边界" in name:
        return Place.BOUNDARY
    return Place.WITHIN if inside else Place.OUTER


def _row(
    memory: Memory,
    park: Park,
    readings: Readings,
    place: np.ndarray,
    now: list[int],
    *,
    quiet: bool,
) -> list[Finding]:
    values = np.full((1, len(park.places)), np.nan)
    usable = np.zeros((1, len(park.places)), dtype=bool)
    speed, bearing = park.wind
    for i in now:
        series, value = memory.series[place[i]], float(readings.value[i])
        if place[i] in park.places:
            at = park.places.index(int(place[i]))
            values[0, at] = value
            usable[0, at] = bool(readings.good[i] and readings.live[i])
        elif series.code == WIND_SPEED and readings.good[i]:
            speed = value
        elif series.code == WIND_FROM and readings.good[i]:
            bearing = value
    park.wind = (speed, bearing)
    before = park.state.level.copy()
    answer = park.state.step(values, usable, np.array([speed]), np.array([bearing]))
    level = int(answer.park[0])
    told, park.told = park.told, level
    raised = np.flatnonzero(answer.level[0] > before)
    if quiet or not level or (level <= told and not raised.size):
        return []
    strongest = int(raised[0]) if raised.size else int(np.argmax(answer.level[0]))
    series = memory.series[park.places[strongest]]
    device = memory.devices[series.device]
    name, value = device.name(series.code), float(values[0, strongest])
    limit = device.limit(series.code)
    wind = _wind(answer.from_deg[0])
    reason = SENTENCES[Level(level)]
    shown = f"{words.figure(value)} {device.unit(series.code)}" if np.isfinite(value) else ""
    tier = _TIER[Level(level)]
    detail = {
        "tier": tier,
        "alarm": True,
        "say": Sentence(
            f"{name.zh} {shown}，一级限 {words.figure(limit.high)}；{reason.zh}{wind.zh}",
            f"{name.en} {shown}, first level {words.figure(limit.high)}; {reason.en}{wind.en}",
        ),
        "station": device.station,
        "code": series.code,
        "name": name,
        "unit": device.unit(series.code),
        "value": value if np.isfinite(value) else None,
        "limit": limit.high,
        "interval_s": device.interval_s,
    }
    return [Finding(series.device, series.item, float(park.last_s), "gas", float(level), detail)]


def _wind(from_deg: float) -> Sentence:
    if not np.isfinite(from_deg):
        return Sentence(
            "；静风或无风向，来向不明", "; calm or no wind data: the direction is not known"
        )
    return Sentence(
        f"；来自风向 {from_deg:.0f}° 一侧",
        f"; look towards {from_deg:.0f} degrees, where the wind comes from",
    )
