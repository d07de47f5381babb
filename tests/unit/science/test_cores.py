"""Members computed at once: the answer does not depend on the cores, and a part that fails is heard of."""

import pytest

from shangyou.science import cases, cores
from shangyou.science.cores import at_once
from shangyou.science.models.gas_release import MODEL


def test_answers_come_in_the_order_of_the_parts():
    assert at_once(lambda n: n * n, list(range(50))) == [n * n for n in range(50)]
    assert at_once(lambda n: n, []) == []


def test_a_part_that_fails_raises():
    with pytest.raises(ZeroDivisionError):
        at_once(lambda n: 1 // n, [1, 0, 2])


def test_one_thread_gives_the_same_forecast_to_the_last_digit(rivers, monkeypatch):
    """In changing flow, with samples: every part that threads share."""
    document = rivers.chain(members=200)
    for reach in document["reaches"]:
        q = reach["discharge_m3_s"]
        reach["discharge_m3_s"] = [
            [rivers.at(0), q],
            [rivers.at(86_400), 1.5 * q],
            [rivers.at(9e5), q],
        ]
    first = document["receptors"][0]["id"]
    document["observations"] = [
        {
            "receptor": first,
            "time": rivers.at(30_000),
            "concentration_mg_l": 0.1,
            "detection_limit_mg_l": 1e-4,
        }
    ]
    shared = rivers.solve(document)
    monkeypatch.setattr(cores, "THREADS", 1)
    alone = rivers.solve(document)
    for one, other in zip(shared.receptors, alone.receptors, strict=True):
        assert (one.arrival_s, one.peak_mg_l) == (other.arrival_s, other.peak_mg_l)
        assert one.p50_mg_l.tolist() == other.p50_mg_l.tolist()


@pytest.mark.parametrize("speed", [2.5, 0.4], ids=["wind", "calm"])
def test_one_thread_gives_the_same_gas_to_the_last_digit(speed, monkeypatch):
    inputs = cases.read(
        MODEL,
        {
            "substance": "7782-50-5",
            "release": {"kind": "continuous", "rate_kg_s": 2.0, "duration_s": 900},
            "weather": {"wind_speed_m_s": speed, "wind_from_deg": 270, "stability": "F"},
            "receptors": [{"id": f"P{i}", "x_m": 100.0 * i, "y_m": 10} for i in range(1, 9)],
            "ensemble": {"members": 40},
        },
    )
    shared = MODEL.to_json(MODEL.solve(inputs, seed=3))
    monkeypatch.setattr(cores, "THREADS", 1)
    assert MODEL.to_json(MODEL.solve(inputs, seed=3)) == shared
