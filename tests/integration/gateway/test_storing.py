"""A device over TCP: stored, then acknowledged; once, whatever it repeats."""

import asyncio
import datetime as dt
import os
import subprocess

import psycopg
from tests.systems import eventually

from shangyou.codecs import hj212
from shangyou.gateway.service import Gateway

from .conftest import (
    DATABASE,
    ROOT,
    SHANGYOU,
    SOURCES,
    Client,
    Running,
    device_id,
    frame,
    moment,
    register,
)


def stored(sql, mn):
    return sql(
        """SELECT r.*, (SELECT array_agg(i.name ORDER BY n) FROM unnest(l.items)
               WITH ORDINALITY AS u(item, n) JOIN warning_item i ON i.id = u.item)
           FROM warning_reading r JOIN warning_layout l ON l.id = r.layout
           WHERE device_id = %s ORDER BY r.key_at""",
        device_id(sql, mn),
    )


def test_a_frame_is_stored_then_acknowledged(client, sql):
    device, at = client(), moment()
    sent = frame("MN_1", at, {"w01018": 12.5, "w21003": 0.31, "w21003-Flag": "N"})
    device.send(sent)
    (answer,) = device.receive()
    assert (answer.cn, answer.qn, answer.mn, answer.st) == ("9014", sent.qn, "MN_1", "91")
    (row,) = stored(sql, "MN_1")
    values, items, marks = row[11], row[12], row[9]
    assert dict(zip(items, values, strict=True)) == {"w01018-Rtd": 12.5, "w21003-Rtd": 0.31}
    assert marks == 0
    assert row[1] == at.replace(microsecond=0)
    raw = sql("SELECT raw FROM warning_rawframe WHERE batch = %s", row[7])
    assert hj212.encode(sent)[:-2] in [r[0] for r in raw]


def test_a_frame_sent_again_is_acknowledged_again_and_stored_once(client, sql):
    device = client()
    sent = frame("MN_2", moment(), {"w01018": 1})
    device.send(sent)
    device.receive()
    device.send(sent, sent, frame("MN_2", moment(60), {"w01018": 2}), sent)
    answers = device.receive(4)
    assert [a.cn for a in answers] == ["9014"] * 4
    other = client()
    other.send(sent)
    other.receive()
    assert len(stored(sql, "MN_2")) == 2
    assert (
        len(sql("SELECT 1 FROM warning_rawframe WHERE device_id = %s", device_id(sql, "MN_2"))) == 2
    )


def test_two_gateways_store_one_frame_once(client, sql, gateway, database):
    second = Running(database, port=gateway.port)
    try:
        assert second.port == gateway.port
        sent = [frame("MN_3", moment(n), {"w01018": n}) for n in range(40)]
        devices = [Client(gateway.port) for _ in range(8)]
        for device in devices:
            device.send(*sent)
        for device in devices:
            answers = device.receive(40)
            assert {a.qn for a in answers} == {f.qn for f in sent}
            device.close()
    finally:
        second.stop()
    assert len(stored(sql, "MN_3")) == 40


def test_packets_of_one_message_are_rows_of_their_own(client, sql):
    device, at = client(), moment()
    first = frame("MN_4", at, {"w01018": 1}, flag=7, pnum=2, pno=1)
    second = frame("MN_4", at, {"w21003": 2}, qn=first.qn, flag=7, pnum=2, pno=2)
    device.send(first, second, second)
    device.receive(3)
    assert sorted(row[5] for row in stored(sql, "MN_4")) == [1, 2]


def test_a_device_of_2005_without_qn_and_flag_is_stored_once(client, sql):
    device, at = client(), moment()
    sent = hj212.Frame(
        "",
        "21",
        "2011",
        "123456",
        "MN_5",
        None,
        2005,
        [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, {"011-Rtd": "7"}],
    )
    device.send(sent, sent)
    device.receive(2)
    assert len(stored(sql, "MN_5")) == 1


def test_who_wants_no_answer_gets_none_and_is_stored(client, sql):
    device = client()
    device.send(frame("MN_6", moment(), {"w01018": 4}, flag=4))
    eventually(lambda: stored(sql, "MN_6"))
    assert device.quiet()


def test_half_frames_and_two_in_one_packet(client, sql):
    device = client()
    packets = hj212.encode(frame("MN_7", moment(), {"w01018": 4})) + hj212.encode(
        frame("MN_7", moment(60), {"w01018": 5})
    )
    for cut in range(0, len(packets), 50):
        device.send(packets[cut : cut + 50])
    assert len(device.receive(2)) == 2
    assert len(stored(sql, "MN_7")) == 2


