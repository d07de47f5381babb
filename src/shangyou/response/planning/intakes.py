"""Which intakes to close, from when to when, and which to watch."""

from datetime import timedelta

from shangyou.response.planning.facts import Receptor, Situation
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import both, clock, figure, percent
from shangyou.science.messages import Sentence

TITLE = Sentence("取水口", "Intakes")

# Above even odds an intake is closed; above one in twenty it is made ready to close.
# The two levels are our planning rule, not a standard.
CLOSE = 0.5
PREPARE = 0.05
# Time to shut the pumps, switch to another source and flush: our estimate; the operator knows.
MARGIN = timedelta(hours=1)

RULE = Basis(
    "rule",
    Sentence(
        "水污染防治法第七十九条：供水单位应当采取应急处理措施并报告、公开",
        "Water Pollution Prevention Law art. 79: suppliers take emergency measures, report, publish",
    ),
    "verified",
)
THRESHOLD = Basis(
    "estimate",
    Sentence(
        "规划取值：超标概率 ≥50 % 关闭，5–50 % 备关；提前 1 小时停泵",
        "planning rule: close at ≥50 % probability of exceeding, stand by at 5–50 %; "
        "stop one hour ahead",
    ),
    "estimated",
)


def plan(situation: Situation) -> Section:
    """Return what to do at each drinking-water intake downstream."""
    intakes = [r for r in situation.receptors if r.kind == "intake"]
    lines = [line for r in intakes if (line := _line(r, situation)) is not None]
    return Section("intakes", TITLE, in_order(lines), None if lines else _none(intakes))


def _none(intakes: list[Receptor]) -> Sentence:
    if not intakes:
        return Sentence(
            "下游路径上没有登记的取水口；请核对台账并询问区县有无未登记的分散取水。",
            "No intake is registered on the path downstream; check the register and ask the "
            "districts about unregistered ones.",
        )
    return Sentence(
        f"下游 {len(intakes)} 个取水口在预报时段内均不会受到影响（到达或超标概率低于 5 %）。",
        f"None of the {len(intakes)} intakes downstream is affected within the forecast window "
        "(probability below 5 %).",
    )


def _line(intake: Receptor, situation: Situation) -> Line | None:
    because = (situation.forecast, intake.register_basis, *_limit_basis(intake))
    if intake.assumption is not None:
        because += (Basis("estimate", intake.assumption, "estimated"),)
    who = both(intake.contact or f"{intake.name} 运行单位 operator")
    if intake.limit is None or intake.probability_above is None:
        if intake.arrival.p05 is None:
            return None
        return Line(
            key=f"intake:{intake.key}",
            verb=Sentence("加密监测", "Sample often"),
            what=Sentence(
                f"{intake.name}：该物质没有适用的水质限值，无法判断是否超标；"
                "到达期间连续监测，是否停止取水由专家会商决定",
                f"{intake.name}: no limit applies to this substance; sample through the passage, "
                "experts decide whether to stop taking water",
            ),
            where=_where(intake),
            point=intake.point,
            by=situation.no_sooner(intake.arrival.p05, front=intake.arrival.p05),
            start=intake.arrival.p05,
            until=intake.above_until.p95,
            who=who,
            effect=_arrival(intake),
            because=because,
        )
    probability = intake.probability_above
    if probability < PREPARE:
        return None
    begin = intake.above_from.p05 or intake.arrival.p05
    shut = None if begin is None else max(begin - MARGIN, situation.now)
    by = None if begin is None else situation.no_sooner(begin - MARGIN, front=begin)
    close = probability >= CLOSE
    return Line(
        key=f"intake:{intake.key}",
        verb=Sentence("关闭", "Close") if close else Sentence("备关、加密监测", "Stand by, sample"),
        what=_what(intake, close=close, probability=probability),
        where=_where(intake),
        point=intake.point,
        by=by,
        start=shut,
        until=intake.above_until.p95 or intake.above_until.p50,
        who=who,
        means=Sentence(
            "停泵或切换备用水源；恢复取水前连续两次监测达标",
            "stop pumps or switch source; reopen after two passing samples in a row",
        ),
        effect=_peak(intake),
        because=(*because, RULE, THRESHOLD),
    )


def _what(intake: Receptor, *, close: bool, probability: float) -> Sentence:
    late = intake.above_until.p95 is None
    odds = percent(probability)
    if close:
        zh = f"{intake.name}停止取水（超标概率 {odds}）"
        en = f"{intake.name} stops taking water (probability of exceeding {odds})"
    else:
        zh = f"{intake.name}做好停止取水准备，浓度达到限值一半即关闭（超标概率 {odds}）"
        en = (
            f"{intake.name} makes ready to close and closes at half the limit "
            f"(probability of exceeding {odds})"
        )
    if late:
        zh += "；恢复时间超出预报时段，以监测为准"
        en += "; reopening lies beyond the forecast window, decide by samples"
    return Sentence(zh, en)


def _where(intake: Receptor) -> Sentence:
    zh, en = ("", "")
    if intake.assumption is not None:
        zh, en = f"（{intake.assumption.zh}）", f" ({intake.assumption.en})"
    return Sentence(
        f"{intake.river}{intake.bank}，下游 {intake.distance_km:.1f} km{zh}",
        f"{intake.river}, {intake.distance_km:.1f} km downstream{en}",
    )


def _limit_basis(intake: Receptor) -> tuple[Basis, ...]:
    if intake.limit is None:
        return ()
    limit = intake.limit
    return (
        Basis(
            "table",
            Sentence(
                f"限值 {figure(limit.value_mg_l)} mg/L：{limit.standard} {limit.clause.zh}",
                f"limit {figure(limit.value_mg_l)} mg/L: {limit.standard} {limit.clause.en}",
            ),
            limit.status,
        ),
    )


def _arrival(intake: Receptor) -> Sentence:
    times = intake.arrival
    return _three(
        Sentence("到达", "arrives"),
        *(None if t is None else clock(t).zh for t in (times.p50, times.p05, times.p95)),
    )


def _peak(intake: Receptor) -> Sentence | None:
    peak, limit = intake.peak_mg_l, intake.limit
    if peak.p50 is None or limit is None:
        return None
    ratio = [None if p is None else p / limit.value_mg_l for p in (peak.p05, peak.p50, peak.p95)]
    low, mid, high = ("—" if r is None else figure(r) for r in ratio)
    return Sentence(
        f"预计峰值为限值的 {mid} 倍（{low}–{high}，90 %）；{_arrival(intake).zh}",
        f"peak expected at {mid} times the limit ({low}–{high}, 90 %); {_arrival(intake).en}",
    )


def _three(name: Sentence, mid: str | None, early: str | None, late: str | None) -> Sentence:
    if mid is None:
        if early is None:
            return Sentence("预报时段内不到达", "does not arrive within the window")
        return Sentence(f"早则 {early} {name.zh}", f"{name.en} {early} at the earliest")
    last_zh = "晚则超出预报时段" if late is None else f"晚则 {late}"
    last_en = "beyond the window at the latest" if late is None else f"{late} at the latest"
    return Sentence(
        f"最可能 {mid} {name.zh}，早则 {early}，{last_zh}（90 %）",
        f"{name.en} most likely {mid}, {early} at the earliest, {last_en} (90 %)",
    )
