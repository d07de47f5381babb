"""How much more than the mean of the section a bank sees.

Across the river the discharge is the coordinate: 0 at the left bank, 1 at the right. Mixing is
diffusion in it with reflecting banks; where a tributary joins on one bank, all that came before is
pressed into the rest of the section.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.network import Network, Place
from shangyou.science.processes.transverse_mixing import profile

# Cosines of the section; with the smallest variance below, enough to be smooth.
_MODES = 64
_SMALLEST_VARIANCE = 4e-4
_POINTS = 160


@dataclass(frozen=True, slots=True)
class Squeeze:
    """At a junction the section so far becomes `share` of the new one, from `offset` on."""

    offset: float
    share: float


@dataclass(frozen=True, slots=True)
class Banks:
    """Where each reach enters the next one: None while the section stays as it is."""

    entry: tuple[Squeeze | None, ...]

    @classmethod
    def of(cls, network: Network, joins: tuple[str | None, ...], discharge_m3_s: Floats) -> "Banks":
        entry: list[Squeeze | None] = []
        for r, below in enumerate(network.downstream):
            siblings = [i for i, d in enumerate(network.downstream) if d == below and below >= 0]
            entry.append(_squeeze(r, siblings, joins, discharge_m3_s, below))
        return cls(tuple(entry))


def _squeeze(
    r: int, siblings: list[int], joins: tuple[str | None, ...], discharge: Floats, below: int
) -> Squeeze | None:
    if len(siblings) < 2 and (not siblings or joins[r] is None):
        return None
    total = max(float(discharge[below]), float(discharge[siblings].sum()))
    left = sum(float(discharge[i]) for i in siblings if joins[i] == "left") / total
    right = sum(float(discharge[i]) for i in siblings if joins[i] == "right") / total
    own = float(discharge[r]) / total
    if joins[r] == "left":
        return Squeeze(0.0, own)
    if joins[r] == "right":
        return Squeeze(1.0 - own, own)
    if left + right > 0:
        return Squeeze(left, max(1.0 - left - right, 1e-3))
    largest = max(siblings, key=lambda i: float(discharge[i]))
    # a side river whose bank nobody told: its plume is taken as mixed over the section
    return None if r == largest else Squeeze(0.0, 0.0)


def factors(
    *,
    network: Network,
    banks: Banks,
    origin: Place,
    source_position: float | None,
    target: Place,
    positions: Floats,
    variance_per_m: Floats,
) -> Floats:
    """Return concentration at `positions` over the mean of the section, (members, positions)."""
    even = np.ones((variance_per_m.shape[0], positions.size))
    metres = network.lengths(origin, target)
    way = network.route(origin.reach, target.reach)
    if metres is None or way is None:
        return even
    entries = [banks.entry[r] for r in way[:-1]]
    if any(entries):
        variances = [variance_per_m[:, r] * metres[r] for r in way]
        return _through_junctions(source_position, positions, variances, entries)
    if source_position is None:
        return even
    total = np.maximum(variance_per_m @ metres, _SMALLEST_VARIANCE)
    return np.asarray(profile(positions[None, :] * even, source_position, total[:, None] * even))


def _through_junctions(
    source: float | None,
    positions: Floats,
    variances: list[Floats],
    entries: list[Squeeze | None],
) -> Floats:
    modes = np.arange(_MODES)
    state = np.zeros((variances[0].size, _MODES))
    state[:, 0] = 1.0
    if source is not None:
        state[:, 1:] = 2.0 * np.cos(np.pi * modes[1:] * source)
    grown = np.zeros(variances[0].size)
    for i, variance in enumerate(variances):
        # between two junctions the variances add, so that one exponential serves all reaches
        grown = grown + variance
        entry = entries[i] if i < len(entries) else None
        if entry is None:
            continue
        state = (state * np.exp(-0.5 * (np.pi * modes) ** 2 * grown[:, None])) @ _pressed(entry)
        grown = np.zeros(grown.size)
    state *= np.exp(-0.5 * (np.pi * modes) ** 2 * (grown + _SMALLEST_VARIANCE)[:, None])
    result: Floats = np.maximum(state @ np.cos(np.pi * np.outer(modes, positions)), 0.0)
    return result


@lru_cache(maxsize=256)
def _pressed(entry: Squeeze) -> Floats:
    """Return the matrix that turns the cosines of a section into those of the wider one.

    The junctions of a river stay as they are while hundreds of places below them are looked at.
    """
    modes = np.arange(_MODES)
    if entry.share == 0.0:
        mixed = np.zeros((_MODES, _MODES))
        mixed[0, 0] = 1.0
        return mixed
    nodes, weights = _gauss()
    x, weight = 0.5 * (nodes + 1.0), 0.5 * weights
    before = np.cos(np.pi * modes[:, None] * x)
    after = np.cos(np.pi * modes[:, None] * (entry.offset + entry.share * x))
    matrix: Floats = (before * weight) @ after.T
    matrix[:, 1:] *= 2.0
    return matrix


@cache
def _gauss() -> tuple[Floats, Floats]:
    """Return nodes and weights on -1 to 1; they take longer than all else a start needs of numpy."""
    return np.polynomial.legendre.leggauss(_POINTS)
