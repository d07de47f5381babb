"""Writes the schematic district outlines of the demo map.

    scripts/build_basemap.py [SOURCE.json] [-o OUT.geojson]

Source: map/json/province/chongqing.json of the npm package echarts 4.9.0 (Apache-2.0), installed under
web/node_modules as `echarts4`. It is decoded from ECharts' compressed encoding, moved from GCJ-02 to WGS 84,
simplified, and written as a build output that is not kept in the repository. It is no approved map: the screen
labels it 示意. Official outlines come in by import.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "web/node_modules/echarts4/map/json/province/chongqing.json"
OUT = ROOT / "web/public/demo/chongqing-districts.geojson"

TOLERANCE_DEG = 0.003
"""About 300 m: outlines stay recognisable at city scale and the file near 200 kB."""

RENAMED = {"梁平县": ("500155", "梁平区"), "武隆县": ("500156", "武隆区")}
"""Counties that became districts in 2016, with a new code, after the source was drawn."""

# Krasovsky 1940 ellipsoid, on which GCJ-02 is defined (public description of the offset)
SEMI_MAJOR_AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943


def decoded(text: str, offset: list[int]) -> list[tuple[float, float]]:
    """Read one ring of ECharts' encoding: zig-zag differences of 1/1024 degree, two characters a point."""
    x, y = offset
    ring = []
    for i in range(0, len(text), 2):
        step_x, step_y = ord(text[i]) - 64, ord(text[i + 1]) - 64
        x += (step_x >> 1) ^ -(step_x & 1)
        y += (step_y >> 1) ^ -(step_y & 1)
        ring.append((x / 1024.0, y / 1024.0))
    return ring


def gcj02_offset(longitude: float, latitude: float) -> tuple[float, float]:
    """Give the offset in degrees that GCJ-02 adds to a WGS 84 point."""
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    ripple = (20 * math.sin(6 * math.pi * x) + 20 * math.sin(2 * math.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20 * math.sin(math.pi * y) + 40 * math.sin(math.pi * y / 3)) * 2 / 3
    north += (160 * math.sin(math.pi * y / 12) + 320 * math.sin(math.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20 * math.sin(math.pi * x) + 40 * math.sin(math.pi * x / 3)) * 2 / 3
    east += (150 * math.sin(math.pi * x / 12) + 300 * math.sin(math.pi * x / 30)) * 2 / 3
    phi = math.radians(latitude)
    magic = 1 - ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    metres_north = SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / magic**1.5
    metres_east = SEMI_MAJOR_AXIS_M / math.sqrt(magic) * math.cos(phi)
    return math.degrees(east / metres_east), math.degrees(north / metres_north)


def to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """Turn a GCJ-02 point into WGS 84 by fixed-point iteration (to less than a millimetre)."""
    east, north = longitude, latitude
    for _ in range(5):
        step_east, step_north = gcj02_offset(east, north)
        east, north = longitude - step_east, latitude - step_north
    return east, north


def outlines(source: dict[str, object]) -> list[tuple[str, str, BaseGeometry]]:
    """(code, name, outline) of every district, in WGS 84."""
    found = []
    for feature in source["features"]:
        geometry, offsets = feature["geometry"], feature["geometry"]["encodeOffsets"]
        parts = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            parts, offsets = [parts], [offsets]
        polygons = []
        for rings, starts in zip(parts, offsets, strict=True):
            points = [
                [to_wgs84(*point) for point in decoded(ring, start)]
                for ring, start in zip(rings, starts, strict=True)
            ]
            polygons.append(Polygon(points[0], points[1:]))
        name = feature["properties"]["name"]
        outline = shapely.make_valid(shapely.union_all(polygons))
        found.append((*RENAMED.get(name, (str(feature["id"]), name)), outline))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="示意区县界 schematic district outlines")
    parser.add_argument("source", nargs="?", type=Path, default=SOURCE)
    parser.add_argument("-o", "--out", type=Path, default=OUT)
    options = parser.parse_args()
    if not options.source.is_file():
        print(
            f"没有找到 {options.source}：地图将不带区县界，其余功能不受影响。"
            f" / {options.source} is absent: the map goes on without district outlines.",
            file=sys.stderr,
        )
        return 0
    districts = outlines(json.loads(options.source.read_text(encoding="utf-8")))
    simple = shapely.coverage_simplify([outline for *_, outline in districts], TOLERANCE_DEG)
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": name,
                "label": [round(v, 4) for v in outline.representative_point().coords[0]],
            },
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(outline, 1e-4))),
        }
        for (code, name, _), outline in zip(districts, simple, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "demo": True,
        "source": "npm echarts 4.9.0 map/json/province/chongqing.json (Apache-2.0), GCJ-02 → WGS 84, 示意",
        "features": features,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    print(f"示意区县界 district outlines: {len(features)} → {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
