"""Names of the stored items, read once; a layout never changes."""

from collections.abc import Iterable
from typing import Final

from django.db import connection

_LAYOUTS: Final = """
SELECT l.id, coalesce(array_agg(i.name ORDER BY u.place) FILTER (WHERE i.id IS NOT NULL), '{}')
FROM warning_layout l
LEFT JOIN unnest(l.items) WITH ORDINALITY AS u(item, place) ON true
LEFT JOIN warning_item i ON i.id = u.item
WHERE l.id = ANY(%s) GROUP BY l.id
"""
_kept: dict[int, tuple[str, ...]] = {}
_MOST: Final = 20_000


def items_of(layouts: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Give the items of layouts, in order."""
    wanted = set(layouts)
    missing = wanted - _kept.keys()
    found = {key: _kept[key] for key in wanted & _kept.keys()}
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(_LAYOUTS, [list(missing)])
            read = {row[0]: tuple(row[1]) for row in cursor.fetchall()}
        found |= read
        # only what is committed may be kept: within a transaction the numbers may yet vanish
        if not connection.in_atomic_block:
            if len(_kept) > _MOST:
                _kept.clear()
            _kept.update(read)
    return found
