"""A gas alarm fills in the gas page, says whom it may reach, and becomes an incident in the air once."""

import datetime as dt
import math

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone
from shapely import Polygon

from shangyou.codecs.hj212 import Frame, request_number
from shangyou.response.models import AirReading, GasAssessment, Incident
from shangyou.warning import demo, detection, ingest, rollups
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import Alarm, Device, Station

BEIJING = dt.timezone(dt.timedelta(hours=8))
MINUTE = dt.timedelta(minutes=1)
KEY = "11111111-1111-4111-8111-{:012d}"
CHLORINE = "7782-50-5"


def send(station, begin, rows):
    """Store rows of {code: value} a minute apart, received as they were measured, and detect."""
    frames = []
    for n, row in enumerate(rows):
        at = (begin + n * MINUTE).astimezone(BEIJING)
        data = {f"{code}-Rtd": f"{value:.4g}" for code, value in row.items()}
        frames.append(
            Frame(
                request_number(at), "31", "2011", "", f"DEMO{station}", 5, 2017,
                [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, data], raw=f"{station}{at}".encode(),
            )
        )  # fmt: skip
    stored, problems = ingest.take_frames(frames)
    assert (stored, problems) == (len(frames), [])
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


def hear(station, at, row):
    """Leave what a gateway leaves of a device that is connected and has just reported."""
    device = Device.objects.get(station__code=station)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id ORDER BY name) FROM warning_item WHERE name = ANY(%s)",
            [[f"{code}-Rtd" for code in row]],
        )
        items = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO warning_layout (items) VALUES (%s) ON CONFLICT (items) DO UPDATE "
            "SET items = EXCLUDED.items RETURNING id",
            [items],
        )
        layout = cursor.fetchone()[0]
        values = [row[code] for code in sorted(row)]
        cursor.execute(
            "INSERT INTO warning_devicestate (device_id, heard_at, address, gateway, connected, at,"
            " received_at, cn, layout, flags, values, marks, frames, marked)"
            " VALUES (%s, %s, '', '', true, %s, %s, 2011, %s, %s, %s, 0, 1, 0)",
            [device.pk, at, at, at, layout, "N" * len(values), values],
        )  # fmt: skip


@pytest.fixture
def park(demo_world, db, monkeypatch):
    demo.load(lambda _text: None)
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])
    return {station.code: station for station in Station.objects.filter(kind="gas")}


@pytest.fixture
def alarm(park):
    """Chlorine at a sensor while the mast of the park reports a wind from the north-east."""
    begin = timezone.now().replace(second=0, microsecond=0) - 8 * MINUTE
    wind = {"a01007": 2.4, "a01008": 45.0, "a01001": 18.0, "a01002": 70.0, "a01006": 97.8}
    row = {"a21022": 0.03, "a21001": 0.6, **wind}
    send("GS001", begin, [row] * 8)
    hear("GS001", begin + 7 * MINUTE, row)
    send("GS002", begin, [{"a21022": value} for value in (0.03, 0.03, 0.04, 0.03, 3, 6, 9, 8)])
    return Alarm.objects.get(station=park["GS002"])


def leak(alarm, number, **more):
    form = alarm["form"]
    return {
        "point": form["point"], "substance": form["substance"], "started_at": form["started_at"],
        "release": {"kind": "continuous", "rate_kg_s": 1.0, "duration_s": 1800, "height_m": 0.5},
        "weather": {**form["weather"], "wind_height_m": 10, "stability": "D", "roughness_m": 0.5},
        "station": form["station"], "alarm": alarm["alarm"]["id"],
        "idempotency_key": KEY.format(number), **more,
    }  # fmt: skip


def test_the_alarm_fills_in_the_gas_page(alarm, caller):
    shown = caller("city_duty").get(f"/alarms/{alarm.pk}/gas")
    assert shown.status_code == 200, shown.content.decode()
    said = shown.json()
    form, point = said["form"], alarm.station.geometry
    assert form["substance"] == CHLORINE
    assert form["point"] == {"lon": point.x, "lat": point.y}
    assert dt.datetime.fromisoformat(form["started_at"]) == alarm.began_at
    assert form["weather"]["wind_speed_m_s"] == 2.4
    assert form["weather"]["wind_from_deg"] == 45.0
    assert form["weather"]["air_temperature_k"] == pytest.approx(291.15)
    assert form["weather"]["relative_humidity"] == pytest.approx(0.7)
    assert form["station"]["code"] == "GS001"
    assert "不是泄漏点" in said["sentences"][0]
    assert said["assessments"] == []


