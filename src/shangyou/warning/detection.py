"""The seam for detectors: each micro-batch of readings, after it is stored, as arrays.

A detector sees readings in the order in which they were stored, and each of them once: taking a
batch from the outbox, counting it and keeping what was found in it are one transaction. A detector
holds its state by `series` and is told which readings are live; it may raise nothing and must not wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from shangyou.warning.telemetry.marks import BLOCKING, LATE, UNDER_MAINTENANCE


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
    """What a detector saw in one series; `detail` is kept with the alarm."""

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


DETECTORS: list[Detector] = []
"""Every detector in use; a detector joins by being listed."""
KEEPERS: list[Keeper] = []

_READINGS = f"""
SELECT r.device_id, u.item, r.cn, extract(epoch FROM r.at)::float8, u.value,
    r.flags = '' OR substr(r.flags, u.place::integer, 1) IN ('N', ' '),
    r.marks & {LATE | UNDER_MAINTENANCE:d} = 0
FROM warning_reading r JOIN warning_layout l ON l.id = r.layout,
    unnest(l.items, r."values") WITH ORDINALITY AS u(item, value, place)
WHERE r.batch = ANY(%s) AND r.marks & {BLOCKING:d} = 0 AND u.value IS NOT NULL
ORDER BY r.device_id, u.item, r.at, r.received_at
"""


def readings_of(batches: list[int]) -> Readings:
    """Read the values of stored batches."""
    with connection.cursor() as cursor:
        cursor.execute(_READINGS, [batches])
        rows = cursor.fetchall()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 7
    kinds = (np.int32, np.int32, np.int16, np.float64, np.float64, np.bool_, np.bool_)
    return Readings(*(np.array(c, dtype=k) for c, k in zip(columns, kinds, strict=True)))


def detect(batches: list[int]) -> list[Finding]:
    """Run every detector on stored batches, within the caller's transaction."""
    if not DETECTORS:
        return []
    readings = readings_of(batches)
    found = [finding for detector in DETECTORS for finding in detector.observe(readings)]
    if found:
        for keeper in KEEPERS:
            keeper.keep(found)
    return found
