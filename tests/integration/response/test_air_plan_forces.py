"""Whom and what the plan of a gas leak calls: suits, detectors, curtain and neutraliser, teams, experts."""

import pytest
from shapely import Point, Polygon

from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.preparedness.registers.experts import Expert
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team
from shangyou.response.gas import asking
from shangyou.response.models import GasAssessment

from .air_leaks import TOLUENE, assess, call_in, lines, make, words


@pytest.fixture
def officer(demo_world, caller):
    return caller("city_duty")


@pytest.fixture
def kept(officer):
    return assess(officer)


@pytest.fixture
def pk(officer, kept):
    return call_in(officer, kept)


def told(line):
    return " ".join(basis["title"] for basis in line["because"])


def test_teams_and_experts_suit_a_gas(officer, pk):
    plan = make(officer, pk)
    kinds = [Team.objects.get(pk=key.removeprefix("team:")).kind for key in lines(plan, "teams")]
    assert sorted(kinds) == ["chemical", "chemical", "monitoring", "monitoring", "treatment"]
    for line in lines(plan, "teams").values():
        assert "公路约" in line["with"]
        assert "到达现场" in line["effect"]
        assert "队伍台账" in told(line)
    asked = lines(plan, "experts")
    assert asked
    for key in asked:
        expert = Expert.objects.get(pk=key.removeprefix("expert:"))
        assert {expert.skill, expert.second_skill} & {"gas", "toxicology", "monitoring"}


def test_stocks_suit_the_gas_and_are_counted(officer, kept, pk):
    supplies = lines(make(officer, pk), "supplies")
    suits = [line for key, line in supplies.items() if key.startswith("supply:重型防化服:")]
    assert sum(float(line["what"].split()[1]) for line in suits) == 20.0
    assert any(key.startswith("supply:空气呼吸器:") for key in supplies)
    assert any(key.startswith("supply:气体检测管:") for key in supplies), "no detector is held"
    assert "库中没有登记存量" in supplies["supply:水幕器材:short"]["what"]
    # 1.13 kg of caustic for each kg of chlorine that came into the air: 1 kg/s for half an hour
    airborne = GasAssessment.objects.get(pk=kept["id"]).answer["source"]["airborne_kg"]
    assert airborne == pytest.approx(1800.0, rel=0.01)
    caustic = [line for key, line in supplies.items() if key.startswith("supply:氢氧化钠:")]
    sent = sum(float(line["what"].split()[1]) * (1000.0 if line["what"].endswith(" t") else 1.0)
               for line in caustic)  # fmt: skip
    assert sent == pytest.approx(1.13 * airborne, rel=0.01)
    assert "按进入空气的" in told(caustic[0])
    assert "库存台账" in told(caustic[0])


def test_where_caustic_is_not_held_lime_takes_its_place(officer, pk):
    StockItem.objects.filter(reagent="sodium_hydroxide").delete()
    supplies = lines(make(officer, pk), "supplies")
    assert any(key.startswith("supply:氢氧化钙:") for key in supplies)
    assert not any(key.startswith("supply:氢氧化钠:") for key in supplies)


def test_an_unverified_row_shows_on_its_line(officer, pk):
    StockItem.objects.filter(item="重型防化服").update(status="unverified")
    Team.objects.filter(kind="chemical").update(status="unverified")
    plan = make(officer, pk)
    suits = [one for key, one in lines(plan, "supplies").items() if "重型防化服" in key]
    assert {line["status"] for line in suits} == {"unverified"}
    assert "unverified" in {line["status"] for line in lines(plan, "teams").values()}
    text = words(officer.get(f"/incidents/{pk}/plan.docx"))
    assert "重型防化服" in text
    assert "（需核实）" in text.split("重型防化服", 1)[1].split("\n")[0]


