"""The telemetry store: partitioned by month, its key the protocol's own."""

from django.db import migrations

TABLES = """
CREATE TABLE warning_item (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE warning_layout (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    items integer[] NOT NULL UNIQUE
);
CREATE SEQUENCE warning_batch_id;
CREATE TABLE warning_batch (
    id bigint PRIMARY KEY,
    frames integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE warning_reading (
    device_id integer NOT NULL,
    at timestamptz NOT NULL,
    key_at timestamptz NOT NULL,
    key_digest bigint NOT NULL,
    cn smallint NOT NULL,
    pno smallint NOT NULL,
    received_at timestamptz NOT NULL,
    batch bigint NOT NULL,
    layout integer NOT NULL,
    marks bigint NOT NULL,
    flags text COLLATE "C" NOT NULL,
    "values" float8[] NOT NULL,
    PRIMARY KEY (device_id, key_at, cn, pno, key_digest)
) PARTITION BY RANGE (key_at);
CREATE INDEX warning_reading_at ON warning_reading USING brin (at) WITH (autosummarize = on);
CREATE INDEX warning_reading_batch ON warning_reading (batch);
-- what is left out of statistics (telemetry/marks.py BLOCKING), by when it came
CREATE INDEX warning_reading_left_out ON warning_reading (device_id, received_at)
    WHERE marks & 63 <> 0;
CREATE TABLE warning_reading_other PARTITION OF warning_reading DEFAULT;

CREATE TABLE warning_rawframe (
    received_at timestamptz NOT NULL,
    batch bigint NOT NULL,
    device_id integer NOT NULL,
    key_at timestamptz NOT NULL,
    key_digest bigint NOT NULL,
    cn smallint NOT NULL,
    pno smallint NOT NULL,
    raw bytea NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX warning_rawframe_received ON warning_rawframe USING brin (received_at)
    WITH (autosummarize = on);
CREATE INDEX warning_rawframe_batch ON warning_rawframe (batch);
CREATE TABLE warning_rawframe_other PARTITION OF warning_rawframe DEFAULT;

CREATE TABLE warning_hour (
    device_id integer NOT NULL,
    item integer NOT NULL,
    cn smallint NOT NULL,
    hour timestamptz NOT NULL,
    count integer NOT NULL,
    left_out integer NOT NULL,
    total float8 NOT NULL,
    low float8,
    high float8,
    PRIMARY KEY (device_id, item, cn, hour)
) PARTITION BY RANGE (hour);
CREATE TABLE warning_hour_other PARTITION OF warning_hour DEFAULT;
CREATE TABLE warning_day (
    device_id integer NOT NULL,
    item integer NOT NULL,
    cn smallint NOT NULL,
    day date NOT NULL,
    count integer NOT NULL,
    left_out integer NOT NULL,
    total float8 NOT NULL,
    low float8,
    high float8,
    PRIMARY KEY (device_id, item, cn, day)
);
CREATE INDEX warning_day_day ON warning_day USING brin (day) WITH (autosummarize = on);
CREATE TABLE warning_progress (
    device_id integer NOT NULL,
    cn smallint NOT NULL,
    pno smallint NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, cn, pno)
) WITH (fillfactor = 70);

CREATE TABLE warning_dirty (
    device_id integer NOT NULL,
    cn smallint NOT NULL,
    hour timestamptz NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, cn, hour)
);

CREATE TABLE warning_devicestate (
    device_id integer PRIMARY KEY,
    heard_at timestamptz NOT NULL,
    address text NOT NULL,
    gateway text NOT NULL,
    connected boolean NOT NULL,
    at timestamptz,
    received_at timestamptz,
    cn smallint,
    layout integer,
    flags text COLLATE "C",
    "values" float8[],
    marks bigint NOT NULL DEFAULT 0,
    marked_at timestamptz,
    frames bigint NOT NULL DEFAULT 0,
    marked bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

CREATE TABLE warning_quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    device_id integer,
    mn text NOT NULL,
    address text NOT NULL,
    reason text NOT NULL,
    repeats integer NOT NULL DEFAULT 1,
    raw bytea NOT NULL
);
CREATE INDEX warning_quarantine_device ON warning_quarantine (device_id, at);
CREATE INDEX warning_quarantine_mn ON warning_quarantine (mn, at);
CREATE INDEX warning_quarantine_at ON warning_quarantine (at);
"""

