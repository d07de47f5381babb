"""Sections, gauges and tests of the demo world: the pool columns of the reaches as tables, the stations without readings.

Nothing here is a measurement: the tables repeat the reaches' own estimated columns and the tests the travel times that
follow from them, so the tests take no part in any forecast.
"""

from collections.abc import Iterator

from django.contrib.gis.geos import Point

from shangyou.preparedness.demo.facts import facts
from shangyou.preparedness.demo.rivers import reach_facts
from shangyou.preparedness.hydraulic_tables import Level, write_levels
from shangyou.preparedness.hydrology import POOL_LEVEL_RANGE_M, Hydraulics
from shangyou.preparedness.network import Network
from shangyou.preparedness.registers.gauges import Gauge
from shangyou.preparedness.registers.river_sections import RiverSection
from shangyou.preparedness.registers.travel_tests import TravelTest

STEP_M = 2.5
LEAST_DEPTH_M = 1.0
NEXT_TO_NOTHING = 1e-6
"""Share of the dry discharge at which the pool alone decides the section."""

FROM_COLUMNS = "示意：由河段台账库区河宽、水深推算，非实测断面"
FROM_FACTS = "示意：站位为一般资料，无读数；接入水文数据后填写"
FROM_REACHES = "示意：由河段断面推算的传播时间，非实测，不参与计算"

# Travel times that follow from the facts of the reaches: first and last reach, discharge of the first (m3/s), pool level
# (None where the pool does not reach), hours of the peak.
FOLLOWING = (
    ("SY-朱沱-朝天门-枯水", "CJ02", "CJ08", 3250.0, None, 31.0),
    ("SY-朱沱-朝天门-丰水", "CJ02", "CJ08", 19100.0, 145.0, 15.0),
    ("SY-朝天门-涪陵-丰水", "CJ09", "CJ16", 24000.0, 145.0, 19.0),
)


def pool_table(hydraulics: Hydraulics) -> list[Level]:
    """Write the pool columns of a reach as a table by pool level, where the pool is deep enough to be one."""
    low, high = POOL_LEVEL_RANGE_M
    rows = []
    for i in range(round((high - low) / STEP_M) + 1):
        level = low + i * STEP_M
        section = hydraulics.section(hydraulics.discharge_dry_m3_s * NEXT_TO_NOTHING, level)
        if section.kept_by == "pool" and section.depth_m >= LEAST_DEPTH_M:
            area = round(section.width_m * section.depth_m, 1)
            rows.append(Level(level, area, round(section.width_m, 1)))
    return rows


def sections(network: Network, ids: dict[str, dict[str, int]]) -> Iterator[RiverSection]:
    """Give one section in the middle of each reach that the pool reaches at two levels or more."""
    for reach in reach_facts():
        table = pool_table(reach.hydraulics) if reach.hydraulics.pool_175 else []
        if len(table) < 2:
            continue
        middle = round(reach.length_m / 2.0, 1)
        yield RiverSection(
            code=f"SY-{reach.code}",
            name=f"{reach.river} {reach.code} 库区断面",
            datum="wusong",
            levels=write_levels(table),
            note=FROM_COLUMNS,
            **_place(network, ids, reach.code, middle),
            **_evidence(FROM_COLUMNS),
        )


def gauges(network: Network, ids: dict[str, dict[str, int]]) -> Iterator[Gauge]:
    """Give the gauging stations among the facts, and the pool before the dam."""
    for node in facts("nodes"):
        found = network.at_chainage(node["river"], node.number("chainage_km"))
        if "hydrostation" not in node["kinds"].split(";") or found is None:
            continue
        yield Gauge(
            code=f"SY-{node['code'].removeprefix('N_')}",
            name=node["name"].split("水文站")[0],
            kind="river",
            datum="unknown",
            **_place(network, ids, *found),
            **_evidence(FROM_FACTS),
        )
    yield Gauge(
        code="SY-TGD", name="三峡坝前", kind="pool", datum="wusong", **_evidence(FROM_FACTS)
    )


def tests(ids: dict[str, dict[str, int]]) -> Iterator[TravelTest]:
    """Give the travel times that follow from the facts, marked as no tests."""
    for code, first, last, discharge, pool, hours in FOLLOWING:
        yield TravelTest(
            code=code,
            kind="model",
            reach_id=ids["reaches"][first],
            reach_to_id=ids["reaches"][last],
            discharge_m3_s=discharge,
            pool_level_m=pool,
            peak_h=hours,
            in_use=False,
            **_evidence(FROM_REACHES),
        )


def _place(
    network: Network, ids: dict[str, dict[str, int]], code: str, distance_m: float
) -> dict[str, object]:
    reach = network.reaches[code]
    return {
        "river_id": ids["rivers"][reach.river],
        "reach_id": ids["reaches"][code],
        "distance_m": distance_m,
        "chainage_km": round(network.chainage(code, distance_m), 3),
        "geometry": Point(*network.place(code, distance_m).point, srid=4326),
    }


def _evidence(source: str) -> dict[str, object]:
    return {"status": "unverified", "source": source, "demo": True}
