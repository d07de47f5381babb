"""Rivers, reaches and receptors of the demo world: entered facts, each with its own status and source."""

from collections.abc import Iterator

import numpy as np
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from shangyou.preparedness.demo.boundaries import crossings
from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.demo.geography import (
    CITY,
    district_names,
    districts_of,
    outlines,
    short_name,
)
from shangyou.preparedness.demo.rivers import reach_facts, station_of
from shangyou.preparedness.network import Bank, Network
from shangyou.preparedness.registers.districts import District
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.rivers import River

DRAWN = "示意 drawn from town and confluence coordinates"

NEIGHBOURS = {
    "川": "510000", "鄂": "420000", "湘": "430000", "黔": "520000", "陕": "610000",
    "四川": "510000", "湖北": "420000", "湖南": "430000", "贵州": "520000", "陕西": "610000",
}  # fmt: skip
"""How the facts' names of borders and districts say which province lies on the other side."""

LEAVES_TO = {"长江": "420000", "濑溪河": "510000", "酉水河": "430000"}
"""Where the three rivers that leave the city go; those that enter come from these or their own borders."""


def _neighbour(words: str, river: str, crosses: str) -> str:
    """Name the province on the other side of a border; empty when the facts do not say."""
    if not crosses:
        return ""
    found = next((code for word, code in NEIGHBOURS.items() if word in words), "")
    return found or (LEAVES_TO.get(river, "") if crosses == "outbound" else "")


CENTRAL = {
    "500103", "500104", "500105", "500106", "500107", "500108", "500109", "500112", "500113",
}  # fmt: skip
"""The nine districts of the central city: their waterworks supply a city of prefecture level or above."""


def demo_network() -> Network:
    """Build the network straight from the facts."""
    return Network(reach_facts())


def _parts(shape: object) -> MultiPolygon:
    geometry = getattr(shape, "geoms", [shape])
    return MultiPolygon(
        [
            Polygon(list(part.exterior.coords), *[list(ring.coords) for ring in part.interiors])
            for part in geometry
            if part.geom_type == "Polygon"
        ],
        srid=4326,
    )


def districts() -> Iterator[District]:
    """Give the 38 districts, with outlines when they were built."""
    shapes = {outline.code: outline.shape for outline in outlines()}
    for row in facts("districts"):
        yield District(
            code=row["code"],
            name=row["name"],
            seat_longitude=row.number("seat_longitude"),
            seat_latitude=row.number("seat_latitude"),
            region=row["code"],
            geometry=_parts(shapes[row["code"]]) if row["code"] in shapes else None,
            note="示意界线，无审图号，仅供演示" if row["code"] in shapes else "",
            status=row["coordinate_status"],
            source="ECharts 4.9.0（Apache-2.0）；驻地坐标为常识",
            demo=True,
        )


def rivers(network: Network) -> Iterator[River]:
    """Give the 26 rivers, without their confluences (which need rows to point to)."""
    for name, reaches in network.rivers.items():
        yield River(
            code=reaches[0].river_code,
            name=name,
            joins=reaches[-1].joins,
            hydrology_station=station_of(name),
            length_km=round(sum(r.length_m for r in reaches) / 1000.0, 2),
            region=CITY,
            status="estimated",
            source="所登记河段长度之和",
            demo=True,
        )


def reaches(river_ids: dict[str, int]) -> Iterator[Reach]:
    """Give the 89 reaches, without their downstream links (which need rows to point to)."""
    names = {node["code"]: node["name"] for node in facts("nodes")}
    for row, reach in zip(facts("reaches"), reach_facts(), strict=True):
        yield Reach(
            code=row["code"],
            name=f"{names[row['from_node']]}—{names[row['to_node']]}",
            river_id=river_ids[row["river"]],
            sequence=int(row["sequence"]),
            chainage_up_km=reach.chainage_up_km,
            chainage_down_km=reach.chainage_down_km,
            length_m=reach.length_m,
            joins_at_m=reach.joins_at_m,
            joins=reach.joins,
            discharge_dry_m3_s=row.number("discharge_dry_m3_s"),
            discharge_normal_m3_s=row.number("discharge_normal_m3_s"),
            discharge_flood_m3_s=row.number("discharge_flood_m3_s"),
            width_low_m=row.number("width_low_m"),
            depth_low_m=row.number("depth_low_m"),
            velocity_exponent=reach.hydraulics.velocity_exponent,
            width_pool_175_m=row.known("width_pool_175_m"),
            depth_pool_175_m=row.known("depth_pool_175_m"),
            width_pool_145_m=row.known("width_pool_145_m"),
            depth_pool_145_m=row.known("depth_pool_145_m"),
            slope_permille=row.number("slope_permille"),
            regulation=row["regulation"],
            length_status=row["length_status"],
            discharge_status=row["discharge_status"],
            section_status=row["section_status"],
            marks=[[round(a, 5), round(b, 1)] for a, b in reach.marks],
            note=row["note"],
            geometry=LineString([tuple(point) for point in reach.line], srid=4326),
            region=CITY,
            status=row["status"],
            source=row["source"],
            demo=True,
        )


