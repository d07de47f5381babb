"""Several signals together: the same few numbers whatever the signals are called.

Each quantity is divided by what is usual for it, then only the three largest among the water
signals are kept. A scorer that sees these cannot learn the names, the levels or the number of the
signals, so it carries over to other baselines, other kinds of event and other stations. The
largest deviations of the operational signals (flow, pump, pressure) stand beside them: a change
that follows an operation is explained by it.
"""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.change import QUANTITIES

LARGEST = 3
# Operations are judged by these alone: step, short, middle, recent.
OPERATIONS: Final = (0, 1, 2, 6)
# Beyond a hundred times the usual more says nothing.
CEILING = 100.0
NAMES: Final = (
    *(f"{name} {place}" for name in QUANTITIES for place in range(1, LARGEST + 1)),
    *(f"operation {QUANTITIES[i]}" for i in OPERATIONS),
    "nearest of two baselines 1", "nearest of two baselines 2",
    "nearest of three baselines 1", "nearest of three baselines 2",
)  # fmt: skip


def features(relative: Floats, quality: int) -> Floats:
    """Return what the scorer sees.

    Parameters
    ----------
    relative : array (rows, stations, signals, quantities)
        Size of each quantity over its usual size [-]; NaN where unknown. The first `quality`
        signals are of the water, the others operational.
    quality : int
        Number of water signals.

    Returns
    -------
    array (rows, stations, len(NAMES))
        Dimensionless, finite, between 0 and 100.

    """
    known = np.minimum(np.nan_to_num(relative, nan=0.0, posinf=CEILING), CEILING)
    water, operation = known[..., :quality, :], known[..., quality:, :]
    parts = [_largest(water[..., i], LARGEST) for i in range(len(QUANTITIES))]
    rest = [
        operation[..., i].max(axis=-1, keepdims=True)
        if operation.shape[-2]
        else np.zeros((*known.shape[:-2], 1))
        for i in OPERATIONS
    ]
    # back at yesterday's level after an event is no new event
    two = np.minimum(water[..., 2], water[..., 3])
    three = np.minimum(two, water[..., 1])
    return np.concatenate([*parts, *rest, _largest(two, 2), _largest(three, 2)], axis=-1)


def _largest(x: Floats, count: int) -> Floats:
    """Return the largest `count` along the last axis, filled with zero where there are fewer."""
    ordered = -np.sort(-x, axis=-1)[..., :count]
    short = count - ordered.shape[-1]
    if short <= 0:
        return ordered
    return np.concatenate([ordered, np.zeros((*ordered.shape[:-1], short))], axis=-1)
