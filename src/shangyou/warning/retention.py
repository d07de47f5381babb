"""How long telemetry is kept: whole months are let go, so that nothing is deleted row by row."""

import datetime as dt
import logging
import re
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

log = logging.getLogger("shangyou.warning")

QUARANTINE_DAYS: Final = 90
QUARANTINE_EACH: Final = 500
QUARANTINE_ALL: Final = 100_000
_MONTH: Final = re.compile(r"_(\d{4})(\d{2})\Z")
_PARTITIONS: Final = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = %s::regclass
"""
_TRIM_EACH: Final = """
DELETE FROM warning_quarantine WHERE id IN (
    SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY mn, address ORDER BY id DESC) AS n
                    FROM warning_quarantine) ranked WHERE n > %s)
"""
_TRIM_ALL: Final = """
DELETE FROM warning_quarantine WHERE at < %s OR id <= (
    SELECT id FROM warning_quarantine ORDER BY id DESC OFFSET %s LIMIT 1)
"""


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="keep-telemetry", pass_context=False)
def keep_telemetry(timestamp: int) -> None:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Make the months ahead and let go of those past their time."""
    today = timezone.localdate()
    make_months(today)
    let_go(today)
    trim_quarantine(timezone.now())


def make_months(today: dt.date) -> int:
    """Create the partitions around a day; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT warning_make_months(%s)", [today])
        return int(cursor.fetchone()[0])


def let_go(today: dt.date) -> list[str]:
    """Drop the months of raw frames and of readings that are past their time; hours and days stay."""
    gone = []
    for table, months in (
        ("warning_rawframe", settings.TELEMETRY_RAW_MONTHS),
        ("warning_reading", settings.TELEMETRY_READING_MONTHS),
    ):
        oldest = _months_before(today, months)
        with connection.cursor() as cursor:
            cursor.execute(_PARTITIONS, [table])
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            found = _MONTH.search(name)
            if found and (int(found[1]), int(found[2])) < oldest:
                _drop(name)
                gone.append(name)
    if gone:
        log.info("telemetry past its time let go: %s", ", ".join(gone))
    return gone


def _drop(name: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # a gateway in mid-batch is waited for, but it never waits long for us
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")


def _months_before(today: dt.date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 - months
    return count // 12, count % 12 + 1


def trim_quarantine(now: dt.datetime) -> None:
    """Keep the newest of each sender, and not more than so many in all."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIM_EACH, [QUARANTINE_EACH])
        cursor.execute(_TRIM_ALL, [now - dt.timedelta(days=QUARANTINE_DAYS), QUARANTINE_ALL])
