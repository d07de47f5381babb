"""Air that runs downhill on a clear night; nothing on level ground."""

import math
from typing import Final

GRAVITY: Final = 9.81
AIR_HEAT: Final = 1.2 * 1005.0  # J/(m3 K)
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
