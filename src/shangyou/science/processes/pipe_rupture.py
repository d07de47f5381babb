"""Gas from a pipe broken right across: Bell 1978 in the form of Wilson 1979."""

import math

import numpy as np

from shangyou.science.distributions import Floats


def friction(diameter_m: float, roughness_m: float = 4.5e-5) -> float:
    """Return the Darcy friction factor of fully rough flow [-]; von Karman, commercial steel."""
    return (-2.0 * math.log10(roughness_m / (3.715 * diameter_m))) ** -2


def time_constant_s(
    length_m: float, diameter_m: float, sound_m_s: float, gamma: float, friction_factor: float
) -> float:
    """Return the time in which friction lets the pipe empty [s]; TNO Yellow Book eq. 2.43.

    2/3 L/c sqrt(gamma f L/D): the last of the gas leaves as slowly as friction allows.
    """
    resistance = math.sqrt(gamma * friction_factor * length_m / diameter_m)
    return 2.0 / 3.0 * length_m / sound_m_s * resistance


def rate_kg_s(first_kg_s: float, held_kg: float, constant_s: float, time_s: Floats) -> Floats:
    """Return the flow from one end over time [kg/s]; Wilson's double exponential.

    `first_kg_s` is the choked flow of the open section, `held_kg` the gas in the pipe. Over all time
    the flow sums to what the pipe held.
    """
    share = held_kg / (constant_s * first_kg_s)
    quick = np.exp(-np.asarray(time_s) / (share**2 * constant_s))
    slow = share * np.exp(-np.asarray(time_s) / constant_s)
    return np.asarray(first_kg_s / (1.0 + share) * (quick + slow))
