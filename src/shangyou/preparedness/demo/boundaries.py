"""Where a river passes from one district into the next: receptors that the law asks to be told of."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shangyou.preparedness.demo.geography import districts_of
from shangyou.preparedness.network import Network

STEP_M = 500.0

LASTING_M = 5000.0
"""A district counts when the river stays in it this far: where the river itself is the border, the schematic
line wanders between both sides, and such a border is not crossed."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One border crossing of one river."""

    river: str
    reach: str
    distance_m: float
    from_code: str
    to_code: str


def _steady(codes: list[str]) -> list[tuple[int, str]]:
    """Give (index, code) of the starts of runs that last, merging what lies between equal ones."""
    runs: list[tuple[int, str, float]] = []
    for i, code in enumerate(codes):
        if runs and runs[-1][1] == code:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + STEP_M)
        else:
            runs.append((i, code, STEP_M))
    lasting = [(i, code) for i, code, length in runs if length >= LASTING_M and code]
    merged: list[tuple[int, str]] = []
    for i, code in lasting:
        if not merged or merged[-1][1] != code:
            merged.append((i, code))
    return merged


def crossings(network: Network) -> Iterator[Crossing]:
    """Walk every river and give the district borders it crosses."""
    for river, reaches in network.rivers.items():
        places = [
            (reach.code, float(distance))
            for reach in reaches
            for distance in np.arange(0.0, reach.length_m, STEP_M)
        ]
        codes = districts_of(network.points(places))
        steady = _steady(codes)
        for (_, before), (at, after) in pairwise(steady):
            reach, distance = places[at]
            yield Crossing(river, reach, distance, before, after)
