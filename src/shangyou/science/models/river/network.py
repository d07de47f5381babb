"""Reaches as a tree that runs to its outlets, and the way from one place to another."""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Reach


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the network: reach by number, distance from the head of that reach [m]."""

    reach: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class Network:
    """The reaches of a case by number; -1 stands below an outlet."""

    length_m: Floats
    downstream: tuple[int, ...]
    number: dict[str, int]

    @classmethod
    def of(cls, reaches: tuple[Reach, ...]) -> "Network":
        number = {reach.id: i for i, reach in enumerate(reaches)}
        return cls(
            length_m=np.array([reach.length_m for reach in reaches]),
            downstream=tuple(
                -1 if reach.downstream is None else number[reach.downstream] for reach in reaches
            ),
            number=number,
        )

    def place(self, reach: str, distance_m: float) -> Place:
        return Place(self.number[reach], distance_m)

    def way(self, origin: int) -> tuple[int, ...]:
        """Return the reaches from `origin` down to the outlet, `origin` included."""
        way = []
        here = origin
        while here >= 0:
            way.append(here)
            here = self.downstream[here]
        return tuple(way)

    def lengths(self, origin: Place, target: Place) -> Floats | None:
        """Return the metres travelled in each reach, or None where water does not go that way."""
        travelled = np.zeros(self.length_m.size)
        here, begin = origin.reach, origin.distance_m
        while here >= 0:
            if here == target.reach:
                if target.distance_m < begin:
                    return None
                travelled[here] = target.distance_m - begin
                return travelled
            travelled[here] = self.length_m[here] - begin
            here, begin = self.downstream[here], 0.0
        return None
