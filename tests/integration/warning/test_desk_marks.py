"""What the small map of the duty desk marks: stations by state, alarms that wait, each for whom may see it."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shangyou.core.rights import Role
from shangyou.warning.models import Alarm, Station

from .test_pages import heard

pytestmark = pytest.mark.django_db


def placed(device, mn, **more):
    found = device(mn, **more)
    Station.objects.filter(pk=found.station_id).update(geometry=Point(107.3, 29.7, srid=4326))
    return found


def alarm(device, **more):
    now = timezone.now()
    told = {"tier": 2, "began_at": now, "last_at": now, "opened_at": now, **more}
    return Alarm.objects.create(station_id=device.station_id, region=device.station.region, **told)


def marks(caller, role=Role.CITY_DUTY):
    answer = caller(role).get("/warning/marks")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_stations_are_marked_by_state_and_alarms_while_they_wait(device, caller):
    heard(placed(device, "ON"), ago_s=30)
    silent = placed(device, "NEVER")
    device("NOWHERE")
    waiting, _ = alarm(silent, tier=3), alarm(silent, state=Alarm.State.DISMISSED)
    found = marks(caller)
    assert {row["name"]: row["state"] for row in found["stations"]} == {
        "试验站 ON": "online",
        "试验站 NEVER": "silent",
    }
    assert (found["stations"][0]["lon"], found["stations"][0]["lat"]) == (107.3, 29.7)
    assert [(row["id"], row["tier"]) for row in found["alarms"]] == [(waiting.pk, 3)]


def test_a_district_is_shown_its_own_alone(device, caller):
    alarm(placed(device, "HERE"))
    alarm(placed(device, "THERE", region="500101"))
    found = marks(caller, Role.DISTRICT)
    assert [row["name"] for row in found["stations"]] == ["试验站 HERE"]
    assert [row["name"] for row in found["alarms"]] == ["试验站 HERE"]
    assert caller(None).get("/warning/marks").status_code == 401
    assert caller(Role.ENTERPRISE).get("/warning/marks").status_code == 403


def test_more_marks_ask_no_more_questions(device, caller):
    duty = caller(Role.CITY_DUTY)
    alarm(placed(device, "ONE"))
    with CaptureQueriesContext(connection) as few:
        duty.get("/warning/marks")
    for n in range(20):
        alarm(placed(device, f"M{n}"))
    with CaptureQueriesContext(connection) as many:
        duty.get("/warning/marks")
    assert len(many) == len(few)
