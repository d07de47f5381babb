"""Exceedance, sudden change and several signals together, over every series of a micro-batch at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import own_leaps, slow
from shangyou.science.inference.event_detection.natural import SLOW_S, NaturalAnswer
from shangyou.science.messages import Sentence
from shangyou.warning.detectors import words
from shangyou.warning.detectors.memory import Memory
from shangyou.warning.detectors.rain import Fallen
from shangyou.warning.detectors.seam import Finding, Readings

CHANGE, LIMIT = 0, 1
KINDS: Final = ("change", "exceedance")
TOGETHER_S: Final = 1800.0
CALM, CALM_SLOW = 6, 2
# Five times a limit is no dispute about the class of the water: act (ours).
FAR_ABOVE: Final = 5.0
# Told again while it lasts only when it has become twice as bad.
TWICE: Final = 2.0


def watch(
    memory: Memory, readings: Readings, place: NDArray[np.int64], *, quiet: bool
) -> list[Finding]:
    """Judge readings whose series are known; quietly when only taking up where a follower stood."""
    memory.gauges.collect(memory, readings, place)
    usable = (place >= 0) & readings.good & readings.live & np.isfinite(readings.value)
    usable &= memory.watched[place]
    chosen = np.flatnonzero(usable)
    found: list[Finding] = []
    for at in _rounds(place[chosen]):
        rows = chosen[at]
        mine = place[rows]
        times_s = readings.at_s[rows]
        later = times_s > memory.natural.last_s[mine]
        if not later.all():
            rows, mine, times_s = rows[later], mine[later], times_s[later]
        if mine.size:
            found += _round(memory, mine, times_s, readings.value[rows], quiet=quiet)
    return found


def _rounds(place: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Give the first reading of every series, the second, and so on."""
    order = np.argsort(place, kind="stable")
    ordered = place[order]
    if not order.size:
        return
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    turn = np.arange(order.size) - np.maximum.accumulate(np.where(begins, np.arange(order.size), 0))
    by_turn = np.argsort(turn, kind="stable")
    ends = np.cumsum(np.bincount(turn))
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        yield order[by_turn[begin:end]]


@dataclass(frozen=True, slots=True)
class Round:
    """One reading each of some series, and what the rules made of it; arrays (readings,)."""

    memory: Memory
    mine: NDArray[np.int64]
    times_s: Floats
    values: Floats
    answer: NaturalAnswer
    ratio: Floats
    level: NDArray[np.int8]
    shown: Floats
    washed: dict[int, Fallen] = field(default_factory=dict)
    """Readings whose change counts one tier less, and the rain that does it."""

    def finding(self, i: int, kind: str, tier: int, say: Sentence, **more: Any) -> Finding:
        """Return what was found at a reading."""
        memory, place = self.memory, int(self.mine[i])
        series = memory.series[place]
        device = memory.devices[series.device]
        detail = {
            "tier": tier,
            "alarm": tier >= 2,
            "say": say,
            "station": device.station,
            "code": series.code,
            "name": device.name(series.code),
            "unit": device.unit(series.code),
            "interval_s": float(memory.natural.nature.interval_s[place]),
            **more,
        }
        score = float(more.get("times") or tier)
        return Finding(series.device, series.item, float(self.times_s[i]), kind, score, detail)

    def called(self, i: int) -> tuple[Sentence, str]:
        """Return name and unit of what a reading is of."""
        series = self.memory.series[int(self.mine[i])]
        device = self.memory.devices[series.device]
        return device.name(series.code), device.unit(series.code)

    def change(self, i: int) -> Finding:
        """Return a change, with its alarm where it is a warning or a leap beyond the station's own."""
        answer, tier = self.answer, int(self.answer.tier[i])
        value, base, times = (float(x[i]) for x in (answer.value, answer.base, answer.times))
        hint = bool(answer.hint[i]) and tier < 2
        name, unit = self.called(i)
        slowly = self.memory.slowly(int(self.mine[i]))
        own = float(answer.own_times[i])
        within = tier < 2 and not abs(times) > slow.TIER_1
        say = (
            words.leapt(name, unit, value, base, own)
            if (hint or within) and own > own_leaps.HINT and i not in self.washed
            else words.changed(name, unit, value, base, times, slowly=slowly)
        )
        if i in self.washed:
            say = words.washed(say, self.washed[i].say())
        self._chemistry(i, tier)
        return self.finding(
            i, "change", tier, say, value=value, base=base, times=times, alarm=hint or tier >= 2
        )

    def limit(self, i: int) -> Finding:
        """Return an exceedance."""
        series = self.memory.series[int(self.mine[i])]
        limit = self.memory.devices[series.device].limit(series.code)
        value, tier = float(self.shown[i]), int(self.level[i])
        say = words.exceeds(*self.called(i), value, limit, confirmed=tier >= 2)
        self._chemistry(i, tier)
        bound = limit.low if value < limit.low else limit.high
        return self.finding(
            i, "exceedance", tier, say, value=value, limit=bound, times=float(self.ratio[i])
        )

    def back(self, i: int, kind: int) -> Finding:
        """Return that a series is back, or has settled where it is."""
        place, value = int(self.mine[i]), float(self.values[i])
        before = float(self.memory.before[place])
        usual = self.memory.natural.nature.usual(np.array([before]), np.array([place]))[0]
        stays = kind == CHANGE and np.isfinite(before) and abs(value - before) > usual
        name, unit = self.called(i)
        say = words.settled(name, unit, value, before) if stays else words.back(name, unit, value)
        return self.finding(i, KINDS[kind], 0, say, value=value)

    def _chemistry(self, i: int, tier: int) -> None:
        if tier >= 2:
            station = int(self.memory.station[self.mine[i]])
            self.memory.chemistry_s[station] = float(self.times_s[i])


