"""HJ 212, the protocol of data loggers: editions 2005, 2017 and 2025, both ways, no sockets."""

from shangyou.codecs.hj212.cipher import (
    BLOCK_BYTES,
    Cipher,
    CipherOf,
    is_encrypted_command,
    lacks_encryption,
)
from shangyou.codecs.hj212.commands import (
    Device,
    acknowledge,
    execution_result,
    request_number,
    request_reply,
    resend_days,
    resend_hours,
    resend_minutes,
    set_time,
)
from shangyou.codecs.hj212.crc import crc16
from shangyou.codecs.hj212.decoder import Decoder
from shangyou.codecs.hj212.encoder import encode
from shangyou.codecs.hj212.frame import (
    MARK_SENTENCES,
    REASON_SENTENCES,
    Frame,
    Group,
    Malformed,
    Mark,
    Reason,
)
from shangyou.codecs.hj212.packets import Assembler
from shangyou.codecs.hj212.sm4 import Sm4
from shangyou.codecs.hj212.values import factors, number

__all__ = [
    "BLOCK_BYTES",
    "MARK_SENTENCES",
    "REASON_SENTENCES",
    "Assembler",
    "Cipher",
    "CipherOf",
    "Decoder",
    "Device",
    "Frame",
    "Group",
    "Malformed",
    "Mark",
    "Reason",
    "Sm4",
    "acknowledge",
    "crc16",
    "encode",
    "execution_result",
    "factors",
    "is_encrypted_command",
    "lacks_encryption",
    "number",
    "request_number",
    "request_reply",
    "resend_days",
    "resend_hours",
    "resend_minutes",
    "set_time",
]
