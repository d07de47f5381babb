"""A reach whose section is given by stage: width and depth at the level that river or pool sets."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.river.case import Reach, Stages
from shangyou.science.processes import stage_section
from shangyou.science.processes.stage_section import StageSection


@dataclass(frozen=True, slots=True)
class Course:
    """Discharge [m3/s] and wetted area [m2] of a reach over time [s]; constant beyond the ends."""

    times_s: Floats
    discharge_m3_s: Floats
    area_m2: Floats

    def velocity(self, times_s: Floats) -> Floats:
        """Return Q(t) / A(t) [m/s]."""
        area = np.interp(times_s, self.times_s, self.area_m2)
        return np.interp(times_s, self.times_s, self.discharge_m3_s) / area


def by_stage(reach: Reach, discharge_m3_s: float) -> Reach:
    """Return the reach with the width and depth of its stage; as it is without a section table.

    The stage is the measured one (of a series its mean over time), else the higher of pool level and
    rating. BadInput where it lies outside the table, the table is not one, or nothing tells the stage.
    """
    if not reach.section_table:
        if isinstance(reach.stage_m, tuple):
            raise _refused(
                "水位过程须有断面表才能换算流速", "a series of stages needs a section table"
            )
        return reach
    section = _table(reach)
    stage = _stage(reach, discharge_m3_s)
    area, width = section.area(stage), section.width(stage)
    return replace(reach, width_m=width, depth_m=area / width)


def course(reach: Reach, start: datetime) -> Course | None:
    """Return how discharge and area go over time where the stage does; None for a steady stage.

    Q(t) / A(z(t)) needs no exponent: the section itself says how much slower a fuller reach runs.
    """
    if not isinstance(reach.stage_m, tuple):
        return None
    section = _table(reach)
    times, stages = _points(reach.stage_m, start)
    if isinstance(reach.discharge_m3_s, float):
        flow_times, flows = times, np.full_like(times, reach.discharge_m3_s)
    else:
        flow_times, flows = _points(reach.discharge_m3_s, start)
    # area bends between two stages where the table does: so its own levels are times too
    fine = np.union1d(flow_times, _refined(times, stages, section.stage_m))
    areas = np.array([section.area(z) for z in np.interp(fine, times, stages)])
    return Course(fine, np.interp(fine, flow_times, flows), areas)


def _check(stages: Stages, section: StageSection) -> None:
    """Refuse a series that is none, or that leaves the table: its mean alone would hide both."""
    if len(stages) < 2:
        raise _refused("水位过程至少要有两个点", "a series of stages needs two points at least")
    for i, ((before, _), (after, _)) in enumerate(pairwise(stages)):
        if after <= before:
            raise _refused(
                "时间应逐点递增", "times must increase from point to point", f"[{i + 1}][0]"
            )
    for _, value in stages:
        section.area(value)


def _refined(times: Floats, stages: Floats, levels: Floats) -> Floats:
    """Return the times of a series and those at which it passes a level of the table."""
    found = [times]
    for i in range(len(times) - 1):
        low, high = sorted((stages[i], stages[i + 1]))
        passed = levels[(levels > low) & (levels < high)]
        share = (passed - stages[i]) / (stages[i + 1] - stages[i]) if passed.size else passed
        found.append(times[i] + share * (times[i + 1] - times[i]))
    return np.unique(np.concatenate(found))


def mean_stage(stages: Stages) -> float:
    """Return the mean of a series of stages over its time [m]."""
    times = np.array([t.timestamp() for t, _ in stages])
    values = np.array([value for _, value in stages])
    return float(np.trapezoid(values, times) / (times[-1] - times[0]))


def _points(series: Stages, start: datetime) -> tuple[Floats, Floats]:
    return (
        np.array([(t - start).total_seconds() for t, _ in series]),
        np.array([value for _, value in series]),
    )


def _table(reach: Reach) -> StageSection:
    return stage_section.table([(r.stage_m, r.area_m2, r.width_m) for r in reach.section_table])


def _stage(reach: Reach, discharge_m3_s: float) -> float:
    if isinstance(reach.stage_m, tuple):
        _check(reach.stage_m, _table(reach))
        return mean_stage(reach.stage_m)
    if reach.stage_m is not None:
        return reach.stage_m
    if reach.rating:
        rating = stage_section.rating([(r.discharge_m3_s, r.stage_m) for r in reach.rating])
        return stage_section.level(rating.stage(discharge_m3_s), reach.pool_level_m)[0]
    if reach.pool_level_m is not None:
        return reach.pool_level_m
    raise _refused(
        "有断面表时须给出水位、库水位或水位流量关系之一",
        "a section table needs a stage, a pool level or a rating",
    )


def _refused(zh: str, en: str, where: str = "") -> BadInput:
    return BadInput([Problem(f"$.stage_m{where}", Sentence(zh, en))])
