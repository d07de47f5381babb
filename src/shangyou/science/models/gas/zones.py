"""From tracks to zones: how far a threshold is passed, the outline, from when until when."""

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.answer import ArcAnswer, Zone, band, reached
from shangyou.science.models.gas.case import Arc, Inputs
from shangyou.science.models.gas.members import Members, strongest
from shangyou.science.models.gas.path import IMAGES, Paths, between_walls
from shangyou.science.models.gas.slope import Valley
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.track import Track

MG = 1e6  # mg in a kg
OUTLINE_POINTS = 48
CIRCLE_POINTS = 72
ACROSS_POINTS = 81
# People stand where they breathe.
BREATHING_M = 1.5
# What can burn is lit where it is strongest: a heavy gas on the ground.
GROUND_M = 0.0


def height_of(threshold: str) -> float:
    """Return the height above ground [m] at which a threshold counts."""
    return GROUND_M if threshold in ("LFL", "UFL") else BREATHING_M


def levels_mg_m3(members: Members, peak: Floats, height: int) -> Floats:
    """Return the highest level on the axis (members, n) [mg/m3]."""
    levels = np.array([track.level_kg_m3[:, height] for track in members.tracks])
    return np.asarray(levels * peak * members.factor[:, None] * MG)


def arcs(
    inputs: Inputs, members: Members, source: SourceTerm, heights: list[float]
) -> tuple[ArcAnswer, ...]:
    """Return the highest concentration at every distance asked for."""
    peak = strongest(source, members.tracks[0])
    return tuple(_arc(arc, members, peak, heights.index(arc.z_m)) for arc in inputs.arcs)


def _arc(arc: Arc, members: Members, peak: Floats, height: int) -> ArcAnswer:
    along = members.tracks[0].distance_m
    levels = levels_mg_m3(members, peak, height)
    at = np.array(
        [
            np.exp(np.interp(np.log(arc.distance_m), np.log(along), np.log(np.maximum(row, 1e-30))))
            for row in levels
        ]
    )
    return ArcAnswer(arc.distance_m, arc.z_m, band(float(at[0]), at))


def farthest(along: Floats, levels: Floats, threshold: float) -> Floats:
    """Return how far each member passes a threshold [m] (members,); 0 where it never does."""
    above = levels >= threshold
    found = np.zeros(levels.shape[0])
    for i, row in enumerate(above):
        if not row.any():
            continue
        last = int(np.flatnonzero(row)[-1])
        if last + 1 >= along.size:
            found[i] = along[-1]
            continue
        near, far = levels[i, last], max(levels[i, last + 1], 1e-30)
        share = np.log(near / threshold) / max(np.log(near / far), 1e-12)
        found[i] = np.exp(np.log(along[last]) + share * np.log(along[last + 1] / along[last]))
    return found


def zone(  # noqa: PLR0917 (one threshold)
    name: str,
    concentration: float,
    members: Members,
    source: SourceTerm,
    height: int,
    towards: tuple[float, float],
) -> Zone:
    """Return the zone of a threshold."""
    best = members.tracks[0]
    peak = strongest(source, best)
    levels = levels_mg_m3(members, peak, height)
    reach = farthest(best.distance_m, levels, concentration)
    far = float(reach[0])
    if members.paths is None or best.circle:
        outline, half = _outline(best, levels[0], concentration, far, towards, members.floor)
    else:
        outline, half = _along(members.paths, best, levels[0], concentration, far)
    last = float(np.interp(far, best.distance_m, best.travel_s)) if far else 0.0
    spread = float(np.interp(far, best.distance_m, best.sigma_t_s)) if far else 0.0
    return Zone(
        threshold=name,
        concentration_mg_m3=concentration,
        distance_m=reached(far, reach),
        half_width_m=half,
        polygon=outline,
        from_s=0.0 if far else None,
        until_s=float(source.edges_s[-1]) + last + 2.0 * spread if far else None,
        beyond=far >= best.distance_m[-1],
    )


