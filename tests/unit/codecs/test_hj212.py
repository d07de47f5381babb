"""The codec of HJ 212: the standard's examples, both ways, and what the field sends."""

from datetime import datetime

import pytest

from shangyou.codecs import hj212
from shangyou.codecs.hj212 import Frame, Malformed, Mark, Reason
from shangyou.science.messages import BadInput

EXAMPLE_2017 = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;"
    b"Flag=5;CP=&&RtdInterval=30&&1C80\r\n"
)
EXAMPLE_2025 = (
    b"##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;"
    b"Flag=9;CP=&&&&2200\r\n"
)


def packet(segment):
    return b"##%04d%b%04X\r\n" % (len(segment), segment, hj212.crc16(segment))


def only(data, **options):
    (found,) = hj212.Decoder(**options).feed(data)
    return found


def by_the_letter(data, modbus=False):
    register = 0xFFFF
    for byte in data:
        register = (register ^ byte) if modbus else (register >> 8) ^ byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register


@pytest.mark.parametrize(("example", "crc"), [(EXAMPLE_2017, 0x1C80), (EXAMPLE_2025, 0x2200)])
def test_the_examples_of_the_standard(example, crc):
    segment = example[6:-6]
    assert hj212.crc16(segment) == crc
    assert by_the_letter(segment, modbus=True) != crc
    frame = only(example)
    assert isinstance(frame, Frame)
    assert frame.marks == ()
    assert frame.raw == example[:-2]
    assert hj212.encode(frame) == example


def test_modbus_is_refused():
    segment = EXAMPLE_2017[6:-6]
    wrong = b"##0101%b%04X\r\n" % (segment, by_the_letter(segment, modbus=True))
    assert only(wrong) == Malformed(Reason.CRC_WRONG, wrong[:-2])


def test_the_folded_sum_is_the_sum_of_the_letter():
    data = bytes((i * 37 + i // 7) % 256 for i in range(400))
    for size in range(200):
        assert hj212.crc16(data[size : 2 * size]) == by_the_letter(data[size : 2 * size])


@pytest.mark.parametrize(
    ("flag", "version"), [(b"0", 2005), (b"1", 2005), (b"4", 2017), (b"7", 2017), (b"8", 2025)]
)
def test_flag_tells_the_edition(flag, version):
    segment = b"QN=20160801085857223;ST=32;CN=2011;PW=1;MN=A;Flag=" + flag + b";CP=&&&&"
    assert only(packet(segment)).version == version


def test_values_stay_text_in_groups():
    frame = only(
        packet(
            b"ST=32;CN=2011;PW=1;MN=A;CP=&&DataTime=20240101000000;"
            b"w01-Rtd=1.50,w01-Flag=N;w02-Rtd=7;Flag=D&&"
        )
    )
    assert frame.values == [
        {"DataTime": "20240101000000"},
        {"w01-Rtd": "1.50", "w01-Flag": "N"},
        {"w02-Rtd": "7"},
        {"Flag": "D"},
    ]
    assert hj212.factors(frame) == {
        "w01": {"Rtd": "1.50", "Flag": "N"},
        "w02": {"Rtd": "7", "Flag": "D"},
    }
    assert frame.version == 2005


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.50", 1.5), ("-0.052", -0.052), (" 3 ", 3.0), ("NaN", None), ("inf", None), ("1e999", None),
     ("", None), ("-", None), ("1_0", None), ("١", None), ("N", None)],
)  # fmt: skip
def test_a_number_is_finite_or_none(text, value):
    assert hj212.number(text) == value


