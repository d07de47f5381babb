"""`shangyou gateway`: the listener with everything around it, in one process."""

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Final

import psycopg

from shangyou.gateway.commands import Commands
from shangyou.gateway.committer import Committer
from shangyou.gateway.directory import REFRESH_S, Directory
from shangyou.gateway.listener import Connection, Connections
from shangyou.gateway.mqtt import MqttListener
from shangyou.gateway.quarantine import Quarantine
from shangyou.gateway.reception import Reception
from shangyou.gateway.states import FLUSH_S, States
from shangyou.warning.keys.sealing import Sealer
from shangyou.warning.telemetry.rows import Row
from shangyou.warning.telemetry.store import Store, open_connection

log = logging.getLogger("shangyou.gateway")

BACKLOG: Final = 4096
BEAT_S: Final = 5.0
STEP_S: Final = 1.0
_BEAT: Final = """
INSERT INTO core_partbeat (name, at, since, detail) VALUES ('gateway', now(), %s, %s)
ON CONFLICT (name) DO UPDATE SET at = now(), detail = EXCLUDED.detail,
    since = least(core_partbeat.since, EXCLUDED.since)
"""
_BEGIN: Final = """
INSERT INTO core_partbeat (name, at, since, detail) VALUES ('gateway', now(), now(), '')
ON CONFLICT (name) DO UPDATE SET at = now(), since = CASE
    WHEN core_partbeat.at < now() - interval '20 seconds' THEN now() ELSE core_partbeat.since END
RETURNING since
"""
_END: Final = "UPDATE core_partbeat SET at = now() - interval '1 minute' WHERE name = 'gateway'"
_TELL: Final = "SELECT warning_tell('system', 'gateway', 'system.changed')"


class Gateway:
    """One listening process."""

    def __init__(
        self, address: str, *, host: str, port: int, mqtt: str = "", secret: str = ""
    ) -> None:
        self._address, self._host, self._port, self._mqtt = address, host, port, mqtt
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self.store = Store(address)
        self.directory = Directory(Sealer(secret) if secret else None)
        self.quarantine = Quarantine()
        self.connections = Connections()
        self.committer = Committer(self.store, self.connections, self._refused)
        self.states = States(self.name)
        self.commands = Commands(self.name, self.directory)
        self.reception = Reception(
            self.directory, self.committer, self.quarantine, self.commands.answered
        )
        self.committer.after.append(self.states.stored)
        self._side: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    def _refused(self, row: Row, why: str) -> None:
        address = getattr(row.connection, "address", "")
        self.quarantine.add(f"refused: {why}"[:200], row.raw, address, row.sender.mn, row.sender.id)

    async def run(self, stop: asyncio.Event, ready: Callable[[int], None]) -> None:
        """Listen until told to stop; then store what waits."""
        loop = asyncio.get_running_loop()
        side = await self._connection()
        await side.execute("SELECT warning_make_months(current_date)")
        await self.directory.refresh(side)
        listening = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listening.bind((self._host, self._port))
        server = await loop.create_server(self._accept, sock=listening, backlog=BACKLOG)
        committing = loop.create_task(self.committer.run())
        mqtt = None
        if self._mqtt:
            mqtt = MqttListener(self._mqtt, str(self._port), self.reception)
            self.committer.after.append(mqtt.told)
            mqtt.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)
        ready(listening.getsockname()[1])
        chores = [
            loop.create_task(self._every(STEP_S, self._step)),
            loop.create_task(self._every(REFRESH_S, self._refresh)),
            loop.create_task(self._every(FLUSH_S, self._flush)),
            loop.create_task(self._beat(stop)),
        ]
        try:
            await stop.wait()
        finally:
            server.close()
            if mqtt is not None:
                mqtt.stop()
            for chore in chores[:3]:
                chore.cancel()
            self.committer.stop()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(committing, 10)
            for connection in list(self.connections.open):
                connection.abort()
            with contextlib.suppress(psycopg.Error, OSError):
                await self._flush()
                await self._flush()
            await asyncio.wait(chores)
            await self.store.close()
            if self._side is not None:
                await self._side.close()

    def _accept(self) -> Connection:
        return Connection(self.connections, self.reception, self._lost)

    def _lost(self, connection: Connection) -> None:
        if connection.senders:
            self.states.gone(connection.senders, connection.address)

    async def _connection(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        if self._side is None or self._side.closed:
            self._side = await open_connection(self._address)
        return self._side

    async def _every(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something again and again; a database that is away is tried again."""
        while True:
            await asyncio.sleep(seconds)
            try:
                async with asyncio.timeout(30):
                    await work()  # type: ignore[misc]
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.debug("%s: %s", work, error)
                if not isinstance(error, psycopg.errors.IntegrityError):
                    await self._let_go()

    async def _let_go(self) -> None:
        """Close the side connection, unless somebody is in the middle of using it.

        That may be a new one already; and a socket closed while the loop watches it ends the process.
        """
        if self._side is not None and not self._side.lock.locked():
            side, self._side = self._side, None
            with contextlib.suppress(psycopg.Error, OSError):
                await side.close()

    async def _step(self) -> None:
        self.connections.sweep()
        await self.commands.step(await self._connection())
        await self.quarantine.flush(await self._connection())

    async def _refresh(self) -> None:
        await self.directory.refresh(await self._connection())

    async def _flush(self) -> None:
        await self.states.flush(await self._connection())
        await self.quarantine.flush(await self._connection())

    async def _beat(self, stop: asyncio.Event) -> None:
        """Say that this part lives, on a connection of its own, so that nothing holds it up."""
        connection = None
        since: object = None
        while not stop.is_set():
            try:
                if connection is None or connection.closed:
                    connection = await open_connection(self._address)
                if since is None:
                    row = await (await connection.execute(_BEGIN)).fetchone()
                    since = row[0] if row else None
                    await connection.execute(_TELL)
                await connection.execute(_BEAT, (since, self._detail()))
            except (psycopg.Error, OSError) as error:
                log.debug("the gateway cannot say that it lives: %s", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT_S)
        with contextlib.suppress(psycopg.Error, OSError):
            if connection is not None and not connection.closed:
                await connection.execute(_END)
                await connection.execute(_TELL)
                await connection.close()

    def _detail(self) -> str:
        return (
            f"connections={len(self.connections.open)} stored={self.committer.stored}"
            f" waiting={self.committer.waiting} quarantined={self.quarantine.total}"
        )


def raise_file_limit() -> None:
    """Allow as many connections as the system lets us."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(
    address: str,
    host: str,
    port: int,
    ready: Callable[[int], None],
    *,
    mqtt: str = "",
    secret: str = "",
) -> None:
    """Run one gateway until SIGTERM or SIGINT."""
    raise_file_limit()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await Gateway(address, host=host, port=port, mqtt=mqtt, secret=secret).run(stop, ready)
