"""An incident in the air gets a plan: lines from its assessment, decided one by one, out of date with a newer one."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.response.gas import asking
from shangyou.response.models import GasAssessment, Incident, Plan
from shangyou.response.planning.wording import figure

from .air_leaks import TOLUENE, assess, call_in, lines, make, words


@pytest.fixture
def officer(demo_world, caller):
    return caller("city_duty")


@pytest.fixture
def kept(officer):
    return assess(officer)


@pytest.fixture
def pk(officer, kept):
    """The number of an incident called in from an assessed leak of chlorine."""
    return call_in(officer, kept)


def test_zones_and_people_come_from_the_assessment(officer, kept, pk):
    plan = make(officer, pk)
    assert (plan["assessment"], plan["forecast"], plan["outdated"]) == (kept["id"], None, None)
    zones = lines(plan, "zones")
    # ERG 2024 table 1: chlorine is isolated for 60 m all round in a small spill
    assert "四周 60 m" in zones["first:small"]["what"]
    for zone in kept["zones"]:
        if zone["distance_m"]["p50"]:
            line = zones[f"zone:{zone['threshold']}"]
            assert f" {figure(zone['distance_m']['p50'])} m" in line["what"]
            assert f"登记 {zone['people']} 人" in line["effect"]
            assert line["because"][0]["title"].startswith(f"气体研判 {kept['number']}")
    people = lines(plan, "people")
    places = {place["key"]: place for place in kept["places"]}
    inside = {key for zone in kept["zones"] for key in zone["places_inside"]}
    assert inside, "nobody is inside: the place of the leak is badly chosen"
    verbs = set()
    for key in inside:
        line = people[f"people:{key}"]
        verbs.add(line["verb"])
        assert f"{places[key]['people']} 人" in line["what"]
        assert places[key]["contact"] in line["who"]
        assert dt.datetime.fromisoformat(line["by"]) > timezone.now() - dt.timedelta(minutes=5)
        # how fast a house breathes is not verified, and the line says so
        assert line["status"] == "unverified"
    assert verbs <= {"就地避险", "撤离", "告知"}


def test_people_are_told_as_the_comparison_of_the_gas_page_says(officer, kept, pk):
    people = lines(make(officer, pk), "people")
    inside = next(key for zone in kept["zones"] for key in zone["places_inside"])
    begun = dt.datetime.fromisoformat(kept["started_at"])
    said = officer.post(
        f"/gas/assessments/{kept['id']}/shelter",
        {"place": inside, "begin_s": (timezone.now() - begun).total_seconds()},
    ).json()
    verb = {"leave": "撤离", "none": "告知"}.get(said["better"], "就地避险")
    assert people[f"people:{inside}"]["verb"] == verb
    assert said["doubt"] == people[f"people:{inside}"]["effect"]


def test_gear_curtain_and_points_are_what_the_tables_say(officer, kept, pk):
    plan = make(officer, pk)
    gear = lines(plan, "gear")
    assert "IDLH 10 ppm" in gear["gear:entering"]["effect"], "NIOSH 1994: chlorine 10 ppm"
    assert "5.8 mg/m³" in gear["gear:detecting"]["what"], (
        "HJ 169-2018 table H.1: chlorine 58 and 5.8"
    )
    assert "gear:fire" not in gear, "chlorine does not burn"
    curtain = lines(plan, "curtain")
    caution = next(line for key, line in curtain.items() if key.startswith("curtain:caution"))
    assert "不得直接向液氯" in caution["what"]
    points = lines(plan, "measuring")
    leak_at = kept["point"]
    edges = [line["point"] for key, line in points.items() if key.startswith("measure:edge")]
    assert edges
    # the wind is from the north-east: edges south-west of the leak, the reference north-east
    assert all(at["lon"] < leak_at["lon"] and at["lat"] < leak_at["lat"] for at in edges)
    reference = points["measure:reference"]["point"]
    assert reference["lon"] > leak_at["lon"]
    assert reference["lat"] > leak_at["lat"]
    made = dt.datetime.fromisoformat(plan["made_at"])
    for line in points.values():
        assert made < dt.datetime.fromisoformat(line["by"]) <= made + dt.timedelta(hours=1)
    assert {"ending:source", "ending:measured", "ending:people", "ending:water"} == set(
        lines(plan, "ending")
    )


def test_what_the_tables_do_not_carry_is_not_said(officer):
    kept = assess(officer, substance=TOLUENE)
    plan = make(officer, call_in(officer, kept))
    assert lines(plan, "curtain") == {}
    section = next(one for one in plan["sections"] if one["key"] == "curtain")
    assert "专家会商" in section["empty"]
    assert "燃烧下限" in lines(plan, "gear")["gear:fire"]["what"]
    assert "ending:water" not in lines(plan, "ending")


def test_who_is_told(officer, kept, pk):
    told = lines(make(officer, pk), "notify")
    clocks = officer.get(f"/incidents/{pk}").json()["clocks"]
    assert {f"report:{clock['key']}" for clock in clocks} <= set(told)
    incident = Incident.objects.get(pk=pk)
    assert f"notify:district:{incident.district_code}" in told
    inside = {key for zone in kept["zones"] for key in zone["places_inside"]}
    works = {p["key"] for p in kept["places"] if p["key"] in inside and p["kind"] == "enterprise"}
    assert {f"notify:enterprise:{key}" for key in works} <= set(told)
    assert "notify:polluter" in told


def test_lines_are_decided_and_decisions_last(officer, pk):
    plan = make(officer, pk)
    zone, entering = lines(plan, "zones")["first:small"], lines(plan, "gear")["gear:entering"]
    ending = lines(plan, "ending")["ending:source"]
    path = f"/incidents/{pk}/plan/lines"
    assert officer.patch(f"{path}/{zone['id']}", {"state": "accepted"}).status_code == 200
    changed = officer.patch(f"{path}/{entering['id']}", {"state": "changed", "text": "先测后进"})
    assert changed.json()["what"] == "先测后进"
    assert officer.patch(f"{path}/{ending['id']}", {"state": "dropped"}).status_code == 200
    again = make(officer, pk)
    assert again["version"] == plan["version"] + 1
    assert lines(again, "zones")["first:small"]["state"] == "accepted"
    assert lines(again, "gear")["gear:entering"]["what"] == "先测后进"
    assert lines(again, "ending")["ending:source"]["state"] == "dropped"


def test_a_newer_assessment_puts_it_out_of_date_and_says_why(officer, kept, pk):
    make(officer, pk)
    newer = assess(officer, from_deg=225, incident=pk)
    shown = officer.get(f"/incidents/{pk}/plan").json()
    assert "方案已过时" in shown["outdated"]
    assert newer["number"] in shown["outdated"]
    assert "风向由 45° 变为 225°" in shown["outdated"]
    assert "方案已过时" in words(officer.get(f"/incidents/{pk}/plan.docx"))
    again = make(officer, pk)
    assert (again["assessment"], again["outdated"]) == (newer["id"], None)
    at = lines(again, "measuring")["measure:reference"]["point"]
    assert at["lon"] < kept["point"]["lon"], "upwind has turned with the wind"
    # the older one may still be asked for by name, and is out of date from the start
    assert make(officer, pk, assessment=kept["id"])["outdated"]


def test_the_word_file_reads_back(officer, kept, pk):
    plan = make(officer, pk)
    line = lines(plan, "zones")["first:small"]
    officer.patch(f"/incidents/{pk}/plan/lines/{line['id']}", {"state": "accepted"})
    dropped = lines(plan, "ending")["ending:source"]
    officer.patch(f"/incidents/{pk}/plan/lines/{dropped['id']}", {"state": "dropped"})
    text = words(officer.get(f"/incidents/{pk}/plan.docx"))
    assert f"【采纳】隔离：{line['what']}" in text
    assert dropped["what"] not in text
    for wanted in (
        kept["number"],
        "大气泄漏事件",
        "毒性终点浓度-2",
        "风来自 45°",
        "终止条件",
        "水幕",
        "（需核实）",
    ):
        assert wanted in text
    assert "入河" not in text
    first = words(officer.get(f"/incidents/{pk}/reports/first.docx"))
    assert line["what"] in first, "the first report says what is being done"
    assert officer.post(f"/incidents/{pk}/handover").status_code == 200


@pytest.mark.parametrize("wanted", [0, -1, 10**30, "x", True, [1], {"a": 1}, 2.5])
def test_an_assessment_that_is_not_its_own_is_one_sentence(officer, pk, wanted):
    answer = officer.post(f"/incidents/{pk}/plan/rebuild", {"assessment": wanted})
    assert answer.status_code == 422
    problem = answer.json()["problems"][0]
    assert problem["field"] == "assessment"
    assert "请从本事件的研判中选择" in problem["message"]
    assert Plan.objects.filter(incident=pk).count() == 1, "that of the opening"


def test_opened_with_an_assessment_it_has_its_plan(officer, kept, pk):
    plan = officer.get(f"/incidents/{pk}/plan").json()
    assert (plan["version"], plan["assessment"]) == (1, kept["id"])
    assert officer.get(f"/incidents/{pk}/air").json()["plan"] == 1
    assert "生成处置方案第 1 版" in str(officer.get(f"/incidents/{pk}/log").json())


def test_every_place_is_compared_as_if_asked_alone(officer, kept, pk):
    kept = GasAssessment.objects.get(pk=kept["id"])
    places = [place for place in kept.places if place["kind"] != "enterprise"][:3]
    together = asking.at_places(kept, places, begin_s=120.0)
    assert len(together) > 1
    for place in places:
        alone = asking.shelter_or_leave(kept, {"place": place["key"], "begin_s": 120.0})
        assert together[place["key"]] | {"place": place["key"]} == alone


def test_without_an_assessment_it_says_to_make_one(officer, pk):
    Plan.objects.filter(incident=pk).delete()
    Incident.objects.filter(pk=pk).update(assessment=None)
    answer = officer.post(f"/incidents/{pk}/plan/rebuild", {})
    assert answer.status_code == 422
    assert "请先做气体研判" in answer.json()["problems"][0]["message"]
    assert officer.get(f"/incidents/{pk}/plan").status_code == 404


def test_another_incidents_assessment_is_refused(officer, pk):
    other = assess(officer)
    answer = officer.post(f"/incidents/{pk}/plan/rebuild", {"assessment": other["id"]})
    assert answer.status_code == 422


def test_an_ended_incident_keeps_its_plan(officer, pk):
    make(officer, pk)
    officer.post(f"/incidents/{pk}/end", {"reason": "处置完毕"})
    assert officer.post(f"/incidents/{pk}/plan/rebuild", {}).status_code == 409
    assert officer.get(f"/incidents/{pk}/plan").status_code == 200


def test_roles(officer, pk, caller):
    path = f"/incidents/{pk}/plan/rebuild"
    assert caller("read_only").post(path, {}).status_code == 403
    assert caller("district", division="500237").post(path, {}).status_code in {403, 404}
    plan = make(officer, pk)
    line = lines(plan, "zones")["first:small"]["id"]
    answer = caller("read_only").patch(f"/incidents/{pk}/plan/lines/{line}", {"state": "accepted"})
    assert answer.status_code == 403


def test_a_plan_rests_on_one_run(pk):
    plan = Plan.objects.get(incident=pk)
    plan.assessment = None
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()
    assert GasAssessment.objects.exists()
