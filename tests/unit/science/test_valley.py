"""Walls of a valley and gas that turns across the wind: nothing lost, wide is open, steep is fast."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.models.gas import calm, path, slope
from shangyou.science.models.gas_release import MODEL

AMMONIA = {
    "substance": "7664-41-7",
    "release": {"kind": "continuous", "rate_kg_s": 0.5, "duration_s": 900},
    "weather": {"wind_speed_m_s": 2.0, "wind_from_deg": 270, "stability": "E", "cloud_total": 0},
    "theory": "plume",
    "arcs": [{"distance_m": d} for d in (100, 1000, 5000)],
    "receptors": [{"id": "along", "x_m": 1500, "y_m": 0}, {"id": "south", "x_m": 40, "y_m": -1000}],
    "thresholds": ["HJ169-2"],
    "ensemble": {"members": 6},
}
CHLORINE = {
    **AMMONIA,
    "substance": "7782-50-5",
    "release": {"kind": "continuous", "rate_kg_s": 5.0, "duration_s": 1800},
    "weather": {"wind_speed_m_s": 2.0, "wind_from_deg": 270, "stability": "D"},
    "theory": "auto",
}
BOTH = pytest.mark.parametrize("case", [AMMONIA, CHLORINE], ids=["light", "heavy"])


def answer(case, terrain=None, **more):
    document = {**case, **more, **({"terrain": terrain} if terrain else {})}
    return MODEL.to_json(MODEL.solve(cases.read(MODEL, document)))


def best(found):
    return [arc["peak_mg_m3"]["best"] for arc in found["arcs"]]


@BOTH
def test_level_ground_without_walls_is_the_flat_answer(case):
    assert json.dumps(answer(case, {"slope": 0.0})) == json.dumps(answer(case))


@BOTH
def test_the_wider_the_valley_the_nearer_to_the_open_answer(case):
    flat = best(answer(case))
    widths = (50, 100, 300, 1000, 5000, 50_000)
    found = [best(answer(case, {"valley_width_m": w, "downhill_deg": 90})) for w in widths]
    for narrow, wide in itertools.pairwise(found):
        assert all(a >= 0.995 * b for a, b in zip(narrow, wide, strict=True))
    assert found[0][2] > 3.0 * flat[2]
    assert found[-1] == pytest.approx(flat, rel=1e-9)


@BOTH
def test_a_wide_valley_changes_nothing_whichever_way_it_runs(case):
    flat = answer(case)
    across = answer(case, {"valley_width_m": 100_000, "downhill_deg": 30})
    assert best(across) == pytest.approx(best(flat), rel=1e-9)
    for one, other in zip(across["receptors"], flat["receptors"], strict=True):
        for name in ("best", "p50", "p90"):
            assert one["peak_mg_m3"][name] == pytest.approx(
                other["peak_mg_m3"][name], rel=1e-6, abs=1e-9
            )
    reach = [found["zones"][0]["distance_m"]["best"] for found in (across, flat)]
    assert reach[0] == pytest.approx(reach[1], rel=1e-9)


def test_far_down_a_valley_the_level_is_even_and_carries_the_release():
    """2 Q / (sqrt(2 pi) sigma_z u W): the width is the valley's, not the plume's.

    The flat axis has Q/(sqrt(2 pi) sigma_y) where the valley has Q/W: their ratio at 5 km is sqrt(2 pi) sigma_y/W, and
    so is that of two valleys the ratio of their widths.
    """
    narrow, twice = (
        best(answer(AMMONIA, {"valley_width_m": w, "downhill_deg": 90}))[2] for w in (50, 100)
    )
    assert narrow == pytest.approx(2.0 * twice, rel=0.01)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 300.0), st.floats(0.1, 500.0), st.floats(0.0, 400.0), st.floats(1.0, 400.0))
def test_between_walls_nothing_is_lost(core, sigma, left, right):
    place = np.linspace(-right, left, 20_001)
    level = path.between_walls(
        place, np.array(core), np.array(sigma), np.array(left), np.array(right)
    )
    whole = np.trapezoid(level, place)
    assert whole == pytest.approx(2.0 * core + math.sqrt(2.0 * math.pi) * sigma, rel=0.02)
    assert np.all(np.isfinite(level))


@settings(max_examples=60, deadline=None)
@given(st.floats(-200.0, 200.0), st.floats(0.0, 100.0), st.floats(0.1, 100.0))
def test_without_walls_the_level_is_that_of_open_ground(place, core, sigma):
    far = np.array(slope.OPEN_M)
    here = path.between_walls(np.array(place), np.array(core), np.array(sigma), far, far)
    assert here == path.open_share(np.array(place), np.array(core), np.array(sigma))


def test_gas_blown_at_a_wall_goes_on_along_the_valley():
    """Wind from the north-west across a valley that runs south: south it goes, and never past the wall."""
    terrain = {"valley_width_m": 300, "downhill_deg": 180}
    found = answer(AMMONIA, terrain, weather={**AMMONIA["weather"], "wind_from_deg": 300})
    line = np.array(found["axis"])
    assert np.abs(line[:, 0]).max() <= 150.0 + 0.1
    assert line[-1, 1] < -20_000
    ring = np.array(found["zones"][0]["polygon"])
    # where the axis bends the outline is drawn between two of its points
    assert np.abs(ring[:, 0]).max() <= 1.01 * 150.0
    along, south = (r["peak_mg_m3"]["best"] for r in found["receptors"])
    assert south > 1.0
    assert along < 1e-6 * south
    # the way down the valley is as long as the straight one
    steps = np.hypot(*np.diff(line, axis=0).T).sum()
    assert steps == pytest.approx(30_000, rel=0.001)


def test_places_are_found_along_a_bent_axis_as_along_a_straight_one():
    distance = np.geomspace(0.5, 30_000.0, 150)
    turn = np.array([0.0, 10.0, -25.0])
    ways = path.paths(distance, np.zeros((3, 150)), 230.0, turn, None)
    for east, north in ((300.0, 400.0), (-20.0, 5.0), (900.0, -100.0)):
        angle = np.radians(230.0 + turn)
        x = -east * np.sin(angle) - north * np.cos(angle)
        y = east * np.cos(angle) - north * np.sin(angle)
        along, left = ways.locate(east, north)
        ahead = x > 0.5
        assert along[ahead] == pytest.approx(x[ahead], rel=1e-9)
        assert left[ahead] == pytest.approx(y[ahead], rel=1e-9, abs=1e-9)
        # upwind, behind the release
        assert np.all(along[~ahead] <= 0.5)


RELEASES = pytest.mark.parametrize(
    "release",
    [{"kind": "continuous", "rate_kg_s": 5.0, "duration_s": 1800}, {"kind": "instantaneous", "mass_kg": 2000}],
    ids=["lasting", "sudden"],
)  # fmt: skip


@RELEASES
def test_a_slope_across_the_wind_turns_a_heavy_gas_downhill(release):
    case = {
        **CHLORINE, "release": release,
        "receptors": [{"id": s, "x_m": 300, "y_m": y} for s, y in (("north", 80), ("south", -80))],
    }  # fmt: skip
    flat = answer(case)
    assert flat["axis"] == []
    aside = []
    for ground in (0.02, 0.05, 0.1, 0.2):
        found = answer(case, {"slope": ground, "downhill_deg": 180})
        line = np.array(found["axis"])
        at = int(np.searchsorted(line[:, 0], 300.0))
        aside.append(-line[at, 1])
        north, south = (r["peak_mg_m3"]["best"] for r in found["receptors"])
        assert south > north
    # steeper turns farther
    assert aside == sorted(aside)
    assert aside[0] > 1.0
    # mirrored ground, mirrored answer
    other = answer(case, {"slope": 0.1, "downhill_deg": 0})
    there = answer(case, {"slope": 0.1, "downhill_deg": 180})
    assert np.array(other["axis"])[:, 1] == pytest.approx(-np.array(there["axis"])[:, 1], abs=0.11)


def test_a_gas_as_light_as_air_is_not_turned():
    case = {**CHLORINE, "substance": "630-08-0", "weather": {**CHLORINE["weather"]}}
    assert answer(case, {"slope": 0.2, "downhill_deg": 180})["axis"] == []


def test_what_is_not_known_of_the_drainage_widens_the_band():
    """A calm night on a slope: the drainage is the wind, and the doubt is the drainage's."""
    terrain = {"slope": 0.1, "downhill_deg": 90, "distance_from_crest_m": 1500}
    case = {**AMMONIA, "weather": {**AMMONIA["weather"], "wind_speed_m_s": 0.1}, "ensemble": {"members": 300}}  # fmt: skip
    read = cases.read(MODEL, {**case, "terrain": terrain})
    doubt = slope.doubt(read, np.random.default_rng(1))
    assert doubt.factor[0] == 1.0
    assert doubt.turn_deg[0] == 0.0
    assert np.log(doubt.factor).std() == pytest.approx(slope.DRAINAGE_SIGMA, rel=0.2)
    assert doubt.turn_deg.std() == pytest.approx(slope.DRAINAGE_SD_DEG, rel=0.2)
    # in a stronger wind the drainage is the smaller part, and its doubt with it
    windy = cases.read(MODEL, {**case, "terrain": terrain, "weather": {**case["weather"], "wind_speed_m_s": 3.0}})  # fmt: skip
    less = slope.doubt(windy, np.random.default_rng(1))
    assert np.log(less.factor).std() < 0.3 * np.log(doubt.factor).std()
    assert slope.doubt(cases.read(MODEL, case), np.random.default_rng(1)) is None


