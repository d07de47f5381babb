"""Slopes: level ground is the flat answer, hand-worked drainage, weight that runs downhill."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.models.gas import slope
from shangyou.science.models.gas_release import MODEL
from shangyou.science.processes import blanket_drift, slope_flow

CASE = {
    "substance": "7664-41-7",
    "release": {"kind": "continuous", "rate_kg_s": 0.5, "duration_s": 900},
    "weather": {"wind_speed_m_s": 0.3, "wind_from_deg": 270, "stability": "F", "cloud_total": 0},
    "arcs": [{"distance_m": 100}, {"distance_m": 500}],
    "receptors": [{"id": "a", "x_m": 0, "y_m": -300}, {"id": "b", "x_m": 300, "y_m": 0}],
    "thresholds": ["HJ169-2"],
    "ensemble": {"members": 20},
}


def read(terrain=None, **weather):
    document = {**CASE, "weather": {**CASE["weather"], **weather}}
    return cases.read(MODEL, document if terrain is None else {**document, "terrain": terrain})


def answer(terrain=None, **weather):
    return MODEL.to_json(MODEL.solve(read(terrain, **weather)))


def test_level_ground_is_the_flat_answer():
    """Asked to 1e-6; it is the same to the last digit."""
    assert json.dumps(answer({"slope": 0.0})) == json.dumps(answer())
    for more in ({"wind_speed_m_s": 3.0, "stability": "D"}, {"stability": "A"}):
        # by day a slope carries no air: only what the gas itself weighs runs down
        light = {**CASE, "theory": "plume", "weather": {**CASE["weather"], **more}}
        flat, sloping = (
            MODEL.to_json(MODEL.solve(cases.read(MODEL, document)))["arcs"]
            for document in (light, {**light, "terrain": {"slope": 0.3}})
        )
        assert json.dumps(flat) == json.dumps(sloping)


def test_drainage_by_hand():
    # sin atan 0.1 = 0.099504; B = 9.81*30/(1206*280) = 8.7153e-4; 2.15 * 0.59887 * (0.87153)^(1/3) = 1.2299
    assert slope_flow.drainage_m_s(0.1, 1000.0, 30.0, 280.0) == pytest.approx(1.230, rel=0.005)
    # 0.037 * 0.099504^(2/3) * 1000 = 7.945
    assert slope_flow.drainage_depth_m(0.1, 1000.0) == pytest.approx(7.945, rel=0.005)
    assert slope_flow.cooling_w_m2(0.0) == 30.0
    assert slope_flow.drainage_m_s(0.0, 1000.0, 30.0, 280.0) == 0.0


def test_a_calm_night_on_a_slope_carries_the_gas_downhill():
    """A duty officer's valley: the calm puff becomes a plume that goes down, south here."""
    terrain = {"slope": 0.15, "downhill_deg": 180, "distance_from_crest_m": 1500}
    flat, sloping = answer(), answer(terrain)
    assert flat["theory"] == "calm-puff"
    assert sloping["theory"] != "calm-puff"
    below, beside = (r["peak_mg_m3"]["best"] for r in sloping["receptors"])
    assert below > 5.0 * beside
    assert any("下坡风" in w for w in sloping["warnings"])


def test_the_wind_adds_as_a_vector_and_a_strong_one_destroys_the_drainage():
    terrain = {"slope": 0.1, "downhill_deg": 90}
    calm = slope.drainage(read(terrain, wind_speed_m_s=0.0))
    with_it = slope.with_drainage(read(terrain, wind_speed_m_s=0.5, wind_from_deg=270)).weather
    against = slope.with_drainage(read(terrain, wind_speed_m_s=0.5, wind_from_deg=90)).weather
    across = slope.with_drainage(read(terrain, wind_speed_m_s=0.5, wind_from_deg=0)).weather
    own = slope.drainage(read(terrain, wind_speed_m_s=0.5)).speed_m_s
    assert own < calm.speed_m_s
    assert with_it.wind_speed_m_s == pytest.approx(own + 0.5)
    assert against.wind_speed_m_s == pytest.approx(own - 0.5)
    assert across.wind_speed_m_s == pytest.approx(math.hypot(own, 0.5))
    assert with_it.wind_from_deg == pytest.approx(270.0)
    storm = slope.drainage(read(terrain, wind_speed_m_s=15.0))
    assert storm.speed_m_s < 1e-3


