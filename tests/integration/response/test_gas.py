"""Gas assessments over HTTP: run, kept once, reproducible, probed; bad input; who may."""

import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shangyou.core.models import AuditEntry
from shangyou.response.models import GasAssessment, Incident
from shangyou.science import cases
from shangyou.science.catalogue import model

PLACE = {"lon": 107.36, "lat": 29.72}


def leak(**changes):
    facts = {
        "point": PLACE,
        "substance": "7782-50-5",
        "started_at": timezone.localtime().isoformat(),
        "release": {"kind": "continuous", "rate_kg_s": 1.0, "duration_s": 1800, "height_m": 0.5},
        "weather": {
            "wind_speed_m_s": 2.0, "wind_from_deg": 45, "cloud_total": 5, "cloud_low": 2,
            "air_temperature_k": 293.15, "relative_humidity": 0.6, "roughness_m": 0.5,
        },
        "title": "",
        "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    return {**facts, **changes}


@pytest.fixture
def made(demo_world, caller):
    answer = caller("city_duty").post("/gas/assessments", leak())
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_an_assessment_has_zones_on_the_map_and_people_in_them(made):
    zones = {zone["threshold"]: zone for zone in made["zones"]}
    assert zones["HJ169-2"]["distance_m"]["p50"] > zones["HJ169-1"]["distance_m"]["p50"] > 0
    lon, lat = zones["HJ169-2"]["polygon"][len(zones["HJ169-2"]["polygon"]) // 2]
    # the wind comes from the north-east: the gas lies south-west of the release
    assert lon < PLACE["lon"]
    assert lat < PLACE["lat"]
    assert zones["HJ169-2"]["people"] >= zones["HJ169-1"]["people"]
    assert made["theory"] in {"gas-plume", "dense-gas"}
    assert made["theory_words"]
    assert made["warnings"]
    assert AuditEntry.objects.filter(action="gas.assessed").exists()


def test_the_stored_case_gives_the_stored_answer(made, caller):
    inputs = caller("city_duty").get(f"/gas/assessments/{made['id']}/inputs")
    spec = model("gas-release")
    again = spec.to_json(spec.solve(cases.read(spec, json.loads(inputs.content)), seed=1))
    assert again == GasAssessment.objects.get(pk=made["id"]).answer
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE response_gasassessment SET title = 'x'")


def test_the_same_form_twice_is_one_assessment(demo_world, caller):
    form = leak()
    first = caller("city_duty").post("/gas/assessments", form)
    again = caller("city_duty").post("/gas/assessments", form)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_any_point_can_be_asked_and_the_indoors_lag(made, caller):
    officer = caller("city_duty")
    near = {"lon": PLACE["lon"] - 0.003, "lat": PLACE["lat"] - 0.0026}
    probe = officer.post(f"/gas/assessments/{made['id']}/probe", near).json()
    assert max(probe["series"]["best"]) > max(probe["series"]["indoor"]) > 0
    assert probe["dose"]["outdoors"] > probe["dose"]["indoors"]
    far = officer.post(f"/gas/assessments/{made['id']}/probe", {"lon": 100, "lat": 20})
    assert far.status_code == 422


def test_a_place_with_people_has_its_curve(made, caller):
    officer = caller("city_duty")
    key = made["places"][0]["key"]
    series = officer.get(f"/gas/assessments/{made['id']}/places/{key}/series").json()["series"]
    assert len(series["time_s"]) == len(series["p90"])
    assert officer.get(f"/gas/assessments/{made['id']}/places/nowhere/series").status_code == 404


BAD = [
    ({"point": None}, "point"),
    ({"point": {"lon": 0, "lat": 0}}, "point"),
    ({"substance": None}, "substance"),
    ({"substance": "no-such"}, "substance"),
    ({"started_at": "now"}, "started_at"),
    ({"release": None}, "release"),
    ({"release": {"kind": "continuous"}}, "release.rate_kg_s"),
    ({"release": {"kind": "continuous", "rate_kg_s": -1}}, "release.rate_kg_s"),
    ({"release": {"kind": "explosion"}}, "release.kind"),
    ({"release": {"kind": "tank"}}, "release.tank"),
    (
        {"release": {"kind": "tank", "tank": {"volume_m3": 1, "hole_height_m": 9}}},
        "release.tank.hole_height_m",
    ),
    ({"weather": {"wind_speed_m_s": -1}}, "weather.wind_speed_m_s"),
    ({"weather": {"wind_speed_m_s": "gale"}}, "weather.wind_speed_m_s"),
    ({"weather": {}}, "weather.wind_speed_m_s"),
    ({"title": "x" * 200}, "title"),
    ({"incident": "first"}, "incident"),
    ({"idempotency_key": "k"}, "idempotency_key"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_a_bad_field_is_named_and_nothing_is_kept(demo_world, caller, changes, field):
    before = GasAssessment.objects.count()
    answer = caller("city_duty").post("/gas/assessments", leak(**changes))
    assert answer.status_code == 422, answer.content.decode()
    assert field in [p["field"] for p in answer.json()["problems"]]
    assert GasAssessment.objects.count() == before


def test_no_wind_is_an_answer_with_a_sentence(demo_world, caller):
    calm = {"wind_speed_m_s": 0.0, "wind_from_deg": 360, "stability": "F"}
    answer = caller("city_duty").post("/gas/assessments", leak(weather=calm)).json()
    assert answer["theory"] == "calm-puff"
    assert any("圆" in warning for warning in answer["warnings"])


def test_who_may(made, caller):
    assert caller("read_only").post("/gas/assessments", leak()).status_code == 403
    assert caller("read_only").get(f"/gas/assessments/{made['id']}").status_code == 200
    assert caller("enterprise").get("/gas/assessments").status_code == 403
    assert caller(None).get("/gas/assessments").status_code == 401
    elsewhere = caller("district", division="500229")
    assert elsewhere.get(f"/gas/assessments/{made['id']}").status_code == 404
    assert elsewhere.post("/gas/assessments", leak()).status_code == 403


def test_the_guides_first_distances_need_no_model(caller):
    row = caller("city_duty").get("/gas/first-distances", substance="7782-50-5").json()
    assert row["un"] == "1017"
    assert row["small"] == {"isolate_m": 60.0, "protect_day_m": 300.0, "protect_night_m": 1400.0}
    assert len(row["containers"]) >= 3
    assert caller("city_duty").get("/gas/first-distances", substance="7440-02-0").json() is None


def test_in_a_valley_the_gas_goes_along_it_over_time_too(demo_world, caller):
    """Wind from the north across a valley that runs east: zones, frames and places along it."""
    officer = caller("city_duty")
    form = leak(terrain={"slope": 0.02, "downhill_deg": 90, "valley_width_m": 400})
    form["weather"] |= {"wind_from_deg": 350}
    made = officer.post("/gas/assessments", form).json()
    zone = next(z for z in made["zones"] if z["threshold"] == "HJ169-2")
    east = max(lon for lon, _ in zone["polygon"]) - PLACE["lon"]
    apart = max(abs(lat - PLACE["lat"]) for _, lat in zone["polygon"])
    assert east > 0.005
    assert apart < 210 / 111_000
    frames = officer.get(f"/gas/assessments/{made['id']}/frames").json()
    told = next(z for z in frames["zones"] if z["threshold"] == "HJ169-2")
    rings = [ring for outlines in told["outlines"] for ring in outlines]
    assert rings
    assert max(abs(lat - PLACE["lat"]) for ring in rings for _, lat in ring) < 215 / 111_000
    assert max(lon for ring in rings for lon, _ in ring) - PLACE["lon"] == pytest.approx(
        east, rel=0.1
    )
    assert any("谷壁" in sentence for sentence in made["warnings"])
    # along the valley somebody walks across it
    there = {"lon": PLACE["lon"] + east / 2, "lat": PLACE["lat"] - 0.0012}
    shelter = officer.post(f"/gas/assessments/{made['id']}/shelter", {**there, "building": "home"})
    assert shelter.status_code == 200, shelter.content
    assert (
        min(shelter.json()["direction_deg"] % 180, 180 - shelter.json()["direction_deg"] % 180) < 20
    )


@pytest.mark.parametrize(
    ("terrain", "field"),
    [
        ({"slope": 5}, "terrain.slope"),
        ({"valley_width_m": 1}, "terrain.valley_width_m"),
        ({"catchment_ratio": 0}, "terrain.catchment_ratio"),
    ],
)
def test_bad_ground_is_named_at_its_field(demo_world, caller, terrain, field):
    answer = caller("city_duty").post("/gas/assessments", leak(terrain=terrain))
    assert answer.status_code == 422
    assert field in {problem["field"] for problem in answer.json()["problems"]}


def test_a_mixture_names_what_is_wrong_beside_its_field(demo_world, caller):
    officer = caller("city_duty")

    def pool(*parts):
        return leak(
            substance="71-43-2",
            release={
                "kind": "pool", "mass_kg": 2000, "duration_s": 3600,
                "pool": {
                    "area_m2": 50, "ground": "concrete",
                    "components": [{"substance": s, "mole_fraction": x} for s, x in parts],
                },
            },
        )  # fmt: skip

    pure = officer.post("/gas/assessments", pool()).json()
    mixed = officer.post("/gas/assessments", pool(("71-43-2", 0.4), ("108-88-3", 0.6)))
    assert mixed.status_code == 201, mixed.content
    # less of it in the liquid, less of it in the air
    assert mixed.json()["source"]["airborne_kg"] < 0.7 * pure["source"]["airborne_kg"]
    at = "release.pool.components"
    for parts, field in (
        ((("108-88-3", 1.0),), at),
        ((("71-43-2", 0.4), ("108-88-3", 0.4)), at),
        ((("71-43-2", 0.4), ("no such", 0.6)), f"{at}[1].substance"),
        ((("71-43-2", -0.3), ("108-88-3", 1.3)), f"{at}[0].mole_fraction"),
    ):
        answer = officer.post("/gas/assessments", pool(*parts))
        assert answer.status_code == 422
        assert field in {problem["field"] for problem in answer.json()["problems"]}


def test_in_a_calm_valley_every_moment_keeps_within_the_walls(demo_world, caller):
    officer = caller("city_duty")
    form = leak(terrain={"valley_width_m": 300, "downhill_deg": 90})
    form["weather"] |= {"wind_speed_m_s": 0.1, "stability": "D"}
    made = officer.post("/gas/assessments", form).json()
    assert made["theory"] == "calm-puff"
    frames = officer.get(f"/gas/assessments/{made['id']}/frames").json()
    drawn = [zone["polygon"] for zone in made["zones"]] + [
        zone["possible"] for zone in made["zones"]
    ]
    drawn += [
        ring for zone in frames["zones"] for outlines in zone["outlines"] for ring in outlines
    ]
    assert len(drawn) > 10
    assert max(abs(lat - PLACE["lat"]) for ring in drawn for _, lat in ring) < 165 / 111_000


def test_a_further_threshold_is_drawn_beside_those_of_the_law(demo_world, caller):
    officer = caller("city_duty")
    plain = officer.post("/gas/assessments", leak()).json()["zones"]
    made = officer.post("/gas/assessments", leak(threshold="AEGL-2-10")).json()["zones"]
    names = [zone["threshold"] for zone in made]
    assert names == [*(zone["threshold"] for zone in plain), "AEGL-2-10"]
    refused = officer.post("/gas/assessments", leak(threshold="AEGL-9-10"))
    assert [problem["field"] for problem in refused.json()["problems"]] == ["threshold"]


class TestCalledIn:
    """An assessment made while somebody speaks becomes an incident in the air, once."""

    def made(self, officer, **more):
        kept = officer.post("/gas/assessments", leak()).json()
        said = {
            "caller": {"name": "王某", "phone": "023-1"},
            "description": "槽车侧翻，有黄绿色气体",
        }
        return kept, officer.post(f"/gas/assessments/{kept['id']}/incident", said | more)

    def test_it_carries_the_assessment_with_it(self, caller):
        officer = caller("city_duty")
        kept, answer = self.made(officer, drill=True)
        assert answer.status_code == 201, answer.content.decode()
        incident = officer.get(f"/incidents/{answer.json()['id']}").json()
        assert incident["kind"] == "air"
        assert incident["drill"] is True
        assert incident["grade"]["level"]
        air = officer.get(f"/incidents/{incident['id']}/air").json()
        assert [row["id"] for row in air["assessments"]] == [kept["id"]]
        shown = officer.get(f"/gas/assessments/{kept['id']}").json()
        assert shown["incident"]["number"] == incident["number"]
        again = officer.post(f"/gas/assessments/{kept['id']}/incident", {})
        assert (again.status_code, again.json()["id"]) == (200, incident["id"])
        assert Incident.objects.filter(assessment=kept["id"]).count() == 1

    def test_a_text_that_is_no_text_makes_nothing(self, caller):
        _, answer = self.made(caller("city_duty"), name=["x"], drill="no")
        assert answer.status_code == 422
        fields = {problem["field"] for problem in answer.json()["problems"]}
        assert fields == {"name", "drill"}
        assert not Incident.objects.exists()

    def test_only_who_may_open_incidents_here_may(self, caller):
        kept = caller("city_duty").post("/gas/assessments", leak()).json()
        path = f"/gas/assessments/{kept['id']}/incident"
        assert caller("read_only").post(path, {}).status_code == 403
        assert caller("district", division="500101").post(path, {}).status_code in {403, 404}
        assert not Incident.objects.exists()
