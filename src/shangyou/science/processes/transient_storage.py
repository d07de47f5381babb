"""Dead zones of a natural river, and what of the spreading is left to the main channel.

A dispersion coefficient from the moments of a dye cloud holds two things: the stretching in the
main channel, which shapes the leading edge, and the water that dead zones hold back, which lowers
the peak and makes the tail. Put whole into a transfer function it lets the leading edge run far
too early: the formulae give a first 2 % at 0.73 of the peak's time where dye gives 0.85. Here the
three numbers that a reach needs are chosen together, so that a release in a river known only by
its discharge has the leading edges and tails of the public dye tests and the unit peaks of Jobson
1996 (WRIR 96-4013: 1025e-6 T^-0.887 per second, T in hours) at travel times from 1 to 100 hours.
The cloud goes slower than the channel's water by 1 + A_s/A: the velocity of a travelling peak times
this factor is the velocity to put into the transfer function.
"""

import math
from dataclasses import dataclass

from shangyou.science.distributions import LogNormal
from shangyou.science.processes.dispersion_coefficients import longitudinal

# Fitted by scripts/fit_river_processes.py on the public dye tests (median leading and trailing
# edges in five classes of travel time) and Jobson's unit peaks; spreads from their scatter.
MAIN_CHANNEL_SHARE, MAIN_CHANNEL_SIGMA = 0.20, 1.2
# In wide rivers the formulae, made for clouds mixed over the whole section, overstate more: above
# this width the share falls off, so that edges on rivers above 1,000 m3/s are met as well.
WIDE_M, WIDE_EXPONENT = 20.0, 0.4
AREA_RATIO, AREA_RATIO_SIGMA = 0.10, 0.6
# Exchange relative to the rate at which the water turns over its own depth, U / H.
EXCHANGE_SHARE, EXCHANGE_SIGMA = 1e-3, 0.9


@dataclass(frozen=True, slots=True)
class Spreading:
    """What a transfer function needs for a reach nobody has measured.

    Attributes
    ----------
    dispersion_m2_s : LogNormal
        Of the main channel alone; goes with the two below, never with one of them missing.
    area_ratio : LogNormal
        Storage area over channel area, A_s / A [-].
    exchange_per_s : LogNormal
        Rate at which channel water enters the dead zones [1/s].

    """

    dispersion_m2_s: LogNormal
    area_ratio: LogNormal
    exchange_per_s: LogNormal


def typical(
    *,
    velocity_m_s: float,
    depth_m: float,
    width_m: float,
    shear_velocity_m_s: float | None = None,
) -> Spreading:
    """Return dead zones and main-channel dispersion of a river of this velocity and size."""
    whole = longitudinal(
        velocity_m_s=velocity_m_s,
        depth_m=depth_m,
        width_m=width_m,
        shear_velocity_m_s=shear_velocity_m_s,
    )
    share = MAIN_CHANNEL_SHARE * math.pow(max(width_m / WIDE_M, 1.0), -WIDE_EXPONENT)
    return Spreading(
        dispersion_m2_s=LogNormal(share * whole.median, MAIN_CHANNEL_SIGMA),
        area_ratio=LogNormal(AREA_RATIO, AREA_RATIO_SIGMA),
        exchange_per_s=LogNormal(EXCHANGE_SHARE * velocity_m_s / depth_m, EXCHANGE_SIGMA),
    )
