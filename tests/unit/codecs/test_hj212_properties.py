"""What must hold for any bytes: round trips, any cut of the stream, no good frame lost."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame, Malformed

NAMES = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12)
VALUES = st.text(string.ascii_letters + string.digits + ".-=水", max_size=12)
GROUPS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), max_size=6)
VERSIONS = {0: 2005, 1: 2005, 4: 2017, 5: 2017, 8: 2025, 9: 2025}


@st.composite
def frames(draw):
    flag = draw(st.sampled_from(sorted(VERSIONS)))
    return Frame(
        draw(st.datetimes().map(lambda t: hj212.request_number(t.replace(year=2024, day=1)))),
        draw(st.sampled_from(["21", "32", "91"])),
        draw(st.sampled_from(["2011", "2061", "1012", "9014"])),
        draw(st.text(string.digits, min_size=1, max_size=9)),
        draw(st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=24)),
        flag,
        VERSIONS[flag],
        draw(GROUPS),
    )


def frame(number):
    return Frame(
        "20240601085857223", "21", "2011", "123456", f"M{number}", 9 if number % 2 else 5,
        2025 if number % 2 else 2017,
        [{"DataTime": "20240601085800"}, {"w01001-Rtd": "7.1", "w01001-Flag": "N"}],
    )  # fmt: skip


GOOD = [hj212.encode(frame(number)) for number in range(8)]


@given(frames())
def test_what_is_encoded_is_read_and_encoded_again(original):
    data = hj212.encode(original)
    (read,) = hj212.Decoder().feed(data)
    assert read.values == original.values
    assert read.marks == ()
    assert hj212.encode(read) == data


PIECES = st.lists(
    st.one_of(
        st.sampled_from(GOOD),
        st.sampled_from([*[g[:40] for g in GOOD], b"##", b"##0123", b"\n", b"\r\n", b"#", b"&&12AB\r\n"]),
        st.binary(max_size=40),
        st.tuples(st.sampled_from(GOOD), st.integers(0, 60), st.binary(min_size=1, max_size=2)).map(
            lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + 1 :]
        ),
    ),
    max_size=8,
).map(b"".join)  # fmt: skip


@settings(max_examples=300)
@given(PIECES, st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_the_cut_of_the_stream_changes_nothing(data, sizes):
    whole, cut = hj212.Decoder(), hj212.Decoder()
    expected = whole.feed(data) + whole.finish()
    found, position, turn = [], 0, 0
    while position < len(data):
        size = sizes[turn % len(sizes)]
        found += cut.feed(data[position : position + size])
        position, turn = position + size, turn + 1
    assert found + cut.finish() == expected


def test_what_is_held_stays_bounded():
    rng = random.Random(3)  # noqa: S311 (a seed to repeat, no secret)
    decoder = hj212.Decoder()
    for _ in range(300):
        decoder.feed(rng.randbytes(5_000) + b"##9999Flag=9;CN=2011;CP=&&\xff")
        assert decoder.held_bytes <= 10_013 + 65_536


def mutated(rng, data):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at, kind = rng.randrange(len(data)), rng.random()
        if kind < 0.5:
            data[at] = rng.randrange(256)
        elif kind < 0.7:
            data[at] = rng.choice(b"0123456789#&;=\r\n")
        elif kind < 0.85:
            del data[at : at + rng.randrange(1, 20)]
        else:
            data[at:at] = rng.choice((b"##", b"&&", b"\r\n", b"##0050", rng.randbytes(3)))
        if not data:
            data[:] = b"#"
    return bytes(data)


def fuzz(count, seed):
    rng = random.Random(seed)  # noqa: S311 (a seed to repeat, no secret)
    for turn in range(0, count, 50):
        decoder, after = hj212.Decoder(), GOOD[turn // 50 % 8]
        wanted, found = hj212.Decoder().feed(after)[0].mn, []
        for _ in range(50):
            found += decoder.feed(mutated(rng, rng.choice(GOOD)))
            found += decoder.feed(after)
        found += decoder.finish()
        assert all(isinstance(item, Frame | Malformed) for item in found)
        read = sum(isinstance(item, Frame) and item.raw == after[:-2] for item in found)
        assert read >= 50, (seed, turn, wanted)


def test_mutated_frames_never_raise_and_never_lose_the_next():
    fuzz(200_000, seed=212)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_five_million_mutated_frames():
    fuzz(5_000_000, seed=2025)
