"""Above a limit: of the standard or the permit, over its averaging time, confirmed m of n.

A single value above a limit is a hint; a limit that is a daily or hourly mean is compared with
that mean; an alarm needs `confirm` of the last `of` valid values (or means) above it.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits per signal, arrays (signals,); infinite where there is none.

    Attributes
    ----------
    low, high : array
        Allowed range in the unit of the signal (dissolved oxygen and pH have a low one).
    average_rows : array of int
        Valid values the limit's mean is taken over; 1 for an instantaneous limit.
    confirm, of : int
        An alarm needs `confirm` of the last `of` comparisons.

    """

    low: Floats
    high: Floats
    average_rows: NDArray[np.int64]
    confirm: int = 2
    of: int = 3


@dataclass(slots=True)
class ExceedanceState:
    """The last valid values of every station and signal."""

    stations: int
    limits: Limits
    kept: Floats = field(init=False)
    above: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        signals = self.limits.low.size
        depth = int(self.limits.average_rows.max(initial=1))
        self.kept = np.full((depth, self.stations, signals), np.nan)
        self.above = np.zeros((self.limits.of, self.stations, signals), dtype=bool)

    def step(self, values: Floats) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """Compare one reading of every station.

        Parameters
        ----------
        values : array (stations, signals)
            NaN where nothing valid was measured: those signals keep their state.

        Returns
        -------
        array, array of bool, array of bool; each (stations, signals)
            Times the limit (mean over limit for a high one, 1 + shortfall for a low one; NaN when
            unknown), above it now, and confirmed.

        """
        limits, known = self.limits, np.isfinite(values)
        self.kept = np.where(known, np.concatenate([self.kept[1:], values[None]]), self.kept)
        depth = self.kept.shape[0]
        counted = (np.arange(depth)[:, None] >= depth - limits.average_rows)[:, None, :]
        present = counted & np.isfinite(self.kept)
        count = present.sum(axis=0)
        mean = np.where(present, self.kept, 0.0).sum(axis=0) / np.maximum(count, 1)
        # a mean of half its values is no mean
        whole = known & (2 * count >= limits.average_rows)
        over = np.where(np.isfinite(limits.high), mean / _size(limits.high), 0.0)
        under = np.where(
            np.isfinite(limits.low), 1.0 + (limits.low - mean) / _size(limits.low), 0.0
        )
        now = whole & ((mean > limits.high) | (mean < limits.low))
        self.above = np.where(known, np.concatenate([self.above[1:], now[None]]), self.above)
        confirmed = now & (self.above.sum(axis=0) >= limits.confirm)
        return np.where(whole, np.maximum(over, under), np.nan), now, confirmed


def _size(limit: Floats) -> Floats:
    return np.maximum(np.where(np.isfinite(limit), np.abs(limit), 1.0), 1e-12)
