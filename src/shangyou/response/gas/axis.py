"""Where the gas goes: read off the answer, because a slope may turn the wind that was given."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely


def towards(document: Mapping[str, Any], answer: Mapping[str, Any]) -> tuple[float, float]:
    """Return the unit vector (east, north) along which a plume lies.

    Zones lie evenly about it: the middle of the farthest one is on it. Without a zone it is the
    wind of the case.
    """
    outlines = [np.asarray(zone["polygon"], dtype=np.float64) for zone in answer["zones"]]
    drawn = [outline for outline in outlines if len(outline) >= 3]
    if drawn:
        widest = max(drawn, key=lambda outline: float(np.abs(outline).max()))
        middle = shapely.Polygon(widest).centroid
        far = float(np.hypot(middle.x, middle.y))
        if far > 1.0:
            return middle.x / far, middle.y / far
    angle = np.radians(float(document["weather"].get("wind_from_deg", 270.0)))
    return -float(np.sin(angle)), -float(np.cos(angle))
