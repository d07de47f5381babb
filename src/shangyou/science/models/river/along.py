"""How the errors of velocity go together along a river, and what a tested reach says of others.

ln U of a reach departs from what a regression gives by a part that all reaches of a river share and
by two parts that change along the water and are averaged over the length of the reach, one from
valley stretch to valley stretch, one from bend to bend:

    cov(i, j) = RIVER^2 + mean over both reaches of
                VALLEY^2 exp(-distance / VALLEY_RANGE) + BEND^2 exp(-distance / BEND_RANGE)

So a reach tells most of its neighbours, a long reach is surer than a short one, and a river cut into
many reaches is nearly as uncertain as the same river cut into few. The numbers were fitted to 1,808
successive dye passages of 510 public tests (scripts/fit_river_processes.py); with them the logarithm
of the likelihood is 43 units above that with one range and an error of the site.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats, LogNormal
from shangyou.science.models.river.network import Network

Flags = NDArray[np.bool_]

RIVER_SD = 0.58
VALLEY_SD, VALLEY_RANGE_M = 0.306, 6350.0
# Only BEND_SD^2 BEND_RANGE counts as long as the range is far below the length of a stretch: it is held.
BEND_SD, BEND_RANGE_M = 0.74, 100.0
_LOCAL = ((VALLEY_SD, VALLEY_RANGE_M), (BEND_SD, BEND_RANGE_M))
# The middling length of a tested reach: the spread of a regression is that of such reaches.
TESTED_LENGTH_M = 8000.0
# Where width, depth or slope tell the level of a river, what is left is more of the place: of the
# variance of the section laws 0 to 49 % is common to the sections of one stream (51 public rows, 21
# degrees of freedom). The upper end, so that bands of long ways are rather too wide.
SECTION_SHARED = 0.5
# Further apart than so many ranges nothing local is shared.
_FAR = 10.0


def joint_velocity(
    network: Network,
    untested: Sequence[LogNormal],
    tested: Sequence[LogNormal],
    fixed: Sequence[bool],
    by_section: Sequence[bool] = (),
) -> tuple[list[LogNormal], Floats]:
    """Return the velocity of every reach, tests of neighbours included, and its root.

    Parameters
    ----------
    network : Network
        The reaches.
    untested, tested : sequence of LogNormal
        Velocity of each reach [m/s] without and with its own earlier tests.
    fixed : sequence of bool
        True where somebody gave the velocity: its spread is taken as stated.
    by_section : sequence of bool
        True where a law of width, depth or slope gave it.

    Returns
    -------
    velocities : list of LogNormal
        Medians [m/s] and spreads of the logarithm.
    root : array (reaches, 1 + reaches)
        ln U = ln median + root @ z, z standard normal: the first is the river's, the others local.

    """
    sigma = np.array([v.sigma for v in untested])
    sections = np.asarray(by_section or [False] * len(fixed))
    root = _root(network, np.asarray(fixed), sections) * sigma[:, None]
    mean = np.log([v.median for v in untested])
    gain = np.array([_gain(a, b) for a, b in zip(untested, tested, strict=True)])
    if gain.any():
        # each tested reach counts as one measurement of its own velocity
        shift = np.log([v.median for v in tested]) - mean
        weight = np.where(gain > 0, gain + sigma_precision(sigma), 0.0)
        seen = root.T * gain
        precision = np.eye(root.shape[1]) + seen @ root
        centre = np.linalg.solve(precision, root.T @ (weight * shift))
        mean = mean + root @ centre
        # the root of the covariance that is left, lower triangular again
        root = root @ np.linalg.inv(np.linalg.cholesky(precision)).T
    spread = np.sqrt((root**2).sum(axis=1))
    velocities = [LogNormal(float(np.exp(m)), float(s)) for m, s in zip(mean, spread, strict=True)]
    return velocities, root


def sigma_precision(sigma: Floats) -> Floats:
    """Return 1 / sigma^2, zero where nothing is uncertain."""
    known = sigma > 0
    result: Floats = np.where(known, np.where(known, sigma, 1.0) ** -2.0, 0.0)
    return result


def _gain(untested: LogNormal, tested: LogNormal) -> float:
    """Return the precision of ln U that the tests of a reach added."""
    if not 0 < tested.sigma < untested.sigma:
        return 0.0
    return float(tested.sigma**-2.0 - untested.sigma**-2.0)


def _root(network: Network, fixed: Flags, by_section: Flags) -> Floats:
    """Return the root of the correlation, (reaches, 1 + reaches), upstream reaches first."""
    count = network.length_m.size
    gaps = _gaps(network)
    local = np.zeros((count, count))
    tested = 0.0
    for sd, reach_m in _LOCAL:
        local += sd**2 * _averaged(network.length_m, gaps, reach_m)
        tested += sd**2 * float(_own(np.array([TESTED_LENGTH_M]), reach_m)[0])
    scale = np.full(count, RIVER_SD**2 + tested)
    scale = np.where(fixed, RIVER_SD**2 + np.diag(local), scale)
    order = np.argsort(-_to_outlet(network), kind="stable")
    placed = np.zeros((count, count))
    placed[np.ix_(order, order)] = np.linalg.cholesky(local[np.ix_(order, order)])
    plain = np.hstack((np.full((count, 1), RIVER_SD), placed)) / np.sqrt(scale)[:, None]
    shared = np.full((count, 1), np.sqrt(SECTION_SHARED))
    local = np.sqrt((1.0 - SECTION_SHARED) / tested) * placed
    return np.asarray(np.where(by_section[:, None], np.hstack((shared, local)), plain))


def _averaged(length_m: Floats, gaps_m: Floats, range_m: float) -> Floats:
    """Return exp(-distance / range) averaged over each pair of reaches."""
    share = -np.expm1(-length_m / range_m) * range_m / length_m
    answer = np.exp(-gaps_m / range_m) * share[:, None] * share[None, :]
    np.fill_diagonal(answer, _own(length_m, range_m))
    return np.asarray(answer)


def _own(length_m: Floats, range_m: float) -> Floats:
    u = length_m / range_m
    small = u < 1e-2
    safe = np.where(small, 1.0, u)
    result: Floats = np.where(small, 1.0 - u / 3.0, 2.0 / safe**2 * (safe + np.expm1(-safe)))
    return result


def _to_outlet(network: Network) -> Floats:
    return np.array(
        [network.length_m[list(network.way(r))].sum() for r in range(network.length_m.size)]
    )


def _gaps(network: Network) -> Floats:
    """Return the metres of water between each two reaches; infinite where they are far."""
    count = network.length_m.size
    above: list[list[tuple[int, float]]] = [[(r, 0.0)] for r in range(count)]
    for r in range(count):
        here, metres = network.downstream[r], 0.0
        while here >= 0 and metres < _FAR * VALLEY_RANGE_M:
            above[here].append((r, metres))
            metres += float(network.length_m[here])
            here = network.downstream[here]
    gaps = np.full((count, count), np.inf)
    for near in above:
        numbers = np.array([r for r, _ in near])
        metres_to = np.array([m for _, m in near])
        pairs = np.ix_(numbers, numbers)
        gaps[pairs] = np.minimum(gaps[pairs], metres_to[:, None] + metres_to[None, :])
    return gaps
