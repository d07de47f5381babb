"""A whole running system of its own: database, demo world, worker, server. Nothing is replaced by a stand-in."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from tests.systems import free_port, fresh_database

ROOT = Path(__file__).resolve().parents[2]
SHANGYOU = ROOT / ".venv/bin/shangyou"
DATABASE = "shangyou_e2e"


@dataclass
class System:
    address: str
    environment: dict[str, str]
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, part: str, *arguments: str) -> None:
        log = (ROOT / f"var/e2e-{part}.log").open("wb")
        self.parts[part] = subprocess.Popen(
            [SHANGYOU, part, *arguments], env=self.environment, stdout=log, stderr=log
        )

    def stop(self, part: str) -> None:
        process = self.parts.pop(part)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()

    def forget(self, part: str) -> None:
        """Take a part that was stopped out of what this system consists of."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("DELETE FROM core_partbeat WHERE name = %s", [part])

    def status(self, path: str) -> int:
        try:
            address = self.address + path
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (loopback)
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_for(self, path: str, wanted: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while self.status(path) != wanted:
            assert time.monotonic() < deadline, f"{path} did not answer {wanted} in {seconds} s"
            time.sleep(0.2)


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": fresh_database(DATABASE),
        "SHANGYOU_DEMO": "1",
        "SHANGYOU_CAMERA_HOSTS": "127.0.0.1",
        "SHANGYOU_SECRET_KEY": "only-for-this-test-run-" + os.urandom(16).hex(),
    }
    subprocess.run([SHANGYOU, "demo"], check=True, env=environment, capture_output=True)
    running = System(f"http://127.0.0.1:{port}", environment)
    running.start("worker")
    running.start("serve", "--port", str(port))
    try:
        running.wait_for("/readyz", 200)
        yield running
    finally:
        for part in list(running.parts):
            running.stop(part)


@pytest.fixture
def browse(system: System, tmp_path: Path):
    """Run one scenario file in Node with the browser; its assertions are the test's."""

    def run(scenario: str, seconds: float = 180) -> None:
        finished = subprocess.run(
            ["node", ROOT / "tests/e2e" / scenario],
            env=os.environ
            | {
                "SHANGYOU_ADDRESS": system.address,
                "DOWNLOADS": str(tmp_path),
                "PATH": f"{os.environ['PATH']}:{ROOT / '.venv/bin'}",
            },
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout[-4000:] + finished.stderr[-4000:]

    return run
