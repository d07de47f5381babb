"""Practice events laid over quiet rows, so that a detector knows kinds its history never had.

Steps, ramps, restlessness and slugs that decay, on one to four water signals, of random size and
length. They stand for what a spill does to a series (EPA's CANARY was tuned with superimposed
events in the same way: Murray et al. 2010, EPA/600/R-10/036); sizes are relative to each signal.
"""

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

KINDS = ("step", "ramp", "restless", "decay")
SIGNALS_AT_ONCE = (1, 1, 2, 2, 3, 4)
# Between one and a half and twelve times the usual departure from the short baseline.
SMALLEST, LARGEST = 1.5, 12.0
# Lengths and quiet times between, over the longest memory: 10 to 240 rows of a day of 1,440, on
# average 400 and at least 60 apart.
SHORTEST, LONGEST = 1 / 144, 1 / 6
MEAN_APART, LEAST_APART = 1 / 3.6, 1 / 24
LEAST_ROWS = 6


def lay(
    values: Floats,
    event: NDArray[np.bool_],
    usual: Floats,
    *,
    quality: int,
    longest_rows: int,
    seed: int,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a copy of a series with practice events in it, and the labels.

    Parameters
    ----------
    values : array (rows, signals)
        Readings; the first `quality` signals are of the water.
    event : array (rows,) of bool
        Rows of real events: no practice near them.
    usual : array (signals,)
        Usual departure from the short baseline, in the unit of each signal.
    quality : int
        Number of water signals.
    longest_rows : int
        The longest memory of the detector: an event is short beside it.
    seed : int
        The same seed gives the same events.

    """
    generator = np.random.default_rng(seed)
    out, label = values.copy(), event.copy()
    shortest = max(LEAST_ROWS, round(SHORTEST * longest_rows))
    longest = max(shortest + 1, round(LONGEST * longest_rows))
    apart = max(LEAST_ROWS, round(LEAST_APART * longest_rows))
    at = int(generator.integers(apart, apart + round(MEAN_APART * longest_rows)))
    while at < len(values) - shortest:
        rows = int(np.exp(generator.uniform(np.log(shortest), np.log(longest))))
        rows = min(rows, len(values) - at)
        if label[max(0, at - apart) : at + rows + apart].any():
            at += apart
            continue
        together = min(int(generator.choice(SIGNALS_AT_ONCE)), quality)
        kind = str(generator.choice(KINDS))
        for signal in generator.choice(quality, together, replace=False):
            size = np.exp(generator.uniform(np.log(SMALLEST), np.log(LARGEST)))
            size *= usual[signal] * generator.choice([-1.0, 1.0])
            out[at : at + rows, signal] += size * _shape(kind, rows, generator)
        label[at : at + rows] = True
        at += rows + int(generator.exponential(MEAN_APART * longest_rows)) + apart
    return out, label


def _shape(kind: str, rows: int, generator: np.random.Generator) -> Floats:
    row = np.arange(rows, dtype=np.float64)
    if kind == "step":
        return np.ones(rows)
    if kind == "ramp":
        return row / rows
    if kind == "restless":
        half = max(1, int(generator.integers(2, 6)) // 2)
        return np.where((row // half) % 2 == 0, 1.0, -1.0)
    rise = int(generator.integers(1, 10))
    return np.asarray(np.minimum(1.0, (row + 1) / rise) * np.exp(-2.0 * row / rows))
