"""A sealed secret opens under its own key, for its own row, or not at all."""

import pytest

from shangyou.codecs.openssl import NotAuthenticError
from shangyou.warning.keys.sealing import Sealer, WrongKeyError, about_device

KEY = bytes(range(16))


def test_it_opens_and_is_different_each_time():
    sealer = Sealer("one secret")
    first, second = (sealer.seal(KEY, about_device(7)) for _ in range(2))
    assert first != second
    assert KEY not in first
    assert sealer.open(first, about_device(7)) == sealer.open(second, about_device(7)) == KEY
    assert Sealer("one secret").open(first, about_device(7)) == KEY


def test_another_secret_another_row_and_a_changed_byte_are_told_apart():
    sealed = Sealer("one secret").seal(KEY, about_device(7))
    with pytest.raises(WrongKeyError):
        Sealer("another").open(sealed, about_device(7))
    with pytest.raises(NotAuthenticError):
        Sealer("one secret").open(sealed, about_device(8))
    with pytest.raises(NotAuthenticError):
        Sealer("one secret").open(sealed[:-1] + bytes([sealed[-1] ^ 1]), about_device(7))
    for stump in (b"", b"\x01", sealed[:10], b"\x02" + sealed[1:]):
        with pytest.raises(ValueError, match=r"seal|OpenSSL"):
            Sealer("one secret").open(stump, about_device(7))
    with pytest.raises(ValueError, match="needs a secret"):
        Sealer("")
