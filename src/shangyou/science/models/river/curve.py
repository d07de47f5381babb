"""Curves of all members at one place, each over a window of its own."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

# single precision for an ensemble, double for one forecast
Values = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Curve:
    """Mass flux [kg/s] past one place: values (members, times) from `start_s` every `step_s`.

    `defect_kg` is the mass by which the computed curve missed before it was scaled to it.
    """

    start_s: Floats
    step_s: Floats
    values: Values
    defect_kg: Floats

    def at(self, times_s: Floats) -> Values:
        """Return the flux of every member at the same times; zero outside the window."""
        place = (times_s[None, :] - self.start_s[:, None]) / self.step_s[:, None]
        return interpolate(self.values, place)


def interpolate(values: Values, place: Floats) -> Values:
    """Read each row of `values` at fractional columns; zero outside."""
    count = values.shape[1]
    inside = (place >= 0) & (place <= count - 1)
    left = np.clip(place.astype(np.int64), 0, count - 2)
    weight = (place - left).astype(values.dtype)
    flat = values.ravel()
    base = left + (np.arange(values.shape[0]) * count)[:, None]
    low = flat[base]
    result: Values = np.where(inside, low + weight * (flat[base + 1] - low), 0.0)
    return result
