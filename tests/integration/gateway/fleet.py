"""Many simulated devices on a thread of their own, and what they were told."""

import asyncio
import datetime as dt
import threading

from shangyou.gateway.simulation.device import Identity, SimulatedDevice

from .conftest import moment


class Fleet:
    """Devices that report as fast as they are answered, or at a rate; every acknowledgement is noted."""

    def __init__(self, names, port, *, rate_s=0.0, window=1, answer_s=3.0):
        self.names, self.port, self.rate_s = names, port, rate_s
        self.window, self.answer_s = window, answer_s
        self.acknowledged = {}
        self.reported = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self.devices = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _note(self, mn, qn):
        self.acknowledged[mn, qn] = self.acknowledged.get((mn, qn), 0) + 1

    @property
    def again(self):
        return sum(device.again for device in self.devices)

    async def _main(self):
        self.devices = [
            SimulatedDevice(
                Identity(mn), "127.0.0.1", self.port, window=self.window,
                answer_s=self.answer_s, acknowledged=self._note,
            )
            for mn in self.names
        ]  # fmt: skip
        tasks = [asyncio.create_task(device.run()) for device in self.devices]
        number = 0
        base = moment()
        while not self._stop.is_set():
            for device in self.devices:
                if device.kept < self.window * 2:
                    number += 1
                    at = base + dt.timedelta(seconds=number % 500)
                    qn = device.report(at, {"w01018": number % 1000, "w21003": 0.5})
                    self.reported[device.identity.mn, qn] = number
            await asyncio.sleep(self.rate_s or 0.002)
        # what is under way is waited for, so that the books can be closed
        for _ in range(150):
            if not any(device.kept for device in self.devices):
                break
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def keys_stored(sql, prefix):
    """(MN, QN) of every stored row of some devices."""
    return [
        tuple(row)
        for row in sql(
            """SELECT d.mn, to_char(r.key_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDDHH24MISSMS')
               FROM warning_reading r JOIN warning_device d ON d.id = r.device_id
               WHERE starts_with(d.mn, %s)""",
            prefix,
        )
    ]


def books_balance(fleet, stored):
    """Nothing acknowledged is missing, nothing is there twice."""
    assert len(stored) == len(set(stored)), "a frame is stored twice"
    lost = set(fleet.acknowledged) - set(stored)
    assert not lost, f"{len(lost)} acknowledged frames are lost"
    assert set(stored) <= set(fleet.reported)
