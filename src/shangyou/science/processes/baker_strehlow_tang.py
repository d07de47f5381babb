"""Blast of a vapour cloud by the speed of its flame: Baker, Strehlow and Tang.

Flame speed by fuel, obstacles and confinement (Pierorazio et al. 2005, Process Saf. Prog. 24, 59); pressure
by speed and scaled distance r (p0/2E)^(1/3), the 2 for the ground that throws the wave back.
"""

from typing import Final, Literal

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.processes.multi_energy import Confinement, Obstacles

Reactivity = Literal["low", "medium", "high"]
DETONATION: Final = 5.2
GROUND: Final = 2.0

# Pierorazio et al. 2005 table 3, flame speed as a Mach number for a fixed onlooker; "DDT" is 5.2. Columns:
# low, medium, high obstacles. Status: typed from memory, 需核实; 26 of its 27 cells rank as the classes that
# MSB B06-105 table 5.5 derived from the paper (2.5D, medium fuel, low density stands higher there).
_SPEED: Final[dict[Confinement, dict[Reactivity, tuple[float, float, float]]]] = {
    "layered": {
        "high": (0.59, DETONATION, DETONATION),
        "medium": (0.47, 0.66, 1.6),
        "low": (0.079, 0.47, 0.66),
    },
    "partly": {
        "high": (0.47, DETONATION, DETONATION),
        "medium": (0.29, 0.55, 1.0),
        "low": (0.053, 0.35, 0.50),
    },
    "open": {
        "high": (0.36, DETONATION, DETONATION),
        "medium": (0.11, 0.44, 0.50),
        "low": (0.026, 0.23, 0.34),
    },
}
_COLUMN: Final[dict[Obstacles, int]] = {"none": 0, "low": 0, "medium": 1, "high": 2}

# Fuels by reactivity (Baker et al. 1996, as MSB B06-105 table 5.2): all others are medium.
HIGH_FUELS: Final = frozenset({"1333-74-0", "74-86-2", "75-21-8", "75-56-9"})
LOW_FUELS: Final = frozenset({"74-82-8", "630-08-0"})

# Overpressure over p0 at scaled distances, one row a curve: the spreadsheet of CCPS 2000 (CPQRA, 2nd ed.) with
# the Baker–Strehlow curves, as A. E. Farrell extracted it (github aefarrell/aefarrell.github.io, posts/
# vapour_cloud_explosion_example/data/BST-curves.csv), read off it at these distances. Status: read,
# secondary. The slowest ends at 3.1 there and goes on as 1/r here.
_DISTANCE: Final = (
    0.05, 0.07, 0.10, 0.14, 0.20, 0.28, 0.40, 0.56, 0.80, 1.10, 1.60, 2.20, 3.10, 4.40, 6.20, 9.70,
)  # fmt: skip
_CURVES: Final = (
    (0.0102, 0.0102, 0.0102, 0.0102, 0.0103, 0.0103, 0.0089, 0.00646, 0.00461, 0.00328, 0.00214,
     0.00151, 0.00103, 0.000726, 0.000515, 0.000329),
    (0.0415, 0.0415, 0.0416, 0.0417, 0.0419, 0.0418, 0.0364, 0.0264, 0.0188, 0.0139, 0.00965,
     0.00712, 0.00522, 0.00365, 0.00246, 0.00148),
    (0.0841, 0.0898, 0.0918, 0.0919, 0.0921, 0.0922, 0.0892, 0.067, 0.0479, 0.0353, 0.0244, 0.0181,
     0.0132, 0.00946, 0.0068, 0.00448),
    (0.291, 0.291, 0.304, 0.305, 0.305, 0.298, 0.248, 0.185, 0.134, 0.0972, 0.0666, 0.0492, 0.0354,
     0.0256, 0.0182, 0.0117),
    (0.945, 1.01, 1.11, 1.16, 1.03, 0.912, 0.751, 0.53, 0.359, 0.256, 0.179, 0.133, 0.0961, 0.0683,
     0.0493, 0.0392),
    (2.47, 2.63, 2.84, 2.95, 2.9, 2.24, 1.53, 0.836, 0.505, 0.351, 0.246, 0.182, 0.132, 0.0955,
     0.0694, 0.047),
    (6.08, 6.52, 7.0, 7.41, 7.29, 3.86, 1.15, 0.649, 0.428, 0.309, 0.225, 0.174, 0.132, 0.0955,
     0.0689, 0.047),
    (10.5, 12.8, 14.1, 14.3, 4.93, 2.78, 1.95, 0.953, 0.519, 0.354, 0.244, 0.183, 0.132, 0.0955,
     0.0694, 0.0466),
    (12.9, 16.2, 19.8, 20.3, 5.99, 2.82, 1.69, 0.865, 0.509, 0.354, 0.246, 0.182, 0.132, 0.0955,
     0.0696, 0.047),
)  # fmt: skip
# The speeds of the curves. They are labelled there with the speed relative to the gas ahead (0.037, 0.074, 0.125,
# 0.25, 0.5, 1, 2, 4, 5.2), while the table above means the speed to a fixed onlooker. These are the speeds at which a
# spherical flame has the curves' plateaus: by `slow_flame` up to 0.43, by our own solution (spherical_flame.py) up to
# 3.4, which meet them within 3 %; the detonation keeps its own.
SPEEDS: Final = (0.067, 0.14, 0.215, 0.43, 0.89, 1.47, 2.4, 3.4, 5.2)

