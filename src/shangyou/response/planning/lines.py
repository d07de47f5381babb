"""What a plan is made of: sections of lines, and why each line stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shangyou.response.planning.wording import FAR_FUTURE
from shangyou.science.messages import Sentence

Status = Literal["verified", "secondary", "general", "estimated", "unverified"]
BasisKind = Literal["rule", "table", "run", "register", "estimate"]
SectionKey = Literal[
    "grade",
    "notify",
    "intakes",
    "spaces",
    "treatment",
    "supplies",
    "teams",
    "experts",
    "sampling",
    # of an incident in the air
    "zones",
    "people",
    "gear",
    "curtain",
    "measuring",
    "ending",
]

# From surest to least sure: a line is as sure as the least sure of its reasons.
STATUSES: tuple[Status, ...] = ("verified", "secondary", "general", "estimated", "unverified")


@dataclass(frozen=True, slots=True)
class Basis:
    """One reason of a line: the rule, table row, register row or model run it rests on."""

    kind: BasisKind
    title: Sentence
    status: Status
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure: what to do, where, by when, who, with what, to which effect, and why.

    `key` names the same measure in every version of a plan, so that a decision already taken on
    it is not asked for again.
    """

    key: str
    verb: Sentence
    what: Sentence
    because: tuple[Basis, ...]
    where: Sentence | None = None
    point: tuple[float, float] | None = None
    by: datetime | None = None
    start: datetime | None = None
    until: datetime | None = None
    who: Sentence | None = None
    means: Sentence | None = None
    effect: Sentence | None = None
    # what is advised, apart from figures and times: where it is given, a decision holds as long as it
    # stays the same; elsewhere as long as the words do
    advice: str = ""

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError(f"the plan line {self.key} gives no reason")

    @property
    def status(self) -> Status:
        """How sure the line is: the least sure of its reasons."""
        return STATUSES[max(STATUSES.index(basis.status) for basis in self.because)]

    @property
    def deadline(self) -> datetime:
        """When the line must have been acted on, for ordering."""
        return self.by or self.start or FAR_FUTURE


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind in order of deadline, or a sentence why there are none."""

    key: SectionKey
    title: Sentence
    lines: tuple[Line, ...]
    empty: Sentence | None = None


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines by deadline; lines of one deadline stay as they were written."""
    return tuple(sorted(lines, key=lambda line: line.deadline))


def known_status(text: str | None) -> Status:
    """Return the status a register or table row carries; one that carries none is unverified."""
    return next((status for status in STATUSES if status == text), "unverified")