def test_a_key_of_another_month_has_its_place(client, sql):
    device = client()
    old, far = moment() - dt.timedelta(days=200), moment() + dt.timedelta(days=4000)
    device.send(frame("MN_8", old, {"w01018": 4}), frame("MN_8", far, {"w01018": 5}))
    device.receive(2)
    rows = stored(sql, "MN_8")
    assert len(rows) == 2
    month = f"{old:%Y-%m-01}"
    sql("SELECT warning_make_month('warning_reading', 'key_at', %s::date)", month)
    assert len(stored(sql, "MN_8")) == 2
    device.send(frame("MN_8", old, {"w01018": 4}))
    device.receive()
    assert len(stored(sql, "MN_8")) == 2


def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_lost(client, sql, database):
    """Connections are cut and refused for two seconds; what was sent meanwhile comes through after."""
    device = client()
    device.send(frame("MN_9", moment(), {"w01018": 0}))
    device.receive()
    with psycopg.connect(database.replace(f"/{DATABASE}", "/postgres"), autocommit=True) as outside:
        outside.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false")
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND application_name = 'shangyou gateway'",
            [DATABASE],
        )
        try:
            sent = [frame("MN_9", moment(n + 1), {"w01018": n}) for n in range(200)]
            device.send(*sent)
            assert device.quiet(2.0)
        finally:
            outside.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS true")
    answers = device.receive(200, 15)
    assert {a.qn for a in answers} == {f.qn for f in sent}
    assert len(stored(sql, "MN_9")) == 201


def test_a_taken_or_absent_database_is_a_sentence(gateway):
    import os

    from .conftest import SHANGYOU

    answer = subprocess.run(
        [*SHANGYOU, "gateway", "--port", "0"],
        env=os.environ
        | {
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert answer.returncode == 1
    assert "连不上数据库" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_duty_desk_sees_that_the_gateway_lives(database, sql):
    running = Running(database)
    eventually(
        lambda: sql(
            "SELECT 1 FROM core_partbeat WHERE name = 'gateway' AND at > now() - interval '8 seconds'"
        )
    )
    told = sql("SELECT count(*) FROM core_event WHERE object_id = 'gateway'")[0][0]
    assert told >= 1
    assert running.stop() == 0
    assert sql(
        "SELECT 1 FROM core_partbeat WHERE name = 'gateway' AND at < now() - interval '20 seconds'"
    )
    assert sql("SELECT count(*) FROM core_event WHERE object_id = 'gateway'")[0][0] > told


def test_the_simulator_plays_the_registers_devices(database, sql):
    register(sql, "PLAY_1", "PLAY_2", station="ST_PLAY", interval_s=1)
    for mn in ("PLAY_1", "PLAY_2"):
        sql(
            """INSERT INTO warning_monitoredfactor (device_id, code, name, unit, note, version, status,
                   source, demo, region, created_at, updated_at)
               VALUES (%s, 'w21003', '', '', '', 1, 'unverified', '', true, '', now(), now())""",
            device_id(sql, mn),
        )
    sql("UPDATE warning_device SET demo = true WHERE starts_with(mn, 'PLAY_')")
    running = Running(database)
    answer = subprocess.run(
        [*SHANGYOU, "simulate", "--port", str(running.port), "--history-h", "2", "--seconds", "5",
         "--spill", "PLAY_1:w21003=20000"],
        env=os.environ | {"DATABASE_URL": database, "PYTHONPATH": SOURCES},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert "2 台设备" in answer.stdout
    for mn in ("PLAY_1", "PLAY_2"):
        rows = stored(sql, mn)
        assert len(rows) >= 25, "two hours in steps of five minutes, then the present"
    most = {
        mn: sql(
            'SELECT max("values"[1]) FROM warning_reading WHERE device_id = %s', device_id(sql, mn)
        )
        for mn in ("PLAY_1", "PLAY_2")
    }
    assert most["PLAY_1"] > most["PLAY_2"]
    assert running.stop() == 0
    wrong = subprocess.run(
        [*SHANGYOU, "simulate", "--devices", "1", "--spill", "nowhere"],
        env=os.environ | {"PYTHONPATH": SOURCES}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_a_connection_in_use_is_not_closed_by_somebody_else_s_error(database):
    """The side connection is shared by several tasks; a socket closed while it is watched ends the process."""

    async def broken():
        raise psycopg.OperationalError("cut")

    async def scene():
        gateway = Gateway(database, host="127.0.0.1", port=0)
        side = await gateway._connection()
        task = None
        async with side.lock:
            task = asyncio.create_task(gateway._every(0.01, broken))
            await asyncio.sleep(0.2)
            assert not side.closed
        await asyncio.sleep(0.2)
        assert side.closed
        task.cancel()

    asyncio.run(scene())
