"""The place of SM4 in HJ 212-2025: which packets, which bytes; the cipher itself is given.

Source: third-party readings of HJ 212-2025, unverified against its text. ECB without padding
over the data area, the last incomplete block left plain, the CRC taken over the plain text.
"""

from collections.abc import Callable
from typing import Final, Protocol

BLOCK_BYTES: Final = 16


class Cipher(Protocol):
    """A block cipher with its key, over whole blocks of 16 bytes."""

    def encrypt(self, blocks: bytes, /) -> bytes: ...

    def decrypt(self, blocks: bytes, /) -> bytes: ...


CipherOf = Callable[[str], Cipher | None]
"""Gives the cipher of a device by its MN, None where no key is known."""


def is_encrypted_command(cn: str) -> bool:
    """CN 2000-2999, 1014 and 3020 are sent encrypted from 2025 on."""
    return cn in {"1014", "3020"} or (len(cn) == 4 and cn.isdecimal() and cn[0] == "2")


def lacks_encryption(cn: str, raw: bytes, *, encrypted: bool) -> bool:
    """Whether a packet (from ## through the CRC) came plain though its command is sent encrypted.

    A data area shorter than one block has nothing to encrypt.
    """
    area = len(raw) - raw.find(b"CP=&&") - len("CP=&&") - len("&&") - len("CRC4")
    return not encrypted and is_encrypted_command(cn) and area >= BLOCK_BYTES


def apply(operation: Callable[[bytes], bytes], area: bytes) -> bytes:
    """Run the cipher over the whole blocks of a data area; the tail stays plain."""
    whole = len(area) // BLOCK_BYTES * BLOCK_BYTES
    return operation(area[:whole]) + area[whole:] if whole else area
