"""District outlines: the decoding, the datum, and the outcome against an independent file."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import shape

ROOT = Path(__file__).parents[3]
INDEPENDENT = ROOT.parent / "shared/data/geo/cq_districts_wgs84.geojson"


@pytest.fixture(scope="module")
def basemap():
    spec = importlib.util.spec_from_file_location(
        "build_basemap", ROOT / "scripts/build_basemap.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def encoded(points, start):
    """Write a ring the way ECharts does, to read it back."""
    text, (x, y) = "", start
    for point in points:
        here = [round(value * 1024) for value in point]
        for step in (here[0] - x, here[1] - y):
            text += chr(((step << 1) ^ (step >> 31)) + 64)
        x, y = here
    return text


def test_a_ring_is_read_back(basemap):
    ring = [(106.5, 29.5), (106.625, 29.5), (106.625, 29.375), (106.5, 29.5)]
    start = [round(106.5 * 1024), round(29.5 * 1024)]
    assert np.allclose(basemap.decoded(encoded(ring, start), start), ring)


def test_the_datum_is_taken_off_exactly(basemap):
    for longitude, latitude in ((106.55, 29.57), (108.4, 30.8), (109.9, 31.1)):
        east, north = basemap.gcj02_offset(longitude, latitude)
        back = basemap.to_wgs84(longitude + east, latitude + north)
        assert back == pytest.approx((longitude, latitude), abs=1e-8)
        # the public description moves points by some 300–700 m in Chongqing
        metres = np.hypot(east * 96_000, north * 111_000)
        assert 200 < metres < 900


def test_without_its_source_it_says_so_and_goes_on(basemap, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["build_basemap.py", str(tmp_path / "none.json")])
    assert basemap.main() == 0
    assert "没有找到" in capsys.readouterr().err


def test_the_outlines_are_those_of_an_independent_file(basemap, tmp_path, monkeypatch):
    if not basemap.SOURCE.is_file():
        pytest.skip("web packages are not installed: echarts4 is absent")
    if not INDEPENDENT.is_file():
        pytest.skip("the independent outlines are not beside this checkout")
    out = tmp_path / "districts.geojson"
    monkeypatch.setattr(sys, "argv", ["build_basemap.py", "-o", str(out)])
    assert basemap.main() == 0
    ours = json.loads(out.read_text(encoding="utf-8"))
    known = {
        str(f["properties"]["adcode"]): shape(f["geometry"])
        for f in json.loads(INDEPENDENT.read_text(encoding="utf-8"))["features"]
    }
    assert len(ours["features"]) == len(known) == 38
    assert out.stat().st_size < 300_000
    for feature in ours["features"]:
        outline, other = shape(feature["geometry"]), known[feature["properties"]["code"]]
        assert outline.is_valid
        share = outline.intersection(other).area / outline.union(other).area
        assert share > 0.97, feature["properties"]["name"]
