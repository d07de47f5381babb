"""Legal periods, warning levels and the plan's own indicators."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class LegalPeriod:
    """A period that a rule sets, in days, working days, months or years."""

    key: str
    subject: Sentence
    amount: int
    unit: str
    clause: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class WarningLevel:
    """One of the four legal warning levels; its colour is used for nothing else on screen."""

    level: int
    name: Sentence
    colour_zh: str
    colour: str
    clause: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    """An indicator of the city's plan; empty where the value is not known."""

    number: int
    indicator: Sentence
    unit: str
    base_2020: str
    target_2025: str
    source: str
    status: Status


LEGAL_PERIODS: Final = load(LegalPeriod, "legal_periods")
WARNING_LEVELS: Final = load(WarningLevel, "warning_levels")
PLAN_INDICATORS: Final = load(PlanIndicator, "plan_indicators")

PERIOD_TABLE: Final = Table(
    name="legal_periods",
    title=Sentence("法定期限", "Legal periods"),
    standard="各部门规章",
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("subject", Sentence("事项", "Subject")),
        Column("amount", Sentence("期限", "Period")),
        Column("unit", Sentence("单位", "Unit")),
        Column("clause", Sentence("出处", "Clause")),
        *provenance(),
    ),
    rows=LEGAL_PERIODS,
)

WARNING_TABLE: Final = Table(
    name="warning_levels",
    title=Sentence("预警级别", "Warning levels"),
    standard="中华人民共和国突发事件应对法（2024 修订）",
    key=("level",),
    columns=(
        Column("level", Sentence("级别", "Level")),
        Column("name", Sentence("名称", "Name")),
        Column("colour_zh", Sentence("颜色", "Colour")),
        Column("clause", Sentence("条款", "Article")),
        *provenance(),
    ),
    rows=WARNING_LEVELS,
)

INDICATOR_TABLE: Final = Table(
    name="plan_indicators",
    title=Sentence("“十四五”规划指标", "Indicators of the plan"),
    standard="《重庆市环境应急能力建设“十四五”规划》",
    key=("number",),
    columns=(
        Column("number", Sentence("序号", "No.")),
        Column("indicator", Sentence("指标", "Indicator")),
        Column("unit", Sentence("单位", "Unit")),
        Column("base_2020", Sentence("2020 年", "2020")),
        Column("target_2025", Sentence("2025 年目标", "Target 2025")),
        *provenance(),
    ),
    rows=PLAN_INDICATORS,
)
