r"""Mixing across the river, in the coordinate of the discharge.

With q the share of the discharge to the left of a point, a steady plume obeys

    ∂C/∂x = D_q ∂²C/∂q²,   D_q = ψ E_y / (B² U)        (Yotsukura & Sayre 1976, WRR 12(4))

whatever the shape of the section, with no flux through the banks at q = 0 and q = 1. The profile
of a source at q0 depends on the variance 2 D_q x alone.
"""

import math

import numpy as np

from shangyou.science.distributions import Floats, LogNormal

# Fischer et al. 1979, Mixing in Inland and Coastal Waters, section 5.1.2: E_y = 0.6 (1 ± 0.5) h u*
# in natural channels with gentle bends; 0.5 as the half-width of a 90 % interval.
NATURAL_CHANNEL = 0.6
NATURAL_CHANNEL_SIGMA = math.log(1.5) / 1.2816
# Below this variance the images, above it the cosines converge in the fewest terms.
SWITCH_VARIANCE = 0.16
IMAGES = 4
COSINES = 9
SMALLEST_VARIANCE = 1e-12


def coefficient(*, depth_m: float, shear_velocity_m_s: float) -> LogNormal:
    """Return the transverse dispersion coefficient E_y [m2/s] of a natural river."""
    return LogNormal(NATURAL_CHANNEL * depth_m * shear_velocity_m_s, NATURAL_CHANNEL_SIGMA)


def variance_per_metre(
    *,
    transverse_dispersion_m2_s: float,
    width_m: float,
    velocity_m_s: float,
    shape_factor: float = 1.0,
) -> float:
    """Return the growth of the variance in q per metre of river [1/m].

    `shape_factor` is ψ, the mean of h² U over Q-weighted section, 1 for a rectangle [-].
    """
    return 2.0 * shape_factor * transverse_dispersion_m2_s / (width_m**2 * velocity_m_s)


def profile(
    position: Floats | float, source_position: Floats | float, variance: Floats | float
) -> Floats:
    """Return concentration over the mean of the section, for a source at a point.

    Parameters
    ----------
    position, source_position : arrays that broadcast together
        Share of the discharge to the left, 0 to 1 [-].
    variance : array that broadcasts with them
        2 D_q x [-]; at zero the plume is a point and the answer the limit of a tiny variance.

    Returns
    -------
    array of the broadcast shape
        Concentration / mean [-]; the mean over positions 0 to 1 is one.

    """
    here, origin, spread = np.broadcast_arrays(
        np.asarray(position, dtype=np.float64),
        np.asarray(source_position, dtype=np.float64),
        np.maximum(np.asarray(variance, dtype=np.float64), SMALLEST_VARIANCE),
    )
    near = spread < SWITCH_VARIANCE
    result = np.empty(here.shape)
    result[near] = _images(here[near], origin[near], spread[near])
    result[~near] = _cosines(here[~near], origin[~near], spread[~near])
    return result


def _images(here: Floats, origin: Floats, variance: Floats) -> Floats:
    total = np.zeros_like(here)
    for n in range(-IMAGES, IMAGES + 1):
        total += np.exp(-0.5 * (here - origin - 2 * n) ** 2 / variance)
        total += np.exp(-0.5 * (here + origin - 2 * n) ** 2 / variance)
    return np.asarray(total / np.sqrt(2 * np.pi * variance))


def _cosines(here: Floats, origin: Floats, variance: Floats) -> Floats:
    total = np.ones_like(here)
    for n in range(1, COSINES + 1):
        wave = n * np.pi
        fade = np.exp(-0.5 * wave**2 * variance)
        total += 2.0 * np.cos(wave * here) * np.cos(wave * origin) * fade
    return np.asarray(total)


def mixing_length(
    *,
    width_m: float,
    velocity_m_s: float,
    transverse_dispersion_m2_s: float,
    distance_from_bank_m: float = 0.0,
) -> float:
    """Return the length of the mixing zone [m]; HJ 2.3-2018, appendix E.1.

    L_m = {0.11 + 0.7 [0.5 - a/B - 1.1 (0.5 - a/B)²]^½} u B² / E_y, a from the nearer bank.
    """
    if not 0.0 <= distance_from_bank_m <= 0.5 * width_m:
        raise ValueError("distance_from_bank_m is from the nearer bank: 0 to half the width")
    off = 0.5 - distance_from_bank_m / width_m
    factor = 0.11 + 0.7 * math.sqrt(max(off - 1.1 * off**2, 0.0))
    return factor * velocity_m_s * width_m**2 / transverse_dispersion_m2_s
