"""One lock under which everything numbered in order of commitment is written: audit entries and events.

One lock and not two, because two writers taking two locks in different order would wait for each other.
"""

from django.db import connection

LEDGER_LOCK = 0x5348_4759  # "SHGY"; any constant that nothing else uses


def hold() -> None:
    """Wait for the ledger and hold it until the surrounding transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside a transaction: use transaction.atomic()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
