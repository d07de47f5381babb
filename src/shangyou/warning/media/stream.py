"""One watched camera: a thread that keeps one ffmpeg going while somebody asks, and nothing after."""

import contextlib
import logging
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shangyou.science.messages import Sentence
from shangyou.warning.media import command
from shangyou.warning.media.addresses import with_login, without_secrets
from shangyou.warning.media.command import Programs
from shangyou.warning.media.driver import SENTENCES, Picture, Source, State

log = logging.getLogger("shangyou.media")

STEP_S: Final = 0.2
PROBE_S: Final = 15.0
FIRST_S: Final = 30.0
STALLED_S: Final = 25.0
"""So long without a new segment, and the source is taken for dead: segments begin at key frames, which thrifty
cameras send 10 to 20 s apart. A network that falls silent is noticed by ffmpeg itself, sooner."""
SETTLED_S: Final = 60.0
BACK_OFF_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
MOST_BYTES: Final = 64_000_000
"""Of one camera on the disk: six segments of the heaviest stream are far below."""
_ERROR_BYTES: Final = 2000


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a stream goes on unasked, and how long the network may be silent."""

    idle_s: float = 20.0
    network_s: float = 8.0


class Stream:
    """The picture of one camera in a directory of its own; every run has a fresh one inside."""

    def __init__(
        self,
        source: Source,
        into: Path,
        programs: Programs,
        limits: Limits,
        ended: Callable[["Stream"], None],
    ) -> None:
        self.source = source
        self._into, self._programs, self._limits, self._ended = into, programs, limits, ended
        self._asked = time.monotonic()
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._run = 0
        self._failures = 0
        self._picture = Picture.of(State.CONNECTING)
        self._address = with_login(source.address, source.login)
        self._thread = threading.Thread(target=self._live, name=f"camera-{source.id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask(self) -> None:
        """Keep the stream open a while longer."""
        self._asked = time.monotonic()

    @property
    def picture(self) -> Picture:
        return self._picture

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def directory(self, run: str) -> Path | None:
        """Give the directory of the run that is live; an older one is gone."""
        return self._into / run if run and run == str(self._run) else None

    def close(self, *, wait_s: float = 5.0) -> None:
        """End now."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(wait_s)

    # ------------------------------------------------------------------ the thread
    def _live(self) -> None:
        try:
            while self._wanted():
                began = time.monotonic()
                why = self._one_run()
                if not self._wanted():
                    break
                if time.monotonic() - began > SETTLED_S:
                    self._failures = 0
                wait_s = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
                self._failures += 1
                self._picture = Picture.of(State.LOST, _lost(why, wait_s))
                log.info("camera %d is lost: %s", self.source.id, why)
                self._rest(wait_s)
        except Exception:
            log.exception("the stream of camera %d ended", self.source.id)
        finally:
            self._picture = Picture.of(State.CLOSED)
            shutil.rmtree(self._into, ignore_errors=True)
            self._ended(self)

    def _wanted(self) -> bool:
        return not self._stop.is_set() and time.monotonic() - self._asked < self._limits.idle_s

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._wanted() and time.monotonic() < until:
            self._stop.wait(STEP_S)

    def _one_run(self) -> str:
        """Run ffmpeg once; return why it ended."""
        if self._failures == 0:
            self._picture = Picture.of(State.CONNECTING)
        copy = False
        if self.source.kind != "pattern":
            coding, why = self._probe()
            if not coding[0]:
                return why
            copy = coding in command.COPIED
        run = self._run + 1
        into = self._into / str(run)
        shutil.rmtree(self._into, ignore_errors=True)
        into.mkdir(parents=True, mode=0o700)
        words = command.converting(
            self._programs,
            self.source.kind,
            into,
            copy=copy,
            # a recording over HTTP would rush through; a camera gives its own pace
            realtime=self._address.startswith("http"),
        )
        self._run = run
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._tell(self._process)
        errors = _Tail(self._process)
        try:
            why = self._watch(self._process, into)
        finally:
            _end(self._process)
            said = errors.text()
        return without_secrets(said, self.source.login or ()) or why

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        """Give a program its source; one that is gone already says so by itself."""
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.write(
                    command.listing(self.source.kind, self._address, self._limits.network_s)
                )
                process.stdin.close()

    def _probe(self) -> tuple[tuple[str, str], str]:
        """Ask for the codec and pixel format; return them, or why there are none."""
        words = command.probing(self._programs, self.source.kind)
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            self._tell(process)
            until = time.monotonic() + PROBE_S
            while process.poll() is None and self._wanted() and time.monotonic() < until:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(STEP_S)
            if process.poll() is None:
                process.kill()
                return ("", ""), "no answer"
            process.stdin = None  # it is closed; communicate() would write to it
            found, said = process.communicate()
        codec, _, form = found.decode("ascii", "replace").strip().partition(",")
        told = without_secrets(_line(said), self.source.login or ())
        return (codec, form), told or "no picture in the stream"

    def _watch(self, process: subprocess.Popen[bytes], into: Path) -> str:
        began = changed = time.monotonic()
        last = 0.0
        while self._wanted():
            if process.poll() is not None:
                return "the stream ended"
            now = time.monotonic()
            at = _written(into / command.PLAYLIST)
            if at > last:
                last, changed = at, now
                self._picture = Picture(
                    State.LIVE, SENTENCES[State.LIVE], command.PLAYLIST, str(self._run)
                )
            if not last and now - began > FIRST_S:
                return "no picture came"
            if last and now - changed > STALLED_S:
                return "the picture stands still"
            if _size(into) > MOST_BYTES:
                return "the stream is too heavy"
            self._stop.wait(STEP_S)
        return ""


class _Tail:
    """The last of what a process says, read as it comes so that its pipe never fills."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._kept = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        stream = self._process.stderr
        while stream is not None and (data := stream.read1(4096)):  # type: ignore[attr-defined]
            self._kept = (self._kept + data)[-_ERROR_BYTES:]

    def text(self) -> str:
        """Give the last line, once the process has ended."""
        self._thread.join(1.0)
        if self._process.stderr is not None:
            self._process.stderr.close()
        return _line(self._kept)


def _line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(directory: Path) -> int:
    total = 0
    for path in directory.glob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def _lost(why: str, wait_s: float) -> Sentence:
    del why  # it is ffmpeg's own English, for the log
    return Sentence(
        f"画面中断或连接不上，{wait_s:.0f} 秒后自动重连。",
        f"The picture is lost or cannot be reached; it is tried again in {wait_s:.0f} s.",
    )
