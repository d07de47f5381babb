"""Which stored section a reach of a case runs in: by gauge, by pool, or by normal depth; else its columns stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangyou.preparedness.hydraulic_tables import Level
from shangyou.preparedness.hydrology import Regime
from shangyou.preparedness.network import ReachFacts
from shangyou.preparedness.survey import StoredSection, mean_table
from shangyou.response.gauge_readings import Reading
from shangyou.science.messages import Sentence

MOVED_BY_M = 0.3
"""A level that moved less since the spill is taken as steady: in 10 m of water it changes the velocity by 3 %."""

ENDS = 1e-9
"""Levels that differ by rounding are the same."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a reach's section is told, what that changes in the case, and from which rows."""

    by: str
    """`gauge`, `rating`, `pool`, `slope`, or `columns` where the stored sections cannot be used."""
    changes: Mapping[str, Any]
    sections: tuple[StoredSection, ...]
    why: Sentence | None = None


BY = {
    "gauge": Sentence("按实测水位", "by the stage measured"),
    "rating": Sentence("按水位流量关系", "by the rating"),
    "pool": Sentence("按库水位", "by the pool level"),
    "slope": Sentence("按糙率与比降的正常水深", "by normal depth from roughness and slope"),
    "columns": Sentence("断面表未用", "tables not used"),
}


def choose(
    reach: ReachFacts,
    sections: Sequence[StoredSection],
    discharge_m3_s: float,
    regime: Regime,
    reading: Reading | None,
) -> Chosen:
    """Return the section a reach runs in at a discharge.

    The level comes from the reach's own gauge where it has a fresh stage; else from the pool where that keeps the
    section; else from the gauge's rating; else from roughness and slope.
    """
    kept_by = reach.hydraulics.section(discharge_m3_s, regime.pool_level_m).kept_by
    reasons: list[Sentence] = []
    ways = []
    if reading is not None and reading.stage_m is not None:
        ways.append(_by_gauge(reach, sections, reading, kept_by))
    if kept_by == "pool":
        ways.append(_by_pool(sections, reach, regime))
    else:
        if reading is not None and len(reading.gauge.rating) >= 2:
            ways.append(_by_rating(reach, sections, reading, discharge_m3_s))
        ways.append(_by_slope(reach, sections, discharge_m3_s))
    for way in ways:
        if isinstance(way, Chosen):
            return way
        reasons.append(way)
    return Chosen("columns", {}, tuple(sections), reasons[-1])


def _by_gauge(
    reach: ReachFacts, sections: Sequence[StoredSection], reading: Reading, kept_by: str
) -> Chosen | Sentence:
    lowered = _to_gauge(reach, sections, reading, level=kept_by == "pool")
    if lowered is None or reading.stage_m is None:
        return _datums_differ(reading)
    table = mean_table(sections, reach.length_m, lowered)
    told_by: dict[str, Any] = {"stage_m": reading.stage_m}
    stages = [z for _, z in reading.stages]
    if len(table) >= 2 and len(stages) >= 2 and max(stages) - min(stages) >= MOVED_BY_M:
        inside = table[0].stage_m <= min(stages) and max(stages) <= table[-1].stage_m
        if inside:
            told_by = {"stage_m": [[at.isoformat(), round(z, 3)] for at, z in reading.stages]}
    return _at_stage("gauge", table, sections, reading.stage_m, told_by)


def _by_rating(
    reach: ReachFacts, sections: Sequence[StoredSection], reading: Reading, discharge_m3_s: float
) -> Chosen | Sentence:
    lowered = _to_gauge(reach, sections, reading, level=False)
    if lowered is None:
        return _datums_differ(reading)
    flows = [point.discharge_m3_s for point in reading.gauge.rating]
    if not flows[0] <= discharge_m3_s <= flows[-1]:
        return Sentence(
            f"流量超出 {reading.gauge.name} 的关系曲线（{flows[0]:g}–{flows[-1]:g} m³/s）",
            f"the discharge lies outside the rating of {reading.gauge.name} "
            f"({flows[0]:g} to {flows[-1]:g} m³/s)",
        )
    stage = float(np.interp(discharge_m3_s, flows, [p.stage_m for p in reading.gauge.rating]))
    table = mean_table(sections, reach.length_m, lowered)
    rows = [
        {"discharge_m3_s": p.discharge_m3_s, "stage_m": p.stage_m} for p in reading.gauge.rating
    ]
    return _at_stage("rating", table, sections, stage, {"rating": rows})


