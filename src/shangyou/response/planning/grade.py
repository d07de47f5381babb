"""The grade of the event by what the forecast says, and the criterion that set it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shangyou.reference import event_grades, report_clocks
from shangyou.response.planning.facts import Receptor, ReportClock, Situation, SupplyLevel
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import percent
from shangyou.science.messages import Sentence

TITLE = Sentence("事件级别", "Grade")

# As likely as not sets the grade; one in twenty names the grade it may still become.
LIKELY = 0.5
POSSIBLE = 0.05

SUPPLY: dict[SupplyLevel, event_grades.WaterSupply] = {
    "prefecture": "prefecture_city",
    "county": "county_city",
    "township": "township",
}
# From the town whose loss weighs most.
SUPPLY_ORDER: tuple[SupplyLevel, ...] = ("prefecture", "county", "township")

THRESHOLD = Basis(
    "estimate",
    Sentence(
        "规划取值：超标概率 ≥50 % 计入初判，5–50 % 列为可能升级",
        "planning rule: ≥50 % probability of exceeding counts, 5–50 % is named as possible",
    ),
    "estimated",
)


@dataclass(frozen=True, slots=True)
class Predicted:
    """A grade by forecast and the receptors that carry it."""

    grade: event_grades.Grade
    evidence: tuple[Receptor, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The grade now, and the higher one it may become; None where none is higher."""

    likely: Predicted
    possible: Predicted | None


def assess(situation: Situation) -> Assessment:
    """Return the grade by forecast."""
    likely = _predicted(situation, LIKELY)
    possible = _predicted(situation, POSSIBLE)
    higher = possible.grade.level < likely.grade.level
    return Assessment(likely, possible if higher else None)


def _predicted(situation: Situation, floor: float) -> Predicted:
    above = [r for r in situation.receptors if (r.probability_above or 0.0) >= floor]
    intakes = [r for r in above if r.kind == "intake" and r.supply_level is not None]
    level = next((s for s in SUPPLY_ORDER if any(r.supply_level == s for r in intakes)), None)
    province = [r for r in above if r.kind == "province_boundary"]
    # a dispute between counties cannot be forecast: only a province's boundary counts here
    crosses: event_grades.Crossing | None = "province" if province else None
    grade = event_grades.grade(
        event_grades.Facts(
            water_supply_cut=SUPPLY[level] if level else None,
            crosses=crosses,
            predicted=frozenset({"water_supply_cut", "crosses"}),
        )
    )
    leading = grade.fired[0].criterion.fact
    evidence: list[Receptor] = []
    if leading == "water_supply_cut":
        evidence = [r for r in intakes if r.supply_level == level]
    elif leading == "crosses":
        evidence = province
    return Predicted(grade, tuple(evidence))


def special_cases(situation: Situation) -> tuple[report_clocks.Special, ...]:
    """Return the circumstances of order 17 article 4 that hold: report as for a serious event."""
    found: list[report_clocks.Special] = []
    reached = [r for r in situation.receptors if r.arrival.p05 is not None]
    at_risk = [r for r in reached if r.probability_above is None or r.probability_above >= POSSIBLE]
    if any(r.kind == "intake" for r in at_risk):
        found.append("drinking_source_zone")
    if situation.substance.heavy_metal:
        found.append("heavy_metal")
    if any(r.kind == "province_boundary" for r in at_risk):
        found.append("cross_border")
    return tuple(found)


def clocks(situation: Situation, level: int) -> tuple[ReportClock, ...]:
    """Return the legal deadlines of the district and of the city, the earliest first."""
    return deadlines(situation.known_at, level, special_cases(situation))


def deadlines(
    known_at: datetime, level: int, special: Collection[report_clocks.Special]
) -> tuple[ReportClock, ...]:
    """Return the deadlines of an event known since a moment, the earliest first."""
    reporters: tuple[tuple[report_clocks.Reporter, Sentence], ...] = (
        ("district", Sentence("区县", "district")),
        ("city", Sentence("市级", "city")),
    )
    found = [
        ReportClock(
            key=f"{reporter}-{clock.key}",
            title=Sentence(f"{who.zh}{clock.title.zh}", f"{who.en}: {clock.title.en}"),
            recipient=clock.recipient,
            deadline=clock.deadline,
            clause=clock.clause,
            status=clock.status,
            reason=clock.reason,
        )
        for reporter, who in reporters
        for clock in report_clocks.clocks(level, known_at, special=special, reporter=reporter)
        if clock.deadline is not None
    ]
    return tuple(sorted(found, key=lambda clock: clock.deadline))


def plan(situation: Situation, assessment: Assessment) -> Section:
    """Return the grade, and the higher one it may become."""
    lines = [_line(assessment.likely, situation, key="grade:likely")]
    if assessment.possible is not None:
        lines.append(_line(assessment.possible, situation, key="grade:possible"))
    return Section("grade", TITLE, in_order(lines))


def _line(predicted: Predicted, situation: Situation, *, key: str) -> Line:
    grade = predicted.grade
    names = "、".join(_named(r) for r in predicted.evidence[:3])
    more = len(predicted.evidence) - 3
    because_zh = (
        f"：{names}{f' 等 {len(predicted.evidence)} 处' if more > 0 else ''}" if names else ""
    )
    if key == "grade:possible":
        verb = Sentence("可能升级为", "May become")
    else:
        verb = Sentence("初判（预测）", "Preliminary, by forecast")
    return Line(
        key=key,
        verb=verb,
        what=Sentence(
            f"{grade.name.zh}突发环境事件（{_roman(grade.level)}级）",
            f"{grade.name.en} environmental emergency (grade {grade.level})",
        ),
        effect=Sentence(
            f"{grade.criterion.zh}{because_zh}。确认级别以实际后果为准。",
            f"{grade.criterion.en}{': ' + names if names else ''}. "
            "The confirmed grade follows what actually happens.",
        ),
        because=(
            Basis("rule", Sentence(grade.clause, grade.clause), grade.status),
            situation.forecast,
            THRESHOLD,
            *(r.register_basis for r in predicted.evidence[:1]),
        ),
    )


def _roman(level: int) -> str:
    return "ⅠⅡⅢⅣ"[level - 1]


def _named(receptor: Receptor) -> str:
    if receptor.probability_above is None:
        return receptor.name
    return f"{receptor.name}（{percent(receptor.probability_above)}）"
