"""The window holds the whole passage at every place that may exceed."""

from datetime import datetime, timedelta

import pytest

from shangyou.response import window

START = datetime.fromisoformat("2026-01-10T03:00:00+08:00")


def answer(*receptors):
    def late(hours):
        return {"p95": None if hours is None else (START + timedelta(hours=hours)).isoformat()}

    return {
        "receptors": [
            {
                "probability_above_limit": chance,
                "peak_time": late(peak),
                "above_limit_until": late(until),
            }
            for chance, peak, until in receptors
        ]
    }


@pytest.mark.parametrize(
    ("receptors", "hours"),
    [
        ([], 0.0),
        ([(0.6, 100, 120)], 138.0),
        # its peak comes after the 95 % end of exceeding, for most members never exceed
        ([(0.1, 200, 80)], 230.0),
        ([(0.6, 100, 120), (0.02, 400, 500), (None, 600, None)], 138.0),
    ],
)
def test_the_last_that_may_exceed_sets_the_window(receptors, hours):
    assert window.of_trial(answer(*receptors), START) == pytest.approx(hours)


def test_what_is_not_over_in_a_month_asks_for_a_month():
    assert window.days(window.of_trial(answer((0.3, None, None)), START)) == 720.0


@pytest.mark.parametrize(("hours", "days"), [(0, 72), (72, 72), (73, 96), (5000, 720)])
def test_a_window_is_whole_days_from_three_to_thirty(hours, days):
    assert window.days(hours) == days


def test_an_answer_is_whole_when_every_passage_at_one_in_twenty_is_inside():
    assert window.whole(answer((0.05, 10, 20), (0.04, None, None)))
    assert not window.whole(answer((0.05, None, 20)))


def test_the_trial_is_small_and_of_places_with_a_limit():
    document = {
        "duration_h": 72.0,
        "receptors": [{"id": "a", "limit_mg_l": 0.01}, {"id": "b", "limit_mg_l": None}],
        "ensemble": {"members": 1000, "mass_sigma": 0.2},
    }
    trial = window.trial(document)
    assert trial["ensemble"] == {"members": window.TRIAL_MEMBERS, "mass_sigma": 0.2}
    assert [r["id"] for r in trial["receptors"]] == ["a"]
    assert trial["duration_h"] == window.LONGEST_H
    assert document["duration_h"] == 72.0