@pytest.mark.parametrize(
    ("segment", "mark"),
    [
        (b"ST=32;CN=2011;PW=1;MN=A;Flag=4;CP=&&&&", Mark.QN_MISSING),
        (b"QN=1617936069734;ST=32;CN=2011;PW=1;MN=A;Flag=4;CP=&&&&", Mark.QN_FORM),
        (b"ST=101;CN=2011;PW=1;MN=A;CP=&&&&", Mark.ST_FORM),
        (b"ST=32;CN=2011;PW=1234567890;MN=A;CP=&&&&", Mark.PW_FORM),
        (b"ST=32;CN=2011;PW=1;MN=A-1;CP=&&&&", Mark.MN_FORM),
        (b"ST=32;CN=2011;PW=1;MN=A;CP=&&&&", Mark.FLAG_MISSING),
        (b"ST=32;CN=2011;PW=1;MN=A;Flag=99;CP=&&&&", Mark.FLAG_FORM),
        (b"ST=32;CN=2011;PW=1;MN=A;Flag=x;CP=&&&&", Mark.FLAG_FORM),
        (b"ST=32;CN=2011;PW=1;MN=A;Flag=6;PNUM=2;PNO=3;CP=&&&&", Mark.PACKET_NUMBER),
        (b"ST=32;CN=2011;PW=1;MN=A;PNO=2;PNUM=2;CP=&&&&", Mark.ORDER),
        (b"ST=32;CN=2011;PW=1;MN=A;XX=2;CP=&&&&", Mark.UNKNOWN_FIELD),
        (b"ST=32;ST=31;CN=2011;PW=1;MN=A;CP=&&&&", Mark.REPEATED_FIELD),
        (b"ST=32;CN=2011;PW=1;MN=A;CP=&&abc&&", Mark.ITEM_FORM),
        (b"ST=32;CN=2011;PW=1;MN=A;CP=&&a=1,a=2&&", Mark.REPEATED_ITEM),
        ("ST=32;CN=2011;PW=1;MN=A;CP=&&Info=停电&&".encode("gbk"), Mark.GBK),
        (b"ST=32;CN=2011;PW=1;MN=A;CP=&&Info=\xff\xff&&", Mark.UNDECODABLE),
        (b"ST=32;CN=2011;PW=1;MN=A;\x90CP=&&&&", Mark.UNDECODABLE),
    ],
)
def test_oddities_are_marked_and_read(segment, mark):
    frame = only(packet(segment))
    assert mark in frame.marks
    assert hj212.MARK_SENTENCES[mark].zh
    assert hj212.MARK_SENTENCES[mark].en


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello\n", Reason.NOISE),
        (packet(b"ST=32;CN=2011;PW=1;MN=A;CP=&&"), Reason.STRUCTURE),
        (packet(b""), Reason.STRUCTURE),
        (packet(b"ST=32;CN=20;PW=1;MN=A;CP=&&&&"), Reason.CN),
        (packet(b"ST=32;CN=2011;PW=1;CP=&&&&"), Reason.MN),
        (b"##0099ST=3;CN=2011;PW=1;MN=A;CP=&&\r\n", Reason.LENGTH),
        (b"##0035ST=32;CN=2011;PW=1;MN=A;CP=&&a=12&&zzzz", Reason.CRC_MISSING),
    ],
)
def test_what_is_no_frame_says_why(data, reason):
    found = hj212.Decoder().feed(data)
    assert found[0].reason is reason
    assert found[0].sentence.zh


def test_every_mark_and_reason_has_its_sentence():
    assert set(hj212.MARK_SENTENCES) == set(Mark)
    assert set(hj212.REASON_SENTENCES) == set(Reason)


def test_a_lower_case_crc_and_a_missing_line_end_are_marked():
    lower = EXAMPLE_2017.replace(b"1C80", b"1c80")
    assert only(lower).marks == (Mark.LOWER_CASE_CRC,)
    first, second = hj212.Decoder().feed(EXAMPLE_2017[:-2] + EXAMPLE_2025)
    assert first.marks == ()
    assert second.marks == (Mark.NO_LINE_END_BEFORE,)


def test_a_length_too_great_does_not_wait_for_its_bytes():
    lie = b"##9999" + EXAMPLE_2017[6:]
    found = hj212.Decoder().feed(lie + EXAMPLE_2025)
    assert found[0] == Malformed(Reason.LENGTH, lie)
    assert found[1].cn == "1011"


def test_a_half_frame_does_not_take_the_next():
    found = hj212.Decoder().feed(EXAMPLE_2017[:50] + EXAMPLE_2025)
    assert found[0] == Malformed(Reason.LENGTH, EXAMPLE_2017[:50])
    assert found[1].cn == "1011"


