"""Heavy gas on a slope: its own weight carries it downhill, and level ground changes nothing."""

import json

import pytest

from shangyou.science import cases
from shangyou.science.models.gas_release import MODEL

CASE = {
    "substance": "7782-50-5",
    "weather": {"wind_speed_m_s": 2.0, "wind_from_deg": 270, "stability": "D"},
    "arcs": [{"distance_m": d} for d in (50, 100, 300, 1000)],
    "receptors": [{"id": "a", "x_m": 1000, "y_m": 0}],
    "thresholds": ["HJ169-2"],
    "ensemble": {"members": 4},
}
KINDS = pytest.mark.parametrize(
    "release",
    [
        {"kind": "continuous", "rate_kg_s": 5.0, "duration_s": 1800},
        {"kind": "instantaneous", "mass_kg": 2000},
    ],
    ids=["lasting", "sudden"],
)


def answer(release, terrain=None):
    document = {**CASE, "release": release, **({"terrain": terrain} if terrain else {})}
    return MODEL.to_json(MODEL.solve(cases.read(MODEL, document)))


@KINDS
def test_level_ground_gives_the_flat_answer(release):
    """Ground that falls across the wind turns the gas: tests/unit/science/test_valley.py."""
    flat = answer(release)
    level = answer(release, {"slope": 0.0, "downhill_deg": 90})
    assert json.dumps(level) == json.dumps(flat)


@KINDS
def test_downhill_it_comes_sooner_and_further_and_uphill_later(release):
    arrival, reach = {}, {}
    for name, way in (("down", 90), ("up", 270)):
        found = answer(release, {"slope": 0.1, "downhill_deg": way})
        arrival[name] = found["receptors"][0]["arrival_s"]
        reach[name] = found["zones"][0]["distance_m"]["best"]
    flat = answer(release)
    assert arrival["down"] < flat["receptors"][0]["arrival_s"] < arrival["up"]
    assert reach["down"] > flat["zones"][0]["distance_m"]["best"] > reach["up"]
