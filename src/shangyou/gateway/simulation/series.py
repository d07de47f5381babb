"""Made-up readings: the same for the same seed, device, factor and time, so that history and present agree."""

import csv
import datetime as dt
import hashlib
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from shangyou.gateway.simulation import rain

DAY_S: Final = 86_400.0
# median, relative daily swing, relative slow wander, relative noise: of the order of the national
# stations' readings on the Yangtze in spring
USUAL: Final = {
    "w01010": (16.5, 0.04, 0.03, 0.004),
    "w01001": (7.9, 0.01, 0.01, 0.003),
    "w01009": (8.6, 0.05, 0.04, 0.01),
    "w01014": (390.0, 0.01, 0.05, 0.005),
    "w01003": (32.0, 0.05, 0.30, 0.06),
    "w01019": (2.1, 0.03, 0.15, 0.03),
    "w21003": (0.14, 0.06, 0.30, 0.06),
    "w21011": (0.07, 0.03, 0.20, 0.04),
    "w01018": (38.0, 0.15, 0.20, 0.04),
    # air of a chemical park on a quiet day: traces of gas, a light wind, mild
    "a21022": (0.03, 0.10, 0.30, 0.10),
    "a21001": (0.6, 0.10, 0.30, 0.10),
    "a21028": (0.02, 0.10, 0.30, 0.10),
    "a01007": (2.3, 0.20, 0.25, 0.08),
    "a01001": (18.5, 0.20, 0.10, 0.01),
    "a01002": (72.0, 0.12, 0.12, 0.01),
    "a01006": (97.8, 0.001, 0.006, 0.0),
}
STEADY: Final = frozenset({"w01001", "w01010", "w01009", "a01001", "a01002", "a01006"})
"""Much the same at every station."""
WIND_FROM: Final = "a01008"
MOST: Final = {"a01002": 100.0}
_SWING_DEG: Final = (25.0, 35.0, 8.0)
"""A direction turns with the day, with the weather, and from reading to reading; it has no median."""
MAST: Final = frozenset({WIND_FROM, "a01007", "a01001", "a01002", "a01006"})
"""What a mast measures is not calibrated with the gas sensors beside it."""
_OTHER: Final = (5.0, 0.05, 0.15, 0.03)
_WANDER_S: Final = (7.3 * 3600, 17.9 * 3600, 61.0 * 3600)


@dataclass(frozen=True, slots=True)
class Spill:
    """Something comes down the river: factors rise by a multiple of their usual value, then fade."""

    begin: dt.datetime
    factors: dict[str, float]
    rise_s: float = 900.0
    fade_s: float = 5400.0

    def strength(self, at: dt.datetime) -> float:
        """Return 0 before and long after, 1 at the crest."""
        seconds = (at - self.begin).total_seconds()
        if seconds <= 0:
            return 0.0
        if seconds < self.rise_s:
            return seconds / self.rise_s
        return math.exp(-(seconds - self.rise_s) / self.fade_s)


def unit(seed: int, *words: object) -> float:
    """Return a number from 0 to 1 that depends on the words alone."""
    text = f"{seed}|{'|'.join(map(str, words))}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=7).digest(), "big") / 2**56


@dataclass(slots=True)
class Generated:
    """Readings by formula."""

    seed: int
    mn: str
    factors: Sequence[str]
    spills: list[Spill] = field(default_factory=list)
    _phases: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def values(self, at: dt.datetime) -> dict[str, float]:
        """Give every factor at a time."""
        return {code: self._value(code, at) for code in self.factors}

    def _value(self, code: str, at: dt.datetime) -> float:
        if code == rain.CODE:
            return rain.intensity_mm_h(partial(unit, self.seed, self.mn), at)
        median, daily, wander, noise = USUAL.get(code, _OTHER)
        if code == WIND_FROM:
            return self._direction(at)
        phases = self._phases.get(code)
        if phases is None:
            phases = tuple(unit(self.seed, self.mn, code, n) for n in range(5))
            self._phases[code] = phases
        seconds = at.timestamp()
        spread = 0.02 if code in STEADY else 0.5
        level = median * math.exp(spread * (phases[4] - 0.5))
        relative = daily * math.sin(math.tau * (seconds / DAY_S + phases[0]))
        relative += sum(
            wander / 3 * math.sin(math.tau * (seconds / period + phase))
            for period, phase in zip(_WANDER_S, phases[1:4], strict=True)
        )
        relative += noise * (unit(self.seed, self.mn, code, int(seconds)) * 2 - 1) * 1.7
        value = level * math.exp(relative)
        for spill in self.spills:
            strength = spill.strength(at)
            if strength > 1e-3:
                value += strength * spill.factors.get(code, 0.0) * level
        return min(max(value, 0.0), MOST.get(code, math.inf))

    def _direction(self, at: dt.datetime) -> float:
        """Give where the wind comes from [degrees], always one of 0 to 360."""
        seconds = at.timestamp()
        first, second, third = (unit(self.seed, self.mn, WIND_FROM, n) for n in range(3))
        daily, wander, noise = _SWING_DEG
        turned = daily * math.sin(math.tau * (seconds / DAY_S + second))
        turned += wander * math.sin(math.tau * (seconds / _WANDER_S[1] + third))
        turned += noise * (unit(self.seed, self.mn, WIND_FROM, int(seconds)) * 2 - 1) * 1.7
        return (360.0 * first + turned) % 360.0


@dataclass(slots=True)
class Recorded:
    """Readings of a file, played from a time on, over and over; spills come on top."""

    times_s: list[float]
    rows: list[dict[str, float]]
    begin: dt.datetime
    spills: list[Spill] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, begin: dt.datetime) -> "Recorded":
        """Read a CSV with a column `time` and one column a factor code; empty cells are left out."""
        times: list[float] = []
        rows: list[dict[str, float]] = []
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                moment = dt.datetime.fromisoformat(line["time"])
                times.append(moment.timestamp())
                rows.append(
                    {k: float(v) for k, v in line.items() if k != "time" and v not in ("", None)}
                )
        if not times or times != sorted(times):
            raise ValueError(f"{path}: needs a column time in rising order")
        return cls([t - times[0] for t in times], rows, begin)

    def values(self, at: dt.datetime) -> dict[str, float]:
        """Give the row that stood at a time."""
        length = max(self.times_s[-1], 1.0)
        seconds = (at - self.begin).total_seconds() % length
        row = dict(self.rows[bisect_right(self.times_s, seconds) - 1])
        for spill in self.spills:
            strength = spill.strength(at)
            for code, times in spill.factors.items():
                if code in row and strength > 1e-3:
                    row[code] += strength * times * USUAL.get(code, _OTHER)[0]
        return row


def calibrating(seed: int, mn: str, at: dt.datetime, minutes: int = 12) -> bool:
    """Say whether a device is in its daily calibration."""
    begin = int(unit(seed, mn, "calibration") * (24 * 60 - minutes))
    local = at.astimezone(dt.timezone(dt.timedelta(hours=8)))
    return 0 <= local.hour * 60 + local.minute - begin < minutes


def out(seed: int, mn: str, at: dt.datetime, share: float) -> bool:
    """Say whether a device's network is away: now and then for some minutes, `share` of the hours."""
    hour = int(at.timestamp() // 3600)
    if unit(seed, mn, "out", hour) >= share:
        return False
    begin = unit(seed, mn, "out-at", hour) * 40
    return begin <= at.timestamp() % 3600 / 60 < begin + 15
