"""One dye test of a reach against another of the same reach, made in another year at another discharge."""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from shangyou.cli.evidence import readings
from shangyou.cli.evidence.row import Row, at_most, within

TIME_OF_TRAVEL = "water/usgs_time_of_travel_public.csv"
NINETY = 1.6449
EXPONENT = 0.40
"""As a free reach of the registers carries a test to another discharge (hydrology.DEFAULT_VELOCITY_EXPONENT)."""

LIKE_DISCHARGE_SIGMA, EXPONENT_SIGMA = 0.24, 0.15
"""As in response.river_tests, which stands above this layer's Django-free commands."""

LIKE_DISCHARGE = 1.0
"""Tests whose discharges differ by less than a factor of e."""


def rows(data: Path) -> Iterator[Row]:
    """Score one test predicting the other: the error, and whether the stated spread holds."""
    found = np.array([(river, x, y) for river, x, y in pairs(data / TIME_OF_TRAVEL)], dtype=object)
    x, y = found[:, 1].astype(float), found[:, 2].astype(float)
    off = y - EXPONENT * x
    sigma = np.hypot(LIKE_DISCHARGE_SIGMA, EXPONENT_SIGMA * x)
    rivers = len(set(found[:, 0]))
    for case, chosen in (
        ("one test of the same reach, like discharge", np.abs(x) < LIKE_DISCHARGE),
        ("one test of the same reach, any discharge", np.ones(x.size, dtype=bool)),
    ):
        error = 100 * float(np.median(np.abs(np.exp(off[chosen]) - 1)))
        inside = 100 * float(np.mean(np.abs(off[chosen]) <= NINETY * sigma[chosen]))
        note = f"n = {int(chosen.sum())} pairs of {rivers} rivers, exponent {EXPONENT:g}; the spread was measured on them"
        yield at_most("reach-tests", case, "median error", error, 22.0, note=note)
        yield within("reach-tests", case, "90 % interval holds", inside, (85, 95), note=note)


def pairs(path: Path) -> list[tuple[str, float, float]]:
    """Return river, ln(discharge ratio) and ln(velocity ratio) of every two tests of one reach.

    A reach is known by its river and the places of its two ends.
    """
    studies: dict[tuple[str, str], dict[int, dict[str, str]]] = defaultdict(dict)
    for row in readings.table(path):
        studies[row["river"], row["study"]][int(row["seq_after_injection"])] = row
    reaches: dict[tuple[str, ...], list[tuple[float, float, str]]] = defaultdict(list)
    for (river, study), there in studies.items():
        for number, row in there.items():
            above = there.get(number - 1)
            if row["condition"] != "Reach" or above is None:
                continue
            flow, velocity = (readings.number(row[k]) for k in ("flow_m3s", "peak_velocity_ms"))
            if not (flow > 0.0 and velocity > 0.0):
                continue
            ends = [f"{float(r[k]):.3f}" for r in (above, row) for k in ("lat", "lon")]
            reaches[(river, *ends)].append((flow, velocity, study))
    return [
        (key[0], math.log(b[0] / a[0]), math.log(b[1] / a[1]))
        for key, tests in reaches.items()
        for a, b in combinations(tests, 2)
        if a[2] != b[2]
    ]