def _by_pool(
    sections: Sequence[StoredSection], reach: ReachFacts, regime: Regime
) -> Chosen | Sentence:
    if any(section.offset_m is None for section in sections):
        return Sentence(
            "断面高程基准未注明，不能与库水位比较",
            "the datum of a section is not stated, so that it cannot be compared with the pool",
        )
    table = mean_table(sections, reach.length_m, [-(s.offset_m or 0.0) for s in sections])
    level = round(regime.pool_level_m, 2)
    return _at_stage("pool", table, sections, level, {"pool_level_m": level})


def _by_slope(
    reach: ReachFacts, sections: Sequence[StoredSection], discharge_m3_s: float
) -> Chosen | Sentence:
    """Give width and depth at normal depth: each section has its own stage, so there is no common table."""
    slope = reach.hydraulics.slope
    if not slope:
        return Sentence(
            "没有水位，也没有比降，无从定水位", "there is neither a stage nor a slope to tell it"
        )
    areas, widths = [], []
    for section in sections:
        carried = [row.conveyance_m3_s for row in section.levels]
        if any(k is None for k in carried):
            return Sentence(
                "没有水位，断面表也没有糙率，无从定水位",
                "there is neither a stage nor roughness in the table to tell it",
            )
        flows = np.array(carried, dtype=float) * np.sqrt(slope)
        if not (np.diff(flows) > 0.0).all() or not flows[0] <= discharge_m3_s <= flows[-1]:
            return Sentence(
                f"断面 {section.code} 的输水能力（{flows[0]:.4g}–{flows[-1]:.4g} m³/s）容不下此流量",
                f"section {section.code} carries {flows[0]:.4g} to {flows[-1]:.4g} m³/s, not this discharge",
            )
        stage = float(np.interp(discharge_m3_s, flows, [row.stage_m for row in section.levels]))
        areas.append(_read(section.levels, stage, "area_m2"))
        widths.append(_read(section.levels, stage, "width_m"))
    # sections along a free river stand at their own stages: plain means, as a table has no common one
    area, width = float(np.mean(areas)), float(np.mean(widths))
    changes = {"width_m": round(width, 1), "depth_m": round(area / width, 2)}
    return Chosen("slope", changes, tuple(sections))


def _to_gauge(
    reach: ReachFacts, sections: Sequence[StoredSection], reading: Reading, *, level: bool
) -> list[float] | None:
    """Return what brings the levels of each section to the gauge: datum, and the fall of the water between them."""
    gauge = reading.gauge
    if gauge.offset_m is None or any(s.offset_m is None for s in sections):
        return None
    slope = 0.0 if level else (reach.hydraulics.slope or 0.0)
    return [
        gauge.offset_m - (s.offset_m or 0.0) + slope * (gauge.distance_m - s.distance_m)
        for s in sections
    ]


def _datums_differ(reading: Reading) -> Sentence:
    return Sentence(
        f"断面或 {reading.gauge.name} 的高程基准未注明，水位不能套用",
        f"the datum of a section or of {reading.gauge.name} is not stated, so that the stage says nothing",
    )


def _at_stage(
    by: str,
    table: Sequence[Level],
    sections: Sequence[StoredSection],
    stage_m: float,
    told_by: Mapping[str, Any],
) -> Chosen | Sentence:
    if len(table) < 2:
        return Sentence(
            "同一河段各断面的水位没有共同范围", "the sections of the reach share no range of levels"
        )
    low, high = table[0].stage_m, table[-1].stage_m
    if not low - ENDS <= stage_m <= high + ENDS:
        return Sentence(
            f"水位 {stage_m:.2f} m 超出断面表（{low:.2f}–{high:.2f} m）",
            f"the level {stage_m:.2f} m lies outside the table ({low:.2f} to {high:.2f} m)",
        )
    area, width = _read(table, stage_m, "area_m2"), _read(table, stage_m, "width_m")
    rows = [
        {"stage_m": r.stage_m, "area_m2": round(r.area_m2, 2), "width_m": round(r.width_m, 2)}
        for r in table
    ]
    changes = {
        "section_table": rows,
        "width_m": round(width, 1),
        "depth_m": round(area / width, 2),
        **told_by,
    }
    return Chosen(by, changes, tuple(sections))


def _read(rows: Sequence[Level], stage_m: float, column: str) -> float:
    return float(np.interp(stage_m, [r.stage_m for r in rows], [getattr(r, column) for r in rows]))
