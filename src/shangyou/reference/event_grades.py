"""Grades of an environmental emergency: 国家突发环境事件应急预案 (国办函〔2014〕119号), annex 1.

The annexes of order 17 (2011) and of the plan of 2006 use other numbers; they do not apply.
以上含本数，以下不含本数: a lower bound belongs to the grade, an upper bound does not.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "国办函〔2014〕119号"

WaterSupply = Literal["prefecture_city", "county_city", "township"]
Crossing = Literal["nation", "province", "prefecture", "county"]
Ecology = Literal["lost", "partly_lost", "species_harmed"]
Radiation = Literal["level_1", "level_2", "level_3", "level_4"]

LEVELS: Final[dict[int, tuple[Sentence, str]]] = {
    1: (Sentence("特别重大", "extremely serious"), "red"),
    2: (Sentence("重大", "serious"), "orange"),
    3: (Sentence("较大", "fairly serious"), "yellow"),
    4: (Sentence("一般", "ordinary"), "blue"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the annex: a number from `at_least` up to `below`, or a circumstance."""

    key: str
    fact: str
    level: int
    at_least: float | None
    below: float | None
    value: str
    text: Sentence
    clause: str
    source: str
    status: Status

    def holds(self, fact: float | str) -> bool:
        """Tell whether a fact meets this line; nobody harmed meets none."""
        if isinstance(fact, str):
            return fact == self.value
        if self.value or fact <= 0:
            return False
        above = self.at_least is None or fact >= self.at_least
        return above and (self.below is None or fact < self.below)


CRITERIA: Final = load(Criterion, "event_grades")
CATCH_ALL: Final = next(c for c in CRITERIA if c.fact == "any")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known or forecast; None is not known. `predicted` names the forecast facts.

    `injured` counts the poisoned and the seriously injured. A district's town supply in
    Chongqing counts as county_city, the supply of the main city as prefecture_city.
    """

    deaths: int | None = None
    injured: int | None = None
    evacuated: int | None = None
    direct_loss_yuan: float | None = None
    ecology: Ecology | None = None
    water_supply_cut: WaterSupply | None = None
    radiation: Radiation | None = None
    crosses: Crossing | None = None
    predicted: frozenset[str] = field(default_factory=frozenset)

    def known(self) -> dict[str, float | str]:
        """Return the facts that are known or forecast."""
        every: dict[str, float | str | None] = {
            "deaths": self.deaths,
            "injured": self.injured,
            "evacuated": self.evacuated,
            "direct_loss_yuan": self.direct_loss_yuan,
            "ecology": self.ecology,
            "water_supply_cut": self.water_supply_cut,
            "radiation": self.radiation,
            "crosses": self.crosses,
        }
        return {name: fact for name, fact in every.items() if fact is not None}


@dataclass(frozen=True, slots=True)
class Fired:
    """A criterion that the facts meet, and whether by forecast."""

    criterion: Criterion
    predicted: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """The highest grade the facts reach; `predicted` when only a forecast reaches it."""

    level: int
    name: Sentence
    colour: str
    criterion: Sentence
    clause: str
    status: Status
    predicted: bool
    fired: tuple[Fired, ...]


def grade(facts: Facts) -> Grade:
    """Return the grade with every criterion that fired, the highest first."""
    known = facts.known()
    fired = [
        Fired(criterion, criterion.fact in facts.predicted)
        for criterion in CRITERIA
        if criterion.fact in known and criterion.holds(known[criterion.fact])
    ]
    # The highest wins; between equals a confirmed fact speaks before a forecast.
    fired.sort(key=lambda one: (one.criterion.level, one.predicted))
    leading = fired[0] if fired else Fired(CATCH_ALL, predicted=False)
    name, colour = LEVELS[leading.criterion.level]
    return Grade(
        level=leading.criterion.level,
        name=name,
        colour=colour,
        criterion=leading.criterion.text,
        clause=leading.criterion.clause,
        status=leading.criterion.status,
        predicted=leading.predicted,
        fired=tuple(fired) or (leading,),
    )


TABLE: Final = Table(
    name="event_grades",
    title=Sentence("突发环境事件分级", "Event grades"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("fact", Sentence("依据的事实", "Fact")),
        Column("level", Sentence("级别", "Level")),
        Column("at_least", Sentence("以上（含）", "At least")),
        Column("below", Sentence("以下（不含）", "Below")),
        Column("value", Sentence("情形", "Circumstance")),
        Column("text", Sentence("条文", "Text")),
        Column("clause", Sentence("出处", "Clause")),
        *provenance(),
    ),
    rows=CRITERIA,
)
