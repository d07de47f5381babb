"""What people breathe at a place over time, outdoors and behind closed windows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.gas.answer import ReceptorAnswer, band
from shangyou.science.models.gas.case import Receptor
from shangyou.science.models.gas.members import Members
from shangyou.science.models.gas.path import between_walls, open_share
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import UNKNOWN_LONGER, GasSubstance
from shangyou.science.models.gas.track import Track, strengths
from shangyou.science.processes.toxic_load import PROBITS, fatality, indoors, toxic_load

MG = 1e6
TIMES = 121
LONGEST_S = 6 * 3600.0
# It has arrived at a place when it passes this share of the place's own peak.
ARRIVAL_SHARE = 0.02
LEAST_MG_M3 = 1e-9


def wind_vector(wind_from_deg: float) -> tuple[float, float]:
    """Return the unit vector of where the wind goes: 270 degrees is (1, 0), due east."""
    angle = np.radians(wind_from_deg)
    return -float(np.sin(angle)), -float(np.cos(angle))


@dataclass(frozen=True, slots=True)
class _Tracks:
    """All members' tracks side by side, at one height; arrays (members, distances)."""

    distance_m: Floats
    log_level: Floats
    core_m: Floats
    sigma_y_m: Floats
    travel_s: Floats
    sigma_t_s: Floats

    @classmethod
    def of(cls, members: Members, height: int) -> "_Tracks":
        tracks = members.tracks
        return cls(
            # all are followed at the same distances
            distance_m=tracks[0].distance_m,
            log_level=np.log(
                np.maximum(np.stack([t.level_kg_m3[:, height] for t in tracks]), 1e-30)
            ),
            core_m=np.stack([t.core_m for t in tracks]),
            sigma_y_m=np.stack([t.sigma_y_m for t in tracks]),
            travel_s=np.stack([t.travel_s for t in tracks]),
            sigma_t_s=np.stack([t.sigma_t_s for t in tracks]),
        )


def answers(  # noqa: PLR0917 (what places ask)
    places: Sequence[Receptor],
    members: Members,
    source: SourceTerm,
    substance: GasSubstance,
    heights_m: Sequence[float],
    wind_from_deg: float,
) -> tuple[ReceptorAnswer, ...]:
    """Return concentration and dose at each place; `heights_m` are those of the tracks."""
    tracks = {z: _Tracks.of(members, heights_m.index(z)) for z in {place.z_m for place in places}}

    def answer(place: Receptor) -> ReceptorAnswer:
        return _answer(place, members, tracks[place.z_m], source, substance, wind_from_deg)

    return tuple(at_once(answer, places))


def _answer(  # noqa: PLR0917 (one place)
    place: Receptor,
    members: Members,
    tracks: _Tracks,
    source: SourceTerm,
    substance: GasSubstance,
    wind_from_deg: float,
) -> ReceptorAnswer:
    best, ways = members.tracks[0], members.paths
    far = float(np.hypot(place.x_m, place.y_m))
    if ways is None:
        x, y = _turned(place, wind_from_deg, members.direction_deg, circle=best.circle)
    else:
        x, y = ways.locate(place.x_m, place.y_m)
        far = max(far, float(x[0]))
    times = _times(best, source, far)
    series = _series(members, tracks, source, x, y, times)
    exponent = substance.toxic_exponent or UNKNOWN_LONGER
    central = series[0]
    inside = indoors(central, times, place.air_changes_per_h)
    probit = PROBITS.get(substance.cas)
    load = toxic_load(central, times, exponent)
    indoor_load = toxic_load(inside, times, exponent)
    low, middle, high = np.quantile(series, (0.1, 0.5, 0.9), axis=0)
    peak = float(central.max())
    present = np.flatnonzero(central >= max(ARRIVAL_SHARE * peak, LEAST_MG_M3))
    return ReceptorAnswer(
        id=place.id,
        peak_mg_m3=band(peak, series.max(axis=1)),
        indoor_peak_mg_m3=float(inside.max()),
        arrival_s=float(times[present[0]]) if present.size and peak > LEAST_MG_M3 else None,
        load=load,
        indoor_load=indoor_load,
        fatality=None if probit is None else fatality(load, probit),
        indoor_fatality=None if probit is None else fatality(indoor_load, probit),
        time_s=times,
        best=central,
        p10=low,
        p50=middle,
        p90=high,
        indoor=inside,
    )


def _turned(
    place: Receptor, wind_from_deg: float, turn_deg: Floats, *, circle: bool
) -> tuple[Floats, Floats]:
    """Return metres along and across each member's axis."""
    if circle:
        distance = float(np.hypot(place.x_m, place.y_m))
        return np.full(turn_deg.size, distance), np.zeros(turn_deg.size)
    angle = np.radians(wind_from_deg + turn_deg)
    east, north = -np.sin(angle), -np.cos(angle)
    return (
        np.asarray(place.x_m * east + place.y_m * north),
        np.asarray(-place.x_m * north + place.y_m * east),
    )


def _times(track: Track, source: SourceTerm, distance_m: float) -> Floats:
    """Return when to look: from the start until the tail has passed."""
    travel = float(np.interp(distance_m, track.distance_m, track.travel_s))
    spread = float(np.interp(distance_m, track.distance_m, track.sigma_t_s))
    end = float(source.edges_s[-1]) + travel + 4.0 * spread
    return np.linspace(0.0, float(np.clip(end, 60.0, LONGEST_S)), TIMES)


def _series(  # noqa: PLR0917 (one place)
    members: Members, tracks: _Tracks, source: SourceTerm, x: Floats, y: Floats, times: Floats
) -> Floats:
    """Return the concentration [mg/m3] of every member at times (members, times)."""
    distances, near = tracks.distance_m, tracks.distance_m[0]
    place = np.interp(np.log(np.maximum(x, near)), np.log(distances), np.arange(distances.size))
    below = np.minimum(place.astype(np.int64), distances.size - 2)
    part, member = place - below, np.arange(x.size)

    def at(values: Floats) -> Floats:
        return np.asarray((1.0 - part) * values[member, below] + part * values[member, below + 1])

    core, edge = at(tracks.core_m), np.maximum(at(tracks.sigma_y_m), 1e-6)
    level = np.exp(at(tracks.log_level))
    ways = members.paths
    if ways is None:
        level = level * open_share(y, core, edge)
    else:
        # the level on the axis has what the walls make of it
        walls = at(ways.left_m), at(ways.right_m)
        level = level * between_walls(y, core, edge, *walls)
        level = level / between_walls(np.zeros(1), core, edge, *walls)
    level[x < -tracks.core_m[:, 0] - near] = 0.0
    level = level * members.factor * MG
    delay, spread = at(tracks.travel_s), at(tracks.sigma_t_s)
    felt = np.zeros((x.size, times.size))
    # where next to nothing comes, when it comes needs no working out
    some = level > LEAST_MG_M3
    if some.any():
        felt[some] = strengths(source, delay[some], spread[some], times)
    return np.asarray(level[:, None] * felt)
