"""One simulated data logger: keeps what is not acknowledged, sends it again, reconnects, obeys commands."""

import asyncio
import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame, Group

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
MOST_KEPT: Final = 100_000
"""A logger's memory: the oldest readings give way, as they do in the field."""
_EDITION_BITS: Final = {2005: 0, 2017: 4, 2025: 8}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a logger is called and how it logs in."""

    mn: str
    password: str = "123456"  # noqa: S105 (the standard's own example, and many a device's)
    system_code: str = "21"
    version: int = 2017


History = Callable[[dt.datetime, dt.datetime], list[tuple[dt.datetime, Mapping[str, float]]]]
"""Gives the readings of a period again, for 2051 and 2061."""


class SimulatedDevice(asyncio.Protocol):
    """Sends readings, at most `window` of them unanswered."""

    def __init__(
        self,
        identity: Identity,
        host: str,
        port: int,
        *,
        window: int = 8,
        answer_s: float = 10.0,
        history: History | None = None,
        acknowledged: Callable[[str, str], None] | None = None,
    ) -> None:
        self.identity, self._host, self._port = identity, host, port
        self._window, self._answer_s = window, answer_s
        self._history, self._told = history, acknowledged
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._unanswered: dict[str, tuple[bytes, float]] = {}
        self._transport: asyncio.Transport | None = None
        self._decoder = hj212.Decoder()
        self._closed = asyncio.Event()
        self._last_qn = 0
        self.online = True
        self.clock_offset = dt.timedelta(0)
        self.sent = self.acknowledged = self.again = self.dropped = 0

    @property
    def kept(self) -> int:
        """Readings that are not acknowledged yet."""
        return len(self._waiting) + len(self._unanswered)

    # ------------------------------------------------------------------ readings
    def report(
        self,
        at: dt.datetime,
        values: Mapping[str, float | str],
        flags: Mapping[str, str] | None = None,
        cn: str = "2011",
    ) -> str:
        """Queue one reading; return its QN. Values are {code: number} or {item: text}."""
        group: Group = {}
        suffix = {"2011": "Rtd"}.get(cn, "Avg")
        for name, value in values.items():
            item = name if "-" in name else f"{name}-{suffix}"
            group[item] = value if isinstance(value, str) else f"{value:.6g}"
            group.setdefault(f"{item.rpartition('-')[0]}-Flag", (flags or {}).get(name, "N"))
        moment = (at + self.clock_offset).astimezone(BEIJING)
        frame = self._frame(cn, [{"DataTime": f"{moment:%Y%m%d%H%M%S}"}, group], wants=True)
        self.queue(frame.qn, hj212.encode(frame))
        return frame.qn

    def queue(self, qn: str, packet: bytes) -> None:
        """Queue a packet as it is."""
        if len(self._waiting) >= MOST_KEPT:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append((qn, packet))
        self._pump()

    def _frame(self, cn: str, values: list[Group], *, wants: bool, qn: str = "") -> Frame:
        identity = self.identity
        flag = _EDITION_BITS[identity.version] | int(wants)
        return Frame(
            qn or self._qn(), identity.system_code, cn, identity.password, identity.mn,
            flag, identity.version, values,
        )  # fmt: skip

    def _qn(self) -> str:
        now = dt.datetime.now(BEIJING) + self.clock_offset
        self._last_qn = max(self._last_qn + 1, int(now.timestamp() * 1000))
        return hj212.request_number(dt.datetime.fromtimestamp(self._last_qn / 1000, BEIJING))

    def _pump(self) -> None:
        if self._transport is None or not self.online:
            return
        now = asyncio.get_running_loop().time()
        packets = []
        while self._waiting and len(self._unanswered) < self._window:
            qn, packet = self._waiting.popleft()
            self._unanswered[qn] = (packet, now)
            packets.append(packet)
        if packets:
            self.sent += len(packets)
            self._transport.write(b"".join(packets))

    # ------------------------------------------------------------------ connection
    async def run(self) -> None:
        """Stay connected until cancelled."""
        wait_s = 0.1
        loop = asyncio.get_running_loop()
        try:
            while True:
                if not self.online:
                    await asyncio.sleep(0.2)
                    continue
                self._closed = asyncio.Event()
                try:
                    async with asyncio.timeout(10):
                        await loop.create_connection(lambda: self, self._host, self._port)
                except (OSError, TimeoutError):
                    await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))  # noqa: S311 (no secret)
                    wait_s = min(wait_s * 2, 5.0)
                    continue
                wait_s = 0.1
                while not self._closed.is_set():
                    try:
                        await asyncio.wait_for(self._closed.wait(), min(self._answer_s, 1.0))
                    except TimeoutError:
                        self._send_again()
        finally:
            if self._transport is not None:
                self._transport.abort()

    def go_offline(self) -> None:
        """Lose the network: readings are kept."""
        self.online = False
        if self._transport is not None:
            self._transport.abort()

    def go_online(self) -> None:
        """Have the network again: what was kept goes out in a burst."""
        self.online = True

    def _send_again(self) -> None:
        now = asyncio.get_running_loop().time()
        for qn, (packet, at) in self._unanswered.items():
            if now - at > self._answer_s and self._transport is not None:
                self._unanswered[qn] = (packet, now)
                self.again += 1
                self._transport.write(packet)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send first what was never answered, then what waited."""
        self._transport = cast("asyncio.Transport", transport)
        self._decoder = hj212.Decoder()
        now = asyncio.get_running_loop().time()
        if self._unanswered:
            self.again += len(self._unanswered)
            self._transport.write(b"".join(packet for packet, _ in self._unanswered.values()))
            self._unanswered = {qn: (p, now) for qn, (p, _) in self._unanswered.items()}
        self._pump()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Keep everything and connect anew."""
        self._transport = None
        self._closed.set()

    def data_received(self, data: bytes) -> None:
        """Take answers and commands."""
        for packet in self._decoder.feed(data):
            if not isinstance(packet, Frame):
                continue
            if packet.cn in ("9014", "9013"):
                if self._unanswered.pop(packet.qn, None) is not None:
                    self.acknowledged += 1
                    if self._told is not None:
                        self._told(self.identity.mn, packet.qn)
            else:
                self._obey(packet)
        self._pump()

    def _obey(self, command: Frame) -> None:
        """Answer a command: 9011 at once, 9012 when it is carried out."""
        items = {name: value for group in command.values for name, value in group.items()}
        known = command.cn in ("1012", "2051", "2061", "2031")
        self._answer(hj212.request_reply(command, 1 if known else 4))
        if not known:
            return
        if command.cn == "1012":
            self.clock_offset = dt.timedelta(0)
        elif self._history is not None:
            begin, end = (
                dt.datetime.strptime(items[k], "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
                for k in ("BeginTime", "EndTime")
            )
            for at, values in self._history(begin, end):
                self.report(at, values, cn=command.cn)
        self._answer(hj212.execution_result(command, 1))

    def _answer(self, frame: Frame) -> None:
        if self._transport is not None:
            self._transport.write(hj212.encode(frame))