def test_what_takes_up_one_gas_is_not_sent_for_another(officer):
    kept = assess(officer, substance=TOLUENE)
    plan = make(officer, call_in(officer, kept))
    supplies = lines(plan, "supplies")
    assert not any("氢氧化钠" in key or "水幕" in key for key in supplies)
    assert any(key.startswith("supply:便携式气相色谱—质谱仪:") for key in supplies)
    kinds = {Team.objects.get(pk=key.removeprefix("team:")).kind for key in lines(plan, "teams")}
    assert kinds == {"monitoring", "chemical"}, "nothing is to be dosed"


def test_the_word_file_names_them(officer, pk):
    plan = make(officer, pk)
    text = words(officer.get(f"/incidents/{pk}/plan.docx"))
    for section in ("supplies", "teams", "experts"):
        for line in lines(plan, section).values():
            assert f"{line['verb']}：{line['what']}" in text
    assert "应急物资" in text


def crowd(near, count):
    """Register places with people close to a point."""
    for n in range(count):
        AirReceptor.objects.create(
            code=f"CROWD{n:03d}", name=f"试点{n:03d}", kind=("school", "residential")[n % 2],
            people=50, region=near.region, status="unverified", source="试验",
            geometry=type(near.geometry)(
                near.geometry.x + 0.0001 * (n % 10), near.geometry.y + 0.0001 * (n // 10), srid=4326
            ),
        )  # fmt: skip


def test_everybody_inside_is_listed_without_a_query_each(officer, django_assert_max_num_queries):
    near = AirReceptor.objects.filter(kind="school").order_by("code").first()
    few = call_in(officer, assess(officer))
    with django_assert_max_num_queries(40) as queries:
        make(officer, few)
    of_one = len(queries)
    crowd(near, 80)
    kept = assess(officer)
    inside = {key for zone in kept["zones"] for key in zone["places_inside"]}
    assert len(inside) > 60, "more than are compared"
    many = call_in(officer, kept)
    with django_assert_max_num_queries(of_one):
        plan = make(officer, many)
    listed = lines(plan, "people")
    assert {f"people:{key}" for key in inside} <= set(listed)
    for line in listed.values():
        assert line["verb"] in {"就地避险", "撤离", "告知"}
    text = words(officer.get(f"/incidents/{many}/plan.docx"))
    assert all(place["name"] in text for place in kept["places"] if place["key"] in inside)


def test_places_are_compared_in_a_constant_number_of_queries(officer, django_assert_num_queries):
    near = AirReceptor.objects.filter(kind="school").order_by("code").first()
    crowd(near, 30)
    found = GasAssessment.objects.get(pk=assess(officer)["id"])
    with django_assert_num_queries(1):
        together = asking.at_places(found, found.places[:30], begin_s=60.0)
    assert len(together) == 30


def test_whom_an_assessment_is_too_full_to_list_is_counted_by_kind(officer):
    near = AirReceptor.objects.filter(kind="school").order_by("code").first()
    crowd(near, 230)
    kept = assess(officer)
    listed = {place["key"] for place in kept["places"]}
    assert len(listed) == 200, "an assessment lists the nearest two hundred"
    plan = make(officer, call_in(officer, kept))
    outline = Polygon(next(z["polygon"] for z in reversed(kept["zones"]) if z["distance_m"]["p50"]))
    left = [
        row for row in AirReceptor.objects.exclude(code__in=listed)
        if outline.contains(Point(row.geometry.x, row.geometry.y))
    ]  # fmt: skip
    assert left, "everybody is listed: the crowd is badly placed"
    line = lines(plan, "people")["people:unlisted"]
    people = sum(row.people for row in left)
    assert f"{len(left)} 处 {people} 人" in line["what"]
    assert line["status"] == "unverified"
    zone = next(z for z in reversed(kept["zones"]) if z["distance_m"]["p50"])
    listed_inside = sum(p["people"] for p in kept["places"] if p["key"] in zone["places_inside"])
    assert zone["unlisted"] == {"places": len(left), "people": people}
    assert zone["people"] == listed_inside + people, "the zone counts everybody in the register"
    assert any(f"{len(left)} 处、{people} 人" in said for said in kept["warnings"])
