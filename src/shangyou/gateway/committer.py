"""Group commit: frames gather for a few milliseconds, one transaction stores them, then they are acknowledged."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

import psycopg

from shangyou.warning.telemetry.rows import Row
from shangyou.warning.telemetry.store import Store

log = logging.getLogger("shangyou.gateway")

WINDOW_S: Final = 0.004
BATCH: Final = 1500
HIGH, LOW = 16_000, 8_000
"""Frames that wait: above the first nobody is read, below the second everybody again."""
STALLED_S: Final = 30.0
RETRY_S: Final = (0.1, 0.3, 1.0, 2.0)


class Readers(Protocol):
    """Whoever delivers frames and can be told to stop."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...


class Committer:
    """The queue in front of the store; bounded by not reading, never by dropping."""

    def __init__(self, store: Store, readers: Readers, refused: Callable[[Row, str], None]) -> None:
        self._store, self._readers, self._refused = store, readers, refused
        self._pending: list[Row] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self.paused = False
        self.taken = 0
        self.added = 0
        self.stored = 0
        self.batches = 0
        self.peak = 0
        self.down_since: float | None = None
        self.after: list[Callable[[list[Row]], None]] = []
        """Told of each batch once it is stored."""

    @property
    def waiting(self) -> int:
        """Frames that are not stored yet."""
        return len(self._pending) + self.taken

    def add(self, row: Row) -> None:
        """Take a frame; it is stored or, when this process dies, was never acknowledged."""
        self._pending.append(row)
        self.added += 1
        if not self._wake.is_set():
            self._wake.set()
        if not self.paused and self.waiting >= HIGH:
            self.paused = True
            self._readers.pause()

    def stop(self) -> None:
        """Store what waits, then end."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Store batch after batch until stopped and empty."""
        while True:
            await self._wake.wait()
            if not self._pending:
                if self._stopping:
                    return
                self._wake.clear()
                continue
            if len(self._pending) < BATCH and not self._stopping:
                await asyncio.sleep(WINDOW_S)
            batch = self._pending[:BATCH]
            del self._pending[: len(batch)]
            self.taken = len(batch)
            self.peak = max(self.peak, self.waiting)
            await self._keep_at(batch)
            self.taken = 0
            if self.paused and self.waiting <= LOW:
                self.paused = False
                self._readers.resume()

    async def _keep_at(self, batch: list[Row]) -> None:
        """Try until the batch is stored; whatever the database does, nothing is acknowledged before."""
        tries = 0
        while True:
            try:
                async with asyncio.timeout(STALLED_S):
                    await self._store.commit(batch)
            except (
                psycopg.OperationalError,
                psycopg.InterfaceError,
                TimeoutError,
                OSError,
            ) as error:
                if self.down_since is None:
                    self.down_since = asyncio.get_running_loop().time()
                    log.warning("the database is away, frames wait: %s", _first_line(error))
                await self._let_go()
                if self._stopping:
                    return
                await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
            except psycopg.Error as error:
                await self._let_go()
                if len(batch) == 1:
                    log.exception("a frame the database refuses is set aside")
                    self._refused(batch[0], _first_line(error))
                    return
                # one row that cannot be stored must not hold up the others
                middle = len(batch) // 2
                await self._keep_at(batch[:middle])
                await self._keep_at(batch[middle:])
                return
            else:
                if self.down_since is not None:
                    log.warning("the database is back")
                    self.down_since = None
                break
        self.batches += 1
        self.stored += len(batch)
        acknowledge(batch)
        for told in self.after:
            told(batch)

    async def _let_go(self) -> None:
        try:
            await self._store.close()
        except (psycopg.Error, OSError) as error:
            log.debug("closing a broken connection: %s", error)


def acknowledge(batch: Iterable[Row]) -> None:
    """Send the answers of stored frames, one write a connection."""
    answers: dict[Any, list[bytes]] = {}
    for row in batch:
        if row.answer is not None and row.connection is not None:
            answers.setdefault(row.connection, []).append(row.answer)
    for connection, parts in answers.items():
        connection.send(parts[0] if len(parts) == 1 else b"".join(parts))


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
