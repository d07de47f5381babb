"""What a section must be like when only some of discharge, velocity, width and depth are known."""

import math
from dataclasses import dataclass

from shangyou.science.processes.river_velocity import GRAVITY_M_S2

# Median and spread of u*/U over the 51 public rows (scripts/fit_river_processes.py).
SHEAR_SHARE, SHEAR_SHARE_SIGMA = 0.16, 0.59
# Width of an alluvial river, W = 4.8 Q^0.5: Leopold & Maddock 1953 (USGS PP 252) for the exponent,
# Lacey 1930 for the factor (in SI).
REGIME_WIDTH, REGIME_WIDTH_EXPONENT = 4.8, 0.5


@dataclass(frozen=True, slots=True)
class Section:
    """Mean width [m] and depth [m] of a flowing section."""

    width_m: float
    depth_m: float


def section(
    *,
    discharge_m3_s: float,
    velocity_m_s: float,
    width_m: float | None = None,
    depth_m: float | None = None,
) -> Section:
    """Return the section that carries the discharge; what is given stays as given."""
    area = discharge_m3_s / velocity_m_s
    if width_m is not None:
        return Section(width_m, depth_m if depth_m is not None else area / width_m)
    if depth_m is not None:
        return Section(area / depth_m, depth_m)
    width = REGIME_WIDTH * discharge_m3_s**REGIME_WIDTH_EXPONENT
    return Section(width, area / width)


def shear_velocity(*, velocity_m_s: float, depth_m: float, slope: float | None = None) -> float:
    """Return the shear velocity [m/s]: from the slope if known, else the usual share of U."""
    if slope:
        return math.sqrt(GRAVITY_M_S2 * depth_m * slope)
    return SHEAR_SHARE * velocity_m_s
