"""Whom to tell: the law's reports, the polluter, districts the gas reaches, enterprises beside it."""

from collections import defaultdict

from shangyou.response.planning.air.facts import AirSituation, Place
from shangyou.response.planning.facts import Organisation
from shangyou.response.planning.lines import Line, Section, in_order
from shangyou.response.planning.notify import NEIGHBOURS, POLLUTER, called, find, report
from shangyou.response.planning.wording import both, figure
from shangyou.science.messages import Sentence

TITLE = Sentence("报告与通报", "Reports and notices")
ENTERPRISE = "enterprise"
CHONGQING = "50"
MOST_ENTERPRISES = 20


def plan(situation: AirSituation) -> Section:
    """Return the legal reports and every notice."""
    lines = [report(clock) for clock in situation.clocks]
    lines.append(_polluter(situation))
    lines += _districts(situation)
    works = [place for place in situation.places if place.kind == ENTERPRISE]
    lines += [_enterprise(place, situation) for place in works[:MOST_ENTERPRISES]]
    return Section("notify", TITLE, in_order(lines))


def _polluter(situation: AirSituation) -> Line:
    return Line(
        key="notify:polluter",
        verb=Sentence("责成", "Order"),
        what=Sentence(
            "事发单位切断泄漏源、启动预案，提供物质、容器与数量，更正研判的泄漏速率",
            "the polluter stops the leak, starts its plan, says what, from what and how much",
        ),
        where=both(situation.place),
        by=situation.at_once,
        because=(POLLUTER,),
    )


def _districts(situation: AirSituation) -> list[Line]:
    """Return one notice a district in which people are or may be reached, its own among them."""
    reached: dict[str, list[Place]] = defaultdict(list)
    for place in situation.places:
        if place.district_code:
            reached[place.district_code].append(place)
    own = situation.district_code
    names = {code: places[0].district or _name(code, situation) for code, places in reached.items()}
    if own:
        reached.setdefault(own, [])
        names[own] = situation.district or names.get(own, own)
    lines = []
    for code, places in reached.items():
        people, name = sum(place.people for place in places), names[code]
        office = _office(code, situation)
        first = min((p.distance_m for p in places), default=None)
        near = "" if first is None else f"，最近 {figure(first)} m"
        near_en = "" if first is None else f", the nearest at {figure(first)} m"
        lines.append(
            Line(
                key=f"notify:district:{code}",
                verb=Sentence("通报", "Notify"),
                what=Sentence(
                    f"{name}：{situation.gas.name.zh}可能波及登记的 {len(places)} 处 {people} 人{near}",
                    f"{name}: {situation.gas.name.en} may reach {people} registered people in "
                    f"{len(places)} places{near_en}",
                ),
                by=situation.at_once,
                who=called(office, name),
                because=(
                    # its own district hears of it because people are there
                    *((NEIGHBOURS,) if code != own else ()),
                    situation.run,
                    *((office.register_basis,) if office else ()),
                ),
            )
        )
    return lines


def _office(code: str, situation: AirSituation) -> Organisation | None:
    """Return who is called of a division: its bureau, beyond the boundary that of its province."""
    if code.startswith(CHONGQING):
        return find(situation.organisations, "district", code)
    return find(situation.organisations, "province_neighbour", f"{code[:2]}0000")


def _name(code: str, situation: AirSituation) -> str:
    office = _office(code, situation)
    return office.name if office else code


def _enterprise(place: Place, situation: AirSituation) -> Line:
    return Line(
        key=f"notify:enterprise:{place.key}",
        verb=Sentence("通知", "Call"),
        what=Sentence(
            f"{place.name}：停止户外作业、停送风、清点 {place.people} 人，听候指令",
            f"{place.name}: stop work outdoors and ventilation, count {place.people} people, wait",
        ),
        point=place.point,
        by=situation.before(place.arrival),
        who=both(place.contact) if place.contact else called(None, place.name),
        because=(situation.run, place.register_basis),
    )
