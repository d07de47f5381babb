"""An incident in the air gets a plan: lines from its assessment, decided one by one, out of date with a newer one."""

import datetime as dt
import io
import uuid

import docx
import pytest

from shangyou.response.models import GasAssessment, Incident, Plan

from shangyou.response.planning.wording import figure

from .test_gas import leak

BESIDE_PEOPLE = {"lon": 0, "lat": 0}


@pytest.fixture
def incident(demo_world, caller):
    """A chlorine leak assessed and called in; the officer who did."""
    officer = caller("city_duty")
    kept = officer.post("/gas/assessments", leak(point=BESIDE_PEOPLE)).json()
    answer = officer.post(f"/gas/assessments/{kept['id']}/incident", {"description": "黄绿色气体"})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["id"], kept, officer


def made(incident):
    pk, _, officer = incident
    answer = officer.post(f"/incidents/{pk}/plan/rebuild", {})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def lines(plan, section):
    return next(one["lines"] for one in plan["sections"] if one["key"] == section)


def test_lines_come_from_the_assessment(incident):
    pk, kept, _ = incident
    plan = made(incident)
    assert plan["assessment"] == kept["id"]
    assert plan["outdated"] is None
    zones = {line["key"]: line for line in lines(plan, "zones")}
    # ERG 2024: chlorine is isolated for 60 m all round in a small spill
    assert "四周 60 m" in zones["first:small"]["what"]
    graver = next(z for z in kept["zones"] if z["threshold"] == "HJ169-2")
    assert f" {figure(graver['distance_m']['p50'])} m" in zones["zone:HJ169-2"]["what"]
    assert f"登记 {graver['people']} 人" in zones["zone:HJ169-2"]["effect"]
    people = {line["key"]: line for line in lines(plan, "people")}
    inside = {key for zone in kept["zones"] for key in zone["places_inside"]}
    assert {f"people:{key}" for key in inside} <= set(people)
    assert inside, "nobody is inside: the place of the leak is badly chosen"
    for key in inside:
        assert people[f"people:{key}"]["verb"] in {"就地避险", "撤离", "告知"}
        assert people[f"people:{key}"]["by"]
