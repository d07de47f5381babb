"""Which concentration limit applies to a substance at a place, and why that one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from shangyou.reference import drinking_water, surface_water
from shangyou.reference.substances.substance import Component, Substance
from shangyou.reference.table import Status
from shangyou.science.messages import Sentence

ReceptorKind = Literal[
    "intake", "section", "province_boundary", "district_boundary", "reserve", "fishery"
]

CLASS_NAMES: Final = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ")

# GB 3838-2002 section 3: class II is for first-grade protection zones of drinking-water
# sources, habitats of rare aquatic life and spawning grounds; class III is the aim of most
# function areas and of the second-grade zones.
DEFAULT_CLASS: Final[dict[str, int]] = {"intake": 2, "reserve": 2, "fishery": 2}
ORDINARY_CLASS: Final = 3

# Not a concentration that a spill raises, or not a limit for running water.
NOT_A_CEILING: Final = frozenset({"dissolved-oxygen", "total-nitrogen"})


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in mg of the substance per litre.

    `counted_as` tells what the standard counts when that is not the substance itself.
    """

    value_mg_l: float
    title: Sentence
    standard: str
    clause: Sentence
    status: Status
    source: str
    counted_as: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ApplicableLimit:
    """The limit that applies, why, and what had to be assumed; `limit` None when there is none."""

    limit: Limit | None
    reason: Sentence
    assumption: Sentence | None = None


def _surface_limit(key: str, water_class: int) -> Limit | None:
    item = surface_water.BY_KEY.get(key)
    if item is None or item.unit != "mg/L" or key in NOT_A_CEILING:
        return None
    value = item.limit if item.limit is not None else item.of_class(water_class)
    if value is None:
        return None
    if item.table == "表1":
        name = CLASS_NAMES[water_class - 1]
        clause = Sentence(f"表1 {name}类", f"table 1, class {name}")
    else:
        clause = Sentence(
            f"{item.table} 集中式生活饮用水地表水源地",
            f"table {item.table[1:]}, centralised drinking-water sources",
        )
    title = Sentence(f"{item.item.zh}（{clause.zh}）", f"{item.item.en} ({clause.en})")
    return Limit(value, title, surface_water.STANDARD, clause, item.status, item.source)


def _drinking_limit(key: str) -> Limit | None:
    item = drinking_water.BY_KEY.get(key)
    if item is None or item.limit is None or item.unit != "mg/L":
        return None
    clause = Sentence(f"水质指标：{item.item.zh}", f"water-quality items: {item.item.en}")
    title = Sentence(f"{item.item.zh}（饮用水）", f"{item.item.en} (drinking water)")
    return Limit(item.limit, title, drinking_water.STANDARD, clause, item.status, item.source)


def _as_substance(limit: Limit, component: Component, substance: Substance) -> Limit:
    """Turn a limit of what is counted into one of the substance itself."""
    if component.key == substance.key:
        return limit
    counted = limit.title
    if component.fraction == 1.0:
        return replace(
            limit,
            counted_as=Sentence(f"标准以{counted.zh}计。", f"The standard counts {counted.en}."),
        )
    return replace(
        limit,
        value_mg_l=limit.value_mg_l / component.fraction,
        counted_as=Sentence(
            f"标准以{counted.zh}计 {limit.value_mg_l:g} mg/L；"
            f"1 kg 本物质含 {component.fraction:.3g} kg，折算后为所列数值。",
            f"The standard counts {counted.en}, {limit.value_mg_l:g} mg/L; "
            f"1 kg of the substance holds {component.fraction:.3g} kg of it.",
        ),
    )


def _counted(substance: Substance) -> tuple[Component, ...]:
    return (Component(substance.key, 1.0), *substance.components)


def _strictest(limits: Iterator[Limit]) -> Limit | None:
    return min(limits, key=lambda limit: limit.value_mg_l, default=None)


def _binding(substance: Substance, water_class: int) -> Limit | None:
    """Return the strictest limit over all that is counted: GB 3838 of each, else GB 5749 of it."""
    return _strictest(
        _as_substance(limit, component, substance)
        for component in _counted(substance)
        if (limit := _surface_limit(component.key, water_class) or _drinking_limit(component.key))
    )


def _drinking(substance: Substance) -> Limit | None:
    return _strictest(
        _as_substance(limit, component, substance)
        for component in _counted(substance)
        if (limit := _drinking_limit(component.key)) is not None
    )


