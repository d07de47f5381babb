"""Cameras in a real browser: a generated picture through ffmpeg, HLS and hls.js to a moving video."""

import runpy
import socket
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_camera_is_watched_beside_its_station(browse):
    browse("cameras.mjs", seconds=120)


def test_a_camera_that_is_lost_says_so_and_comes_back(browse, tmp_path, monkeypatch):
    Camera = runpy.run_path(str(ROOT / "tests/integration/media/rtsp.py"))["Camera"]  # noqa: N806
    camera = Camera(login=("operator", "s3cret!pw"))
    monkeypatch.setenv("CAMERA_ADDRESS", camera.address())
    ended = threading.Event()

    def cable():
        """The scenario pulls it by a file."""
        while not ended.wait(0.1):
            off = (tmp_path / "off").exists()
            if off and camera.on:
                camera.switch_off()
            elif not off and not camera.on:
                camera.switch_on()

    thread = threading.Thread(target=cable)
    thread.start()
    try:
        browse("cameras_lost.mjs", seconds=150)
    finally:
        ended.set()
        thread.join()
        camera.close()


def test_a_device_s_key_is_set_beside_it_and_not_shown_again(browse):
    browse("device_key.mjs", seconds=60)


def test_what_cannot_be_shown_says_why(system, browse, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    other = type(system)(f"http://127.0.0.1:{port}", system.environment)
    with (ROOT / "var/e2e-serve-without.log").open("wb") as log:
        server = subprocess.Popen(
            [ROOT / ".venv/bin/shangyou", "serve", "--port", str(port)],
            env=system.environment | {"SHANGYOU_FFMPEG": "ffmpeg-is-not-here"},
            stdout=log,
            stderr=log,
        )
    try:
        other.wait_for("/readyz", 200)
        monkeypatch.setattr(system, "address", other.address)
        browse("cameras_refused.mjs", seconds=90)
    finally:
        server.terminate()
        server.wait(15)
