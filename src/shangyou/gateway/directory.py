"""The registered devices, kept in memory and refreshed from the registers."""

import datetime as dt
import logging
from typing import Any, Final

from shangyou.codecs.hj212 import Sm4
from shangyou.codecs.hj212.cipher import BLOCK_BYTES
from shangyou.codecs.openssl import CipherUnavailableError, NotAuthenticError
from shangyou.warning.keys.sealing import Sealer, WrongKeyError, about_device
from shangyou.warning.telemetry.rows import Bounds, Sender
from shangyou.warning.telemetry.store import Connection
from shangyou.warning.telemetry.times import microseconds

log = logging.getLogger("shangyou.gateway")

REFRESH_S: Final = 3.0
_FINGERPRINT: Final = """
SELECT (SELECT (count(*), max(updated_at)) FROM warning_device)::text
    || (SELECT (count(*), max(updated_at)) FROM warning_station)::text
    || (SELECT (count(*), max(updated_at)) FROM warning_monitoredfactor)::text
    || (SELECT (count(*), max(set_at)) FROM warning_devicekey)::text
"""
_DEVICES: Final = """
SELECT d.id, d.mn, d.password, d.system_code, d.interval_s, d.address, d.enabled, s.maintenance_until
FROM warning_device d JOIN warning_station s ON s.id = d.station_id
"""
_BOUNDS: Final = """
SELECT device_id, code, plausible_low, plausible_high FROM warning_monitoredfactor
WHERE plausible_low IS NOT NULL OR plausible_high IS NOT NULL
"""
_KEYS: Final = "SELECT device_id, sealed FROM warning_devicekey"


class Directory:
    """Devices by their number; what is known of a device lives on through a refresh."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        self._sealer = sealer
        self._opened: dict[int, tuple[bytes, Sm4 | None]] = {}
        self._keyed: dict[str, Sm4 | None] = {}
        self.by_mn: dict[str, Sender] = {}
        self.by_id: dict[int, Sender] = {}
        self.disabled: set[str] = set()
        self._fingerprint = ""

    def cipher_of(self, mn: str) -> Sm4 | None:
        """Give the cipher of a device by its number, None where no key is known."""
        return self._keyed.get(mn)

    def asks_encryption(self, mn: str) -> bool:
        """Say whether a key is set for a device, be it one that cannot be opened."""
        return mn in self._keyed

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
        opened: dict[int, tuple[bytes, Sm4 | None]] = {}
        async for device, sealed in await connection.execute(_KEYS):
            opened[device] = self._open(device, bytes(sealed))
        self._opened = opened
        self._keyed = {s.mn: opened[s.id][1] for s in by_mn.values() if s.id in opened}
        self.by_mn, self.disabled = by_mn, disabled
        self.by_id = {sender.id: sender for sender in by_mn.values()}
        self._fingerprint = fingerprint
        return True

    def _open(self, device: int, sealed: bytes) -> tuple[bytes, Sm4 | None]:
        """Open a key; one that cannot be opened leaves its device's frames encrypted, and says so."""
        known = self._opened.get(device)
        if known is not None and known[0] == sealed:
            return known
        key: Sm4 | None = None
        try:
            if self._sealer is not None:
                cipher = Sm4(self._sealer.open(sealed, about_device(device)))
                # an OpenSSL without SM4 shows here, not in the middle of a device's bytes
                cipher.encrypt(bytes(BLOCK_BYTES))
                key = cipher
        except (WrongKeyError, NotAuthenticError, CipherUnavailableError) as error:
            log.warning("the key of device %d cannot be opened: %s", device, error)
        return sealed, key

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
