"""Distributions that correlations return: a number and how sure we are of it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A positive quantity known up to a factor.

    Attributes
    ----------
    median : float
        In the unit of the quantity.
    sigma : float
        Standard deviation of the natural logarithm [-].

    """

    median: float
    sigma: float

    def quantile(self, p: float) -> float:
        """Return the value that is not exceeded with probability `p` (0 < p < 1)."""
        return self.median * math.exp(self.sigma * float(ndtri(p)))

    def sample(self, standard_normal: Floats) -> Floats:
        """Return values for standard-normal deviates, so that the caller owns the seed."""
        return np.asarray(self.median * np.exp(self.sigma * standard_normal), dtype=np.float64)
