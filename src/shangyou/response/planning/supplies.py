"""Which depots send what, until the need is covered; what is still short."""

from datetime import timedelta

from shangyou.response.planning.facts import Need, Situation, Stock
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


def plan(situation: Situation) -> Section:
    """Return what each depot sends, by arrival, and the shortages."""
    lines = [line for need in situation.needs for line in _lines(need, situation)]
    return Section("supplies", TITLE, in_order(lines), None if lines else EMPTY)


def _lines(need: Need, situation: Situation) -> list[Line]:
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


def _send(stock: Stock, taken: float, need: Need, situation: Situation) -> Line:
    product = taken / stock.strength
    shown = amount(product, product, need.unit)
    travel = duration(stock.travel_s)
    arrives = clock(situation.now + timedelta(seconds=stock.travel_s))
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
        effect=Sentence(f"最早 {arrives.zh} 到达现场", f"on site {arrives.en} at the earliest"),
        because=(stock.register_basis, need.why, ROAD),
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
