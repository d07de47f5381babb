"""Whom to tell, by when, and under which article."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from shangyou.response.planning.facts import Organisation, Receptor, ReportClock, Situation
from shangyou.response.planning.intakes import PREPARE
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import both, clock, percent
from shangyou.science.messages import Sentence

TITLE = Sentence("报告与通报", "Reports and notices")

# A neighbour must hear of it no later than the law lets a major report wait, and an hour before
# the front: the first is order 17's shorter clock, the second our planning rule.
NOTICE_WITHIN = timedelta(hours=2)
NOTICE_AHEAD = timedelta(hours=1)

NEIGHBOURS = Basis(
    "rule",
    Sentence(
        "突发环境事件应急管理办法（令34）第二十五条：已经或可能涉及相邻区域的，及时通报",
        "order 34 art. 25: tell neighbouring areas in time when they are or may be affected",
    ),
    "verified",
)
SUPPLIERS = Basis(
    "rule",
    Sentence(
        "水污染防治法第七十九条：可能影响饮用水安全的，供水单位应当采取应急处理措施",
        "Water Pollution Prevention Law art. 79: suppliers act when drinking water may be affected",
    ),
    "verified",
)
SHIPS = Basis(
    "rule",
    Sentence(
        "水污染防治法第七十八条：船舶造成水污染事故的，向海事管理机构报告",
        "Water Pollution Prevention Law art. 78: spills from ships go to the maritime authority",
    ),
    "verified",
)
FISHERIES = Basis(
    "rule",
    Sentence(
        "水污染防治法第七十八条：造成渔业污染事故的，向渔业主管部门报告",
        "Water Pollution Prevention Law art. 78: harm to fisheries goes to the fishery authority",
    ),
    "verified",
)
POLLUTER = Basis(
    "rule",
    Sentence(
        "突发环境事件应急管理办法（令34）第二十三条：企业立即启动预案、切断污染源、通报并报告",
        "order 34 art. 23: the enterprise starts its plan, cuts the source, warns and reports",
    ),
    "verified",
)
RESERVOIRS = Basis(
    "estimate",
    Sentence(
        "规划取值：污染团传播与可用应急空间取决于闸坝与水库调度",
        "planning rule: travel and usable spaces depend on how gates and reservoirs are run",
    ),
    "estimated",
)
MARITIME = Sentence(
    "海事管理机构：核实船舶与货物，管制事发水域通航",
    "maritime authority: identify ship and cargo, control traffic there",
)
WATER = Sentence(
    "水利部门：核实实时流量与水位，配合闸坝调度",
    "water authority: tell the discharge and level of the hour, run gates as asked",
)
TIMING = Basis(
    "estimate",
    Sentence(
        "规划取值：接报后 2 小时内，且不迟于前锋最早到达前 1 小时",
        "planning rule: within 2 hours of the call and an hour before the earliest arrival",
    ),
    "estimated",
)


def plan(situation: Situation, clocks: tuple[ReportClock, ...]) -> Section:
    """Return the legal reports and the notices downstream."""
    lines = [report(c) for c in clocks]
    lines += _polluter(situation)
    lines += _districts(situation)
    lines += _provinces(situation)
    lines += [_operator(r, situation) for r in situation.receptors if _needs_call(r)]
    lines += _authorities(situation)
    return Section("notify", TITLE, in_order(lines))


def report(due: ReportClock) -> Line:
    """Return a legal report as a line."""
    return Line(
        key=f"report:{due.key}",
        verb=Sentence("报告", "Report"),
        what=due.title,
        who=due.recipient,
        by=due.deadline,
        because=(
            Basis(
                "rule",
                Sentence(f"{due.clause}：{due.reason.zh}", f"{due.clause}: {due.reason.en}"),
                due.status,
            ),
        ),
    )


def _polluter(situation: Situation) -> list[Line]:
    if not situation.release.from_enterprise:
        return []
    return [
        Line(
            key="notify:polluter",
            verb=Sentence("责成", "Order"),
            what=Sentence(
                "事发企业立即切断污染源、启动预案、提供物质与数量资料",
                "the enterprise cuts the source, starts its plan and says what and how much",
            ),
            where=both(situation.release.place),
            by=situation.at_once,
            because=(POLLUTER,),
        )
    ]


def _when(situation: Situation, arrival: datetime | None) -> datetime:
    latest = situation.known_at + NOTICE_WITHIN
    if arrival is not None:
        latest = min(latest, arrival - NOTICE_AHEAD)
    return situation.no_sooner(latest, front=arrival)


def _districts(situation: Situation) -> list[Line]:
    reached: dict[tuple[str, str], list[Receptor]] = defaultdict(list)
    for receptor in situation.receptors:
        if receptor.arrival.p05 is not None and receptor.district:
            reached[receptor.district_code, receptor.district].append(receptor)
    lines = []
    for (code, name), receptors in reached.items():
        if code and code == situation.release.district_code:
            continue
        first = min(receptors, key=lambda r: r.arrival.p05 or situation.now)
        office = find(situation.organisations, "district", code)
        lines.append(_notice(situation, f"district:{code or name}", name, first, office))
    return lines


def _notice(
    situation: Situation, key: str, name: str, first: Receptor, office: Organisation | None
) -> Line:
    arrival = first.arrival.p05
    front = "—" if arrival is None else clock(arrival).zh
    register = (office or first).register_basis
    return Line(
        key=f"notify:{key}",
        verb=Sentence("通报", "Notify"),
        what=Sentence(
            f"{name}：前锋最早 {front} 到达{first.name}",
            f"{name}: the front reaches {first.name} at {front} at the earliest",
        ),
        point=first.point,
        by=_when(situation, arrival),
        who=called(office, name),
        because=(NEIGHBOURS, situation.forecast, register, TIMING),
    )


def _provinces(situation: Situation) -> list[Line]:
    """Return one notice a neighbour, however many boundary sections lie on the way to it."""
    reached: dict[str, list[Receptor]] = defaultdict(list)
    for receptor in situation.receptors:
        if receptor.kind == "province_boundary" and receptor.arrival.p05 is not None:
            reached[receptor.neighbour_code or receptor.key].append(receptor)
    lines = []
    for receptors in reached.values():
        first = min(receptors, key=lambda r: r.arrival.p05 or situation.now)
        office = None
        if first.neighbour_code:
            office = find(situation.organisations, "province_neighbour", first.neighbour_code)
        name = office.name if office else f"下游省级生态环境部门（{first.name}）"
        lines.append(_notice(situation, f"province:{first.key}", name, first, office))
    return lines


def _needs_call(receptor: Receptor) -> bool:
    if receptor.kind != "intake" or receptor.arrival.p05 is None:
        return False
    return receptor.limit is None or (receptor.probability_above or 0.0) >= PREPARE


def _operator(intake: Receptor, situation: Situation) -> Line:
    arrival = intake.arrival.p05
    front = "—" if arrival is None else clock(arrival).zh
    odds = intake.probability_above
    risk = Sentence("无适用限值", "no limit applies")
    if odds is not None:
        risk = Sentence(f"超标概率 {percent(odds)}", f"probability of exceeding {percent(odds)}")
    return Line(
        key=f"notify:intake:{intake.key}",
        verb=Sentence("通知", "Call"),
        what=Sentence(
            f"{intake.name}运行单位：前锋最早 {front} 到达，{risk.zh}",
            f"operator of {intake.name}: front at {front} at the earliest, {risk.en}",
        ),
        point=intake.point,
        by=_when(situation, arrival),
        who=both(intake.contact) if intake.contact else None,
        because=(SUPPLIERS, situation.forecast, intake.register_basis, TIMING),
    )


def _authorities(situation: Situation) -> list[Line]:
    lines = []
    if situation.release.from_vessel:
        lines.append(_authority(situation, "maritime", MARITIME, SHIPS))
    lines.append(_authority(situation, "water", WATER, RESERVOIRS))
    protected = [r for r in situation.receptors if r.kind in {"reserve", "fishery"} and r.reached]
    if protected:
        names = "、".join(r.name for r in protected[:3])
        lines.append(
            Line(
                key="notify:fishery",
                verb=Sentence("通报", "Notify"),
                what=Sentence(
                    f"渔业主管部门：污染团将经过{names}",
                    f"fishery authority: the plume will pass {names}",
                ),
                by=_when(situation, protected[0].arrival.p05),
                because=(FISHERIES, situation.forecast, protected[0].register_basis, TIMING),
            )
        )
    return lines


def _authority(situation: Situation, role: str, task: Sentence, rule: Basis) -> Line:
    office = find(situation.organisations, role, "")
    return Line(
        key=f"notify:{role}",
        verb=Sentence("通报", "Notify"),
        what=task,
        where=both(situation.release.place),
        by=_when(situation, None),
        who=called(office, task.zh.split("：")[0]),
        because=(rule, TIMING, *((office.register_basis,) if office else ())),
    )


def find(organisations: Iterable[Organisation], role: str, code: str) -> Organisation | None:
    """Return the organisation of a role, of a division where one is given."""
    return next(
        (o for o in organisations if o.role == role and (not code or o.division_code == code)),
        None,
    )


def called(office: Organisation | None, name: str) -> Sentence:
    """Return an office with its telephone; one that is not registered says so."""
    if office is None:
        return Sentence(f"{name}（台账无联系方式）", f"{name} (no contact registered)")
    return both(f"{office.name} {office.phone}".strip())
