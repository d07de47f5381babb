"""Uvas Creek 1972 on a grid: the same equations solved in an independent way.

Parameters after Bencala & Walters 1983 (WRR 19(3)); sorption is left out on both sides.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import solve_banded

from shangyou.cli.evidence import readings
from shangyou.science.distributions import Floats

PARAMETERS = "water/uvas_creek_1972_otis_parameters.csv"
DISCHARGE_M3_S = 0.0125
BEGIN_S, END_S, DURATION_S = 8.4 * 3600, 11.4 * 3600, 30 * 3600
# Strontium above its background: 1.73 - 0.13 mg/l.
ABOVE_MG_L = 1.60
STEP_M, STEP_S = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; the water it gains is taken to enter at its head."""

    length_m: float
    discharge_m3_s: float
    area_m2: float
    dispersion_m2_s: float
    storage_area_m2: float
    exchange_per_s: float


def segments(data: Path) -> list[Segment]:
    """Return the five segments in order."""
    found: list[Segment] = []
    discharge = DISCHARGE_M3_S
    for row in readings.table(data / PARAMETERS):
        length = readings.number(row["length_m"])
        discharge += length * readings.number(row["lateral_inflow_m3s_per_m"])
        found.append(
            Segment(
                length,
                discharge,
                readings.number(row["area_m2"]),
                readings.number(row["dispersion_m2s"]),
                readings.number(row["storage_area_m2"]),
                readings.number(row["alpha_per_s"]),
            )
        )
    return found


def grid_solution(chosen: list[Segment]) -> tuple[Floats, list[Floats]]:
    """Return times [s] and the concentration [mg/l] at the end of every segment."""
    times = np.arange(0.0, DURATION_S, STEP_S)
    entering = np.where((times >= BEGIN_S) & (times < END_S), ABOVE_MG_L, 0.0)
    curves, discharge = [], chosen[0].discharge_m3_s
    for segment in chosen:
        entering = _march(segment, entering * discharge / segment.discharge_m3_s)
        discharge = segment.discharge_m3_s
        curves.append(entering)
    return times, curves


def _march(segment: Segment, entering: Floats) -> Floats:
    """Crank–Nicolson in the channel, its dead zones eliminated, far enough that no end is felt."""
    velocity = segment.discharge_m3_s / segment.area_m2
    cells = round((segment.length_m + 40 * segment.dispersion_m2_s / velocity) / STEP_M)
    spread = 0.5 * STEP_S * segment.dispersion_m2_s / STEP_M**2
    carry = 0.25 * STEP_S * velocity / STEP_M
    take = 0.5 * STEP_S * segment.exchange_per_s
    give = take * segment.area_m2 / segment.storage_area_m2
    back = give / (1 + give)
    matrix = np.zeros((3, cells))
    matrix[0, 1:] = carry - spread
    matrix[1] = 1 + 2 * spread + take * (1 - back)
    matrix[2, :-1] = -carry - spread
    matrix[2, -2], matrix[1, -1] = -1.0, 1.0
    channel, storage = np.zeros(cells), np.zeros(cells)
    out = np.zeros(entering.size)
    place = round(segment.length_m / STEP_M) - 1
    for i in range(1, entering.size):
        left = np.concatenate([entering[i - 1 : i], channel[:-1]])
        right = np.concatenate([channel[1:], channel[-1:]])
        held = ((1 - give) * storage + give * channel) / (1 + give)
        known = channel + spread * (left - 2 * channel + right) - carry * (right - left)
        known += take * (storage - channel) + take * held
        known[0] += (carry + spread) * entering[i]
        known[-1] = 0.0
        after = solve_banded((1, 1), matrix, known, check_finite=False)
        storage = held + back * after
        channel = after
        out[i] = channel[place]
    return out
