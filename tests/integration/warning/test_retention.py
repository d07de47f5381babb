"""Months are made ahead and let go whole; what waited in the wrong place moves."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from shangyou.warning import retention

from .conftest import BASE, roll_up

pytestmark = pytest.mark.django_db


def partitions(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = %s::regclass",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (a name of this test's)
        return cursor.fetchone()[0]


def test_months_are_there_before_they_begin():
    retention.make_months(dt.date(2031, 12, 15))
    for name in ("warning_reading_203112", "warning_reading_203203", "warning_rawframe_203201"):
        assert name in partitions(name.rpartition("_")[0])
    assert retention.make_months(dt.date(2031, 12, 15)) == 0


def test_what_came_before_its_month_was_made_moves_into_it(sending):
    device = sending()
    far = dt.datetime(2033, 5, 5, 8, tzinfo=BASE.tzinfo)
    device.send(far, {"w01018": 1}, received=far)
    assert count("warning_reading_other") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT warning_make_month('warning_reading', 'key_at', '2033-05-01')")
    assert count("warning_reading_other") == 0
    assert count("warning_reading_203305") == 1
    # its key still keeps it single
    assert device.send(far, {"w01018": 1}, received=far, qn="20330505080000001") == 0


def test_old_months_go_and_their_hours_stay(sending, settings):
    settings.TELEMETRY_RAW_MONTHS, settings.TELEMETRY_READING_MONTHS = 1, 2
    # the months made of themselves are those around today
    retention.make_months(BASE.date())
    device = sending()
    device.send(BASE, {"w01018": 1})
    roll_up()
    with connection.cursor() as cursor:  # as the night brings it: in a transaction of its own
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    gone = retention.let_go(dt.date(2027, 2, 10))
    assert "warning_reading_202611" in gone
    assert "warning_rawframe_202611" in gone
    assert "warning_reading_202612" not in gone
    assert count("warning_reading") == 0
    assert count("warning_hour") == 1


def test_quarantine_keeps_the_newest_of_each_and_nothing_old(monkeypatch):
    monkeypatch.setattr(retention, "QUARANTINE_EACH", 10)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO warning_quarantine (at, mn, address, reason, raw)
               SELECT now() - n * interval '1 day', 'A', '10.0.0.1', 'crc_wrong', ''
               FROM generate_series(200, 1, -1) n"""
        )
        cursor.execute(
            """INSERT INTO warning_quarantine (at, mn, address, reason, raw)
               VALUES (now() - interval '91 days', 'B', '10.0.0.1', 'crc_wrong', '')"""
        )
    retention.trim_quarantine(timezone.now())
    assert count("warning_quarantine") == 10
