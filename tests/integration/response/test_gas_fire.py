"""Fire and blast, staying or leaving, weather of stations, zones over time, files: over HTTP."""

import csv
import datetime as dt
import io
import json
import uuid

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.integration.response.test_gas import PLACE, leak

from shangyou.response.models import GasAssessment, GasFire, LogEntry
from shangyou.science import cases
from shangyou.science.catalogue import model
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station

LPG = "68476-85-7"
TANKER = {
    "kind": "tank",
    "height_m": 0.5,
    "tank": {"volume_m3": 50, "fill_fraction": 0.8, "hole_diameter_m": 0.05},
}


@pytest.fixture(scope="module")
def city(demo_world, django_db_blocker):
    from django.test import Client

    from shangyou.core.models import Organisation, User

    with django_db_blocker.unblock():
        bureau = Organisation.objects.get_or_create(
            name="试验单位 city gas", defaults={"tier": "city", "division_code": "500000"}
        )[0]
        officer = User.objects.create_user(
            "gas-duty", None, "city_duty", name="试验", organisation=bureau
        )
        client = Client(headers={"accept-language": "zh"})
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        yield client


def post(client, path, body):
    return client.post(f"/api/v1{path}", body, content_type="application/json")


@pytest.fixture(scope="module")
def tanker(city):
    answer = post(city, "/gas/assessments", leak(substance=LPG, release=TANKER))
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


@pytest.fixture(scope="module")
def chlorine(city):
    return post(city, "/gas/assessments", leak()).json()


def fire(model_name, inputs, **changes):
    return {
        "model": model_name,
        "inputs": inputs,
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def test_a_tanker_that_leaks_gives_every_fire_and_blast_with_its_assumption(db, tanker):
    fires = {one["model"]: one for one in tanker["fires"]}
    assert set(fires) == {"jet-fire", "vapour-cloud", "fireball"}
    for one in fires.values():
        assert one["derived"]
        assert one["assumptions"]
        assert one["warnings"]
        reach = [ring["distance_m"]["p50"] for ring in one["rings"]]
        assert reach == sorted(reach)
        for ring in one["rings"]:
            far = ring["distance_m"]
            assert far["p05"] <= far["p50"] <= far["p95"]
            assert ring["people"]["p05"] <= ring["people"]["p50"] <= ring["people"]["p95"]
    # 50 m3, four fifths full: 23 t of it burn as a ball (mass of the tank, not of what leaked)
    assert fires["fireball"]["inputs"]["mass_kg"] == pytest.approx(23_240, rel=0.01)
    # the blast is downwind, the wind blows from the north-east
    assert fires["vapour-cloud"]["east_m"] < 0 > fires["vapour-cloud"]["north_m"]
    assert fires["fireball"]["east_m"] == 0


def test_a_pool_burns_as_wide_as_it_lies(db, city):
    pool = {"kind": "pool", "mass_kg": 5000, "pool": {"area_m2": 100}}
    made = post(city, "/gas/assessments", leak(substance="71-43-2", release=pool)).json()
    fires = {one["model"]: one for one in made["fires"]}
    assert fires["pool-fire"]["inputs"]["diameter_m"] == pytest.approx(11.28, abs=0.01)
    assert "fireball" not in fires
    assert "jet-fire" not in fires


def test_what_does_not_burn_has_no_fire(db, chlorine, city):
    assert chlorine["fires"] == []
    found = city.get(f"/api/v1/gas/assessments/{chlorine['id']}/prospects")
    assert found.json() is None
    refused = post(
        city, f"/gas/assessments/{chlorine['id']}/fires", fire("pool-fire", {"diameter_m": 10})
    )
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["field"] == "inputs.fuel.heat_of_combustion_j_kg"


def test_a_ring_on_the_map_is_as_wide_as_it_says(db, tanker):
    ball = next(one for one in tanker["fires"] if one["model"] == "fireball")
    ring = ball["rings"][-1]
    outline = np.array(ring["outline"]["p50"])
    metres = (outline - [PLACE["lon"], PLACE["lat"]]) * [96_790.0, 110_860.0]
    assert np.hypot(*metres.T) == pytest.approx(ring["distance_m"]["p50"], rel=0.003)


def test_a_stored_fire_is_what_the_command_line_gives(db, tanker, city):
    for one in tanker["fires"]:
        case = city.get(f"/api/v1/gas/assessments/{tanker['id']}/fires/{one['id']}/inputs")
        spec = model(one["model"])
        again = spec.to_json(spec.solve(cases.read(spec, json.loads(case.content)), seed=1))
        assert again == GasFire.objects.get(pk=one["id"]).answer
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE response_gasfire SET east_m = 5")


def test_a_typed_scenario_is_kept_beside_the_derived_one(db, tanker, city):
    path = f"/gas/assessments/{tanker['id']}/fires"
    body = fire("pool-fire", {"diameter_m": 20.0}, east_m=120.0, north_m=-40.0)
    first, again = post(city, path, body), post(city, path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    made = first.json()
    assert not made["derived"]
    stored = json.loads(GasFire.objects.get(pk=made["id"]).inputs)
    row = GasAssessment.objects.get(pk=tanker["id"])
    nearest = row.places[0]
    away = np.hypot(nearest["x_m"] - 120.0, nearest["y_m"] + 40.0)
    assert stored["places_m"][0] == pytest.approx(away, abs=0.1)
    again = city.get(f"/api/v1/gas/assessments/{tanker['id']}").json()
    kinds = [one["model"] for one in again["fires"]]
    assert kinds.count("pool-fire") == 1
    assert len(kinds) == len(tanker["fires"]) + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": "no-such"}, "model"),
        ({"inputs": None}, "inputs"),
        ({"inputs": {}}, "inputs.diameter_m"),
        ({"inputs": {"diameter_m": -1}}, "inputs.diameter_m"),
        ({"inputs": {"diameter_m": 10, "air": {"humidity": 3}}}, "inputs.air.humidity"),
        ({"inputs": {"diameter_m": 10, "colour": "red"}}, "inputs.colour"),
        ({"east_m": "far"}, "east_m"),
        ({"north_m": 1e9}, "north_m"),
        ({"idempotency_key": "k"}, "idempotency_key"),
    ],
)
def test_a_bad_fire_is_named_and_not_kept(db, tanker, city, changes, field):
    before = GasFire.objects.count()
    body = fire("pool-fire", {"diameter_m": 10}) | changes
    answer = post(city, f"/gas/assessments/{tanker['id']}/fires", body)
    assert answer.status_code == 422, answer.content.decode()
    assert field in [p["field"] for p in answer.json()["problems"]]
    assert GasFire.objects.count() == before


