"""Many stations at once: readings of any stations, in any mixture, in one vectorised pass."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.detector import Detector, State
from shangyou.science.inference.event_detection.grouping import Alarms
from shangyou.science.inference.event_detection.scorer import Scorer
from shangyou.science.inference.event_detection.scorers import Scorers
from shangyou.science.inference.event_detection.series import GAP


@dataclass(frozen=True, slots=True)
class FleetAnswer:
    """What each reading gave, arrays (readings, …) in the order they were handed in.

    `judged` is False for a reading not later than one before it (its answer is zero).
    """

    score: Floats
    event: NDArray[np.bool_]
    number: NDArray[np.int64]
    relative: Floats
    judged: NDArray[np.bool_]


@dataclass(slots=True)
class Fleet:
    """Follows stations that share a detector (its `usual` and its trees may differ by station).

    A micro-batch holds readings of some stations, perhaps several of one. They are taken in
    rounds, one reading of each station at a time.
    """

    detector: Detector
    stations: int
    state: State = field(init=False)
    last_s: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.state = State(self.detector, self.stations)
        self.last_s = np.full(self.stations, -np.inf)

    def step(self, station: NDArray[np.int64], times_s: Floats, values: Floats) -> FleetAnswer:
        """Judge a micro-batch.

        Parameters
        ----------
        station : array (readings,) of int
            Index of the station, 0 to `stations` - 1.
        times_s : array (readings,)
            Seconds since any fixed moment.
        values : array (readings, signals)
            In the order of `detector.signals`, NaN where nothing valid was measured.

        """
        readings, signals = values.shape
        out = FleetAnswer(
            np.zeros(readings),
            np.zeros(readings, dtype=bool),
            np.zeros(readings, dtype=np.int64),
            np.full((readings, signals, self.detector.usual.shape[-1]), np.nan),
            np.zeros(readings, dtype=bool),
        )
        for at in _rounds(station):
            at_later = at[np.isfinite(times_s[at]) & (times_s[at] > self.last_s[station[at]])]
            if not at_later.size:
                continue
            mine = station[at_later]
            with np.errstate(invalid="ignore"):
                steps = (times_s[at_later] - self.last_s[mine]) / self.detector.interval_s
            gap = np.isfinite(steps) & (steps > GAP)
            lead = self.state.past.shape[0]
            silent = np.where(gap, np.minimum(np.round(np.where(gap, steps, 1.0)) - 1, lead), 0)
            # all of them, in their order: nothing to pick out
            whole = mine.size == self.stations and bool((np.diff(mine) == 1).all())
            part = self.state if whole else take(self.state, mine)
            if silent.any():
                part.skip(silent.astype(np.int64))
            answer = part.step(values[at_later][None])
            if not whole:
                put(self.state, mine, part)
            self.last_s[mine] = times_s[at_later]
            out.score[at_later], out.event[at_later] = answer.score[0], answer.event[0]
            out.number[at_later], out.relative[at_later] = answer.number[0], answer.relative[0]
            out.judged[at_later] = True
        return out


def each(detectors: list[Detector]) -> Detector:
    """Return one detector for stations that each have their own, of one pace, rules and number of signals."""
    return replace(
        detectors[0],
        usual=np.stack([d.usual for d in detectors]),
        scorer=Scorers.of([d.scorer for d in detectors if isinstance(d.scorer, Scorer)]),
    )


_ALARMS = ("active", "armed", "age", "quiet", "number")


def _rounds(station: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the places of the first reading of every station, of the second, and so on."""
    order = np.argsort(station, kind="stable")
    ordered = station[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if order.size else order
    first = np.maximum.accumulate(np.where(begins, np.arange(order.size), 0))
    turn = np.arange(order.size) - first
    return [order[turn == i] for i in range(int(turn.max(initial=-1)) + 1)]


def take(state: State, mine: NDArray[np.int64]) -> State:
    """Return the state of some stations; the detector keeps only what is usual there."""
    detector = state.detector
    if detector.usual.ndim == 3:
        scorer = detector.scorer
        detector = replace(
            detector,
            usual=detector.usual[mine],
            scorer=scorer.taken(mine) if isinstance(scorer, Scorers) else scorer,
        )
    part = State.__new__(State)
    part.detector, part.stations = detector, mine.size
    part.past, part.age = state.past[:, mine], state.age[mine]
    part.alarms = Alarms(mine.size)
    part.alarms.recent = state.alarms.recent[:, mine]
    for name in _ALARMS:
        setattr(part.alarms, name, getattr(state.alarms, name)[mine])
    return part


def put(state: State, mine: NDArray[np.int64], part: State) -> None:
    """Put the state of some stations where they stand among all."""
    state.past[:, mine], state.age[mine] = part.past, part.age
    state.alarms.recent[:, mine] = part.alarms.recent
    for name in _ALARMS:
        getattr(state.alarms, name)[mine] = getattr(part.alarms, name)
