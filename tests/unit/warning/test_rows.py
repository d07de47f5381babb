"""Frames to rows, without a database: keys, clocks, values, and that nothing a device sends raises."""

import datetime as dt
import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame
from shangyou.warning.telemetry import marks as m
from shangyou.warning.telemetry.layouts import Layouts
from shangyou.warning.telemetry.rows import Sender, pack_raw, pack_reading, read
from shangyou.warning.telemetry.times import local_us, microseconds, moment

BEIJING = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=BEIJING)
FRAMES = Path(__file__).resolve().parents[4] / "shared/validation/hj212/frames.jsonl"


def sender(**more):
    return Sender(7, "MN1", "", "21", 60, "", **more)


def frame(at=NOW, values=None, *, qn=None, cn="2011", **more):
    return Frame(
        qn if qn is not None else f"{NOW:%Y%m%d%H%M%S}123", "21", cn, "", "MN1", 5, 2017,
        [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, values or {"w01018-Rtd": "1"}], **more,
    )  # fmt: skip


def row_of(one, by=None, received=NOW):
    return read(one, by or sender(), microseconds(received), Layouts())


@given(st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30)))  # noqa: DTZ001
def test_times_are_beijing_times_to_the_millisecond(naive):
    local = naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=BEIJING)
    text = local.strftime("%m%d%H%M%S")
    full = f"{local.year:04d}{text}{local.microsecond // 1000:03d}"
    assert moment(local_us(full)) == local
    assert local_us(full[:14]) == microseconds(local.replace(microsecond=0))


@given(st.text(max_size=20) | st.from_regex(r"\A[0-9]{14}\Z|\A[0-9]{17}\Z"))
def test_what_is_no_time_is_none(text):
    found = local_us(text)
    if found is not None:
        again = moment(found).astimezone(BEIJING)
        assert f"{again.year:04d}{again:%m%d%H%M%S}" == text[:14]


@pytest.mark.parametrize(
    "text", ["20260230120000", "20261301000000", "20260101240000", "2026010112", ""]
)
def test_impossible_times(text):
    assert local_us(text) is None


def test_the_key_is_qn_cn_and_pno():
    first = row_of(frame())
    assert first.key == (7, local_us("20261126120000123"), 2011, 0, 0)
    assert row_of(frame(values={"w01018-Rtd": "2"})).key == first.key, "content is no part of it"
    assert row_of(frame(cn="2051")).key != first.key
    assert row_of(frame(pno=2, pnum=3)).key != first.key


@pytest.mark.parametrize("qn", ["", "0", "1732593600000", "20269999999999999"])
def test_without_a_qn_that_is_a_time_content_tells_frames_apart(qn):
    a, b = frame(qn=qn, raw=b"a"), frame(qn=qn, raw=b"b")
    assert row_of(a).key == row_of(a).key
    assert row_of(a).key != row_of(b).key
    assert row_of(a, received=NOW + dt.timedelta(days=1)).key == row_of(a).key


def test_a_slow_clock_is_known_by_its_pace_and_back_fill_by_its_burst():
    live, filling = sender(), sender()
    for n in range(5):
        received = NOW + dt.timedelta(minutes=n)
        row = row_of(frame(received - dt.timedelta(minutes=40)), live, received)
        assert bool(row.marks & m.SLOW_CLOCK) == (n > 0)
    for n in range(5):
        at = NOW - dt.timedelta(minutes=40 - n)
        row = row_of(frame(at), filling, NOW + dt.timedelta(seconds=n / 10))
        assert row.counted
    row = row_of(frame(NOW - dt.timedelta(minutes=40)), sender(), NOW)
    assert row.counted, "the first frame after a start says nothing of its clock"


