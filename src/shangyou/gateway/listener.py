"""One TCP connection: bytes in, packets to the reception, acknowledgements out."""

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final, cast

from shangyou.codecs.hj212 import Decoder, Malformed
from shangyou.gateway.reception import Reception
from shangyou.warning.telemetry.times import UNIX_TO_2000_US

if TYPE_CHECKING:
    from collections.abc import Callable

    from shangyou.warning.telemetry.rows import Sender

READ_BYTES: Final = 16_384
UNREAD_BYTES: Final = 65_536
SUSPECT_BYTES: Final = 4_096
GARBAGE_BYTES: Final = 65_536
"""So much without one good frame, and the connection is closed."""
GARBAGE_SHARE: Final = 0.2
"""Of the process's time, for what is no good frame; the rest belongs to those who send good ones."""
FIRST_FRAME_S: Final = 120.0
SILENCE_S: Final = 3900.0
"""A logger that sends hourly data alone is silent for an hour."""
STUCK_S: Final = 60.0
MOST_CONNECTIONS: Final = 12_000


class Connections:
    """Every open connection; pausing and resuming reaches all of them."""

    def __init__(self) -> None:
        self.open: set[Connection] = set()
        self.paused = False
        self.refused = 0
        # one read at a time lies here: 10,000 connections do not hold 10,000 buffers
        self.buffer = memoryview(bytearray(READ_BYTES))
        self.small_buffer = self.buffer[:SUSPECT_BYTES]
        self._suspects: deque[Connection] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def suspect(self, connection: "Connection", spent_s: float) -> None:
        """Let a connection wait whose last bytes were no good frame: all such take turns."""
        connection.suspected = True
        connection.hold()
        self._suspects.append(connection)
        if self._timer is None:
            self._later(spent_s)

    def _later(self, spent_s: float) -> None:
        wait_s = max(spent_s / GARBAGE_SHARE, 0.001)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._next)

    def _next(self) -> None:
        self._timer = None
        connection = self._suspects.popleft()
        connection.suspected = False
        connection.release()
        if self._suspects:
            self._later(0.001)

    def pause(self) -> None:
        """Stop reading everywhere."""
        self.paused = True
        for connection in self.open:
            connection.hold()

    def resume(self) -> None:
        """Read again everywhere."""
        self.paused = False
        for connection in self.open:
            connection.release()

    def sweep(self) -> None:
        """Close what says nothing, or never takes its answers."""
        now = time.monotonic()
        for connection in list(self.open):
            limit = SILENCE_S if connection.senders else FIRST_FRAME_S
            stuck = connection.stuck_since
            if self.paused:
                connection.heard = now  # it could not have been heard
            elif now - connection.heard > limit or (stuck and now - stuck > STUCK_S):
                connection.abort()


class Connection(asyncio.BufferedProtocol):
    """One device, or a concentrator with several behind it."""

    __slots__ = (
        "_connections", "_decoder", "_held", "_lost", "_reception", "_transport", "address",
        "begun_us", "garbage", "heard", "senders", "stuck_since", "suspected",
    )  # fmt: skip

    def __init__(
        self,
        connections: Connections,
        reception: Reception,
        lost: "Callable[[Connection], None]",
    ) -> None:
        self._connections, self._reception, self._lost = connections, reception, lost
        self._decoder = Decoder(reception.cipher_of)
        self._transport: asyncio.Transport | None = None
        self._held = False
        self.address = ""
        self.begun_us = 0
        self.garbage = 0
        self.heard = 0.0
        self.stuck_since = 0.0
        self.suspected = False
        self.senders: tuple[Sender, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless the house is full."""
        self._transport = cast("asyncio.Transport", transport)
        if len(self._connections.open) >= MOST_CONNECTIONS:
            self._connections.refused += 1
            self._transport.abort()
            return
        peer: Any = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self.begun_us = time.time_ns() // 1000 - UNIX_TO_2000_US
        self.heard = time.monotonic()
        self._transport.set_write_buffer_limits(high=UNREAD_BYTES)
        self._connections.open.add(self)
        if self._connections.paused:
            self.hold()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 (asyncio's signature)
        """Lend the common buffer for one read, a small part of it to who sent garbage before."""
        return self._connections.small_buffer if self.garbage else self._connections.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read."""
        began = time.perf_counter()
        packets = self._decoder.feed(bytes(self._connections.buffer[:nbytes]))
        good = False
        for packet in packets:
            sender = self._reception.take(packet, self, self.address, begun_us=self.begun_us)
            if sender is not None:
                good = True
                if sender not in self.senders:
                    self.senders = (*self.senders, sender)
        if good:
            self.garbage = 0
            self.heard = time.monotonic()
        else:
            self.garbage += nbytes
            if self.garbage > GARBAGE_BYTES:
                self._reception.quarantine.add(
                    "flood", bytes(self._connections.buffer[: min(nbytes, 256)]), self.address
                )
                self.abort()
            elif packets or self.garbage > READ_BYTES:
                self._connections.suspect(self, time.perf_counter() - began)

    def eof_received(self) -> bool:
        """Close when the other side does."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Keep what the end cut off."""
        self._connections.open.discard(self)
        for packet in self._decoder.finish():
            if isinstance(packet, Malformed):
                device = self.senders[0] if len(self.senders) == 1 else None
                self._reception.quarantine.add(
                    str(packet.reason),
                    packet.raw,
                    self.address,
                    device.mn if device else "",
                    device.id if device else None,
                )
            else:
                self._reception.take(packet, self, self.address, begun_us=self.begun_us)
        self._transport = None
        self._lost(self)
        for sender in self.senders:
            if sender.owner is self:
                sender.owner = None

    def pause_writing(self) -> None:
        """Read nothing from who does not take his answers."""
        self.stuck_since = time.monotonic()
        self.hold()

    def resume_writing(self) -> None:
        """Read again."""
        self.stuck_since = 0.0
        self.release()

    def hold(self) -> None:
        """Stop reading this connection."""
        if self._transport is not None and not self._held and not self._transport.is_closing():
            self._held = True
            self._transport.pause_reading()

    def release(self) -> None:
        """Read this connection again, unless something else still holds it."""
        if (
            self._held
            and not self._connections.paused
            and not self.stuck_since
            and not self.suspected
            and self._transport is not None
            and not self._transport.is_closing()
        ):
            self._held = False
            self._transport.resume_reading()

    def send(self, data: bytes) -> None:
        """Write, when somebody is still there."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def abort(self) -> None:
        """End at once."""
        if self._transport is not None:
            self._transport.abort()