def test_the_steeper_the_faster_and_the_more_it_is_told():
    sooner = []
    for ground in (0.02, 0.1, 0.4):
        found = answer(
            {**AMMONIA, "weather": {**AMMONIA["weather"], "wind_speed_m_s": 0.6}},
            {"slope": ground, "downhill_deg": 90},
        )
        sooner.append(found["receptors"][0]["arrival_s"])
        assert any("成员" in w for w in found["warnings"])
    assert sooner == sorted(sooner, reverse=True)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(10.0, 1e5), st.floats(0.0, 2.0), st.floats(-360.0, 720.0), st.floats(0.0, 20.0),
    st.sampled_from(["A", "D", "F"]), st.booleans(),
)  # fmt: skip
def test_no_valley_gives_nonsense(width, ground, downhill, wind, stability, heavy):  # noqa: PLR0917 (hypothesis names them all)
    case = CHLORINE if heavy else AMMONIA
    found = answer(
        case, {"valley_width_m": width, "slope": ground, "downhill_deg": downhill},
        weather={"wind_speed_m_s": wind, "wind_from_deg": 200, "stability": stability},
        ensemble={"members": 2},
    )  # fmt: skip
    json.dumps(found, allow_nan=False)
    for place in found["receptors"]:
        assert place["peak_mg_m3"]["best"] >= 0.0


