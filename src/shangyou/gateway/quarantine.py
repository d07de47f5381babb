"""What is not a reading of a known device: kept raw and counted, within bounds.

Of one sender and one reason the first few a minute are kept, the rest only counted.
"""

import re
import time
from dataclasses import dataclass, field
from typing import Final

from shangyou.warning.telemetry.store import Connection

KEPT_A_MINUTE: Final = 5
MOST_KEYS: Final = 5000
MOST_WAITING: Final = 2000
MOST_BYTES: Final = 4096
_MN: Final = re.compile(rb"MN=([^;&#\r\n]{1,24})")
_INSERT: Final = """
INSERT INTO warning_quarantine (at, device_id, mn, address, reason, repeats, raw)
VALUES (to_timestamp(%s), %s, %s, %s, %s, %s, %s)
"""
_COUNT: Final = """
UPDATE warning_quarantine SET repeats = repeats + %s WHERE id = (
    SELECT id FROM warning_quarantine
    WHERE mn = %s AND address = %s AND reason = %s ORDER BY id DESC LIMIT 1)
"""


@dataclass(slots=True)
class _Kept:
    minute: int = 0
    kept: int = 0
    uncounted: int = 0


@dataclass(slots=True)
class Quarantine:
    """Gathers in memory; `flush` writes."""

    total: int = 0
    lost: int = 0
    _seen: dict[tuple[str, str, str], _Kept] = field(default_factory=dict)
    _waiting: list[tuple[float, int | None, str, str, str, int, bytes]] = field(
        default_factory=list
    )

    def add(
        self, reason: str, raw: bytes, address: str, mn: str = "", device: int | None = None
    ) -> None:
        """Take something that is no reading."""
        self.total += 1
        if not mn:
            found = _MN.search(raw)
            mn = found[1].decode("ascii", "replace") if found else ""
        mn = mn.replace("\0", "?")[:24]
        now = time.time()
        key = (mn, address, reason)
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= MOST_KEYS:
                self._seen = {k: s for k, s in self._seen.items() if s.minute == int(now // 60)}
            if len(self._seen) >= MOST_KEYS:
                self.lost += 1
                return
            seen = self._seen[key] = _Kept()
        minute = int(now // 60)
        if seen.minute != minute:
            seen.minute, seen.kept = minute, 0
        if seen.kept >= KEPT_A_MINUTE:
            seen.uncounted += 1
        elif len(self._waiting) >= MOST_WAITING:
            self.lost += 1
        else:
            seen.kept += 1
            self._waiting.append((now, device, mn, address, reason, 1, raw[:MOST_BYTES]))

    async def flush(self, connection: Connection) -> None:
        """Write what waits; on failure it waits on."""
        rows = list(self._waiting)
        counts = [(seen.uncounted, *key) for key, seen in self._seen.items() if seen.uncounted]
        if not rows and not counts:
            return
        async with connection.transaction(), connection.cursor() as cursor:
            if rows:
                await cursor.executemany(_INSERT, rows)
            if counts:
                await cursor.executemany(_COUNT, counts)
        del self._waiting[: len(rows)]
        for number, *key in counts:
            self._seen[key[0], key[1], key[2]].uncounted -= int(number)
