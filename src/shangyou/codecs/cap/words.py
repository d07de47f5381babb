"""How CAP writes single things: times without Z, identifiers without spaces, numbers of a place."""

import math
import re
from datetime import UTC, datetime

from shangyou.science.messages import Sentence

# Section 3.3.2: 2002-05-24T16:49:00-07:00, universal time as -00:00 and never Z.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
# Section 3.2.1: no spaces, commas or restricted characters.
_IDENTIFIER = re.compile(r"[^\s,<&]+")
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry."""

BAD_TIME = Sentence(
    "时间应形如 2026-11-26T08:00:00+08:00（带时差，不用 Z，不带小数秒）。",
    "A time must read like 2026-11-26T08:00:00+08:00, with its offset, no Z, no fractions.",
)


def time_text(moment: datetime) -> str:
    """Return a time as CAP writes it.

    Raises
    ------
    ValueError
        Where the time has no offset.

    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a CAP time needs its offset")
    # an offset with seconds cannot be written: say the same moment in universal time
    if offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    text = moment.replace(microsecond=0).isoformat()
    return text[:-6] + "-00:00" if moment.utcoffset() == UTC.utcoffset(None) else text


def time_of(text: str) -> datetime | None:
    """Return the time a text says, None where it is none."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_identifier(text: str) -> bool:
    """Tell whether a text may stand as identifier or sender."""
    return _IDENTIFIER.fullmatch(text) is not None


def numbers(text: str) -> tuple[float, ...] | None:
    """Return the finite numbers of "a,b", None where one is none."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    return values if all(map(math.isfinite, values)) else None


def is_place(latitude: float, longitude: float) -> bool:
    """Tell whether a pair lies on the globe."""
    return -90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0


def joined(items: tuple[str, ...]) -> str:
    """Return a list as CAP writes it: by spaces, an item that holds one between quotes."""
    return " ".join(f'"{item}"' if re.search(r"\s", item) else item for item in items)


def parted(text: str) -> tuple[str, ...]:
    """Return the items of such a list."""
    return tuple(quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', text))
