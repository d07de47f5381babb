"""Risk sources of the demo world: 76 real sites, and made-up enterprises up to 300, named 示意."""

import random
import re

import numpy as np
from django.contrib.gis.geos import Point

from shangyou.preparedness.centreline import to_degrees, to_metres
from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.demo.geography import (
    CITY,
    district_names,
    places,
    regions_of,
    short_name,
)
from shangyou.preparedness.demo.organisations import ENTERPRISE, ENTERPRISE_DISTRICT
from shangyou.preparedness.network import Network
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.source_substances import SourceSubstance

TOTAL = 300
SEED = 20211201

MADE_UP = "示意：按行业类型生成，非真实企业"

KINDS = (
    ("tailings", "tailings"),
    ("pipeline", "pipeline"),
    ("bridge", "bridge"),
    ("highway", "road"),
    ("oil depot", "oil_depot"),
    ("wharf", "port"),
    ("port", "port"),
    ("gas ", "gas_field"),
    ("works", "enterprise"),
    ("park", "park"),
)
"""First word found in the fact's kind decides; a park with a port is a park."""

SMALL_RIVER_M3_S = 300.0


def _kind(words: str) -> str:
    if words.startswith(("industrial park", "steel", "chemical park")):
        return "park"
    return next(kind for word, kind in KINDS if word in words)


def _site(row: Fact, network: Network, ids: dict[str, dict[str, int]], number: int) -> RiskSource:
    chainage = row.known("chainage_km")
    found = network.at_chainage(row["river"], chainage) if chainage is not None else None
    kind = _kind(row["kind"])
    made_phone = kind in {"enterprise", "park", "port", "oil_depot", "tailings"}
    return RiskSource(
        code=row["code"],
        name=row["name"],
        kind=kind,
        hazards=row["hazards"] if row["hazards"].isascii() is False else "危险化学品运输车辆事故",
        river_id=ids["rivers"].get(row["river"]),
        reach_id=ids["reaches"][found[0]] if found else None,
        distance_m=round(found[1], 1) if found else None,
        chainage_km=chainage if row["river"] else None,
        bank="middle" if kind == "bridge" else row["bank"] or "unknown",
        contact_name="示意联系人" if made_phone else "",
        contact_phone=f"000-0002{number:04d}" if made_phone else "",
        coordinate_status=row["coordinate_status"],
        river_note=row["river_note"],
        note=row["note"],
        geometry=Point(row.number("longitude"), row.number("latitude"), srid=4326),
        region=row["district_code"],
        status=row["status"],
        source=row["source"],
        demo=True,
    )


def risk_sources(network: Network, ids: dict[str, dict[str, int]]) -> list[RiskSource]:
    """Give 300 risk sources, the same ones every time."""
    rows = [_site(row, network, ids, i) for i, row in enumerate(facts("risk_sites"))]
    chance = random.Random(SEED)  # noqa: S311 (a demo world, not a secret)
    reaches = list(network.reaches.values())
    weights = [reach.length_m**0.7 for reach in reaches]
    industries = facts("industries")
    names = district_names()
    made: list[tuple[RiskSource, Fact]] = []
    while len(rows) + len(made) < TOTAL:
        reach = chance.choices(reaches, weights)[0]
        small = reach.hydraulics.discharge_normal_m3_s < SMALL_RIVER_M3_S
        industry = chance.choice(
            [i for i in industries if not small or i["small_river_too"] == "yes"]
        )
        distance = round(chance.uniform(0.03, 0.97) * reach.length_m, 1)
        bank = chance.choice(("left", "right"))
        made.append(
            (
                RiskSource(
                    kind=industry["kind"],
                    river_id=ids["rivers"][reach.river],
                    reach_id=ids["reaches"][reach.code],
                    distance_m=distance,
                    chainage_km=round(network.chainage(reach.code, distance), 2),
                    bank=bank,
                    hazards="、".join(re.findall(r":([^:|]+):", industry["substances"])),
                    geometry=_behind(network, reach.code, distance, bank, chance.uniform(150, 900)),
                    contact_name="示意联系人",
                    coordinate_status="estimated",
                    status="estimated",
                    source=MADE_UP,
                    demo=True,
                ),
                industry,
            )
        )
    points = places(row for row, _ in made)
    for n, ((row, industry), region) in enumerate(zip(made, regions_of(points), strict=True), 1):
        row.code = f"RSX{n:03d}"
        row.name = f"示意企业 {n:03d}（{short_name(names[region])}·{industry['industry']}）"
        row.contact_phone = f"000-0003{n:04d}"
        row.region = region
        rows.append(row)
    for row in rows:
        row.region = row.region or _own_region(row)
        if row.region == ENTERPRISE_DISTRICT and row.kind == "enterprise":
            row.organisation_id = ids["organisations"].get(ENTERPRISE)
    return rows


def _own_region(row: RiskSource) -> str:
    if "贵州" in row.name or "滑滩桥" in row.name:
        return CITY  # outside the city: kept by the city
    return regions_of(places([row]))[0]


def _behind(network: Network, reach: str, distance: float, bank: str, metres: float) -> Point:
    """Put a point behind the bank."""
    line = to_metres(np.array(network.points([(reach, distance)])[0]))
    edge = to_metres(np.array(network.bank_point(reach, distance, bank)))
    outward = (edge - line) / max(float(np.linalg.norm(edge - line)), 1e-9)
    longitude, latitude = to_degrees(edge + outward * metres).round(5)
    return Point(float(longitude), float(latitude), srid=4326)


def substances(source_ids: dict[str, int], rows: list[RiskSource]) -> list[SourceSubstance]:
    """Give what the made-up enterprises hold, drawn from their industry's ranges."""
    chance = random.Random(SEED + 1)  # noqa: S311 (a demo world, not a secret)
    by_name = {industry["industry"]: industry for industry in facts("industries")}
    held = []
    for row in rows:
        industry = by_name.get(row.name.partition("·")[2].rstrip("）"))
        if industry is None:
            continue
        for entry in industry["substances"].split("|"):
            key, name, low, high = entry.split(":")
            quantity = float(low) * (float(high) / float(low)) ** chance.random()
            held.append(
                SourceSubstance(
                    risk_source_id=source_ids[row.code],
                    substance=key,
                    name=name,
                    quantity_t=float(f"{quantity:.2g}"),
                    region=row.region,
                    status="estimated",
                    source=MADE_UP,
                    demo=True,
                )
            )
    return held
