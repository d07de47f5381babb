"""A data segment to a frame: fields, then groups of values."""

import re
from typing import Final

from shangyou.codecs.hj212.frame import Frame, Group, Malformed, Mark, Reason

EDITIONS: Final = {0: 2005, 1: 2017, 2: 2025}
CANONICAL: Final = re.compile(
    r"QN=(2\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d{4});"
    r"ST=(\d\d);CN=(\d{4});PW=([^;=]{1,9});MN=([0-9A-Za-z_]{1,24});Flag=([014589]);\Z",
    re.ASCII,
)
_TIME: Final = re.compile(
    r"2\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d{4}", re.ASCII
)
_MN: Final = re.compile(r"\w{1,24}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)
_ORDER: Final = ("QN", "ST", "CN", "PW", "MN", "Flag", "RF", "PNUM", "PNO")


def read(raw: bytes, segment: bytes, encrypted: bool, marks: list[Mark]) -> Frame | Malformed:
    """Read a segment whose CRC holds and which ends in &&."""
    text = _text(segment, marks)
    head, area = text[:-2].split("CP=&&", 1)
    values = groups(area, marks)
    match = CANONICAL.match(head)
    if match:
        qn, st, cn, pw, mn, flag_text = match.groups()
        flag = int(flag_text)
        return Frame(
            qn, st, cn, pw, mn, flag, EDITIONS[flag >> 2], values, raw,
            None, None, False, encrypted, tuple(marks),
        )  # fmt: skip
    return _tolerant(head, values, raw, encrypted, marks)


def _text(segment: bytes, marks: list[Mark]) -> str:
    try:
        return segment.decode()
    except UnicodeDecodeError:
        pass
    try:
        text = segment.decode("gbk")
    except UnicodeDecodeError:
        text = ""
    # A stray lead byte takes the letter after it into a character, the C of CP too.
    if "CP=&&" in text:
        marks.append(Mark.GBK)
        return text
    marks.append(Mark.UNDECODABLE)
    return segment.decode("latin-1")


def groups(area: str, marks: list[Mark]) -> list[Group]:
    """Split a data area into groups; an item without = is kept under its own name."""
    try:
        found = _regular(area)
    except ValueError:
        found = []
    if sum(map(len, found)) == area.count("=") > 0:
        return found
    return [_group(part.split(","), marks) for part in area.split(";") if part]


def _regular(area: str) -> list[Group]:
    """Split what nearly every device sends; raise ValueError on any other item."""
    found = []
    for part in area.split(";"):
        group: Group = {}
        for item in part.split(","):
            name, value = item.split("=")
            group[name] = value
        found.append(group)
    return found


def _group(items: list[str], marks: list[Mark]) -> Group:
    group: Group = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals and Mark.ITEM_FORM not in marks:
            marks.append(Mark.ITEM_FORM)
        if name in group and Mark.REPEATED_ITEM not in marks:
            marks.append(Mark.REPEATED_ITEM)
        group.setdefault(name, value)
    return group


def _fields(head: str, marks: list[Mark]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for item in head.rstrip(";").split(";"):
        name, _, value = item.partition("=")
        if name in fields:
            marks.append(Mark.REPEATED_FIELD)
        fields.setdefault(name, value)
    known = [name for name in fields if name in _ORDER]
    if len(known) != len(fields):
        marks.append(Mark.UNKNOWN_FIELD)
    if known != sorted(known, key=_ORDER.index):
        marks.append(Mark.ORDER)
    return fields


def _tolerant(
    head: str, values: list[Group], raw: bytes, encrypted: bool, marks: list[Mark]
) -> Frame | Malformed:
    fields = _fields(head, marks)
    cn, mn = fields.get("CN", ""), fields.get("MN", "")
    if not (len(cn) == 4 and cn.isascii() and cn.isdecimal()):
        return Malformed(Reason.CN, raw)
    if not mn:
        return Malformed(Reason.MN, raw)
    qn, st, pw = fields.get("QN", ""), fields.get("ST", ""), fields.get("PW", "")
    if not qn:
        marks.append(Mark.QN_MISSING)
    elif not _TIME.fullmatch(qn):
        marks.append(Mark.QN_FORM)
    if not (len(st) == 2 and st.isascii() and st.isdecimal()):
        marks.append(Mark.ST_FORM)
    if not 1 <= len(pw) <= 9:
        marks.append(Mark.PW_FORM)
    if not _MN.fullmatch(mn):
        marks.append(Mark.MN_FORM)
    flag, version = _flag(fields.get("Flag"), marks)
    pnum, pno = _whole(fields.get("PNUM")), _whole(fields.get("PNO"))
    split = flag is not None and bool(flag & 2)
    numbered = "PNUM" in fields or "PNO" in fields
    right = pnum is not None and pno is not None and 1 <= pno <= pnum
    if (numbered and not right) or (flag is not None and split != numbered):
        marks.append(Mark.PACKET_NUMBER)
    resend = fields.get("RF") == "1"
    return Frame(
        qn, st, cn, pw, mn, flag, version, values, raw,
        pnum, pno, resend, encrypted, tuple(dict.fromkeys(marks)),
    )  # fmt: skip


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _flag(text: str | None, marks: list[Mark]) -> tuple[int | None, int]:
    """Return Flag and the edition; the upper six bits are the edition."""
    if text is None:
        marks.append(Mark.FLAG_MISSING)
        return None, 2005
    flag = _whole(text)
    if flag is None or flag >> 2 not in EDITIONS:
        marks.append(Mark.FLAG_FORM)
        # An edition newer than we know is nearest to the newest; no number at all, to the oldest.
        return flag, 2005 if flag is None else 2025
    return flag, EDITIONS[flag >> 2]
