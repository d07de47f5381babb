"""The levels of a column of gas: where they stand, what passes between them, how they sink as it widens.

Each level is the same ratio above the one below; the grid sinks with the gas. Shared by the steady column
(`weighty_column`) and the sudden one (`weighty_cloud`).
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.processes.vertical_plume import wind_shape

_KARMAN: Final = 0.40
_GAMMA, _BETA = 16.0, 5.0
# k u / u* among the roughness itself, below e z0: the profile ends above it.
SLOWEST: Final = 1.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def place_levels(  # noqa: PLR0917
    edges: Floats, sunk: float, site: Floats, thick: Floats, wind: Floats, ease: Floats
) -> None:  # pragma: no cover (compiled)
    """Fill thickness [m], wind [m/s] and exchange between levels per u* [-] where the grid now stands."""
    roughness, obukhov, lid, scale = site[1], site[2], site[3], site[4]
    n = edges.size - 1
    ratio = edges[1] / edges[0]
    for i in range(n):
        thick[i] = (edges[i + 1] - edges[i]) / sunk
        z = np.sqrt(edges[i] * edges[i + 1]) / sunk
        wind[i] = scale * max(wind_shape(z, roughness, obukhov), SLOWEST)
    for i in range(n - 1):
        z = edges[i + 1] / sunk
        zeta = z / obukhov
        phi = (1.0 - _GAMMA * zeta) ** -0.5 if zeta < 0 else 1.0 + _BETA * zeta
        room = max(1.0 - z / lid, 0.0)
        apart = z * (np.sqrt(ratio) - 1.0 / np.sqrt(ratio))
        ease[i] = _KARMAN * z / phi * (room if zeta < 0 else room * np.sqrt(room)) / apart


@njit(cache=True)  # type: ignore[untyped-decorator]
def mix_levels(  # noqa: PLR0917
    storage: Floats, c: Floats, ease: Floats, eddy: float, taken: float, work: Floats
) -> None:  # pragma: no cover (compiled)
    """Solve storage (c_new - c) = exchange, implicitly and without losing any; `taken` is what the ground takes."""
    n = c.size
    diagonal = storage[0] + eddy * ease[0] + taken
    work[0] = -eddy * ease[0] / diagonal
    c[0] = storage[0] * c[0] / diagonal
    for i in range(1, n):
        below = eddy * ease[i - 1]
        above = eddy * ease[i] if i < n - 1 else 0.0
        pivot = storage[i] + below + above + below * work[i - 1]
        work[i] = -above / pivot
        c[i] = (storage[i] * c[i] + below * c[i - 1]) / pivot
    for i in range(n - 2, -1, -1):
        c[i] -= work[i] * c[i + 1]


@njit(cache=True)  # type: ignore[untyped-decorator]
def bulk_of(c: Floats, thick: Floats) -> tuple[float, float]:  # pragma: no cover (compiled)
    """Return the strongest level [kg/m3] and the depth [m] that would hold all at it."""
    most, held = 0.0, 0.0
    for i in range(c.size):
        held += c[i] * thick[i]
        most = max(most, c[i])
    return most, held / most if most > 0.0 else 0.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def mean_share(
    c: Floats, thick: Floats, most: float, h: float
) -> float:  # pragma: no cover (compiled)
    """Return the mean over the gas of its level beside the strongest [-]: as much of a drift moves it."""
    held = 0.0
    for i in range(c.size):
        held += c[i] * c[i] * thick[i]
    return float(held / (most * most * h))


@njit(cache=True)  # type: ignore[untyped-decorator]
def run_downhill(
    wind: Floats, c: Floats, drift: float, along: float, across: float
) -> None:  # pragma: no cover (compiled)
    """Add to the wind, as vectors, what the gas runs downhill by its weight where it is; never against a fifth of it."""
    most = max(c.max(), 1e-30)
    for i in range(wind.size):
        own = drift * c[i] / most
        wind[i] = np.hypot(max(wind[i] + along * own, 0.2 * wind[i]), across * own)


@njit(cache=True)  # type: ignore[untyped-decorator]
def sink_levels(  # noqa: PLR0917
    content: Floats,
    c: Floats,
    sunk: float,
    wider: float,
    h: float,
    site: Floats,
    ratio: float,
    edge: float,
) -> float:  # pragma: no cover (compiled)
    """Return how far the grid has sunk once a cloud is `wider`; moves `content` down whole levels, exactly.

    `c` is how strong each level is, `edge` the share that a front takes in of the air it sweeps over:
    by the rest the cloud sinks.

    What flows between two levels stays between them: they sink less where the wind is slower below.
    """
    roughness, obukhov = site[1], site[2]
    z = max(0.6 * h, 2.0 * roughness)
    zeta = z / obukhov
    steep = (1.0 - _GAMMA * zeta) ** -0.25 if zeta < 0 else 1.0 + _BETA * zeta
    steep = min(steep / max(wind_shape(z, roughness, obukhov), 0.5), 1.0)
    sunk *= wider ** ((1.0 - edge) / (1.0 + steep))
    while sunk >= ratio:
        sunk /= ratio
        # what the lowest level held goes to those above it that are weaker than the strongest: to the next
        # one alone it would stand there twice as strong for a moment
        most, lowest = c[1:].max(), content[0]
        weaker, above = (content[1:] * (most - c[1:])).sum(), content[1:].sum()
        for i in range(1, c.size):
            share = 1.0 if above > lowest else 0.0
            if weaker > lowest * most:
                share = (most - c[i]) * above / weaker
            content[i - 1] = content[i] * (1.0 + share * lowest / max(above, 1e-300))
            c[i - 1] = c[i]
        content[0] += lowest if above <= lowest and weaker <= lowest * most else 0.0
        content[-1] = 0.0
    return float(sunk)


@njit(cache=True)  # type: ignore[untyped-decorator]
def level_at(  # noqa: PLR0917
    wanted: Floats, edges: Floats, sunk: float, c: Floats, work: Floats, out: Floats
) -> None:  # pragma: no cover (compiled)
    for i in range(c.size):
        work[i] = np.sqrt(edges[i] * edges[i + 1]) / sunk
    for i in range(wanted.size):
        out[i] = np.interp(wanted[i], work, c)
