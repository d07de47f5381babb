"""Is it a measurement? Flags, range, stuck analysers and late data, before anything is judged.

Flags are those of HJ 212-2017 table (N normal; F stopped, M maintenance, S set by hand, D fault,
C calibration, T above range, B no communication) and RF=1 for data sent later (HJ 212-2025).
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence


class Quality(IntEnum):
    """Why a value is not used; the order is the order of the questions."""

    GOOD = 0
    MISSING = 1
    FLAGGED = 2
    LATE = 3
    OUT_OF_RANGE = 4
    STUCK = 5


SENTENCES: Final = {
    Quality.GOOD: Sentence("有效", "valid"),
    Quality.MISSING: Sentence("缺测", "missing"),
    Quality.FLAGGED: Sentence("带维护、校准或故障标记，不参与报警", "flagged, not used for alarms"),
    Quality.LATE: Sentence("补传数据，只入库不报警", "sent later: stored, never alarms"),
    Quality.OUT_OF_RANGE: Sentence("超出物理量程", "outside the physical range"),
    Quality.STUCK: Sentence(
        "数值长时间不变，疑仪器停滞", "unchanged for long, the analyser may be stuck"
    ),
}
NORMAL_FLAG: Final = "N"
# Above range is no number to calculate with, yet the worst news there is: it stays a measurement.
ABOVE_RANGE_FLAG: Final = "T"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Closed physical range per signal, and after how many equal rows it counts as stuck.

    Arrays (signals,) in the unit of each signal; `stuck_rows` 0 means never: an analyser that
    runs every four hours repeats its value in between.
    """

    low: Floats
    high: Floats
    stuck_rows: NDArray[np.int64]


@dataclass(slots=True)
class QualityState:
    """Run lengths of equal values, stations × signals."""

    stations: int
    bounds: Bounds
    last: Floats = field(init=False)
    run: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.stations, self.bounds.low.size)
        self.last = np.full(shape, np.nan)
        self.run = np.zeros(shape, dtype=np.int64)

    def step(
        self,
        values: Floats,
        *,
        flags: NDArray[np.str_] | None = None,
        late: NDArray[np.bool_] | None = None,
    ) -> tuple[Floats, NDArray[np.int8]]:
        """Judge one reading of every station.

        Parameters
        ----------
        values : array (stations, signals)
            NaN where nothing was sent.
        flags : array (stations, signals) of str, optional
            Flag of each value; empty counts as normal.
        late : array (stations,) of bool, optional
            Sent later (RF=1): it must not alarm now.

        Returns
        -------
        array (stations, signals), array (stations, signals) of Quality
            Values with NaN where they are not to be used, and why.

        """
        why = np.zeros(values.shape, dtype=np.int8)
        now = (
            np.ones(values.shape, dtype=bool)
            if late is None
            else np.tile(~late[:, None], (1, values.shape[1]))
        )
        same = now & (values == self.last)
        fresh = now & np.isfinite(values)
        self.run = np.where(same, self.run + 1, np.where(fresh, 1, self.run))
        self.last = np.where(fresh, values, self.last)
        limit = self.bounds.stuck_rows
        why[(limit > 0) & (self.run >= np.maximum(limit, 1))] = Quality.STUCK
        with np.errstate(invalid="ignore"):
            outside = (values < self.bounds.low) | (values > self.bounds.high)
        why[outside] = Quality.OUT_OF_RANGE
        why[~now] = Quality.LATE
        if flags is not None:
            bad = (flags != "") & (flags != NORMAL_FLAG) & (flags != ABOVE_RANGE_FLAG)
            why[bad] = Quality.FLAGGED
        why[~np.isfinite(values)] = Quality.MISSING
        return np.where(why == Quality.GOOD, values, np.nan), why
