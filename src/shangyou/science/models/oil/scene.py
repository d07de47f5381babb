"""An oil case made ready to walk: the river of every member, the ways of the oil, banks, booms."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.oil.case import Boom, Inputs, OilReach
from shangyou.science.models.oil.river import as_river
from shangyou.science.models.oil.substance import OilAtHand, oil_at_hand
from shangyou.science.models.river.ensemble import Draws, draw, river
from shangyou.science.models.river.setting import Setting
from shangyou.science.processes import channel_geometry
from shangyou.science.processes.bank_holding import BankKind

Ints = NDArray[np.int64]

# Surface over mean velocity: floats are corrected by 0.85, 0.80 to 0.90 with the bed (Rantz 1982,
# USGS Water-Supply Paper 2175).
FLOAT_COEFFICIENT = (0.80, 0.90)
# Members share the elements; fewer than this per member say nothing of a plume's front.
FEWEST_PER_MEMBER = 10
ASSUMED_BANK: BankKind = "gravel"
# Length of a straight stretch over the width: half a meander, Leopold & Wolman 1960 (10.9 W).
STRAIGHT_WIDTHS = 5.5
_FINEST_BIN_M, _MOST_BINS = 200.0, 1000


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The way of each release to its outlet; segments beyond the outlet are -1."""

    edges_m: Floats
    reaches: Ints

    @classmethod
    def of(cls, setting: Setting) -> "Ways":
        ways = [setting.network.way(place.reach) for place in setting.releases]
        longest = max(map(len, ways))
        reaches = np.full((len(ways), longest + 1), -1, dtype=np.int64)
        edges = np.full((len(ways), longest + 2), np.inf)
        for p, way in enumerate(ways):
            reaches[p, : len(way)] = way
            edges[p, 0] = 0.0
            edges[p, 1 : len(way) + 1] = np.cumsum(setting.network.length_m[list(way)])
        return cls(edges, reaches)

    def places(self, reach: int, distance_m: float) -> Floats:
        """Return the chainage of a place on each way, inf where a way does not pass it."""
        found = np.full(self.reaches.shape[0], np.inf)
        ways, segments = np.nonzero(self.reaches == reach)
        found[ways] = self.edges_m[ways, segments] + distance_m
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything the walk needs that does not change on the way; (members, reaches) or (reaches)."""

    inputs: Inputs
    setting: Setting
    oil: OilAtHand
    members: int
    per_member: int
    draws: Draws
    ways: Ways
    velocity_m_s: Floats
    spread_m2_s: Floats
    across_per_m: Floats
    mixing_time_s: Floats
    width_m: Floats
    depth_m: Floats
    shear_m_s: Floats
    bearing_deg: Floats
    banks: tuple[tuple[BankKind, BankKind], ...]
    q_offset: Floats
    q_slope: Floats
    bin_first: Ints
    bin_length_m: Floats
    bins: int

    @classmethod
    def of(cls, inputs: Inputs, generator: np.random.Generator) -> "Scene":
        beneath = as_river(inputs)
        setting = Setting.of(beneath)
        members = _members(inputs)
        draws = draw(members, len(inputs.releases), len(inputs.reaches), generator)
        water = river(draws, setting.estimates, beneath)
        low, high = FLOAT_COEFFICIENT
        coefficient = low + (high - low) * generator.random(members) if members > 1 else 0.85
        surface = water.cloud_velocity_m_s / np.reshape(coefficient, (-1, 1))
        width = np.array([e.width_m for e in setting.estimates])
        first, length, bins = _bins(setting.network.length_m)
        offset, slope = _joining(inputs.reaches, setting)
        return cls(
            inputs=inputs,
            setting=setting,
            oil=oil_at_hand(inputs),
            members=members,
            per_member=max(inputs.elements // members, len(inputs.releases)),
            draws=draws,
            ways=Ways.of(setting),
            velocity_m_s=surface,
            spread_m2_s=water.medium.dispersion_m2_s,
            across_per_m=water.transverse_per_m,
            # slowest mode of mixing between two banks, W² / (π² E_y), with 2 E_y / (W² U) known
            mixing_time_s=2.0 / (np.pi**2 * water.transverse_per_m * water.cloud_velocity_m_s),
            width_m=width,
            depth_m=np.array([e.depth_m for e in setting.estimates]),
            shear_m_s=np.array(
                [
                    channel_geometry.shear_velocity(
                        velocity_m_s=e.velocity.median, depth_m=e.depth_m, slope=reach.slope
                    )
                    for reach, e in zip(inputs.reaches, setting.estimates, strict=True)
                ]
            ),
            bearing_deg=_bearings(inputs, members, generator),
            banks=tuple(_kinds(reach) for reach in inputs.reaches),
            q_offset=offset,
            q_slope=slope,
            bin_first=first,
            bin_length_m=length,
            bins=bins,
        )

    def flow_factor(self, seconds: float) -> Floats:
        """Return how much faster each reach runs now than at its reference discharge, by discharge or by stage."""
        factor = np.ones(len(self.inputs.reaches))
        for r, clock in enumerate(self.setting.clocks):
            if clock is not None:
                factor[r] = float(clock.pace(np.array([seconds]))[0])
        return factor

    def seconds(self, time: datetime) -> float:
        return (time - self.inputs.start).total_seconds()

    def covered(self, boom: Boom) -> tuple[float, float]:
        """Return the share of the width that a boom closes, as (from, to)."""
        width = self.width_m[self.setting.network.number[boom.reach]]
        if boom.length_m is None:
            return 0.0, 1.0
        share = min(1.0, boom.length_m * float(np.sin(np.radians(boom.angle_deg))) / width)
        if boom.bank == "left":
            return 0.0, share
        if boom.bank == "right":
            return 1.0 - share, 1.0
        return 0.5 - 0.5 * share, 0.5 + 0.5 * share


def _members(inputs: Inputs) -> int:
    fewest = max(FEWEST_PER_MEMBER, len(inputs.releases))
    return max(1, min(inputs.ensemble.members, inputs.elements // fewest))


def _kinds(reach: OilReach) -> tuple[BankKind, BankKind]:
    given = reach.bank_kind or ASSUMED_BANK
    return given if isinstance(given, tuple) else (given, given)


def _bearings(inputs: Inputs, members: int, generator: np.random.Generator) -> Floats:
    """Return the direction of flow; where it or the wind is unknown, every member has its own."""
    bearing = 360.0 * generator.random((members, len(inputs.reaches)))
    for r, reach in enumerate(inputs.reaches):
        if reach.bearing_deg is not None and inputs.wind is not None:
            bearing[:, r] = reach.bearing_deg
    return bearing


def _bins(length_m: Floats) -> tuple[Ints, Floats, int]:
    """Cut the banks into pieces that fill up one by one."""
    wanted = max(_FINEST_BIN_M, float(length_m.sum()) / _MOST_BINS)
    count = np.maximum(np.ceil(length_m / wanted), 1.0).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(count + 1)))  # one spare: the very end of a reach
    return first[:-1], length_m / count, int(first[-1])


def _joining(reaches: tuple[OilReach, ...], setting: Setting) -> tuple[Floats, Floats]:
    """Return where water of a reach lies across the next one: q' = offset + slope q."""
    discharge = setting.discharge_m3_s
    offset, slope = np.zeros(len(reaches)), np.ones(len(reaches))
    entering: dict[int, dict[str, float]] = {}
    for r, reach in enumerate(reaches):
        below = setting.network.downstream[r]
        if below >= 0 and reach.joins is not None:
            sides = entering.setdefault(below, {"left": 0.0, "right": 0.0})
            sides[reach.joins] += min(discharge[r] / discharge[below], 0.5)
    for r, reach in enumerate(reaches):
        sides = entering.get(setting.network.downstream[r], {"left": 0.0, "right": 0.0})
        left, right = min(sides["left"], 0.45), min(sides["right"], 0.45)
        if reach.joins == "left":
            offset[r], slope[r] = 0.0, max(left, 1e-3)
        elif reach.joins == "right":
            slope[r] = max(right, 1e-3)
            offset[r] = 1.0 - slope[r]
        else:
            offset[r], slope[r] = left, 1.0 - left - right
    return offset, slope
