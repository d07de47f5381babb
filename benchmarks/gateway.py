"""The gateway end to end: real TCP, CRC, parsing, PostgreSQL, acknowledgement; all on loopback.

    PYTHONPATH=src .venv/bin/python benchmarks/gateway.py [throughput latency burst followed charts mosquitto] [--scale 0.2]

Client, gateway and database share the machine's cores, so figures are floors. CPU time a frame is
given for each of the three: it hardly depends on who else is on the machine.
"""

import argparse
import asyncio
import gc
import importlib.util
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import uvloop

from shangyou.codecs.hj212 import crc16

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "shangyou_benchmark_gateway"
os.environ["TZ"] = "Asia/Shanghai"  # the protocol writes local time
time.tzset()
TICK = os.sysconf("SC_CLK_TCK")
FACTORS = ("w01001", "w01009", "w01010", "w01014", "w01019", "w21003", "w21011", "w01003")


# ------------------------------------------------------------------ frames
def mn(number):
    return f"BENCH{number:07d}"


def packet(number, serial, begin_ms):
    """A frame of eight factors, 365 bytes; `serial` makes its QN and its minute."""
    at = time.localtime(begin_ms // 1000 - 3600 + serial * 60 % 3600)
    stamp = time.strftime("%Y%m%d%H%M%S", at)
    qn = time.strftime("%Y%m%d%H%M%S", time.localtime((begin_ms + serial) // 1000))
    values = ";".join(
        f"{code}-Rtd={(number * 7 + serial * 3 + i) % 900 / 100:.3f},{code}-Flag=N"
        for i, code in enumerate(FACTORS)
    )
    segment = (
        f"QN={qn}{(begin_ms + serial) % 1000:03d};ST=21;CN=2011;PW=123456;MN={mn(number)};Flag=5;"
        f"CP=&&DataTime={stamp};{values}&&"
    ).encode()
    return b"##%04d%b%04X\r\n" % (len(segment), segment, crc16(segment))


# ------------------------------------------------------------------ the machine
class Machine:
    """A database, a gateway and its processor time."""

    def __init__(self, devices):
        printed = subprocess.run(
            [ROOT / "scripts/postgres.sh", "fresh", DATABASE],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.address = re.sub(r"\\(.)", r"\1", printed.split("=", 1)[1].strip())
        self.environment = os.environ | {
            "DATABASE_URL": self.address,
            "PYTHONPATH": str(ROOT / "src"),
            "SHANGYOU_SECRET_KEY": os.urandom(16).hex(),
        }
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "migrate", "-v0"], check=True, env=self.environment
        )
        with psycopg.connect(self.address, autocommit=True) as conn:
            conn.execute(
                """INSERT INTO warning_station (code, name, kind, version, status, source, demo, region,
                   created_at, updated_at, bank, contact_name, contact_phone, note)
                   VALUES ('B', 'B', 'surface_water', 1, 'unverified', '', false, '500102', now(),
                   now(), 'unknown', '', '', '')"""
            )
            conn.execute(
                """INSERT INTO warning_device (mn, station_id, system_code, edition, interval_s, address,
                   enabled, password, note, version, status, source, demo, region, created_at, updated_at)
                   SELECT 'BENCH' || lpad(n::text, 7, '0'), s.id, '21', 2017, 60, '', true, '', '', 1,
                   'unverified', '', false, '500102', now(), now()
                   FROM warning_station s, generate_series(0, %s) n""",
                [devices],
            )
            conn.execute("ANALYZE")
            self.postmaster = int(
                conn.execute("SELECT pg_read_file('postmaster.pid')").fetchone()[0].split()[0]
            )
        self.gateways = []

    def start(self):
        process = subprocess.Popen(
            [sys.executable, "-c", "from shangyou.cli.main import main; main()", "gateway",
             "--port", str(self.port if self.gateways else 0)],
            env=self.environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.port = int(process.stdout.readline().rsplit(":", 1)[1])
        self.gateways.append(process)

    def stop(self):
        for process in self.gateways:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        self.gateways = []

    def script(self, text, *arguments):
        """Run a few lines in a process with Django and give what they print."""
        return subprocess.run(
            [sys.executable, "-c", text, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def count(self):
        with psycopg.connect(self.address) as conn:
            return conn.execute("SELECT count(*) FROM warning_reading").fetchone()[0]

    def memory_mb(self):
        return max(
            int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{p.pid}/status").read_text())[1]) / 1024
            for p in self.gateways
        )

    def seconds(self):
        """Processor seconds so far: client, gateways, database."""
        database = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.postmaster:
                database += (int(fields[11]) + int(fields[12])) / TICK
            elif int(stat.parent.name) == self.postmaster:
                database += sum(map(int, fields[11:15])) / TICK
        gateways = sum(_own(p.pid) for p in self.gateways)
        return time.process_time(), gateways, database

    def drop(self):
        self.stop()
        other = self.address.replace(f"/{DATABASE}", "/postgres")
        with psycopg.connect(other, autocommit=True) as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _own(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


# ------------------------------------------------------------------ clients
class Device(asyncio.Protocol):
    """Sends prepared packets, `window` of them unanswered at a time; counts what is acknowledged."""

    def __init__(self, packets, window, done, latencies=None):
        self.packets, self.window, self.done = packets, window, done
        self.latencies = latencies
        self.sent = self.acknowledged = 0
        self.at = []
        self.paced = window == 0

    def connection_made(self, transport):
        self.transport = transport

    def begin(self):
        self.more(self.window)

    def more(self, count):
        first = self.sent
        self.sent = min(self.sent + count, len(self.packets))
        if self.sent > first:
            if self.latencies is not None:
                now = time.perf_counter()
                self.at += [now] * (self.sent - first)
            self.transport.write(b"".join(self.packets[first : self.sent]))

    def data_received(self, data):
        count = data.count(b"CN=9014;")
        if self.latencies is not None:
            now = time.perf_counter()
            for i in range(self.acknowledged, self.acknowledged + count):
                self.latencies.append(now - self.at[i])
        self.acknowledged += count
        self.done(count)
        if not self.paced:
            self.more(count)


class Count:
    def __init__(self, wanted):
        self.total, self.wanted, self.event = 0, wanted, asyncio.Event()

    def add(self, count):
        self.total += count
        if self.total >= self.wanted:
            self.event.set()


async def connect(port, packets, window, count, latencies=None):
    loop = asyncio.get_running_loop()
    devices = []
    for first in range(0, len(packets), 500):
        found = await asyncio.gather(
            *(
                loop.create_connection(
                    lambda p=p: Device(p, window, count.add, latencies), "127.0.0.1", port
                )
                for p in packets[first : first + 500]
            )
        )
        devices += [device for _, device in found]
    return devices


def prepared(connections, each, base=0):
    begin = int(time.time() * 1000) - 30_000
    return [[packet(n + base, s, begin) for s in range(each)] for n in range(connections)]


def line(name, value, target=""):
    print(f"{name:58s} {value:>24s}   {target}", flush=True)


def cpu(before, after, frames):
    client, gateway, database = ((a - b) / frames * 1e6 for a, b in zip(after, before, strict=True))
    total = client + gateway + database
    return (
        f"client {client:.0f} + gateway {gateway:.0f} + database {database:.0f} = {total:.0f} us;"
        f" two cores give {2e6 / total:,.0f}/s"
    )


async def throughput(machine, scale):
    connections, each = 10_000, max(4, int(30 * scale))
    packets = prepared(connections, each)
    count = Count(connections * each)
    devices = await connect(machine.port, packets, 1, count)
    gc.collect()
    gc.freeze()
    before, start = machine.seconds(), time.perf_counter()
    for device in devices:
        device.begin()
    await asyncio.wait_for(count.event.wait(), 300)
    took, after = time.perf_counter() - start, machine.seconds()
    line(
        "acknowledged frames/s, 10,000 connections one at a time",
        f"{count.total / took:,.0f}",
        ">= 20,000",
    )
    line("  processor time a frame", "", cpu(before, after, count.total))
    line("  gateway memory, peak", f"{machine.memory_mb():.0f} MB", "< 150 MB")
    assert machine.count() >= count.total
    for device in devices:
        device.transport.abort()


async def latency(machine, scale, rate=5000, seconds=20.0):
    connections = 2000
    seconds *= scale
    each = max(2, int(rate * seconds / connections))
    packets = prepared(connections, each, 20_000)
    count, latencies = Count(connections * each), []
    devices = await connect(machine.port, packets, 0, count, latencies)
    gc.collect()
    gc.freeze()
    before, start = machine.seconds(), time.perf_counter()
    total, sent = connections * each, 0
    while sent < total:
        due = min(total, int((time.perf_counter() - start) * rate))
        for n in range(sent, due):
            devices[n % connections].more(1)
        sent = due
        await asyncio.sleep(0.002)
    await asyncio.wait_for(count.event.wait(), 60)
    after = machine.seconds()
    found = sorted(latencies)
    p50, p99 = found[len(found) // 2], found[int(len(found) * 0.99)]
    line(
        f"ACK at {rate:,}/s, p50 / p99 / max",
        f"{p50 * 1e3:.0f} / {p99 * 1e3:.0f} / {found[-1] * 1e3:.0f} ms",
        "p99 <= 250 ms",
    )
    line("  processor time a frame", "", cpu(before, after, count.total))
    for device in devices:
        device.transport.abort()


async def burst(machine, scale):
    """A day of ten-minute frames of 3,500 devices at once, each with 16 unanswered."""
    connections, each = 3500, max(4, int(144 * scale))
    packets = prepared(connections, each, 30_000)
    count = Count(connections * each)
    devices = await connect(machine.port, packets, 16, count)
    gc.collect()
    gc.freeze()
    before, start = machine.seconds(), time.perf_counter()
    for device in devices:
        device.begin()
    await asyncio.wait_for(count.event.wait(), 300)
    took, after = time.perf_counter() - start, machine.seconds()
    line(f"burst of {count.total:,} frames drained in", f"{took:.1f} s", "504,000 in <= 40 s")
    line("  processor time a frame", "", cpu(before, after, count.total))
    line("  gateway memory, peak", f"{machine.memory_mb():.0f} MB", "< 150 MB")
    for device in devices:
        device.transport.abort()


async def charts(machine, scale):
    """Thirty days of 3,500 devices in the roll-ups; one device's chart, and every device's days."""
    devices = int(3500 * scale)
    with psycopg.connect(machine.address, autocommit=True) as conn:
        layout = conn.execute("SELECT warning_layout_of(%s)", [["w21003-Rtd", "w01019-Rtd"]])
        layout.fetchone()
        conn.execute("TRUNCATE warning_hour, warning_day")
        conn.execute(
            """INSERT INTO warning_hour SELECT d, i.id, 2011, h, 60, 0, 60 * random(), 0, 1
               FROM generate_series(1, %s) d, warning_item i,
               generate_series(date_trunc('hour', now()) - interval '30 days', now(), '1 hour') h
               WHERE i.name IN ('w21003-Rtd', 'w01019-Rtd')""",
            [devices],
        )
        conn.execute(
            """INSERT INTO warning_day SELECT device_id, item, cn, (hour AT TIME ZONE 'Asia/Shanghai')::date,
               sum(count), sum(left_out), sum(total), min(low), max(high)
               FROM warning_hour GROUP BY 1, 2, 3, 4"""
        )
        conn.execute("ANALYZE warning_hour")
        conn.execute("ANALYZE warning_day")
    script = """
import datetime as dt, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "shangyou.project.settings"
import django; django.setup()
from django.utils import timezone
from shangyou.warning import series
end = timezone.now(); begin = end - dt.timedelta(days=30)
took = []
for device in range(1, int(sys.argv[1]), max(1, int(sys.argv[1]) // 50)):
    t = time.perf_counter()
    found = series.points(device, "w21003", series.Period.of(begin, end))
    took.append(time.perf_counter() - t)
    assert len(found["time"]) >= 719, len(found["time"])
print(sorted(took)[len(took) // 2], max(took[1:]))
"""
    printed = machine.script(script, str(devices))
    median, most = map(float, printed.split())
    line(
        "30 days of one of 3,500 devices by hours, median / most",
        f"{median * 1e3:.0f} / {most * 1e3:.0f} ms",
        "< 1 s",
    )
    with psycopg.connect(machine.address) as conn:
        began = time.perf_counter()
        rows = conn.execute(
            """SELECT device_id, day, total / nullif(count, 0) FROM warning_day
               WHERE item = (SELECT id FROM warning_item WHERE name = 'w21003-Rtd')
               AND day >= current_date - 30"""
        ).fetchall()
        took = time.perf_counter() - began
    line(f"30 days of all of them by days, {len(rows):,} values", f"{took:.2f} s", "< 1 s")


async def mosquitto(_machine, scale):
    """The same count against Mosquitto with its defaults and persistence on: PUBACK, SIGKILL, count."""
    program = os.environ.get("SHANGYOU_MOSQUITTO") or shutil.which(
        "mosquitto", path="/usr/sbin:/usr/bin"
    )
    if program is None or importlib.util.find_spec("paho") is None:
        line("mosquitto 20,000 acknowledged, killed: lost", "not installed")
        return
    count = int(20_000 * scale)
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "mosquitto.conf"
        settings.write_text(
            f"listener 18831 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nuser root\nmax_queued_messages 0\n"
        )
        took, lost = _count_mosquitto(program, settings, count)
    line(
        f"mosquitto, {count:,} acknowledged at {count / took:,.0f}/s, killed: lost",
        f"{lost:,}",
        "ours: 0",
    )


def _count_mosquitto(program, settings, count):
    paho = importlib.import_module("paho.mqtt.client")

    def client(name):
        made = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
        made.max_inflight_messages_set(1000)
        for _ in range(50):
            try:
                made.connect("127.0.0.1", 18831)
            except OSError:
                time.sleep(0.1)
            else:
                break
        made.loop_start()
        return made

    broker = subprocess.Popen([program, "-c", settings], stderr=subprocess.DEVNULL)
    reader = client("reader")
    reader.subscribe("hj212/#", qos=1)
    time.sleep(0.5)
    reader.disconnect()
    reader.loop_stop()
    sender = client("sender")
    began = time.perf_counter()
    sent = [sender.publish("hj212/a", b"x" * 300, qos=1) for _ in range(count)]
    for one in sent:
        one.wait_for_publish(60)
    took = time.perf_counter() - began
    broker.kill()
    broker.wait()
    sender.loop_stop()
    broker = subprocess.Popen([program, "-c", settings], stderr=subprocess.DEVNULL)
    got = []
    reader = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="reader", clean_session=False)
    reader.on_message = lambda *_: got.append(1)
    for _ in range(50):
        try:
            reader.connect("127.0.0.1", 18831)
        except OSError:
            time.sleep(0.1)
        else:
            break
    reader.subscribe("hj212/#", qos=1)
    reader.loop_start()
    time.sleep(3)
    reader.loop_stop()
    broker.terminate()
    broker.wait()
    return took, count - len(got)


async def followed(machine, scale):
    """What was stored, rolled up by one follower: how far behind it ends, and what it costs."""
    await throughput(machine, scale)
    before = machine.seconds()
    script = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "shangyou.project.settings"
import django; django.setup()
from shangyou.warning.following import Follower
follower, t, n = Follower(), time.perf_counter(), 0
while follower.step(): n += 1
print(time.perf_counter() - t, time.process_time())
"""
    printed = machine.script(script)
    took, own = map(float, printed.split())
    frames = machine.count()
    database = machine.seconds()[2] - before[2]
    line(
        f"{frames:,} frames of 8 values rolled up in",
        f"{took:.1f} s",
        f"{database / frames * 1e6:.0f} us database, {own / frames * 1e6:.1f} us own a frame",
    )


PARTS = {
    "throughput": throughput,
    "latency": latency,
    "burst": burst,
    "followed": followed,
    "charts": charts,
    "mosquitto": mosquitto,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--gateways", type=int, default=1)
    arguments = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    machine = Machine(40_000)
    try:
        for part in arguments.parts:
            for _ in range(arguments.gateways):
                machine.start()
            uvloop.run(PARTS[part](machine, arguments.scale))
            machine.stop()
    finally:
        machine.drop()


if __name__ == "__main__":
    main()
