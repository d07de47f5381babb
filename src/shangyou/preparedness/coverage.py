"""How far it is by road, and which experts fit.

Roads are not modelled: the distance is the great circle times a factor for mountain roads, an estimate.
"""

from collections.abc import Sequence

import numpy as np
from django.db.models import Q

from shangyou.preparedness.centreline import Floats
from shangyou.preparedness.registers.experts import Expert

EARTH_RADIUS_KM = 6371.0

ROAD_FACTOR = 1.5
"""Road length over great circle. 1.3 is usual in plains, 1.4–1.7 between Chongqing's district towns
(高速公路 and 国道 distances against coordinates, general knowledge); estimated."""

ROAD_SPEED_KM_H = 50.0
"""Mean speed of a loaded lorry on a mix of motorway and mountain road; estimated."""

LonLat = tuple[float, float]


def great_circle_km(here: LonLat, there: Floats) -> Floats:
    """Great-circle distance in km from one point to many (longitude, latitude in degrees)."""
    lon, lat = np.radians(here)
    lons, lats = np.radians(np.asarray(there, dtype=np.float64).reshape(-1, 2)).T
    chord = (
        np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)))


def road(here: LonLat, there: Floats) -> tuple[Floats, Floats]:
    """Estimate road kilometres and minutes from one point to many."""
    km = great_circle_km(here, there) * ROAD_FACTOR
    return km, km / ROAD_SPEED_KM_H * 60.0


def experts_for(
    skills: Sequence[str], *, point: LonLat | None = None, most: int = 5
) -> list[tuple[Expert, float | None]]:
    """Give available experts with one of the skills, best match first, then nearest (km by road or None)."""
    rows = list(
        Expert.objects.filter(available=True).filter(
            Q(skill__in=skills) | Q(second_skill__in=skills)
        )
    )
    homes = {i: (home.x, home.y) for i, row in enumerate(rows) if (home := row.geometry)}
    km: dict[int, float] = {}
    if point is not None and homes:
        away = road(point, np.array(list(homes.values())))[0]
        km = dict(zip(homes, map(float, away), strict=True))

    def order(i: int) -> tuple[int, float, str]:
        row = rows[i]
        ranks = [skills.index(s) for s in (row.skill, row.second_skill) if s in skills]
        return min(ranks) * 2 - len(ranks), km.get(i, np.inf), row.code

    return [(rows[i], km.get(i)) for i in sorted(range(len(rows)), key=order)[:most]]
