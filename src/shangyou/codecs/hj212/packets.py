"""Messages in several packets: joined per (MN, QN, CN), bounded in number, bytes and age."""

from dataclasses import dataclass, field, replace

from shangyou.codecs.hj212.frame import Frame, Group, Mark


@dataclass(slots=True)
class _Waiting:
    since_s: float
    packets: dict[int, Frame] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        return sum(len(packet.raw) for packet in self.packets.values())


class Assembler:
    """Joins packets; what is given up comes back joined and marked, so nothing is lost."""

    def __init__(self, messages: int = 64, held_bytes: int = 262_144, age_s: float = 300.0) -> None:
        self._messages, self._bytes, self._age_s = messages, held_bytes, age_s
        self._waiting: dict[tuple[str, str, str], _Waiting] = {}
        self._held = 0

    @property
    def held_bytes(self) -> int:
        return self._held

    def add(self, frame: Frame, now_s: float) -> list[Frame]:
        """Take a frame at a time the caller names; return what is whole or given up."""
        done = self._expire(now_s)
        pnum, pno = frame.pnum, frame.pno
        if pnum is None or pno is None or pnum <= 1 or not 1 <= pno <= pnum:
            return [*done, frame]
        key = (frame.mn, frame.qn, frame.cn)
        waiting = self._waiting.get(key)
        if waiting is not None:
            there = waiting.packets.get(pno)
            if there is not None and there.raw == frame.raw:
                return done
            if there is not None or next(iter(waiting.packets.values())).pnum != pnum:
                done.append(self._take(key))
                waiting = None
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(now_s)
        waiting.packets[pno] = frame
        self._held += len(frame.raw)
        if len(waiting.packets) == pnum:
            done.append(self._take(key))
        while len(self._waiting) > self._messages or self._held > self._bytes:
            done.append(self._take(next(iter(self._waiting))))
        return done

    def _expire(self, now_s: float) -> list[Frame]:
        old = [key for key, w in self._waiting.items() if now_s - w.since_s > self._age_s]
        return [self._take(key) for key in old]

    def _take(self, key: tuple[str, str, str]) -> Frame:
        waiting = self._waiting.pop(key)
        self._held -= waiting.size_bytes
        packets = [packet for _, packet in sorted(waiting.packets.items())]
        values: list[Group] = []
        for packet in packets:
            # Each packet repeats DataTime; the message says it once.
            values += [g for g in packet.values if not (g.keys() == {"DataTime"} and g in values)]
        first = packets[0]
        marks = dict.fromkeys(mark for packet in packets for mark in packet.marks)
        whole = len(packets) == first.pnum
        return replace(
            first,
            values=values,
            raw=b"\r\n".join(packet.raw for packet in packets),
            pnum=None if whole else first.pnum,
            pno=None,
            marks=(*marks, *(() if whole else (Mark.PACKETS_MISSING,))),
        )
