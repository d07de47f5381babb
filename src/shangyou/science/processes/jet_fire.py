"""A burning jet as points along a line."""

import math

import numpy as np

from shangyou.science.distributions import Floats

POINTS = 40


def flame_length_m(power_w: float) -> float:
    """Return the visible length [m]; Lowesmith et al. 2007 (Process Saf. Environ. Prot. 85).

    L = 2.8893 Q^0.3728 with the heat release Q in MW.
    """
    return float(2.8893 * (power_w / 1e6) ** 0.3728)


def radiated_share(velocity_m_s: float) -> float:
    """Return the share of the heat that is radiated [-]; Chamberlain 1987, eq. for F_s."""
    return 0.21 * math.exp(-0.00323 * velocity_m_s) + 0.11


def flux_w_m2(power_w: float, share: float, length_m: float, distance_m: Floats) -> Floats:
    """Return the heat flux ahead of a level jet [W/m2], before the air has its part.

    `distance_m` (n,) counts from the hole along the jet; the target stands beside the flame 2 m off
    its axis. Equal points along the visible length; API 521's point source, spread over a line.
    """
    along = (np.arange(POINTS) + 0.5) / POINTS * length_m
    squared = (np.asarray(distance_m)[:, None] - along) ** 2 + 2.0**2
    return np.asarray((share * power_w / (4.0 * math.pi * squared)).mean(axis=1))
