"""Real ffmpeg, real sockets on loopback, files in a directory of the test."""

import functools
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests import systems

from shangyou.warning.media.ffmpeg import FfmpegDriver

from .rtsp import Camera

eventually = functools.partial(systems.eventually, seconds=25.0)


@pytest.fixture
def driver(tmp_path):
    """Give a driver with short patience; everything of it is gone at the end."""
    opened = []

    def give(**more):
        given = {"hosts": ("127.0.0.1",), "idle_s": 4.0} | more
        opened.append(FfmpegDriver(tmp_path / "media", **given))
        return opened[-1]

    yield give
    for one in opened:
        one.close_all()
    assert list((tmp_path / "media").glob("*")) == []


@pytest.fixture
def camera():
    opened = []

    def give(**more):
        opened.append(Camera(**more))
        return opened[-1]

    yield give
    for one in opened:
        one.close()


@pytest.fixture
def served(tmp_path):
    """Give the address of a directory over HTTP, and the directory."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()


def recording(path, codec="libx264", seconds=30, form="yuv420p"):
    """Make a generated recording."""
    subprocess.run(
        [
            "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi",
            "-i", f"testsrc2=size=320x240:rate=10:duration={seconds}",
            "-c:v", codec, "-pix_fmt", form, "-preset", "ultrafast", "-g", "10", *(
                ["-x265-params", "log-level=none"] if codec == "libx265" else []
            ), "-movflags", "+faststart", str(path),
        ],
        check=True,
    )  # fmt: skip
