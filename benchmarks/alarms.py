"""A day of 238 stations and 9 factors through the live detectors: `PYTHONPATH=src python benchmarks/alarms.py`.

Wanted: 2 s of CPU for a day. Readings come as the gateways hand them over, a micro-batch of all
stations at a time: exceedance, change, several signals, every finding with its words. No database:
what reading a day out of it costs is the first line of `shangyou bench`.
"""

import os
import time

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyou.project.settings")
os.environ.setdefault("SHANGYOU_SECRET_KEY", "only-to-import-the-settings")
django.setup()

from shangyou.gateway.simulation.series import USUAL  # noqa: E402
from shangyou.science.inference.event_detection import training  # noqa: E402
from shangyou.warning.detectors import facts, series  # noqa: E402
from shangyou.warning.detectors.learnt import watching  # noqa: E402
from shangyou.warning.detectors.learnt.groups import Groups  # noqa: E402
from shangyou.warning.detectors.memory import Memory, Series  # noqa: E402
from shangyou.warning.detectors.seam import Readings  # noqa: E402

STATIONS, DAY_S = 238, 86_400.0
CODES = (*facts.CODES,)


def memory_of(interval_s):
    memory = Memory()
    for device in range(1, STATIONS + 1):
        memory.devices[device] = facts.DeviceFacts(
            device, device, f"站 {device}", "surface_water", -device, False, interval_s, "III", (106.0, 29.5),
        )  # fmt: skip
    names = {item: f"{code}-Rtd" for item, code in enumerate(CODES, start=1)}
    every = [Series(d, i, 2011, "") for d in range(1, STATIONS + 1) for i in names]
    memory.add(every, names)
    return memory


def batch(row, interval_s, generator):
    level = np.array([USUAL.get(code, (1.5,))[0] for code in CODES])
    value = level * np.exp(0.02 * generator.standard_normal((STATIONS, len(CODES))))
    device = np.repeat(np.arange(1, STATIONS + 1, dtype=np.int32), len(CODES))
    item = np.tile(np.arange(1, len(CODES) + 1, dtype=np.int32), STATIONS)
    whole = np.ones(device.size, dtype=bool)
    return Readings(
        device, item, np.full(device.size, 2011, dtype=np.int16),
        np.full(device.size, interval_s * row), value.ravel(), whole, whole,
    )  # fmt: skip


def day(interval_s):
    memory = memory_of(interval_s)
    generator = np.random.default_rng(1)
    batches = [batch(row, interval_s, generator) for row in range(int(DAY_S / interval_s))]
    begin = time.process_time()
    found = 0
    for readings in batches:
        found += len(series.watch(memory, readings, memory.places_of(readings), quiet=False))
    return time.process_time() - begin, len(batches), found


def trained_day(interval_s):
    """Return what the trained detectors add when every station has one of its own."""
    memory, generator = memory_of(interval_s), np.random.default_rng(2)
    past = np.stack([batch(row, interval_s, generator).value for row in range(400)])
    past = past.reshape(400, STATIONS, len(CODES))
    detector = training.train(past[:, 0], interval_s=interval_s, quality=CODES)
    for device in memory.devices.values():
        device.learnt = facts.Learnt(detector, f"{device.device}", CODES, 1)
    groups = Groups()
    groups.refresh(memory)
    for place in (place for group in groups.groups for place in group.places):
        place.fresh = False  # no store to take a past from
    batches = [batch(row, interval_s, generator) for row in range(int(DAY_S / interval_s))]
    begin = time.process_time()
    for readings in batches:
        watching.watch(memory, groups, readings, memory.places_of(readings))
    return time.process_time() - begin


def main():
    print(f"{STATIONS} stations x {len(CODES)} factors, one day, CPU seconds (wanted: 2)")
    for interval_s, name in ((14_400.0, "four hours"), (300.0, "five minutes"), (60.0, "a minute")):
        runs = [day(interval_s) for _ in range(3)]
        seconds, batches, found = min(runs)
        print(f"{seconds:8.3f}  every {name}: {batches} micro-batches, {found} findings")
    seconds = min(trained_day(300.0) for _ in range(2))
    print(f"{seconds:8.3f}  more when each station has a trained detector, every five minutes")


if __name__ == "__main__":
    main()
