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
# sigma_w over u* in neutral air (Panofsky & Dutton 1984).
SIGMA_W: Final = 1.3
# Lateral spectrum of the surface layer, Kaimal et al. 1972: 17 f / (1 + 9.5 f)^(5/3).
KAIMAL: Final = 9.5
# Memory of eddies, Hanna 1982: of shear over z / sigma_w, of convection over z_i / sigma_v.
SHEAR_MEMORY: Final = 0.5
CONVECTIVE_MEMORY: Final = 0.15
HOUR_S: Final = 3600.0
# What the spectrum of the surface layer covers.
SPECTRUM_S: Final = 600.0
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
    friction_m_s: Floats,
    obukhov_m: Floats,
    mixing_height_m: Floats,
    averaging_s: float,
    passing_s: Floats,
) -> Floats:
    """Return sigma_v [m/s] over an averaging time [s].

    Panofsky & Dutton 1984: 1.92 u* in neutral air. An average sees the eddies that pass within it: of the
    spectrum of Kaimal et al. 1972, Q. J. R. Meteorol. Soc. 98, 563, eq. 21, the share (1 + 9.5 z/(u t))^(-2/3)
    of the variance, z/u being `passing_s`. The eddies of convection (Panofsky et al. 1977, 0.5 z_i/|L| under
    the cube root) are seen whole.
    """
    shorter = (1.0 + KAIMAL * passing_s / averaging_s) ** (-1.0 / 3.0)
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


def swing(averaging_s: float) -> float:
    """Return how much wider a plume is for the swings of the wind beyond ten minutes, up to an hour [-]."""
    longer = min(max(averaging_s, SPECTRUM_S), HOUR_S)
    return float((longer / SPECTRUM_S) ** AVERAGING_POWER)


def crosswind_spread(  # noqa: PLR0917 (what two kinds of eddies need)
    travel_s: Floats,
    mean_height_m: Floats,
    sigma_v_m_s: float,
    friction_m_s: float,
    obukhov_m: float,
    mixing_height_m: float,
) -> Floats:
    """Return sigma_y [m] after a time of travel by Taylor 1921, for eddies of two kinds.

    Those that shear makes last 0.5 z / sigma_w at the mean height of the gas, those of convection
    0.15 z_i / sigma_v (Hanna 1982, in Nieuwstadt & van Dop); slow swings of a stable night outlast all.
    Under a growing plume they carry it faster: time, not distance, counts (Eckman 1994, Atmos. Environ. 28, 265).
    """
    brisk = min(sigma_v_m_s, NEUTRAL_SIGMA_V * friction_m_s)
    slow = np.sqrt(max(sigma_v_m_s**2 - brisk**2, 0.0))
    lasts = SHEAR_MEMORY * np.maximum(mean_height_m, 0.1) / (SIGMA_W * friction_m_s)
    spread = (brisk * _taylor(travel_s, lasts)) ** 2
    if slow > 0.0:
        long = np.asarray(
            CONVECTIVE_MEMORY * mixing_height_m / sigma_v_m_s if obukhov_m < 0 else np.inf
        )
        spread = spread + (slow * _taylor(travel_s, long)) ** 2
    return np.asarray(np.sqrt(spread))


def _taylor(time_s: Floats, scale_s: Floats) -> Floats:
    """Return how far a unit eddy speed carries [s]: Taylor 1921 with exponential memory."""
    ratio = np.maximum(np.asarray(time_s / scale_s), 1e-6)
    return np.asarray(time_s * np.sqrt(2.0 / ratio * (1.0 + np.expm1(-ratio) / ratio)))