def test_a_value_a_thousand_times_off_is_a_unit_and_another_is_a_range():
    bounds = {"w21003": (0.0, 40.0), "w01001": (2.0, 12.5)}
    given_values = {
        "w21003-Rtd": "500", "w01001-Rtd": "7800", "w21011-Rtd": "9e9", "w21003-Max": "1e9", "w21003-Cou": "1e9",
    }  # fmt: skip
    row = row_of(frame(values=given_values), sender(bounds=bounds))
    assert row.flags == b"uu r "
    assert row.marks & m.UNIT
    assert row.marks & m.RANGE
    assert row.counted, "the frame counts, the values do not"
    flagged = {"w21003-Rtd": "500", "w21003-Flag": "D"}
    assert row_of(frame(values=flagged), sender(bounds=bounds)).flags == b"D"


def test_flags_and_words_find_their_values():
    values = {
        "w1-Rtd": "1",
        "w1-Flag": "M",
        "w1-SampleTime": "20260101000000",
        "w2-Rtd": "x",
        "w3-Avg": "3",
    }
    row = row_of(frame(values=values))
    assert row.layout.items == ("w1-Rtd", "w2-Rtd", "w3-Avg")
    assert row.values == [1.0, None, 3.0]
    assert row.flags == b"Mx "


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "1_0", "", "--", "0x1", "１"])
def test_what_is_no_finite_number_is_left_out(text):
    row = row_of(frame(values={"w1-Rtd": text}))
    assert row.values == [None]
    assert row.flags == b"x"


texts = st.text(max_size=12)
names = texts | st.sampled_from(["DataTime", "w1-Rtd", "w1-Flag", "Flag", "w2-Avg", "w2-Flag"])


@given(
    values=st.lists(st.dictionaries(names, texts, max_size=6), max_size=4),
    qn=texts | st.just("20261126120000123"),
    cn=st.from_regex(r"\A[0-9]{4}\Z"),
    pno=st.none() | st.integers(0, 9999),
    raw=st.binary(max_size=40),
)
def test_nothing_a_device_sends_raises_and_every_row_packs(values, qn, cn, pno, raw):
    one = Frame(qn, "21", cn, "", "MN1", 5, 2017, values, raw, None, pno)
    row = row_of(one, sender(bounds={"w1": (0.0, 1.0)}))
    row.layout.id = 3
    packed = pack_reading(row, 5)
    assert struct.unpack_from(">h", packed)[0] == 12
    assert unpacked(packed) == list(row.values)
    assert pack_raw(row, 5).endswith(raw)


def unpacked(packed):
    """The values of a packed row, read by PostgreSQL's own description of the form."""
    place, fields = 2, []
    for _ in range(12):
        (length,) = struct.unpack_from(">i", packed, place)
        fields.append(packed[place + 4 : place + 4 + length])
        place += 4 + length
    assert place == len(packed)
    dimensions, _nulls, oid = struct.unpack_from(">iii", fields[11])
    assert oid == 701
    if not dimensions:
        return []
    (count,) = struct.unpack_from(">i", fields[11], 12)
    values, place = [], 20
    for _ in range(count):
        (length,) = struct.unpack_from(">i", fields[11], place)
        place += 4
        if length < 0:
            values.append(None)
            continue
        values.append(struct.unpack_from(">d", fields[11], place)[0])
        place += 8
    assert place == len(fields[11])
    return values


@pytest.mark.skipif(not FRAMES.exists(), reason="the collected frames are not beside this checkout")
def test_every_collected_frame_becomes_a_row():
    found = 0
    layouts, by = Layouts(), sender()
    for line in FRAMES.read_text(encoding="utf-8").split("\n")[:-1]:
        text = json.loads(line)["frame"]
        for packet in hj212.Decoder().feed(text.encode("utf-8", "surrogateescape")):
            if isinstance(packet, Frame):
                row = read(packet, by, microseconds(NOW), layouts)
                row.layout.id = 1
                assert pack_reading(row, 1)
                found += 1
    assert found > 30


def test_every_bit_has_words_in_both_languages():
    every = m.sentences((1 << 62) - 1)
    assert len(every) == len(m.SENTENCES) + len(hj212.MARK_SENTENCES)
    assert all(s.zh and s.en for s in every)
    assert m.sentences(0) == []
    assert m.of_codec(tuple(hj212.Mark)) & sum(m.SENTENCES) == 0
