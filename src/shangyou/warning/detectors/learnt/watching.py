"""The trained detectors over a micro-batch: rows of a device put together, judged, told in words."""

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import explain
from shangyou.science.messages import Sentence
from shangyou.warning.detectors import history
from shangyou.warning.detectors.learnt.groups import Group, Groups, Place
from shangyou.warning.detectors.memory import Memory, moment
from shangyou.warning.detectors.seam import Finding, Readings

KIND = "learnt"
# Reading a device's past takes a twentieth of a second: after a restart the others wait for the next
# micro-batches, and then their past is longer by this one.
AT_ONCE = 10
Rows = tuple[NDArray[np.int64], Floats, Floats]


def watch(
    memory: Memory, groups: Groups, readings: Readings, place: NDArray[np.int64]
) -> list[Finding]:
    """Judge the rows of devices that have a trained detector; the others cost nothing."""
    groups.refresh(memory)
    if not groups.groups:
        return []
    mine = np.where(place >= 0, groups.group[place], -1)
    mine[~readings.live] = -1
    found: list[Finding] = []
    left = AT_ONCE
    for number, group in enumerate(groups.groups):
        at = np.flatnonzero(mine == number)
        if not at.size:
            continue
        slots, times_s, values = _rows(groups, group, readings, place, at)
        fresh = [slot for slot in np.unique(slots).tolist() if group.places[slot].fresh]
        for slot in fresh[:left]:
            _take_up(memory, groups, group, slot, float(times_s[slots == slot].min()))
        ready = ~np.isin(slots, fresh[left:])
        left = max(left - len(fresh), 0)
        slots, times_s, values = slots[ready], times_s[ready], values[ready]
        answer, chosen = group.step(slots, times_s, values)
        for row, i in enumerate(chosen.tolist()):
            one = group.places[int(slots[i])]
            event = bool(answer.event[row])
            if answer.judged[row] and event != one.told:
                found += _tell(
                    memory, one, float(times_s[i]), values[i],
                    (float(answer.score[row]), answer.relative[row]),
                )  # fmt: skip
                one.told = event
    return found


def _rows(
    groups: Groups,
    group: Group,
    readings: Readings,
    place: NDArray[np.int64],
    at: NDArray[np.int64],
) -> Rows:
    """Return slots, times and values (rows, signals) in order of time; flagged values are missing."""
    slots, times_s = groups.slot[place[at]], readings.at_s[at]
    order = np.lexsort((slots, times_s))
    at, slots, times_s = at[order], slots[order], times_s[order]
    begins = np.concatenate([[True], (np.diff(slots) != 0) | (np.diff(times_s) != 0)])
    row = np.cumsum(begins) - 1
    values = np.full((int(row[-1]) + 1, len(group.fleet.detector.signals)), np.nan)
    value = np.where(
        readings.good[at] & np.isfinite(readings.value[at]), readings.value[at], np.nan
    )
    values[row, groups.column[place[at]]] = value
    return slots[begins], times_s[begins], values


def _take_up(memory: Memory, groups: Groups, group: Group, slot: int, before_s: float) -> None:
    """Read as much of a device's past as its detector looks back."""
    one = group.places[slot]
    one.fresh = False
    learnt = memory.devices[one.device].learnt
    if learnt is None:
        return
    lead_s = (learnt.detector.memory.lead + 60) * learnt.detector.interval_s
    past = history.between([one.device], moment(before_s - lead_s), moment(before_s))
    place = memory.places_of(past)
    at = np.flatnonzero((place >= 0) & (groups.slot[place] == slot) & (groups.column[place] >= 0))
    at = at[groups.group[place[at]] == groups.groups.index(group)]
    if at.size:
        _, times_s, values = _rows(groups, group, past, place, at)
        one.told = group.take_up(slot, learnt.detector, times_s, values)
        one.code = learnt.codes[0]


def _tell(
    memory: Memory, one: Place, at_s: float, values: Floats, judged: tuple[float, Floats]
) -> list[Finding]:
    """Say that an event began, with its signals, or that it is over."""
    device = memory.devices[one.device]
    learnt = device.learnt
    if learnt is None:
        return []
    score, relative = judged
    begins = not one.told
    names = [device.name(code) for code in learnt.codes]
    quality = len(learnt.detector.quality)
    if begins:
        size = np.nan_to_num(np.abs(relative[:quality]), nan=0.0).max(axis=-1)
        lead = int(size.argmax())
        one.code = learnt.codes[lead]
        zh = explain.cause([n.zh for n in names], quality, relative, score).zh
        en = explain.cause([n.en for n in names], quality, relative, score).en
        say = Sentence(f"学习评分器判为事件：{zh}", f"the trained detector sees an event: {en}")
        times = float(size[lead])
    else:
        say = Sentence("学习评分器：事件已过", "the trained detector: the event is over")
        times = 0.0
    at = learnt.codes.index(one.code)
    series = next((s for s in memory.series if s.device == one.device and s.code == one.code), None)
    tier = learnt.tier if begins else 0
    detail = {
        "tier": tier,
        "alarm": begins,
        "say": say,
        "station": device.station,
        "code": one.code,
        "name": names[at],
        "unit": device.unit(one.code),
        "interval_s": learnt.detector.interval_s,
        **({"value": float(values[at])} if np.isfinite(values[at]) else {}),
        **({"times": times} if begins else {}),
    }
    item = series.item if series is not None else 0
    return [Finding(one.device, item, at_s, KIND, score, detail)]
