"""Options beside a forecast: drawn, refused at the field, compared, proposed, adopted."""

import uuid
from datetime import datetime, timedelta

import pytest

from shangyou.response.models import Forecast, ResponseOption


@pytest.fixture
def drawn(opened):
    """Give the officer, the incident, and a place on the river twenty kilometres downstream."""
    officer, incident = opened
    forecast = Forecast.objects.get(pk=incident["current_forecast"])
    reached = [row for row in forecast.receptors if row["arrival"]["p50"] is not None]
    row = next(row for row in reached if row["distance_km"] > 10)
    arrival = datetime.fromisoformat(row["arrival"]["p50"])

    def measure(kind="divert", **changes):
        return {
            "kind": kind,
            "reach": row["reach"],
            "distance_m": row["reach_distance_m"],
            "from": (arrival - timedelta(hours=2)).isoformat(),
            "until": (arrival + timedelta(hours=30)).isoformat(),
            "fraction": 0.8,
            "capacity_m3": 5e7,
        } | changes

    def post(*measures, **more):
        body = {"idempotency_key": str(uuid.uuid4()), "title": "试验", "measures": list(measures)}
        return officer.post(f"/incidents/{incident['id']}/options", body | more)

    return officer, incident, measure, post


def test_an_option_is_computed_stored_and_listed(drawn):
    officer, incident, measure, post = drawn
    made = post(measure("dose", reagent_ratio=2.0, capacity_m3=None))
    assert made.status_code == 201, made.content.decode()
    option = made.json()
    assert option["effect"]["measures"][0]["reagent_kg"]["p50"] > 0
    peaks = [
        (r["peak_mg_l"]["p50"], r["peak_before_mg_l"]["p50"]) for r in option["effect"]["receptors"]
    ]
    assert any(now < 0.4 * before for now, before in peaks)
    listed = officer.get(f"/incidents/{incident['id']}/options").json()
    assert [row["id"] for row in listed["rows"]] == [option["id"]]
    assert {r["id"] for r in option["effect"]["receptors"]} == {
        r["id"] for r in listed["receptors"]
    }


def test_beside_options_stands_what_the_same_members_see_without_measures(drawn):
    officer, incident, _, post = drawn
    path = f"/incidents/{incident['id']}/options"
    empty = officer.get(path).json()
    assert {row["without"] for row in empty["receptors"]} == {None}
    assert empty["members"] > 0
    intake = next(row for row in empty["receptors"] if row["kind"] == "intake")
    closed = {
        "kind": "close",
        "receptor": intake["id"],
        "from": intake["arrival"]["p05"],
        "until": intake["arrival"]["p95"],
    }
    made = post(closed)
    assert made.status_code == 201, made.content.decode()
    effects = {row["id"]: row for row in made.json()["effect"]["receptors"]}
    for row in officer.get(path).json()["receptors"]:
        # closing an intake changes nothing in the river, to the last digit
        assert row["without"]["peak_mg_l"] == effects[row["id"]]["peak_mg_l"]
        assert row["without"]["probability_above"] == effects[row["id"]]["probability_above"]
        assert row["without"]["members"] == made.json()["members"]
        # the members are some of the forecast's; where it stays below what can be said, nothing is beside it
        peak = row["peak_mg_l"]["p50"]
        if peak is not None:
            assert row["without"]["peak_mg_l"]["p50"] == pytest.approx(peak, rel=0.15)


def test_the_same_form_twice_stores_one(drawn):
    _, _, measure, post = drawn
    key = str(uuid.uuid4())
    first = post(measure(), idempotency_key=key)
    second = post(measure(), idempotency_key=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert ResponseOption.objects.count() == 1


def test_stored_measures_give_the_stored_effect(drawn):
    officer, incident, measure, post = drawn
    made = post(measure()).json()
    again = officer.post(
        f"/incidents/{incident['id']}/options/evaluate", {"measures": made["measures"]}
    )
    assert again.status_code == 200, again.content.decode()
    assert again.json()["effect"]["receptors"] == made["effect"]["receptors"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity_m3": None}, "measures[0].capacity_m3"),
        ({"fraction": 1.4}, "measures[0].fraction"),
        ({"until": "2020-01-01T00:00:00+08:00"}, "measures[0].until"),
        ({"from": "soon"}, "measures[0].from"),
        ({"reach": None, "point": {"lon": 109.0, "lat": 32.0}}, "measures[0].point"),
        ({"reach": None, "point": {"lon": 106.3, "lat": 30.4}}, "measures[0].point"),
        ({"reach": None, "point": {"lon": "x", "lat": 1}}, "measures[0].point"),
        ({"fraction": None, "discharge_m3_s": 9e5}, "measures[0].discharge_m3_s"),
        ({"kind": "pray"}, "measures[0].kind"),
    ],
)
def test_a_mistake_is_answered_at_its_field_and_nothing_is_stored(drawn, changes, field):
    _, _, measure, post = drawn
    refused = post(measure(**changes))
    assert refused.status_code == 422, refused.content.decode()
    assert field in [p["field"] for p in refused.json()["problems"]]
    assert not ResponseOption.objects.exists()


