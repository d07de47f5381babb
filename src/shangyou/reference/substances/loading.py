"""Puts the substance tables together: names, critical quantities, properties, behaviour."""

from collections import defaultdict
from types import MappingProxyType
from typing import Final, cast

from shangyou.reference.substances.behaviour import behaviour
from shangyou.reference.substances.substance import (
    CLASS_TITLES,
    PROPERTY_KINDS,
    Class,
    Component,
    CriticalQuantity,
    Property,
    Substance,
)
from shangyou.reference.table import STATUSES, Status, load, parts, read, status_of
from shangyou.science.messages import Sentence

FLAMMABLE_K: Final = 333.15  # GB 30000.7: a flammable liquid flashes at or below 60 °C
# Where the card says "toxic when inhaled": our own line, below which most toxic gases lie.
TOXIC_AIR_MG_M3: Final = 100.0

HAZARDS_OF_CLASS: Final[dict[Class, Sentence]] = {
    "cyanide": Sentence("剧毒", "highly toxic"),
    "acid": Sentence("腐蚀", "corrosive"),
    "alkali": Sentence("腐蚀", "corrosive"),
    "oxidant": Sentence("氧化性", "oxidising"),
    "water_reactive": Sentence("遇水反应", "reacts with water"),
    "metal": Sentence("重金属，危害水环境", "metal, harmful to water"),
    "metalloid": Sentence("类金属，危害水环境", "metalloid, harmful to water"),
    "pesticide": Sentence("对水生生物有毒", "toxic to aquatic life"),
    "phenol": Sentence("对水生生物有毒", "toxic to aquatic life"),
}


CRITICAL_QUANTITIES: Final = load(CriticalQuantity, "critical_quantities")
FACTS: Final = load(Property, "substance_facts")
DERIVED: Final = load(Property, "substance_properties")


def _critical_quantities() -> dict[str, list[CriticalQuantity]]:
    found: defaultdict[str, list[CriticalQuantity]] = defaultdict(list)
    for row in CRITICAL_QUANTITIES:
        found[row.key].append(row)
    for rows in found.values():
        # The list in force first, and in it the smaller quantity (the pure substance).
        rows.sort(key=lambda row: (not row.current, row.critical_quantity_t))
    return found


def _properties() -> dict[str, dict[str, Property]]:
    """Collect the properties; what is entered by hand comes before what is derived."""
    found: defaultdict[str, dict[str, Property]] = defaultdict(dict)
    for fact in (*FACTS, *DERIVED):
        found[fact.key].setdefault(fact.name, fact)
    for known in found.values():
        _add_henry(known)
    order = [kind.name for kind in PROPERTY_KINDS]
    return {
        key: dict(sorted(known.items(), key=lambda item: order.index(item[0])))
        for key, known in found.items()
    }


def _weaker(*statuses: Status) -> Status:
    return max(statuses, key=STATUSES.index)


def _add_henry(known: dict[str, Property]) -> None:
    """Add H = vapour pressure x molar mass / solubility, which holds for what dissolves little."""
    pressure = known.get("vapour_pressure_pa")
    molar_mass = known.get("molar_mass_g_mol")
    solubility = known.get("water_solubility_kg_m3")
    boiling = known.get("boiling_point_k")
    if not (pressure and molar_mass and solubility) or solubility.value > 100.0:
        return
    if boiling is not None and boiling.value < 293.15:
        return  # the solubility of a gas is given at one atmosphere, not at its own pressure
    known["henry_pa_m3_mol"] = Property(
        molar_mass.key,
        "henry_pa_m3_mol",
        pressure.value * molar_mass.value / 1000.0 / solubility.value,
        "由蒸气压、摩尔质量和溶解度计算",
        _weaker(pressure.status, solubility.status),
    )


def _hazards(
    classes: tuple[Class, ...], known: dict[str, Property], listed: list[CriticalQuantity]
) -> tuple[Sentence, ...]:
    found = [HAZARDS_OF_CLASS[c] for c in classes if c in HAZARDS_OF_CLASS]
    flash = known.get("flash_point_k")
    if flash is not None and flash.value <= FLAMMABLE_K:
        found.append(Sentence("易燃", "flammable"))
    endpoint = listed[0].toxic_endpoint_2_mg_m3 if listed else None
    if endpoint is not None and endpoint < TOXIC_AIR_MG_M3:
        found.append(Sentence("吸入有毒", "toxic when inhaled"))
    return tuple(dict.fromkeys(found))


def _classes(cell: str) -> tuple[Class, ...]:
    found = parts(cell)
    if not found or not set(found) <= set(CLASS_TITLES):
        raise ValueError(f"unknown substance class in {cell!r}")
    return cast("tuple[Class, ...]", found)


def _components(cell: str) -> tuple[Component, ...]:
    pairs = (part.rsplit(":", 1) for part in parts(cell))
    return tuple(Component(key, float(fraction)) for key, fraction in pairs)


def load_substances() -> tuple[Substance, ...]:
    """Read every substance of the tables."""
    listed = _critical_quantities()
    properties = _properties()
    substances = []
    for row in read("substances"):
        key = row["key"]
        classes = _classes(row["classes"])
        known = properties.get(key, {})
        substances.append(
            Substance(
                key=key,
                cas=row["cas"] or None,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                formula=row["formula"],
                un_number=row["un_number"] or None,
                un_source=row["un_source"],
                un_status=status_of(row["un_status"]) if row["un_status"] else None,
                aliases=parts(row["aliases"]),
                classes=classes,
                components=_components(row["counts_as"]),
                critical_quantities=tuple(listed.get(key, ())),
                properties=MappingProxyType(known),
                hazards=_hazards(classes, known, listed.get(key, [])),
                behaviour=behaviour(classes, known),
                source=row["source"],
                status=status_of(row["status"]),
            )
        )
    return tuple(substances)
