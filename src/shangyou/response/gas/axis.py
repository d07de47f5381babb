"""Where the gas goes: read off the answer, because a slope or a valley may turn the wind that was given."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from shangyou.science.distributions import Floats


def line(answer: Mapping[str, Any]) -> Floats | None:
    """Return the axis (n, 2) [m] where it is no straight line; answers kept before it was told have none."""
    told = answer.get("axis") or []
    return np.asarray(told, dtype=np.float64) if len(told) > 1 else None


def beside(of: Floats, along_m: Floats, left_m: Floats) -> Floats:
    """Return the places (k, 2) [m] that lie so far along an axis and to its left."""
    pieces = np.diff(of, axis=0)
    long = np.maximum(np.hypot(pieces[:, 0], pieces[:, 1]), 1e-9)
    here = np.concatenate(([0.0], np.cumsum(long)))
    # the direction at each point, so that the sides do not jump where the axis bends
    ways = np.concatenate((pieces / long[:, None], pieces[-1:] / long[-1]))
    way = np.stack([np.interp(along_m, here, ways[:, i]) for i in range(2)], axis=1)
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    at = np.stack([np.interp(along_m, here, of[:, i]) for i in range(2)], axis=1)
    return np.asarray(at + left_m[:, None] * np.stack((-way[:, 1], way[:, 0]), axis=1))


def towards(
    document: Mapping[str, Any], answer: Mapping[str, Any], near: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return the unit vector (east, north) along which a plume lies, `near` a place where it bends.

    Zones lie evenly about it: the middle of the farthest one is on it. Without a zone it is the
    wind of the case.
    """
    told = line(answer)
    if told is not None and near is not None:
        closest = int(np.hypot(*(told - np.asarray(near)).T).argmin())
        piece = told[min(closest + 1, len(told) - 1)] - told[max(closest - 1, 0)]
        long = max(float(np.hypot(*piece)), 1e-9)
        return float(piece[0]) / long, float(piece[1]) / long
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
