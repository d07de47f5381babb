"""The organisations of the demo world: 1 + 7 + N, and whom they call. Names real or plausible, telephones made up."""

from collections.abc import Iterator, Sequence

import numpy as np

from shangyou.core.models import Organisation
from shangyou.preparedness.centreline import to_metres
from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.demo.geography import short_name

MADE_UP = "示意：机构按“1+7+N”设置，分中心名单与电话均为演示"

MUNICIPALITY = "500000"

ENTERPRISE = "示意化工有限公司（涪陵）"
ENTERPRISE_DISTRICT = "500102"

# name, kind, tier, division
CALLED = (
    ("生态环境部环境应急与事故调查中心（示意电话）", "ecology", "ministry", ""),
    ("四川省生态环境厅（示意电话）", "province_neighbour", "partner", "510000"),
    ("湖北省生态环境厅（示意电话）", "province_neighbour", "partner", "420000"),
    ("湖南省生态环境厅（示意电话）", "province_neighbour", "partner", "430000"),
    ("贵州省生态环境厅（示意电话）", "province_neighbour", "partner", "520000"),
    ("陕西省生态环境厅（示意电话）", "province_neighbour", "partner", "610000"),
    ("长江海事部门（示意电话）", "maritime", "partner", MUNICIPALITY),
    ("重庆市水利部门（示意电话）", "water", "partner", MUNICIPALITY),
    ("三峡水库调度（示意电话）", "dam_operator", "partner", MUNICIPALITY),
    ("重庆市消防救援（示意电话）", "fire", "partner", MUNICIPALITY),
    ("重庆市卫生健康部门（示意电话）", "health", "partner", MUNICIPALITY),
    ("重庆市城市供水主管部门（示意电话）", "water_supply", "partner", MUNICIPALITY),
)


def _covers() -> dict[str, list[str]]:
    """Give each sub-centre the districts whose seats lie nearest to it."""
    rows = facts("districts")
    seats = to_metres(
        np.array([[r.number("seat_longitude"), r.number("seat_latitude")] for r in rows])
    )
    centres = [i for i, r in enumerate(rows) if r["sub_centre"] == "yes"]
    apart = np.linalg.norm(seats[:, None, :] - seats[None, centres, :], axis=2)
    covers: dict[str, list[str]] = {rows[i]["code"]: [] for i in centres}
    for row, nearest in zip(rows, apart.argmin(axis=1), strict=True):
        covers[rows[centres[int(nearest)]]["code"]].append(row["code"])
    return covers


def city() -> Organisation:
    """Give the city's centre, the 1 of 1 + 7 + N."""
    return _organisation(
        "重庆市环境应急中心（示意）",
        "市应急中心",
        tier="city",
        covers=[MUNICIPALITY],
        number=0,
    )


def under_the_city() -> Iterator[Organisation]:
    """Give the seven sub-centres, the bureaux of the 38 districts, and whom they call."""
    covers = _covers()
    rows: tuple[Fact, ...] = facts("districts")
    number = 0
    for row in rows:
        if row["sub_centre"] == "yes":
            number += 1
            short = short_name(row["name"])
            yield _organisation(
                f"{short}环境应急分中心（示意）", f"{short}分中心", tier="sub_centre",
                division=row["code"], covers=covers[row["code"]], number=number,
            )  # fmt: skip
    for row in rows:
        number += 1
        yield _organisation(
            f"{row['name']}生态环境局（示意电话）", f"{short_name(row['name'])}局", tier="district",
            division=row["code"], covers=[row["code"]], number=number,
        )  # fmt: skip
    for name, kind, tier, division in CALLED:
        number += 1
        yield _organisation(name, "", tier=tier, kind=kind, division=division, number=number)
    yield _organisation(
        ENTERPRISE,
        "示意化工",
        tier="enterprise",
        kind="enterprise",
        division=ENTERPRISE_DISTRICT,
        number=number + 1,
    )


def _organisation(
    name: str,
    short: str,
    *,
    tier: str,
    number: int,
    kind: str = "ecology",
    division: str = MUNICIPALITY,
    covers: Sequence[str] = (),
) -> Organisation:
    return Organisation(
        name=name,
        short_name=short,
        tier=tier,
        kind=kind,
        division_code=division,
        covers=list(covers),
        contact_name="示意联系人",
        contact_phone=f"000-0008{number:04d}",
        duty_phone=f"000-0009{number:04d}",
        status="estimated",
        source=MADE_UP,
        demo=True,
    )


def keys() -> dict[str, int]:
    """Give organisations by what they are: `city`, `sub_centre:<division>`, `district:<division>`."""
    rows = Organisation.objects.filter(demo=True, kind="ecology").values_list(
        "pk", "tier", "division_code"
    )
    return {
        "city" if tier == "city" else f"{tier}:{division}": pk
        for pk, tier, division in rows
        if tier in {"city", "sub_centre", "district"}
    }
