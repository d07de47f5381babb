"""Answers to a device and commands down to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shangyou.codecs.hj212.frame import Frame, Group

_SYSTEM_INTERACTION: Final = "91"  # ST of answers, HJ 212-2017 table 5
_EDITION_BITS: Final = {2005: 0, 2017: 4, 2025: 8}


@dataclass(frozen=True, slots=True)
class Device:
    """Whom a command is for; `st` is the system the device reports under."""

    mn: str
    pw: str
    st: str
    version: int = 2017


def request_number(moment: datetime) -> str:
    """Write QN: the local time to the millisecond."""
    return f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}"


def acknowledge(frame: Frame) -> Frame:
    """Answer an upload: 9014 for data, 9013 for a notice (1013, asking for the time)."""
    return _answer(frame, "9013" if frame.cn == "1013" else "9014", [])


def request_reply(frame: Frame, code: int) -> Frame:
    """Answer a request by 9011 with its QnRtn."""
    return _answer(frame, "9011", [{"QnRtn": str(code)}])


def execution_result(frame: Frame, code: int) -> Frame:
    """Answer an executed request by 9012 with its ExeRtn."""
    return _answer(frame, "9012", [{"ExeRtn": str(code)}])


def set_time(device: Device, qn: str, moment: datetime) -> Frame:
    """1012: set the clock of the device."""
    return _command(device, qn, "1012", [{"SystemTime": f"{moment:%Y%m%d%H%M%S}"}])


def resend_minutes(device: Device, qn: str, begin: datetime, end: datetime) -> Frame:
    """2051: send the minute data of a period again."""
    return _command(device, qn, "2051", _period(begin, end))


def resend_hours(device: Device, qn: str, begin: datetime, end: datetime) -> Frame:
    """2061: send the hourly data of a period again."""
    return _command(device, qn, "2061", _period(begin, end))


def resend_days(device: Device, qn: str, begin: datetime, end: datetime) -> Frame:
    """2031: send the daily data of a period again."""
    return _command(device, qn, "2031", _period(begin, end))


def _period(begin: datetime, end: datetime) -> list[Group]:
    return [{"BeginTime": f"{begin:%Y%m%d%H%M%S}", "EndTime": f"{end:%Y%m%d%H%M%S}"}]


def _answer(frame: Frame, cn: str, values: list[Group]) -> Frame:
    flag = None if frame.flag is None else _EDITION_BITS[frame.version]
    return Frame(frame.qn, _SYSTEM_INTERACTION, cn, frame.pw, frame.mn, flag, frame.version, values)


def _command(device: Device, qn: str, cn: str, values: list[Group]) -> Frame:
    flag = _EDITION_BITS[device.version] | 1
    return Frame(qn, device.st, cn, device.pw, device.mn, flag, device.version, values)
