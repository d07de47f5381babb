"""Rows into PostgreSQL: one transaction a batch. What `commit` has returned for is durable.

A batch goes straight into its tables by COPY. Only when a key of it is there already, which is
what a re-sent frame means, is it copied beside them and merged; a while of that, and the merge is
tried first. Rows are put in the order of their keys, so two writers never wait for each other.
"""

import time
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

import psycopg
from psycopg import errors

from shangyou.warning.telemetry.rows import (
    COPY_BEGIN,
    COPY_END,
    Key,
    Row,
    pack_raw,
    pack_reading,
)
from shangyou.warning.telemetry.times import microseconds

_COLUMNS: Final = (
    "device_id, at, key_at, key_digest, cn, pno, received_at, batch, layout, marks, flags, values"
)
COPY_READING: Final = f"COPY warning_reading ({_COLUMNS}) FROM STDIN (FORMAT binary)"
COPY_INCOMING: Final = f"COPY pg_temp.incoming ({_COLUMNS}) FROM STDIN (FORMAT binary)"
COPY_RAW: Final = (
    "COPY warning_rawframe (received_at, batch, device_id, key_at, key_digest, cn, pno, raw)"
    " FROM STDIN (FORMAT binary)"
)
MERGE: Final = f"""
INSERT INTO warning_reading ({_COLUMNS}) SELECT {_COLUMNS} FROM pg_temp.incoming
ORDER BY device_id, key_at, cn, pno, key_digest
ON CONFLICT DO NOTHING RETURNING device_id, key_at, cn, pno, key_digest
"""
INCOMING: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE warning_reading) ON COMMIT DELETE ROWS"
)
_BEGIN: Final = "BEGIN; SELECT nextval('warning_batch_id')"
_MERGE_FIRST_S: Final = 2.0
_by_key: Final = attrgetter("key")

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


class Store:
    """One connection that writes batches. Not shared between tasks."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Connection | None = None
        self._merge_until = 0.0
        self.again = 0

    async def connection(self) -> Connection:
        """Give the connection, opened anew when it was lost."""
        if self._connection is None or self._connection.closed:
            self._connection = await open_connection(self._address)
            await self._connection.execute(INCOMING)
        return self._connection

    async def close(self) -> None:
        """Let the connection go; what was under way is rolled back by the server."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def commit(self, rows: Sequence[Row]) -> set[Key]:
        """Make rows durable; return the keys that were new. Raises psycopg.Error and stores nothing then."""
        by_key = {row.key: row for row in reversed(rows)}
        chosen = sorted(by_key.values(), key=_by_key)
        connection = await self.connection()
        await self._layouts(connection, chosen)
        if time.monotonic() >= self._merge_until:
            try:
                return await self._straight(connection, chosen)
            except errors.UniqueViolation:
                await connection.execute("ROLLBACK")
                self._merge_until = time.monotonic() + _MERGE_FIRST_S
        try:
            return await self._merge(connection, chosen)
        except psycopg.Error:
            if not connection.closed:
                await connection.execute("ROLLBACK")
            raise

    async def _layouts(self, connection: Connection, rows: Iterable[Row]) -> None:
        for layout in {row.layout for row in rows if row.layout.id is None}:
            cursor = await connection.execute(
                "SELECT warning_layout_of(%s::text[])", [list(layout.items)]
            )
            found = await cursor.fetchone()
            assert found is not None  # noqa: S101 (a function returns one row)
            layout.id = int(found[0])

    async def _straight(self, connection: Connection, rows: list[Row]) -> set[Key]:
        try:
            batch = await _begin(connection)
            await _copy(connection, COPY_READING, (pack_reading(row, batch) for row in rows))
            await _copy(connection, COPY_RAW, (pack_raw(row, batch) for row in rows))
            await _finish(connection, batch, len(rows))
        except errors.UniqueViolation:
            raise
        except psycopg.Error:
            if not connection.closed:
                await connection.execute("ROLLBACK")
            raise
        return {row.key for row in rows}

    async def _merge(self, connection: Connection, rows: list[Row]) -> set[Key]:
        batch = await _begin(connection)
        await _copy(connection, COPY_INCOMING, (pack_reading(row, batch) for row in rows))
        cursor = await connection.execute(MERGE)
        new = {
            (device, microseconds(key_at), cn, pno, digest)
            async for device, key_at, cn, pno, digest in cursor
        }
        fresh = [row for row in rows if row.key in new]
        self.again += len(rows) - len(fresh)
        if fresh:
            self._merge_until = (
                self._merge_until
                if len(fresh) == len(rows)
                else (time.monotonic() + _MERGE_FIRST_S)
            )
            await _copy(connection, COPY_RAW, (pack_raw(row, batch) for row in fresh))
            await _finish(connection, batch, len(fresh))
        else:
            self._merge_until = time.monotonic() + _MERGE_FIRST_S
            await connection.execute("COMMIT")
        return new


async def open_connection(address: str) -> Connection:
    """Open a connection that speaks the store's own times and gives up on a dead network."""
    return await psycopg.AsyncConnection.connect(
        address,
        autocommit=True,
        connect_timeout=5,
        application_name="shangyou gateway",
        options="-c timezone=UTC -c synchronous_commit=on -c idle_in_transaction_session_timeout=60000",
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=20_000,
    )


async def _begin(connection: Connection) -> int:
    cursor = await connection.execute(_BEGIN)
    cursor.nextset()
    found = await cursor.fetchone()
    assert found is not None  # noqa: S101 (a sequence gives one row)
    return int(found[0])


async def _copy(connection: Connection, statement: str, packed: Iterable[bytes]) -> None:
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(b"%b%b%b" % (COPY_BEGIN, b"".join(packed), COPY_END))


async def _finish(connection: Connection, batch: int, frames: int) -> None:
    # both words in one journey; the numbers are our own integers
    await connection.execute(
        f"INSERT INTO warning_batch (id, frames) VALUES ({batch:d}, {frames:d}); COMMIT"
    )