def test_a_measure_before_the_plume_is_kept_with_a_warning(drawn):
    _, incident, measure, post = drawn
    start = datetime.fromisoformat(incident["started_at"])
    early = measure(
        **{"from": start.isoformat(), "until": (start + timedelta(minutes=10)).isoformat()}
    )
    made = post(early)
    assert made.status_code == 201
    assert "没有作用" in made.json()["effect"]["warnings"][0]


def test_removed_options_come_back(drawn):
    officer, incident, measure, post = drawn
    option = post(measure()).json()
    path = f"/incidents/{incident['id']}/options"
    assert officer.post(f"{path}/{option['id']}/remove").status_code == 200
    assert officer.get(path).json()["total"] == 0
    assert officer.post(f"{path}/{option['id']}/restore").status_code == 200
    assert officer.get(path).json()["total"] == 1


def test_the_best_use_is_proposed_with_its_gap_and_keeps_to_the_spaces(drawn):
    officer, incident, _, _ = drawn
    path = f"/incidents/{incident['id']}/options"
    spaces = {space["id"]: space for space in officer.get(path).json()["spaces"]}
    answer = officer.post(f"{path}/propose", {"idempotency_key": str(uuid.uuid4())})
    if not spaces:
        assert answer.status_code == 422
        return
    assert answer.status_code == 201, answer.content.decode()
    option = answer.json()
    assert option["proof"]["gap"] <= 1e-3
    assert option["proof"]["objective"] < option["proof"]["before"]
    for measure in option["measures"]:
        space = spaces[measure["space"]]
        assert measure["from"] >= space["ready"]
        hours = datetime.fromisoformat(measure["until"]) - datetime.fromisoformat(measure["from"])
        volume = measure["discharge_m3_s"] * hours.total_seconds()
        assert volume <= space["capacity_m3"] * 1.01


def test_adopting_writes_plan_lines_and_a_forecast_beside_the_old(drawn):
    officer, incident, measure, post = drawn
    option = post(measure("dose")).json()
    path = f"/incidents/{incident['id']}"
    before = officer.get(path).json()
    adopted = officer.post(f"{path}/options/{option['id']}/adopt")
    assert adopted.status_code == 200, adopted.content.decode()
    after = officer.get(path).json()
    assert after["current_forecast"] == before["current_forecast"]
    assert len(after["forecasts"]) == len(before["forecasts"]) + 1
    beside = officer.get(f"/forecasts/{adopted.json()['adopted_forecast']}/inputs").json()
    assert beside["interventions"][0]["kind"] == "dose"
    plan = officer.get(f"{path}/plan").json()
    section = next(s for s in plan["sections"] if s["key"] == "options")
    assert section["lines"][0]["state"] == "accepted"
    assert section["lines"][0]["because"]
    officer.post(f"{path}/plan/rebuild", {"forecast": before["current_forecast"]})
    again = officer.get(f"{path}/plan").json()
    kept = next(s for s in again["sections"] if s["key"] == "options")
    assert [line["key"] for line in kept["lines"]] == [f"option:{option['id']}:0"]
    assert officer.post(f"{path}/options/{option['id']}/adopt").status_code == 409
    assert officer.post(f"{path}/options/{option['id']}/remove").status_code == 409


def test_the_comparison_is_exported(drawn):
    officer, incident, measure, post = drawn
    option = post(measure(), title="=1+1").json()
    answer = officer.get(f"/incidents/{incident['id']}/options.csv")
    lines = answer.content.decode("utf-8-sig").strip().split("\r\n")
    assert len(lines) == 1 + len(option["effect"]["receptors"])
    assert lines[0].startswith("方案,措施,受体")


def test_rights_are_those_of_forecasts_and_plans(drawn, caller):
    _, incident, measure, post = drawn
    option = post(measure()).json()
    path = f"/incidents/{incident['id']}/options"
    reader = caller("read_only")
    assert reader.get(path).status_code == 200
    asked = {"idempotency_key": str(uuid.uuid4()), "measures": [measure()]}
    assert reader.post(path, asked).status_code == 403
    assert reader.post(f"{path}/{option['id']}/remove").status_code == 403
    expert = caller("expert")
    assert expert.post(path, asked).status_code == 201
    assert expert.post(f"{path}/{option['id']}/adopt").status_code == 403
    assert caller("district", division="500229").get(path).status_code == 404