def test_every_field_of_a_model_is_offered_by_itself(db, city):
    offered = city.get("/api/v1/gas/choices").json()
    assert {"gbt3840", "briggs_rural", "briggs_urban", "auto"} <= set(offered["theories"])
    fires = {one["model"]: one for one in offered["fires"]}
    jet = {field["path"]: field for field in fires["jet-fire"]["fields"]}
    assert jet["rate_kg_s"]["required"]
    assert jet["air.humidity"]["default"] == 0.7
    assert not jet["air.humidity"]["required"]
    assert "fuel.substance" not in jet
    assert all(house["source"] for house in offered["buildings"])


def test_the_theory_asked_for_is_used_and_said(db, city):
    answer = post(city, "/gas/assessments", leak(theory="gbt3840", averaging_time_s=3600)).json()
    assert answer["asked_theory"] == "gbt3840"
    assert answer["averaging_time_s"] == 3600
    assert "GB/T 3840" in answer["theory_words"]
    for changes, field in (
        ({"theory": "magic"}, "theory"),
        ({"averaging_time_s": 0}, "averaging_time_s"),
    ):
        refused = post(city, "/gas/assessments", leak(**changes))
        assert refused.status_code == 422
        assert field in [p["field"] for p in refused.json()["problems"]]


def test_a_current_threshold_stands_beside_the_legal_one_it_differs_from(db, city):
    from shangyou.science.models.gas.records import RECORDS
    from shangyou.science.models.gas.substances import find

    numbers = [line.split("|")[0] for line in RECORDS.strip().splitlines()]
    differing = [cas for cas in numbers if find(cas).pac_mg_m3[0] is not None]
    assert differing, "no record holds a current value that differs"
    answer = post(city, "/gas/assessments", leak(substance=differing[0])).json()
    zones = {zone["threshold"]: zone for zone in answer["zones"]}
    assert not {"PAC-2", "PAC-3"} & set(zones)
    assert zones["HJ169-1"]["current"]["threshold"] == "PAC-3"
    assert zones["HJ169-1"]["current"]["concentration_mg_m3"] == find(differing[0]).pac_mg_m3[0]