def test_without_a_rate_people_are_counted_by_the_guide_and_it_says_so(alarm, caller):
    reach = caller("city_duty").get(f"/alarms/{alarm.pk}/gas").json()["reach"]
    assert reach["basis"] == "guide"
    small, large = reach["cases"]
    # ERG 2024 tables 1 and 3: chlorine, 60 m all round; 300 m by day, 1400 m by night; a rail tank
    # car in low wind 9600 and 11000 m
    assert (small["isolate_m"], small["protect_m"]) == (60, 1400 if reach["night"] else 300)
    assert large["protect_m"] == (11000 if reach["night"] else 9600)
    assert large["people"] >= small["people"] == reach["people"]
    assert "泄漏速率未知" in reach["sentences"][0]
    middle, outline = alarm.station.geometry, Polygon(reach["outline"])
    # downwind of a north-easter lies the south-west; by area, as the small ring of isolation has
    # more corners than the square downwind
    assert outline.centroid.x < middle.x
    assert outline.centroid.y < middle.y
    assert math.isclose(
        (middle.y - outline.bounds[1]) * 111_000, small["protect_m"] * 1.0607, rel_tol=0.05
    ), "a square downwind: 3/2 of its side over the root of two to the farthest corner"


def test_the_assessment_takes_the_place_of_the_guide(alarm, caller):
    officer = caller("city_duty")
    said = officer.get(f"/alarms/{alarm.pk}/gas").json()
    made = officer.post("/gas/assessments", leak(said, 1))
    assert made.status_code == 201, made.content.decode()
    after = officer.get(f"/alarms/{alarm.pk}/gas").json()
    assert after["reach"]["basis"] == "assessment"
    assert after["reach"]["assessment"]["id"] == made.json()["id"]
    zones = {zone["threshold"]: zone["people"] for zone in made.json()["zones"]}
    assert after["reach"]["people"] == max(zones.values())
    assert [row["id"] for row in after["assessments"]] == [made.json()["id"]]


def test_the_incident_has_readings_timeline_and_the_kept_assessment(alarm, caller):
    officer = caller("city_duty")
    officer.post(f"/alarms/{alarm.pk}/take")
    officer.post(
        f"/alarms/{alarm.pk}/verify", {"way": "call", "result": "confirmed", "note": "厂方确认"}
    )
    assessment = officer.post(
        "/gas/assessments", leak(officer.get(f"/alarms/{alarm.pk}/gas").json(), 2)
    ).json()
    draft = officer.get(f"/alarms/{alarm.pk}/incident").json()
    assert (draft["kind"], draft["assessment"]["id"]) == ("air", assessment["id"])
    made = officer.post(f"/alarms/{alarm.pk}/incident", {"name": "氯碱装置区氯气泄漏"})
    assert made.status_code == 201, made.content.decode()
    incident = Incident.objects.get(pk=made.json()["incident"])
    assert (incident.kind, incident.name) == ("air", "氯碱装置区氯气泄漏")
    assert incident.substance_key == CHLORINE
    assert (incident.longitude, incident.latitude) == (
        alarm.station.geometry.x, alarm.station.geometry.y,
    )  # fmt: skip
    assert incident.started_at == alarm.began_at
    assert incident.current_forecast is None
    # what the sensor saw, from before it began
    kept = AirReading.objects.filter(incident=incident)
    assert max(kept.values_list("value", flat=True)) == 9.0
    assert {reading.station_name for reading in kept} == {alarm.station.name}
    # who took it, who confirmed it, what was assessed
    told = "\n".join(entry.text["zh"] for entry in incident.log.all())
    for wanted in ("由警情", "接手", "属实", "厂方确认", assessment["number"]):
        assert wanted in told
    # the legal clocks run at once, and with people in the zone as for a serious event
    assert incident.grade["predicted"]
    assert incident.clocks.filter(key__startswith="district").exists()
    of = officer.get("/gas/assessments", incident=incident.pk).json()["rows"]
    assert [row["id"] for row in of] == [assessment["id"]]
    assert of[0]["incident"] == {"id": incident.pk, "number": incident.number}
    air = officer.get(f"/incidents/{incident.pk}/air").json()
    assert air["series"][0]["limit"] == 1.0
    assert max(air["series"][0]["value"]) == 9.0
    assert [row["id"] for row in air["assessments"]] == [assessment["id"]]


