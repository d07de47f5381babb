from itertools import pairwise

from shangyou.reference import (
    divisions,
    hj212_codes,
    risk_levels,
    rules,
    space_kinds,
    supply_classes,
    waters,
)
from shangyou.reference.substances import by_key


def test_thirty_eight_districts_and_three_function_areas():
    assert len(divisions.DISTRICTS) == 38
    assert [d.name.zh for d in divisions.FUNCTION_AREAS] == ["两江新区", "重庆高新区", "万盛经开区"]
    assert len(divisions.TOWNS) == 1031
    known = {d.code for d in divisions.DISTRICTS}
    assert {town.district_code for town in divisions.TOWNS} == known


def test_a_district_is_found_with_or_without_its_ending():
    assert divisions.named("江北").code == "500105"
    assert divisions.named("江北区").code == "500105"
    assert divisions.named("彭水").name.en == "Pengshui"
    assert divisions.named("江") is None


def test_seven_supply_classes():
    assert [title.zh for title in supply_classes.CLASSES.values()] == [
        "污染源切断",
        "污染物控制",
        "污染物收集",
        "污染物降解",
        "安全防护",
        "应急通信和指挥",
        "环境监测",
    ]
    assert len(supply_classes.ITEMS) == 51


def test_hj212_codes():
    assert len(hj212_codes.FACTORS) == 409
    assert hj212_codes.FACTOR_BY_CODE["w21003"].name_zh == "氨氮"
    assert {c.version for c in hj212_codes.COMMANDS} == {2017, 2025}
    assert {c.code for c in hj212_codes.COMMANDS} >= {"2011", "9014", "9015"}
    assert {s.code for s in hj212_codes.SYSTEMS} >= {"21", "32", "91"}


def test_the_risk_matrix_is_whole_and_grows_with_q_and_m():
    order = {"一般": 0, "较大": 1, "重大": 2}
    cells = {
        (r.standard, r.receptor, r.quantity, r.process): order[r.level.zh]
        for r in risk_levels.MATRIX
    }
    assert len(cells) == 2 * 3 * 3 * 4
    for (standard, e, q, m), level in cells.items():
        if m != "M4":
            assert cells[standard, e, q, f"M{int(m[1]) + 1}"] >= level
        if q != "Q3":
            assert cells[standard, e, f"Q{int(q[1]) + 1}", m] >= level


def test_a_route_is_graded_by_its_code():
    for row in risk_levels.MATRIX:
        if row.standard == risk_levels.STANDARD:
            key = risk_levels.grade_of(f"{row.quantity}-{row.process}-{row.receptor}")
            assert risk_levels.GRADES[key].zh == row.level.zh
    assert risk_levels.grade_of("Q0") == "ordinary"
    for wrong in (
        "",
        "Q4-M1-E1",
        "Q1-M5-E1",
        "Q1-M1-E4",
        "Q1-M1",
        "q1-m1-e1",
        "Q0-M1-E1",
        "Q1-M1-E1x",
    ):
        assert risk_levels.grade_of(wrong) is None


def test_the_graver_route_grades_the_enterprise_and_a_penalty_raises_it():
    combined = risk_levels.combined
    assert combined(("ordinary", "considerable")) == "considerable"
    assert combined(("major", "ordinary")) == "major"
    assert combined(("", "ordinary")) == "ordinary"
    assert combined(("", "")) == combined(("", ""), penalised=True) == ""
    assert combined(("ordinary", ""), penalised=True) == "considerable"
    assert combined(("major", "major"), penalised=True) == "major"


def test_levels_join_without_gap():
    for levels in (risk_levels.QUANTITY_LEVELS, risk_levels.PROCESS_LEVELS):
        for lower, higher in pairwise(levels):
            assert lower.below == higher.at_least


def test_the_enterprise_route_points_reach_a_hundred():
    water = ("interception", "wastewater_collection", "clean_drainage", "rain_drainage")
    scores = {row.key: row.score for row in risk_levels.PROCESS_SCORES}
    highest = {
        key: max(int(p) for p in scores[key].split("/"))
        for key in (*water, "production_wastewater")
    }
    rest = ("discharge_destination", "hazardous_waste", "water_events")
    total = (
        30
        + sum(highest.values())
        + sum(max(int(p) for p in scores[key].split("/")) for key in rest)
    )
    assert total == 100


def test_four_warning_levels_with_the_legal_colours():
    assert [w.colour for w in rules.WARNING_LEVELS] == ["red", "orange", "yellow", "blue"]
    periods = {p.key: (p.amount, p.unit) for p in rules.LEGAL_PERIODS}
    assert periods["plan_filing"] == (20, "working_day")
    assert len(rules.PLAN_INDICATORS) == 8


def test_waters_and_spaces():
    assert {area.water_class for area in waters.FUNCTION_AREAS} == {2, 3}
    assert len(waters.STATIONS) == 59
    assert len(waters.DRINKING_SOURCES) == 7
    assert {kind.sort for kind in space_kinds.KINDS} == {"space", "facility"}
    assert len(space_kinds.KINDS) == 10


def test_the_gases_of_the_water_route_are_known_substances():
    assert len(risk_levels.WATER_GASES) == 25
    for gas in risk_levels.WATER_GASES:
        assert by_key(gas.key).name_zh == gas.name.zh
