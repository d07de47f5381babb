"""Commands down: claimed from the queue by the gateway that holds the device, sent, and followed to an answer."""

import dataclasses
import datetime as dt
import logging
import time
from typing import Any, Final

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame
from shangyou.gateway.directory import Directory
from shangyou.warning.telemetry.rows import Sender
from shangyou.warning.telemetry.store import Connection

log = logging.getLogger("shangyou.gateway")

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
ANSWER_S: Final = 10.0
TRIES: Final = 3
"""HJ 212-2017 6.2: ten seconds, three times, unless set otherwise."""
EXPIRES: Final = "1 day"
_QUEUED: Final = """
SELECT c.id, c.device_id, c.kind, c.begins_at, c.ends_at, d.edition
FROM warning_command c JOIN warning_device d ON d.id = c.device_id
WHERE c.state = 'queued' ORDER BY c.id LIMIT 500
"""
_CLAIM: Final = """
UPDATE warning_command SET state = 'sent', gateway = %s, qn = %s, tries = 1, sent_at = now()
WHERE id = %s AND state = 'queued'
"""
_EXPIRE: Final = f"""
UPDATE warning_command SET state = CASE state WHEN 'queued' THEN 'expired' ELSE 'no_answer' END,
    answered_at = now()
WHERE (state = 'queued' AND asked_at < now() - interval '{EXPIRES}')
   OR (state = 'sent' AND sent_at < now() - interval '2 minutes')
   OR (state = 'accepted' AND sent_at < now() - interval '{EXPIRES}')
"""  # noqa: S608 (a constant of ours)
_ANSWER: Final = """
UPDATE warning_command SET state = %s, code = %s, answered_at = now()
WHERE device_id = %s AND qn = %s AND state IN ('sent', 'accepted')
"""
_AGAIN: Final = "UPDATE warning_command SET tries = %s WHERE id = %s AND state = 'sent'"
_GIVE_UP: Final = (
    "UPDATE warning_command SET state = 'no_answer', answered_at = now()"
    " WHERE id = %s AND state = 'sent'"
)


class Commands:
    """The commands this gateway has claimed and not seen answered."""

    def __init__(self, gateway: str, directory: Directory) -> None:
        self._gateway, self._directory = gateway, directory
        self._sent: dict[tuple[int, str], tuple[int, bytes, float, int]] = {}
        self._answers: list[tuple[str, str, int, str]] = []
        self._last_qn = 0

    def answered(self, frame: Frame, sender: Sender) -> None:
        """Take an answer from a device: 9011 says whether it will, 9012 whether it did."""
        items = {name: value for group in frame.values for name, value in group.items()}
        if frame.cn == "9011":
            code = items.get("QnRtn", "")
            state = "accepted" if code == "1" else "refused"
        elif frame.cn == "9012":
            code = items.get("ExeRtn", "")
            state = "done" if code == "1" else "failed"
        else:
            return
        self._sent.pop((sender.id, frame.qn), None)
        if len(self._answers) < 10_000:
            self._answers.append((state, code[:8], sender.id, frame.qn[:20]))

    async def step(self, connection: Connection) -> None:
        """Write answers, send what is queued, send again what was not answered."""
        answers = list(self._answers)
        for answer in answers:
            await connection.execute(_ANSWER, answer)
        del self._answers[: len(answers)]
        await connection.execute(_EXPIRE)
        rows = await (await connection.execute(_QUEUED)).fetchall()
        for row in rows:
            await self._claim(connection, row)
        await self._follow_up(connection)

    async def _claim(self, connection: Connection, row: tuple[Any, ...]) -> None:
        command, device, kind, begins, ends, edition = row
        sender = self._directory.by_id.get(device)
        if sender is None or sender.owner is None:
            return
        qn = self._qn()
        target = hj212.Device(sender.mn, sender.password or "123456", sender.system_code, edition)
        packet = self._packet(_frame(target, qn, kind, begins, ends), edition)
        if packet is None:
            return  # it waits until the key can be opened
        cursor = await connection.execute(_CLAIM, (self._gateway, qn, command))
        if cursor.rowcount != 1:
            return  # another gateway was first
        self._sent[device, qn] = (command, packet, time.monotonic(), 1)
        if sender.owner is not None:
            sender.owner.send(packet)

    def _packet(self, frame: Frame, edition: int) -> bytes | None:
        """Encode a command, encrypted where the edition asks for it and the device has a key."""
        if edition < 2025 or not self._directory.asks_encryption(frame.mn):
            return hj212.encode(frame)
        if not hj212.is_encrypted_command(frame.cn):
            return hj212.encode(frame)
        cipher = self._directory.cipher_of(frame.mn)
        if cipher is None:
            return None
        return hj212.encode(dataclasses.replace(frame, encrypted=True), cipher)

    async def _follow_up(self, connection: Connection) -> None:
        now = time.monotonic()
        for key, (command, packet, at, tries) in list(self._sent.items()):
            if now - at < ANSWER_S:
                continue
            sender = self._directory.by_id.get(key[0])
            if tries >= TRIES or sender is None:
                del self._sent[key]
                await connection.execute(_GIVE_UP, (command,))
                continue
            self._sent[key] = (command, packet, now, tries + 1)
            await connection.execute(_AGAIN, (tries + 1, command))
            if sender.owner is not None:
                sender.owner.send(packet)

    def _qn(self) -> str:
        """Give a request number: it is the time, and never the same twice."""
        self._last_qn = max(self._last_qn + 1, time.time_ns() // 1_000_000)
        moment = dt.datetime.fromtimestamp(self._last_qn / 1000, BEIJING)
        return hj212.request_number(moment)


def _frame(
    device: hj212.Device,
    qn: str,
    kind: str,
    begins: dt.datetime | None,
    ends: dt.datetime | None,
) -> Frame:
    if kind == "set_time" or begins is None or ends is None:
        return hj212.set_time(device, qn, dt.datetime.now(BEIJING))
    build = {
        "resend_minutes": hj212.resend_minutes,
        "resend_hours": hj212.resend_hours,
        "resend_days": hj212.resend_days,
    }[kind]
    return build(device, qn, begins.astimezone(BEIJING), ends.astimezone(BEIJING))
