"""The plume along the river at chosen times, for the map.

The best-estimate member is computed at every point; the 95 % envelope by a small ensemble at fewer
points, because it varies slowly along the river.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import Draws, draw
from shangyou.science.models.river.fate import computed
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.transfer import ENSEMBLE, Accuracy
from shangyou.science.models.river.update import can_update, update

# The map shows three digits: a curve to one part in a thousand is enough.
_MAP = Accuracy(tail=1e-5, band=1e-5, refinement=3, most_frequencies=1024)
_ENVELOPE_MEMBERS, _ENVELOPE_POINTS = 40, 60
# Members enough to learn from samples what a map can show.
_LEARNING_MEMBERS = 300


@dataclass(frozen=True, slots=True)
class Field:
    """Concentration [mg/l] of shape (times, points, positions)."""

    times_s: Floats
    positions: tuple[float, ...]
    points: tuple[tuple[str, float], ...]
    p50_mg_l: Floats
    p95_mg_l: Floats


def field(
    inputs: Inputs,
    times_s: Floats,
    spacing_m: float = 1000.0,
    positions: tuple[float, ...] = (0.1, 0.3, 0.5, 0.7, 0.9),
    *,
    draws: Draws | None = None,
    seed: int = 0,
    within: Collection[str] | None = None,
) -> Field:
    """Return the plume on every reach below a release.

    Parameters
    ----------
    inputs : Inputs
        The case.
    times_s : array
        Seconds from the start of the forecast.
    spacing_m : float
        Distance between points [m]; each reach has at least its head and its end.
    positions : tuple of float
        Across the river, 0 at the left bank, 1 at the right.
    draws : Draws, optional
        Members of a forecast of these inputs (`Answer.corrected`); otherwise drawn anew and
        corrected by the samples.
    seed : int
        Of the members of the envelope, where no draws are given.
    within : collection of str, optional
        The reaches to be shown; all below a release where None.

    Returns
    -------
    Field
        The best estimate and the 95 % envelope.

    Raises
    ------
    ValueError
        With draws of another case: their releases or reaches are not those of the inputs.

    """
    if draws is not None and (draws.releases, draws.reaches) != (
        len(inputs.releases),
        len(inputs.reaches),
    ):
        raise ValueError("draws of another case: releases or reaches differ")
    setting = Setting.of(inputs)
    points = _points(setting, spacing_m, within)
    generator = np.random.default_rng(seed)
    if draws is None and can_update(inputs):
        count = min(inputs.ensemble.members, _LEARNING_MEMBERS)
        prior = draw(
            count,
            len(inputs.releases),
            len(inputs.reaches),
            generator,
            loses=computed(inputs.substance),
        )
        draws, _ = update(setting, prior, generator)
    if draws is None:
        draws = draw(
            _ENVELOPE_MEMBERS,
            len(inputs.releases),
            len(inputs.reaches),
            generator,
            loses=computed(inputs.substance),
        )
        middle = replace(draws, deviates=np.zeros((1, draws.deviates.shape[1])))
    else:
        middle = replace(draws, deviates=np.median(draws.deviates, axis=0, keepdims=True))
        draws = replace(draws, deviates=draws.deviates[:: -(-draws.members // _ENVELOPE_MEMBERS)])
    coarse = np.unique(np.linspace(0, len(points) - 1, _ENVELOPE_POINTS).astype(int))
    best, members = at_once(
        lambda part: _values(Engine.of(setting, part[0], part[1]), part[2], times_s, positions),
        [(middle, _MAP, points), (draws, ENSEMBLE, [points[i] for i in coarse])],
    )
    p50 = best[0]
    envelope = np.quantile(members, 0.95, axis=0)
    p95 = np.maximum(_between(envelope, coarse, len(points)), p50)
    names = tuple((inputs.reaches[p.reach].id, p.distance_m) for p in points)
    return Field(np.asarray(times_s), tuple(positions), names, p50, p95)


def _points(setting: Setting, spacing_m: float, within: Collection[str] | None) -> list[Place]:
    """Return points along every reach below a release, from upstream down."""
    wet: dict[int, float] = {}
    for place in setting.releases:
        for reach in setting.network.below(place.reach):
            if within is not None and setting.inputs.reaches[reach].id not in within:
                continue
            begin = place.distance_m if reach == place.reach else 0.0
            wet[reach] = min(wet.get(reach, begin), begin)
    points = []
    for reach, begin in wet.items():
        length = float(setting.network.length_m[reach])
        count = max(2, int(np.ceil((length - begin) / spacing_m)) + 1)
        points += [Place(reach, float(x)) for x in np.linspace(begin, length, count)]
    return points


def _values(
    engine: Engine, points: list[Place], times_s: Floats, positions: tuple[float, ...]
) -> Floats:
    """Return (members, times, points, positions)."""
    members = engine.rivers.members
    total = np.zeros((members, len(times_s), len(points), len(positions)))
    for supply in engine.supplies:
        alone = replace(engine, supplies=(supply,))
        curves, _ = alone.concentrations([Target(place) for place in points])
        means = np.stack([curve.at(np.asarray(times_s)) for curve in curves], axis=2)
        across = alone.across(supply, points, np.array(positions))
        total += means[..., None] * across[:, None]
    return total


def _between(
    envelope: Floats, coarse: "np.ndarray[tuple[int], np.dtype[np.int64]]", count: int
) -> Floats:
    """Interpolate along the river from the coarse points to all points."""
    every = np.arange(count)
    right = np.clip(np.searchsorted(coarse, every), 1, len(coarse) - 1)
    low, high = coarse[right - 1], coarse[right]
    share = ((every - low) / np.maximum(high - low, 1))[None, :, None]
    result: Floats = envelope[:, right - 1] * (1.0 - share) + envelope[:, right] * share
    return result
