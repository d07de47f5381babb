"""Each rule of each register: the broken row gets one sentence for the right field, the sound row none."""

import datetime as dt

import pytest

from shangyou.preparedness.models import (
    AirReceptor,
    Depot,
    District,
    Expert,
    Gauge,
    Reach,
    Receptor,
    ResponseSpace,
    RiskSource,
    River,
    RiverSection,
    SourceSubstance,
    StockItem,
    Team,
    TravelTest,
)
from shangyou.preparedness.registers import (
    air_receptors,
    depots,
    districts,
    experts,
    gauges,
    reaches,
    receptors,
    response_spaces,
    risk_sources,
    river_sections,
    rivers,
    source_substances,
    stock,
    teams,
    travel_tests,
)

RIVER = River(pk=1, code="CJ", name="长江", length_km=687, hydrology_station="寸滩")
OTHER = River(pk=2, code="JL", name="嘉陵江", length_km=152)
REACH = Reach(
    pk=1, code="CJ09", name="朝天门—寸滩", river=RIVER, chainage_up_km=660, chainage_down_km=652,
    length_m=8000, discharge_dry_m3_s=4300, discharge_normal_m3_s=10800, discharge_flood_m3_s=24000,
    width_low_m=500, depth_low_m=7,
)  # fmt: skip

SOUND = {
    rivers: (River, {"code": "CJ", "name": "长江", "length_km": 687.0}),
    reaches: (
        Reach,
        {
            "code": "X", "name": "X", "river": RIVER, "chainage_up_km": 10.0, "chainage_down_km": 0.0,
            "length_m": 10_000.0, "discharge_dry_m3_s": 10.0, "discharge_normal_m3_s": 20.0,
            "discharge_flood_m3_s": 40.0, "width_low_m": 30.0, "depth_low_m": 1.0,
        },
    ),
    receptors: (
        Receptor,
        {
            "code": "T", "name": "T", "kind": "intake", "river": RIVER, "reach": REACH,
            "chainage_km": 656.0, "distance_m": 4000.0,
        },
    ),
    risk_sources: (RiskSource, {"code": "T", "name": "T", "kind": "enterprise"}),
    source_substances: (SourceSubstance, {"substance": "71-43-2", "name": "苯", "quantity_t": 5.0}),
    response_spaces: (
        ResponseSpace,
        {
            "code": "T", "name": "T", "kind": "pond", "action": "hold", "capacity_m3": 1000.0,
            "time_to_ready_h": 2.0,
        },
    ),
    depots: (Depot, {"code": "T", "name": "T", "tier": "city", "ready_minutes": 30}),
    stock: (
        StockItem,
        {"supply_class": "degradation", "item": "石灰", "quantity": 5.0, "unit": "kg", "strength": 1.0},
    ),
    air_receptors: (
        AirReceptor,
        {"code": "T", "name": "T", "kind": "school", "people": 400, "air_changes_per_h": 0.5},
    ),
    teams: (Team, {"code": "T", "name": "T", "kind": "oil", "people": 20, "ready_minutes": 30}),
    experts: (Expert, {"code": "T", "name": "T", "skill": "oil"}),
    districts: (District, {"code": "500101", "name": "万州区"}),
    river_sections: (
        RiverSection,
        {
            "code": "T", "river": RIVER, "reach": REACH, "distance_m": 4000.0, "datum": "wusong",
            "levels": "150 2000 500\n175 19000 760",
        },
    ),
    gauges: (
        Gauge,
        {
            "code": "T", "name": "T", "river": RIVER, "reach": REACH, "distance_m": 4000.0,
            "datum": "wusong", "level_low_m": 150.0, "level_high_m": 200.0, "rating": "3000 160\n9000 168",
        },
    ),
    travel_tests: (
        TravelTest,
        {"code": "T", "reach": REACH, "tested_on": dt.date(2024, 3, 5), "discharge_m3_s": 4300.0, "peak_h": 2.0},
    ),
}  # fmt: skip

YESTERDAY = dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011 (far from the hour where it matters)
LAST_YEAR = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)

