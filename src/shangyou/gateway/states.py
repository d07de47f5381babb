"""What the devices' pages show of the present: gathered in memory, written every few seconds.

It is told from what was stored, so a gateway that dies loses seconds of it and no reading.
"""

import time
from dataclasses import dataclass
from typing import Final

from shangyou.warning.telemetry.rows import Row, Sender
from shangyou.warning.telemetry.store import Connection
from shangyou.warning.telemetry.times import UNIX_TO_2000_US, moment

FLUSH_S: Final = 3.0
_COLUMNS: Final = (
    "device_id, heard_at, address, gateway, connected, at, received_at, cn, layout, flags,"
    ' "values", marks, marked_at, frames, marked'
)
_UPSERT: Final = f"""
INSERT INTO warning_devicestate AS s ({_COLUMNS})
SELECT {_COLUMNS} FROM pg_temp.heard ORDER BY device_id
ON CONFLICT (device_id) DO UPDATE SET
    heard_at = greatest(s.heard_at, EXCLUDED.heard_at),
    address = EXCLUDED.address, gateway = EXCLUDED.gateway, connected = EXCLUDED.connected,
    at = coalesce(EXCLUDED.at, s.at), received_at = coalesce(EXCLUDED.received_at, s.received_at),
    cn = coalesce(EXCLUDED.cn, s.cn), layout = coalesce(EXCLUDED.layout, s.layout),
    flags = coalesce(EXCLUDED.flags, s.flags), "values" = coalesce(EXCLUDED."values", s."values"),
    marks = CASE WHEN EXCLUDED.marked > 0 THEN EXCLUDED.marks ELSE s.marks END,
    marked_at = coalesce(EXCLUDED.marked_at, s.marked_at),
    frames = s.frames + EXCLUDED.frames, marked = s.marked + EXCLUDED.marked
"""  # noqa: S608 (a constant of ours)


@dataclass(slots=True)
class _Heard:
    address: str
    heard_us: int = 0
    latest: Row | None = None
    marked: Row | None = None
    frames: int = 0
    marked_frames: int = 0
    connected: bool = True


class States:
    """What was heard of each device since the last flush."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._heard: dict[int, _Heard] = {}

    def stored(self, batch: list[Row]) -> None:
        """Take note of a stored batch."""
        for row in batch:
            heard = self._heard.get(row.sender.id)
            if heard is None:
                heard = self._heard[row.sender.id] = _Heard(getattr(row.connection, "address", ""))
            heard.heard_us = row.received
            heard.frames += 1
            heard.connected = True
            if row.marks:
                heard.marked_frames += 1
                heard.marked = row
            # what is back-filled is not the present
            if (
                row.values
                and row.counted
                and row.key[2] != 2031
                and (heard.latest is None or row.at >= heard.latest.at)
            ):
                heard.latest = row

    def gone(self, senders: tuple[Sender, ...], address: str) -> None:
        """Take note of a connection that ended."""
        for sender in senders:
            heard = self._heard.get(sender.id)
            if heard is None:
                heard = self._heard[sender.id] = _Heard(
                    address, time.time_ns() // 1000 - UNIX_TO_2000_US
                )
            heard.connected = False

    async def flush(self, connection: Connection) -> None:
        """Write what was heard; on failure it is kept and written next time."""
        heard, self._heard = self._heard, {}
        if not heard:
            return
        try:
            async with connection.transaction(), connection.cursor() as cursor:
                await cursor.execute(
                    "CREATE TEMP TABLE IF NOT EXISTS heard (LIKE warning_devicestate INCLUDING DEFAULTS)"
                    " ON COMMIT DELETE ROWS"
                )
                async with cursor.copy(f"COPY pg_temp.heard ({_COLUMNS}) FROM STDIN") as copy:
                    for device, h in heard.items():
                        await copy.write_row(self._columns(device, h))
                await cursor.execute(_UPSERT)
        except BaseException:
            for device, h in heard.items():
                self._heard.setdefault(device, h)
            raise

    def _columns(self, device: int, heard: _Heard) -> tuple[object, ...]:
        row, marked = heard.latest, heard.marked
        present: tuple[object, ...] = (None,) * 6
        if row is not None and row.layout.id is not None:
            present = (
                moment(row.at), moment(row.received), row.key[2], row.layout.id,
                row.flags.decode("ascii"), row.values,
            )  # fmt: skip
        return (
            device, moment(heard.heard_us), heard.address, self._gateway, heard.connected, *present,
            marked.marks if marked else 0, moment(marked.received) if marked else None,
            heard.frames, heard.marked_frames,
        )  # fmt: skip
