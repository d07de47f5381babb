"""Times of HJ 212: local digits to microseconds since 2000-01-01 UTC, as PostgreSQL counts them.

The protocol writes Beijing time (UTC+8, no summer time) without saying so.
"""

import datetime as dt
from typing import Final

_EPOCH_DAY: Final = dt.date(2000, 1, 1).toordinal()
_DAY_US: Final = 86_400_000_000
_OFFSET_US: Final = 8 * 3_600_000_000
EPOCH: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
UNIX_TO_2000_US: Final = 946_684_800_000_000
_KEPT_DAYS: Final = 4096

_days: dict[str, int | None] = {}


def _day(text: str) -> int | None:
    """Return the microsecond at which a local day yyyymmdd begins, None where there is no such day."""
    try:
        ordinal = dt.date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
    except ValueError:
        begin = None
    else:
        begin = (ordinal - _EPOCH_DAY) * _DAY_US - _OFFSET_US
    if len(_days) >= _KEPT_DAYS:
        _days.clear()  # bounded, whatever a device may write
    _days[text] = begin
    return begin


def local_us(text: str) -> int | None:
    """Read yyyymmddHHMMSS or yyyymmddHHMMSSfff; None where it is no time."""
    if len(text) not in (14, 17) or not (text.isascii() and text.isdecimal()):
        return None
    day = text[:8]
    begin = _days[day] if day in _days else _day(day)
    if begin is None:
        return None
    clock = int(text[8:14])
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    if hour > 23 or minute > 59 or second > 59:
        return None
    millisecond = int(text[14:]) if len(text) == 17 else 0
    return begin + ((hour * 60 + minute) * 60 + second) * 1_000_000 + millisecond * 1000


def moment(microseconds: int) -> dt.datetime:
    """Return a time with its offset."""
    return EPOCH + dt.timedelta(microseconds=microseconds)


def microseconds(moment_: dt.datetime) -> int:
    """Return the microseconds of a time that has its offset."""
    return (moment_ - EPOCH) // dt.timedelta(microseconds=1)
