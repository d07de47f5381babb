"""Air and heavy gas that run downhill: drainage wind of a clear night, and a blanket's own weight on a slope.

Both are zero on level ground.
"""

import math
from typing import Final

import numpy as np
from numba import njit

GRAVITY: Final = 9.81
AIR_HEAT: Final = 1.2 * 1005.0  # J/(m3 K)
KARMAN: Final = 0.40
# What a clear night takes from the air over slopes [W/m2]: 20 to 40 were measured (Horst & Doran 1986, Boundary-Layer
# Meteorol. 34, 1; Whiteman 2000, Mountain Meteorology). Status: order of magnitude, from memory, 需核实.
CLEAR_NIGHT_W_M2: Final = 30.0
CLOUDED: Final = (
    0.75  # share that a full cover of low cloud keeps back, with the square of the cover
)


def cooling_w_m2(cloud: float) -> float:
    """Return the heat that the air gives to a slope by night [W/m2], for a cover of 0 to 1."""
    return CLEAR_NIGHT_W_M2 * (1.0 - CLOUDED * cloud * cloud)


def drainage_m_s(slope: float, distance_m: float, cooling: float, temperature_k: float) -> float:
    """Return the speed of the drainage wind [m/s]; Briggs 1981 (NOAA ATDL 81/5).

    2.15 (sin a)^(2/9) (B s)^(1/3), B = g H/(rho cp T), s the way down from the crest. From memory, 需核实.
    """
    sine = math.sin(math.atan(slope))
    buoyancy = GRAVITY * cooling / (AIR_HEAT * temperature_k)
    return float(2.15 * sine ** (2.0 / 9.0) * (buoyancy * distance_m) ** (1.0 / 3.0))


def drainage_depth_m(slope: float, distance_m: float) -> float:
    """Return the depth of the drainage wind [m]; Briggs 1981, 0.037 (sin a)^(2/3) s. From memory, 需核实."""
    return float(0.037 * math.sin(math.atan(slope)) ** (2.0 / 3.0) * distance_m)


@njit(cache=True)  # type: ignore[untyped-decorator]
def blanket_drift_m_s(
    reduced_gravity: float, depth_m: float, slope: float, roughness_m: float
) -> float:  # pragma: no cover (compiled)
    """Return how fast a blanket's own weight carries it downhill [m/s], beside the wind.

    g' h sin a = (Cd + E) U^2: weight against the ground's drag (k/ln(0.6 h/z0))^2 and the air it drinks in,
    E = (0.08 - 0.1 Ri)/(1 + 5 Ri) of Ellison & Turner 1959 (J. Fluid Mech. 6, 423; Turner 1986 for the fit), with
    the Richardson number g' h cos a/U^2 of the balance itself. Zero on level ground and without weight.
    """
    sine = slope / np.sqrt(1.0 + slope * slope)
    pull = max(reduced_gravity, 0.0) * max(depth_m, 0.0) * sine
    if pull <= 0.0:
        return 0.0
    logarithm = max(np.log(max(0.6 * depth_m, 2.0 * roughness_m) / roughness_m), 0.7)
    drag = (KARMAN / logarithm) ** 2
    speed = np.sqrt(pull / drag)
    for _ in range(30):
        richardson = pull / max(sine, 1e-12) * np.sqrt(1.0 - sine * sine) / (speed * speed)
        entrained = max((0.08 - 0.1 * richardson) / (1.0 + 5.0 * richardson), 0.0)
        speed = 0.5 * (speed + np.sqrt(pull / (drag + entrained)))
    return float(speed)
