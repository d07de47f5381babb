"""The centre-lines of the demo world: typed points of towns, stations and confluences, smoothed.

Coordinates are good to 0.01–0.05°: a schematic line, not a survey. Every line is marked estimated.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from shangyou.preparedness.centreline import Floats, drawn_fraction, smooth, to_metres
from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.hydrology import DEFAULT_STATION, Hydraulics
from shangyou.preparedness.network import Bank, ReachFacts

PER_SPAN = 8

OFF_THE_LINE = {"N_CJ_LQI", "N_JL_LJ", "N_CJ_ST"}
"""Towns whose typed coordinates lie behind the bank: the line drawn through them would run back on itself."""


@dataclass(frozen=True, slots=True)
class DrawnReach:
    """One reach as it is drawn: its line, and where distances are known on it."""

    code: str
    line: Floats
    marks: list[tuple[float, float]]


def _through(
    river: str, reaches: list[Fact], nodes: dict[str, Fact]
) -> list[tuple[str, float, float, float]]:
    """Points of a river from its first reach to its mouth: (node code, chainage, longitude, latitude)."""
    top, bottom = reaches[0].number("chainage_up_km"), reaches[-1].number("chainage_down_km")
    ends = {r["from_node"]: r.number("chainage_up_km") for r in reaches}
    ends |= {r["to_node"]: r.number("chainage_down_km") for r in reaches}
    points = {code: (chainage, nodes[code]) for code, chainage in ends.items()}
    for code, node in nodes.items():
        if (
            node["river"] == river
            and code not in OFF_THE_LINE
            and bottom < node.number("chainage_km") < top
        ):
            points.setdefault(code, (node.number("chainage_km"), node))
    rows = [(c, km, n.number("longitude"), n.number("latitude")) for c, (km, n) in points.items()]
    rows += [
        ("", bend.number("order_chainage_km"), bend.number("longitude"), bend.number("latitude"))
        for bend in facts("bends")
        if bend["river"] == river
    ]
    return sorted(rows, key=lambda row: -row[1])


def drawn_reaches() -> Iterable[DrawnReach]:
    """Every reach's line, cut out of its river's smoothed line at the reach's own two nodes."""
    nodes = {node["code"]: node for node in facts("nodes")}
    by_river: dict[str, list[Fact]] = {}
    for reach in facts("reaches"):
        by_river.setdefault(reach["river"], []).append(reach)
    for river, reaches in by_river.items():
        points = _through(river, reaches, nodes)
        line = smooth(np.array([[p[2], p[3]] for p in points]), PER_SPAN)
        vertex = {p[0]: i * PER_SPAN for i, p in enumerate(points) if p[0]}
        chainage = {p[0]: p[1] for p in points}
        for reach in reaches:
            first, last = vertex[reach["from_node"]], vertex[reach["to_node"]]
            part = line[first : last + 1]
            up, down = reach.number("chainage_up_km"), reach.number("chainage_down_km")
            metres = reach.number("length_km") * 1000.0 / (up - down)
            marks = [
                (drawn_fraction(to_metres(part), at - first), (up - chainage[code]) * metres)
                for code, at in vertex.items()
                if first < at < last
            ]
            yield DrawnReach(reach["code"], np.round(part, 5), marks)


STATIONS = {
    "北碚": ("嘉陵江", "涪江", "渠江", "琼江", "小安溪", "濑溪河", "璧南河", "临江河", "大宁河"),
    "武隆": (
        "乌江", "芙蓉江", "郁江", "阿蓬江", "大溪河", "酉水河", "綦江", "御临河", "龙溪河", "晏家河",
        "小江（澎溪河）", "磨刀溪", "龙河", "梅溪河", "跳蹬河", "汤溪河",
    ),
}  # fmt: skip
"""Whose monthly shape a river follows: its basin's station, for local rivers the nearest with local rain. Estimated."""


def station_of(river: str) -> str:
    """Name the gauging station whose months a river follows."""
    return next((s for s, rivers in STATIONS.items() if river in rivers), DEFAULT_STATION)


@dataclass(frozen=True, slots=True)
class Join:
    """Where a reach's water goes."""

    downstream: str | None
    at_m: float
    bank: Bank


def _join(reach: Fact, following: Fact | None, nodes: dict[str, Fact]) -> Join:
    if following is not None:
        return Join(following["code"], 0.0, "unknown")
    node = nodes[reach["to_node"]]
    if node["river"] == reach["river"]:
        return Join(None, 0.0, "unknown")
    bank: Bank = "left" if node["bank"] == "left" else "right"
    chainage = node.number("chainage_km")
    for other in facts("reaches"):
        up, down = other.number("chainage_up_km"), other.number("chainage_down_km")
        if other["river"] == node["river"] and down < chainage <= up:
            metres = (up - chainage) / (up - down) * other.number("length_km") * 1000.0
            return Join(other["code"], metres, bank)
    return Join(None, 0.0, bank)


def _pool(reach: Fact, level: str) -> tuple[float, float] | None:
    width, depth = reach.known(f"width_pool_{level}_m"), reach.known(f"depth_pool_{level}_m")
    return (width, depth) if width and depth else None


def hydraulics_of(reach: Fact) -> Hydraulics:
    """Take a reach's discharges and sections from its facts."""
    dry, flood = reach.number("discharge_dry_m3_s"), reach.number("discharge_flood_m3_s")
    faster = reach.number("velocity_flood_m_s") / reach.number("velocity_low_m_s")
    return Hydraulics(
        discharge_dry_m3_s=dry,
        discharge_normal_m3_s=reach.number("discharge_normal_m3_s"),
        discharge_flood_m3_s=flood,
        width_low_m=reach.number("width_low_m"),
        depth_low_m=reach.number("depth_low_m"),
        velocity_exponent=round(math.log(faster) / math.log(flood / dry), 2),
        pool_175=_pool(reach, "175"),
        pool_145=_pool(reach, "145"),
        slope=reach.number("slope_permille") / 1000.0,
        station=station_of(reach["river"]),
    )


@cache
def reach_facts() -> tuple[ReachFacts, ...]:
    """Every reach of the demo world with its line, its section and where its water goes."""
    nodes = {node["code"]: node for node in facts("nodes")}
    drawn = {reach.code: reach for reach in drawn_reaches()}
    rows = facts("reaches")
    answer = []
    for i, reach in enumerate(rows):
        following = rows[i + 1] if i + 1 < len(rows) else None
        same = following if following and following["river"] == reach["river"] else None
        join = _join(reach, same, nodes)
        answer.append(
            ReachFacts(
                code=reach["code"],
                row_id=i,
                river=reach["river"],
                river_code=reach["code"][:2],
                length_m=reach.number("length_km") * 1000.0,
                chainage_up_km=reach.number("chainage_up_km"),
                chainage_down_km=reach.number("chainage_down_km"),
                downstream=join.downstream,
                joins_at_m=join.at_m,
                joins=join.bank,
                hydraulics=hydraulics_of(reach),
                line=drawn[reach["code"]].line,
                marks=tuple(drawn[reach["code"]].marks),
                status=reach["status"],
                source=reach["source"],
            )
        )
    return tuple(answer)
