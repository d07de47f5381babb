"""What a reach does where the case leaves it open: given numbers are used, the rest estimated."""

import math
from dataclasses import dataclass

from shangyou.science.distributions import LogNormal
from shangyou.science.models.river.case import Ensemble, Reach

# At one section velocity goes with discharge to this power: Leopold & Maddock 1953, USGS
# Professional Paper 252, mean of at-a-station exponents.
GIVEN_VELOCITY_EXPONENT = 0.34
NO_STORAGE = LogNormal(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ReachEstimate:
    """Distributions of one reach at its reference discharge."""

    discharge_m3_s: float
    width_m: float
    depth_m: float
    velocity: LogNormal
    velocity_exponent: float
    velocity_given: bool
    dispersion: LogNormal
    dispersion_follows_velocity: float
    area_ratio: LogNormal
    exchange_per_s: LogNormal
    transverse_per_m: LogNormal


def _velocity(reach: Reach, discharge_m3_s: float) -> LogNormal:
    if reach.width_m and reach.depth_m:
        return LogNormal(discharge_m3_s / (reach.width_m * reach.depth_m), 0.2)
    return LogNormal(0.154 * discharge_m3_s**0.273, 0.6)


def estimate(reach: Reach, discharge_m3_s: float, ensemble: Ensemble) -> ReachEstimate:
    """Estimate a reach at a discharge [m3/s]."""
    if reach.velocity_m_s is not None:
        velocity = LogNormal(reach.velocity_m_s, ensemble.velocity_sigma)
        exponent = GIVEN_VELOCITY_EXPONENT
    else:
        velocity = _velocity(reach, discharge_m3_s)
        higher = _velocity(reach, discharge_m3_s * 1.1)
        exponent = math.log(higher.median / velocity.median) / math.log(1.1)
    area = discharge_m3_s / velocity.median
    width = reach.width_m or (area / reach.depth_m if reach.depth_m else math.sqrt(25.0 * area))
    depth = reach.depth_m or area / width
    given = reach.longitudinal_dispersion_m2_s
    shear = 0.1 * velocity.median
    dispersion = (
        LogNormal(10.612 * depth * velocity.median * 10.0, 0.75)
        if given is None
        else LogNormal(given, ensemble.dispersion_sigma)
    )
    ratio, exchange = _storage(reach)
    across = reach.transverse_dispersion_m2_s
    mixing = LogNormal(across, 0.0) if across else LogNormal(0.6 * depth * shear, 0.5)
    return ReachEstimate(
        discharge_m3_s=discharge_m3_s,
        width_m=width,
        depth_m=depth,
        velocity=velocity,
        velocity_exponent=exponent,
        velocity_given=reach.velocity_m_s is not None,
        dispersion=dispersion,
        dispersion_follows_velocity=0.0 if given is not None else 1.0,
        area_ratio=ratio,
        exchange_per_s=exchange,
        transverse_per_m=LogNormal(
            2.0 * mixing.median / (width**2 * velocity.median), mixing.sigma
        ),
    )


def _storage(reach: Reach) -> tuple[LogNormal, LogNormal]:
    if reach.storage is not None:
        return LogNormal(reach.storage.area_ratio, 0.0), LogNormal(reach.storage.exchange_per_s, 0.0)
    return NO_STORAGE, NO_STORAGE
