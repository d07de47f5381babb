"""Rain gauges among the devices: which there are, what fell at or near a station, what that demotes.

HJ 212 has no code for rain; makers use their own, so a gauge is known by the registered name and unit.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.inference.event_detection import rain
from shangyou.science.inference.event_detection.rain import Measure
from shangyou.science.messages import Sentence
from shangyou.warning.detectors.seam import Readings
from shangyou.warning.detectors.words import figure

if TYPE_CHECKING:
    from shangyou.warning.detectors.facts import DeviceFacts
    from shangyou.warning.detectors.memory import Memory

NEAR_M: Final = 25_000.0
"""Showers are small, but upstream of a section it rains more widely than at it (ours)."""
KEPT: Final = 5000
"""Half a day of readings ten seconds apart."""
_KEPT_S: Final = rain.HOURS * 3600.0 + rain.LONGEST_GAP_S
_METRES: Final = 111_195.0
WORDS: Final = ("雨量", "雨强", "降雨", "降水", "rain")
_TOTAL: Final = ("累计", "total")
_INTENSITY: Final = ("mm/h", "毫米/小时", "毫米/时")


def measure_of(name: str, unit: str) -> Measure | None:
    """Return what a registered factor's numbers are, None where it is no rain."""
    text = name.lower()
    if not any(word in text for word in WORDS):
        return None
    if unit.strip().lower() in _INTENSITY:
        return Measure.INTENSITY
    if unit.strip().lower() not in ("mm", "毫米"):
        return None
    return Measure.TOTAL if any(word in text for word in _TOTAL) else Measure.FALLEN


@dataclass(frozen=True, slots=True)
class Fallen:
    """What fell in the last hours at the gauge that saw most of those near a station."""

    mm: float
    station: str
    metres: float
    here: bool

    @property
    def explains(self) -> bool:
        """Whether so much rain may have moved what rain moves."""
        return rain.explains(self.mm)

    def say(self) -> Sentence:
        """Say it."""
        hours = f"{rain.HOURS:.0f}"
        zh = "本站" if self.here else f"{self.station}（{self.metres / 1000:.0f} km）"
        en = "here" if self.here else f"at {self.station} ({self.metres / 1000:.0f} km)"
        return Sentence(
            f"{zh}过去 {hours} 小时降雨 {figure(self.mm)} mm",
            f"{figure(self.mm)} mm of rain {en} in the last {hours} hours",
        )


def near(one: "DeviceFacts", other: "DeviceFacts") -> float | None:
    """Return how far a gauge is from a station [m]; None where it says nothing of it."""
    if one.station == other.station:
        return 0.0
    (x, y), (u, v) = one.point, other.point
    metres = _METRES * math.hypot((u - x) * math.cos(math.radians(0.5 * (y + v))), v - y)
    if math.isfinite(metres):
        within = metres <= NEAR_M or (one.reach is not None and one.reach == other.reach)
        return metres if within else None
    same = one.reach is not None and one.reach == other.reach
    return 0.0 if same else None


@dataclass(slots=True)
class Gauges:
    """The last half day of every gauge the follower hears."""

    kept: dict[tuple[int, str], deque[tuple[float, float]]] = field(default_factory=dict)

    def collect(self, memory: "Memory", readings: Readings, place: NDArray[np.int64]) -> None:
        """Take what gauges measured; few devices have one."""
        if not memory.rains.any():
            return
        usable = (place >= 0) & readings.good & readings.live
        usable &= memory.rains[place]
        for i in np.flatnonzero(usable).tolist():
            one = memory.series[int(place[i])]
            mine = self.kept.setdefault((one.device, one.code), deque(maxlen=KEPT))
            at_s = float(readings.at_s[i])
            if not mine or at_s > mine[-1][0]:
                mine.append((at_s, float(readings.value[i])))
            while mine and mine[0][0] < at_s - _KEPT_S:
                mine.popleft()

    def fallen(self, memory: "Memory", device: "DeviceFacts", at_s: float) -> Fallen | None:
        """Return the most that fell at a gauge near a station; None where there is none."""
        most: Fallen | None = None
        for (pk, code), rows in self.kept.items():
            gauge = memory.devices.get(pk)
            measure = gauge.rains.get(code) if gauge is not None else None
            if gauge is None or measure is None:
                continue
            metres = near(device, gauge)
            if metres is None:
                continue
            times, values = (np.array(x) for x in zip(*rows, strict=True))
            until = times <= at_s
            mm = rain.amount_mm(times[until], values[until], measure, at_s - rain.HOURS * 3600.0)
            if most is None or mm > most.mm:
                here = gauge.station == device.station
                most = Fallen(mm, gauge.station_name, metres, here)
        return most
