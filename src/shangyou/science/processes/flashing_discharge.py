"""A liquefied gas through a hole: two phases at once (HJ 169-2018 annex F, eq. F.6 to F.10)."""

import math
from typing import Final

COEFFICIENT: Final = 0.8
# The text of the standard prints "0.55 Pa"; the critical pressure is 0.55 of the pressure inside.
CRITICAL_SHARE: Final = 0.55


def flashed_fraction(
    *,
    heat_capacity_j_kg_k: float,
    temperature_k: float,
    boiling_k: float,
    heat_of_vaporisation_j_kg: float,
) -> float:
    """Return the share that flashes, 0 to 1 (eq. F.8, F.9): C_p (T - T_b) / H."""
    share = heat_capacity_j_kg_k * (temperature_k - boiling_k) / heat_of_vaporisation_j_kg
    return min(max(share, 0.0), 1.0)


def two_phase_rate_kg_s(
    *,
    area_m2: float,
    pressure_pa: float,
    flashed: float,
    vapour_density_kg_m3: float,
    liquid_density_kg_m3: float,
    coefficient: float = COEFFICIENT,
) -> float:
    """Return the mass rate [kg/s] of a mixture of liquid and vapour (eq. F.6, F.7).

    Parameters
    ----------
    area_m2, pressure_pa : float
        Of the hole [m2]; inside, absolute [Pa].
    flashed : float
        Share of the mass that is vapour at the critical pressure [-].
    vapour_density_kg_m3, liquid_density_kg_m3 : float
        At the critical pressure [kg/m3].
    coefficient : float
        Discharge coefficient [-].

    """
    mixture = 1.0 / (flashed / vapour_density_kg_m3 + (1.0 - flashed) / liquid_density_kg_m3)
    return coefficient * area_m2 * math.sqrt(2.0 * mixture * pressure_pa * (1.0 - CRITICAL_SHARE))
