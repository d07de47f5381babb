"""What each detector does with stored readings: limits, means, several signals, animals, gas, the river."""

import datetime as dt
import math

import pytest
from django.contrib.gis.geos import Point

from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.warning import detection, rollups
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors import learning
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import (
    Alarm,
    AlarmStep,
    Decision,
    Device,
    MonitoredFactor,
    OwnStep,
    Station,
)

from .conftest import BASE, Sending

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HOURS = dt.timedelta(hours=4)
AMMONIA, PERMANGANATE, OXYGEN, TEMPERATURE = "w21003", "w01019", "w01009", "w01010"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])


def station(mn, kind, interval_s=60, point=(107.0, 29.7), **factors):
    """Register a station, its device and its factors: code → name or (low, high)."""
    place = Station.objects.create(
        code=f"ST-{mn}", name=f"站 {mn}", kind=kind, region="500102",
        geometry=Point(*point, srid=4326),
    )  # fmt: skip
    device = Device.objects.create(mn=mn, station=place, region="500102", interval_s=interval_s)
    for code, said in factors.items():
        name, low, high = (said, None, None) if isinstance(said, str) else ("", *said)
        MonitoredFactor.objects.create(
            device=device, code=code, name=name, limit_low=low, limit_high=high, region="500102"
        )
    return Sending(mn)


def follow():
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


def kinds(tier=1):
    return [(d.kind, d.tier) for d in Decision.objects.filter(tier__gte=tier).order_by("at", "id")]


def test_an_outfall_is_judged_by_its_hourly_mean():
    outfall = station("OUT1", "outfall", interval_s=600, w01018=(None, 100.0))
    for n in range(12):
        # every second value far above, the mean of the hour below
        outfall.send(BASE + n * 10 * MINUTE, {"w01018": 130.0 if n % 2 else 60.0})
    follow()
    assert not Alarm.objects.exists()
    for n in range(12, 20):
        outfall.send(BASE + n * 10 * MINUTE, {"w01018": 140.0})
    follow()
    alarm = Alarm.objects.get()
    assert alarm.tier == Alarm.Tier.WARNING
    words = alarm.signals[0]["say"]["zh"]
    assert "小时均值" in words
    assert "排放限值 100" in words


def test_without_a_registered_limit_gb_3838_counts():
    river = station("R1", "surface_water", w01001="pH值")
    for n in range(4):
        river.send(BASE + n * MINUTE, {"w01001": 9.4})
    follow()
    assert "GB 3838-2002 Ⅲ类" in Alarm.objects.get().signals[0]["say"]["zh"]


def test_a_change_that_doubles_is_told_again_and_the_alarm_shows_it():
    river = station("R1", "surface_water")
    for n in range(60):
        river.send(BASE + n * MINUTE, {AMMONIA: 0.14})
    for n, value in enumerate((1.0, 1.0, 1.1, 3.0, 3.0, 3.1)):
        river.send(BASE + (60 + n) * MINUTE, {AMMONIA: value})
    follow()
    changes = [s for s in Alarm.objects.get().signals if s["kind"] == "change"]
    assert [s["value"] for s in changes] == [3.0]
    assert changes[0]["since"] < changes[0]["at"]


def test_five_times_the_limit_is_an_alarm_at_once_confirmed():
    river = station("R1", "surface_water", w21003=(None, 1.0))
    for n in range(3):
        river.send(BASE + n * MINUTE, {AMMONIA: 5.5})
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.ALARM


def test_two_signals_moving_together_are_a_hint_that_calls_nobody():
    river = station("R1", "surface_water", interval_s=14_400)
    values = {AMMONIA: 0.14, PERMANGANATE: 2.0, OXYGEN: 8.6}
    for n in range(8):
        river.send(BASE + n * HOURS, values)
    river.send(BASE + 8 * HOURS, values | {AMMONIA: 0.52, PERMANGANATE: 4.2})
    follow()
    alarm = Alarm.objects.get()
    assert alarm.tier == Alarm.Tier.HINT
    assert alarm.escalate_at is None
    assert ("joint", 1) in kinds()
    for n in range(9, 12):
        river.send(BASE + n * HOURS, values)
    follow()


def test_a_four_hourly_step_is_found_within_the_sample():
    river = station("R1", "surface_water", interval_s=14_400)
    for n in range(8):
        river.send(BASE + n * HOURS, {AMMONIA: 0.14 + 0.01 * (n % 2)})
    river.send(BASE + 8 * HOURS, {AMMONIA: 0.14 + 3 * 0.531})
    (found,) = [f for f in follow() if f.detail["tier"] >= 2]
    assert (found.kind, found.at_s) == ("change", (BASE + 8 * HOURS).timestamp())