def _round(
    memory: Memory, mine: NDArray[np.int64], times_s: Floats, values: Floats, *, quiet: bool
) -> list[Finding]:
    answer, washed = _washed(memory, mine, times_s, memory.natural.step(mine, times_s, values))
    ratio, above, confirmed, shown = _limits(memory, mine, values)
    level = np.where(confirmed, np.where(ratio >= FAR_ABOVE, 3, 2), above).astype(np.int8)
    level[ratio <= memory.tolerance_limit[mine]] = 0
    now = Round(memory, mine, times_s, values, answer, ratio, level, shown, washed)
    memory.odd_s[mine[answer.odd]] = times_s[answer.odd]
    told = memory.told[:, mine]
    # a hint that makes an alarm is news even where a mere note was made before, and so is another leap
    hints = ((answer.hint & ~memory.hinted[mine]) | answer.anew) & (told[CHANGE] < 2)
    memory.hinted[mine] |= answer.hint
    size, worst = np.nan_to_num(np.abs(answer.times)), memory.worst[:, mine]
    grows = (answer.tier >= 2) & (size >= TWICE * worst[CHANGE])
    rises = (answer.tier > told[CHANGE]) | hints | grows
    begins = rises & (told[CHANGE] == 0)
    memory.before[mine[begins]] = answer.base[begins]
    worse = (level > told[LIMIT]) | ((level >= 2) & (ratio >= TWICE * worst[LIMIT]))
    memory.worst[CHANGE, mine[rises]] = size[rises]
    memory.worst[LIMIT, mine[worse]] = ratio[worse]
    found: list[Finding] = []
    if not quiet:
        found += [now.change(int(i)) for i in np.flatnonzero(rises)]
        found += [now.limit(int(i)) for i in np.flatnonzero(worse)]
        found += _together(now, rises)
    found += _calm(now, told, quiet=quiet)
    return found


def _washed(
    memory: Memory, mine: NDArray[np.int64], times_s: Floats, answer: NaturalAnswer
) -> tuple[NaturalAnswer, dict[int, Fallen]]:
    """Let warnings of what rain moves count as hints after rain; return the rain of each."""
    found: dict[int, Fallen] = {}
    for i in np.flatnonzero((answer.tier >= 2) & memory.washed[mine] & (answer.times > 0)).tolist():
        device = memory.devices[memory.series[int(mine[i])].device]
        fallen = memory.gauges.fallen(memory, device, float(times_s[i]))
        if fallen is not None and fallen.explains:
            found[i] = fallen
    if not found:
        return answer, found
    tier, hint = answer.tier.copy(), answer.hint.copy()
    tier[list(found)] -= 1
    hint[list(found)] = True
    return replace(answer, tier=tier, hint=hint), found


def _calm(now: Round, told: NDArray[np.int8], *, quiet: bool) -> list[Finding]:
    """Count the quiet readings since; after enough of them a series may be told of again."""
    memory, mine, found = now.memory, now.mine, []
    slowly = memory.natural.nature.interval_s[mine] >= SLOW_S
    for kind, tier in ((CHANGE, now.answer.tier), (LIMIT, now.level)):
        calm = np.where(tier == 0, memory.calm[kind, mine] + 1, 0)
        over = (told[kind] > 0) & (calm >= np.where(slowly, CALM_SLOW, CALM))
        if not quiet:
            alarmed = told[kind] >= 2
            if kind == CHANGE:
                alarmed |= memory.hinted[mine]
            found += [now.back(int(i), kind) for i in np.flatnonzero(over & alarmed)]
        memory.calm[kind, mine] = calm
        memory.told[kind, mine] = np.where(over, 0, np.maximum(told[kind], tier))
        memory.worst[kind, mine[over]] = np.nan
        if kind == CHANGE:
            memory.hinted[mine[over]] = False
    return found


def _limits(
    memory: Memory, mine: NDArray[np.int64], values: Floats
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_], Floats]:
    """Return times the limit, above it, confirmed, and the value compared: single or mean."""
    whole = np.full((1, memory.told.shape[1]), np.nan)
    whole[0, mine] = values
    parts = [part[0] for part in memory.single.step(whole)]
    shown = whole[0]
    if memory.averaged.size:
        at = memory.averaged
        for part, mean in zip(parts, memory.mean.step(whole[:, at]), strict=True):
            part[at] = mean[0]
        kept = memory.mean.kept[:, 0]
        known = np.isfinite(kept)
        shown = shown.copy()
        shown[at] = np.where(known, kept, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    ratio, above, confirmed = (part[mine] for part in parts)
    return np.nan_to_num(ratio, nan=0.0), above, confirmed, shown[mine]


def _together(now: Round, rises: NDArray[np.bool_]) -> list[Finding]:
    """Say of stations where a signal has just turned odd that others did within half an hour."""
    memory, found = now.memory, []
    stations = memory.station[now.mine]
    for station in np.unique(stations[rises]).tolist():
        here = np.flatnonzero(memory.station == station)
        i = int(np.flatnonzero(rises & (stations == station))[0])
        at_s = float(now.times_s[i])
        window = max(TOGETHER_S, float(memory.natural.nature.interval_s[here].max()))
        odd = here[memory.odd_s[here] >= at_s - window]
        codes = sorted({memory.series[p].code for p in odd.tolist()})
        if len(codes) < 2 or at_s - memory.together_s.get(station, -np.inf) < 4 * window:
            continue
        memory.together_s[station] = at_s
        device = memory.devices[memory.series[int(now.mine[i])].device]
        say = words.together([device.name(code) for code in codes])
        found.append(now.finding(i, "joint", 1, say, codes=codes, alarm=True))
    return found
