"""A plan made again: what an officer decided about people stays while the advice does, and is shown when it changes."""

import time

import pytest

from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.response.models import PlanLine

from .air_leaks import assess, call_in, lines, make, words


@pytest.fixture
def officer(demo_world, caller):
    return caller("city_duty")


@pytest.fixture
def pk(officer):
    return call_in(officer, assess(officer))


def about(plan):
    """Give the line of the place that is inside the zone."""
    (line,) = lines(plan, "people").values()
    return line


def decide(officer, pk, line, **decision):
    answer = officer.patch(f"/incidents/{pk}/plan/lines/{line['id']}", decision)
    assert answer.status_code == 200, answer.content.decode()


STRONGER = {"kind": "continuous", "rate_kg_s": 1.3, "duration_s": 1800, "height_m": 0.5}


@pytest.mark.parametrize(
    "decision",
    [
        {"state": "accepted"},
        {"state": "changed", "text": "用校车撤离到东门"},
        {"state": "dropped", "note": "学校放假"},
    ],
)
def test_other_figures_leave_the_decision(officer, pk, decision):
    before = about(make(officer, pk))
    assert before["verb"] == "撤离"
    decide(officer, pk, before, **decision)
    AirReceptor.objects.filter(name__contains="小学 0001").update(people=999)
    assess(officer, release=STRONGER, incident=pk)
    after = about(make(officer, pk))
    assert "999 人" in (after["proposed"] or after["what"])
    assert (after["key"], after["state"]) == (before["key"], decision["state"])
    assert after["earlier"] is None
    assert after["note"] == decision.get("note", "")
    if "text" in decision:
        assert after["what"] == decision["text"]


def test_other_advice_is_proposed_with_the_decision_beside_it(officer, pk):
    before = about(make(officer, pk))
    decide(officer, pk, before, state="changed", text="用校车撤离到东门")
    assess(officer, from_deg=75, incident=pk)
    plan = make(officer, pk)
    turned = about(plan)
    assert (turned["key"], turned["verb"], turned["state"]) == (before["key"], "告知", "proposed")
    earlier = turned["earlier"]
    assert (earlier["state"], earlier["verb"], earlier["what"]) == (
        "changed", "撤离", "用校车撤离到东门",
    )  # fmt: skip
    assert earlier["version"] == plan["version"] - 1
    assert earlier["by"]
    text = words(officer.get(f"/incidents/{pk}/plan.docx"))
    assert "此后建议已变，待重新决定" in text
    assert "用校车撤离到东门" in text
    # through a version nobody decided on, and back: the advice is that which was decided
    again = about(make(officer, pk))
    assert again["earlier"]["what"] == "用校车撤离到东门"
    assess(officer, incident=pk)
    back = about(make(officer, pk))
    assert (back["state"], back["what"]) == ("changed", "用校车撤离到东门")
    assert back["earlier"] is None


def test_what_is_decided_anew_counts_from_then_on(officer, pk):
    decide(officer, pk, about(make(officer, pk)), state="accepted")
    assess(officer, from_deg=75, incident=pk)
    decide(officer, pk, about(make(officer, pk)), state="dropped")
    again = about(make(officer, pk))
    assert (again["verb"], again["state"]) == ("告知", "dropped")
    assess(officer, incident=pk)
    back = about(make(officer, pk))
    assert (back["state"], back["earlier"]["state"]) == ("proposed", "dropped")


def test_a_decision_taken_back_does_not_return(officer, pk):
    line = about(make(officer, pk))
    decide(officer, pk, line, state="accepted")
    decide(officer, pk, line, state="proposed")
    again = about(make(officer, pk))
    assert (again["state"], again["earlier"]) == ("proposed", None)


def test_a_point_that_stays_keeps_its_crew(officer, pk):
    reference = lines(make(officer, pk), "measuring")["measure:reference"]
    decide(officer, pk, reference, state="accepted")
    time.sleep(1.0)  # times of a plan are told to the second
    again = lines(make(officer, pk), "measuring")["measure:reference"]
    assert again["from"] != reference["from"], "the hour begins anew"
    assert again["state"] == "accepted"


def test_a_plan_stored_before_advice_was_compares_by_words(officer, pk):
    line = about(make(officer, pk))
    decide(officer, pk, line, state="accepted")
    row = PlanLine.objects.get(pk=line["id"])
    del row.content["advice"]
    row.save()
    assert about(make(officer, pk))["state"] in {"accepted", "proposed"}


def test_a_plan_is_read_in_a_constant_number_of_queries(officer, pk, django_assert_max_num_queries):
    decide(officer, pk, about(make(officer, pk)), state="accepted")
    assess(officer, from_deg=75, incident=pk)
    make(officer, pk)
    with django_assert_max_num_queries(14):
        officer.get(f"/incidents/{pk}/plan")
