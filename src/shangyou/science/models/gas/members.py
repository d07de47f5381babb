"""Every member's plume: the best estimate first, then what the doubts allow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.gas import calm, dense, plume, tables
from shangyou.science.models.gas.air import SPREAD_SIGMA, Air
from shangyou.science.models.gas.case import Inputs
from shangyou.science.models.gas.path import Paths, on_axis, paths
from shangyou.science.models.gas.slope import Valley, falls, valley
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import GasSubstance
from shangyou.science.models.gas.theory import Choice
from shangyou.science.models.gas.track import Track, distances, strength

FARTHEST_M = 30_000.0
# What is left to the model once wind, eddies, spread, rate and direction have their share, as a standard
# deviation of the logarithm, and what is added where turbulence was not measured but read off class, sun and
# cloud. Fitted so that 80 % bands hold 80 %, on the public runs of Prairie Grass, each left out in turn
# (scripts/fit_gas_bands.py, docs/models/gas-release.md).
MODEL_SIGMA = 0.05
UNMEASURED_SIGMA = 0.45
CALM_SIGMA = 0.7
GROWTH_SIGMA = 0.3
RATE_SIGMA = 0.10
DEVIATES = 6


@dataclass(frozen=True, slots=True)
class Members:
    """Tracks of all members and the factor each applies to its level."""

    tracks: tuple[Track, ...]
    factor: Floats  # (members,)
    direction_deg: Floats  # (members,)
    # where the axis is no straight line, or lies between walls
    paths: Paths | None = None
    floor: Valley | None = None


def deviates(members: int, generator: np.random.Generator) -> Floats:
    """Return standard-normal numbers (members, DEVIATES); the first row is zero: the best estimate."""
    drawn = generator.standard_normal((members, DEVIATES))
    drawn[0] = 0.0
    return drawn


def run(  # noqa: PLR0917 (what a run needs)
    inputs: Inputs,
    source: SourceTerm,
    substance: GasSubstance,
    air: Air,
    choice: Choice,
    drawn: Floats,
    heights_m: Floats,
) -> Members:
    """Return the tracks of every member."""
    along = distances(FARTHEST_M)
    purest = substance.gas_density_kg_m3(min(float(source.temperature_k[0]), air.temperature_k))
    walls = valley(inputs.terrain)

    def track(member: int) -> Track:
        if choice.name == "calm-puff":
            return calm.track(
                source,
                air.stability or "F",
                float(np.exp(GROWTH_SIGMA * drawn[member, 2])),
                along,
                heights_m,
                None if walls is None else walls.width_m,
            )
        if inputs.theory in tables.NAMES:
            return tables.track(
                inputs.theory, source, air, member,
                float(np.exp(SPREAD_SIGMA * drawn[member, 2])),
                inputs.averaging_time_s, along, heights_m,
            )  # fmt: skip
        return _moving(inputs, source, substance, air, choice, member, along, heights_m)

    tracks = at_once(track, range(air.members))
    ways = _paths(inputs, tracks, air, along)
    if ways is not None:
        tracks = [
            replace(one, level_kg_m3=one.level_kg_m3 * on_axis(one, ways, member)[:, None])
            for member, one in enumerate(tracks)
        ]
    tracks = [replace(one, level_kg_m3=np.minimum(one.level_kg_m3, purest)) for one in tracks]
    sigma = CALM_SIGMA if choice.name == "calm-puff" else MODEL_SIGMA
    if inputs.weather.wind_direction_sd_deg is None:
        sigma = float(np.hypot(sigma, UNMEASURED_SIGMA))
    return Members(
        tracks=tuple(tracks),
        factor=np.exp(sigma * drawn[:, 4] + RATE_SIGMA * drawn[:, 5]),
        direction_deg=air.direction_deg,
        paths=ways,
        floor=walls,
    )


def _paths(inputs: Inputs, tracks: Sequence[Track], air: Air, along: Floats) -> Paths | None:
    """Return where the members' axes lie, None where each is the straight line of its wind."""
    if tracks[0].circle:
        return None
    walls = valley(inputs.terrain)
    leaves = any(one.aside is not None for one in tracks)
    if walls is None and not leaves:
        return None
    straight = np.zeros(along.size)
    aside = np.stack([straight if one.aside is None else one.aside for one in tracks])
    return paths(along, aside, inputs.weather.wind_from_deg, air.direction_deg, walls)


def _moving(  # noqa: PLR0917 (what a run needs)
    inputs: Inputs,
    source: SourceTerm,
    substance: GasSubstance,
    air: Air,
    choice: Choice,
    member: int,
    along: Floats,
    heights_m: Floats,
) -> Track:
    light = plume.track(source, air, member, along, heights_m, substance.surface_resistance_s_m)
    if choice.heavy <= 0.0:
        return light
    heavy = dense.track(
        source, substance, air, inputs.weather.relative_humidity, member, along, heights_m, light,
        falls(inputs.terrain, inputs.weather.wind_from_deg),
    )  # fmt: skip
    return _joined(light, heavy, choice.heavy)


def _joined(light: Track, heavy: Track, share: float) -> Track:
    """Return the two theories joined: levels by their logarithm, the rest by their value.

    `share` is how much of the heavy one counts.
    """

    def between(a: Floats, b: Floats) -> Floats:
        return np.asarray((1.0 - share) * a + share * b)

    tiny = 1e-30
    return Track(
        distance_m=light.distance_m,
        level_kg_m3=np.exp(
            between(
                np.log(np.maximum(light.level_kg_m3, tiny)),
                np.log(np.maximum(heavy.level_kg_m3, tiny)),
            )
        ),
        core_m=between(light.core_m, heavy.core_m),
        sigma_y_m=between(light.sigma_y_m, heavy.sigma_y_m),
        travel_s=between(light.travel_s, heavy.travel_s),
        sigma_t_s=between(light.sigma_t_s, heavy.sigma_t_s),
        aside=None if heavy.aside is None else share * heavy.aside,
    )


def strongest(source: SourceTerm, track: Track) -> Floats:
    """Return how strong the release ever is at each distance, relative to its strongest (n,)."""
    if source.sudden_kg > 0.0 or track.circle:
        return np.ones(track.distance_m.size)
    span = float(source.edges_s[-1] - source.edges_s[0])
    late = np.linspace(0.0, 1.0, 48)[None, :] * span + track.sigma_t_s[:, None] * np.linspace(
        -1.0, 2.0, 48
    )
    felt = strength(
        source, track.travel_s[:, None], track.sigma_t_s[:, None], track.travel_s[:, None] + late
    )
    return np.asarray(felt.max(axis=1))
