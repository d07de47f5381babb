"""The flame over a burning pool: how high, how bright."""

import math
from typing import Final

AIR_DENSITY_KG_M3 = 1.2
GRAVITY_M_S2 = 9.81


def flame_height_m(diameter_m: float, burning_rate_kg_m2_s: float) -> float:
    """Return the flame height in still air [m]; Thomas 1963, H/D = 42 [m''/(rho sqrt(g D))]^0.61."""
    scale = AIR_DENSITY_KG_M3 * math.sqrt(GRAVITY_M_S2 * diameter_m)
    return float(42.0 * diameter_m * (burning_rate_kg_m2_s / scale) ** 0.61)


def burning_rate_kg_m2_s(
    heat_of_combustion_j_kg: float, heat_of_vaporisation_j_kg: float, warming_j_kg: float = 0.0
) -> float:
    """Return an estimate for a fuel never measured [kg/(m2 s)]; Burgess & Hertzberg 1974.

    m'' = 0.001 Hc / (Hv + cp (Tb - Ta)), the bracket being the heat to warm the liquid to boiling.
    """
    return 1e-3 * heat_of_combustion_j_kg / (heat_of_vaporisation_j_kg + max(warming_j_kg, 0.0))


def sooty_power_w_m2(diameter_m: float) -> float:
    """Return the surface emissive power of a smoky flame [W/m2]; Mudan & Croce 1988 (SFPE)."""
    clear = math.exp(-0.12 * diameter_m)
    return 1e3 * (140.0 * clear + 20.0 * (1.0 - clear))


def clean_power_w_m2(diameter_m: float) -> float:
    """Return that of a flame of liquefied natural gas [W/m2]; LNGFIRE3 (GRI 1990).

    190 kW/m2 once the flame is optically thick, extinction 0.3 per metre. Not fitted here.
    """
    return 190e3 * (1.0 - math.exp(-0.3 * diameter_m))


# Two-zone and heat-balance laws of a fire of liquefied natural gas, for comparison with the one above.
CLEAN_ZONE_W_M2: Final = 325e3  # Raj 2007 (J. Hazard. Mater. 140, 444), from memory, 需核实
CLEAN_ZONE_M: Final = 13.81  # optical depth, ibid.
SMOKE_W_M2: Final = 40e3  # what smoke lets through, ibid.; Hagglund & Persson's 20 for oil
CARBON_PER_HYDROGEN: Final = 0.25  # methane
# Radiated share of the Phoenix fires of 21 and 83 m on water (Blanchat et al. 2011, SAND2010-8676, 0.21 and
# 0.24), which are none of the five fields it is held against; from memory, 需核实.
RADIATED_SHARE: Final = 0.22


def clear_share(diameter_m: float, burning_rate_kg_m2_s: float) -> float:
    """Return the share of the flame below its smoke [-]; Pritchard & Binding 1992 (IChemE Symp. 130, 491).

    Clear height 11.404 m*^1.13 (C/H)^-2.49 over 10.615 m*^0.305, m* = m''/(rho sqrt(g D)), little wind.
    Typed from memory, 需核实.
    """
    scaled = burning_rate_kg_m2_s / (AIR_DENSITY_KG_M3 * math.sqrt(GRAVITY_M_S2 * diameter_m))
    clear = 11.404 * scaled**1.13 * CARBON_PER_HYDROGEN**-2.49
    return float(min(clear / (10.615 * scaled**0.305), 1.0))


def two_zone_power_w_m2(diameter_m: float, burning_rate_kg_m2_s: float) -> float:
    """Return the mean power of a clear zone below smoke [W/m2]; Raj 2007 with Pritchard & Binding 1992."""
    clear = clear_share(diameter_m, burning_rate_kg_m2_s)
    bright = CLEAN_ZONE_W_M2 * (1.0 - math.exp(-diameter_m / CLEAN_ZONE_M))
    return clear * bright + (1.0 - clear) * min(SMOKE_W_M2, bright)


def heat_balance_power_w_m2(
    diameter_m: float, burning_rate_kg_m2_s: float, heat_of_combustion_j_kg: float
) -> float:
    """Return what is radiated over the side of Thomas's cylinder [W/m2]: X m'' Hc D/(4 H)."""
    height = flame_height_m(diameter_m, burning_rate_kg_m2_s)
    burnt = burning_rate_kg_m2_s * heat_of_combustion_j_kg
    return RADIATED_SHARE * burnt * diameter_m / (4.0 * height)


def scaled_wind(
    wind_m_s: float, diameter_m: float, burning_rate_kg_m2_s: float, vapour_density_kg_m3: float
) -> float:
    """Return the wind over that which the flame makes itself [-]: u (g m'' D/rho_v)^(-1/3), at least 1."""
    own = (GRAVITY_M_S2 * burning_rate_kg_m2_s * diameter_m / vapour_density_kg_m3) ** (1.0 / 3.0)
    return float(max(wind_m_s / own, 1.0))


def tilt_rad(scaled_wind_value: float) -> float:
    """Return how far the wind tilts the flame from upright [rad]; AGA 1974, cos t = u*^-1/2."""
    return math.acos(scaled_wind_value**-0.5)


def height_in_wind(height_m: float, scaled_wind_value: float) -> float:
    """Return the length of a flame in wind [m]: u*^-0.21 of that in still air (Thomas 1963)."""
    return float(height_m * scaled_wind_value**-0.21)
