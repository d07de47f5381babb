"""The law that all rivers share, fitted again with one river left out at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.processes.river_velocity import REFERENCE_DISCHARGE_M3_S

# Passages far off the law count less: the weights of Student's t, its scale the spread of ln U.
_DEGREES, _SCALE = 4.0, 0.63
_ROUNDS, _ROUNDS_WITHOUT = 60, 12

Law = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class River:
    """The dye passages of one river, in the order of the file."""

    name: str
    discharge_m3_s: Floats
    velocity_m_s: Floats


def between_rivers(rivers: Sequence[River]) -> tuple[Law, list[Law]]:
    """Return (a, b, c) of all rivers, and of all but each one; every river counts once."""
    x = np.log(np.concatenate([r.discharge_m3_s for r in rivers]) / REFERENCE_DISCHARGE_M3_S)
    y = np.log(np.concatenate([r.velocity_m_s for r in rivers]))
    sizes = np.array([r.velocity_m_s.size for r in rivers])
    owner = np.repeat(np.arange(sizes.size), sizes)
    each = np.repeat(1.0 / sizes, sizes)
    everything = np.ones(x.size, dtype=np.bool_)
    law = _fit(x, y, each, everything, (np.zeros(3), _ROUNDS))
    without = [_fit(x, y, each, owner != i, (law, _ROUNDS_WITHOUT)) for i in range(sizes.size)]
    return _law(law), [_law(values) for values in without]


def _fit(
    x: Floats, y: Floats, each: Floats, used: NDArray[np.bool_], start: tuple[Floats, int]
) -> Floats:
    design, seen, share = np.vander(x[used], 3, increasing=True), y[used], each[used]
    law, rounds = start
    for _ in range(rounds):
        off = (seen - design @ law) / _SCALE
        weighted = design * (share / (_DEGREES + off**2))[:, None]
        law = np.asarray(np.linalg.solve(weighted.T @ design, weighted.T @ seen), np.float64)
    return law


def _law(values: Floats) -> Law:
    a, b, c = (float(v) for v in values)
    return a, b, c
