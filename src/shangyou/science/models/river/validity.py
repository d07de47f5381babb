"""When not to believe a river forecast, in sentences a duty officer understands."""

from collections.abc import Iterator, Sequence

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.river import arm_checks
from shangyou.science.models.river.arms import gridded
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.fate import computed
from shangyou.science.models.river.grid import coarsening
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.update import can_update

# A plume is mixed over the section where this variance of the discharge coordinate is reached:
# a bank release then differs by less than 5 % (2 exp(-pi^2 v / 2) < 0.05).
_MIXED_VARIANCE = 0.75
# Share of the mass; far below any input's own error.
_TOLERATED_ERROR = 1e-4
# Below this the water may be layered and one depth-mean velocity says little (our judgement).
_POOL_VELOCITY_M_S, _POOL_DEPTH_M = 0.3, 15.0
# Cells so many times longer than asked for are worth a sentence: 8 to a deviation become 5.
_COARSE = 1.5
# The tracer tests behind the velocity estimate; outside them it is an extrapolation.
_TESTED_DISCHARGE_M3_S = (0.01, 6000.0)


def outside_validity(inputs: Inputs) -> Iterator[Sentence]:
    """Say why the answer to these inputs deserves doubt."""
    setting = Setting.of(inputs)
    yield from _receptors(inputs, setting)
    yield from _reaches(inputs, setting)
    yield from _measures(inputs, setting)
    yield from _fate(inputs)
    yield from arm_checks.doubts(inputs, setting)
    yield from _coarse(setting)
    if can_update(inputs):
        yield from arm_checks.mean_shares(setting)
    if inputs.observations and not can_update(inputs):
        yield Sentence(
            "集合成员少于 50，实测数据未用于修正。",
            "Fewer than 50 members: the samples have not been used.",
        )


def _names(names: Sequence[str]) -> str:
    shown = "、".join(names[:5])
    return f"{shown} 等 {len(names)} 处" if len(names) > 5 else shown


def _english(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def _receptors(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    across = np.array([e.transverse_per_m.median for e in setting.estimates])
    upstream, unmixed, near = [], [], []
    for receptor in inputs.receptors:
        place = setting.network.place(receptor.reach, receptor.distance_m)
        ways = [setting.network.lengths(origin, place) for origin in setting.releases]
        reached = [way for way in ways if way is not None]
        if not reached:
            upstream.append(receptor.id)
            continue
        nearest = min(reached, key=lambda way: float(way.sum()))
        e = setting.estimates[place.reach]
        if float(nearest.sum()) < 10.0 * e.width_m:
            near.append(receptor.id)
        if float(nearest @ across) < _MIXED_VARIANCE and receptor.position is None:
            unmixed.append(receptor.id)
    if upstream:
        yield Sentence(
            f"{_names(upstream)} 不在泄漏点下游，不受影响。",
            f"{_english(upstream)}: not downstream of a release, hence not reached.",
        )
    if near:
        yield Sentence(
            f"{_names(near)} 距泄漏点不足 10 倍河宽，属近区，浓度仅供参考。",
            f"{_english(near)}: within ten river widths of the release; concentrations there are rough.",
        )
    if unmixed:
        yield Sentence(
            f"{_names(unmixed)}：污染带尚未横向混匀，给出的是断面平均值；近岸浓度可能高出数倍。",
            f"{_english(unmixed)}: the plume has not filled the width; values are means of the section "
            "and one bank may see several times more.",
        )


def _reaches(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    on_way = {r for origin in setting.releases for r in setting.network.below(origin.reach)}
    pools, beyond = [], []
    low, high = _TESTED_DISCHARGE_M3_S
    for r in sorted(on_way):
        reach, e = inputs.reaches[r], setting.estimates[r]
        if e.velocity.median < _POOL_VELOCITY_M_S and e.depth_m > _POOL_DEPTH_M:
            pools.append(reach.id)
        by_section = reach.width_m is not None and reach.depth_m is not None
        estimated = reach.velocity_m_s is None and not by_section
        if estimated and not low <= e.discharge_m3_s <= high:
            beyond.append(reach.id)
    if pools:
        yield Sentence(
            f"河段 {_names(pools)} 水深流缓（库区），可能分层，到达时间可能偏差较大。",
            f"Reaches {_english(pools)}: deep and slow (reservoir); layering may shift arrivals.",
        )
    if beyond:
        yield Sentence(
            f"河段 {_names(beyond)} 的流量超出示踪试验范围（{low:g}–{high:g} m³/s），流速为外推。",
            f"Reaches {_english(beyond)}: discharge beyond the tracer tests ({low:g} to {high:g} m3/s); "
            "velocity is extrapolated.",
        )


def _measures(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    for i, measure in enumerate(inputs.interventions):
        place = setting.network.place(measure.reach, measure.distance_m)
        if all(setting.network.lengths(origin, place) is None for origin in setting.releases):
            yield Sentence(
                f"第 {i + 1} 项措施不在泄漏点下游，没有作用。",
                f"Measure {i + 1} is not downstream of a release and has no effect.",
            )
        if measure.kind in {"dilute", "divert"}:
            yield Sentence(
                f"第 {i + 1} 项措施改变流量：其后流速按新流量估算，水位波动的传播未计，到达时间略有偏差。",
                f"Measure {i + 1} changes the flow: velocities below follow the new discharge, the wave "
                "that runs ahead is not counted; arrivals are off a little.",
            )


def _coarse(setting: Setting) -> Iterator[Sentence]:
    if not gridded(setting):
        return
    times = coarsening(setting)
    if times > _COARSE:
        yield Sentence(
            f"计算量已到上限：网格比所需粗 {times:.1f} 倍，窄峰会被展平、到达略早；减少成员数或缩短河段可更细。",
            f"The work has reached its limit: cells are {times:.1f} times longer than the plume asks for; "
            "narrow peaks come out lower and a little early. Fewer members or a shorter river allow finer ones.",
        )


def _fate(inputs: Inputs) -> Iterator[Sentence]:
    if inputs.substance.kind == "metal" and computed(inputs.substance):
        yield Sentence(
            "溶解态金属的吸附取决于 pH：低于 6 不计吸附沉降（偏安全），沉积物可能再悬浮释放。",
            "Sorption of metals depends on pH: none is counted below 6 (safe side); the bed may give back.",
        )
    elif computed(inputs.substance):
        yield Sentence(
            "损失由挥发、吸附沉降与降解算得，约有两倍误差；冰封或油膜覆盖的水面挥发更慢。",
            "The loss is computed from volatilisation, settling and decay, good to a factor of two; "
            "under ice or oil less evaporates.",
        )


def inexact(error: float) -> Iterator[Sentence]:
    """Say when mass was not kept: water that hardly moves, or times beyond all measure."""
    if error > _TOLERATED_ERROR:
        yield Sentence(
            f"质量守恒误差 {error:.1g} 偏大（水流极缓或过程线极端），结果仅供参考。",
            f"Mass is kept to {error:.1g} only (water that hardly moves, or an extreme series); "
            "take the numbers as rough.",
        )


def too_late(inputs: Inputs, names: Sequence[str]) -> Iterator[Sentence]:
    """Name the receptors that the plume reaches only after the forecast ends."""
    if names:
        hours = f"{inputs.duration_h:g} h"
        yield Sentence(
            f"{_names(names)} 在预报时段（{hours}）之后才会到达，请延长预报时段。",
            f"{_english(names)}: reached only after the forecast ends ({hours}); extend it to see them.",
        )
