"""What a reach does where the case leaves it open: given numbers are used, the rest estimated."""

import math
from dataclasses import dataclass, field

import numpy as np

from shangyou.science.distributions import Floats, LogNormal
from shangyou.science.models.river.case import Ensemble, Reach
from shangyou.science.processes import (
    channel_geometry,
    dispersion_coefficients,
    river_velocity,
    transient_storage,
    transverse_mixing,
)
from shangyou.science.processes.channel_geometry import Section
from shangyou.science.processes.transient_storage import Spreading

# At one section velocity goes with discharge to this power: Leopold & Maddock 1953, USGS
# Professional Paper 252, mean of at-a-station exponents.
GIVEN_VELOCITY_EXPONENT = 0.34
NONE = LogNormal(0.0, 0.0)


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
    storage_given: bool
    transverse_per_m: LogNormal
    # ln U = ln median + root @ (what the river shares, what each reach has of its own)
    velocity_root: Floats = field(default_factory=lambda: np.zeros(0))


def estimate(
    reach: Reach,
    discharge_m3_s: float,
    ensemble: Ensemble,
    known: tuple[LogNormal, float] | None = None,
) -> ReachEstimate:
    """Estimate a reach at a discharge [m3/s]; `known` is what `reach_velocity` and its river say."""
    velocity, exponent = known or reach_velocity(reach, discharge_m3_s, ensemble)
    section = channel_geometry.section(
        discharge_m3_s=discharge_m3_s,
        velocity_m_s=velocity.median,
        width_m=reach.width_m,
        depth_m=reach.depth_m,
    )
    shear = channel_geometry.shear_velocity(
        velocity_m_s=velocity.median, depth_m=section.depth_m, slope=reach.slope
    )
    spreading = _spreading(reach, ensemble, velocity, section, shear if reach.slope else None)
    mixing = transverse_mixing.coefficient(depth_m=section.depth_m, shear_velocity_m_s=shear)
    if reach.transverse_dispersion_m2_s is not None:
        mixing = LogNormal(reach.transverse_dispersion_m2_s, 0.0)
    growth = transverse_mixing.variance_per_metre(
        transverse_dispersion_m2_s=mixing.median,
        width_m=section.width_m,
        velocity_m_s=velocity.median,
    )
    return ReachEstimate(
        discharge_m3_s=discharge_m3_s,
        width_m=section.width_m,
        depth_m=section.depth_m,
        velocity=velocity,
        velocity_exponent=exponent,
        velocity_given=reach.velocity_m_s is not None,
        dispersion=spreading.dispersion_m2_s,
        dispersion_follows_velocity=0.0 if reach.longitudinal_dispersion_m2_s else 1.0,
        area_ratio=spreading.area_ratio,
        exchange_per_s=spreading.exchange_per_s,
        storage_given=reach.storage is not None,
        transverse_per_m=LogNormal(growth, mixing.sigma),
    )


def reach_velocity(
    reach: Reach, discharge_m3_s: float, ensemble: Ensemble
) -> tuple[LogNormal, float]:
    """Return the velocity and the power of the discharge with which it changes."""
    if reach.velocity_m_s is not None:
        return LogNormal(reach.velocity_m_s, ensemble.velocity_sigma), GIVEN_VELOCITY_EXPONENT
    here, higher = (
        river_velocity.estimate(
            discharge_m3_s=discharge,
            slope=reach.slope,
            width_m=reach.width_m,
            depth_m=reach.depth_m,
            drainage_area_m2=reach.drainage_area_m2,
            tests=[(t.discharge_m3_s, t.velocity_m_s) for t in reach.velocity_tests],
        )
        for discharge in (discharge_m3_s, 1.1 * discharge_m3_s)
    )
    exponent = math.log(higher.median / here.median) / math.log(1.1)
    return here, min(max(exponent, 0.0), 1.0)


def _spreading(
    reach: Reach, ensemble: Ensemble, velocity: LogNormal, section: Section, shear: float | None
) -> Spreading:
    """Return dispersion and dead zones.

    A dispersion coefficient that somebody gives stands for all of the spreading; only where it is
    estimated do the usual dead zones of a river come with it.
    """
    usual = transient_storage.typical(
        velocity_m_s=velocity.median,
        depth_m=section.depth_m,
        width_m=section.width_m,
        shear_velocity_m_s=shear,
    )
    given, storage = reach.longitudinal_dispersion_m2_s, reach.storage
    if storage is None and given is None:
        return usual
    holds = storage is not None and storage.area_ratio > 0 and storage.exchange_per_s > 0
    if given is not None:
        dispersion = LogNormal(given, ensemble.dispersion_sigma)
    else:
        whole = dispersion_coefficients.longitudinal(
            velocity_m_s=velocity.median,
            depth_m=section.depth_m,
            width_m=section.width_m,
            shear_velocity_m_s=shear,
        )
        dispersion = usual.dispersion_m2_s if holds else whole
    if storage is None or not holds:
        return Spreading(dispersion, NONE, NONE)
    return Spreading(
        dispersion, LogNormal(storage.area_ratio, 0.0), LogNormal(storage.exchange_per_s, 0.0)
    )
