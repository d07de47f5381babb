"""A detector: what was learnt, and the state that follows stations row by row.

`State.step(batch)` takes any number of rows of any number of stations in one vectorised pass;
one row at a time, in batches or all at once, the answers are the same to the last bit.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import change
from shangyou.science.inference.event_detection.change import Memory
from shangyou.science.inference.event_detection.combination import features
from shangyou.science.inference.event_detection.grouping import Alarms, Rules, probability
from shangyou.science.inference.event_detection.scorer import Scorer
from shangyou.science.inference.event_detection.scorers import Scorers

VERSION: Final = "1.0.0"
# Rows handled at once: bounds the memory, changes no number.
CHUNK_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Detector:
    """What was learnt from the past of a station (or of stations with the same signals).

    Attributes
    ----------
    interval_s : float
        Usual time between rows [s].
    quality, operational : tuple of str
        Names of the water signals and of the operational ones, in the order of the values.
    usual : array (signals, quantities) or (stations, signals, quantities)
        99th percentile of each quantity, in the unit of the signal.
    scorer : Scorer or Scorers
        Log-odds of an event from the combined numbers; one for all stations, or one for each.
    rules : Rules
        When an alarm begins and ends.
    events_learnt : int
        Labelled events it has seen; 0 when it learnt from practice events alone.

    """

    interval_s: float
    quality: tuple[str, ...]
    operational: tuple[str, ...]
    usual: Floats
    scorer: Scorer | Scorers
    rules: Rules = field(default_factory=Rules)
    events_learnt: int = 0

    @property
    def signals(self) -> tuple[str, ...]:
        """Return all names in the order of the values."""
        return (*self.quality, *self.operational)

    @property
    def memory(self) -> Memory:
        """Return how far a row looks back."""
        return change.memory(self.interval_s)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a batch gave, arrays (rows, stations, …).

    `score` is a probability; `event` tells whether the station is in alarm; `number` counts its
    alarms; `relative` is each signal's quantities over what is usual, signed where that means
    something, NaN where unknown.
    """

    score: Floats
    event: NDArray[np.bool_]
    number: NDArray[np.int64]
    relative: Floats


@dataclass(slots=True)
class State:
    """Where every station stands; all of it is arrays, so it can be kept and resumed."""

    detector: Detector
    stations: int = 1
    past: Floats = field(init=False)
    age: NDArray[np.int64] = field(init=False)
    alarms: Alarms = field(init=False)

    def __post_init__(self) -> None:
        signals = len(self.detector.signals)
        self.past = np.full((self.detector.memory.lead, self.stations, signals), np.nan)
        self.age = np.full((self.stations, signals), change.HELD_ROWS + 1, dtype=np.int64)
        self.alarms = Alarms(self.stations)

    def skip(self, rows: NDArray[np.int64]) -> None:
        """Let `rows` (stations,) of silence pass: nothing was sent, so nothing is judged."""
        lead = self.past.shape[0]
        at = np.arange(lead)[:, None] + np.minimum(rows, lead)[None, :]
        earlier = np.take_along_axis(self.past, np.minimum(at, lead - 1)[:, :, None], axis=0)
        age = self.age[None] + np.minimum(at - lead + 1, lead)[:, :, None]
        stands = np.where(age <= change.HELD_ROWS, self.past[-1:], np.nan)
        self.past = np.where((at < lead)[:, :, None], earlier, stands)
        self.age = np.minimum(self.age + rows[:, None], change.HELD_ROWS + 1)
        self.alarms.forget(rows > change.HELD_ROWS)

    def step(self, values: Floats) -> Answer:
        """Take rows (rows, stations, signals), NaN where nothing valid was measured."""
        rows = values.shape[0]
        parts = [
            self._chunk(values[i : i + CHUNK_ROWS]) for i in range(0, max(rows, 1), CHUNK_ROWS)
        ]
        if len(parts) == 1:
            return parts[0]
        return Answer(
            np.concatenate([p.score for p in parts]),
            np.concatenate([p.event for p in parts]),
            np.concatenate([p.number for p in parts]),
            np.concatenate([p.relative for p in parts]),
        )

    def _chunk(self, values: Floats) -> Answer:
        detector, rows = self.detector, values.shape[0]
        remember = detector.memory
        held = change.held(values, self.past[-1], self.age)
        series = np.concatenate([self.past, held])
        relative = change.quantities(series, remember) / detector.usual
        self.past = series[rows:]
        log_odds = detector.scorer.log_odds(features(np.abs(relative), len(detector.quality)))
        mean = np.empty((rows, self.stations))
        event = np.empty((rows, self.stations), dtype=bool)
        number = np.empty((rows, self.stations), dtype=np.int64)
        for row in range(rows):
            mean[row], event[row] = self.alarms.step(log_odds[row], detector.rules)
            number[row] = self.alarms.number
        return Answer(probability(mean), event, number, relative)
