"""A server, a worker and a database of their own: live events, what is down, and the command line."""

import json
import os
import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.systems import free_port, fresh_database, own

ROOT = Path(__file__).resolve().parents[3]
SHANGYOU = ROOT / ".venv/bin/shangyou"
DATABASE = own("running")
PASSWORD = "shangyou-demo"  # noqa: S105 (the one every demo prints)


def run(*arguments, environment, **more):
    return subprocess.run(
        [SHANGYOU, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **more,
    )


class System:
    def __init__(self, environment):
        self.environment = environment
        self.port = free_port()
        self.parts = {}
        # a pipe that nobody reads would stop the server when it is full
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the system runs)

    def start(self, part, *arguments):
        self.parts[part] = subprocess.Popen(
            [SHANGYOU, part, *arguments],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def stop(self, part):
        process = self.parts.pop(part)
        process.terminate()
        code = process.wait(15)
        self.log.seek(0)
        assert code in (0, -15), self.log.read().decode()[-3000:]

    def client(self, username="zhiban"):
        client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20)
        client.get("/api/v1/session")
        answer = client.post(
            "/api/v1/session",
            json={"username": username, "password": PASSWORD},
            headers={"X-CSRFToken": client.cookies["csrftoken"]},
        )
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        return client

    def ready(self):
        answer = httpx.get(f"http://127.0.0.1:{self.port}/readyz", trust_env=False, timeout=20)
        return answer.status_code, answer.json()

    def wait_ready(self, wanted, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                found = self.ready()
            except httpx.TransportError:
                found = (0, {})
            if found[0] == wanted:
                return found[1]
            assert time.monotonic() < deadline, found
            time.sleep(0.3)

    def database(self, statement, *values):
        address = self.environment["DATABASE_URL"].replace(f"/{DATABASE}?", "/postgres?")
        address = re.sub(rf"/{DATABASE}$", "/postgres", address)
        with psycopg.connect(address, autocommit=True) as conn:
            conn.execute(statement, values or None)


@pytest.fixture(scope="module")
def system():
    address = fresh_database(DATABASE)
    environment = os.environ | {
        "DATABASE_URL": address,
        "SHANGYOU_DEMO": "1",
        "SHANGYOU_SECRET_KEY": "only for this test " + os.urandom(16).hex(),
    }
    running = System(environment)
    unprepared = run("serve", "--port", str(running.port), environment=environment)
    assert unprepared.returncode == 1
    assert "shangyou demo" in unprepared.stderr
    loaded = run("demo", environment=environment)
    assert loaded.returncode == 0, loaded.stderr
    assert PASSWORD in loaded.stdout
    running.start("worker")
    running.start("serve", "--port", str(running.port))
    try:
        running.wait_ready(200, 60)
        yield running
    finally:
        for part in list(running.parts):
            running.stop(part)
        running.database(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


class Page:
    """An open screen: reads events on a thread of its own."""

    def __init__(self, client, *, last=None, topics="registers,system"):
        self.events = []
        self.opened = threading.Event()
        headers = {"Last-Event-ID": str(last)} if last is not None else {}
        self.context = client.stream(
            "GET", f"/api/v1/live?topics={topics}", headers=headers, timeout=60
        )
        self.response = self.context.__enter__()
        assert self.response.status_code == 200, self.response.status_code
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        assert self.opened.wait(10)
        time.sleep(0.5)

    def _read(self):
        event = {}
        try:
            for line in self.response.iter_lines():
                if line.startswith(": listening"):
                    self.opened.set()
                name, _, value = line.partition(": ")
                if not line and "data" in event:
                    self.events.append(
                        (int(event.get("id", 0)), event["event"], json.loads(event["data"]))
                    )
                    event = {}
                elif name in ("id", "event", "data"):
                    event[name] = value
        except (httpx.TransportError, httpx.StreamError):
            pass

    def wait(self, count, seconds=10):
        deadline = time.monotonic() + seconds
        while len(self.events) < count:
            assert time.monotonic() < deadline, self.events
            time.sleep(0.05)
        return self.events

    def close(self):
        self.context.__exit__(None, None, None)


def rename(client, row_id, note):
    row = client.get(f"/api/v1/registers/depots/rows/{row_id}").json()
    answer = client.patch(
        f"/api/v1/registers/depots/rows/{row_id}",
        json={"values": {"note": note}, "version": row["version"]},
    )
    assert answer.status_code == 200, answer.text


def test_a_change_reaches_every_screen_and_a_broken_one_misses_nothing(system):
    client = system.client()
    row = client.get("/api/v1/registers/depots/rows").json()["rows"][0]["id"]
    pages = [Page(system.client()) for _ in range(3)]
    began = time.monotonic()
    rename(client, row, "一")
    for page in pages:
        number, what, data = page.wait(1)[0]
        assert what == "register.changed"
        assert data == {"topic": "registers", "id": "depots", "what": "register.changed"}
    assert time.monotonic() - began < 5
    for page in pages:
        page.close()
    for word in "二三四五":
        rename(client, row, word)
    resumed = Page(system.client(), last=number)
    missed = [event[0] for event in resumed.wait(4)]
    assert missed == sorted(missed)
    assert len(set(missed)) == 4
    assert min(missed) > number
    rename(client, row, "六")
    assert resumed.wait(5)[4][0] > missed[-1]
    resumed.close()


def test_a_screen_hears_only_what_its_user_may_see(system):
    wanzhou = next(
        r
        for r in system.client()
        .get("/api/v1/registers/depots/rows", params={"region": "500101"})
        .json()["rows"]
    )
    district, enterprise = Page(system.client("quxian")), Page(system.client("qiye"))
    everybody = Page(system.client("guest"))
    rename(system.client(), wanzhou["id"], "只有市级与万州")
    everybody.wait(1)
    time.sleep(0.5)
    assert district.events == []
    assert enterprise.events == []
    for page in (district, enterprise, everybody):
        page.close()
    nobody = httpx.get(f"http://127.0.0.1:{system.port}/api/v1/live", trust_env=False, timeout=10)
    assert nobody.status_code == 401


def test_a_stopped_worker_shows_and_comes_back(system):
    client = system.client()
    page = Page(client, topics="system")
    system.stop("worker")
    found = system.wait_ready(503, 30)
    assert found == {"database": "up", "worker": "down", "gateway": "off", "live": "up"}
    part = next(p for p in client.get("/api/v1/system").json()["parts"] if p["name"] == "worker")
    assert part["state"] == "down"
    assert "没有回应" in part["detail"]
    assert page.wait(1)[0][1] == "system.changed"
    system.start("worker")
    system.wait_ready(200, 30)
    page.wait(2)
    page.close()


def test_a_killed_worker_shows_within_half_a_minute(system):
    process = system.parts.pop("worker")
    process.kill()
    process.wait()
    began = time.monotonic()
    system.wait_ready(503, 30)
    assert time.monotonic() - began < 30
    system.start("worker")
    system.wait_ready(200, 30)


def test_a_database_that_is_away_is_a_sentence_and_returns(system):
    client = system.client()
    row = client.get("/api/v1/registers/depots/rows").json()["rows"][0]["id"]
    page = Page(system.client())
    try:
        system.database(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false")
        system.database(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", DATABASE
        )
        found = system.wait_ready(503, 20)
        assert found["database"] == "down"
        assert found["worker"] == "unknown"
        for method, path in (("GET", "/registers"), ("GET", "/session"), ("PATCH", "/session")):
            answer = client.request(method, f"/api/v1{path}", json={"language": "zh"})
            assert answer.status_code == 503, (path, answer.status_code)
            assert "数据库" in answer.json()["message"]
            assert "Traceback" not in answer.text
        assert client.get("/").status_code in (200, 503)
        assert client.get("/healthz").status_code == 200
        assert page.wait(1)[0][1] == "system.changed"
    finally:
        system.database(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS true")
    system.wait_ready(200, 40)
    # the page that stayed open hears again
    heard = len(page.events)
    rename(client, row, "恢复以后")
    deadline = time.monotonic() + 15
    while not [e for e in page.events[heard:] if e[1] == "register.changed"]:
        assert time.monotonic() < deadline, page.events
        time.sleep(0.1)
    page.close()


def test_a_taken_port_is_named(system):
    refused = run("serve", "--port", str(system.port), environment=system.environment)
    assert refused.returncode == 1
    assert str(system.port) in refused.stderr
    assert "pid" in refused.stderr


def test_commands_import_export_and_prove_the_trail(system, tmp_path):
    file = tmp_path / "depots.xlsx"
    environment = system.environment
    assert run("export", "depots", str(file), environment=environment).returncode == 0
    again = run("import", "depots", str(file), environment=environment)
    assert again.returncode == 0, again.stderr
    assert "新建 0，更新 0" in again.stdout
    broken = tmp_path / "depots.csv"
    broken.write_text("编号,名称,级别\nX1,试验库,没有的级别\n", encoding="utf-8")
    refused = run("import", "depots", str(broken), environment=environment)
    assert refused.returncode == 2
    assert "第 2 行" in refused.stderr
    assert "级别" in refused.stderr
    for arguments in (
        ("import", "nothing", str(file)),
        ("import", "depots", str(tmp_path / "absent.csv")),
        ("export", "depots", str(tmp_path / "a.doc")),
        ("audit", "verify", "--head", "x"),
    ):
        wrong = run(*arguments, environment=environment)
        assert wrong.returncode == 2, arguments
        assert "Traceback" not in wrong.stderr
    whole = run("audit", "verify", environment=environment)
    assert whole.returncode == 0
    assert "审计链完整" in whole.stdout
    number = int(re.search(r"head (\d+):", whole.stdout).group(1))
    assert number > 5
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as conn:
        conn.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        conn.execute("UPDATE core_auditentry SET actor = 'x' WHERE number = 3")
    found = run("audit", "verify", environment=environment)
    assert found.returncode == 1
    assert "第 3 条" in found.stdout


def test_a_database_that_was_never_there(system):
    environment = system.environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    for command in (("serve", "--port", str(free_port())), ("worker",), ("demo",), ("audit",)):
        refused = run(*command, environment=environment)
        assert refused.returncode == 1, command
        assert "连不上数据库" in refused.stderr
        assert "Traceback" not in refused.stderr
