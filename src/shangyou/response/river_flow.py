"""The discharge of each reach of a path between the gauges of its river, and how it went since a spill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from shangyou.preparedness.network import Network, Path
from shangyou.response.gauge_readings import Course, Reading
from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence

MOVED_BY = 0.10
"""A discharge that moved by less since the spill is taken as steady: a series doubles the time of a run."""

STEP = timedelta(hours=1)

Courses = dict[str, list[tuple[datetime, float]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a gauge reads over what the season has there."""

    reading: Reading
    ratio: float
    course: Course

    @property
    def moved(self) -> bool:
        """Whether the discharge changed since the spill by more than a steady one may."""
        values = [ratio for _, ratio in self.course]
        return len(values) >= 2 and max(values) > (1.0 + MOVED_BY) * min(values)

    def at(self, moment: datetime) -> float:
        """Return the ratio at a time; constant beyond the ends of what was read."""
        if len(self.course) < 2:
            return self.ratio
        times = [t.timestamp() for t, _ in self.course]
        return float(np.interp(moment.timestamp(), times, [ratio for _, ratio in self.course]))


def along(
    network: Network, path: Path, measured: Sequence[Measured]
) -> tuple[dict[str, float], Courses]:
    """Return the ratio of each reach to the season now, and its course where a gauge of the river saw it move.

    Between two gauges of a river the logarithm of the ratio goes with chainage, beyond them it stays. A reach of a river
    without a gauge has none.
    """
    ratios: dict[str, float] = {}
    courses: Courses = {}
    for river in dict.fromkeys(network.reaches[code].river for code in path.reaches):
        gauges = sorted(
            (m for m in measured if m.reading.gauge.river == river),
            key=lambda m: m.reading.gauge.chainage_km,
        )
        if not gauges:
            continue
        codes = [code for code in path.reaches if network.reaches[code].river == river]
        middles = np.array(
            [
                (network.reaches[c].chainage_up_km + network.reaches[c].chainage_down_km) / 2.0
                for c in codes
            ]
        )
        ratios |= _at(codes, middles, gauges, [m.ratio for m in gauges])
        if any(m.moved for m in gauges):
            for moment in _moments(gauges):
                there = _at(codes, middles, gauges, [m.at(moment) for m in gauges])
                for code, ratio in there.items():
                    courses.setdefault(code, []).append((moment, ratio))
    return ratios, courses


def _at(
    codes: Sequence[str], middles: Floats, gauges: Sequence[Measured], values: Sequence[float]
) -> dict[str, float]:
    places = [m.reading.gauge.chainage_km for m in gauges]
    logs = np.interp(middles, places, np.log(values))
    return {code: float(np.exp(log)) for code, log in zip(codes, logs, strict=True)}


def _moments(gauges: Sequence[Measured]) -> list[datetime]:
    """Return every hour between the first and the last value read, the last included."""
    begin = min(m.course[0][0] for m in gauges if m.course)
    end = max(m.course[-1][0] for m in gauges if m.course)
    hours = int((end - begin) / STEP)
    found = [begin + i * STEP for i in range(hours + 1)]
    return found if found[-1] == end else [*found, end]


def moving(measured: Sequence[Measured]) -> Sentence:
    """Say which gauges moved since the spill, so that their course is used and not their last value alone."""
    names = [m.reading.gauge.name for m in measured if m.moved]
    if not names:
        return Sentence("", "")
    return Sentence(
        f"{'、'.join(names)} 自事发以来变化超过 {100 * MOVED_BY:.0f} %，按逐时过程计算",
        f"{', '.join(names)} moved by more than {100 * MOVED_BY:.0f} % since the spill: hour by hour",
    )
