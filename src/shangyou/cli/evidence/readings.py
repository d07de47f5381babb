"""The water measurements as arrays."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

# A river is longer than the straight line between its sampling sites; only lengths of the cases
# rest on it, never a velocity. Leopold & Wolman 1957: 1.25 as a middling sinuosity.
SINUOSITY = 1.25
METRES_PER_DEGREE = 111_200.0
# Sites closer than this are one place, or its two banks.
SHORTEST_M = 200.0


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column name; lines that start with # are remarks."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.lstrip('"').startswith("#")]
    return list(csv.DictReader(lines))


def number(cell: str) -> float:
    """Return the number of a cell, NaN when it holds none."""
    return float(cell) if cell not in ("", "NA") else math.nan


def column(rows: list[dict[str, str]], name: str) -> Floats:
    """Return one column as numbers."""
    return np.array([number(row[name]) for row in rows])


@dataclass(frozen=True, slots=True)
class Passages:
    """Dye passages: one value per sampled site."""

    river: NDArray[np.str_]
    discharge_m3_s: Floats
    velocity_m_s: Floats


def passages(path: Path) -> Passages:
    """Return the passages that have both discharge and velocity, in the order of the file."""
    rows = [row for row in table(path) if row["condition"] == "Reach"]
    discharge, velocity = column(rows, "flow_m3s"), column(rows, "peak_velocity_ms")
    good = (discharge > 0) & (velocity > 0)
    river = np.array([row["river"] for row in rows])
    return Passages(river[good], discharge[good], velocity[good])


@dataclass(frozen=True, slots=True)
class Edge:
    """When the first dye and its peak passed a site, since the injection."""

    river: str
    discharge_m3_s: float
    distance_m: float
    peak_s: float
    leading_s: float


def edges(path: Path) -> list[Edge]:
    """Return leading edges summed from the injection down, where every step is known."""
    found: list[Edge] = []
    study, place, distance, peak, leading = ("", ""), (0.0, 0.0), 0.0, 0.0, 0.0
    for row in table(path):
        here = (number(row["lat"]), number(row["lon"]))
        if row["condition"] == "Injection":
            study, place, distance, peak, leading = (
                (row["river"], row["study"]),
                here,
                0.0,
                0.0,
                0.0,
            )
            continue
        if (row["river"], row["study"]) != study:
            continue
        step = _apart(place, here)
        first, top = number(row["leading_velocity_ms"]), number(row["peak_velocity_ms"])
        place, distance = here, distance + step
        peak += step / top if top > 0 else math.nan
        leading += step / first if first > 0 else math.nan
        discharge = number(row["flow_m3s"])
        if discharge > 0 and distance > 300 and math.isfinite(peak + leading):
            found.append(Edge(study[0], discharge, distance, peak, leading))
    return found


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of one dye test in the order of the water."""

    river: str
    middle_m: Floats
    length_m: Floats
    discharge_m3_s: Floats
    velocity_m_s: Floats


def successive(path: Path) -> list[Stretches]:
    """Return every public test with two stretches or more of known place, discharge and velocity."""
    tests: list[tuple[str, list[tuple[float, float, float, float]]]] = []
    test, place, travelled = ("", ""), (0.0, 0.0), 0.0
    for row in table(path):
        here = (number(row["lat"]), number(row["lon"]))
        if row["condition"] == "Injection" or (row["river"], row["study"]) != test:
            test, place, travelled = (row["river"], row["study"]), here, 0.0
            tests.append((row["river"], []))
            continue
        step, place = _apart(place, here), here
        discharge, velocity = number(row["flow_m3s"]), number(row["peak_velocity_ms"])
        if not math.isfinite(step):
            continue
        if step > SHORTEST_M and discharge > 0 and velocity > 0:
            tests[-1][1].append((travelled + step / 2, step, discharge, velocity))
        travelled += step
    return [Stretches(river, *np.array(found).T) for river, found in tests if len(found) > 1]


def _apart(one: tuple[float, float], two: tuple[float, float]) -> float:
    north = two[0] - one[0]
    east = (two[1] - one[1]) * math.cos(math.radians(two[0]))
    return SINUOSITY * METRES_PER_DEGREE * math.hypot(north, east)
