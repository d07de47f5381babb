"""What registered things lie near a point."""

from typing import Any

import numpy as np
from django.contrib.gis.geos import Polygon

from shangyou.core.models import User
from shangyou.core.registers.listing import visible
from shangyou.core.rights import allowed
from shangyou.preparedness.centreline import METRES_PER_DEGREE
from shangyou.preparedness.coverage import great_circle_km
from shangyou.preparedness.registers import receptors, response_spaces, risk_sources

MOST_ROWS = 50

SEARCHED = (
    (risk_sources.REGISTER, risk_sources.KINDS),
    (receptors.REGISTER, receptors.KINDS),
    (response_spaces.REGISTER, response_spaces.KINDS),
)


def nearby(user: User, longitude: float, latitude: float, radius_m: float) -> list[dict[str, Any]]:
    """Give risk sources, receptors and response spaces within a radius, nearest first; one query a register."""
    north = radius_m / METRES_PER_DEGREE
    east = north / max(float(np.cos(np.radians(latitude))), 0.05)
    box = Polygon.from_bbox(
        (longitude - east, latitude - north, longitude + east, latitude + north)
    )
    box.srid = 4326
    found: list[dict[str, Any]] = []
    for register, kinds in SEARCHED:
        if not allowed(user, f"register.{register.name}.list"):
            continue
        rows = visible(register, user).filter(geometry__intersects=box)
        for pk, name, kind, point, status, demo in rows.values_list(
            "pk", "name", "kind", "geometry", "status", "demo"
        ):
            found.append(
                {
                    "register": register.name,
                    "id": str(pk),
                    "title": name,
                    "kind": kind,
                    "kind_title": kinds[kind],
                    "point": {"lon": point.x, "lat": point.y},
                    "status": status,
                    "demo": demo,
                }
            )
    if not found:
        return []
    places = np.array([[f["point"]["lon"], f["point"]["lat"]] for f in found])
    metres = great_circle_km((longitude, latitude), places) * 1000.0
    for row, away in zip(found, metres, strict=True):
        row["distance_m"] = round(float(away))
    near = [row for row in found if row["distance_m"] <= radius_m]
    return sorted(near, key=lambda row: row["distance_m"])[:MOST_ROWS]
