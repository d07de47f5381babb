"""Emergency treatment techniques: what removes which pollutant, with what and how much."""

from dataclasses import dataclass
from typing import Final, Literal

from shangyou.reference.substances import Component, Substance
from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

Basis = Literal["kg_per_kg", "mg_per_l", "freundlich"]
Place = Literal["river", "plant", "basin", "site", "any"]

PLACE_TITLES: Final[dict[Place, Sentence]] = {
    "river": Sentence("河道", "in the river"),
    "plant": Sentence("取水口与水厂", "at the intake and the water plant"),
    "basin": Sentence("事故池、围堰内", "in a basin or behind a dam"),
    "site": Sentence("事故现场", "at the site"),
    "any": Sentence("通用", "anywhere"),
}


@dataclass(frozen=True, slots=True)
class Dose:
    """One reagent of a technique and how much of it, from `low` to `high`.

    kg_per_kg: kg of reagent per kg of `per_key`; mg_per_l: mg per litre of water treated;
    freundlich: `low` and `high` are the safety factor on the isotherm
    q = K C^(1/n), q in mg/g and C in mg/L.
    """

    technique: str
    number: int
    reagent: Sentence
    low: float
    high: float
    basis: Basis
    per_key: str
    freundlich_k: float | None
    freundlich_inverse_n: float | None
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique; `targets` are substances by key, `target_classes` whole classes."""

    key: str
    place: Place
    targets: tuple[str, ...]
    target_classes: tuple[str, ...]
    technique: Sentence
    reagent: Sentence
    dose: Sentence
    conditions: Sentence
    effect: Sentence
    cautions: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Match:
    """A technique for a substance; `named` when the table names it or what it counts as."""

    technique: Technique
    named: bool


# General practice: dosing gear of a water plant gives up to about 100 mg/L of powdered carbon;
# twice that is the end of what may be called practical.
CARBON_CEILING_MG_L: Final = 200.0


@dataclass(frozen=True, slots=True)
class ReagentAmount:
    """How much of a reagent, from `low_kg` to `high_kg`, and how that was worked out.

    `practical` is False where the arithmetic asks for more than can be dosed.
    """

    reagent: Sentence
    low_kg: float
    high_kg: float
    how: Sentence
    status: Status
    practical: bool = True


DOSES: Final = load(Dose, "treatment_doses")
TECHNIQUES: Final = load(Technique, "treatment")
BY_KEY: Final = {technique.key: technique for technique in TECHNIQUES}


def doses_of(technique: Technique) -> tuple[Dose, ...]:
    """Return the reagents of a technique that the table gives an amount for."""
    return tuple(dose for dose in DOSES if dose.technique == technique.key)


# A technique proved on a river comes before one for the plant, and that before a basin.
_PLACES: Final = ("river", "plant", "basin", "site", "any")
_STATUSES: Final = ("verified", "secondary", "unverified")
# Classes that say how a substance behaves, whatever its pollutant group: stripping helps every
# volatile. The others are groups: what strips chlorine is no treatment of an oxidising chromate.
_BEHAVIOURS: Final = frozenset({"volatile", "gas", "oil", "odour"})


def techniques_for(substance: Substance) -> tuple[Match, ...]:
    """Return the techniques for a substance, those that name it first, then by its classes.

    Where the table names the substance, techniques for a whole pollutant group are left out.
    Where there is none, the map by which a technique is chosen is returned.
    """
    counted = _fractions(substance)
    is_named = any(key in technique.targets for technique in TECHNIQUES for key in counted)
    classes = [c for c in substance.classes if not is_named or c in _BEHAVIOURS]
    found = []
    for place, technique in enumerate(TECHNIQUES):
        named = next((i for i, key in enumerate(counted) if key in technique.targets), None)
        by_class = next((i for i, c in enumerate(classes) if c in technique.target_classes), None)
        if named is None and by_class is None:
            continue
        rank = (
            named is None,
            (named if named is not None else by_class) or 0,
            _STATUSES.index(technique.status),
            _PLACES.index(technique.place),
            place,
        )
        found.append((rank, Match(technique, named is not None)))
    ranked = tuple(match for _, match in sorted(found, key=lambda item: item[0]))
    return ranked or (Match(BY_KEY["selection-map"], named=False),)


def _fractions(substance: Substance) -> dict[str, float]:
    own = Component(substance.key, 1.0)
    return {part.key: part.fraction for part in (own, *substance.components)}


def reagent_amounts(
    technique: Technique,
    substance: Substance,
    *,
    mass_kg: float | None = None,
    volume_m3: float | None = None,
    concentration_mg_l: float | None = None,
    target_mg_l: float | None = None,
) -> tuple[ReagentAmount, ...]:
    """Return how much of each reagent; empty where the numbers needed are not given.

    Parameters
    ----------
    technique : Technique
        One of `techniques_for`.
    substance : Substance
        What is to be removed.
    mass_kg : float, optional
        Mass of the substance in the water [kg].
    volume_m3 : float, optional
        Volume of water to be treated [m3].
    concentration_mg_l, target_mg_l : float, optional
        Concentration before and after [mg/L], for adsorption.

    """
    counted = _fractions(substance)
    found = []
    for dose in doses_of(technique):
        if dose.basis == "kg_per_kg":
            amount = _by_mass(dose, counted, mass_kg)
        elif dose.basis == "mg_per_l":
            amount = _by_volume(dose, volume_m3)
        else:
            amount = _by_isotherm(dose, counted, volume_m3, concentration_mg_l, target_mg_l)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def _by_mass(dose: Dose, counted: dict[str, float], mass_kg: float | None) -> ReagentAmount | None:
    if mass_kg is None or dose.per_key not in counted:
        return None
    basis_kg = mass_kg * counted[dose.per_key]
    return ReagentAmount(
        dose.reagent,
        basis_kg * dose.low,
        basis_kg * dose.high,
        Sentence(
            f"{basis_kg:.4g} kg × {_range(dose)} kg/kg（按 100 % 有效成分）",
            f"{basis_kg:.4g} kg × {_range(dose)} kg/kg (of 100 % reagent)",
        ),
        dose.status,
    )


def _by_volume(dose: Dose, volume_m3: float | None) -> ReagentAmount | None:
    if volume_m3 is None:
        return None
    how = f"{volume_m3:.4g} m³ × {_range(dose)} mg/L"
    # mg/L is g/m3
    return ReagentAmount(
        dose.reagent,
        volume_m3 * dose.low / 1000.0,
        volume_m3 * dose.high / 1000.0,
        Sentence(how, how),
        dose.status,
    )


def _by_isotherm(
    dose: Dose,
    counted: dict[str, float],
    volume_m3: float | None,
    concentration_mg_l: float | None,
    target_mg_l: float | None,
) -> ReagentAmount | None:
    if (
        dose.per_key not in counted
        or dose.freundlich_k is None
        or dose.freundlich_inverse_n is None
        or volume_m3 is None
        or concentration_mg_l is None
        or target_mg_l is None
        or not 0.0 < target_mg_l < concentration_mg_l
    ):
        return None
    loading_mg_g = dose.freundlich_k * target_mg_l**dose.freundlich_inverse_n
    grams_per_litre = (concentration_mg_l - target_mg_l) / loading_mg_g
    kilograms = grams_per_litre * volume_m3  # g/L is kg/m3
    zh = (
        f"等温线：由 {concentration_mg_l:.3g} 降至 {target_mg_l:.3g} mg/L，"
        f"安全系数 {_range(dose)}，水量 {volume_m3:.4g} m³；投前须做烧杯试验"
    )
    en = (
        f"isotherm: {concentration_mg_l:.3g} to {target_mg_l:.3g} mg/L, safety factor "
        f"{_range(dose)}, {volume_m3:.4g} m³ of water; a jar test comes first"
    )
    practical = grams_per_litre * dose.low * 1000.0 <= CARBON_CEILING_MG_L
    if not practical:
        zh += f"；投量超过 {CARBON_CEILING_MG_L:g} mg/L，单靠此法不现实，须组合其他技术"
        en += f"; above {CARBON_CEILING_MG_L:g} mg/L it is not practical alone: combine techniques"
    return ReagentAmount(
        dose.reagent,
        kilograms * dose.low,
        kilograms * dose.high,
        Sentence(zh, en),
        dose.status,
        practical,
    )


def _range(dose: Dose) -> str:
    return f"{dose.low:g}" if dose.low == dose.high else f"{dose.low:g}–{dose.high:g}"


TABLE: Final = Table(
    name="treatment",
    title=Sentence("应急处置技术", "Treatment techniques"),
    standard="公开处置案例与化学计量",
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("technique", Sentence("技术", "Technique")),
        Column("place", Sentence("地点", "Where")),
        Column("targets", Sentence("适用物质", "Substances")),
        Column("target_classes", Sentence("适用类别", "Classes")),
        Column("reagent", Sentence("药剂", "Reagent")),
        Column("dose", Sentence("剂量", "Dose")),
        Column("conditions", Sentence("条件", "Conditions")),
        Column("effect", Sentence("效果", "Effect")),
        Column("cautions", Sentence("注意", "Cautions")),
        *provenance(),
    ),
    rows=TECHNIQUES,
)

DOSE_TABLE: Final = Table(
    name="treatment_doses",
    title=Sentence("处置药剂剂量", "Reagent doses"),
    standard="公开处置案例与化学计量",
    key=("technique", "number"),
    columns=(
        Column("technique", Sentence("技术编号", "Technique")),
        Column("number", Sentence("序号", "No.")),
        Column("reagent", Sentence("药剂", "Reagent")),
        Column("low", Sentence("下限", "Low")),
        Column("high", Sentence("上限", "High")),
        Column("basis", Sentence("基准", "Basis")),
        Column("per_key", Sentence("按此物质计", "Counted on")),
        Column("freundlich_k", Sentence("等温线 K", "Isotherm K"), "(mg/g)(L/mg)^(1/n)"),
        Column("freundlich_inverse_n", Sentence("等温线 1/n", "Isotherm 1/n")),
        *provenance(),
    ),
    rows=DOSES,
)
