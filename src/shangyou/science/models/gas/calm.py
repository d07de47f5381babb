"""No wind to speak of: puffs that grow where they are (HJ/T 2.2-93, calm formula).

sigma_x = sigma_y = gamma01 T, sigma_z = gamma02 T; summed over the age T of the puffs the steady level
at a distance r is 2 Q / ((2 pi)^1.5 gamma02 r^2), the same in every direction.
"""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.track import Track

# HJ/T 2.2-93 appendix, wind at 10 m below 0.5 m/s: gamma01 and gamma02 by class.
GROWTH: Final = {
    "A": (0.93, 1.57),
    "B": (0.76, 0.47),
    "C": (0.55, 0.21),
    "D": (0.47, 0.12),
    "E": (0.44, 0.07),
    "F": (0.44, 0.05),
}
WIDEST_SHARE: Final = 1.0
# Images of the source beyond each wall that are counted one by one, and steps of the integral over all the rest.
IMAGES: Final = 12
REST: Final = 60


def between_walls(level: Floats, distance_m: Floats, width_m: float) -> Floats:
    """Return the level along a valley (n, k) from that of open ground: the source and its images a width apart.

    Far along, pi/(W x) for 1/x^2. Nothing comes from beyond where the open level is followed.
    """
    far = float(distance_m[-1])
    inside = width_m * np.arange(1, IMAGES + 1)
    edge = (IMAGES + 0.5) * width_m
    beyond, weight = np.empty(0), np.empty(0)
    if edge < far:
        ends = np.geomspace(edge, far, REST + 1)
        beyond, weight = np.sqrt(ends[1:] * ends[:-1]), np.diff(ends) / width_m
    aside = np.concatenate((inside, beyond))
    count = 2.0 * np.concatenate((np.ones(IMAGES), weight))
    radius = np.hypot(distance_m[:, None], aside[None, :])
    share = np.where(radius <= far, count, 0.0)
    near = np.log(np.maximum(distance_m, 0.5))
    found = [
        np.exp(np.interp(np.log(radius), near, np.log(np.maximum(column, 1e-30))))
        for column in level.T
    ]
    return np.asarray(level + np.stack([(one * share).sum(axis=1) for one in found], axis=1))


def track(  # noqa: PLR0917 (what a calm needs)
    source: SourceTerm,
    stability: str,
    factor: float,
    distance_m: Floats,
    heights_m: Floats,
    width_m: float | None = None,
) -> Track:
    """Return the cloud of a calm; `factor` scales the growth of one member, `width_m` is that of a valley's floor.

    The level holds for a release that lasts; one that ends sooner reaches a distance only with what
    its age allows, which `travel_s` and `sigma_t_s` carry.
    """
    names = stability.split("-")
    across = float(np.mean([GROWTH[name][0] for name in names])) * factor
    up = float(np.mean([GROWTH[name][1] for name in names])) * factor
    strongest = float(source.rate_kg_s.max(initial=0.0))
    radius = np.maximum(distance_m, 0.5)
    # distance seen by the puffs: what lies above counts more, because they grow slower upwards
    apart = np.sqrt(
        radius[:, None] ** 2 + (across / up) ** 2 * (heights_m[None, :] - source.height_m) ** 2
    )
    if source.sudden_kg > 0.0:
        # the puff is strongest at r when its age is r / (sqrt 3 gamma01)
        age = apart / (np.sqrt(3.0) * across)
        level = (
            2.0 * source.sudden_kg / ((2.0 * np.pi) ** 1.5 * across**2 * up * age**3) * np.exp(-1.5)
        )
    else:
        level = 2.0 * strongest / ((2.0 * np.pi) ** 1.5 * up * apart**2)
        lasting = float(source.edges_s[-1] - source.edges_s[0])
        # a release that ends at T leaves at r what it had put there by then
        if lasting > 0.0:
            a = radius**2 / (2.0 * across**2)
            oldest = np.maximum(radius / across, lasting)
            best = np.exp(-a / oldest**2) - np.where(
                oldest > lasting, np.exp(-a / np.maximum(oldest - lasting, 1e-3) ** 2), 0.0
            )
            level *= np.clip(best, 0.0, 1.0)[:, None]
    if width_m is not None:
        level = between_walls(level, distance_m, width_m)
    # next to the source the formula has no source size: nothing is more than pure gas
    return Track(
        distance_m=distance_m,
        level_kg_m3=np.minimum(level, 10.0),
        core_m=WIDEST_SHARE * distance_m,
        sigma_y_m=np.maximum(0.1 * distance_m, 0.5),
        travel_s=radius / (np.sqrt(3.0) * across),
        sigma_t_s=0.3 * radius / across,
        circle=True,
    )
