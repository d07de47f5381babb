"""From a flame to a target: view factors and what the air lets through."""

import math

import numpy as np

from shangyou.science.distributions import Floats


def vapour_pressure_of_water_pa(temperature_k: float, humidity: float) -> float:
    """Return the partial pressure of water vapour [Pa]; Magnus, WMO No. 8 annex 4.B."""
    celsius = temperature_k - 273.15
    return humidity * 611.2 * math.exp(17.62 * celsius / (243.12 + celsius))


def transmissivity(water_pa: float, distance_m: Floats | float) -> Floats:
    """Return the share of the radiation that arrives [-]; CCPS 1994, 2.02 (p_w x)^-0.09."""
    path = np.maximum(water_pa * np.asarray(distance_m), 1e-6)
    return np.minimum(2.02 * path**-0.09, 1.0)


def sphere_view(diameter_m: float, distance_m: Floats) -> Floats:
    """Return the view factor of a sphere, the target facing its centre [-]; CCPS 1994, D²/4X²."""
    return np.minimum(diameter_m**2 / (4.0 * np.asarray(distance_m) ** 2), 1.0)


def cylinder_view(height_m: float, diameter_m: float, distance_m: Floats) -> Floats:
    """Return the largest view factor of an upright cylinder seen from the ground [-].

    `distance_m` counts from its axis. The vertical and the horizontal target's factors combine as
    the root of the sum of their squares; Mudan 1984 (Prog. Energy Combust. Sci. 10), no tilt.
    """
    h = 2.0 * height_m / diameter_m
    s = np.maximum(2.0 * np.asarray(distance_m) / diameter_m, 1.0 + 1e-6)
    a = (h * h + s * s + 1.0) / (2.0 * s)
    b = (1.0 + s * s) / (2.0 * s)
    angle_a = np.arctan(np.sqrt((a + 1.0) * (s - 1.0) / ((a - 1.0) * (s + 1.0))))
    angle_b = np.arctan(np.sqrt((b + 1.0) * (s - 1.0) / ((b - 1.0) * (s + 1.0))))
    upright = (
        np.arctan(h / np.sqrt(s * s - 1.0)) / s
        - h / s * np.arctan(np.sqrt((s - 1.0) / (s + 1.0)))
        + a * h / (s * np.sqrt(a * a - 1.0)) * angle_a
    ) / math.pi
    level = (
        (b - 1.0 / s) / np.sqrt(b * b - 1.0) * angle_b
        - (a - 1.0 / s) / np.sqrt(a * a - 1.0) * angle_a
    ) / math.pi
    return np.asarray(np.minimum(np.hypot(upright, level), 1.0))
