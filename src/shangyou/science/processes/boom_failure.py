"""What a boom holds in a current: drops torn off beneath it, oil that drains under it, its angle."""

import math

import numpy as np

from shangyou.science.distributions import Floats

GRAVITY_M_S2 = 9.80665
WATER_DENSITY_KG_M3 = 998.0
# Drops are torn from the head of the pool above 0.7 knots across the boom: Delvigne 1989 (Int. Oil
# Spill Conf.), Fingas 2011 and field practice; nothing is held at half as much again (our judgement).
CRITICAL_M_S, HOPELESS_SHARE = 0.35, 1.5
# The pool may fill two thirds of the skirt before oil drains beneath it (our judgement); friction
# between water and oil pool after Wilkinson 1972 (J. Hydraul. Div. 98): 0.01.
FILLED_SHARE, FRICTION = 2.0 / 3.0, 0.01
# In still water nothing pushes the pool: its length is that of a boom's own pocket (our judgement).
LONGEST_POOL_M = 100.0


def normal_velocity(
    velocity_m_s: Floats | float, angle_deg: float, draught_m: float, depth_m: float
) -> Floats:
    """Return the velocity across the boom beneath its skirt [m/s]; 90° is square to the current."""
    across = np.asarray(velocity_m_s) * math.sin(math.radians(angle_deg))
    return np.asarray(across * depth_m / (depth_m - draught_m))


def held_share(normal_velocity_m_s: Floats | float) -> Floats:
    """Return the share of arriving oil that is not torn off beneath the boom [-]."""
    excess = np.asarray(normal_velocity_m_s) / CRITICAL_M_S - 1.0
    return np.clip(1.0 - excess / (HOPELESS_SHARE - 1.0), 0.0, 1.0)


def capacity_m2(
    normal_velocity_m_s: Floats | float, draught_m: float, oil_density_kg_m3: float
) -> Floats:
    """Return the oil a metre of boom holds before it drains beneath [m3/m].

    The pool deepens towards the boom as friction balances buoyancy, h² = f U² x / g', and its
    deepest point is what the skirt can keep.
    """
    buoyancy = GRAVITY_M_S2 * max(1.0 - oil_density_kg_m3 / WATER_DENSITY_KG_M3, 1e-3)
    deepest = FILLED_SHARE * draught_m
    friction = FRICTION * np.maximum(np.asarray(normal_velocity_m_s), 1e-3) ** 2
    length = np.minimum(buoyancy * deepest**2 / friction, LONGEST_POOL_M)
    return np.asarray(2.0 / 3.0 * deepest * length)
