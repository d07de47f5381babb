"""Water curtains and dilution, and what must not be sprayed: only where the tables carry it."""

from shangyou.response.planning.air.facts import AirSituation, Curtain
from shangyou.response.planning.lines import Basis, Line, Section
from shangyou.science.messages import Sentence

TITLE = Sentence("水幕与稀释", "Water curtain and dilution")
EMPTY = Sentence(
    "技术表没有该物质的水幕、稀释做法：用水前先由专家会商。",
    "The table holds no water curtain for this substance: ask the experts before using water.",
)
REACTS = Sentence(
    "向泄漏物直接喷水：物质表列为遇水反应，用水前先由专家会商",
    "water on the spill: the table lists it as reacting with water; ask the experts first",
)


def plan(situation: AirSituation) -> Section:
    """Return the curtain, its cautions and what becomes of the water."""
    lines: list[Line] = []
    if situation.gas.water_reactive is not None:
        lines.append(_never("curtain:reacts", REACTS, situation, situation.gas.water_reactive))
    for curtain in situation.curtains:
        lines += _lines(curtain, situation)
    return Section("curtain", TITLE, tuple(lines), None if lines else EMPTY)


def _lines(curtain: Curtain, situation: AirSituation) -> list[Line]:
    name, reagent = curtain.name, curtain.reagent
    lines = []
    if curtain.cautions.zh:
        lines.append(
            _never(f"curtain:caution:{curtain.key}", curtain.cautions, situation, curtain.basis)
        )
    lines.append(
        Line(
            key=f"curtain:{curtain.key}",
            verb=Sentence("采用", "Apply"),
            what=Sentence(f"{name.zh}：{reagent.zh}", f"{name.en}: {reagent.en}"),
            where=Sentence("泄漏点下风侧，泄漏点与人群之间", "downwind, between leak and people"),
            point=situation.point,
            means=curtain.dose if curtain.dose.zh else None,
            because=(curtain.basis,),
        )
    )
    if curtain.conditions.zh:
        lines.append(
            Line(
                key=f"curtain:water:{curtain.key}",
                verb=Sentence("落实", "See to it"),
                what=curtain.conditions,
                because=(curtain.basis,),
            )
        )
    return lines


def _never(key: str, what: Sentence, situation: AirSituation, basis: Basis) -> Line:
    return Line(
        key=key,
        verb=Sentence("注意", "Beware"),
        what=what,
        by=situation.at_once,
        because=(basis,),
    )
