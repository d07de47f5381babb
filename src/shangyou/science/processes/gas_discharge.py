"""Gas through a hole: choked or not (HJ 169-2018 annex F, eq. F.2 to F.5)."""

import math
from typing import Final

GAS_CONSTANT: Final = 8.314  # as the annex writes it, J/(mol K)
# HJ 169-2018: circle, triangle, rectangle.
COEFFICIENTS: Final = {"circle": 1.00, "triangle": 0.95, "rectangle": 0.90}


def critical_ratio(gamma: float) -> float:
    """Return P0/P at and below which the flow is choked (eq. F.2, F.3)."""
    return float((2.0 / (gamma + 1.0)) ** (gamma / (gamma - 1.0)))


def expansion_factor(gamma: float, ratio: float) -> float:
    """Return Y [-]: 1 when choked, eq. F.5 otherwise; `ratio` is P0/P."""
    if ratio <= critical_ratio(gamma):
        return 1.0
    if ratio >= 1.0:
        return 0.0
    return float(
        ratio ** (1.0 / gamma)
        * math.sqrt(1.0 - ratio ** ((gamma - 1.0) / gamma))
        * math.sqrt(
            (2.0 / (gamma - 1.0)) * ((gamma + 1.0) / 2.0) ** ((gamma + 1.0) / (gamma - 1.0))
        )
    )


def gas_rate_kg_s(
    *,
    coefficient: float,
    area_m2: float,
    pressure_pa: float,
    temperature_k: float,
    molar_mass_kg_mol: float,
    gamma: float,
    ambient_pa: float = 101_325.0,
) -> float:
    """Return the mass rate [kg/s] of a gas through a hole (HJ 169-2018 eq. F.4).

    Parameters
    ----------
    coefficient : float
        1.00 circle, 0.95 triangle, 0.90 rectangle.
    area_m2 : float
        Of the hole [m2].
    pressure_pa, temperature_k : float
        Inside, absolute [Pa], [K].
    molar_mass_kg_mol, gamma : float
        Of the gas [kg/mol], ratio of heat capacities [-].
    ambient_pa : float
        Outside [Pa].

    """
    if pressure_pa <= ambient_pa:
        return 0.0
    factor = expansion_factor(gamma, ambient_pa / pressure_pa)
    return (
        factor
        * coefficient
        * area_m2
        * pressure_pa
        * math.sqrt(
            molar_mass_kg_mol
            * gamma
            / (GAS_CONSTANT * temperature_k)
            * (2.0 / (gamma + 1.0)) ** ((gamma + 1.0) / (gamma - 1.0))
        )
    )
