"""Frames from the field: each must be read, or refused with a reason, as it was classified."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from shangyou.codecs import hj212

FRAMES = Path("../shared/validation/hj212/frames.jsonl")
pytestmark = pytest.mark.skipif(
    not FRAMES.is_file(), reason="no frames at ../shared/validation/hj212/frames.jsonl"
)


class Openssl:
    """SM4 by the openssl program, with the key of the example."""

    def _run(self, blocks, *options):
        command = ["openssl", "enc", *options, "-sm4-ecb", "-nopad", "-K", "30" * 16]
        return subprocess.run(command, input=blocks, capture_output=True, check=True).stdout

    def encrypt(self, blocks):
        return self._run(blocks)

    def decrypt(self, blocks):
        return self._run(blocks, "-d")


def entries():
    return [json.loads(line) for line in FRAMES.read_bytes().splitlines()]


def test_every_frame_is_classified_right():
    wrong = []
    for entry in entries():
        decoder = hj212.Decoder()
        found = decoder.feed(entry["frame"].encode("latin-1")) + decoder.finish()
        good = [item for item in found if isinstance(item, hj212.Frame)]
        bad = [item for item in found if isinstance(item, hj212.Malformed)]
        # A header in front of a header spoils nothing but itself.
        readable = (entry["length_ok"] and entry["crc_ok"]) or "fake-header" in entry["cls"]
        if len(good) != int(bool(readable)) or (not readable and not bad):
            wrong.append(entry["id"])
    assert len(entries()) == 48
    assert wrong == []


def test_the_encrypted_frame_is_read_with_its_key():
    if shutil.which("openssl") is None:
        pytest.skip("no openssl program")
    (entry,) = [entry for entry in entries() if "encrypted" in entry["cls"]]
    data = entry["frame"].encode("latin-1")
    (frame,) = hj212.Decoder(lambda _mn: Openssl()).feed(data)
    assert frame.encrypted
    assert frame.values[0].keys() == {"DataTime"}
    assert hj212.encode(frame, Openssl()) == data
