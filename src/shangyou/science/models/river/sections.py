"""A reach whose section is given by stage: width and depth at the level that river or pool sets."""

from dataclasses import replace

from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.river.case import Reach
from shangyou.science.processes import stage_section


def by_stage(reach: Reach, discharge_m3_s: float) -> Reach:
    """Return the reach with the width and depth of its stage; as it is without a section table.

    The stage is the measured one, else the higher of pool level and rating. BadInput where it lies
    outside the table, the table is not one, or nothing tells the stage.
    """
    if not reach.section_table:
        return reach
    section = stage_section.table([(r.stage_m, r.area_m2, r.width_m) for r in reach.section_table])
    stage = _stage(reach, discharge_m3_s)
    area, width = section.area(stage), section.width(stage)
    return replace(reach, width_m=width, depth_m=area / width)


def _stage(reach: Reach, discharge_m3_s: float) -> float:
    if reach.stage_m is not None:
        return reach.stage_m
    if reach.rating:
        rating = stage_section.rating([(r.discharge_m3_s, r.stage_m) for r in reach.rating])
        return stage_section.level(rating.stage(discharge_m3_s), reach.pool_level_m)[0]
    if reach.pool_level_m is not None:
        return reach.pool_level_m
    raise BadInput(
        [
            Problem(
                "$.stage_m",
                Sentence(
                    "有断面表时须给出水位、库水位或水位流量关系之一",
                    "a section table needs a stage, a pool level or a rating",
                ),
            )
        ]
    )
