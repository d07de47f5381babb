"""A cloud that is short beside its tail keeps its peak where the flow changes."""

import pytest

from shangyou.science import cases
from shangyou.science.models.river_transport import MODEL

START = "2026-11-27T03:32:00+08:00"
BIG = {"width_m": 650.0, "depth_m": 12.3}


def peaks(discharge, seed):
    """Return the answer half a kilometre and eight kilometres below half an hour's release into a big river."""
    document = {
        "start": START,
        "duration_h": 240.0,
        "reaches": [
            {"id": "A", "downstream": "B", "length_m": 11_000.0, "discharge_m3_s": 5_000.0, **BIG},
            {"id": "B", "downstream": "C", "length_m": 8_000.0, "discharge_m3_s": discharge, **BIG},
            {"id": "C", "length_m": 60_000.0, "discharge_m3_s": 5_000.0, **BIG},
        ],
        "releases": [
            {
                "reach": "A",
                "distance_m": 10_500.0,
                "start": START,
                "duration_s": 1800.0,
                "mass_kg": 20_000.0,
            }
        ],
        "receptors": [
            {"id": "near", "reach": "B", "distance_m": 0.0},
            {"id": "below", "reach": "C", "distance_m": 0.0},
        ],
        "ensemble": {"members": 1000},
    }
    return MODEL.solve(cases.read(MODEL, document), seed=seed)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_series_that_hardly_changes_gives_the_steady_answer(seed):
    """Members differ in how long they store; one that does for weeks must not blur those that do not."""
    series = [[START, 5_000.0], ["2026-11-27T18:00:00+08:00", 5_000.5]]
    steady, changing = peaks(5_000.0, seed), peaks(series, seed)
    assert changing.mass_balance_error < 1e-9
    for one, other in zip(steady.receptors, changing.receptors, strict=True):
        for band in ("p05", "p50", "p95"):
            expected = getattr(one.peak_mg_l, band)
            assert getattr(other.peak_mg_l, band) == pytest.approx(expected, rel=0.03), (
                one.id,
                band,
            )
