"""A PostgreSQL cluster of its own, to be killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .conftest import ROOT


class Cluster:
    """Made by the checkout's own script from a copy of it elsewhere, so it has its own place and socket."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="shangyou-kill-"))
        self.home.chmod(0o755)  # the server's own user must get in
        (self.home / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/postgres.sh", self.home / "scripts")
        self.environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.start()
        self.address = (self.home / "var/database.url").read_text().strip()
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "migrate", "-v0"],
            check=True,
            env=os.environ | {"DATABASE_URL": self.address, "PYTHONPATH": str(ROOT / "src")},
        )

    def _script(self, word):
        subprocess.run(
            [self.home / "scripts/postgres.sh", word], check=True, env=self.environment, timeout=90
        )

    def start(self):
        self._script("start")

    def processes(self):
        """The postmaster and all its children."""
        base = Path((self.home / "var/pg.path").read_text())
        main = int((base / "data/postmaster.pid").read_text().split()[0])
        found = [main]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == main:
                found.append(int(stat.parent.name))
        return found

    def kill(self):
        """SIGKILL to every process of it, as when the machine's memory runs out."""
        processes = self.processes()
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        # until they are gone, pg_ctl takes the dead for living
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{process}").exists() for process in processes):
            assert time.monotonic() < deadline, "nobody buries the dead"
            time.sleep(0.02)

    def pause(self, *, stopped):
        """Freeze or thaw it whole: a database that neither answers nor refuses."""
        for process in self.processes():
            os.kill(process, signal.SIGSTOP if stopped else signal.SIGCONT)

    def close(self):
        self._script("stop")
        base = Path((self.home / "var/pg.path").read_text())
        socket = re.search(r"host=([^&]+)", self.address)[1]
        for place in (self.home, base, Path(socket)):
            if place.name.startswith("shangyou-") or self.home in place.parents:
                shutil.rmtree(place, ignore_errors=True)