def test_each_property_has_its_source(db, chlorine):
    assert len(chlorine["properties"]) > 8
    for row in chlorine["properties"]:
        assert row["source"]
        assert row["status"] in {"verified", "secondary", "unverified"}


def test_the_turning_wind_holds_the_zone(db, chlorine):
    for zone in chlorine["zones"]:
        inner, outer = shapely.Polygon(zone["polygon"]), shapely.Polygon(zone["possible"])
        assert outer.is_valid
        assert outer.buffer(1e-5).contains(inner)
        assert outer.area > 1.5 * inner.area


def test_zones_over_time_grow_to_the_zone_and_leave(db, chlorine, city):
    frames = city.get(f"/api/v1/gas/assessments/{chlorine['id']}/frames").json()
    assert frames["times_s"] == sorted(frames["times_s"])
    whole = {zone["threshold"]: shapely.Polygon(zone["polygon"]) for zone in chlorine["zones"]}
    for zone in frames["zones"]:
        areas = [sum(shapely.Polygon(ring).area for ring in rings) for rings in zone["outlines"]]
        assert max(areas) == pytest.approx(whole[zone["threshold"]].area, rel=0.06)
        assert areas[-1] < 0.05 * max(areas)
        assert areas[1] < max(areas)


def test_air_that_runs_downhill_by_night_carries_zones_and_frames_with_it(db, city):
    night = {
        "wind_speed_m_s": 0.8, "wind_from_deg": 45, "stability": "F", "air_temperature_k": 285,
        "relative_humidity": 0.6, "roughness_m": 0.1, "solar_elevation_deg": -30,
        "cloud_total": 0, "cloud_low": 0,
    }  # fmt: skip
    hill = {"slope": 0.2, "downhill_deg": 90}
    level = post(city, "/gas/assessments", leak(weather=night)).json()
    made = post(city, "/gas/assessments", leak(weather=night, terrain=hill)).json()
    # on level ground the gas goes south-west, on the slope it is turned towards the east
    middles = [shapely.Polygon(one["zones"][-1]["polygon"]).centroid.x for one in (level, made)]
    assert middles[1] > middles[0]
    frames = city.get(f"/api/v1/gas/assessments/{made['id']}/frames").json()
    whole = {zone["threshold"]: shapely.Polygon(zone["polygon"]) for zone in made["zones"]}
    for zone in frames["zones"]:
        largest = max(
            (shapely.Polygon(ring).buffer(0) for rings in zone["outlines"] for ring in rings),
            key=lambda shape: shape.area,
        )
        shared = largest.intersection(whole[zone["threshold"]].buffer(0)).area
        assert shared > 0.85 * largest.area
    refused = post(city, "/gas/assessments", leak(terrain={"slope": 9}))
    assert "terrain.slope" in [p["field"] for p in refused.json()["problems"]]


def test_after_a_puff_has_passed_the_leak_is_free_again(db, city):
    puff = {"kind": "instantaneous", "mass_kg": 1000, "height_m": 0.5}
    made = post(city, "/gas/assessments", leak(release=puff)).json()
    frames = city.get(f"/api/v1/gas/assessments/{made['id']}/frames").json()
    zone = next(one for one in frames["zones"] if one["threshold"] == "HJ169-2")
    here = shapely.Point(PLACE["lon"], PLACE["lat"]).buffer(2e-5)
    held = [
        any(shapely.Polygon(ring).buffer(0).intersects(here) for ring in rings)
        for rings in zone["outlines"]
        if rings
    ]
    assert not held[-1]


def test_calm_air_makes_circles_that_do_not_turn(db, city):
    calm = {"wind_speed_m_s": 0.0, "wind_from_deg": 360, "stability": "F"}
    made = post(city, "/gas/assessments", leak(weather=calm)).json()
    assert made["direction_sd_deg"] is None
    frames = city.get(f"/api/v1/gas/assessments/{made['id']}/frames").json()
    assert any(any(rings) for rings in frames["zones"][-1]["outlines"])
    asked = post(
        city, f"/gas/assessments/{made['id']}/shelter", {**PLACE, "lon": PLACE["lon"] + 0.002}
    )
    assert asked.json()["direction_deg"] == 90


