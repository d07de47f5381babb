"""From a score per row to alarms: confirmation, hysteresis, time-out, one alarm per happening.

A single odd row is an outlier, not an event: the mean of three rows decides. An alarm ends when
the score says so, or after the time-out: by then the new level is the station's own (re-baselining)
and it must come to rest before it can alarm again.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

CONFIRM_ROWS = 3
# Log-odds are bounded before the mean: one extreme row must not confirm itself.
BOUND = 6.0


@dataclass(frozen=True, slots=True)
class Rules:
    """When an alarm begins and ends; log-odds and rows."""

    # the log-odds of four in five, and of two in three
    begin: float = math.log(4.0)
    end: float = math.log(2.0)
    time_out_rows: int = 400
    # alarms closer together than this are one happening to the people who read them
    together_rows: int = 30


@dataclass(slots=True)
class Alarms:
    """The running state of every station; `step` takes one row of all of them."""

    stations: int
    recent: Floats = field(init=False)
    active: NDArray[np.bool_] = field(init=False)
    armed: NDArray[np.bool_] = field(init=False)
    age: NDArray[np.int64] = field(init=False)
    quiet: NDArray[np.int64] = field(init=False)
    number: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        count = self.stations
        self.recent = np.full((CONFIRM_ROWS, count), -BOUND)
        self.active = np.zeros(count, dtype=bool)
        self.armed = np.ones(count, dtype=bool)
        self.age = np.zeros(count, dtype=np.int64)
        self.quiet = np.full(count, 10**6, dtype=np.int64)
        self.number = np.zeros(count, dtype=np.int64)

    def step(self, log_odds: Floats, rules: Rules) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the confirmed log-odds and whether each station is in alarm, for one row."""
        self.recent[:-1] = self.recent[1:]
        self.recent[-1] = np.clip(log_odds, -BOUND, BOUND)
        mean = self.recent.sum(axis=0) / CONFIRM_ROWS
        low = log_odds < rules.end
        self.armed |= low
        over = (low & (mean < rules.begin)) | (self.age >= rules.time_out_rows)
        ends = self.active & over
        self.armed &= ~(ends & ~low)
        begins = ~self.active & ~low & (mean > rules.begin) & self.armed
        self.number += begins & (self.quiet >= rules.together_rows)
        self.active = (self.active & ~ends) | begins
        self.age = np.where(self.active, self.age + 1, 0)
        self.quiet = np.where(self.active, 0, self.quiet + 1)
        return mean, self.active.copy()

    def forget(self, which: NDArray[np.bool_]) -> None:
        """Close the alarms of stations that have been silent: nobody knows how they stand."""
        self.recent[:, which] = -BOUND
        self.active[which] = False
        self.armed[which] = True
        self.age[which] = 0


def probability(log_odds: Floats) -> Floats:
    """Return the score between 0 and 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float64)
