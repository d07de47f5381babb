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
# Long after everything has passed, even in water that hardly moves.
_FOREVER_S = 1e13


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Discharge over time and the reading that goes with it; constant beyond its ends."""

    times_s: Floats
    discharge_m3_s: Floats
    readings_s: Floats

    @classmethod
    def of(cls, series: Series, start: datetime, reference: float, exponent: float) -> "Clock":
        given_s = np.array([(t - start).total_seconds() for t, _ in series])
        given = np.array([value for _, value in series])
        steps = np.clip((given_s[-1] - given_s[0]) / _FINEST_S, len(series), _MOST_STEPS)
        even = np.linspace(given_s[0], given_s[-1], int(steps) + 1)
        inner = np.unique(np.concatenate((given_s, even)))
        times = np.concatenate(([inner[0] - _FOREVER_S], inner, [inner[-1] + _FOREVER_S]))
        middle = np.interp(0.5 * (times[1:] + times[:-1]), given_s, given)
        speed = (middle / reference) ** exponent
        # summed from the first given time, not from the far past: small numbers keep their digits
        passed = speed * np.diff(times)
        later = np.cumsum(passed[1:])
        readings = np.concatenate(([-passed[0], 0.0], later))
        return cls(times, np.interp(times, given_s, given), readings)

    def reading(self, time_s: Floats) -> Floats:
        return np.interp(time_s, self.times_s, self.readings_s)

    def time(self, reading_s: Floats) -> Floats:
        return np.interp(reading_s, self.readings_s, self.times_s)

    def discharge(self, time_s: Floats) -> Floats:
        return np.interp(time_s, self.times_s, self.discharge_m3_s)

    def same(self, other: "Clock") -> bool:
        """Tell whether both clocks run alike (within a tenth of a percent of the time passed)."""
        if self.times_s.size != other.times_s.size or (self.times_s != other.times_s).any():
            return False
        gap = np.abs(self.readings_s - other.readings_s)[1:-1].max()
        return bool(gap <= 1e-3 * max(np.ptp(self.readings_s[1:-1]), 1.0))
