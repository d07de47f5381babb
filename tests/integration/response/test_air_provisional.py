"""An incident in the air that nobody has assessed: what is missing, and a plan by the guide's first distances."""

import pytest

from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.response.models import GasAssessment, Incident, Plan

from .air_leaks import CHLORINE, assess, call_in, lines


@pytest.fixture
def officer(demo_world, caller):
    return caller("city_duty")


@pytest.fixture
def pk(officer):
    """Give an incident that has lost its assessment, as one from an alarm has none."""
    found = call_in(officer, assess(officer))
    Plan.objects.filter(incident=found).delete()
    # by day the guide protects for a few hundred metres: the sensor stands nearer than the leak did
    near = AirReceptor.objects.filter(kind="school").order_by("code").first().geometry
    Incident.objects.filter(pk=found).update(
        assessment=None, longitude=near.x + 0.001, latitude=near.y
    )
    return found


def test_it_says_what_is_missing_and_isolates_by_the_guide(officer, pk):
    found = officer.get(f"/incidents/{pk}/air/provisional").json()
    assert "怎样泄漏" in found["missing"][0]
    assert any("四周统计" in said for said in found["missing"]), "no station measured wind"
    plan = found["plan"]
    assert (plan["version"], plan["assessment"]) == (0, None)
    first = lines(plan, "zones")["first:small"]
    # ERG 2024 table 1: chlorine is isolated for 60 m all round in a small spill
    assert "四周 60 m" in first["what"]
    assert "下风向防护" in first["what"]
    assert "Emergency Response Guidebook 2024" in first["because"][0]["title"]
    told = lines(plan, "people")
    assert told, "nobody is inside: the place of the leak is badly chosen"
    for line in told.values():
        assert line["verb"] == "就地避险"
        assert "首次防护距离内" in line["what"]
    assert "IDLH 10 ppm" in lines(plan, "gear")["gear:entering"]["effect"]
    assert lines(plan, "teams")
    assert any(key.startswith("supply:氢氧化钠:") for key in lines(plan, "supplies"))
    assert {"notify:polluter"} <= set(lines(plan, "notify"))
    assert not lines(plan, "measuring")
    assert not Plan.objects.filter(incident=pk).exists(), "nothing is saved"


def test_nobody_knows_what_it_is(officer, pk):
    Incident.objects.filter(pk=pk).update(substance_key="", substance_text="不详气体")
    found = officer.get(f"/incidents/{pk}/air/provisional").json()
    assert found["plan"] is None
    assert "请先在气体页选定物质" in found["missing"][0]


@pytest.mark.parametrize("key", ["108-88-3", "74-82-8", "7439-97-6"])
def test_what_the_guide_does_not_list_still_has_a_plan(officer, pk, key):
    Incident.objects.filter(pk=pk).update(substance_key=key)
    found = officer.get(f"/incidents/{pk}/air/provisional").json()
    for section in found["plan"]["sections"]:
        assert section["lines"] or section["empty"]
        for line in section["lines"]:
            assert line["because"]


def test_the_first_assessment_makes_the_plan(officer, pk):
    made = assess(officer, incident=pk)
    assert Plan.objects.get(incident=pk).assessment_id == made["id"]
    # another leaves it, and it says that it is out of date
    newer = assess(officer, incident=pk, from_deg=90)
    assert Plan.objects.filter(incident=pk).count() == 1
    assert newer["number"] in officer.get(f"/incidents/{pk}/plan").json()["outdated"]


def test_who_may_not_change_plans_makes_none(officer, pk):
    Incident.objects.filter(pk=pk).update(state="ended")
    assess(officer, incident=pk)
    assert not Plan.objects.filter(incident=pk).exists()
    assert GasAssessment.objects.filter(incident=pk).exists()


def test_roles_and_queries(officer, pk, caller, django_assert_max_num_queries):
    path = f"/incidents/{pk}/air/provisional"
    assert caller("read_only").get(path).status_code == 200
    assert caller("district", division="500237").get(path).status_code in {403, 404}
    with django_assert_max_num_queries(24):
        assert officer.get(path).status_code == 200
    assert Incident.objects.get(pk=pk).substance_key == CHLORINE
