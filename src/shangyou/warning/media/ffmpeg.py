"""The driver `ffmpeg`: RTSP or HTTP into fragmented MP4 by HLS, one process a watched camera."""

import atexit
import contextlib
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from shangyou.warning.media import command
from shangyou.warning.media.addresses import address_problem, host_problem
from shangyou.warning.media.command import Programs
from shangyou.warning.media.driver import Picture, Source, State
from shangyou.warning.media.stream import Limits, Stream

_MOST_REMEMBERED: Final = 1000


class FfmpegDriver:
    """Starts on demand, stops when nobody asks, at most so many at once."""

    name = "ffmpeg"

    def __init__(
        self,
        root: Path,
        *,
        hosts: Sequence[str],
        most: int = 8,
        idle_s: float = 20.0,
        network_s: float = 8.0,
        program: str = "ffmpeg",
    ) -> None:
        self._root = root / f"live-{os.getpid()}"
        self._base, self._hosts, self._most = root, tuple(hosts), most
        self._limits = Limits(idle_s, network_s)
        self._program = program
        self._streams: dict[int, Stream] = {}
        self._lock = threading.Lock()
        self._ready = False

    def _programs(self) -> Programs:
        ffmpeg = shutil.which(self._program)
        probe = shutil.which(str(Path(ffmpeg).with_name("ffprobe"))) if ffmpeg else None
        return Programs(ffmpeg, probe, shutil.which("setpriv"))

    def open(self, source: Source) -> Picture:
        """Begin, or go on, to give the picture."""
        if source.kind != "pattern":
            wrong = address_problem(source.address) or host_problem(source.address, self._hosts)
            if wrong is not None:
                return Picture.of(State.REFUSED, wrong)
        programs = self._programs()
        if programs.ffmpeg is None or programs.ffprobe is None:
            return Picture.of(State.MISSING)
        with self._lock:
            stream = self._streams.get(source.id)
            changed = stream is not None and stream.source != source
            if stream is not None and not changed:
                stream.ask()
                return stream.picture
            if stream is None and len(self._streams) >= self._most:
                return Picture.of(State.BUSY)
        if stream is not None:
            stream.close()
        with self._lock:
            if len(self._streams) >= self._most:
                return Picture.of(State.BUSY)
            self._prepare()
            found = self._streams.get(source.id)
            if found is None:
                found = Stream(
                    source, self._root / str(source.id), programs, self._limits, self._ended
                )
                self._streams[source.id] = found
                found.start()
            return found.picture

    def state(self, camera: int) -> Picture:
        """Say how the picture stands."""
        stream = self._streams.get(camera)
        return stream.picture if stream is not None else Picture.of(State.CLOSED)

    def close(self, camera: int) -> None:
        """Stop one."""
        stream = self._streams.get(camera)
        if stream is not None:
            stream.close()

    def close_all(self) -> None:
        """Stop every one and leave nothing behind."""
        for wait_s in (0.0, 5.0):  # told all at once, then waited for
            for stream in list(self._streams.values()):
                stream.close(wait_s=wait_s)
        shutil.rmtree(self._root, ignore_errors=True)

    def file(self, camera: int, run: str, name: str) -> bytes | None:
        """Read one file of a live run; asking for it keeps the stream open."""
        stream = self._streams.get(camera)
        if stream is None or not command.FILE.fullmatch(name):
            return None
        directory = stream.directory(run)
        if directory is None:
            return None
        stream.ask()
        try:
            return (directory / name).read_bytes()
        except OSError:
            return None

    def pids(self) -> dict[int, int | None]:
        """Give the process of each open camera."""
        return {camera: stream.pid for camera, stream in list(self._streams.items())}

    def _ended(self, stream: Stream) -> None:
        with self._lock:
            if self._streams.get(stream.source.id) is stream:
                del self._streams[stream.source.id]

    def _prepare(self) -> None:
        """Once: sweep away what a server that was killed left behind."""
        if self._ready:
            return
        self._ready = True
        self._base.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._base.glob("live-*"):
            number = left.name.removeprefix("live-")
            if not (number.isdigit() and Path(f"/proc/{number}").exists()):
                shutil.rmtree(left, ignore_errors=True)
        with contextlib.suppress(OSError):
            shutil.rmtree(self._root)
        atexit.register(self.close_all)
