"""What the depots are asked for in a gas leak: suits and breathing air, detectors, curtain, neutraliser."""

from typing import Final

from shangyou.reference import treatment
from shangyou.reference.substances import Substance
from shangyou.response.needs import PROTECTION_RULE, Wanted, stock_key
from shangyou.response.planning.air.facts import Gas
from shangyou.response.planning.lines import Basis
from shangyou.response.planning.wording import mass
from shangyou.science.messages import Sentence

FIRST_CREWS: Final = 20.0
SETS: Final = "套"
ORGANIC: Final = frozenset({"volatile", "adsorbable", "soluble_organic", "phenol", "aldehyde"})
DETECTION_RULE: Final = Basis(
    "estimate",
    Sentence(
        "规划取值：便携检测就近调用，没有气体检测仪时用检测管",
        "planning rule: portable detectors from nearby, detector tubes where there are none",
    ),
    "estimated",
)
# Experts of the air: what they know, the leading skill first; then who measures.
SKILLS: Final = ("gas", "toxicology", "monitoring")
# Two crews measure, two close the leak and relieve each other; one prepares the neutraliser.
TEAMS: Final = {"monitoring": 2, "chemical": 2}
TEAMS_FOR_NEUTRALISING: Final = {"treatment": 1}


def techniques(cas: str) -> list[treatment.Technique]:
    """Return the rows of the table for a gas at the site."""
    return [row for row in treatment.TECHNIQUES if row.place == "site" and cas in row.targets]


def of(
    gas: Gas, cas: str, known: Substance | None, airborne_kg: float | None
) -> list[list[Wanted]]:
    """Return what is asked for, items of one inner list being alternatives.

    `airborne_kg` is what came into the air; None where nobody knows it yet.
    """
    asked = [*_protection(gas), *_detection(known)]
    for row in techniques(cas):
        asked += _curtain(row, cas, known, airborne_kg)
    return asked


def neutralised(cas: str) -> bool:
    """Tell whether the table carries something that takes the gas up."""
    return any(_doses(row, cas) for row in techniques(cas))


def _protection(gas: Gas) -> list[list[Wanted]]:
    poisonous = bool(gas.endpoints) or gas.idlh is not None
    suit = "重型防化服" if poisonous else "轻型防化服"
    return [
        [Wanted(suit, "", FIRST_CREWS, SETS, PROTECTION_RULE)],
        [Wanted("空气呼吸器", "", FIRST_CREWS, SETS, PROTECTION_RULE)],
        # for those who keep the cordon and call at the doors, outside the zones
        [Wanted("防毒面具", "", FIRST_CREWS, SETS, PROTECTION_RULE)],
    ]


def _detection(known: Substance | None) -> list[list[Wanted]]:
    asked = [
        [
            Wanted("便携式气体检测仪", "", None, "", DETECTION_RULE, word="气体检测"),
            Wanted("气体检测管", "", None, "", DETECTION_RULE, word="检测管"),
        ]
    ]
    if known is not None and ORGANIC & set(known.classes):
        gc = "便携式气相色谱—质谱仪"
        asked.append([Wanted(gc, "", None, "", DETECTION_RULE, word="气相色谱")])
    return asked


def _doses(row: treatment.Technique, cas: str) -> list[treatment.Dose]:
    return [dose for dose in treatment.doses_of(row) if dose.per_key == cas]


def _curtain(
    row: treatment.Technique, cas: str, known: Substance | None, airborne_kg: float | None
) -> list[list[Wanted]]:
    table = Basis(
        "table",
        Sentence(
            f"处置技术表：{row.technique.zh}（{row.source}）",
            f"treatment table: {row.technique.en} ({row.source})",
        ),
        row.status,
    )
    asked = [[Wanted("水幕器材", "", None, "", table, word="水幕")]]
    amounts: tuple[treatment.ReagentAmount, ...] = ()
    if known is not None and airborne_kg is not None:
        amounts = treatment.reagent_amounts(row, known, mass_kg=airborne_kg)
    if amounts:
        why = Basis("table", _how(row, mass(airborne_kg or 0.0)), row.status)
        asked.append(
            [Wanted(a.reagent.zh, stock_key(a.reagent), a.high_kg, "kg", why) for a in amounts]
        )
    elif doses := _doses(row, cas):
        asked.append([Wanted(d.reagent.zh, stock_key(d.reagent), None, "kg", table) for d in doses])
    return asked


def _how(row: treatment.Technique, airborne: str) -> Sentence:
    return Sentence(
        f"处置技术表：{row.technique.zh}，按进入空气的 {airborne} 全部吸收计，为上限（{row.source}）",
        f"treatment table: {row.technique.en}, as if all {airborne} in the air were taken up, an upper "
        f"bound ({row.source})",
    )
