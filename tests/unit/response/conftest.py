"""A worked situation: benzene into a tributary at 03:00, an intake 20 km below, a province 60 km below."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from shangyou.response.planning.facts import (
    Band,
    Expert,
    Limit,
    Need,
    Organisation,
    Reagent,
    Receptor,
    Release,
    Situation,
    Space,
    Stock,
    SubstanceFacts,
    Team,
    Technique,
    Times,
)
from shangyou.response.planning.lines import Basis
from shangyou.science.messages import Sentence

NOW = datetime(2026, 3, 1, 3, 10, tzinfo=timezone(timedelta(hours=8)))
START = NOW - timedelta(minutes=10)
RUN = Basis("run", Sentence("第 1 次研判", "run 1"), "estimated", "/forecasts/1")
ROW = Basis("register", Sentence("台账", "register"), "secondary")
BENZENE = Limit(
    value_mg_l=0.01,
    standard="GB 3838-2002",
    clause=Sentence("表3", "table 3"),
    status="secondary",
)


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def times(p05: float | None, p50: float | None, p95: float | None) -> Times:
    return Times(*(None if h is None else after(h) for h in (p05, p50, p95)))


INTAKE = Receptor(
    key="receptors:1",
    name="甲水厂取水口",
    kind="intake",
    river="綦江",
    bank="左岸",
    district="綦江区",
    district_code="500110",
    distance_km=20.0,
    point=(106.65, 29.03),
    limit=BENZENE,
    arrival=times(5, 6, 8),
    peak_time=times(6, 7, 9),
    peak_mg_l=Band(0.1, 0.3, 0.6),
    above_from=times(5.5, 6.5, 8.5),
    above_until=times(9, 11, 14),
    probability_above=0.93,
    register_basis=ROW,
    contact="甲水厂调度 023-00000001",
    supply_level="county",
)
SECTION = replace(
    INTAKE,
    key="receptors:2",
    name="乙断面",
    kind="section",
    distance_km=45.0,
    arrival=times(12, 14, 18),
    peak_time=times(14, 16, 20),
    peak_mg_l=Band(0.001, 0.004, 0.02),
    above_from=Times(),
    above_until=Times(),
    probability_above=0.2,
    supply_level=None,
)
BORDER = replace(
    SECTION,
    key="boundaries:3",
    name="渝川交界断面",
    kind="province_boundary",
    district="江津区",
    district_code="500116",
    distance_km=60.0,
    arrival=times(16, 18, 23),
    probability_above=0.02,
)
SPACE = Space(
    key="response_spaces:1",
    name="丙闸",
    kind="闸坝",
    river="綦江",
    chainage_km=30.25,
    point=(106.6, 29.1),
    capacity_m3=500_000.0,
    ready_s=3600.0,
    travel_s=1800.0,
    how_to_use="下闸蓄水",
    action="hold",
    contact="丙闸管理所",
    arrival=times(4, 5, 7),
    passing_s=4 * 3600.0,
    discharge_m3_s=50.0,
    register_basis=ROW,
)
NOTHING = Sentence("—", "—")
CARBON = Technique(
    key="organic:benzene",
    name=Sentence("粉末活性炭吸附", "powdered carbon"),
    place=Sentence("取水口与水厂", "at the intake"),
    reagent=Sentence("粉末活性炭", "powdered activated carbon"),
    dose=Sentence("20–40 mg/L", "20–40 mg/L"),
    conditions=Sentence("接触 60–120 分钟", "contact 60–120 min"),
    effect=NOTHING,
    cautions=Sentence("投后须沉淀", "settle afterwards"),
    reagents=(
        Reagent(
            name=Sentence("粉末活性炭", "powdered activated carbon"),
            low_kg=14_400.0,
            high_kg=28_800.0,
            how=Sentence("720000 m³ × 20–40 mg/L", "720000 m³ × 20–40 mg/L"),
            status="unverified",
        ),
    ),
    table_basis=Basis("table", Sentence("处置技术表", "treatment table"), "secondary"),
)


def stock(depot: str, quantity: float, minutes: float) -> Stock:
    return Stock(
        depot_key=depot,
        depot=f"{depot}库",
        item="粉末活性炭",
        quantity=quantity,
        unit="kg",
        road_km=minutes / 1.5,
        travel_s=60 * minutes,
        contact="",
        point=None,
        register_basis=ROW,
    )


def need(*holdings: Stock, quantity: float | None = 28_800.0) -> Need:
    return Need(
        item="粉末活性炭", quantity=quantity, unit="kg", why=CARBON.table_basis, stock=holdings
    )


def team(key: str, kind: str, minutes: float) -> Team:
    return Team(
        key=key,
        name=f"{key}队",
        kind=kind,
        kind_title={"monitoring": "应急监测", "chemical": "危化品处置"}[kind],
        people=12,
        ready_s=1800.0,
        travel_s=60 * minutes,
        road_km=minutes,
        contact="",
        point=None,
        register_basis=ROW,
    )


def expert(key: str, *skills: str, road_km: float | None = 10.0) -> Expert:
    return Expert(
        key=key,
        name=f"专家{key}",
        fitting_skills=skills,
        district="渝中区",
        road_km=road_km,
        contact="",
        register_basis=ROW,
    )


OFFICE = Organisation(
    name="江津区生态环境局",
    phone="023-00000002",
    role="district",
    division_code="500116",
    register_basis=ROW,
)

SITUATION = Situation(
    now=NOW,
    known_at=NOW,
    release=Release(
        place="綦江 K50+000 左岸",
        point=(106.7, 28.9),
        river="綦江",
        district="綦江区",
        district_code="500110",
        start=START,
        duration_s=600.0,
        mass_kg=Band(14_000.0, 20_000.0, 28_000.0),
        discharge_m3_s=50.0,
        from_vessel=False,
        from_enterprise=False,
    ),
    substance=SubstanceFacts(known=True, name="苯", name_en="benzene"),
    forecast=RUN,
    receptors=(INTAKE, SECTION, BORDER),
    spaces=(SPACE,),
    techniques=(CARBON,),
    needs=(need(stock("近", 10_000, 30), stock("远", 30_000, 120)),),
    teams=(
        team("监测一", "monitoring", 20),
        team("监测二", "monitoring", 40),
        team("监测三", "monitoring", 60),
        team("处置一", "chemical", 90),
    ),
    experts=(expert("甲", "水处理"), expert("乙", "水处理", "有机物"), expert("丙")),
    organisations=(OFFICE,),
)


@pytest.fixture
def worked():
    """The values above, by name."""
    return sys.modules[__name__]
