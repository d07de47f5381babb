"""Toxic-gas sensors of a micro-batch, park by park: two levels, inside out, with the wind."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from shangyou.science.distributions import Floats
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
    seen_s: dict[int, float] = field(default_factory=dict)
    """The last reading of each series: sensors of a park need not report together."""


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
        new = [i for i in rows if readings.at_s[i] > park.seen_s.get(int(place[i]), -np.inf)]
        for at_s in np.unique(readings.at_s[new]):
            now = [i for i in new if readings.at_s[i] == at_s]
            park.seen_s.update((int(place[i]), float(at_s)) for i in now)
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
    levels, level = answer.level[0], int(answer.park[0])
    told, park.told = park.told, level
    if quiet:
        return []
    row = Row(memory, park, float(readings.at_s[now[0]]), values[0], answer.from_deg[0])
    raised = np.flatnonzero(levels > before).tolist()
    if level > told and not raised:
        # the wind has turned: what was known inside now reaches the fence
        raised = [int(np.argmax(levels))]
    worst = max(raised, key=lambda at: levels[at], default=None)
    found = [row.alarm(at, Level(level if at == worst else int(levels[at]))) for at in raised]
    return found + [row.back(at) for at in np.flatnonzero((levels == 0) & (before > 0)).tolist()]


@dataclass(frozen=True, slots=True)
class Row:
    """One moment of a park: values of its sensors, arrays (sensors,), and where the wind comes from [deg]."""

    memory: Memory
    park: Park
    at_s: float
    values: Floats
    from_deg: float

    def alarm(self, at: int, level: Level) -> Finding:
        """Return that a sensor has reached a level."""
        name, shown, limit = self._shown(at)
        reason, wind = SENTENCES[level], _wind(self.from_deg)
        say = Sentence(
            f"{name.zh} {shown}，一级限 {words.figure(limit)}；{reason.zh}{wind.zh}",
            f"{name.en} {shown}, first level {words.figure(limit)}; {reason.en}{wind.en}",
        )
        return self._finding(at, level, say, alarm=True)

    def back(self, at: int) -> Finding:
        """Return that a sensor is below its first level again."""
        name, shown, limit = self._shown(at)
        say = Sentence(
            f"{name.zh}已回落至一级限 {words.figure(limit)} 以下，现为 {shown}",
            f"{name.en} is below its first level of {words.figure(limit)} again, now {shown}",
        )
        return self._finding(at, Level.QUIET, say, alarm=False)

    def _shown(self, at: int) -> tuple[Sentence, str, float]:
        series = self.memory.series[self.park.places[at]]
        device, value = self.memory.devices[series.device], float(self.values[at])
        unit = device.unit(series.code)
        shown = f"{words.figure(value)} {unit}" if np.isfinite(value) else ""
        return device.name(series.code), shown, float(device.limit(series.code).high)

    def _finding(self, at: int, level: Level, say: Sentence, *, alarm: bool) -> Finding:
        series = self.memory.series[self.park.places[at]]
        device, value = self.memory.devices[series.device], float(self.values[at])
        detail: dict[str, Any] = {
            "tier": _TIER[level],
            "alarm": alarm,
            "say": say,
            "station": device.station,
            "park": device.park,
            "code": series.code,
            "name": device.name(series.code),
            "unit": device.unit(series.code),
            "value": value if np.isfinite(value) else None,
            "limit": device.limit(series.code).high,
            "interval_s": device.interval_s,
        }
        return Finding(series.device, series.item, self.at_s, "gas", float(level), detail)


def _wind(from_deg: float) -> Sentence:
    if not np.isfinite(from_deg):
        return Sentence(
            "；静风或无风向，来向不明", "; calm or no wind data: the direction is not known"
        )
    return Sentence(
        f"；来自风向 {from_deg:.0f}° 一侧",
        f"; look towards {from_deg:.0f} degrees, where the wind comes from",
    )
