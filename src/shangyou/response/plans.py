"""Making, rebuilding and deciding on plans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shangyou.core.models import User
from shangyou.preparedness.network import Network
from shangyou.response import adopted_lines, gather
from shangyou.response.case import both_languages
from shangyou.response.models import Clock, Forecast, Incident, Plan, PlanLine
from shangyou.response.planning.build import build
from shangyou.response.planning.facts import ReportClock
from shangyou.response.planning.grade import Assessment
from shangyou.response.planning.lines import Basis, Line, Section
from shangyou.response.planning.wording import percent
from shangyou.science.messages import Sentence

DECIDED = (PlanLine.State.ACCEPTED, PlanLine.State.CHANGED, PlanLine.State.DROPPED)


def make(
    incident: Incident, forecast: Forecast, network: Network, *, user: User, now: datetime
) -> Plan:
    """Make the incident's next plan from a forecast; the caller holds the incident's row.

    A decision on a line carries over where the line advises the same; where it changed, the line is
    proposed again, with the earlier note and the line that was decided on.
    """
    built = build(gather.situation(incident, forecast, network, now))
    plan = store(Plan(incident=incident, forecast=forecast), built.sections, user=user, now=now)
    start_clocks(incident, built.clocks)
    incident.grade = grade_document(built.assessment)
    incident.current_forecast = forecast
    return plan


def store(plan: Plan, sections: Sequence[Section], *, user: User, now: datetime) -> Plan:
    """Save a plan as its incident's next, with its lines and what was decided on them before.

    The plan comes with its incident, whose row the caller holds, and the run it was made from.
    """
    incident = plan.incident
    before = incident.plans.order_by("-version").first()
    plan.version = (before.version if before else 0) + 1
    plan.made_at, plan.made_by = now, user
    rows = laid_out(plan, sections, _newest_lines(incident) if before else {})
    plan.save()
    PlanLine.objects.bulk_create(rows)
    adopted_lines.carry_over(plan, before)
    return plan


def _newest_lines(incident: Incident) -> dict[str, PlanLine]:
    """Return every measure as it last stood, also one that a later version left out; one query."""
    rows = (
        PlanLine.objects.filter(plan__incident=incident)
        .select_related("earlier")
        .order_by("key", "-plan__version")
        .distinct("key")
    )
    return {line.key: line for line in rows}


def laid_out(
    plan: Plan, sections: Sequence[Section], decided: Mapping[str, PlanLine]
) -> list[PlanLine]:
    """Name the sections in a plan and return its lines, not saved, with what was decided on them."""
    plan.sections = [
        {
            "key": section.key,
            "title": both_languages(section.title),
            "empty": both_languages(section.empty) if section.empty else None,
        }
        for section in sections
    ]
    rows: list[PlanLine] = []
    for section in sections:
        for line in section.lines:
            row = PlanLine(
                plan=plan,
                section=section.key,
                position=len(rows),
                key=line.key,
                content=line_document(line),
                by=line.by,
            )
            earlier = decided.get(line.key)
            if earlier is not None:
                _carry_over(row, earlier)
            rows.append(row)
    return rows


def _carry_over(row: PlanLine, last: PlanLine) -> None:
    row.note = last.note
    decided = last if last.state in DECIDED else last.earlier
    if decided is None:
        return
    if not _same(row.content, decided.content):
        row.earlier = decided
        return
    row.state = decided.state
    row.text = decided.text
    row.decided_by_id = decided.decided_by_id
    row.decided_at = decided.decided_at


def _same(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Tell whether two lines advise the same; lines stored before advice was do by their words."""
    if new["advice"] and old.get("advice"):
        return bool(new["advice"] == old["advice"])
    return all(new[k] == old[k] for k in ("verb", "what", "where", "start", "until", "means"))


def start_clocks(incident: Incident, clocks: Iterable[ReportClock]) -> None:
    """Start the clocks the grade asks for; one that runs or was answered stays as it is."""
    Clock.objects.bulk_create(
        [
            Clock(
                incident=incident,
                key=clock.key,
                title=both_languages(clock.title),
                recipient=both_languages(clock.recipient),
                deadline=clock.deadline,
                clause=clock.clause,
                status=clock.status,
            )
            for clock in clocks
        ],
        ignore_conflicts=True,
    )


def grade_document(assessment: Assessment) -> dict[str, Any]:
    """Return the grade as it is stored with the incident."""
    grade = assessment.likely.grade
    evidence = assessment.likely.evidence[:3]
    names = "、".join(
        receptor.name
        if receptor.probability_above is None
        else f"{receptor.name}（{percent(receptor.probability_above)}）"
        for receptor in evidence
    )
    criterion = grade.criterion
    if names:
        criterion = Sentence(f"{criterion.zh}：{names}", f"{criterion.en}: {names}")
    possible = assessment.possible
    return {
        "level": grade.level,
        "title": both_languages(grade.name),
        "colour": grade.colour,
        "criterion": both_languages(criterion),
        "clause": grade.clause,
        "predicted": True,
        "status": grade.status,
        "possible_level": None if possible is None else possible.grade.level,
    }


def line_document(line: Line) -> dict[str, Any]:
    """Return a line as it is stored."""
    return {
        "verb": both_languages(line.verb),
        "what": both_languages(line.what),
        "where": _optional(line.where),
        "point": None if line.point is None else {"lon": line.point[0], "lat": line.point[1]},
        "start": _time(line.start),
        "until": _time(line.until),
        "who": _optional(line.who),
        "means": _optional(line.means),
        "effect": _optional(line.effect),
        "because": [_basis(basis) for basis in line.because],
        "status": line.status,
        "advice": line.advice,
    }


def _optional(sentence: Sentence | None) -> dict[str, str] | None:
    return None if sentence is None else both_languages(sentence)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "kind": basis.kind,
        "title": both_languages(basis.title),
        "status": basis.status,
        "link": basis.link,
    }
