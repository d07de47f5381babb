"""An alarm becomes an incident once, with place, substance, start and readings."""

import datetime as dt

import pytest
from django.utils import timezone

from shangyou.codecs.hj212 import Frame, request_number
from shangyou.response.models import Incident, Sample
from shangyou.warning import detection, ingest, rollups
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import Alarm, AlarmStep, Device, Station

BEIJING = dt.timezone(dt.timedelta(hours=8))
MINUTE = dt.timedelta(minutes=1)


def send(mn, begin, values):
    """Store readings a minute apart, received as they were measured, and detect."""
    frames = []
    for n, ammonia in enumerate(values):
        at = (begin + n * MINUTE).astimezone(BEIJING)
        data = {
            code: f"{value:.4g}"
            for code, value in {
                "w21003-Rtd": ammonia, "w01019-Rtd": 2.1, "w01009-Rtd": 8.6, "w01003-Rtd": 32.0,
                "w01014-Rtd": 390.0,
            }.items()
        }  # fmt: skip
        frames.append(
            Frame(
                request_number(at),
                "21",
                "2011",
                "",
                mn,
                5,
                2017,
                [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, data],
                raw=f"{mn}{at}".encode(),
            )
        )
    stored, problems = ingest.take_frames(frames)
    assert (stored, problems) == (len(frames), [])
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


@pytest.fixture
def alarm(demo_world, db, monkeypatch):
    from shangyou.warning import demo

    demo.load(lambda _text: None)
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])
    station = Station.objects.filter(
        kind="surface_water", river__name="长江", chainage_km__range=(600, 690), region__gt=""
    ).order_by("chainage_km")[0]
    device = Device.objects.get(station=station)
    begin = timezone.now().replace(second=0, microsecond=0) - 30 * MINUTE
    send(device.mn, begin, [0.14, 0.15, 0.14, 0.13] * 5)
    send(device.mn, begin + 20 * MINUTE, [4.0, 5.0, 6.0, 6.0, 5.0, 4.0])
    return Alarm.objects.get(station=station)


def test_the_incident_has_all_the_alarm_knew(alarm, caller):
    officer = caller("city_duty")
    shown = officer.get(f"/alarms/{alarm.pk}/incident")
    assert shown.status_code == 200, shown.content.decode()
    assert shown.json()["substance"] == "ammonia-nitrogen"
    assert shown.json()["passed_kg"] > 0
    made = officer.post(f"/alarms/{alarm.pk}/incident", {"name": "长江氨氮异常"})
    assert made.status_code == 201, made.content.decode()
    incident = Incident.objects.get(pk=made.json()["incident"])
    assert incident.name == "长江氨氮异常"
    assert incident.substance_key == "ammonia-nitrogen"
    assert incident.river == "长江"
    assert abs(incident.chainage_km - alarm.station.chainage_km) < 3
    assert incident.started_at == alarm.began_at
    assert incident.amount_unit == "kg"
    assert incident.current_forecast is not None
    assert incident.plans.exists()
    taken = Sample.objects.filter(incident=incident)
    assert taken.count() >= 4
    assert max(taken.values_list("concentration_mg_l", flat=True)) == 6.0
    assert any("警情" in entry.text["zh"] for entry in incident.log.all())
    alarm.refresh_from_db()
    assert (alarm.state, alarm.incident, alarm.incident_number) == (
        "incident", incident.pk, incident.number,
    )  # fmt: skip
    assert AlarmStep.objects.filter(alarm=alarm, action="incident").count() == 1


def test_pressed_twice_it_is_one_incident(alarm, caller):
    officer = caller("city_duty")
    first = officer.post(f"/alarms/{alarm.pk}/incident")
    again = officer.post(f"/alarms/{alarm.pk}/incident")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Incident.objects.count() == 1


def test_a_dismissed_alarm_opens_nothing(alarm, caller):
    officer = caller("city_duty")
    officer.post(f"/alarms/{alarm.pk}/dismiss", {"cause": "drill"})
    assert officer.post(f"/alarms/{alarm.pk}/incident").status_code == 409
    assert not Incident.objects.exists()


def test_only_who_may_open_incidents_may(alarm, caller):
    assert caller("monitoring").post(f"/alarms/{alarm.pk}/incident").status_code == 403
    away = caller("district", division="500237")
    assert away.post(f"/alarms/{alarm.pk}/incident").status_code in (403, 404)


def test_what_else_fits_is_said(alarm, caller):
    kinds = {fit["kind"] for fit in caller("city_duty").get(f"/alarms/{alarm.pk}").json()["fits"]}
    assert {"downstream", "no_storm", "upstream"} <= kinds
