"""Hours and days agree with the readings, in whatever order these came."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import BASE, BEIJING, roll_up

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def hours(table="hour", period="hour"):
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT i.name, cn, {period}, count, left_out, total, low, high
                FROM warning_{table} h JOIN warning_item i ON i.id = h.item"""  # noqa: S608
        )
        return {
            (name, cn, when): (count, left_out, round(total, 6), low, high)
            for name, cn, when, count, left_out, total, low, high in cursor.fetchall()
        }


def hour(n):
    return BASE + dt.timedelta(hours=n)


def test_readings_in_order_are_added(sending):
    device = sending()
    for n in range(90):
        device.send(BASE + n * MINUTE, {"w01018": n})
        if n % 7 == 0:
            roll_up()
    assert roll_up()[1] == 0
    found = hours()
    assert found["w01018-Rtd", 2011, hour(0)] == (60, 0, sum(range(60)), 0, 59)
    assert found["w01018-Rtd", 2011, hour(1)] == (30, 0, sum(range(60, 90)), 60, 89)
    assert hours("day", "day")["w01018-Rtd", 2011, BASE.date()] == (90, 0, sum(range(90)), 0, 89)


def test_what_is_in_maintenance_or_calibration_is_left_out(sending):
    device = sending()
    for n, flag in enumerate("NMCDFTNSB"):
        device.send(BASE + n * MINUTE, {"w01018": 10 + n}, flags={"w01018": flag})
    device.send(BASE + 20 * MINUTE, {"w01018": "none"})
    roll_up()
    assert hours()["w01018-Rtd", 2011, hour(0)] == (2, 8, 26, 10, 16)


def test_history_sent_again_is_not_counted_twice(sending):
    device = sending()
    for n in range(60):
        device.send(BASE + n * MINUTE, {"w01018": 1.0}, cn="2051")
    roll_up()
    before = hours()
    late = BASE + dt.timedelta(hours=30)
    for n in range(60):
        device.send(BASE + n * MINUTE, {"w01018": 1.0}, cn="2051", received=late + n * MINUTE / 60)
    roll_up()
    assert hours() == before
    device.send(BASE, {"w01018": 4.0}, cn="2051", received=late + dt.timedelta(hours=1))
    roll_up()
    assert hours()["w01018-Avg", 2051, hour(0)] == (60, 0, 63, 1, 4)
    assert hours("day", "day")["w01018-Avg", 2051, BASE.date()] == (60, 0, 63, 1, 4)


def test_a_clock_that_is_wrong_enters_no_statistic(sending):
    device = sending()
    device.send(BASE + dt.timedelta(hours=2), {"w01018": 9.0}, received=BASE)
    device.send(BASE - dt.timedelta(days=500), {"w01018": 9.0}, received=BASE)
    device.send(BASE, {"w01018": 1.0})
    roll_up()
    assert hours() == {("w01018-Rtd", 2011, hour(0)): (1, 0, 1, 1, 1)}


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    readings=st.lists(
        st.tuples(
            st.integers(0, 150),
            st.integers(0, 50),
            st.sampled_from("NNNNM"),
            st.booleans(),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_any_order_of_arrival_gives_the_same_as_counting_at_the_end(sending, readings):
    """The last received of each minute counts; a roll-up after any reading changes nothing."""
    from django.db import transaction

    with transaction.atomic():
        device = sending()
        expected = {}
        received = BASE + dt.timedelta(hours=4)
        for place, (minute, value, flag, roll) in enumerate(readings):
            at = BASE + minute * MINUTE
            device.send(
                at,
                {"w01018": value},
                flags={"w01018": flag},
                received=received + dt.timedelta(seconds=place),
            )
            expected[at] = (value, flag)
            if roll:
                roll_up()
        roll_up()
        by_hour = {}
        for at, (value, flag) in expected.items():
            by_hour.setdefault(at.replace(minute=0), []).append((value, flag))
        wanted = {}
        for when, found in by_hour.items():
            good = [v for v, f in found if f == "N"]
            wanted["w01018-Rtd", 2011, when] = (
                len(good),
                len(found) - len(good),
                float(sum(good)),
                min(good, default=None),
                max(good, default=None),
            )
        assert hours() == wanted
        days = hours("day", "day")
        assert sum(c[0] for c in days.values()) == sum(c[0] for c in wanted.values())
        transaction.set_rollback(True)


def test_midnight_is_beijing_midnight(sending):
    device = sending()
    midnight = dt.datetime(2026, 11, 21, tzinfo=BEIJING)
    device.send(midnight - MINUTE, {"w01018": 1})
    device.send(midnight, {"w01018": 2})
    roll_up()
    found = hours("day", "day")
    assert found["w01018-Rtd", 2011, dt.date(2026, 11, 20)][2] == 1
    assert found["w01018-Rtd", 2011, dt.date(2026, 11, 21)][2] == 2
