"""Detection in the house: each micro-batch of readings, after it is stored, past every detector.

A detector sees readings in the order in which they were stored, and each of them once: taking a
batch from the outbox, counting it and keeping what was found in it are one transaction. A detector
holds its state by `series` and is told which readings are live; it may raise nothing and must not wait.
"""

import numpy as np
from django.db import connection

from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors import learning  # noqa: F401 (its task is known by being loaded)
from shangyou.warning.detectors.live import Live
from shangyou.warning.detectors.seam import Detector, Finding, Keeper, Readings
from shangyou.warning.telemetry.marks import BLOCKING, LATE, UNDER_MAINTENANCE
from shangyou.warning.telemetry.rows import COPY_BEGIN

__all__ = ["DETECTORS", "KEEPERS", "Finding", "Readings", "detect", "readings_of"]

DETECTORS: list[Detector] = [Live()]
"""Every detector in use; a detector joins by being listed."""
KEEPERS: list[Keeper] = [Grouping()]

# As COPY sends it: a row is of fixed length, so numpy reads a batch at once and no value becomes a
# Python object. At 160,000 values a second that is the difference between keeping up and not.
_READINGS = f"""
COPY (
SELECT r.device_id::int4, u.item::int4, r.cn::int2, extract(epoch FROM r.at)::float8, u.value::float8,
    r.flags = '' OR substr(r.flags, u.place::integer, 1) IN ('N', ' '),
    r.marks & {LATE | UNDER_MAINTENANCE:d} = 0
FROM warning_reading r JOIN warning_layout l ON l.id = r.layout,
    unnest(l.items, r."values") WITH ORDINALITY AS u(item, value, place)
WHERE r.batch = ANY(ARRAY[{{batches}}]::bigint[]) AND r.marks & {BLOCKING:d} = 0
    AND u.value IS NOT NULL
ORDER BY r.device_id, u.item, r.at, r.received_at
) TO STDOUT (FORMAT binary)
"""
_HEAD = len(COPY_BEGIN)
_COLUMNS = ("device", "item", "cn", "at_s", "value", "good", "live")
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        *(
            part
            for name, kind in zip(
                _COLUMNS, (">i4", ">i4", ">i2", ">f8", ">f8", "?", "?"), strict=True
            )
            for part in ((f"{name} length", ">i4"), (name, kind))
        ),
    ]
)
_NATIVE = (np.int32, np.int32, np.int16, np.float64, np.float64, np.bool_, np.bool_)


def readings_of(batches: list[int]) -> Readings:
    """Read the values of stored batches."""
    statement = _READINGS.format(batches=",".join(f"{batch:d}" for batch in batches))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        sent = b"".join(map(bytes, copy))
    rows = np.frombuffer(sent, dtype=_ROW, offset=_HEAD, count=(len(sent) - _HEAD) // _ROW.itemsize)
    return Readings(
        *(rows[name].astype(kind) for name, kind in zip(_COLUMNS, _NATIVE, strict=True))
    )


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
