"""What a series' stored past says of its own natural steps."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import own_leaps, slow
from shangyou.science.inference.event_detection.natural import (
    DEPTH,
    FORGOTTEN,
    SLOW_DEPTH,
    SLOW_S,
    SPACING_S,
)

LEAST_STEPS: Final = slow.LEAST_STEPS


@dataclass(frozen=True, slots=True)
class OwnSteps:
    """A series' own natural steps, NaN where too little is known of them.

    `distance` and `leap` are shares of its level; `step` [unit] and `share` [-] are the plain
    percentiles of the `steps` from reading to reading of a slow series.
    """

    distance: float
    leap: float
    readings: int
    step: float = float("nan")
    share: float = float("nan")
    steps: int = 0


def own_steps(times_s: Floats, values: Floats, interval_s: float, least_base: float) -> OwnSteps:
    """Return a series' own natural steps: 99th percentiles over its past.

    Parameters
    ----------
    times_s, values : arrays (readings,)
        Its past in order [s, unit of the series].
    interval_s : float
        Usual time between readings [s].
    least_base : float
        Level below which a share means nothing, in the unit of the series.

    Returns
    -------
    OwnSteps
        Of the distances from the level as `NaturalState` takes it, and of the steps from one
        reading to the next; NaN where fewer than 150 are known. The plain percentiles of a slow
        series are given however few there are.

    """
    plain = (float("nan"), float("nan"), 0)
    if interval_s >= SLOW_S:
        plain = own_leaps.percentiles(times_s, values, interval_s)
    depth = SLOW_DEPTH if interval_s >= SLOW_S else DEPTH
    if values.size <= depth:
        return OwnSteps(float("nan"), float("nan"), 0, *plain)
    windows = np.lib.stride_tricks.sliding_window_view(values, depth)[:-1]
    base = np.median(windows, axis=1)
    longest = depth * max(interval_s, SPACING_S) * FORGOTTEN / 4
    whole = times_s[depth:] - times_s[:-depth] <= longest
    level = np.maximum(np.abs(base), max(least_base, 1e-12))
    distance = _p99((np.abs(values[depth:] - base) / level)[whole])
    before = np.maximum(np.abs(values[:-1]), max(least_base, 1e-12))
    close = np.diff(times_s) <= longest / depth
    leap = _p99((np.abs(np.diff(values)) / before)[close])
    return OwnSteps(distance, leap, int(whole.sum()), *plain)


def _p99(shares: Floats) -> float:
    known = shares[np.isfinite(shares)]
    if known.size < LEAST_STEPS or not known.max() > 0:
        return float("nan")
    return float(np.quantile(known, 0.99))
