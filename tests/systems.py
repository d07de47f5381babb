"""What a test of whole running parts needs: an empty database, a free port, and patience."""

import os
import re
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def own(name: str) -> str:
    """Return a name beside the suite's database that no other worker of the suite bears."""
    parts = (os.environ.get("SHANGYOU_TEST_DATABASE") or "test_shangyou", name)
    return "_".join(filter(None, (*parts, os.environ.get("PYTEST_XDIST_WORKER"))))


def fresh_database(name: str) -> str:
    """Return the address of an empty database beside the one of the suite."""
    printed = subprocess.run(
        [ROOT / "scripts/postgres.sh", "fresh", name], check=True, capture_output=True, text=True
    ).stdout
    return re.sub(r"\\(.)", r"\1", printed.split("=", 1)[1].strip())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(check, seconds=10.0):
    """Wait until something is true; return it."""
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
