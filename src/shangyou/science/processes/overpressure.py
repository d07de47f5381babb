"""Blast of a cloud as a mass of TNT."""

import numpy as np

from shangyou.science.distributions import Floats

TNT_J_KG = 4.68e6  # CCPS 1994


def tnt_kg(fuel_kg: float, heat_of_combustion_j_kg: float, efficiency: float) -> float:
    """Return the mass of TNT whose blast equals the cloud's [kg]; CCPS 1994."""
    return efficiency * fuel_kg * heat_of_combustion_j_kg / TNT_J_KG


def tnt_pa(charge_kg: float, distance_m: Floats | float, ambient_pa: float = 101_325.0) -> Floats:
    """Return the peak side-on overpressure [Pa]; Kinney & Graham 1985, chemical explosions.

    Over the scaled distance Z [m/kg^(1/3)]; their fit holds from 0.05 to 500.
    In thin air by Sachs' scaling.
    """
    z = np.asarray(distance_m) / charge_kg ** (1.0 / 3.0) * (ambient_pa / 101_325.0) ** (1.0 / 3.0)
    above = 808.0 * (1.0 + (z / 4.5) ** 2)
    below = (
        np.sqrt(1.0 + (z / 0.048) ** 2)
        * np.sqrt(1.0 + (z / 0.32) ** 2)
        * np.sqrt(1.0 + (z / 1.35) ** 2)
    )
    return np.asarray(ambient_pa * above / below)


def tnt_duration_s(
    charge_kg: float, distance_m: Floats | float, ambient_pa: float = 101_325.0
) -> Floats:
    """Return how long the overpressure lasts [s]; Kinney & Graham 1985, chemical explosions."""
    root = charge_kg ** (1.0 / 3.0)
    thin = (ambient_pa / 101_325.0) ** (1.0 / 3.0)
    z = np.maximum(np.asarray(distance_m) / root * thin, 0.05)
    milliseconds = (
        980.0
        * (1.0 + (z / 0.54) ** 10)
        / ((1.0 + (z / 0.02) ** 3) * (1.0 + (z / 0.74) ** 6) * np.sqrt(1.0 + (z / 6.9) ** 2))
    )
    return np.asarray(milliseconds * 1e-3 * root / thin)