FUNCTIONS = """
CREATE FUNCTION warning_layout_of(names text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer; ids integer[];
BEGIN
    INSERT INTO warning_item (name) SELECT DISTINCT unnest(names) ON CONFLICT (name) DO NOTHING;
    SELECT coalesce(array_agg(i.id ORDER BY n.place), '{}') INTO ids
      FROM unnest(names) WITH ORDINALITY AS n(name, place) JOIN warning_item i USING (name);
    INSERT INTO warning_layout (items) VALUES (ids) ON CONFLICT (items) DO NOTHING;
    SELECT id INTO STRICT found FROM warning_layout WHERE items = ids;
    RETURN found;
END $$;

-- A month of a table; rows that waited in the default partition move into it.
CREATE FUNCTION warning_make_month(parent text, field text, month date) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    child text := parent || to_char(month, '"_"YYYYMM');
    begins timestamptz := month::timestamp AT TIME ZONE 'Asia/Shanghai';
    ends timestamptz := (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai';
    waiting boolean;
BEGIN
    IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
    PERFORM pg_advisory_xact_lock(x'53485750'::int);
    IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I >= %L AND %I < %L)',
                   parent || '_other', field, begins, field, ends) INTO waiting;
    IF NOT waiting THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                       child, parent, begins, ends);
        RETURN true;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_other');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', child, parent);
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *)
                    INSERT INTO %I SELECT * FROM moved',
                   parent || '_other', field, begins, field, ends, child);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   parent, child, begins, ends);
    RETURN true;
END $$;

-- The months around now: as far back as back-fill usually reaches, and three ahead.
CREATE FUNCTION warning_make_months(today date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE made integer := 0; month date;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', today) - interval '2 months',
                                        date_trunc('month', today) + interval '3 months',
                                        interval '1 month')::date
    LOOP
        IF warning_make_month('warning_reading', 'key_at', month) THEN made := made + 1; END IF;
        IF warning_make_month('warning_hour', 'hour', month) THEN made := made + 1; END IF;
        IF month >= date_trunc('month', today) THEN
            IF warning_make_month('warning_rawframe', 'received_at', month) THEN made := made + 1; END IF;
        END IF;
    END LOOP;
    RETURN made;
END $$;
SELECT warning_make_months(current_date);

-- A live event from a process without Django, as core.events writes it: under the ledger's lock,
-- so that numbers follow the order of commitment.
CREATE FUNCTION warning_tell(topic text, object_id text, what text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(x'53484759'::int);
    INSERT INTO core_event (topic, object_id, what, regions, at)
        VALUES (topic, object_id, what, '{}', now()) RETURNING id INTO number;
    PERFORM pg_notify('shangyou_live', json_build_object(
        'event', number, 'topic', topic, 'id', object_id, 'what', what, 'regions', '[]'::json)::text);
    RETURN number;
END $$;
"""

BACKWARD = """
DROP FUNCTION warning_tell(text, text, text);
DROP FUNCTION warning_make_months(date);
DROP FUNCTION warning_make_month(text, text, date);
DROP FUNCTION warning_layout_of(text[]);
DROP TABLE warning_quarantine, warning_devicestate, warning_dirty, warning_progress, warning_day, warning_hour,
    warning_rawframe, warning_reading, warning_batch, warning_layout, warning_item;
DROP SEQUENCE warning_batch_id;
"""


class Migration(migrations.Migration):
    dependencies = [("warning", "0001_initial")]

    operations = [migrations.RunSQL(TABLES + FUNCTIONS, BACKWARD)]
