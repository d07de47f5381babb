"""Tables of hydraulics as text, one row a line: sections by stage, ratings. Read, checked, written back alike."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from shangyou.science.messages import Sentence

LOWEST_STAGE_M, HIGHEST_STAGE_M = -500.0, 9000.0
LARGEST_AREA_M2 = 1e6
LARGEST_WIDTH_M = 20_000.0
LARGEST_DISCHARGE_M3_S = 200_000.0
MOST_ROWS = 200

RADIUS_TOLERANCE = 1.05
"""The wetted perimeter is never shorter than the surface is wide, so R ≤ A / W; 5 % for rounding."""

ABSENT = "-"
"""Stands in a column that is not known."""

STAGE = Sentence("水位", "stage")
AREA = Sentence("过水面积", "area")
WIDTH = Sentence("水面宽", "width")
ROUGHNESS = Sentence("糙率", "Manning's n")
DISCHARGE = Sentence("流量", "discharge")

Row = TypeVar("Row")
Fault = tuple[int, Sentence]
"""Which row of the table (0 the first), and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A section at one stage: wetted area, width of the surface, and what carries the water."""

    stage_m: float
    area_m2: float
    width_m: float
    radius_m: float | None = None
    roughness: float | None = None

    @property
    def conveyance_m3_s(self) -> float | None:
        """A R^(2/3) / n (Manning); None without roughness. Without a radius A / W stands for it, as in a wide river."""
        if self.roughness is None:
            return None
        radius = self.area_m2 / self.width_m if self.radius_m is None else self.radius_m
        return float(self.area_m2 * radius ** (2.0 / 3.0) / self.roughness)


@dataclass(frozen=True, slots=True)
class Rated:
    """One point of a rating: the stage at a discharge, free of backwater."""

    discharge_m3_s: float
    stage_m: float


def read_levels(text: str) -> tuple[list[Level], list[Fault]]:
    """Read rows of stage, area, width and, where known, hydraulic radius and Manning's n."""
    cells, faults = _rows(text, 3, 5)
    if faults:
        return [], faults
    rows = [Level(*_filled(row, 5)) for row in cells]  # type: ignore[arg-type]
    return rows, level_faults(rows)


def read_rating(text: str) -> tuple[list[Rated], list[Fault]]:
    """Read rows of discharge and stage."""
    cells, faults = _rows(text, 2, 2)
    if faults:
        return [], faults
    rows = [Rated(*_filled(row, 2)) for row in cells]  # type: ignore[arg-type]
    return rows, rating_faults(rows)


def level_faults(rows: Sequence[Level]) -> list[Fault]:
    """Say what is wrong with each row of a section table."""
    faults: list[Fault] = []
    for i, row in enumerate(rows):
        if not LOWEST_STAGE_M <= row.stage_m <= HIGHEST_STAGE_M:
            faults.append((i, _beyond(STAGE, LOWEST_STAGE_M, HIGHEST_STAGE_M, "m")))
        if not 0.0 < row.area_m2 <= LARGEST_AREA_M2:
            faults.append((i, _above(AREA, LARGEST_AREA_M2, "m²", row.area_m2)))
        if not 0.0 < row.width_m <= LARGEST_WIDTH_M:
            faults.append((i, _above(WIDTH, LARGEST_WIDTH_M, "m", row.width_m)))
        if row.roughness is not None and not 0.0 < row.roughness <= 1.0:
            faults.append((i, _above(ROUGHNESS, 1.0, "", row.roughness)))
        faults += _radius_faults(i, row)
    faults += _falling(rows, STAGE, lambda row: row.stage_m)
    faults += _falling(rows, AREA, lambda row: row.area_m2)
    return sorted(faults, key=lambda fault: fault[0])


def _radius_faults(i: int, row: Level) -> list[Fault]:
    if row.radius_m is None or row.area_m2 <= 0.0 or row.width_m <= 0.0:
        return []
    most = row.area_m2 / row.width_m * RADIUS_TOLERANCE
    if 0.0 < row.radius_m <= most:
        return []
    return [
        (
            i,
            Sentence(
                f"水力半径 {row.radius_m:g} m 应大于 0、不大于面积除以水面宽（{most:.4g} m）。",
                f"The hydraulic radius {row.radius_m:g} m must be above 0 and at most area over width "
                f"({most:.4g} m).",
            ),
        )
    ]