def _receptor(row: Fact, network: Network, ids: dict[str, dict[str, int]]) -> Receptor:
    chainage = row.known("chainage_km")
    found = network.at_chainage(row["river"], chainage) if chainage is not None else None
    bank: Bank = row["bank"] or "unknown"  # type: ignore[assignment]
    point = Point(*network.bank_point(*found, bank), srid=4326) if found else None
    supply = ""
    if row["kind"] in {"intake", "reservoir_source"} and row["district_code"]:
        supply = "prefecture" if row["district_code"] in CENTRAL else "county"
    return Receptor(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        crosses=row["crosses"],
        neighbour=_neighbour(row["district_note"], row["river"], row["crosses"]),
        river_id=ids["rivers"].get(row["river"]),
        reach_id=ids["reaches"][found[0]] if found else None,
        distance_m=round(found[1], 1) if found else None,
        chainage_km=chainage,
        chainage_to_km=row.known("chainage_to_km"),
        bank=bank,
        water_class=row["water_class"],
        supply_level=supply,
        station_code=row["station_code"],
        contact_name="示意联系人" if row["kind"] == "intake" else "",
        position_status=row["position_status"],
        river_note=row["river_note"],
        district_note=row["district_note"],
        note=row["note"],
        geometry=point,
        region=row["district_code"],
        status=row["status"],
        source=row["source"],
        demo=True,
    )


def _provincial(network: Network, ids: dict[str, dict[str, int]]) -> Iterator[Receptor]:
    """Give the province borders among the nodes: a first reach's start comes in, an outlet goes out."""
    starts = {row["from_node"] for row in facts("reaches")}
    codes = {row["code"] for row in facts("districts")}
    for node in facts("nodes"):
        if "boundary" not in node["kinds"]:
            continue
        chainage = node.number("chainage_km")
        found = network.at_chainage(node["river"], chainage)
        if found is None:
            continue
        reach = network.reaches[found[0]]
        inbound = (
            node["code"] in starts and chainage == network.rivers[node["river"]][0].chainage_up_km
        )
        outbound = reach.downstream is None and chainage == reach.chainage_down_km
        if not (inbound or outbound):
            continue
        point = network.points([found])[0]
        region = next((c for c in districts_of(point) if c in codes), "")
        yield Receptor(
            code=f"PB-{node['code'][2:]}",
            name=node["name"],
            kind="province_boundary",
            crosses="inbound" if inbound else "outbound",
            neighbour=_neighbour(node["name"].rpartition("(")[2], node["river"], "outbound"),
            river_id=ids["rivers"][node["river"]],
            reach_id=ids["reaches"][found[0]],
            distance_m=round(found[1], 1),
            chainage_km=chainage,
            position_status=node["chainage_status"],
            geometry=Point(float(point[0]), float(point[1]), srid=4326),
            region=region,
            status=node["status"],
            source=node["source"],
            demo=True,
        )


def _district_borders(network: Network, ids: dict[str, dict[str, int]]) -> Iterator[Receptor]:
    names = district_names()
    count: dict[str, int] = {}
    for crossing in crossings(network):
        river = network.reaches[crossing.reach].river_code
        count[river] = count.get(river, 0) + 1
        point = network.points([(crossing.reach, crossing.distance_m)])[0]
        upper, lower = short_name(names[crossing.from_code]), short_name(names[crossing.to_code])
        yield Receptor(
            code=f"DB-{river}-{count[river]:02d}",
            name=f"{crossing.river} {upper}—{lower}界",
            kind="district_boundary",
            river_id=ids["rivers"][crossing.river],
            reach_id=ids["reaches"][crossing.reach],
            distance_m=crossing.distance_m,
            chainage_km=round(network.chainage(crossing.reach, crossing.distance_m), 2),
            position_status="estimated",
            geometry=Point(float(point[0]), float(point[1]), srid=4326),
            region=crossing.to_code,
            status="estimated",
            source="示意区县界与示意河道中心线的交点",
            demo=True,
        )


def receptors(network: Network, ids: dict[str, dict[str, int]]) -> list[Receptor]:
    """Give the 127 receptors of the facts, the province borders and the district borders."""
    rows = [_receptor(row, network, ids) for row in facts("receptors")]
    rows += [*_provincial(network, ids), *_district_borders(network, ids)]
    for i, row in enumerate(rows):
        if row.contact_name:
            row.contact_phone = f"000-0001{i:04d}"
        if not row.region:
            point = row.geometry
            inside = districts_of(np.array([point.x, point.y]))[0] if point else ""
            row.region = inside or CITY
    return rows
