"""Grading an enterprise's risk: HJ 941-2018, with the 2014 guide beside it where they differ."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "HJ 941-2018"


@dataclass(frozen=True, slots=True)
class QuantityLevel:
    """Q = sum of q/Q: from `at_least` up to, not including, `below`."""

    key: str
    at_least: float | None
    below: float | None
    title: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class ProcessLevel:
    """M: points from `at_least` up to, not including, `below`."""

    key: str
    at_least: float | None
    below: float | None
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class ProcessScore:
    """One line of the M table; `score` as printed, with `cap` where a sum is capped."""

    key: str
    route: str
    indicator_zh: str
    criterion_zh: str
    score: str
    cap: float | None
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class ReceptorType:
    """E1 to E3 for air and for water."""

    route: str
    type: str
    criterion: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """The level at one crossing of E, Q and M."""

    standard: str
    receptor: str
    quantity: str
    process: str
    level: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class WaterGas:
    """A gas that counts for the water route as well, because it dissolves or reacts."""

    key: str
    name: Sentence
    reason: Sentence
    source: str
    status: Status


QUANTITY_LEVELS: Final = load(QuantityLevel, "risk_quantity_levels")
PROCESS_LEVELS: Final = load(ProcessLevel, "risk_process_levels")
PROCESS_SCORES: Final = load(ProcessScore, "risk_process_scores")
RECEPTOR_TYPES: Final = load(ReceptorType, "risk_receptor_types")
MATRIX: Final = load(RiskLevel, "risk_level_matrix")
WATER_GASES: Final = load(WaterGas, "risk_water_gases")

GRADES: Final[Mapping[str, Sentence]] = {
    "ordinary": Sentence("一般", "Ordinary"),
    "considerable": Sentence("较大", "Considerable"),
    "major": Sentence("重大", "Major"),
}
"""The grades from the least to the gravest."""
_ORDER: Final = tuple(GRADES)
_GRADE_OF: Final = {title.zh: key for key, title in GRADES.items()}
CODE: Final = re.compile(r"Q0|(Q[1-3])-(M[1-4])-(E[1-3])")
"""One route's result as HJ 941 writes it: Q0, or Q2-M1-E3."""


def grade_of(code: str) -> str | None:
    """Return the grade of one route by its code, None where it is no code.

    Q below 1 (Q0) is ordinary; else the matrix of E, Q and M decides (HJ 941-2018 table 7).
    """
    found = CODE.fullmatch(code)
    if found is None:
        return None
    quantity, process, receptor = found.groups()
    if quantity is None:
        return "ordinary"
    return _GRADE_OF[
        next(
            one.level.zh
            for one in MATRIX
            if (one.standard, one.receptor, one.quantity, one.process)
            == (STANDARD, receptor, quantity, process)
        )
    ]


def combined(grades: Iterable[str], *, penalised: bool = False) -> str:
    """Return the grade of the enterprise: the graver of its routes, one more where it was penalised.

    An enterprise penalised within three years for unlawful discharge or transfer is raised by one,
    at most to major (HJ 941-2018; unverified). Empty where neither route is graded.
    """
    known = [_ORDER.index(grade) for grade in grades if grade]
    if not known:
        return ""
    return _ORDER[min(max(known) + int(penalised), len(_ORDER) - 1)]


_ROUTE: Final = Column("route", Sentence("途径", "Route"))
_FROM: Final = Column("at_least", Sentence("以上（含）", "At least"))
_BELOW: Final = Column("below", Sentence("以下（不含）", "Below"))

QUANTITY_TABLE: Final = Table(
    name="risk_quantity_levels",
    title=Sentence("Q 值分级", "Levels of Q"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("级别", "Level")),
        _FROM,
        _BELOW,
        Column("title", Sentence("名称", "Title")),
        *provenance(),
    ),
    rows=QUANTITY_LEVELS,
)

PROCESS_TABLE: Final = Table(
    name="risk_process_levels",
    title=Sentence("M 值分级", "Levels of M"),
    standard=STANDARD,
    key=("key",),
    columns=(Column("key", Sentence("级别", "Level")), _FROM, _BELOW, *provenance()),
    rows=PROCESS_LEVELS,
)

SCORE_TABLE: Final = Table(
    name="risk_process_scores",
    title=Sentence("M 值评分", "Points of M"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        _ROUTE,
        Column("indicator_zh", Sentence("指标", "Indicator")),
        Column("criterion_zh", Sentence("评估依据", "Criterion")),
        Column("score", Sentence("分值", "Points")),
        Column("cap", Sentence("上限", "Cap")),
        *provenance(),
    ),
    rows=PROCESS_SCORES,
)

RECEPTOR_TABLE: Final = Table(
    name="risk_receptor_types",
    title=Sentence("环境风险受体类型 E", "Receptor types E"),
    standard=STANDARD,
    key=("route", "type"),
    columns=(
        _ROUTE,
        Column("type", Sentence("类型", "Type")),
        Column("criterion", Sentence("判据", "Criterion")),
        *provenance(),
    ),
    rows=RECEPTOR_TYPES,
)

MATRIX_TABLE: Final = Table(
    name="risk_level_matrix",
    title=Sentence("环境风险等级矩阵", "Risk-level matrix"),
    standard="HJ 941-2018、环办〔2014〕34号",
    key=("standard", "receptor", "quantity", "process"),
    columns=(
        Column("standard", Sentence("标准", "Standard")),
        Column("receptor", Sentence("受体 E", "E")),
        Column("quantity", Sentence("数量 Q", "Q")),
        Column("process", Sentence("工艺 M", "M")),
        Column("level", Sentence("等级", "Level")),
        *provenance(),
    ),
    rows=MATRIX,
)

WATER_GAS_TABLE: Final = Table(
    name="risk_water_gases",
    title=Sentence("计入涉水物质的气体", "Gases that count for water"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("key", Sentence("物质", "Substance")),
        Column("name", Sentence("名称", "Name")),
        Column("reason", Sentence("理由", "Reason")),
        *provenance(),
    ),
    rows=WATER_GASES,
)
