"""A frame to a row: its key, its times, its values, and what must be said of it."""

import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from shangyou.codecs.hj212 import Frame, number
from shangyou.warning.telemetry import marks as m
from shangyou.warning.telemetry.layouts import MOST_PER_DEVICE, Layout, Layouts
from shangyou.warning.telemetry.times import local_us

_MINUTE_US: Final = 60_000_000
AHEAD_US: Final = 10 * _MINUTE_US
LATE_US: Final = 60 * _MINUTE_US
ANCIENT_US: Final = 366 * 24 * 60 * _MINUTE_US
_LIVE_GAP_US: Final = 10_000_000
# Deliberately narrower than float(): no nan, no inf, no underscores.
_NUMBERS: Final = re.compile(r"[0-9.\-+eE,]*", re.ASCII)
_DATA: Final = frozenset({2011, 2021, 2031, 2041, 2051, 2061, 2081, 3019, 3020})
_EMPTY: Final = Layout(())

Bounds = tuple[float | None, float | None]


@dataclass(slots=True, eq=False)
class Sender:
    """A registered device as the gateway knows it, and what it last sent here."""

    id: int
    mn: str
    password: str
    system_code: str
    interval_s: int
    address: str
    bounds: dict[str, Bounds] = field(default_factory=dict)
    maintenance_until_us: int = 0
    layouts: set[Layout] = field(default_factory=set)
    layout_bounds: dict[Layout, list[Bounds | None] | None] = field(default_factory=dict)
    last_at_us: int = 0
    last_received_us: int = 0
    owner: Any = None
    owner_until_us: int = 0
    contested_until_us: int = 0


Key = tuple[int, int, int, int, int]


@dataclass(slots=True, eq=False)
class Row:
    """One frame as it is stored; `flags` has a letter per value, or nothing where all are plain."""

    sender: Sender
    key: Key
    at: int
    received: int
    layout: Layout
    marks: int
    flags: bytes
    values: list[float | None]
    raw: bytes
    answer: bytes | None = None
    connection: Any = None

    @property
    def counted(self) -> bool:
        """Whether the frame may enter a statistic."""
        return not self.marks & m.BLOCKING


def read(frame: Frame, sender: Sender, received: int, layouts: Layouts) -> Row:
    """Build the row of a frame; never raises on what a device may send."""
    names: list[str] = []
    texts: list[str] = []
    for group in frame.values:
        names += group.keys()
        texts += group.values()
    marks = m.of_codec(frame.marks) if frame.marks else 0
    cn = int(frame.cn)
    shape = layouts.shape(tuple(names))
    at = None
    if shape is None:
        marks |= m.LAYOUTS
        layout = _EMPTY
        at = local_us(next((g["DataTime"] for g in frame.values if "DataTime" in g), ""))
    else:
        layout = shape.layout
        if shape.time >= 0:
            at = local_us(texts[shape.time])
        if layout not in sender.layouts:
            if len(sender.layouts) >= MOST_PER_DEVICE:
                marks |= m.LAYOUTS
                layout, shape = _EMPTY, None
            else:
                sender.layouts.add(layout)
    key_at, digest = _key(frame, at)
    clock, at = _clock(frame, sender, at, None if digest else key_at, received)
    marks |= clock
    if frame.st != sender.system_code:
        marks |= m.SYSTEM_CODE
    if sender.maintenance_until_us > at:
        marks |= m.UNDER_MAINTENANCE
    values: list[float | None] = []
    flags = b""
    if shape is not None and layout.items:
        values, flags, more = _values(texts, shape.values, shape.flags, layout, sender)
        marks |= more
    key = (sender.id, key_at, cn, min(frame.pno or 0, 32_767), digest)
    return Row(sender, key, at, received, layout, marks, flags, values, frame.raw)


def _key(frame: Frame, at: int | None) -> tuple[int, int]:
    """Return the time of QN and 0; where QN is no time, the data's time and a digest of the frame.

    A device of 2005 sends no QN, others a constant: their frames differ by content alone, and
    one sent again is the same to the byte.
    """
    key_at = local_us(frame.qn) if len(frame.qn) == 17 else None
    if key_at is not None:
        return key_at, 0
    digest = hashlib.blake2b(frame.raw, digest_size=8).digest()
    return at or 0, (int.from_bytes(digest, "big") >> 1) | 1


