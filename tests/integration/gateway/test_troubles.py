"""What the field sends besides readings: each kept, explained, and harmless to everybody else."""

import asyncio
import datetime as dt
import multiprocessing
import random
import threading
import time

import pytest
from tests.systems import eventually

from shangyou.codecs import hj212
from shangyou.gateway.simulation.device import Identity, SimulatedDevice
from shangyou.warning.frames import explanation
from shangyou.warning.telemetry import marks

from .conftest import Client, Running, device_id, frame, moment, register
from .test_killing import free_port


@pytest.fixture(scope="module")
def gateway(database, sql):
    register(sql, *(f"T_{n}" for n in range(1, 20)))
    register(sql, "T_PW", password="abc123")  # noqa: S106 (of a device that does not exist)
    register(sql, "T_OFF", enabled=False)
    register(sql, "T_FIX", address="127.0.0.7")
    running = Running(database)
    yield running
    assert running.stop() == 0


def aside(sql, mn="", reason="", address=""):
    return sql(
        """SELECT reason, raw, repeats FROM warning_quarantine
           WHERE (%s = '' OR mn = %s) AND (%s = '' OR reason = %s) AND (%s = '' OR address = %s)""",
        mn, mn, reason, reason, address, address,
    )  # fmt: skip


def bits(sql, mn):
    rows = sql(
        "SELECT marks FROM warning_reading WHERE device_id = %s ORDER BY received_at, key_at",
        device_id(sql, mn),
    )
    return [row[0] for row in rows]


def test_an_unknown_device_is_kept_and_not_acknowledged_until_it_is_registered(client, sql):
    device = client()
    sent = frame("T_NEW", moment(), {"w01018": 1})
    for _ in range(20):
        device.send(sent)
    assert device.quiet()
    rows = eventually(lambda: aside(sql, "T_NEW"))
    assert len(rows) <= 5, "only a few a minute are kept"
    assert hj212.encode(sent)[:-2] == bytes(rows[0][1])
    eventually(lambda: sum(r[2] for r in aside(sql, "T_NEW")) == 20)
    register(sql, "T_NEW")
    eventually(lambda: _acknowledged(device, sent))
    assert len(bits(sql, "T_NEW")) == 1


def _acknowledged(device, sent):
    device.send(sent)
    return not device.quiet(0.3)


def test_a_wrong_password_and_a_disabled_device_are_not_acknowledged(client, sql):
    device = client()
    device.send(frame("T_PW", moment(), {"w01018": 1}, pw="wrong"))
    device.send(frame("T_OFF", moment(), {"w01018": 1}))
    assert device.quiet()
    device.send(frame("T_PW", moment(), {"w01018": 1}, pw="abc123"))
    assert device.receive()[0].mn == "T_PW"
    eventually(lambda: aside(sql, "T_PW", "password"))
    eventually(lambda: aside(sql, "T_OFF", "disabled"))
    assert len(bits(sql, "T_PW")) == 1


def test_broken_packets_are_kept_with_their_reason_and_the_next_is_read(client, sql):
    device = client(source="127.0.0.31")
    good = frame("T_1", moment(), {"w01018": 1})
    packet = hj212.encode(good)
    wrong_crc = packet[:-6] + b"0000\r\n"
    wrong_length = b"##0300" + packet[6:]
    device.send(wrong_crc + wrong_length + b"hello\r\n" + packet)
    assert device.receive()[0].qn == good.qn
    device.send(packet[:60])
    device.close()
    wanted = {"crc_wrong", "length", "noise", "truncated"}
    found = eventually(
        lambda: (
            (rows := aside(sql, address="127.0.0.31")) and wanted <= {r[0] for r in rows} and rows
        )
    )
    assert len(bits(sql, "T_1")) == 1
    for reason, _raw, _repeats in found:
        assert explanation(reason).zh


