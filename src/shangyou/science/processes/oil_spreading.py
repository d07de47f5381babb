r"""How large a slick grows: Fay's gravity against viscosity, eddies, and the banks that end it.

    d(A²)/dt = C²,  C = π k² (V² g Δ / √ν)^(1/3),      plus  dA/dt = 7/6 K (A/K)^(1/7)

Between banks a slick can lengthen only along the river: A ≤ W L, with L the length over which the
current has drawn the oil, at least Fay's length of a slick in a channel.
"""

import math

import numpy as np

from shangyou.science.distributions import Floats

GRAVITY_M_S2 = 9.80665
WATER_VISCOSITY_M2_S = 1.0e-6
# Fay 1971; Hoult 1972: constants of the gravity-inertia, inertia-viscous and gravity-viscous phases.
INERTIAL, TRANSITION, VISCOUS = 1.53, 1.21, 1.45
# Fay 1971: gravity-viscous spreading between walls, l = 1.5 (gΔ v² t^1.5 / √ν)^¼ to each side.
CHANNEL = 1.5
# Okubo 1971, as NOAA's weathering model has it: A = K t^(7/6).
DIFFUSION = 4.0 * math.pi * 2.0 * 0.033
# A light oil thins to 0.01 mm, a thick one to 0.1 mm (ADIOS2, Lehr et al. 2002).
THINNEST_LIGHT_M, THINNEST_HEAVY_M, LIGHT_M2_S, HEAVY_M2_S = 1e-5, 1e-4, 1e-6, 1e-4


def first_area(volume_m3: Floats, buoyancy: Floats | float) -> Floats:
    """Return the area [m2] where gravity-viscous spreading takes over; buoyancy = 1 - ρ/ρ_w."""
    ratio = volume_m3**5 * GRAVITY_M_S2 * buoyancy / WATER_VISCOSITY_M2_S**2
    return np.asarray(math.pi * VISCOUS_FIRST * ratio ** (1.0 / 6.0))


VISCOUS_FIRST = TRANSITION**4 / INERTIAL**2


def grown(area_m2: Floats, volume_m3: Floats, buoyancy: Floats | float, seconds: float) -> Floats:
    """Return the area [m2] `seconds` later in open water."""
    drive = volume_m3**2 * GRAVITY_M_S2 * buoyancy / math.sqrt(WATER_VISCOSITY_M2_S)
    constant = math.pi * VISCOUS**2 * drive ** (1.0 / 3.0)
    by_gravity = np.sqrt(area_m2**2 + constant**2 * seconds)
    by_eddies = 7.0 / 6.0 * DIFFUSION * (area_m2 / DIFFUSION) ** (1.0 / 7.0) * seconds
    return np.asarray(by_gravity + by_eddies)


def channel_length(
    volume_m3: Floats, width_m: Floats, buoyancy: Floats | float, age_s: Floats | float
) -> Floats:
    """Return the length [m] of a slick that fills a channel from bank to bank."""
    half = volume_m3 / (2.0 * width_m)
    drive = GRAVITY_M_S2 * buoyancy * half**2 * np.asarray(age_s) ** 1.5
    return np.asarray(2.0 * CHANNEL * (drive / math.sqrt(WATER_VISCOSITY_M2_S)) ** 0.25)


def within_banks(area_m2: Floats, width_m: Floats, length_m: Floats) -> Floats:
    """Return the area [m2] that fits between the banks over the length of the slick."""
    return np.minimum(area_m2, width_m * np.maximum(length_m, width_m))


def thinnest(viscosity_m2_s: Floats | float) -> Floats:
    """Return the thickness [m] at which an oil spreads no more."""
    slope = (THINNEST_HEAVY_M - THINNEST_LIGHT_M) / (HEAVY_M2_S - LIGHT_M2_S)
    thickness = THINNEST_LIGHT_M + slope * (np.asarray(viscosity_m2_s) - LIGHT_M2_S)
    return np.clip(thickness, THINNEST_LIGHT_M, THINNEST_HEAVY_M)
