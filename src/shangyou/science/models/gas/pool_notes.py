"""What a pool assumes, in sentences for the answer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from shangyou.science.messages import Sentence
from shangyou.science.models.gas.substance import GasSubstance

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Pool

# Water under a liquid that does not boil on it [W/(m2 K)]: TNO Yellow Book, natural convection, order of magnitude.
WATER_W_M2_K: Final = 500.0
# Gases and liquids that dissolve in water without limit or with a hiss.
SOLUBLE: Final = frozenset(
    {
        "7664-41-7", "7647-01-0", "7664-39-3", "10035-10-6", "7446-09-5", "67-56-1", "64-17-5", "67-64-1",
        "75-21-8", "74-90-8", "50-00-0", "74-89-5", "124-40-3", "75-50-3", "75-07-0", "64-19-7", "79-10-7",
        "7697-37-2", "75-31-0", "110-86-1", "109-99-9",
    }
)  # fmt: skip
GROUNDS_ZH: Final = {
    "concrete": "混凝土", "soil": "土壤", "dry_soil": "干土", "wet_soil": "湿土", "gravel": "砾石", "water": "水面",
}  # fmt: skip


def rain(share: float, *, has_pool: bool) -> Sentence:
    """Say how much falls out of a jet and onto what."""
    on = (
        ("", "")
        if has_pool
        else ("；地面未说明，按混凝土、自由铺展", "; the ground is not said: concrete, no bund")
    )
    return Sentence(
        f"泄漏物的 {100 * share:.0f} % 以液滴落地成池，其蒸发已计入泄漏速率{on[0]}。",
        f"{100 * share:.0f} % of what leaves falls as drops and makes a pool, whose vapour is in the rates{on[1]}.",
    )


def mist(rule: str, flashed: float) -> Iterator[Sentence]:
    """Say why nothing falls out of a jet."""
    if rule == "none" or flashed >= 1.0:
        return
    yield Sentence(
        f"闪蒸 {100 * flashed:.0f} %：液体碎成雾滴并在落地前蒸发，按全部浮在空中计算。",
        f"{100 * flashed:.0f} % flashes: the liquid shatters to mist that evaporates before it lands, and all of it "
        "is taken to stay up.",
    )


def of(
    pool: "Pool | None", substance: GasSubstance, parts: list[tuple[GasSubstance, float]], *,
    bed: str, radius_m: float, thinnest_m: float,
) -> Iterator[Sentence]:  # fmt: skip
    """Yield what was assumed for a pool."""
    if pool is None or pool.area_m2 is None:
        yield Sentence(
            f"液池在{GROUNDS_ZH[bed]}上自由铺展，最薄 {1000 * thinnest_m:g} mm，最大半径 {radius_m:.3g} m。",
            f"The pool spreads freely ({bed}) down to {1000 * thinnest_m:g} mm and reaches a radius of "
            f"{radius_m:.3g} m.",
        )
    if pool is None or pool.ground_temperature_k is None:
        yield Sentence(
            "地面（水）温度未给：按气温计算；不计日照。",
            "The temperature of the ground or water is not given: that of the air is taken, no sunshine.",
        )
    if pool is not None and pool.components and len(parts) == 1:
        yield Sentence(
            "组分中没有本物质：按纯液体计算。",
            "The substance of the case is not among the components: it is taken as pure.",
        )
    if len(parts) > 1:
        others = "、".join(found.name_zh for found, _ in parts[1:])
        names = ", ".join(found.name_en for found, _ in parts[1:])
        yield Sentence(
            f"混合液按拉乌尔定律；结果只含{substance.name_zh}，{others}的蒸气不在其中。",
            f"The mixture follows Raoult's law; the answer is of {substance.name_en} alone, without {names}.",
        )
    if bed == "water":
        yield from _on_water(substance)


def _on_water(substance: GasSubstance) -> Iterator[Sentence]:
    if substance.cas in SOLUBLE:
        yield Sentence(
            f"{substance.name_zh}溶于水：按全部浮在水面沸腾计算，进入空气的量偏大，进入水体的量请另算。",
            f"{substance.name_en} dissolves in water: all of it is taken to boil on the surface, too much for the "
            "air; what the water takes is not computed here.",
        )
    if (substance.liquid_density_kg_m3 or 0.0) >= 1000.0:
        yield Sentence(
            f"{substance.name_zh}比水重，会下沉：按浮在水面计算，铺展偏大。",
            f"{substance.name_en} is heavier than water and sinks: it is taken to float, which spreads it too far.",
        )
    yield Sentence(
        "水面沸腾按稳定膜沸腾（Klimenko）；温差不到约 100 K 时可为过渡沸腾，快数倍。",
        "Boiling on water is by a steady film (Klimenko); less than about 100 K apart it may be several times faster.",
    )
