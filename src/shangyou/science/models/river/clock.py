"""A reach in changing flow runs by its own clock.

While velocity and dispersion of a reach rise and fall together with the flow, its transport is the
steady one in the reading tau(t) = integral of (Q(t) / Q_ref)^b dt. The change of clock is exact, so
changing flow costs no numerical dispersion.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Series

_FINEST_S, _MOST_STEPS = 300.0, 4000


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Discharge over time and the reading that goes with it; constant beyond its ends.

    `paces` are the speeds before the first and after the last time of the tables.
    """

    times_s: Floats
    discharge_m3_s: Floats
    readings_s: Floats
    paces: tuple[float, float]

    @classmethod
    def of(cls, series: Series, start: datetime, reference: float, exponent: float) -> "Clock":
        given_s = np.array([(t - start).total_seconds() for t, _ in series])
        given = np.array([value for _, value in series])
        steps = np.clip((given_s[-1] - given_s[0]) / _FINEST_S, len(series), _MOST_STEPS)
        even = np.linspace(given_s[0], given_s[-1], int(steps) + 1)
        times = np.unique(np.concatenate((given_s, even)))
        middle = np.interp(0.5 * (times[1:] + times[:-1]), given_s, given)
        speed = (middle / reference) ** exponent
        readings = np.concatenate(([0.0], np.cumsum(speed * np.diff(times))))
        before, after = (given[[0, -1]] / reference) ** exponent
        paces = float(before), float(after)
        return cls(times, np.interp(times, given_s, given), readings, paces)

    def reading(self, time_s: Floats) -> Floats:
        inside = np.interp(time_s, self.times_s, self.readings_s)
        early = np.minimum(time_s - self.times_s[0], 0.0)
        late = np.maximum(time_s - self.times_s[-1], 0.0)
        # written from the near end of the table: a point in the far past would cost digits
        return np.asarray(inside + self.paces[0] * early + self.paces[1] * late)

    def time(self, reading_s: Floats) -> Floats:
        inside = np.interp(reading_s, self.readings_s, self.times_s)
        early = np.minimum(reading_s - self.readings_s[0], 0.0)
        late = np.maximum(reading_s - self.readings_s[-1], 0.0)
        return np.asarray(inside + early / self.paces[0] + late / self.paces[1])

    def discharge(self, time_s: Floats) -> Floats:
        return np.interp(time_s, self.times_s, self.discharge_m3_s)

    def pace(self, time_s: Floats) -> Floats:
        """Return how much faster than at the reference discharge the water travels."""
        part = np.clip(np.searchsorted(self.times_s, time_s), 1, self.times_s.size - 1)
        speed = np.diff(self.readings_s) / np.diff(self.times_s)
        inside = speed[part - 1]
        early, late = time_s < self.times_s[0], time_s > self.times_s[-1]
        return np.where(early, self.paces[0], np.where(late, self.paces[1], inside))

    def same(self, other: "Clock") -> bool:
        """Tell whether both clocks run alike (within a tenth of a percent of the time passed)."""
        if self.times_s.size != other.times_s.size or (self.times_s != other.times_s).any():
            return False
        gap = np.abs(self.readings_s - other.readings_s).max()
        return bool(gap <= 1e-3 * max(np.ptp(self.readings_s), 1.0))