_LOG_R = np.log(np.array(_DISTANCE))
_LOG_SPEED = np.log(np.array(SPEEDS))
# a faster flame is never given less: curves cross a little where they were read
_LOG_P = np.log(np.maximum.accumulate(np.array(_CURVES), axis=0))


def reactivity_of(cas: str) -> Reactivity:
    """Return how readily the flame of a fuel speeds up; Baker et al. 1996."""
    if cas in HIGH_FUELS:
        return "high"
    return "low" if cas in LOW_FUELS else "medium"


def flame_speed(reactivity: Reactivity, obstacles: Obstacles, confinement: Confinement) -> float:
    """Return the Mach number of the flame [-]; Pierorazio et al. 2005 table 3.

    No obstacles count as few: the table has no column for none.
    """
    return _SPEED[confinement][reactivity][_COLUMN[obstacles]]


def slow_flame(speed: float) -> float:
    """Return the overpressure inside a slow spherical flame over p0 [-]; Tang & Baker 1999.

    2.4 M^2/(1 + M): the sound of a sphere that swells, 2 gamma (1 - 1/7), for seven-fold expansion.
    """
    return 2.4 * speed * speed / (1.0 + speed)


def overpressure(speed: float, scaled_distance: Floats | float) -> Floats:
    """Return the peak side-on overpressure over that of the air [-].

    Between curves by the logarithms of speed and pressure; slower than the slowest it goes with the
    square of the speed, further than the furthest with one over the distance.
    """
    r = np.atleast_1d(np.asarray(scaled_distance, dtype=np.float64))
    log_r = np.log(np.maximum(r, 1e-6))
    place = float(np.interp(np.log(max(speed, 1e-6)), _LOG_SPEED, np.arange(len(SPEEDS))))
    low = min(int(place), len(SPEEDS) - 2)
    share = place - low
    row = (1.0 - share) * _LOG_P[low] + share * _LOG_P[low + 1]
    found = np.exp(np.interp(log_r, _LOG_R, row) - np.maximum(log_r - _LOG_R[-1], 0.0))
    return np.asarray(found * min(speed / SPEEDS[0], 1.0) ** 2)


def scale_m(energy_j: float, ambient_pa: float) -> float:
    """Return the length by which distances scale [m]: (2E/p0)^(1/3)."""
    return float((GROUND * energy_j / ambient_pa) ** (1.0 / 3.0))


def equal_class(speed: float) -> float:
    """Return the multi-energy class whose blast begins as strongly: for the duration alone.

    Its own curves of impulse were found in no open table; both methods solve the same problem.
    """
    plateau = float(overpressure(speed, 0.14)[0])
    strengths = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0)
    return float(np.interp(np.log(plateau), np.log(strengths), np.arange(1.0, 11.0)))
