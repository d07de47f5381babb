"""The series a follower watches and where each stands; lost with the process, taken up again from the store."""

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.exceedance import ExceedanceState, Limits
from shangyou.science.inference.event_detection.natural import SLOW_S, NaturalState, Nature
from shangyou.science.inference.event_detection.rain import WASHED
from shangyou.warning.detectors import facts, limits
from shangyou.warning.detectors.facts import DeviceFacts, Own
from shangyou.warning.detectors.rain import Gauges
from shangyou.warning.detectors.seam import Readings

ASK_S: Final = 15.0
MOST_ROWS: Final = 240
UNKNOWN: Final = Own()
_STAMP: Final = """
SELECT (SELECT (max(updated_at), count(*))::text FROM warning_monitoredfactor),
    (SELECT (max(updated_at), count(*))::text FROM warning_device),
    (SELECT max(updated_at)::text FROM warning_station),
    (SELECT (max(id), count(undone_at))::text FROM warning_lesson),
    (SELECT max(learnt_at)::text FROM warning_ownstep),
    (SELECT (max(set_at), count(*))::text FROM warning_learntdetector),
    date_trunc('hour', now())::text
"""


@dataclass(frozen=True, slots=True)
class Series:
    """One thing a device measures."""

    device: int
    item: int
    cn: int
    code: str


@dataclass(slots=True)
class Memory:
    """All series as arrays (series,); `keys` in rising order finds a series' place in them."""

    devices: dict[int, DeviceFacts] = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    places: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    watched: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    rains: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    washed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """What rain is measured by, and what rain explains."""
    gauges: Gauges = field(default_factory=Gauges)
    station: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    natural: NaturalState = field(default_factory=lambda: NaturalState(Nature.of((), np.zeros(0))))
    single: ExceedanceState = field(default_factory=lambda: _exceedance(np.zeros((3, 0))))
    mean: ExceedanceState = field(default_factory=lambda: _exceedance(np.zeros((3, 0))))
    averaged: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    tolerance_limit: Floats = field(default_factory=lambda: np.zeros(0))
    hinted: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    # change and limit: the tier told last, quiet readings since, the level before it began
    told: NDArray[np.int8] = field(default_factory=lambda: np.zeros((2, 0), dtype=np.int8))
    calm: NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, 0), dtype=np.int64))
    before: Floats = field(default_factory=lambda: np.zeros(0))
    worst: Floats = field(default_factory=lambda: np.zeros((2, 0)))
    odd_s: Floats = field(default_factory=lambda: np.zeros(0))
    together_s: dict[int, float] = field(default_factory=dict)
    chemistry_s: dict[int, float] = field(default_factory=dict)
    settled: int = 0
    """How often series and facts were brought together: who keeps something beside them sees it by this."""
    _asked: float = float("-inf")
    _stamp: object = None

    def places_of(self, readings: Readings) -> NDArray[np.int64]:
        """Return the place of every reading's series, -1 where it is not known yet."""
        wanted = keys_of(readings)
        if not self.keys.size:
            return np.full(wanted.size, -1)
        found = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.where(self.keys[found] == wanted, self.places[found], -1)

    def add(self, new: list[Series], names: dict[int, str]) -> None:
        """Watch more series; of several kinds of data of one factor the finest is watched."""
        missing = {s.device for s in new} - self.devices.keys()
        if missing:
            if self._stamp is None:
                # before the facts are read: what changes after that is seen by the next asking
                self._stamp = _stamp()
            self.devices |= facts.read(sorted(missing))
        for one in new:
            code = facts.watched(names.get(one.item, ""), one.cn)
            known = one.device in self.devices
            self.series.append(Series(one.device, one.item, one.cn, code if code and known else ""))
        self._settle()

    def refresh(self) -> None:
        """Read the facts again when the registers, the learning or the people changed them."""
        if not self.series or time.monotonic() - self._asked < ASK_S:
            return
        stamp = _stamp()
        if self._stamp is not None and stamp != self._stamp:
            self.devices = facts.read(sorted({s.device for s in self.series}))
            self._settle()
        self._asked, self._stamp = time.monotonic(), stamp

    def _settle(self) -> None:
        """Bring the arrays to the series and facts as they are; what stands is kept."""
        count, old = len(self.series), self.told.shape[1]
        self.settled += 1
        raw = np.array(
            [(s.device << 40) | (s.item << 12) | s.cn for s in self.series], dtype=np.int64
        )
        order = np.argsort(raw)
        self.keys, self.places = raw[order], order
        of = [self.devices.get(s.device) for s in self.series]
        pairs = list(zip(of, self.series, strict=True))
        finest = self._finest(of)
        rains = np.array([d is not None and s.code in d.rains for d, s in pairs], dtype=bool)
        judged = np.array([d is not None and _judged(d, s.code) for d, s in pairs], dtype=bool)
        self.rains, self.watched = rains & finest, judged & finest & ~rains
        keys = [facts.CODES.get(s.code) for s in self.series]
        self.washed = np.array([key in WASHED for key in keys], dtype=bool)
        self.station = np.array([d.station if d else -1 for d in of], dtype=np.int64)
        interval = np.array(
            [
                facts.interval_of(d, s.cn) if d else 60.0
                for d, s in zip(of, self.series, strict=True)
            ],
            dtype=np.float64,
        )
        nature = Nature.of(
            tuple(d.nature(s.code) if d else None for d, s in zip(of, self.series, strict=True)),
            interval,
        )
        own = [d.own.get((s.code, s.cn), UNKNOWN) if d else UNKNOWN for d, s in pairs]
        learnt = np.array(own, dtype=np.float64).reshape(-1, len(UNKNOWN)).T
        nature.own, nature.own_leap, nature.own_step, nature.own_share = learnt[:4]
        nature.own_count = learnt[4].astype(np.int64)
        nature.tolerance = np.array([d.lesson(s.code, "change") if d else 1.0 for d, s in pairs])
        self.tolerance_limit = np.array(
            [d.lesson(s.code, "exceedance") if d else 1.0 for d, s in pairs]
        )
        self.natural.grow(nature)
        bounds = [d.limit(s.code) if d and s.code else limits.NONE for d, s in pairs]
        table = np.array(
            [
                (li.low, li.high, min(max(round(li.average_s / i), 1), MOST_ROWS))
                for li, i in zip(bounds, interval, strict=True)
            ]
        ).T.reshape(3, count)
        averaged = np.flatnonzero(table[2] > 1)
        one_by_one = np.where(np.arange(3)[:, None] == 2, 1.0, table)
        self.single = _kept(self.single, one_by_one)
        same = np.array_equal(averaged[: self.averaged.size], self.averaged)
        means = table[:, averaged]
        self.mean = _kept(self.mean, means) if same else _exceedance(means)
        self.averaged = averaged
        more = count - old
        self.told = np.concatenate([self.told, np.zeros((2, more), dtype=np.int8)], axis=1)
        self.calm = np.concatenate([self.calm, np.zeros((2, more), dtype=np.int64)], axis=1)
        self.before = np.concatenate([self.before, np.full(more, np.nan)])
        self.worst = np.concatenate([self.worst, np.full((2, more), np.nan)], axis=1)
        self.hinted = np.concatenate([self.hinted, np.zeros(more, dtype=bool)])
        self.odd_s = np.concatenate([self.odd_s, np.full(more, -np.inf)])

    def _finest(self, of: list[DeviceFacts | None]) -> NDArray[np.bool_]:
        """Tell which series are the finest kind of data of their factor."""
        best: dict[tuple[int, str], int] = {}
        for one in self.series:
            if one.code:
                at = facts.FINEST.index(one.cn)
                best[one.device, one.code] = min(best.get((one.device, one.code), at), at)
        return np.array(
            [
                bool(s.code)
                and d is not None
                and facts.FINEST.index(s.cn) == best[s.device, s.code]
                for s, d in zip(self.series, of, strict=True)
            ],
            dtype=bool,
        )

    def slowly(self, place: int) -> bool:
        """Whether a series reports so seldom that each reading counts by itself."""
        return bool(self.natural.nature.interval_s[place] >= SLOW_S)


