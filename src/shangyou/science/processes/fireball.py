"""The fireball of a bursting vessel: CCPS 1994, Guidelines for evaluating vapor cloud explosions."""

import math

LARGE_KG = 30_000.0
MOST_RADIATED = 0.40  # Roberts 1981: measured shares lie between 0.2 and 0.4


def diameter_m(mass_kg: float) -> float:
    """Return the largest diameter [m]; CCPS 1994, 5.8 m^(1/3)."""
    return float(5.8 * mass_kg ** (1.0 / 3.0))


def duration_s(mass_kg: float) -> float:
    """Return how long it burns [s]; CCPS 1994: 0.45 m^(1/3) below 30 t, 2.6 m^(1/6) above."""
    if mass_kg < LARGE_KG:
        return float(0.45 * mass_kg ** (1.0 / 3.0))
    return float(2.6 * mass_kg ** (1.0 / 6.0))


def radiated_share(burst_pressure_pa: float) -> float:
    """Return the share of the heat that is radiated [-]; Roberts 1981, 0.27 P[MPa]^0.32."""
    return min(float(0.27 * (burst_pressure_pa / 1e6) ** 0.32), MOST_RADIATED)


def emissive_power_w_m2(
    mass_kg: float, heat_of_combustion_j_kg: float, burst_pressure_pa: float
) -> float:
    """Return the surface emissive power, the heat over surface and duration [W/m2]; CCPS 1994."""
    heat = radiated_share(burst_pressure_pa) * mass_kg * heat_of_combustion_j_kg
    return heat / (math.pi * diameter_m(mass_kg) ** 2 * duration_s(mass_kg))


def height_m(mass_kg: float) -> float:
    """Return the height of its centre [m]; CCPS 1994, 0.75 D."""
    return 0.75 * diameter_m(mass_kg)
