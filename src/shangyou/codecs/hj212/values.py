"""Reading the text of values: numbers and factors."""

import math
import re
from typing import Final

from shangyou.codecs.hj212.frame import Frame, Group

_DECIMAL: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def number(text: str) -> float | None:
    """Return the number written, None where there is none; never NaN or infinity."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def factors(frame: Frame) -> dict[str, Group]:
    """Return per factor its items (Rtd, Avg, Flag, SampleTime …), merged over the groups.

    A bare Flag in a group of its own belongs to the factor before it, as some devices send it.
    """
    found: dict[str, Group] = {}
    last = ""
    for group in frame.values:
        for name, value in group.items():
            code, dash, item = name.rpartition("-")
            if dash:
                found.setdefault(code, {}).setdefault(item, value)
                last = code
            elif name == "Flag" and last:
                found[last].setdefault(name, value)
    return found
