"""A slow series' own natural step, counted reading by reading: the 99th percentile of those seen so far.

The statistic is the plain one, the 99th percentile of the steps between neighbouring readings with
linear interpolation, absolute and as a share of the reading before; of the two bars the lower one
counts, as with the national steps. Only earlier readings are used. From the largest few steps and
their number it is exact up to `MOST_COUNTED` steps; a longer past is learnt from the store.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

QUANTILE: Final = 0.99
# The 99th percentile of four hundred steps lies between the fourth and the fifth largest.
KEPT: Final = 5
MOST_COUNTED: Final = 400
# Seven tenths of three own steps. A percentile of up to thirty steps is at least 0.71 of the largest
# of them (linear interpolation), so whatever was counted before, a leap of three such steps is
# beyond 2.1 of them; of a longer past the margin covers the error of the percentile (about a
# quarter at 150 steps).
HINT: Final = 2.1
# Neighbours are readings at most this many intervals apart.
NEIGHBOURS: Final = 1.5


@dataclass(slots=True)
class OwnLeaps:
    """The largest steps of every series; arrays (kept, series) and (series,).

    Attributes
    ----------
    largest : array (2, kept, series)
        Largest steps seen, in the unit of the series and as shares of the reading before.
    count : array (2, series) of int
        Steps seen; steps from a reading of nothing have no share.
    across : array (series,) of bool
        Whether all that was seen are steps over gaps: until neighbours are seen they stand in,
        each as so many equal ones (the largest of them was no smaller).

    """

    series: int
    largest: Floats = field(init=False)
    count: NDArray[np.int64] = field(init=False)
    across: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.largest = np.zeros((2, KEPT, self.series))
        self.count = np.zeros((2, self.series), dtype=np.int64)
        self.across = np.ones(self.series, dtype=bool)

    def see(self, at: NDArray[np.int64], value: Floats, before: Floats, intervals: Floats) -> None:
        """Count a step each of series `at`, from `before` (NaN: none) to `value`, so many intervals later."""
        known = np.isfinite(before)
        near = intervals <= NEIGHBOURS
        first = known & near & self.across[at]
        self.count[:, at[first]] = 0
        self.across[at[first]] = False
        taken = known & (near | self.across[at])
        mine, value, before = at[taken], value[taken], before[taken]
        size = np.abs(value - before) / np.maximum(np.round(intervals[taken]), 1.0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = size / np.abs(before)
        for kind, step in enumerate((size, share)):
            counts = np.isfinite(step)
            places, new = mine[counts], step[counts]
            held = self.largest[kind][:, places]
            held = np.where(np.arange(KEPT)[:, None] < self.count[kind, places], held, -1.0)
            ordered = -np.sort(-np.concatenate([held, new[None]]), axis=0)
            self.largest[kind][:, places] = ordered[:KEPT]
            self.count[kind, places] = np.minimum(self.count[kind, places] + 1, MOST_COUNTED)

    def steps(self, at: NDArray[np.int64]) -> Floats:
        """Return the 99th percentiles so far (2, series `at`): in the unit, as a share; NaN where none."""
        count = self.count[:, at]
        place = (1.0 - QUANTILE) * np.maximum(count - 1, 0)
        low = np.minimum(np.floor(place).astype(np.int64), KEPT - 2)
        largest = self.largest[:, :, at]
        above = np.take_along_axis(largest, low[:, None], axis=1)[:, 0]
        # of a single step there is no second largest: its weight is nothing
        below = np.take_along_axis(largest, low[:, None] + 1, axis=1)[:, 0]
        value = above + (place - low) * (np.where(count > 1, below, above) - above)
        return np.where(count > 0, value, np.nan)

    def grow(self, more: int) -> None:
        """Take more series at the end."""
        self.largest = np.concatenate([self.largest, np.zeros((2, KEPT, more))], axis=2)
        self.count = np.concatenate([self.count, np.zeros((2, more), dtype=np.int64)], axis=1)
        self.across = np.concatenate([self.across, np.ones(more, dtype=bool)])
        self.series += more


def percentiles(times_s: Floats, values: Floats, interval_s: float) -> tuple[float, float, int]:
    """Return the same of a whole past: in the unit, as a share [-] (NaN where none), and their number.

    Parameters
    ----------
    times_s, values : arrays (readings,)
        In order [s, unit of the series].
    interval_s : float
        Usual time between readings [s].

    """
    near = np.diff(times_s) <= NEIGHBOURS * interval_s
    size = np.abs(np.diff(values))[near]
    before = np.abs(values[:-1])[near]
    share = size[before > 0] / before[before > 0]
    step, part = (
        float(np.quantile(x, QUANTILE)) if x.size else float("nan") for x in (size, share)
    )
    return step, part, int(size.size)
