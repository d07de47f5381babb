"""Bytes to frames. Framed by length; what is read never depends on how the bytes were cut."""

import re
from typing import Final

from shangyou.codecs.hj212.cipher import CipherOf, apply
from shangyou.codecs.hj212.crc import crc16
from shangyou.codecs.hj212.frame import Frame, Malformed, Mark, Reason
from shangyou.codecs.hj212.segment import read

_HEADER_BYTES: Final = 6
_CRC_BYTES: Final = 4
_NOISE_BYTES: Final = 4096
_BLANK: Final = b"\r\n \t\0"
_HEADER: Final = re.compile(rb"##[0-9]{4}")
_NOISE_END: Final = re.compile(rb"##[0-9]{4}|\n")
# Plain text holds neither a header nor a line end; either shows that the declared length lies.
_BREAK: Final = re.compile(rb"##[0-9]{4}|\n")
# Cipher bytes may hold anything; only a whole tail after plain ASCII shows a lie there.
_BREAK_IN_AREA: Final = re.compile(rb"##[0-9]{4}|&&[0-9A-Fa-f]{4}\r?\n")
_HEADER_BEGUN: Final = re.compile(rb"#(?:#[0-9]{0,3})?\Z")
_CRC: Final = re.compile(rb"[0-9A-Fa-f]{4}")
_AREA: Final = b"CP=&&"
_MAY_BE_ENCRYPTED: Final = re.compile(
    rb"(?=.*\bCN=(?:2[0-9]{3}|1014|3020);)(?=.*\bFlag=(?:8|9|10|11);)", re.DOTALL
)
_MN: Final = re.compile(rb"(?:\A|;)MN=([^;]+)")


class Decoder:
    """One connection's bytes in, frames out. Never raises; holds one frame at most."""

    def __init__(self, cipher_of: CipherOf | None = None) -> None:
        self._cipher_of = cipher_of
        self._held = b""
        self._after_crc = False

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame | Malformed]:
        """Take what the network gave and return what is complete."""
        buffer = self._held + data if self._held else bytes(data)
        found: list[Frame | Malformed] = []
        position = self._run(buffer, found)
        self._held = buffer[position:]
        return found

    def finish(self) -> list[Frame | Malformed]:
        """Return what the end of the connection left: good frames inside a broken one too."""
        found: list[Frame | Malformed] = []
        while self._held:
            end = len(self._held)
            if _HEADER.match(self._held):
                inner = _HEADER.search(self._held, 1)
                end = inner.start() if inner else end
                found.append(Malformed(Reason.TRUNCATED, self._held[:end]))
            elif self._held.strip(_BLANK):
                found.append(Malformed(Reason.NOISE, self._held))
            rest, self._held, self._after_crc = self._held[end:], b"", False
            found += self.feed(rest)
        return found

    def _run(self, buffer: bytes, found: list[Frame | Malformed]) -> int:
        position, size = 0, len(buffer)
        while position < size:
            if buffer.startswith(b"\r\n", position):
                moved = position + 2
                self._after_crc = False
            elif _HEADER.match(buffer, position):
                moved = self._frame(buffer, position, found)
            else:
                moved = self._skip_noise(buffer, position, found)
            if moved == position:
                break
            position = moved
        return position

    def _skip_noise(self, buffer: bytes, start: int, found: list[Frame | Malformed]) -> int:
        match = _NOISE_END.search(buffer, start, start + _NOISE_BYTES + _HEADER_BYTES)
        limit = start + _NOISE_BYTES
        if match and match.start() <= limit:
            end = match.end() if match.group() == b"\n" else match.start()
        elif len(buffer) >= limit + _HEADER_BYTES:
            end = limit
        else:
            return start
        noise = buffer[start:end]
        if noise.strip(_BLANK):
            found.append(Malformed(Reason.NOISE, noise))
            self._after_crc = False
        elif b"\n" in noise:
            self._after_crc = False
        return end

    def _frame(self, buffer: bytes, start: int, found: list[Frame | Malformed]) -> int:
        begin = start + _HEADER_BYTES
        end = begin + int(buffer[start + 2 : begin])
        stop = end + _CRC_BYTES
        segment = buffer[begin:end]
        area = segment.find(_AREA)
        if stop > len(buffer) or b"##" in segment or b"\n" in segment:
            cut = self._break(segment, area)
            if cut:
                found.append(Malformed(Reason.LENGTH, buffer[start : begin + cut]))
                self._after_crc = False
                return begin + cut
            if stop > len(buffer):
                return start
        marks = [Mark.NO_LINE_END_BEFORE] if self._after_crc else []
        result = self._check(buffer[start:stop], segment, area, marks)
        if isinstance(result, Malformed):
            # The length may be the lie: a header inside begins again.
            inner = _HEADER.search(buffer, start + 1, stop + _HEADER_BYTES - 1)
            if inner and inner.start() < stop:
                stop = inner.start()
                result = Malformed(result.reason, buffer[start:stop])
            elif len(buffer) < stop + _HEADER_BYTES - 1:
                begun = _HEADER_BEGUN.search(buffer, stop - _HEADER_BYTES + 1)
                if begun and begun.start() < stop:
                    return start
            self._after_crc = False
        else:
            self._after_crc = True
        found.append(result)
        return stop

    @staticmethod
    def _break(segment: bytes, area: int) -> int:
        """Return where the segment breaks off before its declared end, 0 where it does not."""
        if area < 0 or not _MAY_BE_ENCRYPTED.match(segment, 0, area):
            match = _BREAK.search(segment)
        else:
            match = _BREAK.search(segment, 0, area)
            if match is None:
                match = _BREAK_IN_AREA.search(segment, area)
                if match and not segment[area : match.start()].isascii():
                    match = None
        if match is None:
            return 0
        return match.start() if match.group()[:2] == b"##" else match.end()

    def _check(self, raw: bytes, segment: bytes, area: int, marks: list[Mark]) -> Frame | Malformed:
        crc = raw[-_CRC_BYTES:]
        if not _CRC.fullmatch(crc):
            return Malformed(Reason.CRC_MISSING, raw)
        # The two && are distinct: a length two short of CP=&&&& must not pass.
        if area < 0 or len(segment) < area + len(_AREA) + 2 or not segment.endswith(b"&&"):
            return Malformed(Reason.STRUCTURE, raw)
        if crc != crc.upper():
            marks.append(Mark.LOWER_CASE_CRC)
        wanted = int(crc, 16)
        fits = crc16(segment) == wanted
        middle = area + len(_AREA)
        # A block of cipher is plain ASCII once in 65,536: such an area was sent plain.
        if segment.isascii() or not _MAY_BE_ENCRYPTED.match(segment, 0, area):
            return read(raw, segment, False, marks) if fits else Malformed(Reason.CRC_WRONG, raw)
        device = _MN.search(segment, 0, area)
        cipher = (
            self._cipher_of(device[1].decode("latin-1")) if self._cipher_of and device else None
        )
        if cipher is not None:
            plain = segment[:middle] + apply(cipher.decrypt, segment[middle:-2]) + b"&&"
            # The CRC has 256 values only: it must also be text.
            if crc16(plain) == wanted and _legible(plain):
                return read(raw, plain, True, marks)
        if fits and _legible(segment):
            return read(raw, segment, False, marks)
        return Malformed(Reason.ENCRYPTED if cipher is None else Reason.KEY, raw)


def _legible(segment: bytes) -> bool:
    """Whether the bytes are text; cipher bytes hardly ever are."""
    for encoding in ("utf-8", "gbk"):
        try:
            segment.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
