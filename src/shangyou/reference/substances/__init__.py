"""Substances and monitored parameters: what they are, how they behave, which limits apply."""

from collections.abc import Sequence
from typing import Final

from shangyou.reference.substances.limits import (
    ApplicableLimit,
    Limit,
    ReceptorKind,
    applicable_limit,
    limits_of,
)
from shangyou.reference.substances.loading import (
    CRITICAL_QUANTITIES,
    DERIVED,
    FACTS,
    load_substances,
)
from shangyou.reference.substances.search import Finder
from shangyou.reference.substances.substance import (
    CLASS_TITLES,
    PROPERTY_KINDS,
    Behaviour,
    Class,
    Component,
    CriticalQuantity,
    Property,
    PropertyKind,
    Substance,
)
from shangyou.reference.table import Column, Table, provenance
from shangyou.science.messages import Sentence

SUBSTANCES: Final[Sequence[Substance]] = load_substances()

_BY_KEY: Final = {substance.key: substance for substance in SUBSTANCES}
_FINDER: Final = Finder(SUBSTANCES)

TABLE: Final = Table(
    name="substances",
    title=Sentence("物质", "Substances"),
    standard="HJ 941-2018、HJ 169-2018、GB 3838-2002、GB 5749-2022",
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("name_zh", Sentence("中文名", "Chinese name")),
        Column("name_en", Sentence("英文名", "English name")),
        Column("formula", Sentence("分子式", "Formula")),
        Column("un_number", Sentence("UN 编号", "UN number")),
        Column("technique_class", Sentence("处置类别", "Technique class")),
        Column("critical_quantity_t", Sentence("临界量", "Critical quantity"), "t"),
        Column("toxic_endpoint_1_mg_m3", Sentence("毒性终点浓度-1", "Toxic endpoint 1"), "mg/m³"),
        Column("toxic_endpoint_2_mg_m3", Sentence("毒性终点浓度-2", "Toxic endpoint 2"), "mg/m³"),
        Column("density_kg_m3", Sentence("密度", "Density"), "kg/m³"),
        Column("decay_per_s", Sentence("降解系数", "Loss"), "1/s"),
        *provenance(),
    ),
    rows=SUBSTANCES,
)

CRITICAL_QUANTITY_TABLE: Final = Table(
    name="critical_quantities",
    title=Sentence("临界量与毒性终点浓度", "Critical quantities and toxic endpoints"),
    standard="HJ 169-2018、环办〔2014〕34号",
    key=("standard", "name"),
    columns=(
        Column("key", Sentence("物质", "Substance")),
        Column("name", Sentence("表列名称", "Name in the list")),
        Column("standard", Sentence("标准", "Standard")),
        Column("critical_quantity_t", Sentence("临界量", "Critical quantity"), "t"),
        Column("toxic_endpoint_1_mg_m3", Sentence("毒性终点浓度-1", "Toxic endpoint 1"), "mg/m³"),
        Column("toxic_endpoint_2_mg_m3", Sentence("毒性终点浓度-2", "Toxic endpoint 2"), "mg/m³"),
        Column("current", Sentence("现行", "In force")),
        Column("note", Sentence("说明", "Note")),
        *provenance(),
    ),
    rows=CRITICAL_QUANTITIES,
)

_PROPERTY_COLUMNS: Final = (
    Column("key", Sentence("物质", "Substance")),
    Column("name", Sentence("性质", "Property")),
    Column("value", Sentence("数值", "Value")),
    *provenance(),
)

FACT_TABLE: Final = Table(
    name="substance_facts",
    title=Sentence("录入的物质性质", "Properties entered by hand"),
    standard="化学手册通用值、HJ 169-2018",
    key=("key", "name"),
    columns=_PROPERTY_COLUMNS,
    rows=FACTS,
)

PROPERTY_TABLE: Final = Table(
    name="substance_properties",
    title=Sentence("由化学软件包导出的物质性质", "Properties from the chemistry packages"),
    standard="chemicals、thermo",
    key=("key", "name"),
    columns=_PROPERTY_COLUMNS,
    rows=DERIVED,
)


def by_key(key: str) -> Substance | None:
    """Return the substance with this key (a CAS number or an own name)."""
    return _BY_KEY.get(key)


def by_cas(cas: str) -> Substance | None:
    """Return the substance with this CAS number, also where it is one of several of a group."""
    return next((s for s in _FINDER.named(cas) if s.cas), None)


def search(text: str, limit: int = 20) -> tuple[Substance, ...]:
    """Return the best matches by Chinese or English name, alias, CAS or UN number."""
    return _FINDER.search(text, limit)


def unknown(text: str) -> Sentence:
    """Say that no substance of this name is known, and what may be typed."""
    return Sentence(
        f"没有找到物质“{text}”：请输入中文名、英文名、CAS 号或 UN 编号；不清楚时选“不详”。",
        f"No substance “{text}” is known: enter a Chinese or English name, a CAS or a UN number, "
        "or choose “unknown”.",
    )


__all__ = [
    "CLASS_TITLES",
    "CRITICAL_QUANTITY_TABLE",
    "FACT_TABLE",
    "PROPERTY_KINDS",
    "PROPERTY_TABLE",
    "SUBSTANCES",
    "TABLE",
    "ApplicableLimit",
    "Behaviour",
    "Class",
    "Component",
    "CriticalQuantity",
    "Limit",
    "Property",
    "PropertyKind",
    "ReceptorKind",
    "Substance",
    "applicable_limit",
    "by_cas",
    "by_key",
    "limits_of",
    "search",
    "unknown",
]
