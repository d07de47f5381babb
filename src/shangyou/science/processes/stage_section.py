"""A section by its stage: area, width, conveyance, normal depth, and the level that backwater sets.

Manning's equation, n strips composed by conveyance (Chow 1959, section 6-5: each strip its own area, wetted perimeter
and n; walls between strips are not wetted). Levels are metres above the datum of the survey.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Problem, Sentence

STAGES = 40
"""Rows of a table made from geometry: between two of them area and width are interpolated."""


@dataclass(frozen=True, slots=True)
class StageSection:
    """Area [m2], width [m] and, where known, conveyance [m3/s] by stage [m], all rising."""

    stage_m: Floats
    area_m2: Floats
    width_m: Floats
    conveyance_m3_s: Floats | None = None

    def area(self, stage_m: float) -> float:
        """Return the wetted area [m2]; BadInput outside the table."""
        return self._read(self.area_m2, stage_m)

    def width(self, stage_m: float) -> float:
        """Return the width of the water surface [m]; BadInput outside the table."""
        return self._read(self.width_m, stage_m)

    def velocity(self, discharge_m3_s: float, stage_m: float) -> float:
        """Return the mean velocity Q / A(z) [m/s]; BadInput outside the table."""
        return discharge_m3_s / self.area(stage_m)

    def normal_stage(self, discharge_m3_s: float, slope: float) -> float:
        """Return the stage [m] at which the slope alone carries the discharge, K(z) sqrt(S) = Q."""
        if self.conveyance_m3_s is None or slope <= 0.0:
            raise BadInput(
                [
                    _problem(
                        "$.slope",
                        "求正常水深需要糙率与大于 0 的比降",
                        "normal depth needs roughness and a slope above 0",
                    )
                ]
            )
        wanted = discharge_m3_s / math.sqrt(slope)
        return _inverse(self.conveyance_m3_s, self.stage_m, wanted, "$.discharge_m3_s")

    def _read(self, values: Floats, stage_m: float) -> float:
        low, high = float(self.stage_m[0]), float(self.stage_m[-1])
        if not low <= stage_m <= high:
            raise BadInput(
                [
                    _problem(
                        "$.stage_m",
                        f"水位 {stage_m:g} m 超出断面表（{low:g}–{high:g} m）",
                        f"level {stage_m:g} m lies outside the section table ({low:g} to {high:g} m)",
                    )
                ]
            )
        return float(np.interp(stage_m, self.stage_m, values))


@dataclass(frozen=True, slots=True)
class Rating:
    """Stage [m] by discharge [m3/s], both rising."""

    discharge_m3_s: Floats
    stage_m: Floats

    def stage(self, discharge_m3_s: float) -> float:
        """Return the stage [m]; BadInput outside the rating."""
        return _inverse(self.discharge_m3_s, self.stage_m, discharge_m3_s, "$.discharge_m3_s")


def level(free_stage_m: float, pool_level_m: float | None) -> tuple[float, bool]:
    """Return the level of a reach and whether the pool sets it: the higher of pool and free river."""
    if pool_level_m is not None and pool_level_m > free_stage_m:
        return pool_level_m, True
    return free_stage_m, False


def table(
    rows: Sequence[tuple[float, float, float]], path: str = "$.section_table"
) -> StageSection:
    """Read rows of (stage, area, width); BadInput with one sentence for each thing that is wrong."""
    found = _rising(path, "水位", "stage", [row[0] for row in rows])
    if len(rows) >= 2:
        found += _rising(f"{path}.area_m2", "面积", "area", [row[1] for row in rows])
    for i, (_, area, width) in enumerate(rows):
        if area <= 0.0 or width <= 0.0:
            found.append(
                _problem(
                    f"{path}[{i}]", "面积与水面宽应大于 0", "area and width must be greater than 0"
                )
            )
    if found:
        raise BadInput(found)
    values = np.array(rows, dtype=float)
    return StageSection(values[:, 0], values[:, 1], values[:, 2])


def rating(rows: Sequence[tuple[float, float]], path: str = "$.rating") -> Rating:
    """Read rows of (discharge, stage); BadInput where one of them does not rise."""
    found = _rising(path, "流量", "discharge", [row[0] for row in rows])
    if len(rows) >= 2:
        found += _rising(f"{path}.stage_m", "水位", "stage", [row[1] for row in rows])
    if not found and rows[0][0] < 0.0:
        found.append(_problem(path, "流量不应为负", "discharge must not be negative"))
    if found:
        raise BadInput(found)
    values = np.array(rows, dtype=float)
    return Rating(values[:, 0], values[:, 1])


def from_geometry(
    points: Sequence[tuple[float, float]], roughness: Sequence[tuple[float, float]]
) -> StageSection:
    """Make the table of a surveyed section.

    Parameters
    ----------
    points : Sequence
        (station [m], elevation [m]) from left to right.
    roughness : Sequence
        (station from which it holds [m], Manning's n [s/m^(1/3)]), the first at the left end.

    Raises
    ------
    BadInput
        For fewer than three points, stations that run back, a flat bed, or n that is not positive.

    """
    _check_geometry(points, roughness)
    low = min(z for _, z in points)
    # water above the lower end of the survey would run out of it
    high = min(points[0][1], points[-1][1])
    stages = low + (high - low) * np.linspace(0.0, 1.0, STAGES + 1)[1:]
    strips = _strips(points, roughness)
    rows = np.array([_wet(strips, float(stage)) for stage in stages])
    return StageSection(stages, rows[:, 0], rows[:, 1], rows[:, 2])


Strip = tuple[float, list[tuple[tuple[float, float], tuple[float, float]]]]


def _strips(
    points: Sequence[tuple[float, float]], roughness: Sequence[tuple[float, float]]
) -> list[Strip]:
    """Cut the bed where the roughness changes: per strip its n and its pieces."""
    stations, heights = [x for x, _ in points], [z for _, z in points]
    cuts = [x for x, _ in roughness[1:] if stations[0] < x < stations[-1] and x not in stations]
    bed = [*points, *((x, float(np.interp(x, stations, heights))) for x in cuts)]
    # sorting is stable: walls (two points at one station) keep their order
    bed.sort(key=lambda point: point[0])
    strips: list[Strip] = [(n, []) for _, n in roughness]
    starts = [x for x, _ in roughness]
    for left, right in pairwise(bed):
        middle = 0.5 * (left[0] + right[0])
        strip = max(0, int(np.searchsorted(starts, middle, side="right")) - 1)
        strips[strip][1].append((left, right))
    return strips


def _wet(strips: list[Strip], stage: float) -> tuple[float, float, float]:
    """Return area, surface width and conveyance below a stage."""
    area = width = conveyance = 0.0
    for n, pieces in strips:
        own_area = own_perimeter = 0.0
        for (x0, z0), (x1, z1) in pieces:
            deep, shallow = stage - min(z0, z1), max(stage - max(z0, z1), 0.0)
            if deep <= 0.0:
                continue
            rise = abs(z1 - z0)
            share = min(deep / rise, 1.0) if rise > 0.0 else 1.0
            across = (x1 - x0) * share
            own_area += 0.5 * (deep + shallow) * across
            own_perimeter += math.hypot(across, rise * share)
            width += across
        if own_perimeter > 0.0:
            conveyance += own_area ** (5 / 3) / own_perimeter ** (2 / 3) / n
        area += own_area
    return area, width, conveyance


def _check_geometry(
    points: Sequence[tuple[float, float]], roughness: Sequence[tuple[float, float]]
) -> None:
    found = []
    if len(points) < 3:
        found.append(
            _problem("$.points", "断面至少要有三个点", "a section needs at least three points")
        )
    elif any(after[0] < before[0] for before, after in pairwise(points)):
        found.append(
            _problem("$.points", "起点距应从左到右递增", "stations must run left to right")
        )
    elif min(points[0][1], points[-1][1]) <= min(z for _, z in points):
        found.append(
            _problem("$.points", "断面两端应高于河底", "both ends must lie above the lowest point")
        )
    if not roughness or any(not 0.0 < n <= 1.0 for _, n in roughness):
        found.append(
            _problem("$.roughness", "糙率应在 0–1 之间", "Manning's n must lie between 0 and 1")
        )
    elif any(after[0] <= before[0] for before, after in pairwise(roughness)):
        found.append(
            _problem("$.roughness", "糙率分区应从左到右", "roughness must run left to right")
        )
    if found:
        raise BadInput(found)


def _rising(path: str, zh: str, en: str, values: Sequence[float]) -> list[Problem]:
    if len(values) < 2:
        return [_problem(path, f"{zh}表至少要有两行", f"the table of {en} needs two rows at least")]
    if not all(math.isfinite(value) for value in values):
        return [_problem(path, f"{zh}应为有限的数字", f"{en} must be a finite number")]
    return [
        _problem(
            f"{path}[{i + 1}]",
            f"{zh}应逐行升高（{after:g} 不大于 {before:g}）",
            f"{en} must rise from row to row ({after:g} is not above {before:g})",
        )
        for i, (before, after) in enumerate(pairwise(values))
        if after <= before
    ]


def _inverse(known: Floats, wanted: Floats, value: float, path: str) -> float:
    if not known[0] <= value <= known[-1]:
        raise BadInput(
            [
                _problem(
                    path,
                    f"{value:.6g} 超出关系表（{known[0]:.6g}–{known[-1]:.6g}）",
                    f"{value:.6g} lies outside the table ({known[0]:.6g} to {known[-1]:.6g})",
                )
            ]
        )
    return float(np.interp(value, known, wanted))


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))
