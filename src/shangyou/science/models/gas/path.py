"""Where the axis of a plume lies when it is no straight line, and what the walls of a valley do to its width.

A heavy gas on a slope leaves the wind by its weight; between the walls of a valley the gas goes with the wind until
it meets a wall, and on along it. Walls reflect: the level is that of the open ground and of its images beyond them,
which is the exact solution of diffusion between two walls that let nothing through, whatever the spread grows like
(Carslaw & Jaeger 1959, Conduction of Heat in Solids, ch. 10; for a valley Turner 1970, Workbook of Atmospheric
Dispersion Estimates, AP-26, ch. 5, from memory, 需核实).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.slope import OPEN_M, Valley
from shangyou.science.models.gas.track import Track

# Once sigma passes this many widths the level across is even within 1e-4: 2 exp(-(pi sigma/W)^2/2) is left.
EVEN: Final = 1.5
IMAGES: Final = 5


@dataclass(frozen=True, slots=True)
class Paths:
    """The axes of all members; arrays (members, n) but for the distance along them (n,)."""

    distance_m: Floats
    east_m: Floats
    north_m: Floats
    towards_east: Floats  # unit vector of the piece that ends at each point
    towards_north: Floats
    left_m: Floats  # to the wall on the left, across the axis
    right_m: Floats

    def locate(self, east_m: float, north_m: float) -> tuple[Floats, Floats]:
        """Return metres along and to the left of each member's axis (members,); below zero behind the release."""
        member = np.arange(self.east_m.shape[0])
        start_e = np.concatenate((np.zeros((member.size, 1)), self.east_m[:, :-1]), axis=1)
        start_n = np.concatenate((np.zeros((member.size, 1)), self.north_m[:, :-1]), axis=1)
        long = np.diff(self.distance_m, prepend=0.0)
        along = (east_m - start_e) * self.towards_east + (north_m - start_n) * self.towards_north
        held = np.clip(along, 0.0, long)
        apart = np.hypot(
            east_m - start_e - held * self.towards_east,
            north_m - start_n - held * self.towards_north,
        )
        piece = apart.argmin(axis=1)
        chosen = (member, piece)
        begin = self.distance_m[piece] - long[piece]
        # behind the release the first piece goes on; between two pieces nobody is lost
        kept = np.where(piece == 0, np.minimum(along[chosen], long[piece]), held[chosen])
        side = (north_m - start_n[chosen]) * self.towards_east[chosen] - (
            east_m - start_e[chosen]
        ) * self.towards_north[chosen]
        aside = np.where(piece == 0, np.abs(side), apart[chosen])
        return np.asarray(begin + kept), np.asarray(np.copysign(aside, side))

    def line(self) -> tuple[tuple[float, float], ...]:
        """Return east and north [m] along the axis of the best estimate, from the release on."""
        ends = zip(self.east_m[0], self.north_m[0], strict=True)
        return ((0.0, 0.0), *((float(east), float(north)) for east, north in ends))

    def points(self, along_m: Floats, left_m: Floats) -> Floats:
        """Return east and north (k, 2) of places beside the axis of the best estimate."""
        distance = np.concatenate(([0.0], self.distance_m))
        at = [
            np.interp(along_m, distance, np.concatenate(([start], values)))
            for start, values in (
                (0.0, self.east_m[0]),
                (0.0, self.north_m[0]),
                (self.towards_east[0, 0], self.towards_east[0]),
                (self.towards_north[0, 0], self.towards_north[0]),
            )
        ]
        size = np.maximum(np.hypot(at[2], at[3]), 1e-9)
        return np.stack((at[0] - left_m * at[3] / size, at[1] + left_m * at[2] / size), axis=1)


