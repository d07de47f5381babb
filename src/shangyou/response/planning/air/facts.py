"""What the planner of an incident in the air is told: values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shangyou.response.planning.facts import AT_ONCE, Expert, Need, Organisation, ReportClock, Team
from shangyou.response.planning.lines import Basis
from shangyou.science.messages import Sentence

Choice = Literal["stay", "leave", "either", "unsure", "enough", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A row of the guide's first distances [m], and who is within them."""

    key: str
    title: Sentence
    isolate_m: float
    protect_m: float
    people: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where a threshold is passed: distances downwind [m], who is inside, and until when."""

    threshold: str
    title: Sentence
    concentration_mg_m3: float
    best_m: float
    p90_m: float | None
    people: int
    kinds: tuple[tuple[Sentence, int], ...]
    until: datetime | None
    burning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Staying and leaving compared at one place."""

    choice: Choice
    say: Sentence
    doubt: Sentence
    # what burns comes before what poisons
    fire: bool
    open_again: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with people that a zone holds, or may hold when the wind turns."""

    key: str
    name: str
    kind: str
    kind_title: Sentence
    people: int
    contact: str
    district: str
    district_code: str
    distance_m: float
    bearing: Sentence
    point: tuple[float, float]
    zone: str
    arrival: datetime | None
    advice: Advice | None
    register_basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where the air is to be measured, and what is expected there."""

    key: str
    title: Sentence
    where: Sentence
    point: tuple[float, float]
    expected: Sentence | None
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gas:
    """What escaped, as far as the tables know it; each figure with its source."""

    name: Sentence
    endpoints: tuple[tuple[Sentence, float, float | None, Basis], ...]
    idlh: tuple[float, Basis] | None
    flammable: tuple[float, Basis] | None
    water_reactive: Basis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curtain:
    """A row of the table of techniques for a gas at the site."""

    key: str
    name: Sentence
    reagent: Sentence
    dose: Sentence
    conditions: Sentence
    cautions: Sentence
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSituation:
    """Everything the planner of an incident in the air may look at."""

    now: datetime
    known_at: datetime
    place: str
    point: tuple[float, float]
    district: str
    district_code: str
    gas: Gas
    run: Basis
    wind: Sentence
    distances: tuple[Distance, ...]
    zones: tuple[Zone, ...]
    places: tuple[Place, ...]
    spots: tuple[Spot, ...]
    sensors: tuple[tuple[str, Basis], ...]
    protection: tuple[tuple[Sentence, Basis], ...]
    curtains: tuple[Curtain, ...]
    clocks: tuple[ReportClock, ...]
    organisations: tuple[Organisation, ...]
    needs: tuple[Need, ...] = ()
    teams: tuple[Team, ...] = ()
    experts: tuple[Expert, ...] = ()
    # how many teams of each trade this gas asks for
    trades: Mapping[str, int] = field(default_factory=dict)
    # kind, places and people inside a zone beyond those an assessment lists
    unlisted: tuple[tuple[Sentence, int, int], ...] = ()
    # by the guide's first distances alone, nobody has assessed it yet
    provisional: bool = False

    @property
    def needed_until(self) -> datetime | None:
        """When the assessment expects the last zone to be clear; None where one has no end."""
        ends = [zone.until for zone in self.zones]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def at_once(self) -> datetime:
        """The latest an immediate measure is to be under way."""
        return self.now + AT_ONCE

    def before(self, arrival: datetime | None) -> datetime:
        """Return a deadline at once, earlier where the gas comes earlier."""
        if arrival is not None and self.now < arrival < self.at_once:
            return arrival
        return self.at_once
