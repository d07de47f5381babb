"""A plume or cloud along its way, whatever theory made it: how strong, how wide, when."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.processes.passing_strength import passing_strength

STEPS = 150
NEAREST_M = 0.5


@dataclass(frozen=True, slots=True)
class Track:
    """Along the axis at n distances; level for every wanted height."""

    distance_m: Floats  # (n,)
    level_kg_m3: Floats  # (n, heights) on the axis, when the release is at its strongest
    core_m: Floats  # (n,) half-width in which the level is even
    sigma_y_m: Floats  # (n,) of the edges beyond the core
    travel_s: Floats  # (n,)
    sigma_t_s: Floats  # (n,) spread of the arrival
    circle: bool = False  # the same in every direction: no wind to speak of
    # (n,) sine of the angle by which the gas leaves the wind to its left, by its weight on a slope
    aside: Floats | None = None

    def across(self, index: Floats, y: Floats) -> Floats:
        """Return the share of the axis's level at a distance from it, at fractional indices."""
        place = np.arange(self.distance_m.size)
        core = np.interp(index, place, self.core_m)
        sigma = np.interp(index, place, self.sigma_y_m)
        beyond = np.maximum(np.abs(y) - core, 0.0)
        return np.asarray(np.exp(-0.5 * (beyond / np.maximum(sigma, 1e-6)) ** 2))


def distances(farthest_m: float) -> Floats:
    """Return where a plume is followed, dense near the release."""
    return np.asarray(np.geomspace(NEAREST_M, farthest_m, STEPS))


def travel_times(distance_m: Floats, speed_m_s: Floats) -> Floats:
    """Return when what is carried comes to each distance [s]: the mean speed between two of them."""
    between = np.diff(distance_m) / (0.5 * (speed_m_s[1:] + speed_m_s[:-1]))
    return np.concatenate(([distance_m[0] / speed_m_s[0]], between)).cumsum()


def strength(source: SourceTerm, travel_s: Floats, sigma_t_s: Floats, time_s: Floats) -> Floats:
    """Return how strong the release is felt after a delay and its spread, relative to its strongest.

    Shapes of `travel_s`, `sigma_t_s` and `time_s` broadcast; pieces of the source add up. A sudden
    release is 1 when its centre passes.
    """
    late = np.asarray(time_s) - travel_s
    sigma = np.maximum(sigma_t_s, 1e-3)
    if source.sudden_kg > 0.0:
        return np.asarray(np.exp(-0.5 * (late / sigma) ** 2))
    strongest = float(source.rate_kg_s.max(initial=0.0))
    if strongest <= 0.0:
        return np.zeros(np.broadcast_shapes(np.shape(late), np.shape(sigma)))
    steps = _steps(source, strongest)
    felt = np.zeros(np.broadcast_shapes(np.shape(late), np.shape(sigma)))
    for edge, step in zip(source.edges_s, steps, strict=True):
        if step != 0.0:
            felt += step * ndtr((late - edge) / sigma)
    return np.maximum(felt, 0.0)


def _steps(source: SourceTerm, strongest: float) -> Floats:
    """Return by how much of its strongest the rate changes at each edge: what has begun less what has ended."""
    return np.asarray(np.diff(source.rate_kg_s / strongest, prepend=0.0, append=0.0))


def strengths(source: SourceTerm, travel_s: Floats, sigma_t_s: Floats, time_s: Floats) -> Floats:
    """Return `strength` of many members (m,) at the same moments (t,), compiled: (m, t)."""
    strongest = float(source.rate_kg_s.max(initial=0.0))
    if source.sudden_kg > 0.0 or strongest <= 0.0:
        return strength(source, travel_s[:, None], sigma_t_s[:, None], time_s)
    found = passing_strength(source.edges_s, _steps(source, strongest), travel_s, sigma_t_s, time_s)
    return np.asarray(found)