def test_cloud_weakens_and_a_catchment_strengthens_the_drainage():
    terrain = {"slope": 0.1}
    clear, clouded = (slope.drainage(read(terrain, cloud_total=c)).speed_m_s for c in (0, 10))
    assert clouded == pytest.approx(clear * 0.25 ** (1 / 3), rel=0.05)
    valley = slope.drainage(read({**terrain, "catchment_ratio": 8.0})).speed_m_s
    assert valley == pytest.approx(2.0 * clear, rel=0.1)


def test_turning_the_ground_and_the_wind_turns_the_answer():
    turned = read({"slope": 0.1, "downhill_deg": 450}, wind_from_deg=360)
    plain = read({"slope": 0.1, "downhill_deg": 90}, wind_from_deg=0)
    a, b = (slope.with_drainage(i).weather for i in (turned, plain))
    assert a.wind_speed_m_s == pytest.approx(b.wind_speed_m_s)
    assert a.wind_from_deg == pytest.approx(b.wind_from_deg)


def test_downhill_is_told_along_and_across_the_wind():
    ground = cases.read(MODEL, {**CASE, "terrain": {"slope": 0.1, "downhill_deg": 90}}).terrain
    for wind_from, expected in ((270, (1, 0)), (90, (-1, 0)), (180, (0, -1)), (0, (0, 1))):
        assert slope.along_and_across(ground, wind_from) == pytest.approx(expected, abs=1e-12)
    assert slope.along_and_across(None, 30.0) == (0.0, 0.0)
    assert slope.falls(None, 30.0) == (0.0, 0.0, 0.0, slope.OPEN_M)
    assert slope.falls(ground, 270.0) == pytest.approx((0.1, 1.0, 0.0, slope.OPEN_M))
    assert slope.falls(ground, 180.0) == pytest.approx((0.1, 0.0, -1.0, slope.OPEN_M))


def test_weight_runs_downhill_as_the_balance_asks():
    """g' h sin a = (Cd + E) U^2, and nothing on level ground or of a light gas."""
    drift = blanket_drift.blanket_drift_m_s
    assert drift(1.0, 2.0, 0.0, 0.1) == 0.0
    assert drift(0.0, 2.0, 0.2, 0.1) == 0.0
    assert drift(-1.0, 2.0, 0.2, 0.1) == 0.0
    speed = drift(1.0, 2.0, 0.05, 0.01)
    sine = 0.05 / math.sqrt(1.0025)
    richardson = 2.0 * math.sqrt(1.0 - sine**2) / speed**2
    entrained = max((0.08 - 0.1 * richardson) / (1.0 + 5.0 * richardson), 0.0)
    drag = (0.4 / math.log(0.6 * 2.0 / 0.01)) ** 2
    assert 2.0 * sine == pytest.approx((drag + entrained) * speed**2, rel=1e-3)
    # Britter & Linden 1980: 1.5 (g'q)^(1/3) within their 0.2 and ours, on slopes of 10 to 40 degrees
    for degrees in (10.0, 20.0, 40.0):
        u = drift(1.0, 2.0, math.tan(math.radians(degrees)), 0.003)
        assert 1.0 < u / (2.0 * u) ** (1.0 / 3.0) < 3.0


@given(st.floats(0.0, 20.0), st.floats(0.01, 50.0), st.floats(0.0, 2.0), st.floats(1e-4, 1.0))
def test_drift_grows_with_weight_and_slope(gravity, depth, ground, rough):
    drift = blanket_drift.blanket_drift_m_s
    here = drift(gravity, depth, ground, rough)
    assert np.isfinite(here)
    assert drift(gravity * 1.5, depth, ground, rough) >= here - 1e-9
    # a steeper slope also drinks in more air: no slower than by a tenth
    assert drift(gravity, depth, ground * 1.2, rough) >= 0.9 * here - 1e-9


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.0, 2.0),
    st.floats(-360.0, 720.0),
    st.floats(1.0, 5e4),
    st.floats(1.0, 20.0),
    st.floats(0.0, 200.0) | st.none(),
    st.sampled_from(["A", "D", "E", "F"]) | st.none(),
)
def test_no_slope_gives_nonsense(ground, downhill, way, ratio, cooling, stability):  # noqa: PLR0917 (hypothesis names them all)
    terrain = {
        "slope": ground, "downhill_deg": downhill, "distance_from_crest_m": way,
        "catchment_ratio": ratio, "cooling_w_m2": cooling,
    }  # fmt: skip
    document = {**CASE, "terrain": terrain, "ensemble": {"members": 1}}
    document["weather"] = {**CASE["weather"], "stability": stability}
    json.dumps(MODEL.to_json(MODEL.solve(cases.read(MODEL, document))), allow_nan=False)
