"""How far each signal is from its own recent past, in several ways and without regard to level.

A robust one-step prediction is the median of trailing rows; four memories from minutes to a day
tell a step from a drift. Two more quantities see restlessness, which no level shows. Only trailing
rows are used and only a finite number of them, so a stream and a file give the same numbers.
The idea of a moving robust predictor is that of CANARY (Hart & McKenna, EPA/600/R-08/040B); the
memories and the quantities are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

# What is measured of each signal: distance from the median of the shortest memory, then (smoothed
# over three rows) from the longer three; mean change and third-smallest change of the last seven
# rows (a signal that will not rest); largest step of the last twenty rows.
QUANTITIES: Final = (
    "step", "short", "middle", "long", "rough", "restless", "recent",
)  # fmt: skip
SIGNED: Final = 4
SHORTEST_ROWS, MOST_ROWS, LEAST_ROWS = 10, 1440, 144
DAY_S = 86_400.0
SMOOTH_ROWS, RESTLESS_ROWS, RECENT_ROWS = 3, 7, 20
# A memory is sampled at this many places: its median needs no more.
SAMPLES = 24
# A baseline of which two thirds are missing is no baseline.
LEAST_PRESENT = 0.34
# A value missing for this many rows at most is taken to stand at the last one.
HELD_ROWS = 5


@dataclass(frozen=True, slots=True)
class Memory:
    """The lags [rows] of the four baselines."""

    lags: tuple[tuple[int, ...], ...]

    @property
    def lead(self) -> int:
        """Return the number of earlier rows a row may look at."""
        return max(map(max, self.lags)) + RECENT_ROWS


def memory(interval_s: float) -> Memory:
    """Return memories from ten rows to a day (at least 144 and at most 1,440 rows)."""
    longest = int(min(MOST_ROWS, max(LEAST_ROWS, round(DAY_S / interval_s))))
    spans = [SHORTEST_ROWS * (longest / SHORTEST_ROWS) ** (i / 3) for i in range(4)]
    lags = []
    for i, span in enumerate(spans):
        # the longer baselines leave out the newest rows: a ramp must not hide in them
        first = 1 + i
        step = max(1, round(span / SAMPLES))
        lags.append(tuple(range(first, max(first + 2, round(span) + 1), step)))
    return Memory(tuple(lags))


def held(values: Floats, before: Floats, age: NDArray[np.int64]) -> Floats:
    """Return values with gaps of at most HELD_ROWS rows filled by the last one.

    Parameters
    ----------
    values : array (rows, stations, signals)
        NaN where nothing valid was measured.
    before : array (stations, signals)
        The held value of the row before, NaN where there is none.
    age : array (stations, signals) of int
        Rows since `before` was measured; brought up to date in place.

    """
    rows = values.shape[0]
    series = np.concatenate([before[None], values])
    row = np.arange(rows + 1)[:, None, None]
    last = np.maximum.accumulate(np.where(np.isfinite(series), row, 0), axis=0)
    filled = np.take_along_axis(series, last, axis=0)
    since = row - last + np.where(last == 0, age, 0)
    age[...] = np.minimum(since[-1], HELD_ROWS + 1)
    return np.where(since <= HELD_ROWS, filled, np.nan)[1:]


def quantities(values: Floats, remember: Memory) -> Floats:
    """Return the quantities of the rows after the lead-in.

    Parameters
    ----------
    values : array (lead + rows, stations, signals)
        What `held` gave, in the unit of each signal. The first `remember.lead` rows are the past
        and get no answer.
    remember : Memory
        The lags of the baselines.

    Returns
    -------
    array (rows, stations, signals, 7)
        In the unit of the signal, signed for the first four; NaN where the past is too short.

    """
    lead = remember.lead
    x = values
    rows = x.shape[0] - lead
    out = np.full((rows, *x.shape[1:], len(QUANTITIES)), np.nan)
    if rows <= 0:
        return out[:0]
    steps = _minus(x[lead - RECENT_ROWS :], _median(x, lead - RECENT_ROWS, remember.lags[0]))
    now = _median(x, lead, range(SMOOTH_ROWS))
    out[..., 0] = steps[RECENT_ROWS:]
    for i, lags in enumerate(remember.lags[1:], start=1):
        out[..., i] = now - _median(x, lead, lags)
    changes = np.sort(np.abs(np.diff(_lagged(x, lead, range(RESTLESS_ROWS + 1)), axis=-1)), axis=-1)
    present = np.isfinite(changes).sum(axis=-1)
    known = np.where(np.isfinite(changes), changes, 0.0)
    out[..., 4] = np.where(
        present > 2, known.cumsum(axis=-1)[..., -1] / np.maximum(present, 1), np.nan
    )
    out[..., 5] = changes[..., 2]
    size = np.where(np.isfinite(steps), np.abs(steps), 0.0)
    out[..., 6] = _lagged(size, RECENT_ROWS, range(RECENT_ROWS)).max(axis=-1)
    return out


def scales(measured: Floats, normal: NDArray[np.bool_], values: Floats) -> Floats:
    """Return what is usual: the 99th percentile of each quantity over normal rows.

    Parameters
    ----------
    measured : array (rows, stations, signals, quantities)
        What `quantities` gave.
    normal : array (rows,) of bool
        Rows in which nothing was known to happen.
    values : array (rows, stations, signals)
        The readings, for the resolution below which no change is counted.

    Returns
    -------
    array (stations, signals, quantities)
        In the unit of the signal, positive.

    """
    size = np.abs(measured[normal])
    usual = np.full(size.shape[1:], np.nan)
    least = resolution(values)
    for at in np.ndindex(usual.shape):
        known = size[(slice(None), *at)]
        known = known[np.isfinite(known)]
        if known.size:
            usual[at] = np.quantile(known, 0.99)
    return np.asarray(np.fmax(usual, least[..., None]), dtype=np.float64)


def resolution(values: Floats) -> Floats:
    """Return the smallest change each signal can show; a twentieth of its level if it never moved."""
    found = np.ones(values.shape[1:])
    for at in np.ndindex(found.shape):
        known = values[(slice(None), *at)]
        known = known[np.isfinite(known)]
        moves = np.abs(np.diff(known))
        moves = moves[moves > 0]
        if moves.size:
            # the tenth percentile: a rounding error is no resolution
            found[at] = np.quantile(moves, 0.1)
        elif known.size and known[0]:
            found[at] = 0.05 * abs(known[0])
    return found


def _lagged(x: Floats, lead: int, lags: Sequence[int]) -> Floats:
    """Return rows after the lead-in with their earlier selves on a new last axis."""
    rows = x.shape[0] - lead
    return np.stack([x[lead - lag : lead - lag + rows] for lag in lags], axis=-1)


def _median(x: Floats, lead: int, lags: Sequence[int]) -> Floats:
    """Return the median of the values present at the lags; NaN when too few are."""
    ordered = np.sort(_lagged(x, lead, lags), axis=-1)  # NaN last
    count = ordered.shape[-1]
    if np.isfinite(ordered[..., -1]).all():
        whole = 0.5 * (ordered[..., (count - 1) // 2] + ordered[..., count // 2])
        return np.asarray(whole, dtype=np.float64)
    present = np.isfinite(ordered).sum(axis=-1)
    low = np.maximum((present - 1) // 2, 0)[..., None]
    high = np.minimum(present // 2, count - 1)[..., None]
    middle = 0.5 * (
        np.take_along_axis(ordered, low, axis=-1) + np.take_along_axis(ordered, high, axis=-1)
    )
    return np.where(present >= LEAST_PRESENT * count, middle[..., 0], np.nan)


def _minus(x: Floats, baseline: Floats) -> Floats:
    return np.asarray(x - baseline, dtype=np.float64)
