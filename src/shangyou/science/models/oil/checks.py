"""What no single field of an oil case shows: an unknown oil, a boom beyond the reach."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.oil.case import Boom, Inputs, OwnOil
from shangyou.science.models.oil.library import matching
from shangyou.science.models.oil.river import as_river
from shangyou.science.models.river import checks as river_checks

# Cuts come rounded from a laboratory sheet.
_ROUNDED = 1.005
# A skirt deeper than this share of the river dams it rather than floats in it.
_DEEPEST_SHARE = 0.8


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Yield every reason why the inputs do not fit together."""
    yield from river_checks.problems(as_river(inputs))
    yield from _oil(inputs)
    yield from _amounts(inputs)
    yield from _wind(inputs)
    known = {reach.id for reach in inputs.reaches}
    for i, boom in enumerate(inputs.booms):
        yield from _boom(f"$.booms[{i}]", boom, inputs, known)


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _oil(inputs: Inputs) -> Iterator[Problem]:
    if isinstance(inputs.oil, OwnOil):
        yield from _cuts(inputs.oil)
        return
    found = matching(inputs.oil)
    if not found:
        yield _problem(
            "$.oil",
            f"没有油品“{inputs.oil}”；请填 ADIOS 编号（如 AD04007）、英文名，或 汽油、煤油、柴油、重油、原油",
            f"there is no oil '{inputs.oil}'; give an ADIOS id (AD04007), an English name, "
            "or petrol, kerosene, diesel, heavy fuel oil, crude",
        )
    elif len(found) > 1:
        shown = ", ".join(f"{oil.oil_id} {oil.name}" for oil in found[:5])
        yield _problem(
            "$.oil",
            f"“{inputs.oil}”可指多种油品，请填编号：{shown}",
            f"'{inputs.oil}' may mean several oils; give the id of one: {shown}",
        )


def _cuts(oil: OwnOil) -> Iterator[Problem]:
    total = sum(cut.fraction for cut in oil.cuts)
    if total <= 0:
        yield _problem(
            "$.oil.cuts",
            "油品缺少馏分，无法计算蒸发；至少给出一个 {fraction, boiling_point_k}",
            "the oil has no cuts, so its evaporation is unknown; give at least one "
            "{fraction, boiling_point_k}",
        )
    elif total > _ROUNDED:
        yield _problem(
            "$.oil.cuts",
            f"馏分的质量分数之和为 {total:.3f}，不得超过 1",
            f"the shares of the cuts add up to {total:.3f}; at most 1 is allowed",
        )


def _amounts(inputs: Inputs) -> Iterator[Problem]:
    unnamed = 0
    for i, release in enumerate(inputs.releases):
        if release.volume_m3 is not None and release.mass_kg is not None:
            yield _problem(
                f"$.releases[{i}].volume_m3",
                "体积 volume_m3 与质量 mass_kg 只填一项",
                "give either volume_m3 or mass_kg, and not both",
            )
        unnamed += release.volume_m3 is None and release.mass_kg is None
    if unnamed and inputs.volume_m3 is None:
        yield _problem(
            "$.volume_m3",
            "缺少泄漏量：请填总体积 volume_m3，或每次泄漏的体积",
            "no amount is given: fill volume_m3, or the volume of each release",
        )
    if inputs.releases and not unnamed and inputs.volume_m3 is not None:
        yield _problem(
            "$.volume_m3",
            "每次泄漏已各有其量，总体积 volume_m3 应留空",
            "each release has its own amount; leave volume_m3 out",
        )


def _wind(inputs: Inputs) -> Iterator[Problem]:
    if not isinstance(inputs.wind, tuple):
        return
    if not inputs.wind:
        yield _problem("$.wind", "风过程线至少要有一个点", "a wind series needs at least one point")
    for i, (before, after) in enumerate(pairwise(inputs.wind)):
        if after[0] <= before[0]:
            yield _problem(
                f"$.wind[{i + 1}][0]", "时间应逐点递增", "times must increase from point to point"
            )


def _boom(path: str, boom: Boom, inputs: Inputs, known: set[str]) -> Iterator[Problem]:
    if boom.until <= boom.from_:
        yield _problem(f"{path}.until", "结束时间应晚于开始时间", "until must be later than from")
    elif boom.from_ >= inputs.start + timedelta(hours=inputs.duration_h):
        yield _problem(
            f"{path}.from",
            "晚于预报时段结束，围油栏不起作用；应在时段之内",
            "lies after the end of the forecast; the boom must stand within it",
        )
    if boom.reach not in known:
        yield _problem(
            f"{path}.reach",
            f"没有河段“{boom.reach}”；应为已列河段的编号",
            f"there is no reach '{boom.reach}'; name a listed reach",
        )
        return
    reach = next(r for r in inputs.reaches if r.id == boom.reach)
    if boom.distance_m > reach.length_m:
        yield _problem(
            f"{path}.distance_m",
            f"{boom.distance_m:g} m 超出河段“{reach.id}”的长度（0–{reach.length_m:g} m）",
            f"{boom.distance_m:g} m lies beyond reach '{reach.id}' (0 to {reach.length_m:g} m)",
        )
    if reach.depth_m is not None and boom.draught_m > _DEEPEST_SHARE * reach.depth_m:
        most = _DEEPEST_SHARE * reach.depth_m
        yield _problem(
            f"{path}.draught_m",
            f"吃水 {boom.draught_m:g} m 相对水深 {reach.depth_m:g} m 过大，至多 {most:.3g} m",
            f"{boom.draught_m:g} m is too deep for {reach.depth_m:g} m of water; "
            f"at most {most:.3g} m",
        )
    if boom.length_m is not None and boom.length_m <= 0:
        yield _problem(f"{path}.length_m", "长度应大于 0", "the length must be above 0")
