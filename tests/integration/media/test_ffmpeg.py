"""The driver against real cameras (an RTSP server, recordings over HTTP) and a real ffmpeg."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from shangyou.warning.media.driver import Source, State

from .conftest import eventually, recording

ROOT = Path(__file__).resolve().parents[3]
PATTERN = Source(1, "pattern", "")


def live(driver, source, since=""):
    """Ask until the picture is live in another run than before."""

    def check():
        picture = driver.open(source)
        return picture.state is State.LIVE and picture.run != since and picture

    return eventually(check)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_rtsp_with_a_login_is_copied_lost_and_found_again_and_tells_no_secret(
    driver, camera, caplog, tmp_path
):
    caplog.set_level(logging.DEBUG)
    one = camera(login=("opera tor", "p@ss:w/rd"))
    source = Source(7, "rtsp", one.address(), one.login)
    cameras = driver(idle_s=30.0, network_s=3.0)
    assert cameras.open(source).state is State.CONNECTING
    picture = live(cameras, source)
    playlist = cameras.file(7, picture.run, "live.m3u8").decode()
    assert "#EXT-X-PROGRAM-DATE-TIME:" in playlist
    words = Path(f"/proc/{cameras.pids()[7]}/cmdline").read_bytes()
    assert b"ffmpeg" in words
    assert b"127.0.0.1" not in words  # anybody on the machine can read it
    assert b"avc1" in cameras.file(7, picture.run, "init.mp4")
    assert one.refused >= 1  # it asks without, and answers the question
    # the cable is pulled, and put back
    one.switch_off()
    lost = eventually(lambda: (p := cameras.open(source)).state is State.LOST and p)
    assert "重连" in lost.sentence.zh
    assert cameras.file(7, picture.run, "../../secret") is None
    one.switch_on()
    again = live(cameras, source, since=picture.run)
    assert cameras.file(7, picture.run, "live.m3u8") is None  # the old run is over
    # connected, and nothing comes any more
    one.fall_silent()
    began = time.monotonic()
    eventually(lambda: cameras.open(source).state is State.LOST)
    assert 2 < time.monotonic() - began < 10
    # a wrong password: lost, in words without it
    wrong = Source(7, "rtsp", one.address(), ("opera tor", "not the p@ssword"))
    lost = eventually(lambda: (p := cameras.open(wrong)).state is State.LOST and p)
    told = caplog.text + repr((picture, lost, again, source, wrong)) + str(lost.sentence)
    for secret in ("p@ss", "p%40ss", "opera tor", "opera%20tor"):
        assert secret not in told
    assert "camera 7 is lost" in caplog.text


def test_h264_of_ten_bits_is_encoded_anew_too(driver, served):
    address, folder = served
    recording(folder / "camera.mp4", seconds=8, form="yuv420p10le")
    cameras = driver()
    picture = live(cameras, Source(4, "rtsp", f"{address}/camera.mp4"))
    # avcC: version, profile; 77 is Main, 110 would be High 10, which Chromium does not play
    init = cameras.file(4, picture.run, "init.mp4")
    assert init[init.index(b"avcC") + 5] == 77


def test_h265_is_encoded_anew_as_what_chromium_plays(driver, served):
    address, folder = served
    recording(folder / "camera.mp4", "libx265", seconds=8)
    cameras = driver()
    source = Source(3, "rtsp", f"{address}/camera.mp4")
    picture = live(cameras, source)
    init = cameras.file(3, picture.run, "init.mp4")
    assert b"avc1" in init
    assert b"hvc1" not in init
    assert b"hev1" not in init


def test_it_stops_when_nobody_asks_and_leaves_nothing(driver, tmp_path):
    cameras = driver(idle_s=1.5)
    live(cameras, PATTERN)
    pid = cameras.pids()[1]
    assert alive(pid)
    time.sleep(0.8)
    cameras.open(PATTERN)  # somebody still looks
    time.sleep(1.0)
    assert alive(pid)
    asked = time.monotonic()
    eventually(lambda: not cameras.pids(), seconds=6)
    assert time.monotonic() - asked < 4
    assert not alive(pid)
    assert cameras.state(1).state is State.CLOSED
    assert list((tmp_path / "media").rglob("*.m4s")) == []
    live(cameras, PATTERN)  # and begins anew


def test_its_directory_stays_small(driver, tmp_path):
    cameras = driver()
    live(cameras, PATTERN)
    most, until = 0, time.monotonic() + 9
    while time.monotonic() < until:
        cameras.open(PATTERN)
        most = max(most, len(list((tmp_path / "media").rglob("*.m4s"))))
        time.sleep(0.2)
    assert 6 <= most <= 10
    assert oct((tmp_path / "media").stat().st_mode)[-3:] == "700"


def test_a_killed_ffmpeg_is_started_again_after_a_wait(driver):
    cameras = driver(idle_s=30.0)
    picture = live(cameras, PATTERN)
    os.kill(cameras.pids()[1], signal.SIGKILL)
    eventually(lambda: cameras.open(PATTERN).state is State.LOST)
    began = time.monotonic()
    live(cameras, PATTERN, since=picture.run)
    assert time.monotonic() - began > 0.7


def test_so_many_at_once_and_no_more(driver):
    cameras = driver(most=2)
    for number in (1, 2):
        assert cameras.open(Source(number, "pattern", "")).state is State.CONNECTING
    assert cameras.open(Source(3, "pattern", "")).state is State.BUSY
    cameras.close(1)
    eventually(lambda: cameras.open(Source(3, "pattern", "")).state is State.CONNECTING)


def test_the_programs_die_with_a_killed_server_and_the_next_one_sweeps(driver, tmp_path):
    code = f"""
import time
from pathlib import Path
from shangyou.warning.media.driver import Source
from shangyou.warning.media.ffmpeg import FfmpegDriver
driver = FfmpegDriver(Path({str(tmp_path / "media")!r}), hosts=())
while not driver.open(Source(1, "pattern", "")).run:
    time.sleep(0.1)
print(driver.pids()[1], flush=True)
time.sleep(60)
"""
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(server.stdout.readline())
    assert alive(pid)
    server.kill()
    server.wait()
    server.stdout.close()
    eventually(lambda: not alive(pid), seconds=3)
    left = tmp_path / "media" / f"live-{server.pid}"
    assert left.exists()
    live(driver(), PATTERN)
    assert not left.exists()


def test_a_camera_cannot_make_the_server_read_its_own_files(driver, served, tmp_path):
    address, folder = served
    secret = tmp_path / "secret.mp4"
    recording(secret, seconds=2)
    (folder / "camera.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    )
    (folder / "camera.ffconcat").write_text(f"ffconcat version 1.0\nfile file://{secret}\n")
    cameras = driver(idle_s=30.0)
    for number, name in enumerate(("camera.m3u8", "camera.ffconcat"), start=1):
        source = Source(number, "rtsp", f"{address}/{name}")
        picture = eventually(
            lambda source=source: (p := cameras.open(source)).state is not State.CONNECTING and p
        )
        assert picture.state is State.LOST
    assert list((tmp_path / "media").rglob("*.m4s")) == []
