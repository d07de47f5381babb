"""Rain as an operational signal: how much fell, and which changes it may have made.

Rain washes soil and what lies on it into a river: turbidity and what goes with it (the permanganate
index, which is measured on the shaken sample) rise without anybody having spilt anything. CANARY
calls such a signal operational: a change that follows it counts for less (EPA/600/R-08/040B), and a
river version of it left out rain by itself (Burkhardt et al. 2022, doi 10.1039/d2va00014h).
"""

from enum import StrEnum
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats

# Rain of the last half day counts; from 5 mm in twelve hours it is moderate (中雨, GB/T 28592-2012
# table 1, typed from memory, 需核实). That moderate rain washes the banks is our judgement.
HOURS: Final = 12.0
MODERATE_MM: Final = 5.0
# A gauge silent for longer than this gives nothing for the silence.
LONGEST_GAP_S: Final = 3600.0
# No more than this falls (the heaviest hour measured in China is about 200 mm): a gauge's fault.
MOST_MM_H: Final = 300.0
WASHED: Final = frozenset({"turbidity", "permanganate_index"})
"""Factors, by their keys in `slow.FACTORS`, that rain explains."""


class Measure(StrEnum):
    """What the number of a gauge is."""

    FALLEN = "fallen"
    """Millimetres since the reading before."""
    TOTAL = "total"
    """Millimetres since some beginning, which may begin anew."""
    INTENSITY = "intensity"
    """Millimetres an hour."""


def amount_mm(times_s: Floats, values: Floats, measure: Measure, since_s: float) -> float:
    """Return how much fell after `since_s` [mm].

    Parameters
    ----------
    times_s, values : arrays (readings,)
        In rising order; values as `measure` says, those that cannot be rain are left out.
    measure : Measure
        What the values are.
    since_s : float
        Beginning, in the seconds of `times_s`.

    """
    known = np.isfinite(values) & (values >= 0.0) & np.isfinite(times_s)
    times_s, values = times_s[known], values[known]
    if times_s.size < 2 and measure is not Measure.FALLEN:
        return 0.0
    gap_s = np.diff(times_s, prepend=times_s[:1])
    if measure is Measure.FALLEN:
        fallen = values
    elif measure is Measure.TOTAL:
        # a counter that begins anew has counted what it shows
        step = np.diff(values, prepend=values[:1])
        fallen = np.where(step >= 0.0, step, values)
    else:
        fallen = values * np.minimum(gap_s, LONGEST_GAP_S) / 3600.0
    span_h = np.maximum(gap_s, 300.0) / 3600.0
    possible = fallen <= MOST_MM_H * span_h
    return float(fallen[(times_s > since_s) & possible].sum())


def explains(fallen_mm: float) -> bool:
    """Tell whether so much rain in `HOURS` may have moved turbidity and the permanganate index."""
    return fallen_mm >= MODERATE_MM
