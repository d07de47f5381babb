"""Where to sample, from when to when, what and how often."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shangyou.response.planning.facts import Receptor, Situation
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import both
from shangyou.science.messages import Sentence

TITLE = Sentence("应急监测", "Sampling")

# HJ 589-2021 names the sections; the frequencies are from memory of its practice.
LAYOUT = Basis(
    "rule",
    Sentence(
        "HJ 589-2021 布点：对照、控制、消减断面，取水口与交界断面（条款待核）",
        "HJ 589-2021 layout: control upstream, sections downstream, intakes, boundaries "
        "(clause to be checked)",
    ),
    "unverified",
)
ORDER_34 = Basis(
    "rule",
    Sentence(
        "突发环境事件应急管理办法（令34）第二十七条：按应急监测技术规范开展应急监测",
        "order 34 art. 27: monitor by the emergency monitoring specification",
    ),
    "verified",
)
AT_FIRST = Sentence("每 1–2 小时 1 次", "every 1–2 hours")
PASSING = Sentence("前锋到达前 1 次，通过期间每 1–2 小时 1 次", "once before, then every 1–2 hours")
WATCH = Sentence("每 4 小时 1 次", "every 4 hours")
# A crew is on the bank, and has a blank sample, this long before the front. Our planning rule.
AHEAD = timedelta(hours=1)
MOST_POINTS = 14

KINDS = {
    "intake": Sentence("取水口", "intake"),
    "province_boundary": Sentence("省界断面", "provincial boundary"),
    "district_boundary": Sentence("区县界断面", "district boundary"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sampling point and its time."""

    key: str
    what: Sentence
    where: Sentence
    start: datetime | None
    frequency: Sentence
    until: datetime | None = None
    point: tuple[float, float] | None = None
    because: tuple[Basis, ...] = ()


def plan(situation: Situation) -> Section:
    """Return the sampling points by the time the first sample is due."""
    lines = [_upstream(situation), _at_release(situation)]
    reached = [r for r in situation.receptors if r.arrival.p05 is not None]
    chosen = _chosen(reached)
    fallen = _first_below(reached)
    lines += [_downstream(r, situation, is_reduction=r is fallen) for r in chosen]
    return Section("sampling", TITLE, in_order(lines))


def _chosen(reached: list[Receptor]) -> list[Receptor]:
    """Return boundaries and likely-exceeding intakes first, then the nearest others."""

    def rank(receptor: Receptor) -> tuple[int, float]:
        first = receptor.kind in {"intake", "province_boundary"}
        if first and (receptor.probability_above is None or receptor.probability_above >= 0.05):
            return (0, receptor.distance_km)
        return (1, receptor.distance_km)

    return sorted(reached, key=rank)[:MOST_POINTS]


def _first_below(reached: list[Receptor]) -> Receptor | None:
    """Return the first section where the middle of the forecast stays below the limit."""
    for receptor in reached:
        if receptor.kind != "section" or receptor.limit is None:
            continue
        peak = receptor.peak_mg_l.p50
        if peak is not None and peak < receptor.limit.value_mg_l:
            return receptor
    return None


def _factors(situation: Situation) -> Sentence:
    if situation.substance.known:
        return Sentence(
            f"{situation.substance.name}、pH、水温、溶解氧、电导率、流量",
            f"{situation.substance.name_en}, pH, temperature, oxygen, conductivity, discharge",
        )
    return Sentence(
        "全扫描定性（物质不详）、pH、电导率、溶解氧、COD、石油类、生物毒性",
        "full scan (unknown substance), pH, conductivity, oxygen, COD, oil, biotoxicity",
    )


def _upstream(situation: Situation) -> Line:
    return _line(
        situation,
        Point(
            key="upstream",
            what=Sentence("对照断面：事发点上游约 500 m", "control section: about 500 m upstream"),
            where=both(situation.release.place),
            start=situation.now,
            frequency=WATCH,
        ),
    )


def _at_release(situation: Situation) -> Line:
    return _line(
        situation,
        Point(
            key="release",
            what=Sentence(
                "事发断面：左岸、中泓、右岸各 1 点",
                "release section: left bank, middle, right bank",
            ),
            where=both(situation.release.place),
            point=situation.release.point,
            start=situation.now,
            frequency=AT_FIRST,
        ),
    )


def _downstream(receptor: Receptor, situation: Situation, *, is_reduction: bool) -> Line:
    kind = KINDS.get(receptor.kind, Sentence("控制断面", "section"))
    if is_reduction:
        kind = Sentence("消减断面", "reduction section")
    start = receptor.arrival.p05
    if start is not None:
        start = max(start - AHEAD, situation.now)
    bank = f"，{receptor.bank}" if receptor.bank else ""
    return _line(
        situation,
        Point(
            key=receptor.key,
            what=Sentence(f"{kind.zh}：{receptor.name}", f"{kind.en}: {receptor.name}"),
            where=Sentence(
                f"{receptor.river}{bank}，下游 {receptor.distance_km:.1f} km",
                f"{receptor.river}, {receptor.distance_km:.1f} km downstream",
            ),
            point=receptor.point,
            start=start,
            until=receptor.above_until.p95 or receptor.peak_time.p95,
            frequency=PASSING,
            because=(situation.forecast, receptor.register_basis),
        ),
    )


def _line(situation: Situation, point: Point) -> Line:
    factors = _factors(situation)
    return Line(
        key=f"sample:{point.key}",
        verb=Sentence("采样", "Sample"),
        what=point.what,
        where=point.where,
        point=point.point,
        by=None if point.start is None else situation.no_sooner(point.start),
        start=point.start,
        until=point.until,
        means=Sentence(
            f"{factors.zh}；{point.frequency.zh}", f"{factors.en}; {point.frequency.en}"
        ),
        because=(ORDER_34, LAYOUT, *point.because),
    )
