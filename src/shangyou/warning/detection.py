"""Detection in the house: each micro-batch of readings, after it is stored, past every detector.

A detector sees readings in the order in which they were stored, and each of them once: taking a
batch from the outbox, counting it and keeping what was found in it are one transaction. A detector
holds its state by `series` and is told which readings are live; it may raise nothing and must not wait.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors import learning  # noqa: F401 (its task is known by being loaded)
from shangyou.warning.detectors.live import Live
from shangyou.warning.detectors.seam import Detector, Finding, Keeper, Readings
from shangyou.warning.telemetry.marks import BLOCKING, LATE, UNDER_MAINTENANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DETECTORS", "KEEPERS", "Finding", "Readings", "detect", "readings_of"]

DETECTORS: list[Detector] = [Live()]
"""Every detector in use; a detector joins by being listed."""
KEEPERS: list[Keeper] = [Grouping()]

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
