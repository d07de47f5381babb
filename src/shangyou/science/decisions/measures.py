"""A measure on the river as a person draws it, and what is wrong with it, a sentence each.

Judged against the case it is meant for: a place off the river, an end before its beginning or a
space without capacity is refused; a measure that cannot change anything is kept and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

import numpy as np

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.network import Network
from shangyou.science.models.river.setting import reference_discharge
from shangyou.science.quantities import CubicMetresPerSecond, Fraction, Metres, Unit

CubicMetres = Annotated[float, Unit("m3", 1.0, 1e11)]
KgPerKg = Annotated[float, Unit("kg/kg", 0.0, 1e5)]
Kind = Literal["divert", "dam", "dose", "release", "close"]
HOLDS = ("divert", "dam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: what is done, where on the case's reaches, from when to when, how much.

    `fraction` is the share of the river led aside or held, or of the substance removed by a dose;
    `discharge_m3_s` the water led aside or added. `capacity_m3` is what the space can hold,
    `reagent_ratio` kilograms of reagent per kilogram of the substance that passes while dosing.
    """

    kind: Kind = field(metadata=about("措施", "measure"))
    reach: str | None = field(default=None, metadata=about("河段", "reach"))
    distance_m: Metres = field(default=0.0, metadata=about("距河段起点", "distance from its head"))
    from_: datetime = field(metadata=about("开始时间", "from", key="from"))
    until: datetime = field(metadata=about("结束时间", "until"))
    fraction: Fraction | None = field(default=None, metadata=about("比例", "share"))
    discharge_m3_s: CubicMetresPerSecond | None = field(
        default=None, metadata=about("流量", "discharge")
    )
    capacity_m3: CubicMetres | None = field(default=None, metadata=about("容积", "capacity"))
    reagent_ratio: KgPerKg | None = field(
        default=None, metadata=about("药剂投加比", "reagent per kilogram")
    )
    receptor: str | None = field(default=None, metadata=about("取水口", "intake"))
    held: Literal["back", "kept"] = field(
        default="back", metadata=about("截留水的去向", "what becomes of held water")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Measures that would be taken together."""

    measures: tuple[Measure, ...] = field(metadata=about("措施", "measures"))


def problems(option: Option, inputs: Inputs) -> Iterator[Problem]:
    """Yield every reason why a measure of the option cannot be computed."""
    if not option.measures:
        yield _problem("$.measures", "方案里至少要有一项措施", "an option needs a measure")
    for i, measure in enumerate(option.measures):
        path = f"$.measures[{i}]"
        if measure.until <= measure.from_:
            yield _problem(
                f"{path}.until", "结束时间应晚于开始时间", "until must be later than from"
            )
        if measure.kind == "close":
            yield from _intake(path, measure, inputs)
        else:
            yield from _place(path, measure, inputs)
            yield from _amount(path, measure, inputs)


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _intake(path: str, measure: Measure, inputs: Inputs) -> Iterator[Problem]:
    if measure.receptor not in {receptor.id for receptor in inputs.receptors}:
        yield _problem(
            f"{path}.receptor",
            "应为本次研判下游的取水口",
            "must be an intake downstream in this forecast",
        )


def _place(path: str, measure: Measure, inputs: Inputs) -> Iterator[Problem]:
    reach = next((r for r in inputs.reaches if r.id == measure.reach), None)
    if reach is None:
        yield _problem(
            f"{path}.reach",
            "不在污染水流经过的河段上；请在事发点下游的河道上选点",
            "is not on a reach the polluted water takes; choose a place on the river downstream",
        )
        return
    if measure.distance_m > reach.length_m:
        yield _problem(
            f"{path}.distance_m",
            f"超出该河段的长度（0–{reach.length_m:g} m）",
            f"lies beyond the reach (0 to {reach.length_m:g} m)",
        )
        return
    network = Network.of(inputs.reaches)
    place = network.place(reach.id, measure.distance_m)
    origins = [network.place(r.reach, r.distance_m) for r in inputs.releases]
    if all(network.lengths(origin, place) is None for origin in origins):
        yield _problem(
            f"{path}.distance_m",
            "不在泄漏点下游，污染水不经过；请在下游选点",
            "is not downstream of the release, so the polluted water does not pass it",
        )


def _amount(path: str, measure: Measure, inputs: Inputs) -> Iterator[Problem]:
    given = {"fraction": measure.fraction, "discharge_m3_s": measure.discharge_m3_s}
    if measure.kind in HOLDS and measure.capacity_m3 is None:
        yield _problem(
            f"{path}.capacity_m3", "缺少空间容积（m³，必填）", "the capacity in m3 is required"
        )
    if measure.kind == "dose" and measure.fraction is None:
        yield _problem(
            f"{path}.fraction", "缺少去除率（0–1，必填）", "the share removed (0 to 1) is required"
        )
    if measure.kind == "release" and measure.discharge_m3_s is None:
        yield _problem(
            f"{path}.discharge_m3_s",
            "缺少清水下泄流量（m³/s，必填）",
            "the clean water released in m3/s is required",
        )
    if measure.kind == "divert" and (measure.fraction is None) == (measure.discharge_m3_s is None):
        yield _problem(
            f"{path}.fraction",
            "分流比例（0–1）与分流流量（m³/s）应恰填一项",
            "give either the share (0 to 1) or the discharge (m3/s) led aside",
        )
    reach = next((r for r in inputs.reaches if r.id == measure.reach), None)
    if measure.kind in HOLDS and reach is not None and given["discharge_m3_s"] is not None:
        carries = reference_discharge(reach)
        if given["discharge_m3_s"] > carries:
            yield _problem(
                f"{path}.discharge_m3_s",
                f"分流 {given['discharge_m3_s']:g} m³/s 多于河段流量 {carries:.3g} m³/s",
                f"{given['discharge_m3_s']:g} m3/s is more than the river carries ({carries:.3g} m3/s)",
            )


def without_effect(
    number: int,
    measure: Measure,
    passes_s: tuple[float, float] | None,
    window_s: tuple[float, float],
) -> Sentence | None:
    """Say why a measure changes nothing, from when the plume passes its place [s] and it works."""
    n = number + 1
    if passes_s is None:
        return Sentence(
            f"第 {n} 项措施处，时段内没有污染水经过，没有作用。",
            f"Measure {n}: no polluted water passes in the time of the forecast; no effect.",
        )
    begin, end = window_s
    if end <= passes_s[0]:
        full = measure.kind in HOLDS
        return Sentence(
            f"第 {n} 项措施在污染水到达之前已{'装满或' if full else ''}结束，没有作用；请推迟开始时间。",
            f"Measure {n} {'is full or ' if full else ''}ends before the plume arrives: no effect; "
            "start it later.",
        )
    if begin >= passes_s[1]:
        return Sentence(
            f"第 {n} 项措施开始时污染水已经通过，没有作用；请提前或移到下游。",
            f"Measure {n} begins after the plume has passed: no effect; start earlier or go "
            "downstream.",
        )
    return None


def holding(
    measure: Measure, discharge_m3_s: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> tuple[
    "np.ndarray[tuple[int], np.dtype[np.float64]]", "np.ndarray[tuple[int], np.dtype[np.float64]]"
]:
    """Return water taken per second [m3/s] and the time until the space is full [s], per member.

    A space fills after capacity / (share x discharge); without a capacity it never does.
    """
    if measure.discharge_m3_s is not None:
        taken = np.minimum(measure.discharge_m3_s, discharge_m3_s)
    else:
        taken = (1.0 if measure.fraction is None else measure.fraction) * discharge_m3_s
    capacity = np.inf if measure.capacity_m3 is None else measure.capacity_m3
    with np.errstate(divide="ignore"):
        full_s = np.where(taken > 0, capacity / np.where(taken > 0, taken, 1.0), np.inf)
    return taken, full_s