def test_clocks_that_are_wrong_are_stored_marked_and_acknowledged(client, sql):
    device, now = client(), moment()
    device.send(
        frame("T_2", now + dt.timedelta(hours=1), {"w01018": 1}, qn=hj212.request_number(now)),
        frame("T_2", now - dt.timedelta(days=800), {"w01018": 1}),
        frame("T_2", now - dt.timedelta(hours=5), {"w01018": 1}),
        hj212.Frame(
            hj212.request_number(moment(1)), "21", "2011", "123456", "T_2", 5, 2017,
            [{"DataTime": "20260230999999"}, {"w01018-Rtd": "1"}],
        ),
    )  # fmt: skip
    assert len(device.receive(4)) == 4
    found = bits(sql, "T_2")
    assert sorted(b & marks.BLOCKING for b in found) == sorted(
        [marks.FUTURE, marks.ANCIENT, 0, marks.NO_TIME]
    )
    assert any(b & marks.LATE and not b & marks.BLOCKING for b in found)


def test_two_senders_under_one_number_are_both_marked(client, sql):
    first, second = client(), client(source="127.0.0.2")
    for step, device in enumerate((first, second, first, second)):
        device.send(frame("T_3", moment(step), {"w01018": step}))
        device.receive()
    found = bits(sql, "T_3")
    assert not found[0] & marks.SENDER
    assert found[2] & marks.SENDER
    assert found[3] & marks.SENDER
    # one that reconnects is no second sender
    third = client()
    third.send(frame("T_4", moment(), {"w01018": 1}))
    third.receive()
    fourth = client()
    fourth.send(frame("T_4", moment(1), {"w01018": 1}))
    fourth.receive()
    assert not any(b & marks.SENDER for b in bits(sql, "T_4"))
    fixed = client()
    fixed.send(frame("T_FIX", moment(), {"w01018": 1}))
    fixed.receive()
    right = client(source="127.0.0.7")
    right.send(frame("T_FIX", moment(1), {"w01018": 1}))
    right.receive()
    assert [bool(b & marks.SENDER) for b in bits(sql, "T_FIX")] == [True, False]


def test_a_device_that_invents_factors_without_end_keeps_its_raw_frames_alone(client, sql):
    device = client()
    for n in range(100):
        device.send(frame("T_5", moment(n), {f"x{n:05d}": 1}))
    device.receive(100)
    found = bits(sql, "T_5")
    assert len(found) == 100
    assert 30 <= sum(bool(b & marks.LAYOUTS) for b in found) <= 40


def test_commands_go_down_and_their_answers_come_up(sql, gateway):
    device = device_id(sql, "T_6")
    history = [(moment(-3600 + n * 600), {"w01018": float(n)}) for n in range(6)]
    simulated = SimulatedDevice(
        Identity("T_6"), "127.0.0.1", gateway.port, history=lambda _begin, _end: history
    )
    simulated.clock_offset = dt.timedelta(minutes=-30)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_until_told(simulated, stop)))
    stop = asyncio.Event()
    thread.start()
    try:
        sql(
            """INSERT INTO warning_command (device_id, kind, begins_at, ends_at, state, qn, gateway,
                   tries, code, asked_at)
               VALUES (%s, 'set_time', null, null, 'queued', '', '', 0, '', now()),
                      (%s, 'resend_minutes', now() - interval '1 hour', now(), 'queued', '', '', 0, '', now()),
                      (%s, 'set_time', null, null, 'queued', '', '', 0, '', now())""",
            device, device, device_id(sql, "T_7"),
        )  # fmt: skip
        eventually(
            lambda: (
                sql("SELECT state FROM warning_command WHERE device_id = %s", device)
                == [("done",), ("done",)]
            )
        )
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
    assert simulated.clock_offset == dt.timedelta(0)
    assert len(sql("SELECT 1 FROM warning_reading WHERE device_id = %s AND cn = 2051", device)) == 6
    # one that is not online waits
    assert sql("SELECT state FROM warning_command WHERE device_id = %s", device_id(sql, "T_7")) == [
        ("queued",)
    ]


