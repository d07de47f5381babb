"""What a decoder gives: a frame with its oddities marked, or bytes with the reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shangyou.science.messages import Sentence

Group = dict[str, str]


class Mark(StrEnum):
    """An oddity of the field that does not stop a frame from being read."""

    LOWER_CASE_CRC = "lower_case_crc"
    NO_LINE_END_BEFORE = "no_line_end_before"
    GBK = "gbk"
    UNDECODABLE = "undecodable"
    ORDER = "order"
    UNKNOWN_FIELD = "unknown_field"
    REPEATED_FIELD = "repeated_field"
    QN_MISSING = "qn_missing"
    QN_FORM = "qn_form"
    ST_FORM = "st_form"
    PW_FORM = "pw_form"
    MN_FORM = "mn_form"
    FLAG_MISSING = "flag_missing"
    FLAG_FORM = "flag_form"
    PACKET_NUMBER = "packet_number"
    PACKETS_MISSING = "packets_missing"
    ITEM_FORM = "item_form"
    REPEATED_ITEM = "repeated_item"


class Reason(StrEnum):
    """Why bytes are not a frame."""

    NOISE = "noise"
    LENGTH = "length"
    TRUNCATED = "truncated"
    CRC_MISSING = "crc_missing"
    CRC_WRONG = "crc_wrong"
    ENCRYPTED = "encrypted"
    KEY = "key"
    STRUCTURE = "structure"
    CN = "cn"
    MN = "mn"


MARK_SENTENCES: Final = {
    Mark.LOWER_CASE_CRC: Sentence(
        "校验码为小写，应为大写。", "The CRC is in lower case; upper case is asked."
    ),
    Mark.NO_LINE_END_BEFORE: Sentence(
        "前一包缺少结尾的回车换行。", "The packet before this one lacks its closing CR LF."
    ),
    Mark.GBK: Sentence("文字为 GBK 编码，应为 UTF-8。", "The text is GBK; UTF-8 is asked."),
    Mark.UNDECODABLE: Sentence(
        "文字既非 UTF-8 也非 GBK，按单字节读出。",
        "The text is neither UTF-8 nor GBK; it is read byte by byte.",
    ),
    Mark.ORDER: Sentence(
        "字段顺序与标准不同。", "The fields are not in the order of the standard."
    ),
    Mark.UNKNOWN_FIELD: Sentence(
        "有标准以外的字段，已忽略。", "A field outside the standard is ignored."
    ),
    Mark.REPEATED_FIELD: Sentence("字段重复，取第一个。", "A field is repeated; the first counts."),
    Mark.QN_MISSING: Sentence("缺少请求编码 QN。", "The request number QN is missing."),
    Mark.QN_FORM: Sentence(
        "QN 应为 17 位时间 yyyyMMddHHmmsszzz。",
        "QN must be a time of 17 digits, yyyyMMddHHmmsszzz.",
    ),
    Mark.ST_FORM: Sentence("系统编码 ST 应为 2 位数字。", "The system code ST must be 2 digits."),
    Mark.PW_FORM: Sentence(
        "密码 PW 应为 1 至 9 个字符。", "The password PW has 1 to 9 characters."
    ),
    Mark.MN_FORM: Sentence(
        "设备标识 MN 应为至多 24 位字母、数字或下划线。",
        "The device number MN has at most 24 letters, digits or underscores.",
    ),
    Mark.FLAG_MISSING: Sentence("缺少 Flag，按 2005 版读。", "Flag is missing; read as 2005."),
    Mark.FLAG_FORM: Sentence(
        "Flag 应为 0 至 11 的整数，其余版本未知。",
        "Flag must be a whole number from 0 to 11; other editions are unknown.",
    ),
    Mark.PACKET_NUMBER: Sentence(
        "包号 PNO 应在 1 与总包数 PNUM 之间，且与 Flag 的拆包位一致。",
        "PNO must lie between 1 and PNUM and agree with the split bit of Flag.",
    ),
    Mark.PACKETS_MISSING: Sentence(
        "分包未收齐，只含已到的包。", "Packets are missing; only those that came are here."
    ),
    Mark.ITEM_FORM: Sentence(
        "数据区有一项不是“名称=值”。", "An item of the data area is not name=value."
    ),
    Mark.REPEATED_ITEM: Sentence(
        "同一组内名称重复，取第一个。", "A name is repeated inside a group; the first counts."
    ),
}

REASON_SENTENCES: Final = {
    Reason.NOISE: Sentence(
        "不在任何数据包内的字节。", "Bytes outside any packet: no ## and 4-digit length."
    ),
    Reason.LENGTH: Sentence(
        "声明的长度与数据段不符。", "The declared length does not fit the data segment."
    ),
    Reason.TRUNCATED: Sentence(
        "数据包未收完连接即结束。", "The connection ended inside the packet."
    ),
    Reason.CRC_MISSING: Sentence(
        "数据段之后不是 4 位十六进制校验码。",
        "The data segment is not followed by a CRC of 4 hexadecimal digits.",
    ),
    Reason.CRC_WRONG: Sentence("校验码不符。", "The CRC does not match."),
    Reason.ENCRYPTED: Sentence(
        "数据区已加密，没有该设备的密钥。", "The data area is encrypted and no key is known."
    ),
    Reason.KEY: Sentence(
        "用该设备的密钥解密后校验码不符：密钥与设备的不一致，或传输有误。",
        "Deciphered with the device's key, the CRC does not match: another key, or damaged on the way.",
    ),
    Reason.STRUCTURE: Sentence(
        "数据段中没有 CP=&&…&&。", "The data segment has no CP=&&…&& at its end."
    ),
    Reason.CN: Sentence("命令编码 CN 应为 4 位数字。", "The command code CN must be 4 digits."),
    Reason.MN: Sentence("缺少设备标识 MN。", "The device number MN is missing."),
}


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bytes that are not a frame, and why."""

    reason: Reason
    raw: bytes

    @property
    def sentence(self) -> Sentence:
        return REASON_SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet. Absent text fields are empty; values stay text, as they were sent.

    `raw` runs from ## through the CRC; the line end is left out, for it may come a read later.
    """

    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: int | None
    version: int
    values: list[Group]
    raw: bytes = b""
    pnum: int | None = None
    pno: int | None = None
    resend: bool = False
    encrypted: bool = False
    marks: tuple[Mark, ...] = ()

    @property
    def wants_answer(self) -> bool:
        """Bit D of Flag: the sender waits for an answer. Without Flag (2005) it does."""
        return self.flag is None or bool(self.flag & 1)
