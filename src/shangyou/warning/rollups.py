"""Hours and days of every device and item, kept in step with what is stored.

Each stored batch stands in an outbox until it is rolled up; taking it out and counting it is one
transaction, so every reading counts once whatever dies in between. What moves forward in time is
added to its hour. What does not — back-fill, a reading sent again under another number — makes its
hour dirty; it is counted anew from the readings soon after, the last received of each time winning.
A storm of back-fill thus counts each hour anew once, and what is live does not wait for it.
"""

from typing import Final

from django.db import connection

from shangyou.warning.telemetry.marks import BLOCKING

MOST_FRAMES: Final = 20_000
LOCK: Final = 0x5348_5751
_CLAIM: Final = """
DELETE FROM warning_batch WHERE id IN (
    SELECT id FROM (
        SELECT id, sum(frames) OVER (ORDER BY id) - frames AS before FROM warning_batch
        ORDER BY id LIMIT 2000) AS waiting
    WHERE before < %s)
RETURNING id
"""
_TABLES: Final = """
CREATE TEMP TABLE IF NOT EXISTS fresh (
    device_id integer, cn smallint, pno smallint, at timestamptz, layout integer, flags text,
    "values" float8[], forward boolean) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS counted (
    device_id integer, item integer, cn smallint, hour timestamptz, count integer,
    left_out integer, total float8, low float8, high float8) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS dirty (
    device_id integer, cn smallint, hour timestamptz) ON COMMIT DELETE ROWS;
DELETE FROM pg_temp.fresh;
DELETE FROM pg_temp.counted;
DELETE FROM pg_temp.dirty;
"""
_FRESH: Final = f"""
INSERT INTO pg_temp.fresh
SELECT DISTINCT ON (r.device_id, r.cn, r.pno, r.at)
    r.device_id, r.cn, r.pno, r.at, r.layout, r.flags, r."values",
    p.last_at IS NULL OR r.at > p.last_at
FROM warning_reading r LEFT JOIN warning_progress p USING (device_id, cn, pno)
WHERE r.batch = ANY(%s) AND r.marks & {BLOCKING:d} = 0 AND cardinality(r."values") > 0
ORDER BY r.device_id, r.cn, r.pno, r.at, r.received_at DESC, r.batch DESC
"""
_SPREAD: Final = """
FROM {rows} f JOIN warning_layout l ON l.id = f.layout,
    unnest(l.items, f."values") WITH ORDINALITY AS u(item, value, place),
    LATERAL (SELECT u.value IS NOT NULL
        AND (f.flags = '' OR substr(f.flags, u.place::integer, 1) IN ('N', ' ')) AS good) AS g
"""
_COUNTS: Final = """
    count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good),
    coalesce(sum(value) FILTER (WHERE good), 0), min(value) FILTER (WHERE good),
    max(value) FILTER (WHERE good)
"""
_COUNT_FORWARD: Final = (
    "INSERT INTO pg_temp.counted"
    f" SELECT f.device_id, u.item, f.cn, date_trunc('hour', f.at), {_COUNTS}"
    f" {_SPREAD.format(rows='pg_temp.fresh')} WHERE f.forward GROUP BY 1, 2, 3, 4"
)
_ADD: Final = """
ON CONFLICT (device_id, item, cn, {period}) DO UPDATE SET
    count = s.count + EXCLUDED.count, left_out = s.left_out + EXCLUDED.left_out,
    total = s.total + EXCLUDED.total, low = least(s.low, EXCLUDED.low),
    high = greatest(s.high, EXCLUDED.high)
"""
_ADD_HOURS: Final = (
    "INSERT INTO warning_hour AS s"
    " SELECT * FROM pg_temp.counted ORDER BY device_id, item, cn, hour" + _ADD.format(period="hour")
)
_DAY_OF: Final = "(hour AT TIME ZONE 'Asia/Shanghai')::date"
_SUMMED: Final = "sum(count), sum(left_out), sum(total), min(low), max(high)"
_ADD_DAYS: Final = (
    "INSERT INTO warning_day AS s"
    f" SELECT device_id, item, cn, {_DAY_OF}, {_SUMMED} FROM pg_temp.counted"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4" + _ADD.format(period="day")
)
_NOTE_DIRTY: Final = """
INSERT INTO warning_dirty (device_id, cn, hour)
SELECT DISTINCT device_id, cn, date_trunc('hour', at) FROM pg_temp.fresh WHERE NOT forward
ON CONFLICT DO NOTHING
"""
_TAKE_DIRTY: Final = """
WITH taken AS (
    DELETE FROM warning_dirty WHERE (device_id, cn, hour) IN (
        SELECT device_id, cn, hour FROM warning_dirty
        ORDER BY date_trunc('minute', since), device_id, cn, hour LIMIT %s)
    RETURNING device_id, cn, hour)
INSERT INTO pg_temp.dirty SELECT * FROM taken
"""
_FORGET_HOURS: Final = """
DELETE FROM warning_hour h USING pg_temp.dirty d
WHERE h.device_id = d.device_id AND h.cn = d.cn AND h.hour = d.hour
"""
# A reading whose batch still waits in the outbox is left to that batch.
_RECOUNT: Final = (
    f"""
WITH latest AS (
    SELECT DISTINCT ON (r.device_id, r.cn, r.pno, r.at)
        r.device_id, r.cn, r.at, r.layout, r.flags, r."values"
    FROM (SELECT device_id, min(hour) - interval '1 day' AS since
          FROM pg_temp.dirty GROUP BY device_id) w
    JOIN warning_reading r ON r.device_id = w.device_id AND r.key_at >= w.since
    JOIN pg_temp.dirty d ON d.device_id = r.device_id AND d.cn = r.cn
        AND d.hour = date_trunc('hour', r.at)
    WHERE r.marks & {BLOCKING:d} = 0 AND cardinality(r."values") > 0
        AND NOT EXISTS (SELECT 1 FROM warning_batch b WHERE b.id = r.batch)
    ORDER BY r.device_id, r.cn, r.pno, r.at, r.received_at DESC, r.batch DESC)
INSERT INTO warning_hour
SELECT f.device_id, u.item, f.cn, date_trunc('hour', f.at), {_COUNTS}
"""
    + _SPREAD.format(rows="latest")
    + "GROUP BY 1, 2, 3, 4"
)
_DIRTY_DAYS: Final = "SELECT DISTINCT device_id, cn, (hour AT TIME ZONE 'Asia/Shanghai')::date AS day FROM pg_temp.dirty"
_FORGET_DAYS: Final = f"""
DELETE FROM warning_day s USING ({_DIRTY_DAYS}) d
WHERE s.device_id = d.device_id AND s.cn = d.cn AND s.day = d.day
"""
_RECOUNT_DAYS: Final = f"""
INSERT INTO warning_day
SELECT h.device_id, h.item, h.cn, d.day, {_SUMMED}
FROM ({_DIRTY_DAYS}) d JOIN warning_hour h ON h.device_id = d.device_id AND h.cn = d.cn
    AND h.hour >= d.day::timestamp AT TIME ZONE 'Asia/Shanghai'
    AND h.hour < (d.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
GROUP BY 1, 2, 3, 4
"""
_PROGRESS: Final = """
INSERT INTO warning_progress AS s
SELECT device_id, cn, pno, max(at) FROM pg_temp.fresh GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (device_id, cn, pno) DO UPDATE SET last_at = greatest(s.last_at, EXCLUDED.last_at)
"""


