"""Diffusion up and down in a sheared wind: the crosswind-integrated plume, solved on a grid.

u(z) dC/dx = d/dz (K dC/dz) with K = k u* z / phi_h, deposition at the ground and a lid above. This is
what van Ulden 1978 and Gryning et al. 1983 approximate in closed form; solved it needs no approximation.
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

LEVELS: Final = 56
STEPS: Final = 150
_KARMAN = 0.40
_GAMMA, _BETA = 16.0, 5.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def _psi(zeta: float) -> float:  # pragma: no cover (compiled)
    if zeta >= 0.0:
        return -_BETA * zeta
    x = (1.0 - _GAMMA * zeta) ** 0.25
    return float(
        2.0 * np.log((1.0 + x) / 2.0)
        + np.log((1.0 + x * x) / 2.0)
        - 2.0 * np.arctan(x)
        + np.pi / 2.0
    )


@njit(cache=True)  # type: ignore[untyped-decorator]
def wind_shape(z: float, roughness: float, obukhov: float) -> float:  # pragma: no cover (compiled)
    """Return k u / u* [-] at a height [m]."""
    z = max(z, roughness * 1.0001)
    return float(max(np.log(z / roughness) - _psi(z / obukhov) + _psi(roughness / obukhov), 1e-3))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def march(  # noqa: C901, PLR0915, PLR0917 (one compiled loop: a call costs more than a line)
    edges: Floats,
    centres: Floats,
    friction: float,
    obukhov: float,
    roughness: float,
    lid: float,
    wind_scale: float,
    source: float,
    deposition: float,
    distances: Floats,
    wanted: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:  # pragma: no cover (compiled)
    """Return C(x, z wanted) per unit line source [s/m2], mass left [-], speed [m/s] and mean height [m] at x.

    Implicit in x and conservative: what is lost is what the ground took.
    """
    n, m = centres.size, distances.size
    wind = np.empty(n)
    for i in range(n):
        wind[i] = wind_scale * wind_shape(centres[i], roughness, obukhov)
    conductance = np.empty(n - 1)
    for i in range(n - 1):
        z = edges[i + 1]
        zeta = z / obukhov
        phi = (1.0 - _GAMMA * zeta) ** -0.5 if zeta < 0 else 1.0 + _BETA * zeta
        room = max(1.0 - z / lid, 0.0)
        k = _KARMAN * friction * z / phi * (room if zeta < 0 else room * np.sqrt(room))
        conductance[i] = k / (centres[i + 1] - centres[i])
    c = np.zeros(n)
    at = 0
    while at < n - 1 and edges[at + 1] < source:
        at += 1
    thick = edges[at + 1] - edges[at]
    c[at] = 1.0 / (wind[at] * thick)
    out = np.empty((m, wanted.size))
    left = np.empty(m)
    speed = np.empty(m)
    height = np.empty(m)
    diagonal = np.empty(n)
    right = np.empty(n)
    upper = np.empty(n)
    before = 0.0
    for j in range(m):
        dx = distances[j] - before
        before = distances[j]
        for i in range(n):
            storage = wind[i] * (edges[i + 1] - edges[i]) / dx
            right[i] = storage * c[i]
            diagonal[i] = storage
            if i > 0:
                diagonal[i] += conductance[i - 1]
            if i < n - 1:
                diagonal[i] += conductance[i]
        diagonal[0] += deposition
        upper[0] = -conductance[0] / diagonal[0]
        right[0] /= diagonal[0]
        for i in range(1, n):
            lower = -conductance[i - 1]
            pivot = diagonal[i] - lower * upper[i - 1]
            upper[i] = -conductance[i] / pivot if i < n - 1 else 0.0
            right[i] = (right[i] - lower * right[i - 1]) / pivot
        c[n - 1] = right[n - 1]
        for i in range(n - 2, -1, -1):
            c[i] = right[i] - upper[i] * c[i + 1]
        mass = 0.0
        flux = 0.0
        moment = 0.0
        for i in range(n):
            mass += c[i] * (edges[i + 1] - edges[i])
            flux += c[i] * wind[i] * (edges[i + 1] - edges[i])
            moment += c[i] * centres[i] * (edges[i + 1] - edges[i])
        left[j] = flux
        height[j] = moment / mass if mass > 0 else centres[n - 1]
        speed[j] = flux / mass if mass > 0 else wind[n - 1]
        for k in range(wanted.size):
            out[j, k] = np.interp(wanted[k], centres, c)
    return out, left, speed, height


def grid(roughness_m: float, lid_m: float) -> tuple[Floats, Floats]:
    """Return edges and centres of the levels [m], finer towards the ground."""
    edges = roughness_m * (lid_m / roughness_m) ** np.linspace(0.0, 1.0, LEVELS + 1)
    return edges, np.sqrt(edges[1:] * edges[:-1])