@pytest.fixture
def aquarium():
    """Give a monitor of two behaviours that has been calm for hours, and how to send to it."""

    def give(mn):
        codes = {"i11001": "鱼类平均速度", "i11002": "鱼类平均高度", TEMPERATURE: "水温"}
        fish = station(mn, "biotoxicity", interval_s=600, **codes)

        def send(n, speed, height, temperature=20.0):
            wobble = 0.02 * math.sin(n)
            fish.send(
                BASE + n * 10 * MINUTE,
                {"i11001": speed + wobble, "i11002": height + wobble, TEMPERATURE: temperature},
            )

        for n in range(40):
            send(n, 1.0, 0.5)
        follow()
        return send

    return give


def test_one_animal_is_a_hint_and_two_are_a_warning(aquarium):
    send = aquarium("FISH1")
    send(40, 3.0, 0.5)
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.HINT
    send(41, 3.0, 3.0)
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.WARNING


def test_a_step_of_temperature_demotes(aquarium):
    aquarium("FISH1")(40, 3.0, 3.0, temperature=24.0)
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.HINT
    assert "水温突变" in Decision.objects.get().text["zh"]


def test_animals_are_remembered_over_a_restart(aquarium, monkeypatch):
    send = aquarium("FISH1")
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    send(40, 3.0, 3.0)
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.WARNING


def test_gas_has_two_levels_and_says_where_the_wind_comes_from():
    gas = station("GAS1", "gas", a21022=(None, 1.0))
    wind = {"a01007": 2.0, "a01008": 315.0}
    gas.send(BASE, {"a21022": 0.1, **wind})
    gas.send(BASE + MINUTE, {"a21022": 1.2, **wind})
    follow()
    assert not Alarm.objects.exists()
    gas.send(BASE + 2 * MINUTE, {"a21022": 1.3, **wind})
    follow()
    alarm = Alarm.objects.get()
    assert "315°" in alarm.signals[0]["say"]["zh"]
    for n in (3, 4):
        gas.send(BASE + n * MINUTE, {"a21022": 2.5, **wind})
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.ALARM


CHLORINE, GASEOUS_AMMONIA = "a21022", "a21001"


def park_of_three():
    """A park with two sensors for chlorine, the second for ammonia too, and a sensor elsewhere."""
    park = RiskSource.objects.create(
        code="P1", name="园区", region="500102", geometry=Point(107.0, 29.7, srid=4326)
    )
    unit = station("GAS1", "gas", a21022=(None, 1.0))
    fence = station("GAS2", "gas", point=(107.004, 29.7), a21022=(None, 1.0), a21001=(None, 30.0))
    far = station("GAS3", "gas", point=(107.3, 29.7), a21022=(None, 1.0))
    Station.objects.filter(code__in=("ST-GAS1", "ST-GAS2")).update(risk_source=park)
    return unit, fence, far


def breathe(sensor, minutes, **values):
    for n in minutes:
        sensor.send(BASE + n * MINUTE, values)


def test_two_sensors_of_a_park_make_one_alarm_for_one_gas():
    unit, fence, far = park_of_three()
    breathe(unit, range(3), a21022=1.5)
    follow()
    alarm = Alarm.objects.get()
    # the second reports later, and of the same minutes too
    breathe(fence, range(1, 4), a21022=1.2, a21001=1.0)
    follow()
    alarm = Alarm.objects.get()
    assert {s["station"] for s in alarm.signals} == {
        Station.objects.get(code=f"ST-GAS{n}").pk for n in (1, 2)
    }
    assert AlarmStep.objects.filter(alarm=alarm, action=AlarmStep.Action.JOINED).count() == 1
    breathe(fence, range(4, 6), a21022=1.2, a21001=1.0)
    follow()
    assert AlarmStep.objects.filter(alarm=alarm, action=AlarmStep.Action.JOINED).count() == 1
    breathe(far, range(3, 6), a21022=1.5)
    follow()
    assert Alarm.objects.count() == 2


def test_another_gas_of_a_park_elsewhere_in_it_is_another_alarm():
    unit, fence, _ = park_of_three()
    breathe(unit, range(3), a21022=1.5)
    breathe(fence, range(3), a21022=0.1, a21001=45.0)
    follow()
    assert Alarm.objects.count() == 2
    assert all(len({s["code"] for s in alarm.signals}) == 1 for alarm in Alarm.objects.all())


def test_a_park_is_back_to_usual_when_all_its_sensors_are():
    unit, fence, _ = park_of_three()
    breathe(unit, range(3), a21022=1.5)
    breathe(fence, range(3), a21022=1.5, a21001=1.0)
    follow()
    breathe(unit, range(3, 6), a21022=0.1)
    breathe(fence, range(3, 6), a21022=1.4, a21001=1.0)
    follow()
    assert Alarm.objects.get().back_at is None
    breathe(fence, range(6, 9), a21022=0.2, a21001=1.0)
    follow()
    alarm = Alarm.objects.get()
    assert alarm.back_at == BASE + 7 * MINUTE
    assert alarm.state == Alarm.State.OPEN  # a warning is closed by somebody
    assert AlarmStep.objects.filter(alarm=alarm, action=AlarmStep.Action.BACK).count() == 1
    said = Decision.objects.filter(kind="gas", tier=0).order_by("at").first()
    assert "一级限 1 以下" in said.text["zh"]


