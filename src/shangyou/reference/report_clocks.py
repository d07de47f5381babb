"""By when an event must be reported to whom: order 17 of the ministry (突发环境事件信息报告办法).

In Chongqing a district reports straight to the municipal bureau, which is both the bureau one
level up and the provincial one, so these two receivers are one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "环境保护部令第17号"

Reporter = Literal["district", "city"]
Special = Literal[
    "drinking_source_zone",
    "sensitive_people",
    "heavy_metal",
    "cross_border",
    "mass_incident",
    "deemed_necessary",
]


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One rule of the order; `hours` None means 及时 (at once)."""

    key: str
    clause: str
    case: str
    reporter: str
    recipient: Sentence
    hours: float | None
    text: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """A circumstance in which an event not yet graded is reported like a serious one."""

    key: str
    text: Sentence
    clause: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Clock:
    """One duty to report; `deadline` None means at once or whenever something is learned."""

    key: str
    title: Sentence
    recipient: Sentence
    deadline: datetime | None
    clause: str
    reason: Sentence
    status: Status


RULES: Final = load(ClockRule, "report_clocks")
BY_KEY: Final = {rule.key: rule for rule in RULES}

SPECIAL_CASES: Final = load(SpecialCase, "report_special_cases")
SPECIAL_BY_KEY: Final = {case.key: case for case in SPECIAL_CASES}

_DISTRICT_GOVERNMENT: Final = Sentence("区县人民政府", "the district government")
_CITY_GOVERNMENT: Final = Sentence("市人民政府", "the municipal government")
_CITY_BUREAU: Final = Sentence("市生态环境局", "the municipal environment bureau")
_MINISTRY: Final = Sentence("生态环境部", "the Ministry of Ecology and Environment")

# The receivers of each rule by their names in Chongqing.
_RECIPIENTS: Final = {
    "ordinary-government": _DISTRICT_GOVERNMENT,
    "ordinary-superior": _CITY_BUREAU,
    "major-government": _DISTRICT_GOVERNMENT,
    "major-province": _CITY_BUREAU,
    "major-ministry": _MINISTRY,
    "province-government-ordinary": _CITY_GOVERNMENT,
    "province-government": _CITY_GOVERNMENT,
    "province-ministry": _MINISTRY,
}

_WHICH: Final[dict[tuple[Reporter, bool], tuple[str, ...]]] = {
    ("district", False): ("ordinary-government", "ordinary-superior"),
    ("district", True): ("major-government", "major-province", "major-ministry"),
    ("city", False): ("province-government-ordinary",),
    ("city", True): ("province-ministry", "province-government"),
}

FIRST_REPORT: Final = Sentence("初报", "first report")
NOTICE: Final = Sentence("通报", "notice")
SERIOUS_LEVELS: Final = (1, 2)


def clocks(
    level: int,
    known_at: datetime,
    *,
    special: Collection[Special] = (),
    reporter: Reporter = "district",
    neighbours: Collection[str] = (),
) -> tuple[Clock, ...]:
    """Return the duties to report, the most urgent first.

    Parameters
    ----------
    level : int
        Grade 1 (特别重大) to 4 (一般).
    known_at : datetime
        When the reporter found or learned of the event.
    special : collection
        Circumstances of article 4 that make it be reported like a serious event.
    reporter : str
        district, or city for the municipal bureau.
    neighbours : collection of str
        Names of neighbouring areas that are or may be affected.

    """
    if level not in (1, 2, 3, 4):
        raise ValueError(f"level must be 1 to 4, not {level}")
    cases = [case for case in SPECIAL_CASES if case.key in special]
    serious = level in SERIOUS_LEVELS or bool(cases)
    found = [
        _clock(BY_KEY[key], known_at, cases if level not in SERIOUS_LEVELS else [])
        for key in _WHICH[reporter, serious]
    ]
    found.sort(key=lambda clock: clock.deadline or known_at)
    notice = BY_KEY["neighbour"]
    notices = [
        Clock(
            key=f"neighbour-{name}",
            title=NOTICE,
            recipient=Sentence(f"{name}生态环境部门", f"the environment bureau of {name}"),
            deadline=None,
            clause=f"令17{notice.clause}",
            reason=notice.text,
            status=notice.status,
        )
        for name in neighbours
    ]
    return (*notices, *found)


def _clock(rule: ClockRule, known_at: datetime, cases: list[SpecialCase]) -> Clock:
    if rule.hours is None:
        raise ValueError(f"rule {rule.key} has no time limit")
    hours = f"{rule.hours:g}"
    reason = Sentence(f"{rule.text.zh}，{hours} 小时内", f"{rule.text.en}, within {hours} hours")
    clause = f"令17{rule.clause}"
    status = rule.status
    if cases:
        reason = Sentence(
            f"{'；'.join(case.text.zh for case in cases)}，按重大事件程序报告，{hours} 小时内",
            f"reported like a serious event because "
            f"{'; '.join(case.text.en for case in cases)}, within {hours} hours",
        )
        clause = f"令17{cases[0].clause}"
        status = "unverified" if any(c.status == "unverified" for c in cases) else status
    return Clock(
        key=rule.key,
        title=FIRST_REPORT,
        recipient=_RECIPIENTS[rule.key],
        deadline=known_at + timedelta(hours=rule.hours),
        clause=clause,
        reason=reason,
        status=status,
    )


TABLE: Final = Table(
    name="report_clocks",
    title=Sentence("信息报告时限", "Report clocks"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("clause", Sentence("条款", "Article")),
        Column("case", Sentence("情形", "Case")),
        Column("reporter", Sentence("报告者", "Reporter")),
        Column("recipient", Sentence("接收者", "Receiver")),
        Column("hours", Sentence("时限", "Limit"), "h"),
        Column("text", Sentence("说明", "Text")),
        *provenance(),
    ),
    rows=RULES,
)

SPECIAL_TABLE: Final = Table(
    name="report_special_cases",
    title=Sentence("按重大事件报告的情形", "Cases reported like a serious event"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("text", Sentence("情形", "Case")),
        Column("clause", Sentence("条款", "Article")),
        *provenance(),
    ),
    rows=SPECIAL_CASES,
)
