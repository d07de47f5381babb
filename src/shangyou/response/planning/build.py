"""The whole plan of a situation: every section, in the order a commander reads them."""

from dataclasses import dataclass

from shangyou.response.planning import (
    experts,
    grade,
    intakes,
    notify,
    sampling,
    spaces,
    supplies,
    teams,
    treatment,
)
from shangyou.response.planning.facts import ReportClock, Situation
from shangyou.response.planning.grade import Assessment
from shangyou.response.planning.lines import Section


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """The grade, the legal clocks that follow from it, and the measures."""

    assessment: Assessment
    clocks: tuple[ReportClock, ...]
    sections: tuple[Section, ...]


def build(situation: Situation) -> ResponsePlan:
    """Return the plan; the same situation always gives the same plan."""
    assessment = grade.assess(situation)
    clocks = grade.clocks(situation, assessment.likely.grade.level)
    return ResponsePlan(
        assessment,
        clocks,
        (
            grade.plan(situation, assessment),
            notify.plan(situation, clocks),
            intakes.plan(situation),
            spaces.plan(situation),
            treatment.plan(situation),
            supplies.plan(situation),
            teams.plan(situation),
            experts.plan(situation),
            sampling.plan(situation),
        ),
    )
