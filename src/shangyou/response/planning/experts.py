"""Whom to ask: experts whose skills fit, nearest first."""

from shangyou.response.planning.facts import Called, Expert
from shangyou.response.planning.lines import Line, Section
from shangyou.response.planning.wording import both
from shangyou.science.messages import Sentence

TITLE = Sentence("专家", "Experts")
EMPTY = Sentence(
    "专家库中没有专业相符的专家；请联系市级专家组。",
    "No expert with fitting skills is in the register; call the city's expert group.",
)
ASKED = 5


def plan(situation: Called) -> Section:
    """Return the experts with most fitting skills; the nearer of equals first."""
    ranked = sorted(
        (expert for expert in situation.experts if expert.fitting_skills),
        key=lambda e: (-len(e.fitting_skills), e.road_km if e.road_km is not None else 1e9, e.key),
    )
    lines = tuple(_line(expert, situation) for expert in ranked[:ASKED])
    return Section("experts", TITLE, lines, None if lines else EMPTY)


def _line(expert: Expert, situation: Called) -> Line:
    skills = "、".join(expert.fitting_skills)
    return Line(
        key=f"expert:{expert.key}",
        verb=Sentence("咨询", "Consult"),
        what=Sentence(f"{expert.name}（{skills}）", f"{expert.name} ({skills})"),
        where=both(expert.district) if expert.district else None,
        by=situation.at_once,
        who=both(expert.contact) if expert.contact else None,
        because=(expert.register_basis,),
    )
