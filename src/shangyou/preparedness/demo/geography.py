"""District outlines of the demo world, when the build has written them, and the district of a point."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from shangyou.preparedness.centreline import Floats, to_metres
from shangyou.preparedness.demo.facts import facts

ROOT = Path(__file__).resolve().parents[4]
OUTLINES = (
    ROOT / "web/public/demo/chongqing-districts.geojson",
    ROOT / "web/dist/demo/chongqing-districts.geojson",
)
"""Where scripts/build_basemap.py writes them, and where the web build copies them."""

CITY = ""
"""What belongs to no single district: every district sees it, the city alone changes it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One district's outline."""

    code: str
    name: str
    shape: BaseGeometry


@cache
def outlines() -> tuple[Outline, ...]:
    """Read the outlines; none when the map was not built."""
    for path in OUTLINES:
        if path.is_file():
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            return tuple(
                Outline(
                    feature["properties"]["code"],
                    feature["properties"]["name"],
                    shapely.from_geojson(json.dumps(feature["geometry"])),
                )
                for feature in features
            )
    return ()


def districts_of(lon_lat: Floats) -> list[str]:
    """Give the division code of each point: by outline, else '' (outside the city or no outlines)."""
    where = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    points = shapely.points(where)
    codes = [""] * len(where)
    if outlines():
        tree = shapely.STRtree([outline.shape for outline in outlines()])
        for i, k in zip(*tree.query(points, predicate="intersects"), strict=True):
            codes[int(i)] = codes[int(i)] or outlines()[int(k)].code
    return codes


def nearest_seats(lon_lat: Floats) -> list[str]:
    """Give the division code of the nearest district seat of each point."""
    seats = facts("districts")
    there = to_metres(
        np.array([[s.number("seat_longitude"), s.number("seat_latitude")] for s in seats])
    )
    here = to_metres(np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2))
    apart = np.linalg.norm(here[:, None, :] - there[None, :, :], axis=2)
    return [seats[int(k)]["code"] for k in apart.argmin(axis=1)]


def regions_of(lon_lat: Floats) -> list[str]:
    """Give each point's district by outline, else by the nearest seat: every row belongs to somebody."""
    return [
        inside or nearest
        for inside, nearest in zip(districts_of(lon_lat), nearest_seats(lon_lat), strict=True)
    ]


def district_names() -> dict[str, str]:
    """Give district names by division code."""
    return {row["code"]: row["name"] for row in facts("districts")}


def places(rows: Iterable[Any]) -> Floats:
    """Give longitude and latitude of rows that all have a point."""
    return np.array([[row.geometry.x, row.geometry.y] for row in rows], dtype=np.float64)


def short_name(name: str) -> str:
    """Shorten 涪陵区 to 涪陵, 石柱土家族自治县 to 石柱."""
    for ending in ("土家族苗族自治县", "苗族土家族自治县", "土家族自治县", "区", "县"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name