def paths(
    distance_m: Floats,
    aside: Floats,
    wind_from_deg: float,
    turn_deg: Floats,
    valley: Valley | None,
) -> Paths:
    """Return every member's axis.

    Parameters
    ----------
    distance_m : array (n,)
        Along the axis.
    aside : array (members, n)
        Sine of the angle by which the gas leaves the wind to its left.
    wind_from_deg : float
        Of the mean wind.
    turn_deg : array (members,)
        By which each member's wind differs from it.
    valley : Valley or None
        What holds it.

    """
    steps = np.diff(distance_m, prepend=0.0)
    wind = np.radians(90.0 - (wind_from_deg + 180.0 + turn_deg))[:, None]
    heading = wind + np.arcsin(np.clip(aside, -1.0, 1.0))
    if valley is None:
        east, north = np.cos(heading), np.sin(heading)
        open_ground = np.full(heading.shape, OPEN_M)
        return Paths(
            distance_m, np.cumsum(east * steps, axis=1), np.cumsum(north * steps, axis=1),
            east, north, open_ground, open_ground,
        )  # fmt: skip
    axis = math.radians(90.0 - valley.towards_deg)
    half = 0.5 * valley.width_m
    across, onward = np.sin(heading - axis) * steps, np.cos(heading - axis)
    place = np.empty(heading.shape)
    here = np.zeros(heading.shape[0])
    for i in range(distance_m.size):
        here = np.clip(here + across[:, i], -half, half)
        place[:, i] = here
    moved = np.diff(place, axis=1, prepend=0.0)
    # what blows straight at a wall goes down the valley
    way = np.where(onward >= -1e-9, 1.0, -1.0)
    gone = way * np.sqrt(np.maximum(steps**2 - moved**2, 0.0))
    run = np.cumsum(gone, axis=1)
    along, beside = gone / steps, moved / steps
    cosine, sine = math.cos(axis), math.sin(axis)
    # across the axis the walls are farther the more it points at them
    share = np.maximum(np.abs(along), 1e-9)
    ahead = np.where(along >= 0.0, half - place, half + place) / share
    other = np.where(along >= 0.0, half + place, half - place) / share
    return Paths(
        distance_m,
        run * cosine - place * sine,
        run * sine + place * cosine,
        along * cosine - beside * sine,
        along * sine + beside * cosine,
        np.minimum(ahead, OPEN_M),
        np.minimum(other, OPEN_M),
    )


def open_share(left_m: Floats, core_m: Floats, sigma_m: Floats) -> Floats:
    """Return the level beside the axis over that on it, on open ground [-]."""
    beyond = np.maximum(np.abs(left_m) - core_m, 0.0)
    return np.asarray(np.exp(-0.5 * (beyond / np.maximum(sigma_m, 1e-6)) ** 2))


def between_walls(
    place_m: Floats, core_m: Floats, sigma_m: Floats, left_m: Floats, right_m: Floats
) -> Floats:
    """Return the level beside the axis over that which open ground would have on the axis [-].

    Between the walls nothing is lost: its integral is that of the open ground. A place beyond a wall has what stands
    at the wall, less what the plume's own edge leaves of it: gas climbs, and how far is not known.
    """
    place, core, sigma, left, right = np.broadcast_arrays(place_m, core_m, sigma_m, left_m, right_m)
    held = np.clip(place, -right, left)
    wide = left + right
    found = np.zeros(place.shape)
    for k in range(-IMAGES, IMAGES + 1):
        shift = 2.0 * k * wide
        found += open_share(held + shift, core, sigma)
        found += open_share(2.0 * left - held + shift, core, sigma)
    whole = 2.0 * core + math.sqrt(2.0 * math.pi) * np.maximum(sigma, 1e-6)
    # a blanket as wide as the floor fills it evenly
    filled = (sigma > EVEN * wide) | (core > 0.5 * wide)
    found = np.where(filled, whole / np.maximum(wide, 1e-9), found)
    return np.asarray(found * open_share(place - held, np.zeros(1), sigma))


def on_axis(track: Track, ways: Paths, member: int) -> Floats:
    """Return what the walls make of the level on a member's axis (n,) [-]."""
    return between_walls(
        np.zeros(1), track.core_m, track.sigma_y_m, ways.left_m[member], ways.right_m[member]
    )
