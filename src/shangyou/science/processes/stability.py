"""Atmospheric stability: GB/T 3840-91 from cloud, sun and wind; Obukhov length of a class."""

import math
from typing import Final, Literal, get_args

Stability = Literal["A", "A-B", "B", "B-C", "C", "C-D", "D", "D-E", "E", "F"]
CLASSES: Final[tuple[Stability, ...]] = get_args(Stability)

# GB/T 3840-91 table: radiation level by cloud (tenths) and the height of the sun; the rows as printed,
# columns night, <= 15, 15-35, 35-65, > 65 degrees. (source: GB/T 3840-91; HJ/T 2.2-93 agrees)
_LEVELS: Final = {
    "few": (-2, -1, 1, 2, 3),  # total <= 4, low <= 4
    "some": (-1, 0, 1, 2, 3),  # total 5-7, low <= 4
    "high": (-1, 0, 0, 1, 1),  # total >= 8, low <= 4
    "low": (0, 0, 0, 0, 1),  # total >= 5, low 5-7
    "overcast": (0, 0, 0, 0, 0),  # total >= 8, low >= 8
}
# The same standard: class by wind at 10 m; columns for levels +3 … -2.
_BY_WIND: Final[tuple[tuple[float, tuple[Stability, ...]], ...]] = (
    (2.0, ("A", "A-B", "B", "D", "E", "F")),
    (3.0, ("A-B", "B", "C", "D", "E", "F")),
    (5.0, ("B", "B-C", "C", "D", "D", "E")),
    (6.0, ("C", "C-D", "D", "D", "D", "D")),
    (math.inf, ("D", "D", "D", "D", "D", "D")),
)
# Golder 1972, Boundary-Layer Meteorology 3, 47: 1/L = a + b log10(z0); as tabulated by Seinfeld & Pandis.
_GOLDER: Final = {
    "A": (-0.096, 0.029),
    "B": (-0.037, 0.029),
    "C": (-0.002, 0.018),
    "D": (0.0, 0.0),
    "E": (0.004, -0.018),
    "F": (0.035, -0.036),
}
LONGEST_M: Final = 1e5
"""An Obukhov length that stands for neutral."""


def radiation_level(cloud_total: float, cloud_low: float, solar_elevation_deg: float) -> int:
    """Return the radiation level -2 … +3 of GB/T 3840-91.

    Parameters
    ----------
    cloud_total, cloud_low : float
        Cover [tenths], 0 to 10.
    solar_elevation_deg : float
        Height of the sun [degrees]; below the horizon it is night.

    """
    if cloud_low >= 8:
        row = "overcast"
    elif cloud_low >= 5:
        row = "low"
    elif cloud_total >= 8:
        row = "high"
    elif cloud_total >= 5:
        row = "some"
    else:
        row = "few"
    column = 0
    if solar_elevation_deg > 0:
        column = 1 + sum(solar_elevation_deg > limit for limit in (15, 35, 65))
    return _LEVELS[row][column]


def class_of(
    wind_10m_m_s: float, cloud_total: float, cloud_low: float, solar_elevation_deg: float
) -> Stability:
    """Return the stability class of GB/T 3840-91 from the wind [m/s], the clouds and the sun."""
    level = radiation_level(cloud_total, cloud_low, solar_elevation_deg)
    classes = next(row for below, row in _BY_WIND if wind_10m_m_s < below)
    return classes[3 - level]


# What a radiation level looks like: height of the sun [degrees] in the middle of its column, below 0 by
# night, and the cloud [tenths] in the middle of its row.
_SKIES: Final = {3: (72.0, 2.0), 2: (50.0, 2.0), 1: (25.0, 2.0), -1: (-1.0, 6.0), -2: (-1.0, 2.0)}


def sky_of(stability: Stability, wind_10m_m_s: float) -> tuple[float, float] | None:
    """Return the sun's height [degrees] and the cloud [tenths] that a class tells of at a wind.

    The table of GB/T 3840-91 read backwards; None where it tells of none, or of an overcast sky.
    """
    classes = next(row for below, row in _BY_WIND if wind_10m_m_s < below)
    levels = [3 - column for column, name in enumerate(classes) if name == stability]
    return _SKIES.get(levels[0]) if len(levels) == 1 else None


def obukhov_length_m(stability: Stability, roughness_m: float) -> float:
    """Return the Obukhov length [m] of a class over ground of a roughness [m] (Golder 1972).

    Half classes lie half-way in 1/L. Neutral is +-1e5.
    """
    parts = stability.split("-")
    z = math.log10(min(max(roughness_m, 0.001), 1.0))
    inverse = sum(_GOLDER[p][0] + _GOLDER[p][1] * z for p in parts) / len(parts)
    if abs(inverse) < 1.0 / LONGEST_M:
        return math.copysign(LONGEST_M, inverse or 1.0)
    return 1.0 / inverse