BROKEN = [
    (rivers, {"length_km": 0.0}, "length_km"),
    (rivers, {"length_km": float("nan")}, "length_km"),
    (rivers, {"hydrology_station": "宜昌"}, "hydrology_station"),
    (rivers, {"pk": 5, "flows_into_id": 5}, "flows_into"),
    (reaches, {"discharge_dry_m3_s": 0.0}, "discharge_dry_m3_s"),
    (reaches, {"discharge_dry_m3_s": -3.0}, "discharge_dry_m3_s"),
    (reaches, {"discharge_normal_m3_s": 50.0}, "discharge_normal_m3_s"),
    (reaches, {"discharge_flood_m3_s": 1e9}, "discharge_flood_m3_s"),
    (reaches, {"width_low_m": 0.0}, "width_low_m"),
    (reaches, {"depth_low_m": float("inf")}, "depth_low_m"),
    (reaches, {"length_m": 0.0}, "length_m"),
    (reaches, {"chainage_down_km": 11.0}, "chainage_down_km"),
    (reaches, {"velocity_exponent": 1.5}, "velocity_exponent"),
    (reaches, {"slope_permille": 0.0}, "slope_permille"),
    (reaches, {"width_pool_175_m": 500.0}, "width_pool_175_m"),
    (reaches, {"downstream": REACH, "joins_at_m": 9000.0}, "joins_at_m"),
    (receptors, {"distance_m": 9000.0, "chainage_km": None}, "distance_m"),
    (receptors, {"chainage_km": 654.0}, "chainage_km"),
    (receptors, {"river": OTHER}, "reach"),
    (receptors, {"river": None, "reach": None}, "river"),
    (receptors, {"chainage_to_km": 700.0}, "chainage_to_km"),
    (receptors, {"kind": "reserve", "supply_level": "county"}, "supply_level"),
    (receptors, {"neighbour": "420000"}, "neighbour"),
    (risk_sources, {"river": RIVER, "chainage_km": -1.0}, "chainage_km"),
    (risk_sources, {"air_code": "Q4-M1-E1"}, "air_code"),
    (risk_sources, {"water_code": "Q1-M1-E1", "water_grade": "ordinary"}, "water_grade"),
    (risk_sources, {"air_grade": "major", "risk_grade": "ordinary"}, "risk_grade"),
    (
        risk_sources,
        {"air_grade": "ordinary", "risk_grade": "ordinary", "penalised": True},
        "risk_grade",
    ),
    (source_substances, {"quantity_t": 0.0}, "quantity_t"),
    (source_substances, {"quantity_t": float("nan")}, "quantity_t"),
    (response_spaces, {"capacity_m3": 0.0}, "capacity_m3"),
    (response_spaces, {"capacity_m3": None}, "capacity_m3"),
    (response_spaces, {"time_to_ready_h": -1.0}, "time_to_ready_h"),
    (depots, {"ready_minutes": 5000}, "ready_minutes"),
    (stock, {"quantity": -1.0}, "quantity"),
    (stock, {"strength": 0.0}, "strength"),
    (stock, {"strength": 27.5}, "strength"),
    (stock, {"expires_on": YESTERDAY}, "expires_on"),
    (teams, {"people": 0}, "people"),
    (teams, {"ready_minutes": 2000}, "ready_minutes"),
    (air_receptors, {"people": 0}, "people"),
    (air_receptors, {"air_changes_per_h": 0.0}, "air_changes_per_h"),
    (air_receptors, {"air_changes_per_h": 99.0}, "air_changes_per_h"),
    (experts, {"second_skill": "oil"}, "second_skill"),
    (districts, {"code": "50010"}, "code"),
    (river_sections, {"levels": "150 2000 500"}, "levels"),
    (river_sections, {"levels": "150 2000 500\n150 3000 600"}, "levels"),
    (river_sections, {"levels": "150 2000 500\n160 1000 600"}, "levels"),
    (river_sections, {"levels": "150 2000 0\n160 3000 600"}, "levels"),
    (river_sections, {"levels": "150 2000 500 - 0\n160 3000 600 - 0.03"}, "levels"),
    (river_sections, {"levels": "150 2000 500 9\n160 3000 600 5"}, "levels"),
    (river_sections, {"levels": "150 2000\n160 3000 600"}, "levels"),
    (river_sections, {"levels": "150 nan 500\n160 3000 600"}, "levels"),
    (river_sections, {"reach": None, "distance_m": None}, "reach"),
    (river_sections, {"to_wusong_m": 1.7}, "to_wusong_m"),
    (river_sections, {"datum": "national_1985", "to_wusong_m": 20.0}, "to_wusong_m"),
    (river_sections, {"datum": "unknown", "to_wusong_m": 1.7}, "datum"),
    (gauges, {"reach": None, "distance_m": None}, "reach"),
    (gauges, {"rating": "3000 160\n2000 168"}, "rating"),
    (gauges, {"level_high_m": 100.0}, "level_high_m"),
    (gauges, {"telemetry_station": "HY1"}, "stage_factor"),
    (gauges, {"reading_at": LAST_YEAR}, "reading_stage_m"),
    (gauges, {"reading_stage_m": 160.0}, "reading_at"),
    (gauges, {"reading_at": LAST_YEAR, "reading_stage_m": 240.0}, "reading_stage_m"),
    (gauges, {"reading_at": LAST_YEAR, "reading_discharge_m3_s": 0.0}, "reading_discharge_m3_s"),
    (gauges, {"kind": "pool", "datum": "local"}, "datum"),
    (travel_tests, {"peak_h": None}, "peak_h"),
    (travel_tests, {"leading_h": 3.0}, "peak_h"),
    (travel_tests, {"trailing_h": 1.0}, "trailing_h"),
    (travel_tests, {"peak_h": 0.01}, "peak_h"),
    (travel_tests, {"velocity_m_s": 30.0}, "velocity_m_s"),
    (travel_tests, {"to_m": 9000.0}, "to_m"),
    (travel_tests, {"from_m": 5000.0, "to_m": 5000.0}, "reach_to"),
    (travel_tests, {"tested_on": None}, "tested_on"),
    (travel_tests, {"tested_on": dt.date(2199, 1, 1)}, "tested_on"),
    (travel_tests, {"discharge_m3_s": -1.0}, "discharge_m3_s"),
    (travel_tests, {"pool_level_m": 190.0}, "pool_level_m"),
]


