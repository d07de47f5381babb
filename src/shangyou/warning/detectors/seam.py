"""What detectors are given and what they give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Readings:
    """One micro-batch, n values in the order of device, item and time.

    `device` and `item` are row ids; `at_s` seconds since 1970 UTC; `value` in the device's own
    unit; `good` where the value may be judged (flag N, plausible); `live` where it is no back-fill
    and the station is not in maintenance; `cn` the kind of data (2011 real time, 2051 minutes …).
    """

    device: NDArray[np.int32]
    item: NDArray[np.int32]
    cn: NDArray[np.int16]
    at_s: NDArray[np.float64]
    value: NDArray[np.float64]
    good: NDArray[np.bool_]
    live: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw in one series; `detail` is kept with the alarm.

    The detectors of the house put into `detail`: `tier` (0 back to usual, 1 提示, 2 预警, 3 警报),
    `alarm` (whether it makes an alarm or only a note), `say` (its words in both languages), and
    `code`, `name`, `unit`, `value`, `base`, `times`, `limit`, `park` where they mean something.
    """

    device: int
    item: int
    at_s: float
    kind: str
    score: float
    detail: dict[str, Any]


class Detector(Protocol):
    """Anything that looks at readings."""

    def observe(self, readings: Readings) -> Sequence[Finding]:
        """Look at one micro-batch."""


class Keeper(Protocol):
    """Whoever turns findings into alarms, inside the transaction."""

    def keep(self, findings: Sequence[Finding]) -> None:
        """Keep what was found."""
