"""What a gauge reads beside what the season has there, as a boundary of the water below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shangyou.response.gauge_readings import Course, Reading
from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.processes import flood_wave
from shangyou.science.processes.flood_wave import Lag

MOVED_BY = 0.10
"""A discharge that moves by less is taken as steady: a series doubles the time of a run."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a gauge reads, and what the season has there [m3/s]."""

    reading: Reading
    season_m3_s: float

    @property
    def river(self) -> str:
        """The river of the gauge."""
        return self.reading.gauge.river

    @property
    def km(self) -> float:
        """Its chainage."""
        return self.reading.gauge.chainage_km

    @property
    def flow(self) -> float:
        """Its discharge now [m3/s]."""
        return self.reading.discharge_m3_s or 0.0

    @property
    def ratio(self) -> float:
        """Its discharge over the season's."""
        return self.flow / self.season_m3_s

    @property
    def course(self) -> Course:
        """What it read of late, without what cannot be a discharge."""
        return tuple((at, q) for at, q in self.reading.flows if q > 0.0)

    @property
    def moved(self) -> bool:
        """Whether its discharge changed of late by more than a steady one may."""
        values = [q for _, q in self.course]
        return len(values) >= 2 and max(values) > (1.0 + MOVED_BY) * min(values)

    def at(self, times: Floats) -> Floats:
        """Return the discharge at times [s since 1970]; constant beyond the ends of what was read."""
        if not self.moved:
            return np.full(times.shape, self.flow)
        read = self.course
        return np.interp(times, [t.timestamp() for t, _ in read], [q for _, q in read])

    def below(self, times: Floats, lag: Lag) -> Floats:
        """Return what of its discharge is seen below at times [s since 1970]: later, and flattened."""
        if not self.moved:
            return np.full(times.shape, self.flow)
        read = self.course
        course_s = np.array([t.timestamp() for t, _ in read])
        return flood_wave.arrived(times, course_s, np.array([q for _, q in read]), lag)


def moving(measured: Sequence[Measured], courses: Mapping[str, Course]) -> Sentence:
    """Say which gauges moved, so that their course goes down the river and not their last value alone."""
    names = [m.reading.gauge.name for m in measured if m.moved]
    if not names or not courses:
        return Sentence("", "")
    return Sentence(
        f"{'、'.join(names)} 近来变化超过 {100 * MOVED_BY:.0f} %，按逐时过程计算，并按波速向下游推后、按扩散波坦化"
        "（库区、堰上和坡降不详的河段只推后不坦化；漫滩、回水顶托和闸坝调蓄不计）",
        f"{', '.join(names)} moved by more than {100 * MOVED_BY:.0f} % of late: hour by hour, later "
        "downstream by the time of the wave and flattened as a diffusive wave (over pool and weir, and where no "
        "slope is known, later only; flood plains, backwater and what gates hold back are left out)",
    )
