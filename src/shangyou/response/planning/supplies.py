"""Which depots send what, until the need is covered; what is still short."""

from datetime import datetime, timedelta

from shangyou.response.planning.facts import Called, Need, Stock
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import amount, both, clock, duration
from shangyou.science.messages import Sentence

TITLE = Sentence("应急物资", "Supplies")
EMPTY = Sentence(
    "处置技术未定，暂无物资需求。", "No treatment is chosen yet, so nothing is needed."
)

ROAD = Basis(
    "estimate",
    Sentence(
        "路程为直线距离乘山区绕行系数的估算，未接入路网",
        "road distance estimated from the straight line and a detour factor; no road network",
    ),
    "estimated",
)
# Without a computed amount the nearest holdings are named, not added up.
NAMED_WITHOUT_AMOUNT = 2


def plan(situation: Called) -> Section:
    """Return what each depot sends, by arrival, and the shortages."""
    lines = [line for need in situation.needs for line in _lines(need, situation)]
    return Section("supplies", TITLE, in_order(lines), None if lines else EMPTY)


def _lines(need: Need, situation: Called) -> list[Line]:
    nearest = sorted(need.stock, key=lambda stock: (stock.travel_s, stock.depot))
    if need.quantity is None:
        lines = [
            _send(stock, stock.quantity, need, situation)
            for stock in nearest[:NAMED_WITHOUT_AMOUNT]
        ]
        return lines or [_short(need, None)]
    lines = []
    open_amount = need.quantity
    for stock in nearest:
        if open_amount <= 0:
            break
        taken = min(open_amount, stock.quantity)
        if taken <= 0:
            continue
        lines.append(_send(stock, taken, need, situation))
        open_amount -= taken
    if open_amount > 0:
        lines.append(_short(need, open_amount))
    return lines


def _send(stock: Stock, taken: float, need: Need, situation: Called) -> Line:
    product = taken / stock.strength
    shown = amount(product, product, stock.unit)
    travel = duration(stock.travel_s)
    there = situation.now + timedelta(seconds=stock.travel_s)
    return Line(
        key=f"supply:{need.item}:{stock.depot_key}",
        verb=Sentence("调运", "Send"),
        what=both(f"{stock.item} {shown}"),
        where=both(stock.depot),
        point=stock.point,
        by=situation.at_once,
        who=both(stock.contact) if stock.contact else None,
        means=Sentence(
            f"公路约 {stock.road_km:.0f} km，约 {travel.zh}",
            f"about {stock.road_km:.0f} km by road, {travel.en}",
        ),
        effect=arrives(there, situation),
        because=(stock.register_basis, need.why, ROAD),
    )


def arrives(there: datetime, situation: Called) -> Sentence:
    """Say when help is there, and that it may be no longer needed then."""
    at, end = clock(there), situation.needed_until
    said = Sentence(f"最早 {at.zh} 到达现场", f"on site {at.en} at the earliest")
    if end is None or there <= end:
        return said
    gone = clock(end)
    return Sentence(
        f"{said.zh}，晚于研判的影响区消失时间 {gone.zh}：按现场情况再定",
        f"{said.en}, after the zones are expected clear ({gone.en}): decide by what is seen there",
    )


def _short(need: Need, missing: float | None) -> Line:
    if missing is None:
        what = Sentence(
            f"{need.item}：库中没有登记存量", f"{need.item}: no depot is registered as holding it"
        )
    else:
        shown = amount(missing, missing, need.unit)
        what = Sentence(
            f"{need.item} 仍缺 {shown}，需向企业、厂商或邻省调集",
            f"{need.item}: still short of {shown}; ask enterprises, makers or neighbours",
        )
    return Line(
        key=f"supply:{need.item}:short",
        verb=Sentence("筹措", "Procure"),
        what=what,
        because=(need.why,),
    )