def claim() -> list[int]:
    """Take batches out of the outbox, within the caller's transaction; nothing where another follows already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(_CLAIM, [MOST_FRAMES])
        return [row[0] for row in cursor.fetchall()]


def count(batches: list[int]) -> tuple[int, int]:
    """Roll batches up within the caller's transaction; return readings and hours made dirty."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute(_FRESH, [batches])
        readings = cursor.rowcount
        if not readings:
            return 0, 0
        cursor.execute(_COUNT_FORWARD)
        cursor.execute(_ADD_HOURS)
        cursor.execute(_ADD_DAYS)
        cursor.execute(_NOTE_DIRTY)
        dirty = cursor.rowcount
        cursor.execute(_PROGRESS)
    return readings, dirty


def recount(most: int) -> int:
    """Count dirty hours and their days anew, within the caller's transaction; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM warning_dirty)")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TABLES)
        cursor.execute(_TAKE_DIRTY, [most])
        taken = cursor.rowcount
        cursor.execute("ANALYZE pg_temp.dirty")
        for statement in (_FORGET_HOURS, _RECOUNT, _FORGET_DAYS, _RECOUNT_DAYS):
            cursor.execute(statement)
    return int(taken)


def snapshot() -> None:
    """Make the transaction that just began see one state of the store throughout."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
