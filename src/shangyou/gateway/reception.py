"""What is done with each packet, whichever way it came: TCP, MQTT or a file."""

import re
import time
from collections.abc import Callable
from typing import Any, Final

from shangyou.codecs.hj212 import (
    Frame,
    Malformed,
    Reason,
    acknowledge,
    crc16,
    encode,
    lacks_encryption,
)
from shangyou.gateway.committer import Committer
from shangyou.gateway.directory import Directory
from shangyou.gateway.quarantine import Quarantine
from shangyou.science.messages import BadInput
from shangyou.warning.telemetry import marks as m
from shangyou.warning.telemetry.layouts import Layouts
from shangyou.warning.telemetry.rows import Sender, read
from shangyou.warning.telemetry.times import UNIX_TO_2000_US

_ANSWERS: Final = frozenset({"9011", "9012", "9013", "9014"})
_EDITION_BITS: Final = {2005: 0, 2017: 4, 2025: 8}
_MN: Final = re.compile(rb"\bMN=([0-9A-Za-z_]{1,24});")
_NOT_OPENED: Final = frozenset({Reason.ENCRYPTED, Reason.KEY})
CONTESTED_US: Final = 600_000_000


def answer_to(frame: Frame) -> bytes | None:
    """Return the acknowledgement of a frame, None where none is asked or none can be written."""
    if not frame.wants_answer:
        return None
    if frame.marks or frame.flag is None or "#" in frame.pw or "&" in frame.pw:
        try:
            return encode(acknowledge(frame))
        except BadInput:
            return None
    cn = "9013" if frame.cn == "1013" else "9014"
    segment = (
        f"QN={frame.qn};ST=91;CN={cn};PW={frame.pw};MN={frame.mn};"
        f"Flag={_EDITION_BITS[frame.version]};CP=&&&&"
    ).encode()
    return b"##%04d%b%04X\r\n" % (len(segment), segment, crc16(segment))


class Reception:
    """Sorts packets: to the store, to the commands that wait for an answer, or to quarantine."""

    def __init__(
        self,
        directory: Directory,
        committer: Committer,
        quarantine: Quarantine,
        answered: Callable[[Frame, Sender], None],
    ) -> None:
        self.directory, self.committer, self.quarantine = directory, committer, quarantine
        self._answered = answered
        # one for all connections: 10,000 decoders do not make 10,000 bound methods
        self.cipher_of = directory.cipher_of
        self._layouts = Layouts()
        self.frames = 0

    def take(
        self, packet: Frame | Malformed, connection: Any, address: str, *, begun_us: int = 0
    ) -> Sender | None:
        """Take one packet; return its device when it is a known one's frame."""
        if isinstance(packet, Malformed):
            self._set_aside(packet, address)
            return None
        sender = self.directory.by_mn.get(packet.mn)
        if sender is None:
            reason = "disabled" if packet.mn in self.directory.disabled else "unknown_device"
            self.quarantine.add(reason, packet.raw, address, packet.mn)
            return None
        if sender.password and packet.pw != sender.password:
            self.quarantine.add("password", packet.raw, address, packet.mn, sender.id)
            return None
        if self.directory.asks_encryption(packet.mn) and lacks_encryption(
            packet.cn, packet.raw, encrypted=packet.encrypted
        ):
            self.quarantine.add("plain", packet.raw, address, packet.mn, sender.id)
            return None
        self.frames += 1
        if packet.cn in _ANSWERS:
            self._answered(packet, sender)
            return sender
        received = time.time_ns() // 1000 - UNIX_TO_2000_US
        row = read(packet, sender, received, self._layouts)
        if self._contested(sender, connection, address, received, begun_us):
            row.marks |= m.SENDER
        row.answer = answer_to(packet)
        row.connection = connection
        self.committer.add(row)
        return sender

    def _set_aside(self, packet: Malformed, address: str) -> None:
        """Keep what is no frame; one that only could not be deciphered belongs to its device."""
        sender = None
        if packet.reason in _NOT_OPENED:
            named = _MN.search(packet.raw, 0, packet.raw.find(b"CP=&&"))
            sender = self.directory.by_mn.get(named[1].decode()) if named else None
        self.quarantine.add(
            str(packet.reason),
            packet.raw,
            address,
            sender.mn if sender else "",
            sender.id if sender else None,
        )

    @staticmethod
    def _contested(
        sender: Sender, connection: Any, address: str, received: int, begun_us: int
    ) -> bool:
        """Say whether somebody else sends under the same number.

        A device that reconnects takes its number along; when the older connection then speaks
        again, there are two of them.
        """
        if sender.address and address != sender.address:
            return True
        if sender.owner is not connection:
            if sender.owner is not None and begun_us < sender.owner_until_us:
                sender.contested_until_us = received + CONTESTED_US
            sender.owner = connection
        sender.owner_until_us = received
        return received < sender.contested_until_us
