"""Exceedance, sudden change and several signals together, over every series of a micro-batch at once."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.natural import NaturalAnswer
from shangyou.science.messages import Sentence
from shangyou.warning.detectors import words
from shangyou.warning.detectors.memory import Memory
from shangyou.warning.detectors.seam import Finding, Readings

CHANGE, LIMIT = 0, 1
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


def _round(
    memory: Memory, mine: NDArray[np.int64], times_s: Floats, values: Floats, *, quiet: bool
) -> list[Finding]:
    answer = memory.natural.step(mine, times_s, values)
    ratio, above, confirmed, shown = _limits(memory, mine, values)
    found: list[Finding] = []
    odd = answer.tier > 0
    memory.odd_s[mine[odd]] = times_s[odd]
    rises = answer.tier > memory.told[CHANGE, mine]
    begins = rises & (memory.told[CHANGE, mine] == 0)
    memory.before[mine[begins]] = answer.base[begins]
    level = np.where(confirmed, np.where(ratio >= FAR_ABOVE, 3, 2), above.astype(np.int8)).astype(
        np.int8
    )
    level[ratio <= memory.tolerance_limit[mine]] = 0
    worse = (level > memory.told[LIMIT, mine]) | (
        (level >= 2) & (ratio >= TWICE * memory.worst[mine])
    )
    if not quiet:
        found += [_change(memory, i, mine, times_s, answer) for i in np.flatnonzero(rises)]
        found += [
            _limit(memory, i, mine, times_s, shown, ratio, level) for i in np.flatnonzero(worse)
        ]
        found += _together(memory, mine, times_s, rises)
    memory.worst[mine[worse]] = ratio[worse]
    for kind, tier in ((CHANGE, answer.tier), (LIMIT, level)):
        told = memory.told[kind, mine]
        calm = np.where(tier == 0, memory.calm[kind, mine] + 1, 0)
        slowly = memory.natural.nature.interval_s[mine] >= 3600.0
        over = (told > 0) & (calm >= np.where(slowly, CALM_SLOW, CALM))
        if not quiet:
            found += [
                _back(memory, kind, i, mine, times_s, values)
                for i in np.flatnonzero(over & (told >= 2))
            ]
        memory.calm[kind, mine] = calm
        memory.told[kind, mine] = np.where(over, 0, np.maximum(told, tier))
        if kind == LIMIT:
            memory.worst[mine[over]] = np.nan
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


def _finding(
    memory: Memory, place: int, at_s: float, kind: str, tier: int, say: Sentence, **more: Any
) -> Finding:
    series = memory.series[place]
    device = memory.devices[series.device]
    name = device.name(series.code)
    detail = {
        "tier": tier,
        "alarm": tier >= 2,
        "say": say,
        "station": device.station,
        "code": series.code,
        "name": name,
        "unit": device.unit(series.code),
        "interval_s": float(memory.natural.nature.interval_s[place]),
        **more,
    }
    return Finding(series.device, series.item, at_s, kind, float(more.get("times") or tier), detail)


def _change(
    memory: Memory, i: int, mine: NDArray[np.int64], times_s: Floats, answer: NaturalAnswer
) -> Finding:
    place = int(mine[i])
    series = memory.series[place]
    device = memory.devices[series.device]
    value, base, times = (float(x[i]) for x in (answer.value, answer.base, answer.times))
    say = words.changed(
        device.name(series.code), device.unit(series.code), value, base, times,
        slowly=memory.slowly(place), own=bool(np.isfinite(memory.natural.nature.own[place])),
    )  # fmt: skip
    tier = int(answer.tier[i])
    if tier >= 2:
        memory.chemistry_s[device.station] = float(times_s[i])
    return _finding(
        memory, place, float(times_s[i]), "change", tier, say,
        value=value, base=base, times=times,
    )  # fmt: skip


def _limit(
    memory: Memory,
    i: int,
    mine: NDArray[np.int64],
    times_s: Floats,
    shown: Floats,
    ratio: Floats,
    level: NDArray[np.int8],
) -> Finding:
    place = int(mine[i])
    series = memory.series[place]
    device = memory.devices[series.device]
    limit = device.limit(series.code)
    value, tier = float(shown[i]), int(level[i])
    say = words.exceeds(
        device.name(series.code), device.unit(series.code), value, limit, confirmed=tier >= 2
    )
    if tier >= 2:
        memory.chemistry_s[device.station] = float(times_s[i])
    bound = limit.low if value < limit.low else limit.high
    return _finding(
        memory, place, float(times_s[i]), "exceedance", tier, say,
        value=value, limit=bound, times=float(ratio[i]), limit_source=limit.source,
    )  # fmt: skip


def _back(
    memory: Memory, kind: int, i: int, mine: NDArray[np.int64], times_s: Floats, values: Floats
) -> Finding:
    place = int(mine[i])
    series = memory.series[place]
    device = memory.devices[series.device]
    name, unit, value = device.name(series.code), device.unit(series.code), float(values[i])
    before = float(memory.before[place])
    usual = memory.natural.nature.usual(np.array([before]), np.array([place]))[0]
    stays = kind == CHANGE and np.isfinite(before) and abs(value - before) > usual
    say = words.settled(name, unit, value, before) if stays else words.back(name, unit, value)
    return _finding(
        memory, place, float(times_s[i]), "change" if kind == CHANGE else "exceedance", 0, say,
        value=value,
    )  # fmt: skip


def _together(
    memory: Memory, mine: NDArray[np.int64], times_s: Floats, rises: NDArray[np.bool_]
) -> list[Finding]:
    """Say of stations where a signal has just turned odd that others did within half an hour."""
    found = []
    for station in np.unique(memory.station[mine[rises]]):
        here = np.flatnonzero(memory.station == station)
        now = float(times_s[rises & (memory.station[mine] == station)].max())
        slowest = float(memory.natural.nature.interval_s[here].max())
        window = max(TOGETHER_S, slowest)
        odd = here[memory.odd_s[here] >= now - window]
        codes = {memory.series[p].code: int(p) for p in odd}
        if len(codes) < 2 or now - memory.together_s.get(int(station), -np.inf) < 4 * window:
            continue
        memory.together_s[int(station)] = now
        place = next(iter(codes.values()))
        device = memory.devices[memory.series[place].device]
        names = [device.name(code) for code in codes]
        say = words.together(names)
        found.append(_finding(memory, place, now, "joint", 1, say, codes=sorted(codes)))
        found[-1].detail["alarm"] = True
    return found
