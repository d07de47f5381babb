"""Where the air is measured in the next hour: zone edges downwind, people, an upwind reference."""

from datetime import timedelta

from shangyou.response.planning.air.facts import AirSituation, Spot
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.science.messages import Sentence

TITLE = Sentence("环境空气监测", "Measuring the air")
EMPTY = Sentence(
    "没有影响区可布点：先在泄漏点下风向巡测。",
    "No zone to place points by: search downwind of the leak.",
)
LAYOUT = Basis(
    "rule",
    Sentence(
        "HJ 589-2021 布点：下风向、敏感点加密，上风向设对照（条款待核）",
        "HJ 589-2021 layout: downwind and people, an upwind reference (clause to be checked)",
    ),
    "unverified",
)
EVERY = Basis(
    "estimate",
    Sentence(
        "规划取值：第一小时每 15 分钟 1 次", "planning rule: every 15 minutes in the first hour"
    ),
    "estimated",
)
# A crew reads the first value before it is asked for the next: our planning rule.
LATER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


def plan(situation: AirSituation) -> Section:
    """Return the points of the next hour, the nearest people and the gravest edges first."""
    lines = [_line(spot, situation) for spot in situation.spots]
    return Section("measuring", TITLE, in_order(lines), None if lines else EMPTY)


def _line(spot: Spot, situation: AirSituation) -> Line:
    start = situation.at_once if spot.first else situation.at_once + LATER
    gas = situation.gas.name
    return Line(
        key=f"measure:{spot.key}",
        verb=Sentence("测", "Measure"),
        what=Sentence(f"{spot.title.zh}：{gas.zh}", f"{spot.title.en}: {gas.en}"),
        where=spot.where,
        point=spot.point,
        by=start,
        start=start,
        until=situation.now + HOUR,
        means=Sentence("呼吸高度，每 15 分钟 1 次", "at breathing height, every 15 minutes"),
        effect=spot.expected,
        # every version begins its hour anew; the crew stands where it stood
        advice=spot.where.zh,
        because=(situation.run, LAYOUT, EVERY),
    )
