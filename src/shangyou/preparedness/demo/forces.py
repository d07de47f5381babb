"""Depots, stock, teams and experts of the demo world: numbers of the plan, contents made up, marked 示意."""

import datetime as dt
import random
from collections.abc import Iterator

from django.contrib.gis.geos import Point

from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.demo.geography import CITY, short_name
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.experts import SKILLS, Expert
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team

SEED = 20211202

MADE_UP = "示意：数量按“十四五”规划口径，内容为演示生成"

TEAMS = 48
TEAM_PEOPLE = 1106
EXPERTS = 77
"""Chapter 1 of the plan: 77 experts, 48 public teams of 1,106 people."""

CITY_DEPOT = (106.53, 29.62)
"""About where the city's centre stands, in Yubei; estimated."""

TIER_TITLES = {"city": "市级", "sub_centre": "分中心", "district": "区县"}


def _seat(row: Fact) -> Point:
    return Point(row.number("seat_longitude"), row.number("seat_latitude"), srid=4326)


def depots(organisations: dict[str, int]) -> Iterator[Depot]:
    """Give 43 depots: one of the city, seven of sub-centres, 35 of districts."""
    made = {"status": "estimated", "source": MADE_UP, "demo": True, "contact_name": "示意库管员"}
    yield Depot(
        code="DP-CITY",
        name="市级环境应急物资库（示意）",
        tier="city",
        organisation_id=organisations.get("city"),
        ready_minutes=30,
        contact_phone="000-00040000",
        geometry=Point(*CITY_DEPOT, srid=4326),
        region=CITY,
        **made,
    )
    number = 0
    for tier, column, ready in (("sub_centre", "sub_centre", 40), ("district", "depot", 60)):
        for row in facts("districts"):
            if row[column] != "yes":
                continue
            number += 1
            # a sub-centre's depot stands beside its district's: a kilometre apart on the map
            point = _seat(row)
            if tier == "sub_centre":
                point = Point(point.x + 0.01, point.y - 0.006, srid=4326)
            yield Depot(
                code=f"DP-{'S' if tier == 'sub_centre' else 'D'}{row['code']}",
                name=f"{short_name(row['name'])}{TIER_TITLES[tier]}环境应急物资库（示意）",
                tier=tier,
                organisation_id=organisations.get(f"{tier}:{row['code']}"),
                ready_minutes=ready,
                contact_phone=f"000-0004{number:04d}",
                geometry=point,
                region=row["code"],
                **made,
            )


def stock(depot_rows: list[Depot], today: dt.date) -> Iterator[StockItem]:
    """Give each depot its stock: the tier's usual amount, more or less, with shelf lives part used."""
    chance = random.Random(SEED)  # noqa: S311 (a demo world, not a secret)
    for depot in depot_rows:
        for row in facts("supplies"):
            usual = row.number(depot.tier)
            factor = chance.uniform(0.6, 1.3)
            left = chance.uniform(0.25, 1.0)
            if usual <= 0.0:
                continue
            months = row.known("shelf_life_months")
            quantity = usual * factor
            yield StockItem(
                depot_id=depot.pk,
                supply_class=row["supply_class"],
                item=row["item"],
                reagent=row["reagent"],
                quantity=float(max(1, round(quantity, -1 if quantity >= 200 else 0))),
                unit=row["unit"],
                strength=row.number("strength"),
                expires_on=today + dt.timedelta(days=round(months * 30.4 * left))
                if months
                else None,
                region=depot.region,
                status="estimated",
                source=MADE_UP,
                demo=True,
            )


TEAM_KINDS = (
    ("command", "应急指挥队", "指挥车、对讲机、卫星便携站、单兵图传"),
    ("monitoring", "应急监测队", "应急监测车、便携式质谱仪、多参数水质仪、采样无人船"),
    ("oil", "溢油处置队", "围油栏、收油机、吸油毡、工作船"),
    ("chemical", "危化品处置队", "重型防化服、正压式空气呼吸器、堵漏器具、吨桶"),
    ("engineering", "筑坝抢险队", "挖掘机、自卸车、沙袋、快速膨胀袋"),
    ("treatment", "投药处置队", "移动加药装置、搅拌机、加药泵、活性炭投加框架"),
)


def teams(organisations: dict[str, int]) -> Iterator[Team]:
    """Give 48 teams of 1,106 people."""
    seats = facts("districts")
    people = [TEAM_PEOPLE // TEAMS + (i % 5 - 2) for i in range(TEAMS)]
    people[0] += TEAM_PEOPLE - sum(people)
    for i in range(TEAMS):
        kind, title, equipment = TEAM_KINDS[i % len(TEAM_KINDS)]
        city = i < 4
        row = seats[(i * 5) % len(seats)]
        point = Point(*CITY_DEPOT, srid=4326) if city else _seat(row)
        place = "市级" if city else short_name(row["name"])
        yield Team(
            code=f"TM-{i + 1:02d}",
            name=f"{place}{title}（示意 {i + 1:02d}）",
            kind=kind,
            organisation_id=organisations.get("city" if city else f"district:{row['code']}"),
            people=people[i],
            ready_minutes=30 if city else 45,
            equipment=equipment,
            contact_name="示意队长",
            contact_phone=f"000-0005{i + 1:04d}",
            geometry=Point(point.x - 0.005, point.y + 0.004, srid=4326),
            region=CITY if city else row["code"],
            status="estimated",
            source=MADE_UP,
            demo=True,
        )


EMPLOYERS = ("示意大学环境学院", "示意环境科学研究院", "示意水务集团", "示意监测中心", "示意设计院")
TITLES = ("教授级高工", "高级工程师", "研究员", "教授")


def experts() -> Iterator[Expert]:
    """Give 77 experts; most live in the central city."""
    seats = {row["code"]: row for row in facts("districts")}
    homes = (
        "500106",
        "500112",
        "500105",
        "500101",
        "500107",
        "500102",
        "500109",
        "500118",
        "500114",
    )
    skills = list(SKILLS)
    for i in range(EXPERTS):
        home = homes[i % len(homes)]
        seat = _seat(seats[home])
        second = skills[(i * 3 + 1) % len(skills)] if i % 2 else ""
        skill = skills[i % len(skills)]
        yield Expert(
            code=f"EX-{i + 1:02d}",
            name=f"示意专家 {i + 1:02d}",
            employer=EMPLOYERS[i % len(EMPLOYERS)],
            title=TITLES[i % len(TITLES)],
            skill=skill,
            second_skill=second if second != skill else "",
            available=i % 13 != 12,
            phone=f"000-0006{i + 1:04d}",
            geometry=Point(seat.x + 0.002 * (i % 7), seat.y - 0.002 * (i % 5), srid=4326),
            region=home,
            status="estimated",
            source=MADE_UP,
            demo=True,
        )
