"""Neutral and light gas: vertical diffusion solved in the sheared wind, Gaussian across it.

Across: Gaussian, by the memory of the eddies that spread it (Taylor 1921; surface_layer.crosswind_spread).
Along: a release of any history passes as that history, delayed by the speed of what is carried and
smeared by shear and eddies, so that the dose is that of the steady plume whatever the duration.
"""

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.air import Air
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.track import Track, travel_times
from shangyou.science.processes import surface_layer, vertical_plume, weighty_column

# Spread along the wind beside that across it: shear of the surface layer (Chatwin 1968; van Ulden
# 1992, Int. J. Environ. Pollution 2): about a tenth of the distance.
ALONG_SHARE = 0.10
# Ground smoother than this bears no leaves (Davenport 1960, class "smooth"): nothing deposits there.
LEAVES_M = 0.005


def track(  # noqa: PLR0917 (what a plume needs)
    source: SourceTerm,
    air: Air,
    member: int,
    distance_m: Floats,
    heights_m: Floats,
    surface_resistance_s_m: float | None,
) -> Track:
    """Return the plume of one member.

    Parameters
    ----------
    source : SourceTerm
        What enters the air.
    air : Air
        States of the air.
    member : int
        Which of them.
    distance_m, heights_m : arrays (n,), (k,)
        Where along the wind and above ground.
    surface_resistance_s_m : float or None
        Of the ground to this gas [s/m]; None deposits nothing.

    """
    friction, obukhov = float(air.friction_m_s[member]), float(air.obukhov_m[member])
    lid = float(air.lid_m[member])
    edges, centres = vertical_plume.grid(air.roughness_m, lid)
    deposition = 0.0
    surface = leaves_s_m(air, surface_resistance_s_m)
    if surface is not None:
        deposition = 1.0 / (surface + weighty_column.LEAF_LAYER / friction)
    line, _left, speed, height = vertical_plume.march(
        edges,
        centres,
        friction,
        obukhov,
        air.roughness_m,
        lid,
        air.wind_scale(member),
        min(max(source.height_m, 1.5 * air.roughness_m), 0.9 * lid),
        deposition,
        distance_m,
        heights_m,
    )
    travel = travel_times(distance_m, speed)
    sigma_y = np.hypot(_spread_m(air, member, travel, height), source_sigma_m(source))
    sigma_t = np.hypot(np.minimum(sigma_y, 0.3 * distance_m), ALONG_SHARE * distance_m) / speed
    sigma_t = np.hypot(sigma_t, source.diameter_m / 4.0 / speed)
    if source.sudden_kg > 0.0:
        strongest = source.sudden_kg / (np.sqrt(2.0 * np.pi) * sigma_t)
    else:
        strongest = np.full(distance_m.size, float(source.rate_kg_s.max(initial=0.0)))
    level = (strongest / (np.sqrt(2.0 * np.pi) * sigma_y))[:, None] * line
    return Track(
        distance_m=distance_m,
        level_kg_m3=level,
        core_m=np.zeros(distance_m.size),
        sigma_y_m=sigma_y,
        travel_s=travel,
        sigma_t_s=sigma_t,
    )


def _spread_m(air: Air, member: int, travel_s: Floats, height_m: Floats) -> Floats:
    """Return sigma_y [m] that eddies make after a time of travel, at the mean height of the gas."""
    return air.swing * surface_layer.crosswind_spread(
        travel_s,
        height_m,
        float(air.sigma_v_m_s[member]),
        float(air.friction_m_s[member]),
        float(air.obukhov_m[member]),
        float(air.lid_m[member]),
    )


def leaves_s_m(air: Air, surface_resistance_s_m: float | None) -> float | None:
    """Return the resistance of the ground to a gas [s/m], None where nothing deposits."""
    return surface_resistance_s_m if air.roughness_m >= LEAVES_M else None


def source_sigma_m(source: SourceTerm) -> float:
    """Return the sigma [m] that the width of the source itself makes: 2.15 sigma to the edge of a Gaussian."""
    return source.diameter_m / 4.3
