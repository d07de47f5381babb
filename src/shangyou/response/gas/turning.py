"""Where a zone may lie when the wind turns: the outline swept over the doubt of its direction."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely import affinity

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.air import DIRECTION_SD_DEG

# Eight in ten lie within this many standard deviations: the band of the distances beside it.
WITHIN = 1.2816
# As many turns as a zone needs to overlap with the next one: a narrow one more than a wide one.
FEWEST_TURNS, MOST_TURNS = 9, 61
# Longer than any zone, for the walls of a valley [m].
FARTHEST_M = 100_000.0
# Below this wind the direction swings far more than a plume's own ten degrees.
LIGHT_M_S = 1.5
LIGHT_SD_DEG = 30.0
LARGEST_GROWTH = 10.0
SMOOTH_M = 0.5
COARSE = 0.002
CLOSED = 0.05


def deviation_deg(document: Mapping[str, Any]) -> float:
    """Return how sure the direction is: a standard deviation [deg].

    The model turns its members by 10 degrees; a measured deviation or a light wind makes it more
    (30 degrees below 1.5 m/s: our estimate).
    """
    weather = document["weather"]
    given = weather.get("wind_direction_sd_deg") or 0.0
    light = LIGHT_SD_DEG if weather["wind_speed_m_s"] < LIGHT_M_S else 0.0
    return float(max(DIRECTION_SD_DEG, given, light))


def walls(document: Mapping[str, Any]) -> shapely.Polygon | None:
    """Return the floor of a case's valley, the leak in its middle; None on open ground."""
    terrain = document.get("terrain") or {}
    width = terrain.get("valley_width_m")
    if width is None:
        return None
    floor = shapely.box(-0.5 * width, -FARTHEST_M, 0.5 * width, FARTHEST_M)
    towards = float(terrain.get("downhill_deg", 180.0))
    return affinity.rotate(floor, -towards, origin=(0.0, 0.0))


def possible(
    outline: Floats,
    distance_m: Mapping[str, float | None],
    sd_deg: float | None,
    floor: shapely.Polygon | None = None,
) -> Floats:
    """Return the outline (n, 2) [m] inside which a zone lies in eight of ten cases.

    The zone, grown to the 90 % distance, turned about the leak over the doubt of the wind; within the
    `floor` of a valley where there is one.
    """
    best, far = distance_m.get("best"), distance_m.get("p90")
    if len(outline) < 3 or not best or not far:
        return np.empty((0, 2))
    grown = min(max(far / best, 1.0), LARGEST_GROWTH)
    zone = shapely.Polygon(outline).buffer(0)
    # a ring that is no star about the leak does not hold itself when it grows
    shape = zone.union(affinity.scale(zone, grown, grown, origin=(0.0, 0.0)))
    if sd_deg is not None:
        reach = min(WITHIN * sd_deg, 180.0)
        wide = np.degrees(shape.area / max(far, 1.0) ** 2)
        turns = int(np.clip(np.ceil(2.0 * reach / max(wide, 1e-3)) + 1, FEWEST_TURNS, MOST_TURNS))
        turned = [
            affinity.rotate(shape, float(angle), origin=(0.0, 0.0))
            for angle in np.linspace(-reach, reach, turns)
        ]
        shape = shapely.union_all([shape, *turned])
        # between two turns the edge is drawn across, not along each of them
        gap = CLOSED * far
        shape = shape.buffer(gap).buffer(-gap)
    if floor is not None:
        shape = shape.intersection(floor)
    # grown by what thinning may cut off, so that it still holds the zone
    coarse = max(COARSE * far, SMOOTH_M)
    shape = shape.buffer(coarse)
    # pieces that do not touch are held by one outline
    whole = shape if isinstance(shape, shapely.Polygon) else shape.convex_hull
    line = shapely.LineString(whole.exterior).simplify(coarse)
    return np.asarray(line.coords[:-1], dtype=np.float64)
