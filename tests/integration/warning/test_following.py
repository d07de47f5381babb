"""The seam for detectors: every stored reading once, in order, with what may be judged and what is live."""

import datetime as dt

import numpy as np
import pytest

from shangyou.warning import detection, rollups
from shangyou.warning.detection import Finding

from .conftest import BASE

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Watcher:
    """A detector that finds everything above ten, and a keeper that remembers."""

    def __init__(self):
        self.batches, self.kept = [], []

    def observe(self, readings):
        self.batches.append(readings)
        found = np.flatnonzero((readings.value > 10) & readings.good & readings.live)
        return [
            Finding(
                int(readings.device[i]),
                int(readings.item[i]),
                float(readings.at_s[i]),
                "high",
                1.0,
                {},
            )
            for i in found
        ]

    def keep(self, findings):
        self.kept += findings


@pytest.fixture
def watcher(monkeypatch):
    made = Watcher()
    monkeypatch.setattr(detection, "DETECTORS", [made])
    monkeypatch.setattr(detection, "KEEPERS", [made])
    return made


def follow():
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


def test_each_reading_is_seen_once_in_order_with_what_may_be_judged(sending, watcher):
    device = sending()
    for n in (2, 0, 1):
        device.send(BASE + n * MINUTE, {"w01018": float(n), "w21003": 0.5})
    device.send(BASE + 3 * MINUTE, {"w01018": 50.0}, flags={"w01018": "M"})
    device.send(BASE + 4 * MINUTE, {"w01018": 60.0})
    device.send(BASE - 300 * MINUTE, {"w01018": 70.0}, received=BASE + 5 * MINUTE)
    device.send(BASE + dt.timedelta(hours=9), {"w01018": 80.0}, received=BASE + 6 * MINUTE)
    device.send(BASE + 7 * MINUTE, {"w01018": "none"})
    found = follow()
    (seen,) = watcher.batches
    chemical = seen.item == seen.item[np.flatnonzero(seen.value == 60.0)[0]]
    assert seen.value[chemical].tolist() == [70.0, 0.0, 1.0, 2.0, 50.0, 60.0]
    assert seen.good[chemical].tolist() == [True, True, True, True, False, True]
    assert seen.live[chemical].tolist() == [False, True, True, True, True, True]
    assert np.all(np.diff(seen.at_s[chemical]) > 0)
    assert [f.at_s for f in found] == [(BASE + 4 * MINUTE).timestamp()]
    assert watcher.kept == found
    assert follow() == []
    assert sum(len(b.value) for b in watcher.batches) == len(seen.value)


def test_without_detectors_nothing_is_read(sending, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(detection, "DETECTORS", [])
    sending().send(BASE, {"w01018": 1.0})
    batches = rollups.claim()
    with django_assert_num_queries(0):
        assert detection.detect(batches) == []
