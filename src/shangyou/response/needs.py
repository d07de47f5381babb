"""From the substance to techniques with amounts, and from those to what the depots must send."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shangyou.reference import treatment
from shangyou.reference.substances import Substance
from shangyou.response.planning.facts import Need, Reagent, Technique
from shangyou.response.planning.lines import Basis, known_status
from shangyou.response.planning.treatment import WHOLE_RIVER_LIMIT_M3_S
from shangyou.response.planning.wording import figure
from shangyou.science.messages import Sentence

TECHNIQUES_SHOWN = 5

# More than this is no longer treatment of a river or of raw water: 500 mg/L of carbon is
# ten times what waterworks dose in an emergency. Our planning rule.
HIGHEST_DOSE_MG_L = 500.0

# The depots' key of a reagent where it is not its English name.
STOCK_KEYS = {
    "powdered_activated_carbon": "activated_carbon",
    "calcium_hydroxide": "lime",
    "oil_absorbent_felt": "oil_sorbent",
    "sodium_bisulfite": "sodium_metabisulfite",
    "polyaluminium_ferric_chloride": "polyaluminium_chloride",
}

# For twenty people on both banks and a boom across half the plume: our planning rules.
PROTECTION = (("轻型防化服", 20.0, "套"), ("防毒面具", 20.0, "套"))
BOOM_KEY = "boom"
# A boom holds at an angle to the flow, so that it is longer than the width it guards.
BOOM_LENGTH_PER_WIDTH = 2.0
LONGEST_BOOM_M = 2000.0

PROTECTION_RULE = Basis(
    "estimate",
    Sentence("规划取值：首批 20 人防护", "planning rule: protection for the first twenty people"),
    "estimated",
)
BOOM_RULE = Basis(
    "estimate",
    Sentence(
        "规划取值：围油栏与水流成角布设，长度为水面宽的 2 倍，最多 2000 m",
        "planning rule: booms at an angle, twice the width of the river, at most 2000 m",
    ),
    "estimated",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Water:
    """The water that carries the substance where it is to be treated."""

    mass_kg: float
    discharge_m3_s: float
    width_m: float
    volume_m3: float | None
    concentration_mg_l: float | None
    target_mg_l: float | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item before the depots are asked: by its stock key, else by a word of its name.

    Without a unit any is taken, which no amount can be counted in.
    """

    title: str
    stock_key: str
    quantity: float | None
    unit: str
    why: Basis
    word: str = ""

    @property
    def looked_for(self) -> str:
        """What the name of a stock row must hold."""
        return self.word or self.title


def stock_key(reagent: Sentence) -> str:
    """Return the key under which depots hold a reagent."""
    key = re.sub(r"[^a-z0-9]+", "_", reagent.en.lower()).strip("_")
    return STOCK_KEYS.get(key, key)


def techniques(substance: Substance | None, water: Water) -> tuple[Technique, ...]:
    """Return the best-fitting techniques, with amounts where the table lets them be worked out."""
    if substance is None:
        return ()
    found = [_technique(m, substance, water) for m in treatment.techniques_for(substance)]
    shown = found[:TECHNIQUES_SHOWN]
    if not any(technique.reagents for technique in shown):
        # what can be weighed out is worth a line, even when the table ranks it lower
        shown += sorted(
            (technique for technique in found[TECHNIQUES_SHOWN:] if technique.reagents),
            key=lambda technique: not _by_mass(technique),
        )[:1]
    return tuple(shown)