def problems(room, changes):
    model, values = SOUND[room]
    return list(room.REGISTER.rules(model(**{**values, **changes})))


@pytest.mark.parametrize("room", SOUND, ids=lambda room: room.REGISTER.name)
def test_a_sound_row_breaks_no_rule(room):
    assert problems(room, {}) == []


@pytest.mark.parametrize(
    ("room", "changes", "field"), BROKEN, ids=[f"{r.REGISTER.name}-{f}-{i}" for i, (r, _, f) in enumerate(BROKEN)]
)  # fmt: skip
def test_a_broken_row_is_told_in_one_sentence(room, changes, field):
    (found,) = problems(room, changes)
    assert found.path == field
    assert found.sentence.zh.endswith("。")
    assert found.sentence.en.endswith(".")


def test_every_register_is_tried():
    from shangyou.preparedness.registers import REGISTERS

    assert {room.REGISTER for room in SOUND} == set(REGISTERS)
    assert {room.REGISTER for room, _, _ in BROKEN} == set(REGISTERS)


def test_the_grade_of_a_risk_source_follows_from_its_codes():
    row = RiskSource(
        code="T", name="T", kind="enterprise", air_code=" q3-m2-e1 ", water_code="Q1-M1-E3"
    )
    row.grade()
    assert (row.air_code, row.air_grade, row.water_grade, row.risk_grade) == (
        "Q3-M2-E1", "major", "ordinary", "major",
    )  # fmt: skip
    assert list(risk_sources.rules(row)) == []
    # a list that states the whole grade alone is believed
    stated = RiskSource(code="T", name="T", kind="enterprise", risk_grade="considerable")
    stated.grade()
    assert stated.risk_grade == "considerable"
    assert list(risk_sources.rules(stated)) == []