def shelter(city, made, **body):
    answer = post(city, f"/gas/assessments/{made['id']}/shelter", body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def downwind(metres):
    return {
        "lon": PLACE["lon"] - metres / 96_790.0 * np.sqrt(0.5),
        "lat": PLACE["lat"] - metres / 110_860.0 * np.sqrt(0.5),
    }


def test_leaving_before_the_cloud_beats_staying_and_waiting_does_not(db, chlorine, city):
    found = shelter(city, chlorine, **downwind(400))
    loads = {one["key"]: one["load"]["best"] for one in found["options"]}
    assert found["better"] == "leave"
    assert loads["leave-0"] < loads["stay"] < loads["outdoors"]
    assert loads["leave-1"] > loads["leave-0"]
    assert found["advice"].startswith("立即")
    assert found["doubt"]


def test_when_the_cloud_is_there_already_people_stay(db, chlorine, city):
    found = shelter(city, chlorine, **downwind(400), begin_s=900, leave_min=15)
    assert found["by_case"]["best"] == "stay"
    loads = {one["key"]: one["load"]["best"] for one in found["options"]}
    assert loads["stay"] < 0.3 * loads["leave-0"]
    assert {one["leave_min"] for one in found["options"]} >= {0.0, 15.0}
    assert "开窗" in found["advice"]


def test_a_leaky_house_shelters_less_and_says_where_its_rate_is_from(db, chlorine, city):
    tight = shelter(city, chlorine, **downwind(400), building="home")
    leaky = shelter(city, chlorine, **downwind(400), building="open")
    stay = [next(o for o in one["options"] if o["key"] == "stay") for one in (tight, leaky)]
    assert stay[1]["load"]["best"] > 5 * stay[0]["load"]["best"]
    assert leaky["building"]["source"]
    curve = tight["series"]["load"]["stay"]
    assert curve == sorted(curve)
    assert curve[-1] == pytest.approx(stay[0]["load"]["best"], rel=0.05)


def test_a_place_of_the_register_is_asked_by_its_key(db, chlorine, city):
    place = chlorine["places"][0]
    found = shelter(city, chlorine, place=place["key"])
    assert found["place"] == place["key"]
    assert found["distance_m"] == pytest.approx(place["distance_m"], abs=1)
    missing = post(city, f"/gas/assessments/{chlorine['id']}/shelter", {"place": "nowhere"})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lon"),
        ({"lon": 0, "lat": 0}, "lon"),
        ({"lon": "x", "lat": 1}, "lon"),
        ({**PLACE, "building": "tent"}, "building"),
        ({**PLACE, "begin_s": -1}, "begin_s"),
        ({**PLACE, "leave_min": 1e9}, "leave_min"),
    ],
)
def test_a_bad_question_is_named(db, chlorine, city, body, field):
    answer = post(city, f"/gas/assessments/{chlorine['id']}/shelter", body)
    assert answer.status_code == 422
    assert field in [p["field"] for p in answer.json()["problems"]]


def test_far_from_everything_nobody_has_to_leave(db, chlorine, city):
    upwind = {"lon": PLACE["lon"] + 0.03, "lat": PLACE["lat"] + 0.03}
    found = shelter(city, chlorine, **upwind)
    assert found["better"] == "none"
    assert "不必撤离" in found["advice"]


def test_where_it_may_burn_people_are_told_that_first(db, tanker, chlorine, city):
    inside = shelter(city, tanker, **downwind(30))
    assert "可燃气云" in inside["fire"]
    beyond = shelter(city, tanker, **downwind(700))
    assert "火球" in beyond["fire"]
    assert "可燃气云" not in beyond["fire"]
    assert shelter(city, tanker, **downwind(5000))["fire"] is None
    assert shelter(city, chlorine, **downwind(30))["fire"] is None


def station(name, lon, lat, minutes_ago, values):
    row = Station.objects.create(
        code=f"AQ-{name}", name=name, kind="air", region="500102", source="试验",
        geometry=Point(lon, lat, srid=4326),
    )  # fmt: skip
    device = Device.objects.create(
        mn=f"MN{name}".ljust(20, "0"), station=row, system_code="22", interval_s=600,
        region="500102", source="试验",
    )  # fmt: skip
    for code in ("a01007", "a01008", "a01001"):
        MonitoredFactor.objects.create(device=device, code=code, region="500102", source="试验")
    if values is None:
        return
    at = timezone.now() - dt.timedelta(minutes=minutes_ago)
    items = ["a01007-Rtd", "a01008-Rtd", "a01001-Rtd"]
    with connection.cursor() as cursor:
        numbers = []
        for item in items:
            cursor.execute(
                "INSERT INTO warning_item (name) VALUES (%s) ON CONFLICT (name) DO NOTHING", [item]
            )
            cursor.execute("SELECT id FROM warning_item WHERE name = %s", [item])
            numbers.append(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO warning_layout (items) VALUES (%s) "
            "ON CONFLICT (items) DO UPDATE SET items = EXCLUDED.items RETURNING id",
            [numbers],
        )
        layout = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO warning_devicestate (device_id, heard_at, address, gateway, connected, at, "
            'received_at, cn, layout, flags, "values", marks, frames, marked) '
            "VALUES (%s, %s, '', '', true, %s, %s, 2011, %s, 'NNN', %s, 0, 1, 0)",
            [device.pk, at, at, at, layout, values],
        )


