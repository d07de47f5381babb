"""SM4 against the standard's own figures, sealing against change and exchange."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.codecs import hj212, openssl
from shangyou.codecs.hj212 import Frame, Malformed, Reason, Sm4

EXAMPLE = bytes.fromhex("0123456789abcdeffedcba9876543210")
"""GB/T 32907-2016 annex A: key and plain text are the same."""


def test_the_standard_s_first_example():
    hidden = openssl.sm4_ecb(EXAMPLE, EXAMPLE, encrypt=True)
    assert hidden.hex() == "681edf34d206965e86b3e94f536e4246"
    assert openssl.sm4_ecb(EXAMPLE, hidden, encrypt=False) == EXAMPLE


@pytest.mark.long
def test_the_standard_s_second_example_a_million_times_over():
    block = EXAMPLE
    for _ in range(1_000_000):
        block = openssl.sm4_ecb(EXAMPLE, block, encrypt=True)
    assert block.hex() == "595298c7c6fd271f0402f804c33d3f66"


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=640))
def test_what_is_encrypted_is_decrypted_and_blocks_are_independent(key, text):
    blocks = text[: len(text) // 16 * 16]
    cipher = Sm4(key)
    hidden = cipher.encrypt(blocks)
    assert cipher.decrypt(hidden) == blocks
    assert hidden[:16] == cipher.encrypt(blocks[:16])


@pytest.mark.parametrize(("key", "blocks"), [(b"short", b""), (bytes(16), b"x"), (bytes(32), b"")])
def test_wrong_lengths_are_refused_before_openssl_sees_them(key, blocks):
    with pytest.raises(ValueError, match="16 bytes"):
        openssl.sm4_ecb(key, blocks, encrypt=True)


def test_gcm_gives_the_figures_of_its_publication():
    # McGrew and Viega, The Galois/Counter Mode of Operation, test case 16
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = openssl.seal(key, nonce, plain, about)
    assert sealed[:16].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    assert sealed[16:].hex().startswith("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c9")
    assert openssl.unseal(key, nonce, sealed, about) == plain


@given(st.binary(max_size=80), st.data())
def test_any_changed_bit_is_noticed(plain, data):
    key, nonce = bytes(range(32)), bytes(12)
    sealed = bytearray(openssl.seal(key, nonce, plain, b"about"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(openssl.NotAuthenticError):
        openssl.unseal(key, nonce, bytes(sealed), b"about")
    with pytest.raises(openssl.NotAuthenticError):
        openssl.unseal(key, nonce, bytes(sealed)[:15], b"about")


def of_2025(**more):
    values = [{"DataTime": "20260301120000"}, {"w01018-Rtd": "12.5", "w21003-Rtd": "0.31"}]
    return Frame("20260301120000123", "32", "2011", "123456", "A1", 9, 2025, values, **more)


def test_a_frame_under_sm4_is_read_with_its_key_and_said_of_without_or_with_another():
    key, other = Sm4(EXAMPLE), Sm4(bytes(16))
    data = hj212.encode(of_2025(encrypted=True), key)
    (read,) = hj212.Decoder(lambda mn: key if mn == "A1" else None).feed(data)
    assert isinstance(read, Frame)
    assert (read.encrypted, read.values) == (True, of_2025().values)
    assert hj212.Decoder().feed(data) == [Malformed(Reason.ENCRYPTED, data[:-2])]
    assert hj212.Decoder(lambda _: other).feed(data) == [Malformed(Reason.KEY, data[:-2])]
    assert EXAMPLE.hex() not in repr(key)


@pytest.mark.parametrize(
    ("cn", "area", "lacks"),
    [
        ("2011", b"DataTime=20260301120000", True),
        ("2011", b"a=1", False),
        ("2011", b"0123456789abcde", False),
        ("2011", b"0123456789abcdef", True),
        ("3020", b"DataTime=20260301120000", True),
        ("1012", b"SystemTime=20260301120000", False),
    ],
)
def test_plain_is_noticed_where_there_was_something_to_encrypt(cn, area, lacks):
    segment = b"QN=1;ST=32;CN=" + cn.encode() + b";PW=1;MN=A1;Flag=9;CP=&&" + area + b"&&"
    raw = b"##%04d%b%04X" % (len(segment), segment, hj212.crc16(segment))
    assert hj212.lacks_encryption(cn, raw, encrypted=False) is lacks
    assert not hj212.lacks_encryption(cn, raw, encrypted=True)
