"""Response spaces of the demo world: dams, reservoirs and bridges of the facts, then made-up ones up to 120."""

import random

from django.contrib.gis.geos import Point

from shangyou.preparedness.demo.facts import Fact, facts
from shangyou.preparedness.demo.geography import places, regions_of
from shangyou.preparedness.network import Bank, Network, chainage_text
from shangyou.preparedness.registers.response_spaces import ResponseSpace

TOTAL = 120
SEED = 20211203

MADE_UP = "示意：按“南阳实践”空间与设施类别生成，启用前须现场核实"
FROM_FACTS = "位置来自水系资料；容积、准备时间与用法为示意"

# kind, what it is called, use, bank side, capacity range m3 (None: no capacity), hours to ready, how to use
MAKINGS = (
    ("temporary_dam", "临时筑坝点", "dose", False, (2e3, 3e4), (4, 10), "用沙袋和土工膜筑坝，坝后投加药剂；坝顶留溢流口。"),
    ("pond", "坑塘", "hold", True, (5e3, 8e4), (2, 6), "开挖引水槽或用泵导入坑塘，入口设闸板。"),
    ("wetland", "湿地", "divert", True, (1e4, 1.5e5), (2, 5), "关闭出水闸，经进水渠引入。"),
    ("sluice", "闸坝", "hold", False, (2e4, 4e5), (0.5, 2), "关闸拦蓄；先预泄腾出库容，通知上下游。"),
    ("diversion_plant", "引水式电站", "divert", False, (1e4, 1e5), (1, 3), "停止引水或将污染水团导入引水渠隔离。"),
    ("dry_channel", "干枯河道", "divert", True, (1e4, 2e5), (3, 8), "上口扒开导流堤引入，下口筑坝封堵。"),
    ("island_channel", "江心洲型河道", "divert", True, (3e4, 5e5), (6, 12), "封堵清水汊，把污染水团引入另一汊处置。"),
    ("bridge", "桥梁", "boom", False, None, (1, 3), "在桥墩间布设围油栏、吸附坝，桥面投加药剂。"),
)  # fmt: skip

LARGE_RIVER_M3_S = 1000.0
"""On a river this large nothing is dammed: only bridges for booms."""


def _at(
    network: Network, ids: dict[str, dict[str, int]], river: str, chainage: float, bank: Bank
) -> dict[str, object]:
    found = network.at_chainage(river, chainage)
    if found is None:
        return {}
    return {
        "river_id": ids["rivers"][river],
        "reach_id": ids["reaches"][found[0]],
        "distance_m": round(found[1], 1),
        "chainage_km": chainage,
        "bank": bank,
        "geometry": Point(*network.bank_point(*found, bank), srid=4326),
    }


def _dam(node: Fact, place: dict[str, object], capacity_m3: float) -> ResponseSpace:
    reservoir = "reservoir" in node["kinds"]
    return ResponseSpace(
        name=f"{node['name']}",
        kind="reservoir" if reservoir else "sluice",
        action="hold",
        capacity_m3=capacity_m3,
        time_to_ready_h=1.0,
        controllable=True,
        how_to_use="联系水库（电站）调度：先停泄拦蓄，再按处置方案控制下泄。",
        status="estimated",
        source=f"{FROM_FACTS}；{node['source']}",
        **place,
    )


def response_spaces(network: Network, ids: dict[str, dict[str, int]]) -> list[ResponseSpace]:
    """Give 120 spaces, the same ones every time."""
    chance = random.Random(SEED)  # noqa: S311 (a demo world, not a secret)
    rows: list[ResponseSpace] = []
    for node in facts("nodes"):
        kinds = node["kinds"].split(";")
        if {"dam", "reservoir"} & set(kinds):
            place = _at(network, ids, node["river"], node.number("chainage_km"), "middle")  # type: ignore[arg-type]
            if place:
                flow = network.reaches[_code(ids, place)].hydraulics.discharge_normal_m3_s
                # twelve hours of the mean flow: what a run-of-river pool can usually hold back
                rows.append(_dam(node, place, float(f"{flow * 12 * 3600:.2g}")))
    for site in facts("risk_sites"):
        if site["kind"] == "bridge" and site["chainage_km"]:
            place = _at(network, ids, site["river"], site.number("chainage_km"), "middle")  # type: ignore[arg-type]
            if place:
                rows.append(
                    ResponseSpace(
                        name=f"{site['name']}（围油栏布设点）",
                        kind="bridge",
                        action="boom",
                        time_to_ready_h=2.0,
                        how_to_use=MAKINGS[-1][-1],
                        status="estimated",
                        source=f"{FROM_FACTS}；{site['source']}",
                        **place,
                    )
                )
    rows.append(_creek_gate(network, ids))
    rows += _made_up(network, ids, chance, TOTAL - len(rows))
    for n, (row, region) in enumerate(zip(rows, regions_of(places(rows)), strict=True), 1):
        row.code = f"SP-{n:03d}"
        row.region = region
        row.contact_name = "示意管理人"
        row.contact_phone = f"000-0007{n:04d}"
        row.demo = True
    return rows


def _code(ids: dict[str, dict[str, int]], place: dict[str, object]) -> str:
    return next(code for code, pk in ids["reaches"].items() if pk == place["reach_id"])


def _creek_gate(network: Network, ids: dict[str, dict[str, int]]) -> ResponseSpace:
    """Give the emergency gate at the mouth of 晏家河, the last of the park's five levels."""
    return ResponseSpace(
        name="晏家河河口应急闸",
        kind="sluice",
        action="hold",
        capacity_m3=60_000.0,
        time_to_ready_h=0.5,
        controllable=True,
        how_to_use="园区应急中心远程关闸；闸前水质达标前不得开启。",
        status="estimated",
        source="五级防控体系见 澎湃 2018-05-14（verified）；闸位与容积为示意",
        **_at(network, ids, "晏家河", 1.0, "middle"),  # type: ignore[arg-type]
    )


def _made_up(
    network: Network, ids: dict[str, dict[str, int]], chance: random.Random, count: int
) -> list[ResponseSpace]:
    small = [
        reach
        for reach in network.reaches.values()
        if reach.hydraulics.discharge_normal_m3_s < LARGE_RIVER_M3_S
    ]
    weights = [reach.length_m**0.6 for reach in small]
    rows = []
    for n in range(1, count + 1):
        reach = chance.choices(small, weights)[0]
        kind, title, action, aside, capacity, ready, how = MAKINGS[n % len(MAKINGS)]
        chainage = round(
            network.chainage(reach.code, chance.uniform(0.05, 0.95) * reach.length_m), 1
        )
        bank = chance.choice(("left", "right")) if aside else "middle"
        place = _at(network, ids, reach.river, chainage, bank)  # type: ignore[arg-type]
        volume = None
        if capacity is not None:
            low, high = capacity
            volume = float(f"{low * (high / low) ** chance.random():.2g}")
        rows.append(
            ResponseSpace(
                name=f"{reach.river} {chainage_text(chainage)} {title}（示意）",
                kind=kind,
                action=action,
                capacity_m3=volume,
                time_to_ready_h=round(chance.uniform(*ready), 1),
                controllable=kind in {"sluice", "diversion_plant"},
                how_to_use=how,
                status="estimated",
                source=MADE_UP,
                **place,
            )
        )
    return rows
