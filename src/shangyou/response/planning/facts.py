"""What the planner is told: values alone, gathered elsewhere from the forecast and the registers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from shangyou.response.planning.lines import Basis, Status
from shangyou.science.messages import Sentence

# 立即: phoned, answered and under way within half an hour of the plan. Our planning rule; without
# an allowance every immediate measure would read overdue before anybody could have seen it.
AT_ONCE = timedelta(minutes=30)

ReceptorKind = Literal[
    "intake", "section", "province_boundary", "district_boundary", "reserve", "fishery", "other"
]
SupplyLevel = Literal["prefecture", "county", "township"]


@dataclass(frozen=True, slots=True)
class Band:
    """5, 50 and 95 % quantiles of a number; None where the quantile is never reached."""

    p05: float | None
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """5, 50 and 95 % quantiles of a moment; None where the quantile is never reached."""

    p05: datetime | None = None
    p50: datetime | None = None
    p95: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The limit compared with, and where it is written."""

    value_mg_l: float
    standard: str
    clause: Sentence
    status: Status
    reason: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptor:
    """A place downstream and what the forecast says of it."""

    key: str
    name: str
    kind: ReceptorKind
    river: str
    bank: str
    district: str
    district_code: str
    distance_km: float
    point: tuple[float, float] | None
    limit: Limit | None
    arrival: Times
    peak_time: Times
    peak_mg_l: Band
    above_from: Times
    above_until: Times
    probability_above: float | None
    register_basis: Basis
    contact: str = ""
    neighbour_code: str = ""
    supply_level: SupplyLevel | None = None
    supply_level_status: Status = "estimated"
    assumption: Sentence | None = None

    @property
    def reached(self) -> bool:
        """Whether the plume comes here inside the forecast window, as likely as not."""
        return self.arrival.p50 is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A response space on the path (一河一策一图) and when the plume passes it.

    `action` is hold, divert, dose or boom: only the first two need a capacity.
    """

    key: str
    name: str
    kind: str
    river: str
    chainage_km: float | None
    point: tuple[float, float] | None
    capacity_m3: float | None
    ready_s: float
    travel_s: float
    how_to_use: str
    action: str
    contact: str
    arrival: Times
    passing_s: float | None
    discharge_m3_s: float
    register_basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Reagent:
    """How much of a reagent this release asks for, and how that was worked out."""

    name: Sentence
    low_kg: float
    high_kg: float
    how: Sentence
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """A treatment row; `reagents` is empty where no amount can be worked out from it."""

    key: str
    name: Sentence
    place: Sentence
    reagent: Sentence
    dose: Sentence
    conditions: Sentence
    effect: Sentence
    cautions: Sentence
    reagents: tuple[Reagent, ...]
    table_basis: Basis
    impractical: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What one depot holds of one needed item, and how long the road to the spill takes.

    `quantity` counts the active substance; `strength` is its share in the product as stored.
    """

    depot_key: str
    depot: str
    item: str
    quantity: float
    unit: str
    road_km: float
    travel_s: float
    contact: str
    point: tuple[float, float] | None
    register_basis: Basis
    strength: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An item the plan asks for; `stock` is every holding found for it."""

    item: str
    quantity: float | None
    unit: str
    why: Basis
    stock: tuple[Stock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team and how long it needs to the spill."""

    key: str
    name: str
    kind: str
    kind_title: str
    people: int
    ready_s: float
    travel_s: float
    road_km: float
    contact: str
    point: tuple[float, float] | None
    register_basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """An expert, with the skills that fit this incident."""

    key: str
    name: str
    fitting_skills: tuple[str, ...]
    district: str
    road_km: float | None
    contact: str
    register_basis: Basis


class Called(Protocol):
    """What sending teams, experts and stocks looks at, on a river as in the air."""

    @property
    def now(self) -> datetime:
        """When the plan is made."""

    @property
    def at_once(self) -> datetime:
        """The latest an immediate measure is to be under way."""

    @property
    def needed_until(self) -> datetime | None:
        """When whoever comes later comes too late; None where that is not known."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the depots are asked for."""

    @property
    def teams(self) -> tuple[Team, ...]:
        """Who may be sent."""

    @property
    def experts(self) -> tuple[Expert, ...]:
        """Who may be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whom one can call; `role` is district, province_neighbour, maritime, water or another kind."""

    name: str
    phone: str
    role: str
    division_code: str
    register_basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClock:
    """A legal reporting deadline."""

    key: str
    title: Sentence
    recipient: Sentence
    deadline: datetime
    clause: str
    status: Status
    reason: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstanceFacts:
    """What went into the river, as far as it is known."""

    known: bool
    name: str
    name_en: str
    floats: bool = False
    heavy_metal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Where, when and how much."""

    place: str
    point: tuple[float, float]
    river: str
    district: str
    district_code: str
    start: datetime
    duration_s: float
    mass_kg: Band
    discharge_m3_s: float
    from_vessel: bool
    from_enterprise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything the planner may look at."""

    now: datetime
    known_at: datetime
    release: Release
    substance: SubstanceFacts
    forecast: Basis
    receptors: tuple[Receptor, ...] = ()
    spaces: tuple[Space, ...] = ()
    techniques: tuple[Technique, ...] = ()
    needs: tuple[Need, ...] = ()
    teams: tuple[Team, ...] = ()
    experts: tuple[Expert, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    window_end: datetime | None = field(default=None)
    # a river carries on what nobody stopped: help is never too late
    needed_until: datetime | None = None

    @property
    def at_once(self) -> datetime:
        """The latest an immediate measure is to be under way."""
        return self.now + AT_ONCE

    def no_sooner(self, wanted: datetime, *, front: datetime | None = None) -> datetime:
        """Return a deadline that leaves time to act: `wanted`, else at once, else the front."""
        if wanted >= self.at_once:
            return wanted
        if front is not None and front > self.now:
            return min(self.at_once, front)
        return self.at_once
