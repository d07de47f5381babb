"""One series at any pace against its own history: how many natural steps from where it stood.

The rule of the four-hourly analysers (`slow`), series by series, so that a minute's data and a
four-hourly value are judged by the same words. A series that reports within the hour is judged by
the median of its last three readings against the median of an hour of samples five minutes apart;
a slower one by each single reading against its last six. The natural step is the series' own
99th percentile where it has been learnt, else the national one.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import own_leaps, slow
from shangyou.science.inference.event_detection.own_leaps import OwnLeaps

SLOW_S: Final = 3600.0
SPACING_S: Final = 300.0
DEPTH, SLOW_DEPTH = 12, slow.MEDIAN_OF
LATELY = 3
# A series silent for so many samples has no baseline any more.
FORGOTTEN, FORGOTTEN_SLOW = 12, 42
# Beyond the 99th percentile of a minute's data lies a reading every hour and a half: not worth a word.
TIER_1_FAST = 1.5
# A warning takes the station's own step where it is larger than the national one, up to four times,
# and on series of minutes down to a quarter of it. On four-hourly data smaller own steps gave 1.2
# (half) to 2.6 (a twentieth) warnings per station-month at Chongqing instead of 0.9, so there they
# make hints alone (`own_leaps`). The bounds are ours, chosen with those readings in view.
OWN_LEAST, OWN_LEAST_SLOW, OWN_MOST = 0.25, 1.0, 4.0
# Own steps of less than a day of four-hourly readings are a note only, no hint that opens an alarm.
HINT_STEPS: Final = 6
# A factor without national figures: half of its level is taken for a natural step (ours).
UNKNOWN_RELATIVE = 0.5


@dataclass(slots=True)
class Nature:
    """What is natural for each series; arrays (series,).

    Attributes
    ----------
    absolute, relative : array
        Natural step in the unit of the series and as a share of its level; the smaller counts.
    rises : array of bool
        Only a rise is bad; False where a fall is as well (pH, oxygen).
    least_base : array
        Level below which a share means nothing: twice the detection limit.
    fall_second : array
        Natural steps down that make tier 2.
    interval_s : array
        Usual time between readings [s].
    own, own_leap : array
        The series' own 99th percentile, as a share of its level, of the distances from its level
        and of the steps from one reading to the next; NaN where not learnt.
    own_step, own_share, own_count : array
        Slow series, for hints: the plain 99th percentile of steps from reading to reading, in the
        unit and as a share of the reading before, and of how many; NaN and 0 where not learnt.
    tolerance : array
        Taught by people: the natural step is multiplied by it; 1 where nobody said so.

    """

    absolute: Floats
    relative: Floats
    rises: NDArray[np.bool_]
    least_base: Floats
    fall_second: Floats
    interval_s: Floats
    own: Floats
    own_leap: Floats
    own_step: Floats
    own_share: Floats
    own_count: NDArray[np.int64]
    tolerance: Floats

    @classmethod
    def of(cls, factors: tuple[slow.Factor | None, ...], interval_s: Floats) -> "Nature":
        """Return the national nature of series by their factors; None where it is none of them."""
        count = len(factors)
        return cls(
            absolute=np.array([f.step_p99 if f else np.inf for f in factors], dtype=np.float64),
            relative=np.array(
                [f.relative_p99 if f else UNKNOWN_RELATIVE for f in factors], dtype=np.float64
            ),
            rises=np.array([f is None or f.bad > 0 for f in factors], dtype=bool),
            least_base=np.array(
                [slow.LEAST_BASE * f.detection_limit if f else 0.0 for f in factors],
                dtype=np.float64,
            ),
            fall_second=np.array(
                [
                    slow.TIER_2_OXYGEN_FALL if f and f.key == "dissolved_oxygen" else slow.TIER_2
                    for f in factors
                ],
                dtype=np.float64,
            ),
            interval_s=np.asarray(interval_s, dtype=np.float64),
            own=np.full(count, np.nan),
            own_leap=np.full(count, np.nan),
            own_step=np.full(count, np.nan),
            own_share=np.full(count, np.nan),
            own_count=np.zeros(count, dtype=np.int64),
            tolerance=np.ones(count),
        )

    def usual(self, base: Floats, at: NDArray[np.int64], *, leap: bool = False) -> Floats:
        """Return the natural distance (or leap) of series `at` from a level, in their units."""
        least = self.least_base[at]
        level = np.maximum(np.abs(base), least)
        of_base = np.where(
            np.isfinite(self.absolute[at]),
            np.maximum(self.relative[at] * level, 1e-9 * self.absolute[at]),
            np.maximum(self.relative[at] * level, 1e-12),
        )
        national = np.minimum(self.absolute[at], of_base)
        learnt = self.own_leap if leap else self.own
        slowly = self.interval_s[at] >= SLOW_S
        least_own = np.where(slowly, OWN_LEAST_SLOW, OWN_LEAST)
        own = np.clip(learnt[at] * level, least_own * national, OWN_MOST * national)
        chosen = np.where(np.isfinite(own), own, national)
        return np.asarray(chosen * self.tolerance[at], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class NaturalAnswer:
    """One reading each of some series, arrays (readings,).

    `times` is the distance over the natural step, signed, NaN where unknown; `tier` 0, 1 or 2;
    `base` the level it stood at and `value` what was compared with it, in the unit of the series.
    `own_times` is the leap of a slow series over its own natural step, NaN where none is known;
    beyond 2.1 the tier is at least 1, and `hint` tells so where the step is of a day or more.
    `odd` is what stands beside other signals: beyond the national step, or a hint. `anew` tells of
    a leap beyond 2.1 own steps from the reading before, not one that led there earlier.
    """

    times: Floats
    tier: NDArray[np.int8]
    hint: NDArray[np.bool_]
    base: Floats
    value: Floats
    own_times: Floats
    odd: NDArray[np.bool_]
    anew: NDArray[np.bool_]


@dataclass(slots=True)
class NaturalState:
    """Where every series stands; plain arrays, so that series can be added and forgotten."""

    nature: Nature
    kept: Floats = field(init=False)
    lately: Floats = field(init=False)
    last_s: Floats = field(init=False)
    pushed_s: Floats = field(init=False)
    leaps: OwnLeaps = field(init=False)

    def __post_init__(self) -> None:
        count = self.nature.absolute.size
        self.kept = np.full((DEPTH, count), np.nan)
        self.lately = np.full((LATELY, count), np.nan)
        self.last_s = np.full(count, -np.inf)
        self.pushed_s = np.full(count, -np.inf)
        self.leaps = OwnLeaps(count)

    def _gone(self, at: NDArray[np.int64], times_s: Floats) -> NDArray[np.bool_]:
        interval = self.nature.interval_s[at]
        samples = np.where(interval >= SLOW_S, FORGOTTEN_SLOW, FORGOTTEN)
        silent: NDArray[np.bool_] = times_s - self.last_s[at] > samples * np.maximum(
            interval, SPACING_S
        )
        return silent

    def step(self, at: NDArray[np.int64], times_s: Floats, values: Floats) -> NaturalAnswer:
        """Judge one reading each of the series `at` (each at most once), later than their last.

        Parameters
        ----------
        at : array (readings,) of int
            Which series.
        times_s : array (readings,)
            Seconds since any fixed moment.
        values : array (readings,)
            In the unit of the series, finite.

        """
        nature = self.nature
        slowly = nature.interval_s[at] >= SLOW_S
        spacing = np.maximum(nature.interval_s[at], SPACING_S)
        kept = self.kept[:, at]
        gone = self._gone(at, times_s)
        kept[:, gone] = np.nan
        lately = np.concatenate([self.lately[1:, at], values[None]])
        lately[:-1, gone] = np.nan
        value = np.where(slowly, values, _median(lately, 1))
        depth = np.where(slowly, SLOW_DEPTH, DEPTH)
        seen = np.where(np.arange(DEPTH)[:, None] >= DEPTH - depth, kept, np.nan)
        base = _median(seen, slow.LEAST_KNOWN)
        recent = _median(seen[-slow.RECENT :], slow.LEAST_KNOWN)
        long, short = ((value - b) / nature.usual(b, at) for b in (base, recent))
        # while a flood runs off, only the newest values are a baseline
        nearer = np.nan_to_num(short) > np.nan_to_num(long)
        times, base = np.where(nearer, short, long), np.where(nearer, recent, base)
        rises = nature.rises[at]
        worse = np.nan_to_num(np.where(rises, times, np.abs(times)), nan=0.0)
        second = np.where(times < 0, nature.fall_second[at], slow.TIER_2)
        first = np.where(slowly, slow.TIER_1, TIER_1_FAST)
        tier = ((worse > first).astype(np.int8) + (worse > second)).astype(np.int8)
        newest = seen[-1]
        leap = (value - newest) / nature.usual(newest, at, leap=True)
        leaps = slowly & (
            np.nan_to_num(np.where(rises, leap, np.abs(leap)), nan=0.0) > slow.TIER_2_LEAP
        )
        tier = np.where(leaps, np.int8(slow.SECOND), tier)
        larger = leaps & (np.nan_to_num(np.abs(leap)) > np.nan_to_num(np.abs(times)))
        times, base = np.where(larger, leap, times), np.where(larger, newest, base)
        own_times, known, anew = self._own(at, times_s, value, seen)
        beyond = np.nan_to_num(own_times, nan=0.0) > own_leaps.HINT
        hint = beyond & (known >= HINT_STEPS)
        # the middle of three is known when a second one confirms it
        unconfirmed = ~slowly & (np.isfinite(lately).sum(axis=0) < 2)
        tier[unconfirmed] = 0
        push = slowly | (times_s - self.pushed_s[at] >= spacing * 0.99)
        self.kept[:, at] = np.where(push, np.concatenate([kept[1:], value[None]]), kept)
        self.pushed_s[at] = np.where(push, times_s, self.pushed_s[at])
        self.lately[:, at] = lately
        self.last_s[at] = times_s
        return NaturalAnswer(
            times, np.maximum(tier, beyond.astype(np.int8)), hint, base, value, own_times,
            (tier > 0) | hint, anew,
        )  # fmt: skip

    def _own(
        self, at: NDArray[np.int64], times_s: Floats, value: Floats, seen: Floats
    ) -> tuple[Floats, NDArray[np.int64], NDArray[np.bool_]]:
        """Return the worst leap of each slow series over its own step, how many steps that is of, and whether it is new.

        The leap is from the newest reading, or from the median of the last three or six.
        """
        nature, times = self.nature, np.full(at.size, np.nan)
        number, anew = np.zeros(at.size, dtype=np.int64), np.zeros(at.size, dtype=bool)
        slowly = np.flatnonzero(nature.interval_s[at] >= SLOW_S)
        if not slowly.size:
            return times, number, anew
        mine, value, newest = at[slowly], value[slowly], seen[-1, slowly]
        step, share = self.leaps.steps(mine)
        counted, learnt = self.leaps.count[0, mine], nature.own_count[mine]
        # what is learnt of the last two months goes before what was counted longer ago
        stored = learnt >= np.clip(counted, 1, slow.LEAST_STEPS)
        step = np.where(stored, nature.own_step[mine], step)
        share = np.where(stored, nature.own_share[mine], share)
        with np.errstate(over="ignore"):  # absurd readings have absurd shares
            share = np.where(newest != 0.0, share * np.abs(newest), np.nan)
        bar = np.fmin(step, share) * nature.tolerance[mine]
        number[slowly] = np.where(stored, learnt, counted)
        # a series that has not moved for a day must leap by its detection limit; before, by anything
        still = (bar <= 0.0) & (number[slowly] >= HINT_STEPS)
        limit = nature.least_base[mine] / slow.LEAST_BASE
        bar = np.where(still, limit / own_leaps.HINT, bar)
        least = 1e-9 * np.maximum(np.abs(newest), nature.least_base[mine])
        bar = np.maximum(bar, np.maximum(least, 1e-12))
        stood = (
            newest,
            *(_median(seen[-n:, slowly], slow.LEAST_KNOWN) for n in (slow.RECENT, SLOW_DEPTH)),
        )
        signed = value - np.stack(stood)
        worse = np.where(nature.rises[mine], signed, np.abs(signed))
        with np.errstate(over="ignore"):
            times[slowly] = np.fmax.reduce(worse, axis=0) / bar
        anew[slowly] = np.nan_to_num(worse[0], nan=0.0) > own_leaps.HINT * bar
        intervals = (times_s[slowly] - self.last_s[mine]) / nature.interval_s[mine]
        self.leaps.see(mine, value, newest, intervals)
        return times, number, anew

    def grow(self, nature: Nature) -> None:
        """Take a nature with more series at its end; the old ones keep where they stand."""
        more = nature.absolute.size - self.last_s.size
        self.nature = nature
        self.kept = np.concatenate([self.kept, np.full((DEPTH, more), np.nan)], axis=1)
        self.lately = np.concatenate([self.lately, np.full((LATELY, more), np.nan)], axis=1)
        self.last_s = np.concatenate([self.last_s, np.full(more, -np.inf)])
        self.pushed_s = np.concatenate([self.pushed_s, np.full(more, -np.inf)])
        self.leaps.grow(more)


def _median(kept: Floats, least: int) -> Floats:
    ordered = np.sort(kept, axis=0)
    count = np.isfinite(kept).sum(axis=0)
    low = np.maximum((count - 1) // 2, 0)
    high = np.minimum(count // 2, len(kept) - 1)
    along = np.arange(kept.shape[1])
    middle = 0.5 * (ordered[low, along] + ordered[high, along])
    return np.where(count >= least, middle, np.nan)