def test_the_end_of_a_connection_says_what_was_cut():
    decoder = hj212.Decoder()
    assert decoder.feed(EXAMPLE_2017[:50]) == []
    assert decoder.finish() == [Malformed(Reason.TRUNCATED, EXAMPLE_2017[:50])]
    assert decoder.held_bytes == 0


class Reversible:
    """Not a cipher: whole blocks in, other bytes of the same length out."""

    def encrypt(self, blocks):
        assert len(blocks) % 16 == 0
        return bytes((byte * 5 + 141) % 256 for byte in blocks)

    def decrypt(self, blocks):
        return bytes((byte - 141) * 205 % 256 for byte in blocks)


def test_2025_is_decrypted_by_the_device_s_own_key():
    frame = Frame(
        "20260301120000123", "32", "2011", "123456", "A1", 9, 2025,
        [{"DataTime": "20260301120000"}, {"w01001-Rtd": "7.1"}], encrypted=True,
    )  # fmt: skip
    data = hj212.encode(frame, Reversible())
    assert b"w01001" not in data
    read = only(data, cipher_of=lambda mn: Reversible() if mn == "A1" else None)
    assert read.encrypted
    assert read.values == frame.values
    assert only(data) == Malformed(Reason.ENCRYPTED, data[:-2])
    with pytest.raises(BadInput):
        hj212.encode(frame)


def test_answers_and_commands():
    frame = only(EXAMPLE_2025)
    assert hj212.acknowledge(frame).cn == "9014"
    assert b"ST=91;CN=9014;PW=123456;" in hj212.encode(hj212.acknowledge(frame))
    assert hj212.request_reply(frame, 9).values == [{"QnRtn": "9"}]
    assert hj212.execution_result(frame, 1).values == [{"ExeRtn": "1"}]
    device, now = hj212.Device("A1", "123456", "32"), datetime(2026, 3, 1, 12, 0, 0, 7000)  # noqa: DTZ001 (device time has no zone)
    qn = hj212.request_number(now)
    assert qn == "20260301120000007"
    for command, cn in (
        (hj212.set_time(device, qn, now), "1012"),
        (hj212.resend_minutes(device, qn, now, now), "2051"),
        (hj212.resend_hours(device, qn, now, now), "2061"),
        (hj212.resend_days(device, qn, now, now), "2031"),
    ):
        again = only(hj212.encode(command))
        assert (again.cn, again.values, again.marks) == (cn, command.values, ())
        assert again.wants_answer


@pytest.mark.parametrize("value", ["a;b", "a,b", "a&&b", "a\r\nb", "##0001"])
def test_a_value_that_would_break_out_is_refused(value):
    with pytest.raises(BadInput):
        hj212.encode(Frame("", "32", "2011", "1", "A", 4, 2017, [{"a": value}]))


def split(pno, pnum=3, qn="20160801085857223"):
    return Frame(
        qn, "32", "2011", "1", "A", 7, 2017,
        [{"DataTime": "1"}, {f"w{pno}-Rtd": "1"}], b"x" * 10 + bytes([pno]), pnum, pno,
    )  # fmt: skip


def test_packets_are_joined_in_their_order():
    assembler = hj212.Assembler()
    assert assembler.add(split(3), 0.0) == []
    assert assembler.add(split(1), 1.0) == []
    assert assembler.add(split(1), 1.0) == []
    (whole,) = assembler.add(split(2), 2.0)
    assert whole.values == [{"DataTime": "1"}, {"w1-Rtd": "1"}, {"w2-Rtd": "1"}, {"w3-Rtd": "1"}]
    assert (whole.pnum, whole.pno, assembler.held_bytes) == (None, None, 0)


def test_what_stays_incomplete_is_given_back_marked():
    aged = hj212.Assembler(age_s=10.0)
    aged.add(split(1), 0.0)
    (late,) = aged.add(split(2, qn=""), 11.0)
    assert late.marks == (Mark.PACKETS_MISSING,)
    few = hj212.Assembler(messages=4)
    given = [f for i in range(9) for f in few.add(split(1, qn=str(i)), 0.0)]
    assert [f.qn for f in given] == ["0", "1", "2", "3", "4"]
    small = hj212.Assembler(held_bytes=25)
    for i in range(9):
        small.add(split(1, qn=str(i)), 0.0)
        assert small.held_bytes <= 25
