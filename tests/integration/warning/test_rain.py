"""Rain at or near a station: what it moves counts one tier less, and an alarm says how much fell."""

import datetime as dt

import pytest
from django.contrib.gis.geos import Point

from shangyou.warning import detection
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.detectors.rain import measure_of
from shangyou.warning.models import Alarm, Decision, Device, MonitoredFactor, Station

from .conftest import BASE, Sending
from .test_detectors import AMMONIA, MINUTE, PERMANGANATE, follow, station

pytestmark = pytest.mark.django_db
TURBIDITY = "w01003"
NEAR, FAR = (107.1, 29.8), (108.0, 30.2)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])


def gauge(mn="GAUGE", point=NEAR, name="时段雨量", unit="mm"):
    place = Station.objects.create(
        code=f"ST-{mn}", name=f"雨量站 {mn}", kind="air", region="500102",
        geometry=Point(*point, srid=4326),
    )  # fmt: skip
    device = Device.objects.create(mn=mn, station=place, region="500102", interval_s=300)
    MonitoredFactor.objects.create(device=device, code="yl", name=name, unit=unit, region="500102")
    return Sending(mn)


def pour(sender, mm, minutes=120, each=5):
    """Let it rain until the hour the water changes."""
    for n in range(0, minutes, each):
        sender.send(BASE + n * MINUTE, {"yl": mm * each / minutes})


def river(**values):
    """Give two hours of calm water, then the values."""
    sender = station("R1", "surface_water")
    calm = {TURBIDITY: 30.0, PERMANGANATE: 2.0, AMMONIA: 0.14}
    for n in range(120):
        sender.send(BASE + n * MINUTE, {c: calm[c] * (1 + 0.01 * (n % 2)) for c in values})
    for n in range(120, 126):
        sender.send(BASE + n * MINUTE, values)
    return follow()


def told(code):
    return [d.tier for d in Decision.objects.filter(code=code, tier__gte=1).order_by("id")]


def test_without_rain_a_jump_of_turbidity_is_a_warning():
    river(**{TURBIDITY: 250.0})
    assert max(told(TURBIDITY)) == 2


@pytest.mark.parametrize(("mm", "point", "tier"), [(12.0, NEAR, 1), (2.0, NEAR, 2), (12.0, FAR, 2)])
def test_after_rain_nearby_it_is_a_hint_that_says_why(mm, point, tier):
    pour(gauge(point=point), mm)
    river(**{TURBIDITY: 250.0})
    assert max(told(TURBIDITY)) == tier
    alarm = Alarm.objects.get()
    assert alarm.tier == tier
    fits = {one["kind"]: one for one in alarm.fits}
    if point is FAR:
        assert "rain" not in fits
        return
    assert fits["rain"]["mm"] == pytest.approx(mm, abs=0.3)
    assert "过去 12 小时降雨" in fits["rain"]["text"]["zh"]
    assert fits["rain"]["explains"] is (tier == 1)
    words = alarm.signals[0]["say"]["zh"]
    assert ("按降雨冲刷降一级" in words) is (tier == 1)


def test_what_rain_does_not_move_stays_what_it_is():
    pour(gauge(), 20.0)
    river(**{AMMONIA: 3.0})
    assert max(told(AMMONIA)) == 2
    rain = next(one for one in Alarm.objects.get().fits if one["kind"] == "rain")
    assert rain["explains"] is False
    assert "不能解释" in rain["text"]["zh"]


def test_a_gauge_of_the_station_itself_counts_and_is_never_judged_itself():
    sender = station("R1", "surface_water")
    device = Device.objects.get(mn="R1")
    MonitoredFactor.objects.create(
        device=device, code="yl", name="雨强", unit="mm/h", region="500102"
    )
    for n in range(120):
        sender.send(BASE + n * MINUTE, {PERMANGANATE: 2.0, "yl": 0.0 if n < 60 else 15.0})
    for n in range(120, 126):
        sender.send(BASE + n * MINUTE, {PERMANGANATE: 14.0, "yl": 15.0})
    follow()
    assert told("yl") == []
    assert 1 in told(PERMANGANATE)
    assert "本站过去 12 小时降雨" in Alarm.objects.get().signals[-1]["say"]["zh"] or any(
        "本站" in s["say"]["zh"] for s in Alarm.objects.get().signals
    )


def test_after_a_restart_the_rain_of_the_half_day_is_still_known():
    pour(gauge(), 12.0)
    river(**{TURBIDITY: 30.0})
    detection.DETECTORS[0].forget()
    Sending("GAUGE").send(BASE + 126 * MINUTE, {"yl": 0.0})
    for n in range(127, 131):
        Sending("R1").send(BASE + n * MINUTE, {TURBIDITY: 250.0})
    follow()
    assert max(told(TURBIDITY)) == 1


def test_rain_of_yesterday_explains_nothing():
    sender = gauge()
    for n in range(0, 120, 5):
        sender.send(BASE - dt.timedelta(hours=15) + n * MINUTE, {"yl": 2.0})
    river(**{TURBIDITY: 250.0})
    assert max(told(TURBIDITY)) == 2


@pytest.mark.parametrize(
    ("name", "unit", "measure"),
    [
        ("时段雨量", "mm", "fallen"), ("累计降水量", "毫米", "total"), ("雨强", "mm/h", "intensity"),
        ("降雨", "m", None), ("浊度", "NTU", None), ("Rainfall", "mm", "fallen"),
    ],
)  # fmt: skip
def test_a_gauge_is_known_by_its_registered_name_and_unit(name, unit, measure):
    assert measure_of(name, unit) == measure
