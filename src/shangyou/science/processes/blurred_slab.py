"""How wide a gas is that weight has spread evenly and eddies blur: a slab across the wind, a disc of a sudden cloud.

What is even to a half-width b, convolved with a Gaussian of sigma s, has in its middle erf(b / (sqrt(2) s)) of
its own level (Carslaw & Jaeger 1959, ch. 2.2), so it is as wide as 2 b / erf(b / (sqrt(2) s)) of that level; without b
that is the Gaussian's sqrt(2 pi) s. A disc of radius r has 1 - exp(-r^2 / (2 s^2)) of its own level.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

# Half the width of a Gaussian per sigma: sqrt(pi/2).
EDGE: Final = math.sqrt(math.pi / 2.0)
_WIDE: Final = 5.0
_STEPS: Final = 6


@njit(cache=True)  # type: ignore[untyped-decorator]
def half_width(half: float, sigma: float) -> float:  # pragma: no cover (compiled)
    """Return half the width [m] of a slab of half-width `half` blurred by `sigma` [m]."""
    if half <= 1e-6 * sigma:
        return EDGE * sigma
    if half >= _WIDE * sigma:
        return half
    return half / math.erf(half / (math.sqrt(2.0) * sigma))


@njit(cache=True)  # type: ignore[untyped-decorator]
def half_widths(half: Floats, sigma: Floats) -> Floats:  # pragma: no cover (compiled)
    """Return `half_width` of every pair (n,) [m]."""
    found = np.empty(half.size)
    for i in range(half.size):
        found[i] = half_width(half[i], sigma[i])
    return found


@njit(cache=True)  # type: ignore[untyped-decorator]
def slab_of(width: float, sigma: float) -> float:  # pragma: no cover (compiled)
    """Return the half-width [m] of the slab that blurred by `sigma` has half the width `width`; at least 0."""
    if sigma <= 0.0 or width >= _WIDE * sigma:
        return width
    asked = width / sigma
    if asked <= EDGE * (1.0 + 1e-12):
        return 0.0
    t = min(math.sqrt(6.0 * (asked / EDGE - 1.0)), asked)
    for _ in range(_STEPS):
        even = math.erf(t / math.sqrt(2.0))
        slope = (even - t * math.exp(-0.5 * t * t) / EDGE) / (even * even)
        t -= (t / even - asked) / slope
    return t * sigma


@njit(cache=True)  # type: ignore[untyped-decorator]
def moved_share(half: float, sigma: float) -> float:  # pragma: no cover (compiled)
    """Return how fast half the gas moves aside on average beside where its width ends [-].

    Each part moves as far as it lies from the middle: the mean distance of the blurred slab's gas from its middle over
    half its width; 1/2 without eddies, 2/pi without a slab.
    """
    if sigma <= 1e-3 * half:
        return 0.5
    t = half / sigma
    if t <= 1e-3:
        return 2.0 / math.pi
    even = math.erf(t / math.sqrt(2.0))
    mean = (0.5 * (t * t + 1.0) * even + t * math.exp(-0.5 * t * t) / (2.0 * EDGE)) / t
    return mean * even / t


@njit(cache=True)  # type: ignore[untyped-decorator]
def radius_of_area(radius: float, spread: float) -> float:  # pragma: no cover (compiled)
    """Return the radius [m] of the even disc as large as one of `radius` blurred by 2 sigma_x sigma_y = `spread` [m2]."""
    part = radius * radius / spread if spread > 0.0 else np.inf
    if part > 30.0:
        return radius
    if part < 1e-9:
        return math.sqrt(spread)
    return radius / math.sqrt(-math.expm1(-part))


@njit(cache=True)  # type: ignore[untyped-decorator]
def disc_of(whole: float, spread: float) -> float:  # pragma: no cover (compiled)
    """Return the radius [m] of the disc that blurred by `spread` [m2] is as large as one of radius `whole`; at least 0."""
    asked = whole * whole / spread if spread > 0.0 else np.inf
    if asked > 30.0:
        return whole
    if asked <= 1.0 + 1e-12:
        return 0.0
    t = min(2.0 * (asked - 1.0), asked)
    for _ in range(_STEPS):
        even = -math.expm1(-t)
        t -= (t / even - asked) * even * even / (even - t * math.exp(-t))
    return math.sqrt(t * spread)
