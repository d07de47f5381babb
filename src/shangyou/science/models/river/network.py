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
    branches: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, reaches: tuple[Reach, ...]) -> "Network":
        number = {reach.id: i for i, reach in enumerate(reaches)}
        return cls(
            length_m=np.array([reach.length_m for reach in reaches]),
            downstream=tuple(
                -1 if reach.downstream is None else number[reach.downstream] for reach in reaches
            ),
            number=number,
            branches=tuple(
                tuple(number[branch.reach] for branch in reach.branches) for reach in reaches
            ),
        )

    @property
    def parts(self) -> bool:
        """Tell whether the river parts into arms anywhere."""
        return any(self.branches)

    def next(self, reach: int) -> tuple[int, ...]:
        """Return the reaches that take the water of a reach, the main one first."""
        main = self.downstream[reach]
        side = self.branches[reach] if self.branches else ()
        return side if main < 0 else (main, *side)

    def below(self, origin: int, stop: int | None = None) -> tuple[int, ...]:
        """Return the reaches that water of `origin` comes to, each after all those above it.

        Nothing is followed beyond the reach `stop`.
        """
        found: list[int] = []
        open_: list[tuple[int, bool]] = [(origin, False)]
        seen: set[int] = set()
        while open_:
            here, done = open_.pop()
            if done:
                found.append(here)
            elif here not in seen:
                seen.add(here)
                open_.append((here, True))
                if here != stop:
                    open_ += [(b, False) for b in self.next(here)]
        return tuple(reversed(found))

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

    def routes(self, origin: int, most: int) -> list[tuple[int, ...]]:
        """Return every way from a reach to an outlet, main stem first; at most so many."""
        found: list[tuple[int, ...]] = []
        open_: list[tuple[int, ...]] = [(origin,)]
        while open_ and len(found) <= most:
            way = open_.pop()
            arms = self.next(way[-1])
            if not arms:
                found.append(way)
            open_ += [(*way, arm) for arm in reversed(arms)]
        return found

    def route(self, origin: int, target: int) -> tuple[int, ...] | None:
        """Return the reaches from one to another, by the main stem where it leads there."""
        seen: set[int] = set()
        open_: list[tuple[int, ...]] = [(origin,)]
        while open_:
            way = open_.pop()
            here = way[-1]
            if here == target:
                return way
            if here in seen:
                continue
            seen.add(here)
            open_ += [(*way, b) for b in reversed(self.next(here))]
        return None

    def lengths(
        self, origin: Place, target: Place, route: tuple[int, ...] | None = None
    ) -> Floats | None:
        """Return the metres travelled in each reach, or None where water does not go that way.

        By `route` where one is given, else by the main stem where it leads there.
        """
        if self.parts or route is not None:
            return self._lengths_by_arms(origin, target, route)
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

    def _lengths_by_arms(
        self, origin: Place, target: Place, route: tuple[int, ...] | None
    ) -> Floats | None:
        if route is None:
            way = self.route(origin.reach, target.reach)
        elif origin.reach in route and target.reach in route:
            way = route[route.index(origin.reach) : route.index(target.reach) + 1]
        else:
            way = None
        if not way or (len(way) == 1 and target.distance_m < origin.distance_m):
            return None
        travelled = np.zeros(self.length_m.size)
        travelled[list(way)] = self.length_m[list(way)]
        travelled[way[-1]] = target.distance_m
        travelled[way[0]] -= origin.distance_m
        return travelled
