"""Longitudinal dispersion of natural rivers: how fast unequal velocities stretch a cloud.

The answer is the geometric mean of two published formulae. On the public measurements this does
as well as the better of the two and leans on neither; power laws fitted to the 51 rows do worse on
streams left out (docs/models/longitudinal-dispersion.md). Elder's 5.93 H u* knows only the
vertical profile and is too small a hundredfold: it is not offered.
"""

import math

from shangyou.science.distributions import LogNormal
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.processes.channel_geometry import (
    SHEAR_SHARE,
    SHEAR_SHARE_SIGMA,
)
from shangyou.science.processes.river_velocity import GRAVITY_M_S2

# Spread of measured over computed by scripts/fit_river_processes.py on the public half: 0.63 for
# 51 rows; 0.70 covers nine in ten.
SIGMA = 0.70
# How strongly the answer depends on u*: half of the two exponents below, 1 - 1.0132 and -0.13.
SHEAR_EXPONENT = 0.5 * ((1.0 - 1.0132) - 0.13)


def disley(velocity_m_s: float, depth_m: float, width_m: float, shear_velocity_m_s: float) -> float:
    """Disley et al. 2015: 3.563 Fr^-0.4117 (W/H)^0.6776 (U/u*)^1.0132 H u* [m2/s]."""
    froude = velocity_m_s / math.sqrt(GRAVITY_M_S2 * depth_m)
    return (
        3.563
        * math.pow(froude, -0.4117)
        * math.pow(width_m / depth_m, 0.6776)
        * math.pow(velocity_m_s / shear_velocity_m_s, 1.0132)
        * depth_m
        * shear_velocity_m_s
    )


def zeng_huai(
    velocity_m_s: float, depth_m: float, width_m: float, shear_velocity_m_s: float
) -> float:
    """Zeng & Huai 2014: 5.4 (W/H)^0.7 (U/u*)^0.13 H U [m2/s]."""
    return (
        5.4
        * math.pow(width_m / depth_m, 0.7)
        * math.pow(velocity_m_s / shear_velocity_m_s, 0.13)
        * depth_m
        * velocity_m_s
    )


def longitudinal(
    *,
    velocity_m_s: float,
    depth_m: float,
    width_m: float,
    shear_velocity_m_s: float | None = None,
) -> LogNormal:
    """Return the longitudinal dispersion coefficient.

    Parameters
    ----------
    velocity_m_s, depth_m, width_m : float
        Mean velocity [m/s], depth and width [m] of the reach.
    shear_velocity_m_s : float, optional
        Shear velocity [m/s]; when unknown the usual share of the velocity, less surely.

    Returns
    -------
    LogNormal
        K [m2/s].

    Raises
    ------
    BadInput
        When a number is not positive and finite.

    """
    _check(velocity_m_s, depth_m, width_m, shear_velocity_m_s)
    if shear_velocity_m_s is None:
        shear, sigma = (
            SHEAR_SHARE * velocity_m_s,
            math.hypot(SIGMA, SHEAR_EXPONENT * SHEAR_SHARE_SIGMA),
        )
    else:
        shear, sigma = shear_velocity_m_s, SIGMA
    numbers = (velocity_m_s, depth_m, width_m, shear)
    return LogNormal(math.sqrt(disley(*numbers) * zeng_huai(*numbers)), sigma)


def _check(
    velocity_m_s: float, depth_m: float, width_m: float, shear_velocity_m_s: float | None
) -> None:
    numbers = (
        ("velocity_m_s", "流速", "velocity", velocity_m_s, 15.0, "m/s"),
        ("depth_m", "水深", "depth", depth_m, 1e3, "m"),
        ("width_m", "水面宽", "width", width_m, 1e5, "m"),
        ("shear_velocity_m_s", "摩阻流速", "shear velocity", shear_velocity_m_s, 15.0, "m/s"),
    )
    problems = [
        Problem(
            f"$.{path}",
            Sentence(
                f"{zh}应大于 0 且不超过 {high:g} {unit}，现为 {value:g}",
                f"{en} must be above 0 and at most {high:g} {unit}, not {value:g}",
            ),
        )
        for path, zh, en, value, high, unit in numbers
        if value is not None and not 0 < value <= high
    ]
    if problems:
        raise BadInput(problems)
