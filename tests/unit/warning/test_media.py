"""Addresses, templates and what is said when there is no picture: nothing is started here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.warning.media.addresses import (
    address_problem,
    host_problem,
    with_login,
    without_secrets,
)
from shangyou.warning.media.command import FILE, Programs, converting, listing
from shangyou.warning.media.driver import Source, State
from shangyou.warning.media.ffmpeg import FfmpegDriver
from shangyou.warning.media.platform import PlatformDriver

PATTERN = Source(1, "pattern", "")


def test_without_ffmpeg_a_sentence_says_what_to_install(tmp_path):
    cameras = FfmpegDriver(tmp_path, hosts=(), program="ffmpeg-that-is-not-there")
    picture = cameras.open(PATTERN)
    assert picture.state is State.MISSING
    assert "ffmpeg" in picture.sentence.zh
    assert "ffmpeg" in picture.sentence.en


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://10.9.9.9/1", "file:///etc/passwd", "rtsp://127.0.0.1.evil.example/1", "/etc/passwd",
        "concat:http://127.0.0.1/a|file:///etc/passwd", "rtsp://user:secret@127.0.0.1/1", "-i",
        "http://127.0.0.1/a b", "", "rtsp://", "gopher://127.0.0.1/", "http://[::1/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_allowed_starts_nothing(tmp_path, address):
    cameras = FfmpegDriver(tmp_path, hosts=("127.0.0.1",))
    picture = cameras.open(Source(1, "rtsp", address))
    assert picture.state is State.REFUSED
    assert "secret" not in picture.sentence.zh + picture.sentence.en
    assert cameras.pids() == {}


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_gets_a_sentence(text):
    for address in (text, f"rtsp://{text}", f"rtsp://127.0.0.1/{text}", f"rtsp://127.0.0.1:{text}"):
        problem, refused = address_problem(address), host_problem(address, ("127.0.0.1",))
        if problem is None and refused is None:
            assert address.startswith("rtsp://127.0.0.1")
            assert not set(address) & set(" \"'\\|<>\n\r\t\0")
        else:
            assert (problem or refused).zh


@pytest.mark.parametrize(
    ("host", "listed"),
    [
        ("10.20.3.4", True), ("10.21.3.4", False), ("cameras.example", True), ("CAMERAS.example", True),
        ("evil.cameras.example", False), ("[2001:db8::7]", True), ("[2001:db9::7]", False),
        ("0x0a140304", False), ("169082628", False),
    ],
)  # fmt: skip
def test_hosts_are_named_one_by_one_or_by_network(host, listed):
    hosts = ("10.20.0.0/16", "cameras.example", "2001:db8::/32")
    assert (host_problem(f"rtsp://{host}:554/1", hosts) is None) is listed
    assert host_problem(f"rtsp://{host}/1", ()) is not None


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_a_login_comes_back_out_of_any_text(user, password):
    address = with_login("rtsp://10.0.0.1:554/1?a=b", (user, password))
    cleaned = without_secrets(f"error at {address}", (user, password))
    assert f"{user}:{password}@" not in cleaned
    assert address not in cleaned or set(user + password) <= set("*")
    assert with_login("rtsp://10.0.0.1/1", None) == "rtsp://10.0.0.1/1"
    assert repr(password) not in repr(Source(1, "rtsp", "rtsp://10.0.0.1/1", (user, password)))


def test_no_word_of_an_address_becomes_an_option(tmp_path):
    programs = Programs("ffmpeg", "ffprobe", None)
    words = converting(programs, "rtsp", tmp_path, copy=True, realtime=False)
    assert words[words.index("-i") + 1] == "pipe:0"
    assert listing("rtsp", "rtsp://10.0.0.1/1", 8.0).splitlines()[1] == b"file rtsp://10.0.0.1/1"
    assert "file" not in words[words.index("-protocol_whitelist") + 1].split(",")
    for name in ("live.m3u8", "init.mp4", "000123.m4s"):
        assert FILE.fullmatch(name)
    for name in ("../live.m3u8", "live.m3u8.tmp", "1.m4s", "live.m3u8\n", "０00123.m4s", ""):
        assert not FILE.fullmatch(name)


@pytest.mark.parametrize(
    ("template", "address", "playlist"),
    [
        ("/media/{id}.m3u8", "50010200001320000001", "/media/50010200001320000001.m3u8"),
        ("/rtp/{device}_{channel}/hls.m3u8", "5001/7", "/rtp/5001_7/hls.m3u8"),
        ("https://zlm.example:8443/{channel}.m3u8", "A", "https://zlm.example:8443/A.m3u8"),
    ],
)
def test_the_platform_s_address_follows_the_template(template, address, playlist):
    driver = PlatformDriver(template)
    picture = driver.open(Source(1, "platform", address))
    assert (picture.state, picture.playlist, picture.run) == (State.LIVE, playlist, "")
    assert driver.state(1).state is State.CLOSED


@pytest.mark.parametrize(
    "template",
    ["", "//evil.example/{id}", "ftp://a/{id}", "https://user:secret@a/{id}", "javascript:{id}",
     "https://a/{id} ; script-src *", "https://a;b/{id}"],
)  # fmt: skip
def test_a_template_that_is_no_address_is_said_to_be_missing(template):
    picture = PlatformDriver(template).open(Source(1, "platform", "A"))
    assert picture.state is State.MISSING
    assert "SHANGYOU_CAMERA_PLATFORM" in picture.sentence.zh
