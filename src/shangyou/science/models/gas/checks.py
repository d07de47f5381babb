"""What no single field shows: a substance that is not in the table, a release without its rate."""

from collections.abc import Iterable, Iterator

from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.gas import release as releases
from shangyou.science.models.gas.case import Inputs
from shangyou.science.models.gas.substance import GasSubstance
from shangyou.science.models.gas.substances import find, substances

KNOWN_WORDS = ("HJ169-1", "HJ169-2", "AEGL-1-60", "AEGL-2-60", "AEGL-3-60", "IDLH", "PAC-2", "PAC-3", "LFL", "UFL")  # fmt: skip


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Yield every reason why the inputs cannot be used."""
    substance = find(inputs.substance)
    if substance is None:
        yield _problem(
            "$.substance",
            f"气体物质表中没有“{inputs.substance}”；可用 CAS 号、中文名或英文名，"
            f"表中有 {len(substances())} 种，例如 7782-50-5（氯）、7664-41-7（氨）",
            f"the table of gases has no '{inputs.substance}'; give a CAS number or a name of one of "
            f"its {len(substances())}, for example 7782-50-5 (chlorine), 7664-41-7 (ammonia)",
        )
    yield from releases.problems(inputs.release)
    if substance is not None:
        yield from releases.missing(inputs.release, substance)
        yield from _vapour(inputs, substance)
        yield from _mixture(inputs, substance)
    seen: set[str] = set()
    for i, place in enumerate(inputs.receptors):
        if place.id in seen:
            yield _problem(
                f"$.receptors[{i}].id",
                f"编号“{place.id}”重复，应各不相同",
                f"id '{place.id}' is used twice",
            )
        seen.add(place.id)
    for i, name in enumerate(inputs.thresholds):
        if not _is_word(name):
            listed = "、".join(KNOWN_WORDS)
            yield _problem(
                f"$.thresholds[{i}]",
                f"不认识的阈值“{name}”；可用：{listed}（AEGL 可用 10–480 min）",
                f"'{name}' is no threshold; use {', '.join(KNOWN_WORDS)} (AEGL for 10 to 480 min)",
            )


def _vapour(inputs: Inputs, substance: GasSubstance) -> Iterator[Problem]:
    release = inputs.release
    freezing, given = substance.freezing_point_k, release.temperature_k
    if given is None or freezing is None or release.kind in ("tank", "pool"):
        return
    if release.liquid_fraction == 0.0 and 0.5 * freezing <= given < freezing:
        yield _problem(
            "$.release.temperature_k",
            f"{given:g} K 低于{substance.name_zh}的凝固点 {freezing:g} K，不会是气体；应不低于 {freezing:g} K",
            f"at {given:g} K {substance.name_en} is frozen (freezing point {freezing:g} K) and no "
            f"gas; give {freezing:g} K or more",
        )


def _mixture(inputs: Inputs, substance: GasSubstance) -> Iterator[Problem]:
    """Yield a mixture without the case's substance: the answer is of that one, and would silently be of it alone."""
    pool = inputs.release.pool
    parts = () if pool is None else pool.components
    if parts and not any(
        found is not None and found.cas == substance.cas and part.mole_fraction > 0.0
        for part in parts
        for found in (find(part.substance),)
    ):
        yield _problem(
            "$.release.pool.components",
            f"混合液组分中没有{substance.name_zh}（本次研判的物质）；请把它列为一个组分，摩尔分数大于 0",
            f"{substance.name_en}, the substance of the case, is not among the components; list it with a mole "
            "fraction above 0",
        )


def _is_word(name: str) -> bool:
    if name in KNOWN_WORDS:
        return True
    parts = name.split("-")
    return (
        len(parts) in (2, 3)
        and parts[0] == "AEGL"
        and parts[1] in ("1", "2", "3")
        and (len(parts) == 2 or (parts[2].isascii() and parts[2].isdigit()))
    )


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))
