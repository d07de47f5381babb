"""What lies downstream of a place and what is near it, in a constant number of queries."""

import datetime as dt

import pytest

from shangyou.preparedness import coverage, store
from shangyou.preparedness.hydrology import regime
from shangyou.preparedness.models import Reach, Receptor
from shangyou.science.cases import read
from shangyou.science.models import river_transport

pytestmark = pytest.mark.usefixtures("world")

QIJIANG = (106.65, 29.03)


def path_from(river, chainage_km):
    network = store.network()
    return network.downstream_path(*network.at_chainage(river, chainage_km))


def test_the_network_is_built_once_and_again_after_a_change(django_assert_num_queries):
    first = store.network()
    with django_assert_num_queries(2):
        assert store.network() is first
    reach = Reach.objects.get(code="CJ01")
    reach.note = "changed"
    reach.save()
    assert store.network() is not first


def test_the_stored_network_is_the_drawn_one():
    from shangyou.preparedness.demo.rivers import reach_facts

    network = store.network()
    for fact in reach_facts():
        stored = network.reaches[fact.code]
        assert stored.hydraulics == fact.hydraulics, fact.code
        assert (stored.downstream, stored.joins, stored.length_m) == (
            fact.downstream,
            fact.joins,
            fact.length_m,
        )
        assert stored.joins_at_m == pytest.approx(fact.joins_at_m)


def test_receptors_come_in_the_order_of_the_river(django_assert_num_queries):
    path = path_from("綦江", 56)
    with django_assert_num_queries(3):
        found = store.receptors_downstream(path)
    names = [r.name for r in found]
    metres = [r.path_m for r in found]
    assert metres == sorted(metres)
    assert names[0] == "北渡"
    assert (
        names.index("沙沱/道角(鱼洞)水厂") < names.index("丰收坝水厂取水口") < names.index("寸滩")
    )
    assert names[-1] == "鳊鱼溪(渝鄂界)"
    # upstream of the confluence and on other rivers: not reached
    assert not {"白沙", "金刚沱泵站(渝西调水)", "大溪沟水厂取水口"} & set(names)


def test_positions_are_those_of_the_banks():
    by_code = {r.code: r for r in store.receptors_downstream(path_from("长江", 700))}
    assert by_code["RC074"].position == 0.05
    assert by_code["RC075"].position == 0.95
    assert by_code["RC002"].position is None


def test_a_reserve_is_touched_where_the_path_enters_it():
    inside = {r.code: r for r in store.receptors_downstream(path_from("长江", 750))}
    assert inside["RC121"].path_m == 0  # 824–701: the release lies inside
    above = {r.code: r for r in store.receptors_downstream(path_from("长江", 690))}
    assert "RC121" not in above
    assert above["RC123"].path_m == pytest.approx(30_000)  # begins at 660
    joined = {r.code: r for r in store.receptors_downstream(path_from("綦江", 25))}
    assert joined["RC121"].path_m == pytest.approx(25_000)  # entered at the mouth of the Qijiang


@pytest.mark.parametrize(
    ("river", "km"), [("长江", 804), ("晏家河", 8), ("临江河", 40), ("酉水河", 90)]
)
def test_cases_are_taken_by_the_model(river, km):
    """The dicts are river-transport's own shape: read without a single problem."""
    path = path_from(river, km)
    network = store.network()
    reach, distance = path.in_case(*path.start)
    case = {
        "start": "2026-07-15T08:00:00+08:00",
        "duration_h": 72,
        "reaches": network.case_reaches(path, regime(day=dt.date(2026, 7, 15))),
        "releases": [
            {
                "reach": reach,
                "distance_m": distance,
                "position": 0.05,
                "start": "2026-07-15T08:00:00+08:00",
                "duration_s": 600,
                "mass_kg": 2000,
            }
        ],
        "substance": {"name": "苯", "decay_per_s": 0.0},
        "receptors": [
            {
                "id": str(r.row_id),
                "reach": path.in_case(r.reach, r.distance_m)[0],
                "distance_m": path.in_case(r.reach, r.distance_m)[1],
                "position": r.position,
            }
            for r in store.receptors_downstream(path)
        ],
        "ensemble": {"members": 20},
    }
    read(river_transport.MODEL, case)


def test_experts(django_assert_num_queries):
    with django_assert_num_queries(1):
        experts = coverage.experts_for(("heavy_metals", "water_treatment"), point=QIJIANG)
    first, km = experts[0]
    assert "heavy_metals" in (first.skill, first.second_skill)
    assert km > 0


def test_roads_are_longer_than_the_crow_flies():
    # 綦江 to 涪陵: about 103 km as the crow flies
    km, minutes = coverage.road(QIJIANG, [[107.39, 29.70]])
    assert km[0] == pytest.approx(103 * coverage.ROAD_FACTOR, rel=0.02)
    assert minutes[0] == pytest.approx(km[0] / coverage.ROAD_SPEED_KM_H * 60)


def test_a_row_settles_on_its_reach():
    network = store.network()
    river = Reach.objects.get(code="CJ09").river
    row = Receptor(
        code="T1", name="新取水口", kind="intake", river=river, chainage_km=655.0, bank="right"
    )
    row.settle()
    assert (row.reach.code, row.distance_m) == ("CJ09", 5000.0)
    assert network.locate(row.geometry.x, row.geometry.y).bank == "right"
    row.save()

    again = Receptor.objects.get(code="T1")
    again.chainage_km = 650.0
    before = again.geometry.coords
    again.settle()
    assert (again.reach.code, again.distance_m) == ("CJ10", 2000.0)
    assert again.geometry.coords != before

    again = Receptor.objects.get(code="T1")
    again.distance_m = 1000.0
    again.settle()
    assert (again.reach.code, again.chainage_km) == ("CJ09", 659.0)

    drawn = Receptor.objects.get(code="RC074")
    drawn.geometry.x += 0.01
    by_hand = drawn.geometry.coords
    drawn.chainage_km = 685.0
    drawn.settle()
    assert drawn.geometry.coords == by_hand


def test_an_unchanged_row_settles_to_itself_without_a_query(django_assert_num_queries):
    row = Receptor.objects.get(code="RC074")
    with django_assert_num_queries(0):
        row.settle()
