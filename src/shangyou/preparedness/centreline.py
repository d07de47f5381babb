"""Lines of rivers: smoothing a drawn line, and the ruler along it.

A drawn line is a schematic. Distances along a river come from chainage; the ruler maps a place on the
drawn line to that distance and back, linearly between the marks where both are known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

METRES_PER_DEGREE = 111_195.0
"""One degree of a great circle on a sphere of 6 371 km radius."""

REFERENCE_LATITUDE_DEG = 30.0
"""Chongqing lies between 28.1 and 32.2° N; one scale of longitude errs by 2 % at its edges."""

_LONGITUDE_SCALE = math.cos(math.radians(REFERENCE_LATITUDE_DEG))


def to_metres(lon_lat: Floats) -> Floats:
    """Plane coordinates in metres (east, north) of points given as longitude and latitude."""
    points = np.asarray(lon_lat, dtype=np.float64)
    return points * (METRES_PER_DEGREE * np.array([_LONGITUDE_SCALE, 1.0]))


def to_degrees(metres: Floats) -> Floats:
    """Longitude and latitude of plane coordinates in metres."""
    points = np.asarray(metres, dtype=np.float64)
    return points / (METRES_PER_DEGREE * np.array([_LONGITUDE_SCALE, 1.0]))


def smooth(points: Floats, per_span: int = 8) -> Floats:
    """Draw a centripetal Catmull-Rom curve through the points, `per_span` steps between neighbours.

    The centripetal form neither loops nor overshoots where points lie unevenly. Each given point stays a
    vertex: vertex `i * per_span` of the answer is point `i`.
    """
    if len(points) < 3:
        return points.copy()
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    knots = np.concatenate(
        [[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(padded, axis=0), axis=1)))]
    )
    curve = [points[:1]]
    for i in range(1, len(points)):
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        p0, p1, p2, p3 = padded[i - 1 : i + 3]
        t = np.linspace(t1, t2, per_span + 1)[1:, None]
        a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
        a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
        a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
        b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
        b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
        span = ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1)
        span[-1] = points[i]
        curve.append(span)
    return np.vstack(curve)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Distance along a reach against the place on its drawn line.

    `drawn_m` runs along the vertices of the drawn line; `mark_drawn_m` and `mark_distance_m` are the places
    where the true distance is known (both ends at least).
    """

    points_m: Floats
    drawn_m: Floats
    mark_drawn_m: Floats
    mark_distance_m: Floats

    @classmethod
    def of(
        cls, lon_lat: Floats, length_m: float, marks: Sequence[tuple[float, float]] = ()
    ) -> "Ruler":
        """Make the ruler of a line whose true length is `length_m`; marks are (drawn fraction, distance in m)."""
        points = to_metres(lon_lat)
        drawn = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        inner = [m for m in sorted(marks) if 0.0 < m[0] < 1.0 and 0.0 < m[1] < length_m]
        rising = [(0.0, 0.0)]
        for fraction, distance in inner:
            if fraction > rising[-1][0] and distance > rising[-1][1]:
                rising.append((fraction, distance))
        rising.append((1.0, length_m))
        fractions, distances = np.array(rising).T
        return cls(points, drawn, fractions * drawn[-1], distances)

    def drawn_to_distance(self, drawn_m: float | Floats) -> Floats:
        """Give the true distance in metres of a place on the drawn line."""
        return np.asarray(np.interp(drawn_m, self.mark_drawn_m, self.mark_distance_m))

    def points_at(self, distance_m: float | Floats | Sequence[float]) -> Floats:
        """Longitude and latitude of true distances in metres, one row each."""
        drawn = np.interp(np.atleast_1d(distance_m), self.mark_distance_m, self.mark_drawn_m)
        east = np.interp(drawn, self.drawn_m, self.points_m[:, 0])
        north = np.interp(drawn, self.drawn_m, self.points_m[:, 1])
        return to_degrees(np.column_stack([east, north]))

    def nearest(self, east_m: float, north_m: float) -> tuple[float, float, float]:
        """Find the nearest place of the line: (distance along in m, offset in m, side).

        Side is positive on the left when looking downstream.
        """
        here = np.array([east_m, north_m])
        start, end = self.points_m[:-1], self.points_m[1:]
        along = end - start
        square = np.maximum((along**2).sum(axis=1), 1e-9)
        share = np.clip(((here - start) * along).sum(axis=1) / square, 0.0, 1.0)
        foot = start + share[:, None] * along
        apart = np.linalg.norm(here - foot, axis=1)
        k = int(np.argmin(apart))
        drawn = self.drawn_m[k] + share[k] * float(np.sqrt(square[k]))
        side = float(along[k, 0] * (here - start[k])[1] - along[k, 1] * (here - start[k])[0])
        return float(self.drawn_to_distance(drawn)), float(apart[k]), side


def drawn_fraction(points: Floats, vertex: int) -> float:
    """Share of the drawn length at one vertex of a line in metres."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return float(steps[:vertex].sum() / steps.sum())