def _technique(match: treatment.Match, substance: Substance, water: Water) -> Technique:
    row = match.technique
    volume = None if water.discharge_m3_s > WHOLE_RIVER_LIMIT_M3_S else water.volume_m3
    amounts = treatment.reagent_amounts(
        row,
        substance,
        mass_kg=water.mass_kg,
        volume_m3=volume,
        concentration_mg_l=water.concentration_mg_l,
        target_mg_l=water.target_mg_l,
    )
    practical = tuple(a for a in amounts if _dose_mg_l(a, volume) <= HIGHEST_DOSE_MG_L)
    impractical = None
    if amounts and not practical and volume:
        dose = figure(_dose_mg_l(amounts[0], volume))
        impractical = Sentence(
            f"按表计算每升水至少需 {dose} mg，超过可行上限 {HIGHEST_DOSE_MG_L:.0f} mg/L，不宜单独采用",
            f"by the table at least {dose} mg per litre of water, above the practical "
            f"{HIGHEST_DOSE_MG_L:.0f} mg/L: not on its own",
        )
    kind = Sentence("点名" if match.named else "按类别", "named" if match.named else "by class")
    return Technique(
        key=row.key,
        name=row.technique,
        place=treatment.PLACE_TITLES[row.place],
        reagent=row.reagent,
        dose=row.dose,
        conditions=row.conditions,
        effect=row.effect,
        cautions=row.cautions,
        reagents=tuple(
            Reagent(name=a.reagent, low_kg=a.low_kg, high_kg=a.high_kg, how=a.how, status=a.status)
            for a in practical
        ),
        table_basis=Basis(
            "table",
            Sentence(
                f"处置技术表 {row.key}（{kind.zh}）：{row.source}",
                f"treatment table {row.key} ({kind.en}): {row.source}",
            ),
            row.status,
            f"/reference/treatment#{row.key}",
        ),
        impractical=impractical,
    )


def _by_mass(technique: Technique) -> bool:
    """Tell whether the reagents are counted by the mass spilled: they are then alternatives."""
    return all("kg/kg" in reagent.how.zh for reagent in technique.reagents)


def _dose_mg_l(amount: treatment.ReagentAmount, volume_m3: float | None) -> float:
    """Return the smaller end of an amount as a dose; 0 where it is counted by mass alone."""
    return 1000.0 * amount.low_kg / volume_m3 if volume_m3 else 0.0


def wanted(found: Sequence[Technique], water: Water, *, floats: bool) -> list[list[Wanted]]:
    """Return what to ask the depots for; items of one inner list are alternatives."""
    asked: list[list[Wanted]] = []
    leading = next((t for t in found if t.reagents), None)
    if leading is not None:
        items = [
            Wanted(r.name.zh, stock_key(r.name), r.high_kg, "kg", leading.table_basis)
            for r in leading.reagents
        ]
        asked += [items] if _by_mass(leading) else [[item] for item in items]
    else:
        asked += _without_amount(found)
    if floats:
        length = min(LONGEST_BOOM_M, BOOM_LENGTH_PER_WIDTH * water.width_m)
        asked.append([Wanted("围油栏", BOOM_KEY, float(round(length, -1)), "m", BOOM_RULE)])
    asked += [[Wanted(item, "", n, unit, PROTECTION_RULE)] for item, n, unit in PROTECTION]
    return asked


def _without_amount(found: Sequence[Technique]) -> list[list[Wanted]]:
    """Return the reagents of the best technique that names any, so that who holds them is known."""
    for technique in found:
        doses = treatment.doses_of(treatment.BY_KEY[technique.key])
        if doses and technique.impractical is None:
            names = {stock_key(dose.reagent): dose.reagent.zh for dose in doses}
            return [
                [Wanted(name, key, None, "kg", technique.table_basis)]
                for key, name in names.items()
            ]
    return []


def matches(item: Wanted, *, reagent: str, name: str, unit: str) -> bool:
    """Tell whether a stock row is what is wanted."""
    if item.unit and unit != item.unit:
        return False
    return reagent == item.stock_key if item.stock_key else item.looked_for in name


def best_covered(alternatives: Sequence[Need]) -> Need:
    """Return the alternative of which the depots hold most of what is needed."""

    def cover(need: Need) -> float:
        held = sum(stock.quantity for stock in need.stock)
        return min(1.0, held / need.quantity) if need.quantity else float(bool(held))

    return max(alternatives, key=cover)


def status_basis(kind: str, title: str, status: str, link: str) -> Basis:
    """Return a register row as a reason."""
    return Basis(
        "register", Sentence(f"{kind}：{title}", f"{kind}: {title}"), known_status(status), link
    )