def limits_of(substance: Substance) -> tuple[Limit, ...]:
    """Return every limit of the substance, for its card: GB 3838 by class, then GB 5749."""
    found: list[Limit] = []
    for component in _counted(substance):
        item = surface_water.BY_KEY.get(component.key)
        classes = range(1, 6) if item is not None and item.table == "表1" else (1,)
        every = (
            *(_surface_limit(component.key, water_class) for water_class in classes),
            _drinking_limit(component.key),
        )
        found.extend(
            _as_substance(limit, component, substance) for limit in every if limit is not None
        )
    return tuple(found)


def applicable_limit(
    substance: Substance,
    receptor_kind: str,
    water_class: int | None = None,
    use: str = "",
) -> ApplicableLimit:
    """Return the limit that applies at a receptor, with the reason.

    Parameters
    ----------
    substance : Substance
        What was spilled.
    receptor_kind : str
        intake, section, province_boundary, district_boundary, reserve or fishery.
    water_class : int, optional
        Class 1 to 5 of the water-function area; None when it is not known.
    use : str
        The uses of the reach in words; 饮用 makes it a drinking-water source.

    """
    if water_class is not None and not 1 <= water_class <= len(CLASS_NAMES):
        raise ValueError(f"water_class must be 1 to 5, not {water_class}")
    chosen = water_class or DEFAULT_CLASS.get(receptor_kind, ORDINARY_CLASS)
    name = CLASS_NAMES[chosen - 1]
    assumption = None
    if water_class is None:
        assumption = Sentence(
            f"水质类别未知，按{name}类计，需核实。",
            f"The water class is not known; class {name} is assumed, to be verified.",
        )
    source_water = receptor_kind == "intake" or "饮用" in use
    limit = _binding(substance, chosen)
    if limit is None:
        return ApplicableLimit(None, _instead(substance))
    if limit.standard == surface_water.STANDARD:
        by_class = "表1" in limit.clause.zh
        reason = _surface_reason(substance, limit, source_water=source_water)
        return ApplicableLimit(limit, reason, assumption if by_class else None)
    return ApplicableLimit(
        limit,
        Sentence(
            "GB 3838-2002 未规定该项，改用 GB 5749-2022 出厂水限值"
            + ("。" if source_water else "作参考。"),
            "GB 3838-2002 has no limit for it; the drinking-water limit of GB 5749-2022 is used"
            + ("." if source_water else " for reference."),
        ),
    )


def _surface_reason(substance: Substance, limit: Limit, *, source_water: bool) -> Sentence:
    if "表1" not in limit.clause.zh and not source_water:
        return Sentence(
            f"GB 3838-2002 {limit.clause.zh[:2]}只约束饮用水水源地，此处无专门限值，作参考。",
            "GB 3838-2002 sets this only for drinking-water sources; used here for reference.",
        )
    if not source_water:
        return Sentence(
            "按断面所在水功能区的 GB 3838-2002 类别限值。",
            "The GB 3838-2002 limit of the water-function class here.",
        )
    tap = _drinking(substance)
    if tap is not None and tap.value_mg_l < limit.value_mg_l:
        return Sentence(
            "取水口按水源水标准 GB 3838-2002；"
            f"出厂水 GB 5749-2022 更严（{tap.value_mg_l:.3g} mg/L），水厂还须去除。",
            "Source water is judged by GB 3838-2002; the tap limit of GB 5749-2022 is stricter "
            f"({tap.value_mg_l:.3g} mg/L), so the plant must remove the rest.",
        )
    return Sentence("取水口按水源水标准 GB 3838-2002。", "Source water is judged by GB 3838-2002.")


def _instead(substance: Substance) -> Sentence:
    """Say what to use where no standard has a limit."""
    if {"acid", "alkali"} & set(substance.classes):
        return Sentence(
            "无质量浓度限值：按 GB 3838-2002 表1 pH 6–9 判断，现场测 pH。",
            "No limit by mass: judge by pH 6-9 (GB 3838-2002 table 1) and measure pH on site.",
        )
    if "parameter" in substance.classes or "microbe" in substance.classes:
        return Sentence(
            "该项目是水质参数，不以泄漏物质的质量浓度设限。",
            "This is a water-quality parameter, not a ceiling in mg per litre of a spilled substance.",
        )
    return Sentence(
        "国家标准无该物质的水质限值：由专家按毒性数据确定应急控制值，需核实。",
        "No national limit exists: experts must set an emergency value from toxicity data; "
        "to be verified.",
    )