def test_pressed_twice_it_is_one_incident(alarm, caller):
    officer = caller("city_duty")
    first = officer.post(f"/alarms/{alarm.pk}/incident")
    again = officer.post(f"/alarms/{alarm.pk}/incident")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Incident.objects.count() == 1


def test_the_pages_of_an_incident_in_the_air_open(alarm, caller):
    officer = caller("city_duty")
    pk = officer.post(f"/alarms/{alarm.pk}/incident").json()["incident"]
    for path in ("", "/log", "/forecasts", "/reports", "/samples", "/air"):
        answer = officer.get(f"/incidents/{pk}{path}")
        assert answer.status_code == 200, (path, answer.content.decode())
    assert officer.get(f"/incidents/{pk}").json()["kind"] == "air"
    assert any(row["kind"] == "air" for row in officer.get("/incidents").json()["rows"])
    assert officer.get("/desk").status_code == 200
    word = officer.get(f"/incidents/{pk}/reports/first.docx")
    assert word.status_code == 200
    assert word.content[:2] == b"PK"
    assert officer.post(f"/incidents/{pk}/handover").status_code == 200


def test_nobody_forecasts_a_river_for_it(alarm, caller):
    officer = caller("city_duty")
    pk = officer.post(f"/alarms/{alarm.pk}/incident").json()["incident"]
    refused = officer.post(f"/incidents/{pk}/forecasts", {"assumptions": {}, "title": ""})
    assert refused.status_code == 422
    assert "大气事件" in refused.content.decode()
    assert officer.post(f"/incidents/{pk}/oil-runs", {}).status_code in (409, 422)


def test_a_later_assessment_raises_the_grade_and_the_districts_that_see_it(alarm, caller):
    officer = caller("city_duty")
    said = officer.get(f"/alarms/{alarm.pk}/gas").json()
    pk = officer.post(f"/alarms/{alarm.pk}/incident").json()["incident"]
    before = Incident.objects.get(pk=pk)
    large = leak(said, 3, incident=pk)
    large["release"]["rate_kg_s"] = 60.0
    assert officer.post("/gas/assessments", large).status_code == 201
    after = Incident.objects.get(pk=pk)
    assert after.version > before.version
    assert after.grade["level"] <= before.grade["level"]
    assert set(before.regions) <= set(after.regions)
    assert GasAssessment.objects.get().incident_id == pk


def test_its_readings_can_not_be_changed(alarm, caller):
    pk = caller("city_duty").post(f"/alarms/{alarm.pk}/incident").json()["incident"]
    reading = AirReading.objects.filter(incident=pk).first()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE response_airreading SET value = 0 WHERE id = %s", [reading.pk])


def test_who_may_not_open_incidents_may_not(alarm, caller):
    assert caller("monitoring").post(f"/alarms/{alarm.pk}/incident").status_code == 403
    away = caller("district", division="500237")
    assert away.get(f"/alarms/{alarm.pk}/gas").status_code == 404
    assert away.post(f"/alarms/{alarm.pk}/incident").status_code in (403, 404)


def test_an_assessment_of_an_alarm_one_may_not_see_is_refused(alarm, caller):
    said = caller("city_duty").get(f"/alarms/{alarm.pk}/gas").json()
    away = caller("district", division="500237")
    assert away.post("/gas/assessments", leak(said, 4)).status_code in (403, 404)
    bad = caller("city_duty").post("/gas/assessments", leak(said, 5) | {"alarm": "abc"})
    assert bad.status_code == 422
    assert "警情编号" in bad.content.decode()