def _along(
    ways: Paths, track: Track, level: Floats, concentration: float, far: float
) -> tuple[tuple[tuple[float, float], ...], float]:
    """Return the outline about an axis that bends or lies between walls, and the greatest half-width."""
    if far <= 0.0:
        return (), 0.0
    distance = track.distance_m
    t = np.linspace(0.0, np.pi, OUTLINE_POINTS)
    x = np.maximum(far * (1.0 - np.cos(t)) / 2.0, distance[0])
    core, sigma = np.interp(x, distance, track.core_m), np.interp(x, distance, track.sigma_y_m)
    left, right = (np.interp(x, distance, walls[0]) for walls in (ways.left_m, ways.right_m))
    strong = np.exp(np.interp(np.log(x), np.log(distance), np.log(np.maximum(level, 1e-30))))
    ratio = np.maximum(strong / concentration, 1.0)
    # where one image after the other is added the edge lies farther out than on open ground
    widest = core + sigma * np.sqrt(2.0 * np.log(ratio * (2.0 * IMAGES + 1.0)))
    share = np.linspace(0.0, 1.0, ACROSS_POINTS)
    axis = between_walls(np.zeros(1), core, sigma, left, right)
    sides = []
    for sign, wall in ((-1.0, right), (1.0, left)):
        place = np.minimum(widest, wall)[:, None] * share
        here = between_walls(
            sign * place, core[:, None], sigma[:, None], left[:, None], right[:, None]
        )
        inside = here * (ratio / axis)[:, None] >= 1.0
        last = inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1)
        sides.append(place[np.arange(x.size), np.where(inside.any(axis=1), last, 0)])
    ends = np.minimum((far - x) / max(0.02 * far, 1e-9), 1.0)
    right_half, left_half = (side * ends for side in sides)
    back = -min(float(left_half[0]), float(track.core_m[0]) + 1.0)
    tail = (back * ways.towards_east[0, 0], back * ways.towards_north[0, 0])
    ring = [tail, *ways.points(x, -right_half), *reversed(ways.points(x, left_half))]
    half = float(np.maximum(right_half, left_half).max())
    return tuple((float(a), float(b)) for a, b in ring), half


def _outline(  # noqa: PLR0917 (one threshold)
    track: Track,
    level: Floats,
    concentration: float,
    far: float,
    towards: tuple[float, float],
    floor: Valley | None,
) -> tuple[tuple[tuple[float, float], ...], float]:
    """Return the outline in metres east and north, and the greatest half-width; `floor` holds a circle."""
    if far <= 0.0:
        return (), 0.0
    if track.circle:
        angle = np.linspace(0.0, 2.0 * np.pi, CIRCLE_POINTS, endpoint=False)
        points = np.stack((far * np.cos(angle), far * np.sin(angle)), axis=1)
        if floor is None:
            return tuple((float(x), float(y)) for x, y in points), far
        half = min(far, 0.5 * floor.width_m)
        way = np.radians(90.0 - floor.towards_deg)
        along, beside = points[:, 0], np.clip(points[:, 1], -half, half)
        east = along * np.cos(way) - beside * np.sin(way)
        north = along * np.sin(way) + beside * np.cos(way)
        return tuple((float(x), float(y)) for x, y in zip(east, north, strict=True)), half
    # dense at both ends, where the outline turns
    t = np.linspace(0.0, np.pi, OUTLINE_POINTS)
    x = np.maximum(far * (1.0 - np.cos(t)) / 2.0, track.distance_m[0])
    ratio = np.exp(np.interp(np.log(x), np.log(track.distance_m), np.log(np.maximum(level, 1e-30))))
    ratio = np.maximum(ratio / concentration, 1.0)
    core = np.interp(x, track.distance_m, track.core_m)
    sigma = np.interp(x, track.distance_m, track.sigma_y_m)
    half = core * np.minimum((far - x) / max(0.02 * far, 1e-9), 1.0) + sigma * np.sqrt(
        2.0 * np.log(ratio)
    )
    east, north = towards
    right = [(a * east + b * north, a * north - b * east) for a, b in zip(x, half, strict=True)]
    left = [(a * east - b * north, a * north + b * east) for a, b in zip(x, half, strict=True)]
    back = -min(float(half[0]), float(track.core_m[0]) + 1.0)
    tail = (back * east, back * north)
    ring = [tail, *right, *reversed(left)]
    return tuple((float(a), float(b)) for a, b in ring), float(half.max())
