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
from shangyou.reference.substances.loading import load
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

SUBSTANCES: Final[Sequence[Substance]] = load()

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
    "PROPERTY_KINDS",
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
