"""What a pool gives to the air: flash, heat of the ground, wind (HJ 169-2018 annex F, eq. F.9 to F.13)."""

import math
from dataclasses import dataclass
from typing import Final, Literal

Ground = Literal["concrete", "soil", "dry_soil", "wet_soil", "gravel"]
Bed = Literal["concrete", "soil", "dry_soil", "wet_soil", "gravel", "water"]
GAS_CONSTANT: Final = 8.314  # as the annex writes it


@dataclass(frozen=True, slots=True)
class Heat:
    """How ground conducts heat: conductivity [W/(m K)] and diffusivity [m2/s]."""

    conductivity: float
    diffusivity: float


# HJ 169-2018 table F.2.
GROUNDS: Final[dict[Ground, Heat]] = {
    "concrete": Heat(1.1, 1.29e-7),
    "soil": Heat(0.9, 4.3e-7),  # 8 % water
    "dry_soil": Heat(0.3, 2.3e-7),
    "wet_soil": Heat(0.6, 3.3e-7),
    "gravel": Heat(2.5, 11.0e-7),
}
# Least depth to which a liquid spreads [m]: TNO Yellow Book CPR 14E table 3.2 for smooth, sandy and rough ground;
# on water the order of what films of liquefied gas break up at. Typed from memory, 需核实.
LEAST_DEPTH: Final[dict[Bed, float]] = {
    "concrete": 0.005,
    "soil": 0.010,
    "dry_soil": 0.010,
    "wet_soil": 0.010,
    "gravel": 0.010,
    "water": 0.002,
}
# HJ 169-2018 table F.3: n and alpha by stability.
_WIND: Final = {"A": (0.2, 3.846e-3), "D": (0.25, 4.685e-3), "E": (0.3, 5.285e-3)}


def ground_rate_kg_s(
    *,
    ground: Ground,
    area_m2: float,
    ground_k: float,
    boiling_k: float,
    heat_of_vaporisation_j_kg: float,
    time_s: float,
) -> float:
    """Return the rate [kg/s] that the heat of the ground evaporates at a time (eq. F.11).

    Zero where the ground is no warmer than the liquid boils.
    """
    if ground_k <= boiling_k:
        return 0.0
    heat = GROUNDS[ground]
    return (
        heat.conductivity
        * area_m2
        * (ground_k - boiling_k)
        / (heat_of_vaporisation_j_kg * math.sqrt(math.pi * heat.diffusivity * time_s))
    )


def wind_rate_kg_s(
    *,
    stability: str,
    vapour_pressure_pa: float,
    molar_mass_kg_mol: float,
    temperature_k: float,
    wind_m_s: float,
    radius_m: float,
) -> float:
    """Return the rate [kg/s] that the wind carries off a pool (eq. F.12).

    Parameters
    ----------
    stability : str
        Class; A and B count as A, C and D as D, E and F as E.
    vapour_pressure_pa, molar_mass_kg_mol, temperature_k : float
        Of the liquid at its surface [Pa], [kg/mol], [K].
    wind_m_s, radius_m : float
        Wind [m/s] and radius of the pool [m].

    """
    factor, power = wind_factor(stability, wind_m_s)
    per_pascal = molar_mass_kg_mol / (GAS_CONSTANT * temperature_k)
    return float(vapour_pressure_pa * per_pascal * factor * radius_m**power)


def wind_factor(stability: str, wind_m_s: float) -> tuple[float, float]:
    """Return the factor of eq. F.12 with the wind in it and the power of the radius.

    A rate is factor x radius^power x p M/(R T); A and B count as A, C and D as D, E and F as E.
    """
    n, alpha = _WIND["A" if stability[0] in "AB" else "D" if stability[0] in "CD" else "E"]
    return float(alpha * wind_m_s ** ((2.0 - n) / (2.0 + n))), (4.0 + n) / (2.0 + n)


def evaporated_kg(rates_and_times: tuple[tuple[float, float], ...]) -> float:
    """Return the mass evaporated by flash, heat and wind: sum of rate times time (eq. F.13)."""
    return sum(rate * time for rate, time in rates_and_times)
