"""Kill -9 of the gateway and of the whole database in mid-stream: no acknowledged frame is lost or doubled."""

import datetime as dt
import random
import socket
import time
from pathlib import Path

import psycopg
import pytest
from tests.systems import eventually

from .cluster import Cluster
from .conftest import Client, Running, frame, moment, register
from .fleet import Fleet, books_balance, keys_stored


def free_port():
    """A port below the ephemeral ones: a client that dials an ephemeral port nobody holds may meet itself."""
    for port in random.sample(range(15_000, 30_000), 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    yield made
    made.close()


def querying(address):
    def run(statement, *values):
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else None

    return run


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("gateway_kills", "database_kills", "devices"),
    [(5, 2, 60), pytest.param(100, 10, 500, marks=pytest.mark.long)],
)
def test_whatever_is_killed_nothing_acknowledged_is_lost(
    cluster, gateway_kills, database_kills, devices, record_property
):
    sql = querying(cluster.address)
    prefix = f"K{devices}_"
    names = [f"{prefix}{n:03d}" for n in range(devices)]
    register(sql, *names)
    port = free_port()
    running = Running(cluster.address, port)
    order = ["gateway"] * gateway_kills + ["database"] * database_kills
    random.Random(7).shuffle(order)  # noqa: S311 (the same order each time)
    with Fleet(names, port) as fleet:
        for victim in order:
            time.sleep(0.6)
            if victim == "gateway":
                running.kill()
                running = Running(cluster.address, port)
            else:
                cluster.kill()
                cluster.start()
        time.sleep(1.0)
    stored = keys_stored(sql, prefix)
    assert running.stop() == 0
    record_property("acknowledged", len(fleet.acknowledged))
    record_property("sent again", fleet.again)
    assert fleet.again > 10 * gateway_kills, "the kills hit nothing under way"
    assert len(fleet.acknowledged) > 1000
    books_balance(fleet, stored)
    assert set(stored) == set(fleet.acknowledged), "everything was sent until it was acknowledged"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.long)])
def test_a_frozen_database_stores_nothing_and_nothing_is_acknowledged(cluster, seconds):
    """The worst way to be away: connections stay open and nothing answers."""
    sql = querying(cluster.address)
    prefix = f"F{seconds}_"
    names = [f"{prefix}{n:03d}" for n in range(200)]
    register(sql, *names)
    port = free_port()
    running = Running(cluster.address, port)
    flood = Client(port)
    register(sql, f"{prefix}flood")
    eventually(lambda: _acknowledged(flood, f"{prefix}flood"))
    with Fleet(names, port, window=4) as fleet:
        eventually(lambda: len(fleet.acknowledged) > 2000)
        cluster.pause(stopped=True)
        try:
            time.sleep(0.5)
            before = len(fleet.acknowledged)
            # one device pours its whole memory in meanwhile, more than the sockets hold
            flood.socket.settimeout(0.2)
            packets = b"".join(_packets(f"{prefix}flood", 100_000))
            poured = 0
            began = time.monotonic()
            while time.monotonic() - began < seconds:
                try:
                    poured += flood.socket.send(packets[poured : poured + 65_536])
                except TimeoutError:
                    continue
            assert len(fleet.acknowledged) == before, "acknowledged while nothing can be stored"
        finally:
            cluster.pause(stopped=False)
        eventually(lambda: len(fleet.acknowledged) > before + 1000, 60)
    assert poured < len(packets), "the gateway read on without bound"
    stored = keys_stored(sql, f"{prefix}0") + keys_stored(sql, f"{prefix}1")
    memory = running.memory_mb()
    flood.close()
    running.stop()
    books_balance(fleet, stored)
    assert memory < 150, memory


def _acknowledged(client, mn):
    client.send(frame(mn, moment(), {"w01018": 1}))
    try:
        return client.receive(1, 1)
    except (TimeoutError, OSError):
        return None


def _packets(mn, count):
    from shangyou.codecs import hj212

    base = moment(-3000)
    for number in range(count):
        at = base + dt.timedelta(milliseconds=number)
        yield hj212.encode(frame(mn, at, {"w01018": number}))


def test_no_thread_or_file_is_left_behind_by_a_thousand_connections(cluster):
    sql = querying(cluster.address)
    register(sql, "OPEN1")
    port = free_port()
    running = Running(cluster.address, port)
    handles = Path(f"/proc/{running.process.pid}/fd")
    before = len(list(handles.iterdir()))
    for _ in range(10):
        clients = [Client(port) for _ in range(100)]
        for client in clients:
            client.send(b"##0100half")
            client.close()
    eventually(lambda: len(list(handles.iterdir())) <= before + 2)
    running.stop()