def _judged(device: DeviceFacts, code: str) -> bool:
    """Tell whether limits and change say something of a factor: gas and animals have rules of their own."""
    if device.kind == "gas" or code in facts.UNJUDGED:
        return False
    return device.kind != "biotoxicity" or facts.natural_of(code) is not None


def _stamp() -> object:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return cursor.fetchone()


def keys_of(readings: Readings) -> NDArray[np.int64]:
    """Return one number for each reading's series."""
    device = readings.device.astype(np.int64) << 40
    return np.asarray(device | (readings.item.astype(np.int64) << 12) | readings.cn, dtype=np.int64)


def _exceedance(table: Floats) -> ExceedanceState:
    rows = np.where(table[2] > 0, table[2], 1).astype(np.int64)
    return ExceedanceState(1, Limits(table[0], table[1], rows))


def _kept(old: ExceedanceState, table: Floats) -> ExceedanceState:
    """Return the state with limits as they are now; the last values of the series before are kept."""
    new = _exceedance(table)
    size = old.above.shape[2]
    depth = min(old.kept.shape[0], new.kept.shape[0])
    new.kept[-depth:, :, :size] = old.kept[-depth:]
    new.above[:, :, :size] = old.above
    return new


def moment(at_s: float) -> dt.datetime:
    """Return a time of the readings."""
    return dt.datetime.fromtimestamp(at_s, dt.UTC)