async def _until_told(simulated, stop):
    task = asyncio.create_task(simulated.run())
    simulated.report(moment(), {"w01018": 1})
    await stop.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_states_are_written_within_seconds(client, sql):
    device = client()
    device.send(frame("T_8", moment(), {"w01018": 8.5, "w01018-Flag": "M"}))
    device.receive()
    row = eventually(
        lambda: sql(
            """SELECT connected, frames, flags, "values" FROM warning_devicestate
               WHERE device_id = %s AND frames > 0""",
            device_id(sql, "T_8"),
        )
    )
    assert row == [(True, 1, "M", [8.5])]
    device.close()
    eventually(
        lambda: sql(
            "SELECT 1 FROM warning_devicestate WHERE device_id = %s AND NOT connected",
            device_id(sql, "T_8"),
        )
    )


def pour(port, wanted, poured):
    """Garbage of every kind, from a process of its own: it must not slow the clock that measures."""
    rng = random.Random(5)  # noqa: S311 (the same garbage each time)
    stranger = hj212.encode(frame("NOBODY", moment(), {"w01018": 1}))
    junk = [
        rng.randbytes(65_536),
        b"##9999" + b"A" * 60_000,
        b"##0010" * 10_000,
        stranger * 400,
        stranger[:-4] * 400,
    ]
    while poured.value < wanted:
        try:
            one = Client(port)
            for _ in range(20):
                data = rng.choice(junk)
                one.socket.sendall(data)
                poured.value += len(data)
            one.close()
        except OSError:
            continue  # closed on us, as it should be


class Flood:
    def __init__(self, port, wanted):
        context = multiprocessing.get_context("fork")
        self.wanted, self.counts = wanted, [context.Value("q", 0) for _ in range(2)]
        self.processes = [
            context.Process(target=pour, args=(port, wanted // 2, count), daemon=True)
            for count in self.counts
        ]
        for process in self.processes:
            process.start()

    @property
    def poured(self):
        return sum(count.value for count in self.counts)

    def finish(self):
        for process in self.processes:
            process.join(120)
            process.kill()


def hostile(port, stalled):
    """Clients that stop in mid-frame, and clients that never take their answers."""
    still = [Client(port) for _ in range(stalled)]
    for n, one in enumerate(still):
        one.send(b"##0300QN=2026"[: n % 13 + 1])
    greedy = [Client(port) for _ in range(20)]
    for n, one in enumerate(greedy):
        one.send(*(frame("GREEDY", moment(i + n * 100), {"w01018": i}) for i in range(100)))
    return still + greedy


@pytest.mark.parametrize(
    ("garbage_mb", "stalled"), [(20, 300), pytest.param(200, 2000, marks=pytest.mark.long)]
)
def test_garbage_and_stalled_clients_do_not_hold_up_the_good(database, sql, garbage_mb, stalled):
    """200 MB of garbage, 2,000 that stop in mid-frame, 20 that never read: good clients' p99 <= 100 ms."""
    names = [f"GOOD{n:03d}" for n in range(100)]
    register(sql, *names, "GREEDY")
    running = Running(database, free_port())
    clients = hostile(running.port, stalled)
    flood = Flood(running.port, garbage_mb << 20)
    good = [Client(running.port) for _ in names]
    took = []
    try:
        round_ = 0
        # as long as it pours, and a thousand times at least
        while flood.poured < flood.wanted or len(took) < 1000:
            round_ += 1
            for name, one in zip(names, good, strict=True):
                packet = hj212.encode(frame(name, moment(round_), {"w01018": round_}))
                began = time.perf_counter()
                one.send(packet)
                one.receive()
                took.append(time.perf_counter() - began)
    finally:
        flood.finish()
        for one in (*clients, *good):
            one.close()
    took.sort()
    memory = running.memory_mb()
    assert running.stop() == 0
    assert flood.poured >= garbage_mb << 20
    assert took[int(len(took) * 0.99)] <= 0.1, took[-20:]
    assert memory < 150, memory
    assert sql("SELECT count(*) FROM warning_quarantine")[0][0] < 2000, "quarantine is bounded"
