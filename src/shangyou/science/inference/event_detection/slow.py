"""Analysers that report every four hours: one value must be enough, and nature jumps too.

The step from the median of the last valid values is compared with the 99th percentile of natural
four-hour steps, absolute or relative whichever is smaller, in the direction that is bad for the
factor. Tier 1 (提示) is a step beyond that percentile, tier 2 (预警) one beyond 2.5 times it.
Where a station's own percentile has been learnt from a month or more it takes the place of the
national one.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence

# Of the last valid values; a lone spike or a short fault must not move the baseline.
MEDIAN_OF, RECENT, LEAST_KNOWN = 6, 3, 2
TIER_1, TIER_2, TIER_2_LEAP = 1.0, 2.5, 2.9
# Oxygen cannot fall below nothing: a loss of 83 % (1.6 times the relative percentile) is tier 2.
TIER_2_OXYGEN_FALL = 1.6
SECOND = 2
# Relative to a value near the detection limit every step is large; twice the limit is the least.
LEAST_BASE = 2.0
# A local percentile is learnt from this many steps at least (a month of four-hourly values).
LEAST_STEPS = 150
# Tier-2 alarms of a station within a day are one happening.
TOGETHER_ROWS = 6


@dataclass(frozen=True, slots=True)
class Factor:
    """One monitored factor: its natural steps, and which way is bad (+1 up, 0 both).

    `detection_limit` is that of the laboratory method, in the unit of the factor; 0 where a low
    value is as sure as a high one.
    """

    key: str
    name: Sentence
    step_p99: float
    relative_p99: float
    bad: int
    detection_limit: float = 0.0


# 99th percentile of natural four-hour steps, absolute [unit of the factor] and relative [-]:
# 30,575 steps at the national sections, 2021-04-01 to 04-05 (the Ministry's published real-time
# readings; cn_guokong_4h_step_change_quantiles). Detection limits: HJ 1075, GB 11892, HJ 535,
# GB 11893, HJ 636.
FACTORS: Final = (
    Factor("water_temperature", Sentence("水温", "water temperature"), 3.0, 0.292, 1),
    Factor("ph", Sentence("pH", "pH"), 0.59, 0.076, 0),
    Factor("dissolved_oxygen", Sentence("溶解氧", "dissolved oxygen"), 4.06, 0.516, 0),
    Factor("conductivity", Sentence("电导率", "conductivity"), 3717.546, 0.614, 1),
    Factor("turbidity", Sentence("浊度", "turbidity"), 167.826, 2.0, 1, 0.3),
    Factor(
        "permanganate_index", Sentence("高锰酸盐指数", "permanganate index"), 2.3826, 0.829, 1, 0.5
    ),
    Factor("ammonia_nitrogen", Sentence("氨氮", "ammonia nitrogen"), 0.531, 2.191, 1, 0.025),
    Factor("total_phosphorus", Sentence("总磷", "total phosphorus"), 0.097, 0.967, 1, 0.01),
    Factor("total_nitrogen", Sentence("总氮", "total nitrogen"), 1.6548, 0.474, 1, 0.05),
)


@dataclass(frozen=True, slots=True)
class SlowAnswer:
    """One reading of every station.

    `times` (stations, factors) is the step over the natural one, signed up and down, NaN where
    unknown; `tier` (stations, factors) is 0, 1 or 2; `begins` (stations,) marks a new tier-2
    happening.
    """

    times: Floats
    tier: NDArray[np.int8]
    begins: NDArray[np.bool_]


@dataclass(slots=True)
class SlowState:
    """The last valid values of every station and factor; plain arrays, so they can be kept."""

    stations: int
    factors: tuple[Factor, ...] = FACTORS
    local: Floats | None = None
    kept: Floats = field(init=False)
    since_alarm: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = np.full((MEDIAN_OF, self.stations, len(self.factors)), np.nan)
        self.since_alarm = np.full(self.stations, 10**6, dtype=np.int64)

    def step(self, values: Floats, stations: NDArray[np.int64] | None = None) -> SlowAnswer:
        """Judge one reading each of all stations, or of those named (each once).

        Parameters
        ----------
        values : array (stations, factors)
            In the unit of each factor, NaN where nothing valid was measured.
        stations : array of int, optional
            Which stations the rows belong to.

        """
        at = np.arange(self.stations) if stations is None else stations
        kept = self.kept[:, at]
        base = _median(kept, LEAST_KNOWN)
        known = np.isfinite(values)
        recent = _median(kept[-RECENT:], LEAST_KNOWN)
        long, short = ((values - b) / self._usual(b, at) for b in (base, recent))
        # while a flood runs off, only the newest values are a baseline
        times = np.where(np.nan_to_num(short) > np.nan_to_num(long), short, long)
        rises = np.array([f.bad > 0 for f in self.factors])
        worse = np.nan_to_num(np.where(rises, times, np.abs(times)), nan=0.0)
        second = np.where((times < 0) & self._oxygen(), TIER_2_OXYGEN_FALL, TIER_2)
        # a single step from the newest value counts as well, when it is a little larger
        newest = _median(kept[-1:], 1)
        leap = (values - newest) / self._usual(newest, at)
        leaps = np.nan_to_num(np.where(rises, leap, np.abs(leap)), nan=0.0) > TIER_2_LEAP
        tier = ((worse > TIER_1).astype(np.int8) + (worse > second)).astype(np.int8)
        tier = np.where(leaps, np.int8(SECOND), tier)
        self.kept[:, at] = np.where(known, np.concatenate([kept[1:], values[None]]), kept)
        alarm = (tier == SECOND).any(axis=1)
        begins = alarm & (self.since_alarm[at] > TOGETHER_ROWS)
        self.since_alarm[at] = np.where(alarm, 0, self.since_alarm[at] + 1)
        return SlowAnswer(times, tier, begins)

    def _usual(self, base: Floats, at: NDArray[np.int64]) -> Floats:
        """Return the natural step: the smaller of the absolute and the relative, or the local."""
        absolute = np.array([f.step_p99 for f in self.factors])
        relative = np.array([f.relative_p99 for f in self.factors])
        least = LEAST_BASE * np.array([f.detection_limit for f in self.factors])
        of_base = np.maximum(relative * np.maximum(np.abs(base), least), 1e-9 * absolute)
        national = np.minimum(absolute, of_base)
        if self.local is None:
            return np.asarray(national, dtype=np.float64)
        mine = self.local[at]
        return np.asarray(np.where(np.isfinite(mine), mine, national), dtype=np.float64)

    def _oxygen(self) -> NDArray[np.bool_]:
        return np.array([f.key == "dissolved_oxygen" for f in self.factors])


def local_steps(values: Floats, least_steps: int = LEAST_STEPS) -> Floats:
    """Return each station's own 99th percentile of steps, NaN where its past is too short.

    Parameters
    ----------
    values : array (rows, stations, factors)
        Past readings, NaN where nothing valid was measured.
    least_steps : int
        Steps needed between valid neighbours.

    """
    steps = np.abs(np.diff(values, axis=0))
    out = np.full(steps.shape[1:], np.nan)
    for at in np.ndindex(out.shape):
        known = steps[(slice(None), *at)]
        known = known[np.isfinite(known)]
        if known.size >= least_steps and known.max() > 0:
            out[at] = max(float(np.quantile(known, 0.99)), float(known[known > 0].min()))
    return out


def _median(kept: Floats, least: int) -> Floats:
    ordered = np.sort(kept, axis=0)
    count = np.isfinite(kept).sum(axis=0)
    low = np.maximum((count - 1) // 2, 0)[None]
    high = np.minimum(count // 2, len(kept) - 1)[None]
    middle = 0.5 * (
        np.take_along_axis(ordered, low, axis=0) + np.take_along_axis(ordered, high, axis=0)
    )
    return np.where(count >= least, middle[0], np.nan)