def test_calibration_of_a_gas_sensor_raises_nothing():
    gas = station("GAS1", "gas", a21022=(None, 1.0))
    for n in range(5):
        gas.send(BASE + n * MINUTE, {"a21022": 9.0}, flags={"a21022": "C"})
    follow()
    assert not Alarm.objects.exists()


def test_means_beside_real_time_data_are_not_judged_twice():
    river = station("R1", "surface_water", w21003=(None, 1.0))
    for n in range(3):
        river.send(BASE + n * 10 * MINUTE, {AMMONIA: 3.0}, cn="2051")
        river.send(BASE + n * 10 * MINUTE, {AMMONIA: 3.0})
    follow()
    assert kinds(2) == [("exceedance", 2)]


def test_what_is_natural_is_learnt_and_counts_from_then_on():
    river = station("R1", "surface_water", interval_s=14_400)
    for n in range(200):
        # a restless station: it trebles every third value
        river.send(BASE + n * HOURS, {AMMONIA: 0.5 if n % 3 == 0 else 0.16})
    end = BASE + 200 * HOURS
    follow()
    device = Device.objects.get(mn="R1")
    assert learning.learn([device.pk], end) == 1
    step = OwnStep.objects.get(device=device, code=AMMONIA)
    assert step.distance == pytest.approx(2.1, abs=0.2)
    detection.DETECTORS[0].forget()
    river.send(end, {AMMONIA: 0.9})
    assert [f for f in follow() if f.detail["tier"] >= 2] == []


def test_a_leap_of_three_own_steps_is_a_hint_that_calls_nobody_also_after_a_restart():
    river = station("R1", "surface_water", interval_s=14_400)
    for n in range(40):
        river.send(BASE + n * HOURS, {AMMONIA: 0.14 + 0.004 * (n % 3)})
    assert follow() == []
    assert learning.learn([Device.objects.get(mn="R1").pk], BASE + 40 * HOURS) == 0
    step = OwnStep.objects.get(code=AMMONIA)
    assert (step.distance, step.steps) == (None, 39)
    assert step.step == pytest.approx(0.008)
    detection.DETECTORS[0].forget()
    # the plain step of a month lies far below the nation's 0.53 mg/L
    river.send(BASE + 40 * HOURS, {AMMONIA: 0.144 + 3 * step.step})
    (found,) = follow()
    assert (found.kind, found.detail["tier"]) == ("change", 1)
    assert "本站自身步长" in found.detail["say"].zh
    alarm = Alarm.objects.get()
    assert (alarm.tier, alarm.escalate_at) == (Alarm.Tier.HINT, None)
    # standing there is no news, another leap is: it joins the alarm that is open
    for n, value in ((41, 0.168), (42, 0.2)):
        river.send(BASE + n * HOURS, {AMMONIA: value})
    (again,) = follow()
    assert again.at_s == (BASE + 42 * HOURS).timestamp()
    assert Alarm.objects.get().signals[0]["value"] == pytest.approx(0.2)


def test_a_quiet_micro_batch_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    senders = [
        station(f"R{n}", "surface_water", w21003=(None, 1.0), w01019=(None, 6.0)) for n in range(6)
    ]
    values = {AMMONIA: 0.14, PERMANGANATE: 2.0}
    for sender in senders:
        sender.send(BASE, values)
    follow()
    for sender in senders:
        sender.send(BASE + MINUTE, values)
    batches = rollups.claim()
    with django_assert_max_num_queries(3):
        detection.detect(batches)


@pytest.mark.parametrize("value", [float("inf"), -1e300, 1e300, 0.0])
def test_absurd_values_break_nothing(value):
    river = station("R1", "surface_water", w21003=(None, 1.0))
    for n in range(5):
        river.send(BASE + n * MINUTE, {AMMONIA: 0.14})
    for n in range(5, 8):
        river.send(BASE + n * MINUTE, {AMMONIA: value})
    follow()
    for alarm in Alarm.objects.all():
        assert "nan" not in str(alarm.signals).lower()


def test_another_gas_at_the_same_sensor_is_another_alarm():
    _, fence, _ = park_of_three()
    breathe(fence, range(3), a21022=1.5, a21001=1.0)
    follow()
    breathe(fence, range(3, 6), a21022=1.5, a21001=45.0)
    follow()
    got = [(a.station.code, sorted({s["code"] for s in a.signals})) for a in Alarm.objects.all()]
    assert len(got) == 2, got


def test_a_dismissed_gas_does_not_silence_another():
    _, fence, _ = park_of_three()
    breathe(fence, range(3), a21022=1.5, a21001=1.0)
    follow()
    Alarm.objects.update(state=Alarm.State.DISMISSED)
    breathe(fence, range(3, 6), a21022=1.5, a21001=45.0)
    follow()
    got = [(a.state, sorted({s["code"] for s in a.signals})) for a in Alarm.objects.all()]
    assert len(got) == 2, got
