"""Members alike in effort are computed together: forecast and options beside it cut them alike.

Sharp peaks with long tails need many frequencies, and would make all others pay for them.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shangyou.science.models.river.arms import gridded
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.transfer import ENSEMBLE, EXACT, Accuracy
from shangyou.science.models.river.windows import Windows

# Members up to which every curve is computed to round-off.
FEW = 16
# Members up to which all digits of the machine cost nothing that anybody would notice.
_SMALL = 100
_DOUBLE = replace(ENSEMBLE, number=np.float64)
_SHARES = (0.0, 0.5, 0.8, 0.95, 1.0)
# Where the flow changes a curve is made anew at every change of clock: the members with the longest tails, beyond
# this share, may have as many times the frequencies.
_SLOW, _FINER = 0.8, 4


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the members, ready to be carried, and the windows of the targets where they are known."""

    engine: Engine
    bounds: Windows | None


def alike(setting: Setting, draws: Draws, targets: list[Target]) -> list[Group]:
    """Return the members in groups of similar effort, each with the accuracy it needs."""
    few = draws.members <= FEW
    accuracy = EXACT if few else _DOUBLE if draws.members <= _SMALL else ENSEMBLE
    if few or gridded(setting) or not targets:
        return [Group(Engine.of(setting, draws, accuracy), None)]
    finer = accuracy
    if setting.unsteady:
        finer = replace(accuracy, most_frequencies=_FINER * accuracy.most_frequencies)
    order, bounds = _by_effort(setting, draws, targets, accuracy)
    return [
        Group(
            Engine.of(setting, draws.part(part), finer if begin >= _SLOW else accuracy),
            None if bounds is None else bounds.part(part),
        )
        for begin, end in pairwise(_SHARES)
        if (part := order[round(begin * order.size) : round(end * order.size)]).size
    ]


def _by_effort(
    setting: Setting, draws: Draws, targets: list[Target], accuracy: Accuracy
) -> tuple[NDArray[np.int64], Windows | None]:
    """Return the numbers of the members by effort, and the windows if they were found on the way."""
    plain = not setting.unsteady and not setting.measures
    few = slice(None, None, max(1, len(targets) // 4))
    engine = Engine.of(setting, draws, accuracy)
    bounds = engine.bounds(targets if plain else targets[few])
    # the frequencies that each member needs, judged at a few of the targets
    cycles = bounds.band_per_s * (bounds.last_s - bounds.first_s)
    effort = (cycles[:, few] if plain else cycles).max(axis=1)
    order = np.argsort(effort, kind="stable")
    return order, bounds if plain else None
