"""Where every device with a trained detector stands: those of one shape are followed in one pass."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import fleet
from shangyou.science.inference.event_detection.detector import Detector
from shangyou.science.inference.event_detection.fleet import Fleet, FleetAnswer
from shangyou.science.inference.event_detection.grouping import Rules
from shangyou.science.inference.event_detection.series import Series
from shangyou.warning.detectors import facts

if TYPE_CHECKING:
    from shangyou.warning.detectors.memory import Memory

# Of a device that reports more often than the detector's rows some readings are passed over.
EARLY: Final = 0.75
Shape = tuple[float, int, int, Rules]


@dataclass(slots=True)
class Place:
    """One device in its group."""

    device: int
    digest: str
    slot: int
    fresh: bool = True
    """Nothing is known yet of where it stands."""
    told: bool = False
    code: str = ""
    """What its event was told of, until it is over."""


@dataclass(slots=True)
class Group:
    """Devices whose detectors have one pace, number of signals and rules."""

    places: list[Place]
    fleet: Fleet

    def step(
        self, slots: NDArray[np.int64], times_s: Floats, values: Floats
    ) -> tuple[FleetAnswer, NDArray[np.int64]]:
        """Judge rows in order; return the answer and which of them were looked at."""
        interval = self.fleet.detector.interval_s
        last = self.fleet.last_s.copy()
        kept = []
        for i, (slot, at_s) in enumerate(zip(slots.tolist(), times_s.tolist(), strict=True)):
            if at_s >= last[slot] + EARLY * interval:
                kept.append(i)
                last[slot] = at_s
        chosen = np.array(kept, dtype=np.int64)
        return self.fleet.step(slots[chosen], times_s[chosen], values[chosen]), chosen

    def take_up(self, slot: int, detector: Detector, times_s: Floats, values: Floats) -> bool:
        """Put a device where its past left it; return whether it is in an event."""
        one = Series(detector)
        at, last = [], -np.inf
        for i, at_s in enumerate(times_s.tolist()):
            if at_s >= last + EARLY * detector.interval_s:
                at.append(i)
                last = at_s
        if not at:
            return False
        one.step(times_s[at], values[at])
        fleet.put(self.fleet.state, np.array([slot]), one.state)
        self.fleet.last_s[slot] = one.last_s
        return one.last_event


@dataclass(slots=True)
class Groups:
    """All groups, and for every series of the memory where its values go (-1: nowhere)."""

    groups: list[Group] = field(default_factory=list)
    group: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    slot: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    column: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    settled: int = -1

    def refresh(self, memory: "Memory") -> None:
        """Follow the registers; whoever keeps the detector keeps where it stands."""
        if self.settled == memory.settled:
            return
        self.settled = memory.settled
        attached = {pk: d.learnt for pk, d in memory.devices.items() if d.learnt is not None}
        wanted = {pk: a.digest for pk, a in attached.items()}
        if wanted != {p.device: p.digest for g in self.groups for p in g.places}:
            self._regroup(memory)
        self._point(memory)

    def _regroup(self, memory: "Memory") -> None:
        before = {(p.device, p.digest): (g, p) for g in self.groups for p in g.places}
        by_shape: dict[Shape, list[tuple[int, Detector, str]]] = {}
        for pk, device in sorted(memory.devices.items()):
            if device.learnt is not None:
                d = device.learnt.detector
                shape = (d.interval_s, len(d.quality), len(d.operational), d.rules)
                by_shape.setdefault(shape, []).append((pk, d, device.learnt.digest))
        self.groups = []
        for members in by_shape.values():
            whole = Fleet(fleet.each([d for _, d, _ in members]), len(members))
            places = []
            for slot, (pk, _, digest) in enumerate(members):
                place = Place(pk, digest, slot)
                if (pk, digest) in before:
                    old, was = before[pk, digest]
                    mine = np.array([was.slot])
                    fleet.put(whole.state, np.array([slot]), fleet.take(old.fleet.state, mine))
                    whole.last_s[slot] = old.fleet.last_s[was.slot]
                    place.fresh, place.told, place.code = was.fresh, was.told, was.code
                places.append(place)
            self.groups.append(Group(places, whole))

    def _point(self, memory: "Memory") -> None:
        """Say for every series which column of which device it is: the finest kind of data of a factor."""
        count = len(memory.series)
        self.group, self.slot, self.column = (np.full(count, -1, dtype=np.int64) for _ in range(3))
        where = {p.device: (g, p.slot) for g, group in enumerate(self.groups) for p in group.places}
        if not where:
            return
        finest: dict[tuple[int, str], int] = {}
        for i, one in enumerate(memory.series):
            if one.device not in where or not one.code:
                continue
            learnt = memory.devices[one.device].learnt
            if learnt is None or one.code not in learnt.codes:
                continue
            key = (one.device, one.code)
            held = finest.get(key)
            rank = facts.FINEST.index(one.cn)
            if held is None or rank < facts.FINEST.index(memory.series[held].cn):
                finest[key] = i
        for (device, code), i in finest.items():
            learnt = memory.devices[device].learnt
            self.group[i], self.slot[i] = where[device]
            self.column[i] = learnt.codes.index(code) if learnt is not None else -1