def rating_faults(rows: Sequence[Rated]) -> list[Fault]:
    """Say what is wrong with each row of a rating."""
    faults: list[Fault] = []
    for i, row in enumerate(rows):
        if not 0.0 <= row.discharge_m3_s <= LARGEST_DISCHARGE_M3_S:
            faults.append((i, _beyond(DISCHARGE, 0.0, LARGEST_DISCHARGE_M3_S, "m³/s")))
        if not LOWEST_STAGE_M <= row.stage_m <= HIGHEST_STAGE_M:
            faults.append((i, _beyond(STAGE, LOWEST_STAGE_M, HIGHEST_STAGE_M, "m")))
    faults += _falling(rows, DISCHARGE, lambda row: row.discharge_m3_s)
    faults += _falling(rows, STAGE, lambda row: row.stage_m)
    return sorted(faults, key=lambda fault: fault[0])


def write_levels(rows: Sequence[Level]) -> str:
    """Write a section table as the register keeps it."""
    return "\n".join(_line(r.stage_m, r.area_m2, r.width_m, r.radius_m, r.roughness) for r in rows)


def write_rating(rows: Sequence[Rated]) -> str:
    """Write a rating as the register keeps it."""
    return "\n".join(_line(r.discharge_m3_s, r.stage_m) for r in rows)


def _line(*values: float | None) -> str:
    known = list(values)
    while known and known[-1] is None:
        known.pop()
    return " ".join(ABSENT if v is None else repr(float(v)).removesuffix(".0") for v in known)


def _filled(row: list[float | None], count: int) -> list[float | None]:
    return [*row, *[None] * (count - len(row))]


def _rows(text: str, least: int, most: int) -> tuple[list[list[float | None]], list[Fault]]:
    rows: list[list[float | None]] = []
    faults: list[Fault] = []
    lines = [line for line in text.splitlines() if line.strip()]
    for i, line in enumerate(lines[: MOST_ROWS + 1]):
        cells = re.split(r"[\s,，;；]+", line.strip().strip(",，;；"))
        if not least <= len(cells) <= most:
            wanted = f"{least}" if least == most else f"{least}–{most}"
            faults.append(
                (
                    i,
                    Sentence(
                        f"每行应有 {wanted} 个数，这行有 {len(cells)} 个。",
                        f"A row has {wanted} numbers; this one has {len(cells)}.",
                    ),
                )
            )
            continue
        values = [_number(cell) if j < least else _maybe(cell) for j, cell in enumerate(cells)]
        bad = next((c for c, v in zip(cells, values, strict=True) if v is _BAD), None)
        if bad is not None:
            faults.append((i, not_a_number(bad)))
        else:
            rows.append(values)  # type: ignore[arg-type]
    if len(lines) > MOST_ROWS:
        faults.append(
            (
                MOST_ROWS,
                Sentence(f"表最多 {MOST_ROWS} 行。", f"A table has {MOST_ROWS} rows at most."),
            )
        )
    elif len(lines) < 2:
        faults.append((0, Sentence("表至少要有两行。", "A table needs two rows at least.")))
    return rows, faults


_BAD = object()


def _number(cell: str) -> object:
    try:
        value = float(cell)
    except ValueError:
        return _BAD
    return value if math.isfinite(value) else _BAD


def _maybe(cell: str) -> object:
    return None if cell == ABSENT else _number(cell)


def not_a_number(cell: str) -> Sentence:
    """Say that a cell is no finite number."""
    return Sentence(f"“{cell[:40]}”不是有限的数字。", f"'{cell[:40]}' is not a finite number.")


def _falling(rows: Sequence[Row], title: Sentence, of: Callable[[Row], float]) -> list[Fault]:
    return [
        (
            i + 1,
            Sentence(
                f"{title.zh}应逐行升高：{of(after):g} 不大于上一行的 {of(before):g}。",
                f"The {title.en} must rise from row to row: {of(after):g} is not above {of(before):g}.",
            ),
        )
        for i, (before, after) in enumerate(pairwise(rows))
        if not of(after) > of(before)
    ]


def _beyond(title: Sentence, low: float, high: float, unit: str) -> Sentence:
    return Sentence(
        f"{title.zh}应在 {low:g}–{high:g} {unit} 之间。",
        f"The {title.en} must lie between {low:g} and {high:g} {unit}.",
    )


def _above(title: Sentence, high: float, unit: str, value: float) -> Sentence:
    end = f" {unit}" if unit else ""
    return Sentence(
        f"{title.zh}应大于 0、不超过 {high:g}{end}，这行是 {value:g}。",
        f"The {title.en} must be above 0 and at most {high:g}{end}; this row has {value:g}.",
    )