def _clock(
    frame: Frame, sender: Sender, at: int | None, key_at: int | None, received: int
) -> tuple[int, int]:
    """Judge the times; return marks and the time the row stands under."""
    marks, cn = 0, int(frame.cn)
    if key_at is not None and key_at > received + AHEAD_US:
        marks |= m.CLOCK
    if at is None:
        if cn in _DATA:
            marks |= m.NO_TIME
        return marks, key_at if key_at is not None else received
    lag = received - at
    if lag < -AHEAD_US:
        marks |= m.FUTURE
    elif lag > ANCIENT_US:
        marks |= m.ANCIENT
    elif lag > LATE_US:
        marks |= m.LATE
    if cn == 2011 and not frame.resend:
        waited, moved = received - sender.last_received_us, at - sender.last_at_us
        # Back-fill comes in a burst; what comes at the pace of the data is live, and its clock is behind.
        if (
            lag > AHEAD_US
            and sender.last_received_us
            and waited >= _LIVE_GAP_US
            and abs(waited - moved) < max(waited // 4, 2_000_000)
        ):
            marks |= m.SLOW_CLOCK
        sender.last_received_us, sender.last_at_us = received, at
    return marks, at


def _values(
    texts: list[str],
    places: tuple[int, ...],
    flag_places: tuple[int, ...],
    layout: Layout,
    sender: Sender,
) -> tuple[list[float | None], bytes, int]:
    chosen = [texts[i] for i in places]
    marks = 0
    values: list[float | None]
    if _NUMBERS.fullmatch(",".join(chosen)):
        try:
            values = [float(text) for text in chosen]
        except ValueError:
            values = [number(text) for text in chosen]
        else:
            if any(abs(v) > 1e300 for v in values):  # type: ignore[arg-type]
                values = [number(text) for text in chosen]
    else:
        values = [number(text) for text in chosen]
    letters = [texts[i][:1] or " " if i >= 0 else " " for i in flag_places]
    if None in values:
        marks |= m.NOT_A_NUMBER
        letters = [
            m.NO_VALUE_FLAG if v is None else f for v, f in zip(values, letters, strict=True)
        ]
    if sender.bounds:
        marks |= _judge(values, letters, layout, sender)
    word = "".join(letters)
    if not word.isascii() or "\0" in word:
        word = word.encode("ascii", "replace").decode().replace("\0", "?")
    # the usual word costs nothing to store
    return values, b"" if not word.strip("N ") else word.encode(), marks


def _judge(values: list[float | None], letters: list[str], layout: Layout, sender: Sender) -> int:
    if layout not in sender.layout_bounds:
        found = [
            sender.bounds.get(code) if kind in ("Rtd", "Avg", "Min", "Max") else None
            for code, _, kind in (item.rpartition("-") for item in layout.items)
        ]
        sender.layout_bounds[layout] = found if any(found) else None
    bounds = sender.layout_bounds[layout]
    if bounds is None:
        return 0
    marks = 0
    for place, (value, bound) in enumerate(zip(values, bounds, strict=True)):
        if bound is None or value is None or _within(value, bound):
            continue
        if letters[place] not in "N ":
            continue  # the device already says what is wrong with it
        thousand = any(_within(value * f, bound) for f in (1e-3, 1e3)) and value != 0.0
        letters[place] = m.UNIT_FLAG if thousand else m.RANGE_FLAG
        marks |= m.UNIT if thousand else m.RANGE
    return marks


def _within(value: float, bound: Bounds) -> bool:
    low, high = bound
    return (low is None or value >= low) and (high is None or value <= high)


# device_id, at, key_at, key_digest, cn, pno, received_at, batch, layout, marks, then flags and values
_READING: Final = struct.Struct(">hiiiqiqiqihihiqiqiiiqi")
_RAW: Final = struct.Struct(">hiqiqiiiqiqihihi")
_NULL: Final = struct.pack(">i", -1)
COPY_BEGIN: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END: Final = b"\xff\xff"


def pack_reading(row: Row, batch: int) -> bytes:
    """Return the row in PostgreSQL's binary COPY form."""
    device, key_at, cn, pno, digest = row.key
    layout = row.layout
    head = _READING.pack(
        12, 4, device, 8, row.at, 8, key_at, 8, digest, 2, cn, 2, pno, 8, row.received, 8, batch,
        4, layout.id, 8, row.marks, len(row.flags),
    )  # fmt: skip
    array = _array(row.values, layout)
    return b"%b%b%b%b" % (head, row.flags, _LENGTH(len(array)), array)


_LENGTH: Final[Callable[[int], bytes]] = struct.Struct(">i").pack


def _array(values: list[float | None], layout: Layout) -> bytes:
    if None not in values:
        if not values:
            return layout.packing.pack(*layout.template)
        numbers = layout.template.copy()
        numbers[6::2] = values  # type: ignore[assignment]
        return layout.packing.pack(*numbers)
    parts = [struct.pack(">iiiii", 1, 1, 701, len(values), 1)]
    parts += [_NULL if v is None else struct.pack(">id", 8, v) for v in values]
    return b"".join(parts)


def pack_raw(row: Row, batch: int) -> bytes:
    """Return the raw frame in PostgreSQL's binary COPY form."""
    device, key_at, cn, pno, digest = row.key
    return (
        _RAW.pack(
            8, 8, row.received, 8, batch, 4, device, 8, key_at, 8, digest, 2, cn, 2, pno,
            len(row.raw),
        )
        + row.raw
    )  # fmt: skip
