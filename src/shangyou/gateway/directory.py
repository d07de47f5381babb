"""The registered devices, kept in memory and refreshed from the registers."""

import datetime as dt
from typing import Any, Final

from shangyou.warning.telemetry.rows import Bounds, Sender
from shangyou.warning.telemetry.store import Connection
from shangyou.warning.telemetry.times import microseconds

REFRESH_S: Final = 3.0
_FINGERPRINT: Final = """
SELECT (SELECT (count(*), max(updated_at)) FROM warning_device)::text
    || (SELECT (count(*), max(updated_at)) FROM warning_station)::text
    || (SELECT (count(*), max(updated_at)) FROM warning_monitoredfactor)::text
"""
_DEVICES: Final = """
SELECT d.id, d.mn, d.password, d.system_code, d.interval_s, d.address, d.enabled, s.maintenance_until
FROM warning_device d JOIN warning_station s ON s.id = d.station_id
"""
_BOUNDS: Final = """
SELECT device_id, code, plausible_low, plausible_high FROM warning_monitoredfactor
WHERE plausible_low IS NOT NULL OR plausible_high IS NOT NULL
"""


class Directory:
    """Devices by their number; what is known of a device lives on through a refresh."""

    def __init__(self) -> None:
        self.by_mn: dict[str, Sender] = {}
        self.by_id: dict[int, Sender] = {}
        self.disabled: set[str] = set()
        self._fingerprint = ""

    async def refresh(self, connection: Connection) -> bool:
        """Read the registers again when they changed."""
        cursor = await connection.execute(_FINGERPRINT)
        found = await cursor.fetchone()
        fingerprint = str(found[0]) if found else ""
        if fingerprint == self._fingerprint:
            return False
        bounds: dict[int, dict[str, Bounds]] = {}
        async for device, code, low, high in await connection.execute(_BOUNDS):
            bounds.setdefault(device, {})[code] = (low, high)
        by_mn: dict[str, Sender] = {}
        disabled: set[str] = set()
        async for row in await connection.execute(_DEVICES):
            self._take(row, bounds, by_mn, disabled)
        self.by_mn, self.disabled = by_mn, disabled
        self.by_id = {sender.id: sender for sender in by_mn.values()}
        self._fingerprint = fingerprint
        return True

    def _take(
        self,
        row: tuple[Any, ...],
        bounds: dict[int, dict[str, Bounds]],
        by_mn: dict[str, Sender],
        disabled: set[str],
    ) -> None:
        device, mn, password, system_code, interval_s, address, enabled, until = row
        if not enabled:
            disabled.add(mn)
            return
        sender = self.by_id.get(device)
        if sender is None:
            sender = Sender(device, mn, password, system_code, interval_s, address)
        else:
            sender.mn, sender.password, sender.system_code = mn, password, system_code
            sender.interval_s, sender.address = interval_s, address
        sender.maintenance_until_us = (
            microseconds(until.astimezone(dt.UTC)) if until is not None else 0
        )
        found = bounds.get(device, {})
        if found != sender.bounds:
            sender.bounds = found
            sender.layout_bounds.clear()
        by_mn[mn] = sender
