"""The grade of an incident in the air by its assessments, and the legal clocks that follow."""

from typing import Any, Final

from shangyou.reference import event_grades, report_clocks
from shangyou.response import plans
from shangyou.response.case import both_languages
from shangyou.response.gas import shapes
from shangyou.response.models import GasAssessment, Incident
from shangyou.response.planning import grade
from shangyou.science.messages import Sentence

SENSITIVE: Final = frozenset({"school", "hospital", "residential"})
"""Kinds of the register of air receptors that article 4 of order 17 calls sensitive."""
EVACUATED_WITHIN: Final = ("HJ169-2", "AEGL-2-60")
"""Whoever may come to lasting harm is brought away: the zone that stands for the number evacuated."""


def regrade(
    incident: Incident, assessment: GasAssessment | None, *, sensitive: bool = False
) -> None:
    """Grade an incident in the air by an assessment and start the legal clocks; a grade only ever rises.

    The caller holds the incident's row and saves it. People within the zone of lasting harm stand
    for the number evacuated, by forecast: nobody has counted them yet. `sensitive` says that homes,
    schools or hospitals are in reach without an assessment.
    """
    zones = [] if assessment is None else shapes.zones(assessment)
    evacuated = max((z["people"] for z in zones if z["threshold"] in EVACUATED_WITHIN), default=0)
    found = event_grades.grade(
        event_grades.Facts(evacuated=evacuated or None, predicted=frozenset({"evacuated"}))
    )
    if incident.grade is None or found.level < incident.grade["level"]:
        incident.grade = _grade_document(found, evacuated)
    inside = {key for zone in zones for key in zone["places_inside"]}
    places = [] if assessment is None else assessment.places
    sensitive = sensitive or any(p["key"] in inside and p["kind"] in SENSITIVE for p in places)
    more = {} if assessment is None else assessment.unlisted
    sensitive = sensitive or any(kind in SENSITIVE for kind, *_ in more.get("", []))
    special: tuple[report_clocks.Special, ...] = ("sensitive_people",) if sensitive else ()
    level = int(incident.grade["level"])
    plans.start_clocks(incident, grade.deadlines(incident.opened_at, level, special))


def _grade_document(found: event_grades.Grade, evacuated: int) -> dict[str, Any]:
    counted = Sentence(
        f"（影响区内登记 {evacuated} 人，按需疏散计）",
        f" ({evacuated} registered people in the zone, counted as evacuated)",
    )
    more = counted if evacuated else Sentence("", "")
    return {
        "level": found.level,
        "title": both_languages(found.name),
        "colour": found.colour,
        "criterion": {"zh": found.criterion.zh + more.zh, "en": found.criterion.en + more.en},
        "clause": found.clause,
        # nobody has counted anything yet: the first grade is preliminary
        "predicted": True,
        "status": found.status,
    }
