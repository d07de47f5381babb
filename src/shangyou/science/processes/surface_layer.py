"""The lowest hundred metres of air: wind, eddies and their similarity (Monin & Obukhov 1954)."""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats

KARMAN: Final = 0.40
GRAVITY: Final = 9.81
# Dyer 1974, Boundary-Layer Meteorology 7, 363: gamma 16, beta 5.
_GAMMA, _BETA = 16.0, 5.0
# Temperature scale of calm nights, Qian & Venkatram 2011 (also AERMOD's ADJ_U*): 0.08 K.
_THETA_STAR = 0.08
# A cup or a vane barely turns below about 1 m/s; wind direction then swings more than it shows.
LIGHT_WIND_M_S: Final = 1.2
# Smallest spread of the crosswind component: AERMOD's SVMIN (EPA 2023, model formulation).
LEAST_SIGMA_V_M_S: Final = 0.2
NEUTRAL_SIGMA_V: Final = 1.92
HOUR_S: Final = 3600.0
# GB/T 3840-91: sigma_y grows with the averaging time to this power.
AVERAGING_POWER: Final = 0.2


def shear_function(height_over_length: Floats) -> Floats:
    """Return phi_m(z/L) [-]: dimensionless wind shear (Dyer 1974)."""
    zeta = np.asarray(height_over_length, dtype=np.float64)
    unstable = (1.0 + _GAMMA * np.maximum(-zeta, 0.0)) ** -0.25
    return np.asarray(np.where(zeta < 0, unstable, 1.0 + _BETA * np.maximum(zeta, 0.0)))


def gradient_function(height_over_length: Floats) -> Floats:
    """Return phi_h(z/L) [-]: dimensionless gradient of heat and matter (Dyer 1974)."""
    zeta = np.asarray(height_over_length, dtype=np.float64)
    unstable = (1.0 + _GAMMA * np.maximum(-zeta, 0.0)) ** -0.5
    return np.asarray(np.where(zeta < 0, unstable, 1.0 + _BETA * np.maximum(zeta, 0.0)))


def integrated_shear(height_over_length: Floats) -> Floats:
    """Return psi_m(z/L) [-], the integral of (1 - phi_m)/zeta (Paulson 1970)."""
    zeta = np.asarray(height_over_length, dtype=np.float64)
    x = (1.0 + _GAMMA * np.maximum(-zeta, 0.0)) ** 0.25
    unstable = (
        2.0 * np.log((1.0 + x) / 2.0)
        + np.log((1.0 + x**2) / 2.0)
        - 2.0 * np.arctan(x)
        + np.pi / 2.0
    )
    return np.asarray(np.where(zeta < 0, unstable, -_BETA * np.maximum(zeta, 0.0)))


def profile(height_m: Floats, roughness_m: Floats, obukhov_m: Floats) -> Floats:
    """Return k u(z) / u* [-] of the diabatic wind profile; zero at the roughness length."""
    height = np.maximum(height_m, roughness_m)
    return np.asarray(
        np.log(height / roughness_m)
        - integrated_shear(height / obukhov_m)
        + integrated_shear(roughness_m / obukhov_m)
    )


def friction_velocity(
    wind_m_s: Floats, height_m: float, roughness_m: float, obukhov_m: Floats
) -> Floats:
    """Return u* [m/s] of a wind [m/s] measured at a height [m]."""
    return np.asarray(
        KARMAN * wind_m_s / profile(np.asarray(height_m), np.asarray(roughness_m), obukhov_m)
    )


def light_wind_friction(
    wind_m_s: Floats, height_m: float, roughness_m: float, temperature_k: float
) -> tuple[Floats, Floats]:
    """Return u* [m/s] and L [m] of a light wind in a calm night.

    Monin-Obukhov profiles fail there: eddies come in bursts. Qian & Venkatram 2011, Boundary-Layer
    Meteorology 138, 475, eq. 20-21 join the two branches of the temperature-scale equation.
    """
    drag = KARMAN / np.log(height_m / roughness_m)
    own = np.sqrt(_BETA * height_m * GRAVITY * _THETA_STAR / temperature_k)
    # critical wind over wind: a strong wind has u* = drag x wind, a dying one a floor of sqrt(drag) own / 2
    ratio = 2.0 * own / (np.sqrt(drag) * np.maximum(wind_m_s, 1e-3))
    velocity = (
        0.5 * drag * wind_m_s * (1.0 + np.exp(-(ratio**2) / 2.0)) / (1.0 - np.exp(-2.0 / ratio))
    )
    length = velocity**2 * temperature_k / (KARMAN * GRAVITY * _THETA_STAR)
    return np.asarray(velocity), np.asarray(length)


def least_sigma_v(averaging_s: float) -> float:
    """Return the smallest sigma_v [m/s] that air shows over an averaging time [s]."""
    return LEAST_SIGMA_V_M_S * _shorter(averaging_s)


def _shorter(averaging_s: float) -> float:
    return float((min(averaging_s, HOUR_S) / HOUR_S) ** AVERAGING_POWER)


def crosswind_sigma(
    friction_m_s: Floats, obukhov_m: Floats, mixing_height_m: Floats, averaging_s: float
) -> Floats:
    """Return sigma_v [m/s] over an averaging time [s].

    Panofsky & Dutton 1984: 1.92 u* in neutral air over an hour; shorter times see fewer of the slow
    swings, by the power of AVERAGING_POWER. The eddies of convection (Panofsky et al. 1977,
    0.5 z_i/|L| under the cube root) turn over within ten minutes and are seen whole.
    """
    shorter = _shorter(averaging_s)
    convective = 0.5 * np.maximum(-mixing_height_m / obukhov_m, 0.0)
    factor = ((NEUTRAL_SIGMA_V * shorter) ** 3 + convective) ** (1.0 / 3.0)
    return np.asarray(np.maximum(factor * friction_m_s, least_sigma_v(averaging_s)))


def mixing_height(friction_m_s: Floats, obukhov_m: Floats, latitude_deg: float = 29.5) -> Floats:
    """Return a mixing height [m] where none was measured.

    Zilitinkevich 1972 for stable air, 0.3 u*/f for neutral, 1,000 m for a convective day (estimate).
    """
    coriolis = 2.0 * 7.292e-5 * np.sin(np.radians(latitude_deg))
    neutral = 0.3 * friction_m_s / coriolis
    stable = 0.4 * np.sqrt(friction_m_s * np.maximum(obukhov_m, 1.0) / coriolis)
    height = np.where(obukhov_m < 0, 1000.0, np.minimum(neutral, stable))
    return np.asarray(np.clip(height, 50.0, 1500.0))


def lateral_spread_function(distance_m: Floats) -> Floats:
    """Return f_y(x) [-]: sigma_y = sigma_theta x f_y (Irwin 1983, J. Climate Appl. Meteorol. 22, 92)."""
    return np.asarray(1.0 / (1.0 + 0.028 * np.sqrt(np.maximum(distance_m, 0.0))))