def test_the_nearest_station_gives_wind_with_its_age_and_distance(db, city):
    station("near", PLACE["lon"] + 0.02, PLACE["lat"], 5, [1.8, 45.0, 18.5])
    station("old", PLACE["lon"] + 0.05, PLACE["lat"], 300, [6.0, 200.0, 25.0])
    station("mute", PLACE["lon"] + 0.06, PLACE["lat"], 0, None)
    station("far", PLACE["lon"] + 3.0, PLACE["lat"], 1, [9.0, 90.0, 20.0])
    found = city.get("/api/v1/gas/weather", PLACE).json()["stations"]
    assert [one["name"] for one in found] == ["near", "old", "mute"]
    near, old, mute = found
    assert near["usable"]
    assert near["wind_speed_m_s"] == 1.8
    assert near["wind_from_deg"] == 45.0
    assert near["air_temperature_c"] == 18.5
    assert near["distance_m"] == pytest.approx(1936, rel=0.01)
    assert 290 <= near["age_s"] <= 320
    assert old["stale"]
    assert not old["usable"]
    assert any("300 min" in said for said in old["words"])
    assert not mute["usable"]
    assert city.get("/api/v1/gas/weather", {"lon": 0, "lat": 0}).status_code == 422


def test_no_station_is_an_empty_list_not_an_error(db, city):
    assert city.get("/api/v1/gas/weather", {"lon": 108.9, "lat": 31.9}).json() == {"stations": []}


def test_zones_leave_as_geojson_and_as_a_table(db, tanker, city):
    body = city.get(f"/api/v1/gas/assessments/{tanker['id']}/zones.geojson")
    found = json.loads(body.content)
    kinds = {feature["properties"]["kind"] for feature in found["features"]}
    assert {"release", "zone", "zone_possible", "ring", "place"} <= kinds
    for feature in found["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid or feature["properties"]["kind"] == "zone"
    table = city.get(f"/api/v1/gas/assessments/{tanker['id']}/zones.csv").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {"毒性或燃烧", "火灾爆炸", "地点"} == {row["类别"] for row in rows}
    assert None not in rows[0]


def test_an_assessment_of_an_incident_stands_in_its_log(opened_once, db, city):
    made = post(city, "/gas/assessments", leak(incident=opened_once["id"]))
    assert made.status_code == 201, made.content.decode()
    number = made.json()["number"]
    said = LogEntry.objects.filter(incident=opened_once["id"], kind="forecast").last()
    assert number in said.text["zh"]
    listed = city.get("/api/v1/gas/assessments", {"incident": opened_once["id"]}).json()
    assert [row["number"] for row in listed["rows"]] == [number]
    assert made.json()["incident"]["id"] == opened_once["id"]


def test_places_the_wind_cannot_reach_cost_nothing_and_still_have_a_curve(db, chlorine, city):
    stored = json.loads(GasAssessment.objects.get(pk=chlorine["id"]).inputs)["receptors"]
    asked = {one["id"] for one in stored}
    behind = [p for p in chlorine["places"] if p["key"] not in asked]
    assert asked
    assert behind
    # the wind is from the north-east: whoever lies north-east is not asked about
    assert all(p["x_m"] + p["y_m"] > -0.5 * p["distance_m"] for p in behind)
    path = f"/api/v1/gas/assessments/{chlorine['id']}/places/{behind[0]['key']}/series"
    assert max(city.get(path).json()["series"]["best"]) < 0.01
    assert all(p["zones"] == [] for p in behind)


def test_who_may_burn(tanker, caller):
    body = fire("pool-fire", {"diameter_m": 10})
    path = f"/gas/assessments/{tanker['id']}/fires"
    assert caller("read_only").post(path, body).status_code == 403
    elsewhere = caller("district", division="500229")
    assert elsewhere.post(path, body).status_code == 404
    assert elsewhere.get(f"/gas/assessments/{tanker['id']}/zones.csv").status_code == 404
