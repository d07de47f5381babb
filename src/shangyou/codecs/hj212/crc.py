"""The check sum of HJ 212, appendix A: a byte meets the high half of the register, unlike Modbus.

The step is linear over bits and its feedback returns to itself after eight bytes (a test says
so). Bytes eight apart therefore add up by exclusive or, and only eight bytes are left to step.
"""

from typing import Final

_LANE_BITS: Final = 64


def _step(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


TABLE: Final = tuple(_step(value) for value in range(256))
_HIGH: Final = tuple(value >> 8 for value in TABLE)


def crc16(data: bytes) -> int:
    """Return the check sum of a data segment."""
    if not data:
        return 0xFFFF
    bits = len(data) * 8
    # The register starts as FFFF: its high half meets the first byte.
    folded = int.from_bytes(data, "big") ^ (0xFF << (bits - 8))
    # The greatest power of two of lanes below the length, then halves of it.
    size = _LANE_BITS << ((len(data) - 1) // 8).bit_length() >> 1
    while size >= _LANE_BITS:
        high = folded >> size
        folded ^= high << size ^ high
        size >>= 1
    register = 0
    for byte in folded.to_bytes(8, "big"):
        register = _HIGH[register] ^ byte
    return TABLE[register]