def test_what_passes_between_the_walls_is_what_passes_over_open_ground():
    """Across the wind at 1.5 km: the sum of what people breathe is the same, the highest is not."""

    def across(half, terrain=None):
        places = np.linspace(-half, half, 201)
        found = answer(
            AMMONIA, terrain, arcs=[], ensemble={"members": 1},
            receptors=[{"id": str(i), "x_m": 1500.0, "y_m": float(y)} for i, y in enumerate(places)],
        )  # fmt: skip
        level = np.array([place["peak_mg_m3"]["best"] for place in found["receptors"]])
        return np.trapezoid(level, places), level.max()

    whole, middle = across(800.0)
    held, strongest = across(60.0, {"valley_width_m": 120, "downhill_deg": 90})
    assert held == pytest.approx(whole, rel=0.01)
    assert strongest > 1.3 * middle


CALM = {
    **AMMONIA, "theory": "auto",
    "weather": {"wind_speed_m_s": 0.2, "wind_from_deg": 270, "stability": "D"},
    "arcs": [{"distance_m": d} for d in (20, 300, 1500)],
}  # fmt: skip


def test_in_a_calm_the_gas_goes_both_ways_along_the_valley():
    flat = answer(CALM)
    assert flat["theory"] == "calm-puff"
    wide = answer(CALM, {"valley_width_m": 100_000, "downhill_deg": 180})
    assert json.dumps(wide["arcs"]) == json.dumps(flat["arcs"])
    found = [
        best(answer(CALM, {"valley_width_m": w, "downhill_deg": 180})) for w in (50, 200, 1000)
    ]
    for narrow, wider in itertools.pairwise([*found, best(flat)]):
        assert all(a >= b for a, b in zip(narrow, wider, strict=True))
    held = answer(CALM, {"valley_width_m": 50, "downhill_deg": 180})
    ring = np.array(held["zones"][0]["polygon"])
    assert np.abs(ring[:, 0]).max() <= 25.1
    assert ring[:, 1].max() == pytest.approx(-ring[:, 1].min(), rel=0.01)
    assert ring[:, 1].max() > np.array(flat["zones"][0]["polygon"])[:, 1].max()


def test_images_of_a_calm_add_up_as_the_series_does():
    """Sum of 1/(x^2 + k^2 W^2) over all k is pi/(W x) coth(pi x/W) (Gradshteyn & Ryzhik 1.421.4)."""
    distance = np.geomspace(0.5, 3e6, 400)
    level = (1.0 / distance**2)[:, None]
    for width in (30.0, 300.0):
        found = calm.between_walls(level, distance, width)[:, 0]
        some = (distance > 3.0) & (distance < 5000.0)
        x = distance[some]
        assert found[some] == pytest.approx(
            np.pi / (width * x) / np.tanh(np.pi * x / width), rel=0.01
        )


@RELEASES
def test_a_heavy_gas_slumps_no_wider_than_the_floor(release):
    case = {**CHLORINE, "release": release, "ensemble": {"members": 1}}
    flat = answer(case)["zones"][0]
    assert flat["half_width_m"] > 200.0
    held = answer(case, {"valley_width_m": 100, "downhill_deg": 90})["zones"][0]
    assert held["half_width_m"] <= 50.0 + 1e-6
    assert held["distance_m"]["best"] > 1.5 * flat["distance_m"]["best"]
