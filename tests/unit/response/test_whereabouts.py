"""Where the front is now."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.response.whereabouts import front_km

START = datetime.fromisoformat("2026-03-01T00:00:00+08:00")


def row(km, hour):
    at = None if hour is None else (START + timedelta(hours=hour)).isoformat()
    return {"distance_km": km, "arrival": {"p50": at}}


def at(hour, *rows):
    return front_km(rows, START, START + timedelta(hours=hour))


def test_between_two_places_it_moves_evenly():
    rows = (row(10, 2), row(40, 12))
    assert at(0, *rows) == 0.0
    assert at(1, *rows) == pytest.approx(5)
    assert at(7, *rows) == pytest.approx(25)


def test_a_far_bank_reached_late_does_not_hold_it_back():
    assert at(5, row(10, 8), row(20, 5)) == pytest.approx(20)


def test_beyond_what_is_known_it_stays_and_before_the_release_there_is_none():
    assert at(50, row(10, 2), row(90, None)) == 10.0
    assert at(3) == 0.0
    assert at(-1, row(10, 2)) is None


@given(
    st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), max_size=20),
    st.lists(st.floats(0, 800), min_size=2, max_size=2),
)
def test_it_never_goes_back_nor_beyond_the_last_place(places, hours):
    rows = [row(km, hour) for km, hour in places]
    first, second = (at(hour, *rows) for hour in sorted(hours))
    assert 0.0 <= first <= second <= max((km for km, _ in places), default=0.0)
