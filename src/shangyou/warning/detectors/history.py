"""Series as they are stored: to take up where a detector stood, and to learn what is natural."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.db import connection

from shangyou.warning.detectors.seam import Readings
from shangyou.warning.telemetry.marks import BLOCKING, UNDER_MAINTENANCE

_COLUMNS: Final = f"""
SELECT r.device_id, u.item, r.cn, extract(epoch FROM r.at)::float8, u.value
FROM warning_reading r JOIN warning_layout l ON l.id = r.layout,
    unnest(l.items, r."values") WITH ORDINALITY AS u(item, value, place)
WHERE r.device_id = ANY(%s) AND r.at >= %s AND r.at < %s
    AND r.key_at >= %s - interval '1 day' AND r.marks & {BLOCKING | UNDER_MAINTENANCE:d} = 0
    AND u.value IS NOT NULL
    AND (r.flags = '' OR substr(r.flags, u.place::integer, 1) IN ('N', ' '))
"""
_ORDERED: Final = _COLUMNS + " ORDER BY r.device_id, u.item, r.cn, r.at, r.received_at"
# Every fifth minute is enough to learn from, and a fifth of the reading.
_THINNED: Final = (
    _COLUMNS
    + " AND (r.cn <> 2011 OR extract(minute FROM r.at)::integer %% 5 = 0)"
    + " ORDER BY r.device_id, u.item, r.cn, r.at, r.received_at"
)


def between(
    devices: Sequence[int], begin: dt.datetime, end: dt.datetime, *, thinned: bool = False
) -> Readings:
    """Return what devices measured in a period, good values alone, in the order of a micro-batch."""
    with connection.cursor() as cursor:
        cursor.execute(_THINNED if thinned else _ORDERED, [list(devices), begin, end, begin])
        rows = cursor.fetchall()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 5
    device, item, cn, at_s, value = (
        np.array(column, dtype=kind)
        for column, kind in zip(
            columns, (np.int32, np.int32, np.int16, np.float64, np.float64), strict=True
        )
    )
    all_good = np.ones(device.size, dtype=bool)
    return Readings(device, item, cn, at_s, value, all_good, all_good)


def names(items: Sequence[int]) -> dict[int, str]:
    """Return the names of items by their row ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM warning_item WHERE id = ANY(%s)", [list(items)])
        return dict(cursor.fetchall())
