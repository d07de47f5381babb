"""What is wrong, or doubtful, about the arms of a river that parts."""

from collections.abc import Iterator

import numpy as np

from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.river.case import Inputs, Reach
from shangyou.science.models.river.setting import Setting

# Arms and river may differ by as much as a gauge does before anything is said.
_TOLERATED = 0.1


def problems(inputs: Inputs, known: dict[str, Reach]) -> Iterator[Problem]:
    """Yield every reason why the arms do not make a river."""
    for i, reach in enumerate(inputs.reaches):
        path = f"$.reaches[{i}].branches"
        names = [reach.downstream, *(branch.reach for branch in reach.branches)]
        for k, branch in enumerate(reach.branches):
            if branch.reach not in known:
                yield _problem(
                    f"{path}[{k}].reach",
                    f"没有河段“{branch.reach}”；应为已列河段的编号",
                    f"there is no reach '{branch.reach}'; name a listed reach",
                )
            elif names.count(branch.reach) > 1:
                yield _problem(
                    f"{path}[{k}].reach",
                    f"河段“{branch.reach}”已是本河段的去向，不应重复",
                    f"reach '{branch.reach}' is named twice as a way on",
                )
        if reach.branches and reach.downstream is None:
            yield _problem(
                f"$.reaches[{i}].downstream",
                "有支汊时须写明主汊（downstream）",
                "a reach with branches needs its main arm in downstream",
            )
        if sum(branch.share or 0.0 for branch in reach.branches) > 1.0:
            yield _problem(
                path, "各支汊分流比之和应不大于 1", "the shares must not exceed 1 together"
            )
    if any(reach.branches for reach in inputs.reaches):
        yield from _circles(inputs, known)


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _circles(inputs: Inputs, known: dict[str, Reach]) -> Iterator[Problem]:
    """Take away, again and again, reaches nothing flows into; what is left runs in circles."""
    above = dict.fromkeys(known, 0)
    for reach in known.values():
        for name in _on(reach, known):
            above[name] += 1
    open_ = [name for name, number in above.items() if number == 0]
    while open_:
        for name in _on(known[open_.pop()], known):
            above[name] -= 1
            if above[name] == 0:
                open_.append(name)
    left = [name for name, number in above.items() if number > 0]
    for i, reach in enumerate(inputs.reaches):
        if reach.branches and reach.id in left:
            yield _problem(
                f"$.reaches[{i}].branches",
                f"经支汊河段首尾相接成环（{'、'.join(left[:5])}），河水应流向出口",
                f"by its arms the reaches form a circle ({', '.join(left[:5])}); "
                "water must reach an outlet",
            )
            return


def _on(reach: Reach, known: dict[str, Reach]) -> list[str]:
    names = [reach.downstream, *(branch.reach for branch in reach.branches)]
    return [name for name in names if name is not None and name in known]


def doubts(inputs: Inputs, setting: Setting) -> Iterator[Sentence]:
    """Say where the discharges of arms do not add up to what comes to them."""
    network, flow = setting.network, setting.discharge_m3_s
    odd = []
    for r, reach in enumerate(inputs.reaches):
        arms = network.next(r)
        if not reach.branches or any(_fed_otherwise(setting, arm) for arm in arms):
            continue
        if abs(float(np.sum(flow[list(arms)])) / float(flow[r]) - 1.0) > _TOLERATED:
            odd.append(reach.id)
    if odd:
        yield Sentence(
            f"河段 {'、'.join(odd[:5])} 以下各汊流量之和与来水相差一成以上，汊内浓度会偏差，请核对流量。",
            f"Below {', '.join(odd[:5])} the discharges of the arms differ from what comes to them by "
            "more than a tenth; concentrations in the arms are off as much. Check the discharges.",
        )


def mean_shares(setting: Setting) -> Iterator[Sentence]:
    """Say where samples and options take the arms' mean shares while the forecast has them change."""
    network = setting.network
    moving = [
        reach.id
        for r, reach in enumerate(setting.inputs.reaches)
        if any(branch.share is None for branch in reach.branches)
        and any(setting.clocks[arm] is not None for arm in network.next(r))
    ]
    if moving:
        yield Sentence(
            f"河段 {'、'.join(moving[:5])} 以下分流比随流量变化：样品修正与措施比选按平均分流比计算，"
            "涨落期间各汊浓度会偏差；预报本身按逐时分流比计算。",
            f"Below {', '.join(moving[:5])} the shares of the arms change with the flow: samples and options "
            "take their means, so that concentrations in the arms are off while it rises or falls; the "
            "forecast itself takes them hour by hour.",
        )


def _fed_otherwise(setting: Setting, arm: int) -> bool:
    ways = sum(arm in setting.network.next(r) for r in range(len(setting.inputs.reaches)))
    return ways > 1
