"""A frame to bytes, in the order of the standard."""

from shangyou.codecs.hj212.cipher import Cipher, apply
from shangyou.codecs.hj212.crc import crc16
from shangyou.codecs.hj212.frame import Frame
from shangyou.science.messages import BadInput, Problem, Sentence

_LONGEST_SEGMENT = 9999


def encode(frame: Frame, cipher: Cipher | None = None) -> bytes:
    """Return the packet with its line end; a cipher is asked where the frame says encrypted."""
    head = _head(frame)
    area = ";".join(
        ",".join(f"{name}={value}" for name, value in group.items()) for group in frame.values
    )
    _refuse_control(frame, head, area)
    plain = f"{head}CP=&&{area}&&".encode()
    if len(plain) > _LONGEST_SEGMENT:
        raise _bad(
            "$.values",
            "数据段超过 9999 字节，请分包。",
            "The segment exceeds 9999 bytes; split it.",
        )
    segment = plain
    if frame.encrypted:
        if cipher is None:
            raise _bad("$.encrypted", "加密的包需要密钥。", "An encrypted packet needs a cipher.")
        middle = len(head.encode()) + len("CP=&&")
        segment = plain[:middle] + apply(cipher.encrypt, plain[middle:-2]) + b"&&"
    return b"##%04d%b%04X\r\n" % (len(segment), segment, crc16(plain))


def _head(frame: Frame) -> str:
    fields = {
        "QN": frame.qn,
        "ST": frame.st,
        "CN": frame.cn,
        "PW": frame.pw,
        "MN": frame.mn,
        "Flag": "" if frame.flag is None else str(frame.flag),
        "RF": "1" if frame.resend else "",
        "PNUM": "" if frame.pnum is None else str(frame.pnum),
        "PNO": "" if frame.pno is None else str(frame.pno),
    }
    for name, value in fields.items():
        if ";" in value:
            raise _bad(
                f"$.{name.lower()}", f"{name} 不能含分号。", f"{name} cannot hold a semicolon."
            )
    return "".join(f"{name}={value};" for name, value in fields.items() if value)


def _refuse_control(frame: Frame, head: str, area: str) -> None:
    """Refuse what would be read back as another packet."""
    if any(mark in head or mark in area for mark in ("&&", "##", "\r", "\n")):
        raise _bad(
            "$.values",
            "内容不能含 &&、## 或换行。",
            "The content cannot hold &&, ## or a line end.",
        )
    for group in frame.values:
        for name, value in group.items():
            if any(mark in name + value for mark in ",;") or "=" in name or not name:
                raise _bad(
                    "$.values",
                    "名称与值不能含逗号、分号，名称不能为空或含等号。",
                    "Names and values hold no comma or semicolon; a name is not empty and has no equals sign.",
                )


def _bad(path: str, zh: str, en: str) -> BadInput:
    return BadInput([Problem(path, Sentence(zh, en))])
