"""Which response spaces can still be made ready before the plume, and what they can hold."""

from datetime import timedelta

from shangyou.response.planning.facts import Situation, Space
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import both, clock, duration, percent, volume
from shangyou.science.messages import Sentence

TITLE = Sentence("应急空间与设施", "Response spaces")
EMPTY = Sentence(
    "污染路径上没有登记的应急空间；请查一河一策一图并现场寻找可筑坝、引流的位置。",
    "No response space is registered on the path; look for places to dam or divert on site.",
)
# Below this share of the dirty water a space does not change what happens downstream.
WORTH_USING = 0.02

HOLDS = ("hold", "divert")
OTHERWISE = {
    "dose": Sentence(
        "投药点：利用水流掺混，用量按处置技术",
        "a place to dose: the flow mixes; amounts by treatment",
    ),
    # treatment table, oil-boom-skim: oil escapes below a boom when the water meets it faster than 0.35 m/s
    "boom": Sentence(
        "只拦浮油；迎面流速大于 0.35 m/s 会失效，须成角布设",
        "holds what floats; fails above 0.35 m/s head-on, so set it at an angle",
    ),
}

PRACTICE = Basis(
    "rule",
    Sentence(
        "南阳实践：找空间、以空间换时间（一河一策一图）",
        "the Nanyang practice: find space, trade space for time",
    ),
    "verified",
)
HOLDING = Basis(
    "estimate",
    Sentence(
        "需截留水量 = 河段流量 × 污染团通过历时（超过自身峰值 2 % 的时段）",
        "water to hold = discharge of the reach × time the plume takes to pass (above 2 % of "
        "its peak)",
    ),
    "estimated",
)


def plan(situation: Situation) -> Section:
    """Return the spaces on the path: usable ones first by deadline, the late ones marked."""
    lines = [_line(space, situation) for space in situation.spaces if space.arrival.p05 is not None]
    return Section("spaces", TITLE, in_order(lines), None if lines else EMPTY)


def _line(space: Space, situation: Situation) -> Line:
    if space.arrival.p05 is None:
        raise ValueError("a space the plume does not reach has no line")
    ready_at = situation.now + timedelta(seconds=space.travel_s + space.ready_s)
    slack_s = (space.arrival.p05 - ready_at).total_seconds()
    share = _share(space)
    because = (situation.forecast, space.register_basis, PRACTICE, HOLDING)
    in_time = slack_s > 0
    worth = share is None or share >= WORTH_USING
    order_by = space.arrival.p05 - timedelta(seconds=space.travel_s + space.ready_s)
    if not in_time:
        verb = Sentence("来不及", "Too late")
        late = duration(-slack_s)
        what = Sentence(
            f"{space.name}（{space.kind}）：就绪需至 {clock(ready_at).zh}，比前锋晚 {late.zh}",
            f"{space.name}: ready at {clock(ready_at).en}, {late.en} after the front",
        )
    elif not worth:
        verb = Sentence("不适用", "Not suited")
        what = Sentence(
            f"{space.name}（{space.kind}）：赶得上，但容量不足需截留水量的 2 %",
            f"{space.name}: in time, but holds less than 2 % of the water to be held",
        )
    else:
        verb = Sentence("启用", "Use")
        spare = duration(slack_s)
        what = Sentence(
            f"{space.name}（{space.kind}）：{clock(ready_at).zh} 可就绪，比前锋早 {spare.zh}",
            f"{space.name}: ready at {clock(ready_at).en}, {spare.en} ahead of the front",
        )
    usable = in_time and worth
    return Line(
        key=f"space:{space.key}",
        verb=verb,
        what=what,
        where=_where(space),
        point=space.point,
        by=situation.no_sooner(order_by) if usable else None,
        start=ready_at if usable else None,
        who=both(space.contact) if space.contact else None,
        means=both(space.how_to_use) if space.how_to_use else None,
        effect=_effect(space, share),
        because=because,
    )


def _share(space: Space) -> float | None:
    if space.action not in HOLDS or space.capacity_m3 is None or not space.passing_s:
        return None
    to_hold = space.discharge_m3_s * space.passing_s
    return min(1.0, space.capacity_m3 / to_hold) if to_hold > 0 else None


def _where(space: Space) -> Sentence:
    place = space.river
    if space.chainage_km is not None:
        place += f" K{int(space.chainage_km)}+{round(1000 * (space.chainage_km % 1)):03d}"
    return both(place)


def _effect(space: Space, share: float | None) -> Sentence:
    if space.action in OTHERWISE:
        return OTHERWISE[space.action]
    if share is None or space.capacity_m3 is None or space.passing_s is None:
        return Sentence(
            "容量或通过历时未知，效果需现场核实", "capacity or passage unknown: check on site"
        )
    to_hold = volume(space.discharge_m3_s * space.passing_s)
    capacity = volume(space.capacity_m3)
    return Sentence(
        f"容量 {capacity.zh}，需截留 {to_hold.zh}，可容 {percent(share)}",
        f"holds {capacity.en} of the {to_hold.en} to be held: {percent(share)}",
    )
