"""What a substance does in a river: dissolves, floats, sinks, evaporates, reacts.

The thresholds are those of the Standard European Behaviour Classification (Bonn Agreement,
Counter Pollution Manual), with fresh water in place of sea water; entered from memory, so every answer
that rests on them is 需核实.
"""

from collections.abc import Mapping
from typing import Final

from shangyou.reference.substances.substance import Behaviour, Class, Property
from shangyou.reference.table import Status
from shangyou.science.messages import Sentence

FRESH_WATER_KG_M3: Final = 998.0
ROOM_K: Final = 293.15
GAS_DISSOLVES_KG_M3: Final = 100.0  # SEBC: group GD above 10 %
LIQUID_DISSOLVES_KG_M3: Final = 50.0  # SEBC: group D above 5 %
SOLID_DISSOLVES_KG_M3: Final = 100.0  # SEBC: group SD from 10 %
LIQUID_PARTLY_KG_M3: Final = 1.0  # SEBC: FD, SD above 0.1 %
EVAPORATES_PA: Final = 300.0  # SEBC: FE above 0.3 kPa
EVAPORATES_FAST_PA: Final = 3000.0  # SEBC: group E above 3 kPa for what dissolves under 1 %

KIND_TITLES: Final[dict[str, Sentence]] = {
    "dissolves": Sentence("溶解", "dissolves"),
    "floats": Sentence("漂浮", "floats"),
    "sinks": Sentence("沉底", "sinks"),
    "evaporates": Sentence("挥发", "evaporates"),
    "reacts": Sentence("遇水反应", "reacts with water"),
}

# Ions and sum parameters are measured in the water itself: they are there dissolved.
DISSOLVED_CLASSES: Final[frozenset[Class]] = frozenset({"salt", "nutrient", "ammonia"})


def _answer(kinds: list[str], rule: Sentence, status: Status) -> Behaviour:
    unique = tuple(dict.fromkeys(kinds))
    title = Sentence(
        "、".join(KIND_TITLES[k].zh for k in unique), ", ".join(KIND_TITLES[k].en for k in unique)
    )
    return Behaviour(unique, title, rule, status)


def behaviour(classes: tuple[Class, ...], properties: Mapping[str, Property]) -> Behaviour | None:
    """Return the behaviour in fresh water; None when the numbers needed are not known.

    Parameters
    ----------
    classes : tuple of Class
        The classes of the substance.
    properties : Mapping
        Its properties by name; solubility and density in kg/m3, pressure in Pa.

    """
    number = {name: known.value for name, known in properties.items()}
    solubility = number.get("water_solubility_kg_m3")
    density = number.get("density_kg_m3")
    if "water_reactive" in classes:
        return _answer(
            ["reacts"],
            Sentence(
                "遇水分解或剧烈反应，生成物与母体不同，按生成物处置。",
                "It decomposes or reacts with water; treat it as what it turns into.",
            ),
            "unverified",
        )
    if "oil" in classes:
        kinds = ["sinks"] if density and density > FRESH_WATER_KG_M3 else ["floats"]
        if number.get("vapour_pressure_pa", 0.0) > EVAPORATES_PA:
            kinds.append("evaporates")
        return _answer(
            kinds,
            Sentence(
                "油类不溶于水，密度小于水时浮于水面。",
                "Oil does not dissolve; lighter than water, it floats.",
            ),
            "unverified",
        )
    boiling = number.get("boiling_point_k")
    if boiling is not None and boiling < ROOM_K:
        soluble = (solubility or 0.0) > GAS_DISSOLVES_KG_M3
        kinds = ["dissolves", "evaporates"] if soluble else ["evaporates"]
        rule = Sentence(
            "常温为气体；溶解度大于 100 kg/m³ 时以溶解为主。",
            "A gas at room temperature; above 100 kg/m³ it mainly dissolves.",
        )
        return _answer(kinds, rule, "unverified")
    if solubility is None:
        return None
    melting = number.get("melting_point_k")
    if melting is not None and melting > ROOM_K:
        return _solid(solubility, density)
    return _liquid(solubility, density, number.get("vapour_pressure_pa", 0.0))


def _solid(solubility: float, density: float | None) -> Behaviour | None:
    rule = Sentence(
        "固体：溶解度达到 100 kg/m³ 判为溶解，否则按密度判漂浮或沉底。",
        "A solid: from 100 kg/m³ it dissolves; below that density decides.",
    )
    if solubility >= SOLID_DISSOLVES_KG_M3:
        return _answer(["dissolves"], rule, "unverified")
    if density is None:
        return None
    kinds = ["floats" if density < FRESH_WATER_KG_M3 else "sinks"]
    if solubility >= LIQUID_PARTLY_KG_M3:
        kinds.append("dissolves")
    return _answer(kinds, rule, "unverified")


def _liquid(solubility: float, density: float | None, pressure_pa: float) -> Behaviour | None:
    rule = Sentence(
        "液体：溶解度大于 50 kg/m³ 判为溶解；否则按密度判漂浮或沉底，"
        "溶解度大于 1 kg/m³ 时部分溶解，蒸气压大于 0.3 kPa 的漂浮液体挥发。",
        "A liquid: above 50 kg/m³ it dissolves; else density decides, above 1 kg/m³ it dissolves "
        "in part, and a floating liquid above 0.3 kPa evaporates.",
    )
    if solubility > LIQUID_DISSOLVES_KG_M3:
        kinds = ["dissolves"]
        if pressure_pa > EVAPORATES_FAST_PA:
            kinds.append("evaporates")
        return _answer(kinds, rule, "unverified")
    if density is None:
        return None
    kinds = ["floats" if density < FRESH_WATER_KG_M3 else "sinks"]
    if kinds == ["floats"] and pressure_pa > EVAPORATES_PA:
        kinds.append("evaporates")
    if solubility > LIQUID_PARTLY_KG_M3:
        kinds.append("dissolves")
    return _answer(kinds, rule, "unverified")
