"""What who goes in wears, and with what range the gas is detected: only what the tables say."""

from shangyou.response.planning.air.facts import AirSituation
from shangyou.response.planning.lines import Line, Section, in_order
from shangyou.response.planning.wording import figure
from shangyou.science.messages import Sentence

TITLE = Sentence("防护与检测", "Protection and detection")


def plan(situation: AirSituation) -> Section:
    """Return protective gear, detection and ignition sources; a substance without figures says so."""
    lines = [_entering(situation), _detecting(situation)]
    if situation.gas.flammable is not None:
        lines.append(_no_fire(situation))
    return Section("gear", TITLE, in_order(lines))


def _entering(situation: AirSituation) -> Line:
    gas = situation.gas
    items = "、".join(item.zh for item, _ in situation.protection)
    items_en = ", ".join(item.en for item, _ in situation.protection)
    limit = Sentence(
        "物质库没有该物质的 IDLH：浓度未测清前按最高防护进入",
        "the tables know no IDLH: enter fully protected until it is measured",
    )
    if gas.idlh is not None:
        limit = Sentence(
            f"IDLH {figure(gas.idlh[0])} ppm：达到即须隔绝式呼吸防护",
            f"IDLH {figure(gas.idlh[0])} ppm: at and above it, self-contained breathing only",
        )
    return Line(
        key="gear:entering",
        verb=Sentence("穿戴", "Wear"),
        what=Sentence(
            f"进入影响区的人员：{items}；从上风向进入，登记进出",
            f"whoever enters a zone: {items_en}; go in from upwind, in and out written down",
        ),
        by=situation.at_once,
        effect=limit,
        because=(
            *(basis for _, basis in situation.protection),
            *((gas.idlh[1],) if gas.idlh else ()),
        ),
    )


def _detecting(situation: AirSituation) -> Line:
    gas = situation.gas
    told = "；".join(
        f"{title.zh} {figure(value)} mg/m³" + (f"（{figure(ppm)} ppm）" if ppm else "")
        for title, value, ppm, _ in gas.endpoints
    )
    told_en = "; ".join(
        f"{title.en} {figure(value)} mg/m³" + (f" ({figure(ppm)} ppm)" if ppm else "")
        for title, value, ppm, _ in gas.endpoints
    )
    sensors = "、".join(name for name, _ in situation.sensors)
    return Line(
        key="gear:detecting",
        verb=Sentence("检测", "Detect"),
        what=Sentence(
            f"{gas.name.zh}便携检测，量程须覆盖：{told or '物质库没有阈值，先定性'}",
            f"{gas.name.en} with portable instruments; the range must hold: "
            f"{told_en or 'the tables know no threshold, identify first'}",
        ),
        by=situation.at_once,
        means=Sentence(f"已有在线测点：{sensors}", f"sensors online: {sensors}")
        if sensors
        else Sentence("附近没有该物质的在线测点", "no sensor of it is online nearby"),
        because=(
            *(basis for *_, basis in gas.endpoints),
            *(basis for _, basis in situation.sensors),
        )
        or (situation.run,),
    )


def _no_fire(situation: AirSituation) -> Line:
    share, basis = situation.gas.flammable or (0.0, situation.run)
    percent = figure(100.0 * share)
    return Line(
        key="gear:fire",
        verb=Sentence("禁绝", "Ban"),
        what=Sentence(
            f"火源、非防爆电器和车辆：该物质可燃，燃烧下限 {percent} %",
            f"flames, unprotected electrics and vehicles: it burns, lower limit {percent} %",
        ),
        by=situation.at_once,
        because=(basis,),
    )
