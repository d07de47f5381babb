"""A gateway over real TCP on a database of its own, and devices that speak HJ 212 to it."""

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from tests.systems import fresh_database, own

from shangyou.codecs import hj212

ROOT = Path(__file__).resolve().parents[3]
SHANGYOU = [sys.executable, "-c", "from shangyou.cli.main import main; raise SystemExit(main())"]
DATABASE = own("gateway")
SOURCES = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
BEIJING = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture(scope="session")
def database():
    """The address of a fresh, migrated database; dropped at the end."""
    address = fresh_database(DATABASE)
    environment = os.environ | {"DATABASE_URL": address}
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "-v0"],
        check=True,
        env=environment | {"PYTHONPATH": str(ROOT / "src")},
    )
    yield address
    other = re.sub(rf"/{DATABASE}(?=\?|$)", "/postgres", address)
    with psycopg.connect(other, autocommit=True) as conn:
        conn.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


@pytest.fixture(scope="module")
def sql(database):
    with psycopg.connect(database, autocommit=True) as connection:

        def run(statement, *values):
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else None

        yield run


def register(sql, *mns, password="", station="ST1", **columns):
    """Put devices into the registers, as somebody would on screen."""
    sql(
        """INSERT INTO warning_station (code, name, kind, version, status, source, demo, region,
               created_at, updated_at, bank, contact_name, contact_phone, note)
           VALUES (%s, %s, 'surface_water', 1, 'unverified', '', false, '500102', now(), now(),
               'unknown', '', '', '') ON CONFLICT DO NOTHING""",
        station,
        f"试验站 {station}",
    )
    given = {"interval_s": 60, "address": "", "enabled": True} | columns
    for mn in mns:
        sql(
            """INSERT INTO warning_device (mn, station_id, system_code, edition, interval_s, address,
                   enabled, password, note, version, status, source, demo, region, created_at, updated_at)
               SELECT %s, id, '21', 2017, %s, %s, %s, %s, '', 1, 'unverified', '', false, '500102',
                   now(), clock_timestamp() FROM warning_station WHERE code = %s
               ON CONFLICT (mn) DO NOTHING""",
            mn,
            given["interval_s"],
            given["address"],
            given["enabled"],
            password,
            station,
        )


def device_id(sql, mn):
    return sql("SELECT id FROM warning_device WHERE mn = %s", mn)[0][0]


RUNNING = []


@pytest.fixture(autouse=True, scope="module")
def _nothing_left_running():
    """Where a test failed, its gateway must not live on."""
    yield
    for running in RUNNING:
        running.kill()


class Running:
    """One gateway process."""

    def __init__(self, database, port=0, log=None, options=()):
        RUNNING.append(self)
        self.process = subprocess.Popen(
            [*SHANGYOU, "gateway", "--port", str(port), *options],
            env=os.environ | {"DATABASE_URL": database, "PYTHONPATH": SOURCES},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        line = self.process.stdout.readline()
        assert "listening" in line, line
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self):
        RUNNING.remove(self)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        RUNNING.remove(self)
        self.process.terminate()
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def memory_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


@pytest.fixture(scope="module")
def gateway(database, sql):
    """A gateway that knows MN_1 to MN_9."""
    register(sql, *(f"MN_{n}" for n in range(1, 10)))
    running = Running(database)
    yield running
    assert running.stop() == 0


def moment(offset_s=0.0):
    return dt.datetime.now(BEIJING) + dt.timedelta(seconds=offset_s)


def frame(mn, at, values, *, qn=None, cn="2011", pw="123456", st="21", flag=5, **more):
    """A packet of a device; values are {code: number} or {item: text}."""
    group = {(name if "-" in name else f"{name}-Rtd"): str(value) for name, value in values.items()}
    return hj212.Frame(
        qn or hj212.request_number(at),
        st,
        cn,
        pw,
        mn,
        flag,
        2017,
        [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, group],
        **more,
    )


class Client:
    """A device: a socket, and a decoder for what comes back."""

    def __init__(self, port, source="127.0.0.1"):
        self.socket = socket.create_connection(
            ("127.0.0.1", port), timeout=10, source_address=(source, 0)
        )
        self.decoder = hj212.Decoder()
        self.got = []

    def send(self, *packets):
        self.socket.sendall(
            b"".join(p if isinstance(p, bytes) else hj212.encode(p) for p in packets)
        )

    def receive(self, count=1, seconds=10.0):
        """Wait for so many packets."""
        deadline = time.monotonic() + seconds
        while len(self.got) < count:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            data = self.socket.recv(65536)
            assert data, "the gateway closed the connection"
            self.got += self.decoder.feed(data)
        found, self.got = self.got[:count], self.got[count:]
        return found

    def quiet(self, seconds=0.4):
        """Whether nothing comes for a while."""
        self.socket.settimeout(seconds)
        try:
            self.got += self.decoder.feed(self.socket.recv(65536))
        except TimeoutError:
            return not self.got
        return False

    def close(self):
        self.socket.close()


@pytest.fixture
def client(gateway):
    opened = []

    def give(**more):
        opened.append(Client(gateway.port, **more))
        return opened[-1]

    yield give
    for one in opened:
        one.close()
