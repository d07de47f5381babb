"""From an answer of the model to the rows that are stored."""

from types import SimpleNamespace

from shangyou.response import forecasting, runs
from shangyou.response.case import Assumption
from shangyou.response.places import Place
from shangyou.science.messages import Sentence

QUANTILES = {"p05": None, "p50": None, "p95": None}


def answer(key, hour, peak):
    time = dict.fromkeys(QUANTILES, f"2026-03-01T{hour:02d}:00:00+08:00")
    return {
        "id": key,
        "arrival": time,
        "peak_time": time,
        "peak_mg_l": dict.fromkeys(QUANTILES, peak),
        "above_limit_from": QUANTILES,
        "above_limit_until": QUANTILES,
        "probability_above_limit": None,
        "series": {
            "time": [f"2026-03-01T{hour:02d}:{minute:02d}:00+08:00" for minute in (0, 10, 20, 30)],
            "p50": [0.0, peak, peak, 0.0],
        },
    }


def place(key, metres):
    return Place(
        key=key,
        register="receptors",
        row_id=1,
        name=key,
        kind="section",
        kind_title="断面",
        river="甲江",
        reach="R1",
        distance_m=metres,
        bank="left",
        point=(106.0, 29.0),
    )


def rows(*answers):
    places = [place(a["id"], 1000.0 * n) for n, a in enumerate(answers)]
    case = SimpleNamespace(
        limits={a["id"]: None for a in answers},
        path=SimpleNamespace(metres_to=lambda _reach, metres: metres),
    )
    return runs.receptor_rows(case, places, {"receptors": list(answers)})


def test_the_first_reached_comes_first_and_the_unreached_last():
    never = answer("a", 1, 0.0) | {"arrival": QUANTILES}
    found = rows(never, answer("b", 9, 1.0), answer("c", 5, 1.0))
    assert [row["id"] for row in found] == ["c", "b", "a"]


def test_what_nobody_can_measure_never_arrives():
    (row,) = rows(answer("far bank", 3, 1e-40))
    assert row["arrival"] == runs.NEVER
    assert row["passing_s"] is None


def test_the_plume_passes_while_it_is_above_two_per_cent_of_its_peak():
    (row,) = rows(answer("a", 3, 1.0))
    assert row["passing_s"] == 600.0


def test_names_stand_for_keys_and_long_keys_are_not_cut():
    said = forecasting.named(
        Sentence("receptors:12、receptors:1 近区", "receptors:12, receptors:1 are near"),
        [{"id": "receptors:1", "name": "甲"}, {"id": "receptors:12", "name": "乙"}],
    )
    assert said.zh == "乙、甲 近区"


def test_an_assumption_is_kept_in_both_languages():
    kept = Assumption(Sentence("甲", "a"), Sentence("1", "1"), Sentence("乙", "b"), "estimated")
    assert kept.document()["source"] == {"zh": "乙", "en": "b"}
