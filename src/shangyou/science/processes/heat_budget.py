"""How much heat the ground gives the air, from sun, cloud and wind (Holtslag & van Ulden 1983)."""

import math
from typing import Final

import numpy as np

from shangyou.science.processes import surface_layer

# Holtslag & van Ulden 1983, J. Climate Appl. Meteorol. 22, 517: constants of section 3, grass.
_A1, _A2 = 990.0, -30.0  # W/m2: clear-sky radiation a1 sin(phi) + a2
_B1, _B2 = -0.75, 3.4  # cloud: 1 + b1 N^b2
_C1, _C2, _C3 = 5.31e-13, 60.0, 0.12  # W/m2/K6, W/m2, heating coefficient
_ALBEDO = 0.23
_MOIST, _BETA = 1.0, 20.0  # alpha for grass that can evaporate, beta W/m2
_STEFAN_BOLTZMANN = 5.67e-8
_AIR_HEAT = 1005.0  # J/(kg K)
_NIGHT_THETA = 0.09  # K, van Ulden & Holtslag 1985, theta* = 0.09 (1 - 0.5 N^2)
_STEPS: Final = 30
LONGEST_M: Final = 1e5


def net_radiation_w_m2(elevation_deg: float, cloud: float, temperature_k: float) -> float:
    """Return the net radiation [W/m2] by day.

    Parameters
    ----------
    elevation_deg : float
        Height of the sun [degrees].
    cloud : float
        Total cover, 0 to 1.
    temperature_k : float
        Of the air [K].

    """
    sine = math.sin(math.radians(max(elevation_deg, 0.0)))
    sun = max(_A1 * sine + _A2, 0.0) * (1.0 + _B1 * cloud**_B2)
    long_wave = _C1 * temperature_k**6 - _STEFAN_BOLTZMANN * temperature_k**4 + _C2 * cloud
    return float(((1.0 - _ALBEDO) * sun + long_wave) / (1.0 + _C3))


def heat_flux_w_m2(net_w_m2: float, temperature_k: float, moisture: float = _MOIST) -> float:
    """Return the sensible heat flux [W/m2] of grassland: modified Priestley-Taylor (their eq. 8)."""
    celsius = temperature_k - 273.15
    # slope of saturation over the psychrometric constant, s/gamma: 1.5 at 16 degrees, by Tetens
    slope = 4098.0 * 610.8 * math.exp(17.27 * celsius / (celsius + 237.3)) / (celsius + 237.3) ** 2
    ratio = 66.0 / slope  # gamma / s
    ground = 0.1 * net_w_m2
    return ((1.0 - moisture) + ratio) / (1.0 + ratio) * (net_w_m2 - ground) - _BETA * moisture


def obukhov_length_m(
    *,
    wind_m_s: float,
    height_m: float,
    roughness_m: float,
    elevation_deg: float,
    cloud: float,
    temperature_k: float,
) -> float:
    """Return the Obukhov length [m] from what can be seen: sun, cloud, wind.

    By day from the heat flux, by night from theta* = 0.09 (1 - 0.5 N^2) K; found by iteration with
    the wind profile. Near sunrise and sunset, or under thick cloud, it is long (neutral).
    """
    wind = max(wind_m_s, 0.1)
    density = 353.0 / temperature_k  # kg/m3 at one atmosphere
    net = net_radiation_w_m2(elevation_deg, cloud, temperature_k)
    flux = heat_flux_w_m2(net, temperature_k) if elevation_deg > 0.0 else -1.0
    length = -50.0 if flux > 0 else 50.0
    drag = surface_layer.KARMAN * wind
    for _ in range(_STEPS):
        shape = float(
            surface_layer.profile(np.asarray(height_m), np.asarray(roughness_m), np.asarray(length))
        )
        friction = drag / max(shape, 0.5)
        if flux > 0.0:
            theta = -flux / (density * _AIR_HEAT * friction)
        else:
            theta = _NIGHT_THETA * (1.0 - 0.5 * cloud**2)
            # a light wind cannot hold that much: u* falls with it (van Ulden & Holtslag 1985)
            theta = min(
                theta,
                temperature_k
                * (surface_layer.KARMAN / math.log(height_m / roughness_m))
                * wind**2
                / (4.0 * 5.0 * height_m * surface_layer.GRAVITY),
            )
        new = friction**2 * temperature_k / (surface_layer.KARMAN * surface_layer.GRAVITY * theta)
        new = math.copysign(min(max(abs(new), 1.0), LONGEST_M), theta)
        if abs(new - length) < 1e-3 * abs(new):
            return new
        length = 0.5 * (length + new)
    return length
