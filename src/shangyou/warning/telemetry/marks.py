"""What is said of a stored frame: one bit each. A blocking one keeps the frame out of every statistic."""

from typing import Final

from shangyou.codecs.hj212 import MARK_SENTENCES, Mark
from shangyou.science.messages import Sentence

NO_TIME: Final = 1 << 0
FUTURE: Final = 1 << 1
ANCIENT: Final = 1 << 2
SLOW_CLOCK: Final = 1 << 3
SENDER: Final = 1 << 4
LAYOUTS: Final = 1 << 5
UNIT: Final = 1 << 6
RANGE: Final = 1 << 7
LATE: Final = 1 << 8
CLOCK: Final = 1 << 9
NOT_A_NUMBER: Final = 1 << 10
SYSTEM_CODE: Final = 1 << 11
UNDER_MAINTENANCE: Final = 1 << 12

BLOCKING: Final = NO_TIME | FUTURE | ANCIENT | SLOW_CLOCK | SENDER | LAYOUTS
"""The whole frame is left out. UNIT, RANGE and NOT_A_NUMBER leave out single values instead."""

UNIT_FLAG: Final = "u"
RANGE_FLAG: Final = "r"
NO_VALUE_FLAG: Final = "x"
"""Letters of ours beside the protocol's, which are upper case: only N and nothing are counted."""

SENTENCES: Final = {
    NO_TIME: Sentence(
        "数据时间 DataTime 缺失或不是有效时间，不参与统计。",
        "DataTime is missing or no time; not counted.",
    ),
    FUTURE: Sentence(
        "数据时间比接收时间晚 10 分钟以上，设备时钟偏快，不参与统计；可下发校时。",
        "The data lie more than 10 minutes in the future: the device's clock is fast; not counted. Set its clock.",
    ),
    ANCIENT: Sentence(
        "数据时间早于接收时间一年以上，不参与统计；可下发校时。",
        "The data are more than a year old; not counted. Set the device's clock.",
    ),
    SLOW_CLOCK: Sentence(
        "数据实时到达而时间一直落后 10 分钟以上，设备时钟偏慢或被回拨，不参与统计；可下发校时。",
        "The data come live, yet more than 10 minutes behind: the clock is slow or was set back; not counted. Set it.",
    ),
    SENDER: Sentence(
        "同一设备标识有两个发送方，或来自登记以外的地址，可能有设备冒用此编号；不参与统计。",
        "Two senders use this number, or it came from another address than registered; not counted.",
    ),
    LAYOUTS: Sentence(
        "该设备上报的因子组合过多，本包只留原文，不参与统计。",
        "This device has sent too many different sets of factors; only the raw frame is kept.",
    ),
    UNIT: Sentence(
        "有值与合理范围相差约 1000 倍，疑似单位不符（如 mg/L 与 μg/L），该值不参与统计。",
        "A value is about a thousand times off its plausible range: probably another unit (mg/L, µg/L); not counted.",
    ),
    RANGE: Sentence(
        "有值超出该因子的合理范围，该值不参与统计。",
        "A value lies outside the plausible range of its factor; that value is not counted.",
    ),
    LATE: Sentence(
        "数据到达时已超过 1 小时，按补传处理：计入统计，不触发实时报警。",
        "More than an hour old on arrival: treated as back-fill, counted, raises no live alarm.",
    ),
    CLOCK: Sentence(
        "请求编码 QN 的时间比接收时间晚 10 分钟以上。",
        "QN lies more than 10 minutes in the future.",
    ),
    NOT_A_NUMBER: Sentence("有值不是数字，已略去。", "A value is not a number and is left out."),
    SYSTEM_CODE: Sentence(
        "系统编码 ST 与登记不同。", "The system code ST is not the registered one."
    ),
    UNDER_MAINTENANCE: Sentence(
        "监测站处于维护期，不触发报警。", "The station is in maintenance; no alarm is raised."
    ),
}

_CODEC_FIRST_BIT: Final = 32
# The order is part of what is stored: add at the end only.
_CODEC_ORDER: Final = (
    Mark.LOWER_CASE_CRC,
    Mark.NO_LINE_END_BEFORE,
    Mark.GBK,
    Mark.UNDECODABLE,
    Mark.ORDER,
    Mark.UNKNOWN_FIELD,
    Mark.REPEATED_FIELD,
    Mark.QN_MISSING,
    Mark.QN_FORM,
    Mark.ST_FORM,
    Mark.PW_FORM,
    Mark.MN_FORM,
    Mark.FLAG_MISSING,
    Mark.FLAG_FORM,
    Mark.PACKET_NUMBER,
    Mark.PACKETS_MISSING,
    Mark.ITEM_FORM,
    Mark.REPEATED_ITEM,
)
_BIT_OF: Final = {mark: 1 << (_CODEC_FIRST_BIT + i) for i, mark in enumerate(_CODEC_ORDER)}


def of_codec(marks: tuple[Mark, ...]) -> int:
    """Return the bits of the codec's marks."""
    bits = 0
    for mark in marks:
        bits |= _BIT_OF[mark]
    return bits


def sentences(bits: int) -> list[Sentence]:
    """Put the bits of a frame into words, the weightiest first."""
    own = [sentence for bit, sentence in SENTENCES.items() if bits & bit]
    return own + [MARK_SENTENCES[mark] for mark, bit in _BIT_OF.items() if bits & bit]
