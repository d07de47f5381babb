"""The flame over a burning pool: how high, how bright."""

import math

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
