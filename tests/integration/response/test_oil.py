"""Oil runs over HTTP: run, kept once, reproducible, booms that hold; bad input; who may."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shangyou.core.models import AuditEntry
from shangyou.response.models import OilRun
from shangyou.science import cases
from shangyou.science.catalogue import model


def spill(**changes):
    facts = {
        "oil": "0号柴油",
        "amount": {"value": 30, "unit": "m3"},
        "wind": {"speed_m_s": 2.0, "from_deg": 45.0},
        "water_temperature_c": 15.0,
        "bank_kind": "riprap",
        "hours": 24,
        "booms": [],
        "title": "",
        "idempotency_key": str(uuid.uuid4()),
    }
    return {**facts, **changes}


def boom(opened, below_km=5.0, **changes):
    """A boom some way below the release, from its start on."""
    now = timezone.localtime()
    facts = {
        "chainage_km": opened[1]["chainage_km"] - below_km,
        "from": (now - timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(hours=48)).isoformat(),
        "draught_m": 0.5,
        "length_m": None,
        "bank": None,
        "angle_deg": 30.0,
        "recovery_m3_h": 20.0,
    }
    return {**facts, **changes}


def runs_of(opened):
    return f"/incidents/{opened[1]['id']}/oil-runs"


@pytest.fixture
def made(opened):
    answer = opened[0].post(runs_of(opened), spill())
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_run_says_where_the_oil_is_and_shows_it_on_the_map(made, opened):
    balance = made["mass_balance"]
    names = ("surface", "evaporated", "dispersed", "stranded", "recovered")
    assert sum(balance[name][-1] for name in names) == pytest.approx(1.0, abs=1e-6)
    assert balance["evaporated"][-1] > balance["evaporated"][1] >= 0
    assert made["oil"] == {"id": "AD04007", "name": "0号柴油 (GENERIC DIESEL)"}
    assert made["warnings"]
    assert not any("receptors:" in sentence for sentence in made["warnings"])
    assert AuditEntry.objects.filter(action="oil.run").exists()
    slick = opened[0].get(f"{runs_of(opened)}/{made['id']}/slick").json()
    assert len(slick["frames"]) == len(slick["times_s"]) == 60
    assert max(len(frame["lon"]) for frame in slick["frames"]) <= 400
    first, last = slick["frames"][2], slick["frames"][-1]
    assert first["lon"][0] == pytest.approx(106.65, abs=0.1)
    # the Qijiang flows north
    assert max(last["lat"]) > max(first["lat"])


def test_the_stored_case_gives_the_stored_answer(made, opened):
    inputs = opened[0].get(f"{runs_of(opened)}/{made['id']}/inputs")
    spec = model("river-oil-spill")
    again = spec.to_json(spec.solve(cases.read(spec, json.loads(inputs.content)), seed=1))
    assert json.loads(json.dumps(again)) == OilRun.objects.get(pk=made["id"]).answer
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE response_oilrun SET title = 'x'")


def test_the_same_form_twice_is_one_run_and_the_list_costs_no_more(
    made, opened, django_assert_max_num_queries
):
    form = spill(hours=6)
    first = opened[0].post(runs_of(opened), form)
    again = opened[0].post(runs_of(opened), form)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    with django_assert_max_num_queries(6):
        listed = opened[0].get(runs_of(opened)).json()
    assert [row["number"] for row in listed["rows"]] == [2, 1]


def test_a_boom_across_the_river_holds_and_skims_oil(made, opened):
    answer = opened[0].post(runs_of(opened), spill(booms=[boom(opened)]))
    assert answer.status_code == 201, answer.content.decode()
    held = answer.json()["booms_held"][0]
    assert held["caught_kg"] > 0
    assert answer.json()["mass_balance"]["recovered"][-1] > made["mass_balance"]["recovered"][-1]


BAD = [
    ({"oil": None}, "oil"),
    ({"oil": "蜂蜜"}, "oil"),
    ({"oil": "crude oil from"}, "oil"),
    ({"amount": {"value": -1, "unit": "t"}}, "amount.value"),
    ({"amount": {"value": 1, "unit": "桶"}}, "amount.unit"),
    ({"amount": {"value": True, "unit": "t"}}, "amount.value"),
    ({"wind": {"speed_m_s": 80, "from_deg": 0}}, "wind.speed_m_s"),
    ({"wind": {"speed_m_s": 2}}, "wind.from_deg"),
    ({"water_temperature_c": 90}, "water_temperature_c"),
    ({"bank_kind": "ice"}, "bank_kind"),
    ({"bank_kind": ["mud"]}, "bank_kind"),
    ({"hours": 1}, "hours"),
    ({"booms": "one"}, "booms"),
    ({"title": "x" * 200}, "title"),
    ({"idempotency_key": "k"}, "idempotency_key"),
]

BAD_BOOM = [
    ({"chainage_km": None}, "booms.0.chainage_km"),
    ({"chainage_km": 1e6}, "booms.0.chainage_km"),
    ({"point": {"lon": 0, "lat": 0}}, "booms.0.point"),
    ({"point": {"lon": "x", "lat": 29}}, "booms.0.point.lon"),
    ({"from": "now"}, "booms.0.from"),
    ({"until": "2020-01-01T00:00"}, "booms.0.until"),
    ({"draught_m": None}, "booms.0.draught_m"),
    ({"draught_m": 5.0}, "booms.0.draught_m"),
    ({"length_m": -5}, "booms.0.length_m"),
    ({"angle_deg": 1}, "booms.0.angle_deg"),
    ({"bank": "middle"}, "booms.0.bank"),
    ({"bank": ["left"]}, "booms.0.bank"),
    ({"recovery_m3_h": 1e9}, "booms.0.recovery_m3_h"),
]


@pytest.mark.parametrize(
    ("changes", "field"), [*BAD, *(({"boom": change}, field) for change, field in BAD_BOOM)]
)
def test_a_bad_field_is_named_and_nothing_is_kept(opened, changes, field):
    if "boom" in changes:
        changes = {"booms": [boom(opened, **changes["boom"])]}
    answer = opened[0].post(runs_of(opened), spill(**changes))
    assert answer.status_code == 422, answer.content.decode()
    assert field in [p["field"] for p in answer.json()["problems"]]
    assert not OilRun.objects.exists()


def test_without_an_amount_the_incidents_own_is_taken(opened):
    answer = opened[0].post(runs_of(opened), spill(amount=None, hours=6))
    assert answer.status_code == 201
    case = json.loads(OilRun.objects.get(pk=answer.json()["id"]).inputs)
    assert case["releases"][0]["mass_kg"] == 5000


def test_who_may(made, opened, caller):
    assert caller("read_only").post(runs_of(opened), spill()).status_code == 403
    assert caller("read_only").get(f"{runs_of(opened)}/{made['id']}").status_code == 200
    assert caller("enterprise").get(runs_of(opened)).status_code == 403
    assert caller(None).get(runs_of(opened)).status_code == 401
    elsewhere = caller("district", division="500229")
    assert elsewhere.get(f"{runs_of(opened)}/{made['id']}").status_code == 404
    assert elsewhere.post(runs_of(opened), spill()).status_code == 404


def test_oils_are_found_by_trade_name_and_id(caller):
    officer = caller("city_duty")
    assert "AD04007" in [row["id"] for row in officer.get("/oils", search="柴油").json()["rows"]]
    assert officer.get("/oils", search="AD04007").json()["rows"][0]["name"] == "GENERIC DIESEL"
    assert officer.get("/oils", search="蜂蜜").json()["rows"] == []
