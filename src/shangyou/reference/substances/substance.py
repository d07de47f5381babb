"""One substance (or monitored parameter) and what is known of it, each fact with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shangyou.reference.table import Status
from shangyou.science.messages import Sentence

Class = Literal[
    "metal",
    "metalloid",
    "cyanide",
    "acid",
    "alkali",
    "oil",
    "adsorbable",
    "volatile",
    "soluble_organic",
    "pesticide",
    "phenol",
    "aldehyde",
    "surfactant",
    "odour",
    "oxidant",
    "reductant",
    "ammonia",
    "nutrient",
    "fluoride",
    "salt",
    "gas",
    "water_reactive",
    "organic_load",
    "microbe",
    "parameter",
    "other",
]

CLASS_TITLES: Final[dict[Class, Sentence]] = {
    "metal": Sentence("重金属", "metal"),
    "metalloid": Sentence("类金属", "metalloid"),
    "cyanide": Sentence("氰化物", "cyanide"),
    "acid": Sentence("酸", "acid"),
    "alkali": Sentence("碱", "alkali"),
    "oil": Sentence("油类", "oil"),
    "adsorbable": Sentence("可吸附有机物", "organic, adsorbs on carbon"),
    "volatile": Sentence("挥发性有机物", "volatile organic"),
    "soluble_organic": Sentence("亲水性有机物", "organic, mixes with water"),
    "pesticide": Sentence("农药", "pesticide"),
    "phenol": Sentence("酚类", "phenol"),
    "aldehyde": Sentence("醛类", "aldehyde"),
    "surfactant": Sentence("表面活性剂", "surfactant"),
    "odour": Sentence("嗅味物质", "taste and odour compound"),
    "oxidant": Sentence("氧化剂", "oxidant"),
    "reductant": Sentence("还原性物质", "reductant"),
    "ammonia": Sentence("氨与铵盐", "ammonia and ammonium"),
    "nutrient": Sentence("氮磷营养物", "nutrient"),
    "fluoride": Sentence("氟化物", "fluoride"),
    "salt": Sentence("无机盐", "salt"),
    "gas": Sentence("难溶气体", "sparingly soluble gas"),
    "water_reactive": Sentence("遇水反应物质", "reacts with water"),
    "organic_load": Sentence("综合有机污染", "organic load"),
    "microbe": Sentence("微生物", "microbes"),
    "parameter": Sentence("水质参数", "water-quality parameter"),
    "other": Sentence("其他", "other"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """One measured or derived number of the substance `key`."""

    key: str
    name: str
    value: float
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class CriticalQuantity:
    """临界量 and 毒性终点浓度 of one list; `current` is False for a superseded list."""

    key: str
    name: str
    standard: str
    critical_quantity_t: float
    toxic_endpoint_1_mg_m3: float | None
    toxic_endpoint_2_mg_m3: float | None
    current: bool
    note: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Component:
    """What a limit counts: `fraction` kg of `key` in one kg of the substance."""

    key: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the substance does when it meets a river, with the rule that says so.

    `kinds` holds dissolves, floats, sinks, evaporates, reacts; the first one leads.
    """

    kinds: tuple[str, ...]
    title: Sentence
    rule: Sentence
    status: Status


@dataclass(frozen=True, slots=True)
class PropertyKind:
    """The title and unit of one property."""

    name: str
    title: Sentence
    unit: str


PROPERTY_KINDS: Final[tuple[PropertyKind, ...]] = (
    PropertyKind("molar_mass_g_mol", Sentence("摩尔质量", "Molar mass"), "g/mol"),
    PropertyKind("density_kg_m3", Sentence("密度（20 °C）", "Density at 20 °C"), "kg/m³"),
    PropertyKind("melting_point_k", Sentence("熔点", "Melting point"), "K"),
    PropertyKind("boiling_point_k", Sentence("沸点", "Boiling point"), "K"),
    PropertyKind("flash_point_k", Sentence("闪点", "Flash point"), "K"),
    PropertyKind(
        "vapour_pressure_pa", Sentence("蒸气压（20 °C）", "Vapour pressure at 20 °C"), "Pa"
    ),
    PropertyKind(
        "water_solubility_kg_m3", Sentence("水中溶解度（20 °C）", "Water solubility"), "kg/m³"
    ),
    PropertyKind("henry_pa_m3_mol", Sentence("亨利常数", "Henry constant"), "Pa·m³/mol"),
    PropertyKind("log_kow", Sentence("辛醇—水分配系数 lg Kow", "log Kow"), ""),
    PropertyKind("decay_per_s", Sentence("水中一级降解系数", "First-order loss in rivers"), "1/s"),
)


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance or monitored parameter; `key` is its CAS number, else a stable own name.

    `source` and `status` are those of the names and numbers; every property, critical
    quantity and limit carries its own.
    """

    key: str
    cas: str | None
    name_zh: str
    name_en: str
    formula: str
    un_number: str | None
    un_source: str
    un_status: Status | None
    aliases: tuple[str, ...]
    classes: tuple[Class, ...]
    components: tuple[Component, ...]
    critical_quantities: tuple[CriticalQuantity, ...]
    properties: Mapping[str, Property]
    hazards: tuple[Sentence, ...]
    behaviour: Behaviour | None
    source: str
    status: Status

    @property
    def technique_class(self) -> Class:
        """The class that leads the search for a treatment technique."""
        return self.classes[0]

    @property
    def can_be_spilled(self) -> bool:
        """False for pH, temperature and the like, which are measured but not spilled."""
        return self.classes[0] not in ("parameter", "microbe")

    @property
    def critical_quantity_t(self) -> float | None:
        """The critical quantity in force, else the superseded one [t]."""
        return self.critical_quantities[0].critical_quantity_t if self.critical_quantities else None

    @property
    def toxic_endpoint_1_mg_m3(self) -> float | None:
        """毒性终点浓度-1 [mg/m3]."""
        return (
            self.critical_quantities[0].toxic_endpoint_1_mg_m3 if self.critical_quantities else None
        )

    @property
    def toxic_endpoint_2_mg_m3(self) -> float | None:
        """毒性终点浓度-2 [mg/m3]."""
        return (
            self.critical_quantities[0].toxic_endpoint_2_mg_m3 if self.critical_quantities else None
        )

    def value(self, name: str) -> float | None:
        """Return the number of a property, None when it is not known."""
        known = self.properties.get(name)
        return known.value if known else None

    @property
    def density_kg_m3(self) -> float | None:
        """Density of the liquid or solid at 20 °C [kg/m3], for volume to mass."""
        return self.value("density_kg_m3")

    @property
    def decay_per_s(self) -> float | None:
        """First-order loss in river water [1/s]; None when not known."""
        return self.value("decay_per_s")
