"""What people breathe at a place over time, outdoors and behind closed windows."""

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.answer import ReceptorAnswer, band
from shangyou.science.models.gas.case import Receptor
from shangyou.science.models.gas.members import Members
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import UNKNOWN_LONGER, GasSubstance
from shangyou.science.models.gas.track import Track, strength
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


def answer(  # noqa: PLR0917 (one place)
    place: Receptor,
    members: Members,
    source: SourceTerm,
    substance: GasSubstance,
    height: int,
    wind_from_deg: float,
) -> ReceptorAnswer:
    """Return concentration and dose at one place."""
    best = members.tracks[0]
    x, y = _turned(place, wind_from_deg, members.direction_deg, circle=best.circle)
    times = _times(best, source, float(np.hypot(place.x_m, place.y_m)))
    series = np.array(
        [
            _series(track, source, float(x[i]), float(y[i]), height, times) * members.factor[i] * MG
            for i, track in enumerate(members.tracks)
        ]
    )
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


def _series(  # noqa: PLR0917 (one place, one member)
    track: Track, source: SourceTerm, x: float, y: float, height: int, times: Floats
) -> Floats:
    """Return the concentration [kg/m3] at times, of one member."""
    near = track.distance_m[0]
    if x < -float(track.core_m[0]) - near:
        return np.zeros(times.size)
    at = max(x, near)
    place = float(np.interp(np.log(at), np.log(track.distance_m), np.arange(track.distance_m.size)))
    index = np.array([place])
    grid = np.arange(track.distance_m.size)
    level = float(
        np.exp(np.interp(place, grid, np.log(np.maximum(track.level_kg_m3[:, height], 1e-30))))
    )
    level *= float(track.across(index, np.array([y]))[0])
    delay = float(np.interp(place, grid, track.travel_s))
    spread = float(np.interp(place, grid, track.sigma_t_s))
    return np.asarray(level * strength(source, np.asarray(delay), np.asarray(spread), times))
