"""Station after station on the demo river: the wave that comes down is one alarm, not three."""

import datetime as dt

import pytest

from shangyou.warning import detection, rollups
from shangyou.warning.alarms import links
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import Alarm, AlarmStep, Device, Station

from .conftest import BASE, Sending

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
AMMONIA = "w21003"
UPPER, LOWER = "黄桷渡", "玄坛庙"


@pytest.fixture
def river(db, monkeypatch):
    """Give who sends for the stations of the demo river."""
    from shangyou.preparedness.demo import load
    from shangyou.warning import demo

    load()
    demo.load(lambda _text: None)
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])

    def give(name):
        return Sending(Device.objects.get(station__name__contains=name).mn)

    return give


def follow():
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


def quiet(device, begin, minutes):
    for n in range(0, minutes, 5):
        device.send(begin + n * MINUTE, {AMMONIA: 0.14 + 0.005 * (n % 3)})


def spill(device, begin):
    for n in range(4):
        device.send(begin + n * MINUTE, {AMMONIA: 4.0})
    follow()


def passage():
    upper = Station.objects.get(name__contains=UPPER)
    _, below = links.around(upper, BASE.date())
    return next(n for n in below if LOWER in n.station.name)


def test_what_comes_down_within_the_travel_time_joins_the_alarm_above(river):
    upper, lower = river(UPPER), river(LOWER)
    seconds = dt.timedelta(seconds=passage().link.travel_s[1])
    quiet(upper, BASE, 60)
    spill(upper, BASE + 60 * MINUTE)
    quiet(lower, BASE, 60 + int(seconds.total_seconds() // 60))
    spill(lower, BASE + 61 * MINUTE + seconds)
    alarm = Alarm.objects.get()
    assert UPPER in alarm.station.name
    assert {s["station"] for s in alarm.signals} == {
        alarm.station_id, Station.objects.get(name__contains=LOWER).pk,
    }  # fmt: skip
    step = AlarmStep.objects.get(alarm=alarm, action="joined")
    assert LOWER in step.text["zh"]


def test_what_comes_too_early_for_the_water_is_an_alarm_of_its_own(river):
    upper, lower = river(UPPER), river(LOWER)
    for device in (upper, lower):
        quiet(device, BASE, 60)
    spill(upper, BASE + 60 * MINUTE)
    spill(lower, BASE + 70 * MINUTE)
    assert Alarm.objects.count() == 2


def test_the_alarm_below_says_what_was_seen_above(river, caller):
    upper, lower = river(UPPER), river(LOWER)
    seconds = dt.timedelta(seconds=passage().link.travel_s[1])
    minutes = 60 + int(seconds.total_seconds() // 60)
    # above: up by two natural steps, too little for an alarm there and more than enough to explain
    quiet(upper, BASE, 60)
    for n in range(60, 90, 5):
        upper.send(BASE + n * MINUTE, {AMMONIA: 0.7})
    quiet(lower, BASE, minutes)
    for n in range(6):
        lower.send(BASE + (minutes + n) * MINUTE, {AMMONIA: 1.15})
    follow()
    alarm = Alarm.objects.get()
    assert LOWER in alarm.station.name
    above = next(f for f in alarm.fits if f["kind"] == "upstream")
    assert above["agrees"]
    assert "由上游来水带来" in above["text"]["zh"]
    near = caller("city_duty").get(f"/alarms/{alarm.pk}/neighbours").json()["rows"]
    assert {n["side"] for n in near} == {"above", "below"}
    assert any(AMMONIA in n["devices"] for n in near)


def test_a_station_page_knows_its_neighbours_and_whose_readings_one_may_see(river, caller):
    river(LOWER)
    station = Station.objects.get(name__contains=LOWER)
    address = f"/warning/stations/{station.pk}/neighbours?factor={AMMONIA}"
    rows = caller("city_duty").get(address).json()["rows"]
    assert {row["side"] for row in rows} == {"above", "below"}
    assert all(row["visible"] and row["travel_s"][0] < row["travel_s"][1] for row in rows)
    assert any(AMMONIA in row["devices"] for row in rows)
    # an officer of this district alone sees that there are stations above, not their readings
    rows = caller("district", division=station.region).get(address).json()["rows"]
    assert not all(row["visible"] for row in rows)
    other = "500101" if station.region != "500101" else "500102"
    assert caller("district", division=other).get(address).status_code == 404
    unmeasured = caller("city_duty").get(address.replace(AMMONIA, "w99999")).json()["rows"]
    assert all(row["devices"] == {} for row in unmeasured)
