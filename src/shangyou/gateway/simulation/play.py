"""Plays many devices into a gateway: history first where there is none, then the present."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import psycopg

from shangyou.gateway.simulation.device import BEIJING, Identity, SimulatedDevice
from shangyou.gateway.simulation.rivers import Gauged, gauged
from shangyou.gateway.simulation.series import MAST, Generated, Spill, calibrating, out

_WORLD: Final = """
SELECT d.mn, d.password, d.system_code, d.interval_s, s.code,
    coalesce(array_agg(f.code ORDER BY f.code) FILTER (WHERE f.id IS NOT NULL), '{}'), h.at
FROM warning_device d JOIN warning_station s ON s.id = d.station_id
LEFT JOIN warning_monitoredfactor f ON f.device_id = d.id
LEFT JOIN warning_devicestate h ON h.device_id = d.id
WHERE d.demo AND d.enabled GROUP BY d.id, s.code, h.at ORDER BY d.mn
"""
HISTORY_STEP: Final = dt.timedelta(minutes=5)
LONGEST_GAP: Final = dt.timedelta(days=30)


class Source(Protocol):
    """Whatever gives readings."""

    spills: list[Spill]

    def values(self, at: dt.datetime) -> dict[str, float]: ...


@dataclass(slots=True)
class Part:
    """One device of the play: who it is, how often it reports, since when it has nothing stored."""

    identity: Identity
    station: str
    interval_s: float
    source: Source
    stored_until: dt.datetime | None = None


def world(address: str, seed: int) -> list[Part]:
    """Give the demo world's devices as the registers have them."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(_WORLD).fetchall()
        gauges = gauged(connection, seed)
    return [
        Part(
            Identity(mn, password or "123456", system_code),
            station,
            interval_s,
            gauges.get(mn) or Generated(seed, mn, factors),
            at,
        )
        for mn, password, system_code, interval_s, station, factors, at in rows
        if factors
    ]


def invented(count: int, interval_s: float, seed: int, factors: Sequence[str]) -> list[Part]:
    """Give devices numbered SIM0000001 and on; they must be registered to be stored."""
    return [
        Part(
            Identity(f"SIM{n:07d}"), f"SIM{n}", interval_s, Generated(seed, f"SIM{n:07d}", factors)
        )
        for n in range(1, count + 1)
    ]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the play goes."""

    host: str
    port: int
    seed: int = 1
    history: dt.timedelta = dt.timedelta(0)
    outages: float = 0.0
    calibrations: bool = True


class Play:
    """All devices on one event loop."""

    def __init__(self, parts: Sequence[Part], manner: Manner) -> None:
        self._manner = manner
        self.parts = parts
        self.devices = [
            SimulatedDevice(
                part.identity, manner.host, manner.port, window=16, history=_history(part)
            )
            for part in parts
        ]

    async def run(self, stop: asyncio.Event, say: Callable[[str], None]) -> None:
        """Play until stopped."""
        running = [asyncio.create_task(device.run()) for device in self.devices]
        reporting = [
            asyncio.create_task(self._report(part, device, place / max(len(self.parts), 1)))
            for place, (part, device) in enumerate(zip(self.parts, self.devices, strict=True))
        ]
        telling = asyncio.create_task(self._tell(say))
        await stop.wait()
        for task in (*running, *reporting, telling):
            task.cancel()
        await asyncio.gather(*running, *reporting, telling, return_exceptions=True)

    async def _report(self, part: Part, device: SimulatedDevice, place: float) -> None:
        manner = self._manner
        now = dt.datetime.now(BEIJING)
        for at in _gap(part, manner.history, now):
            self._send(part, device, at)
            await asyncio.sleep(0)
        if manner.history > dt.timedelta(0):
            # the past ends at least one step before now: without this reading the station would stand
            # there as stale until its turn comes
            self._send(part, device, dt.datetime.now(BEIJING))
        # the devices do not speak all at once
        await asyncio.sleep(place * part.interval_s)
        while True:
            now = dt.datetime.now(BEIJING)
            away = manner.outages > 0 and out(manner.seed, part.identity.mn, now, manner.outages)
            if away and device.online:
                device.go_offline()
            elif not away and not device.online:
                device.go_online()
            self._send(part, device, now)
            await asyncio.sleep(part.interval_s - dt.datetime.now().timestamp() % 1e-3)  # noqa: DTZ005

    def _send(self, part: Part, device: SimulatedDevice, at: dt.datetime) -> None:
        values: Mapping[str, float] = part.source.values(at)
        flags = None
        # whoever plays a spill wants it seen, whatever the hour: that instrument is not calibrated meanwhile
        due = self._manner.calibrations and not part.source.spills
        measures = not isinstance(part.source, Gauged)
        if due and measures and calibrating(self._manner.seed, part.identity.mn, at):
            # the instrument measures its standard: a fixed share above the water's value
            values = {c: value if c in MAST else value * 2.5 for c, value in values.items()}
            flags = dict.fromkeys(values.keys() - MAST, "C")
        device.report(at, values, flags)

    async def _tell(self, say: Callable[[str], None]) -> None:
        while True:
            await asyncio.sleep(60)
            sent, acknowledged, kept = (
                sum(getattr(d, name) for d in self.devices)
                for name in ("sent", "acknowledged", "kept")
            )
            say(f"已发 sent {sent} · 已确认 acknowledged {acknowledged} · 待发 kept {kept}")


def _gap(part: Part, history: dt.timedelta, now: dt.datetime) -> list[dt.datetime]:
    """Give the times a device has nothing stored for, in steps of five minutes."""
    if history <= dt.timedelta(0):
        return []
    begin = max(part.stored_until or now - history, now - LONGEST_GAP)
    count = max(int((now - begin) / HISTORY_STEP) - 1, 0)
    return [begin + HISTORY_STEP * (n + 1) for n in range(count)]


def _history(
    part: Part,
) -> Callable[[dt.datetime, dt.datetime], list[tuple[dt.datetime, Mapping[str, float]]]]:
    def give(begin: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, Mapping[str, float]]]:
        step = dt.timedelta(minutes=10)
        count = min(int((end - begin) / step) + 1, 2000)
        return [(begin + step * n, part.source.values(begin + step * n)) for n in range(count)]

    return give


async def reachable(host: str, port: int, seconds: float) -> bool:
    """Wait until somebody listens."""
    for _ in range(max(int(seconds * 5), 1)):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return True
        await asyncio.sleep(0.2)
    return False
