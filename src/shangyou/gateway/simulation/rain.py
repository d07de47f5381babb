"""Made-up showers: the same for the same seed and place, a few in a week, some of them heavy."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Final

CODE: Final = "yl"
"""HJ 212 has no code for rain; this is one of a maker's own."""
_SLOT_S: Final = 6 * 3600.0
_SHARE: Final = 0.15
_LEAST_MM, _MOST_MM = 2.0, 25.0
_HOURS: Final = (1.0, 4.0)


def intensity_mm_h(draw: Callable[..., float], at: dt.datetime) -> float:
    """Give how hard it rains; `draw` gives a number from 0 to 1 for the words of a shower."""
    slot, within = divmod(at.timestamp(), _SLOT_S)
    if draw("shower", slot) >= _SHARE:
        return 0.0
    length_s = 3600.0 * (_HOURS[0] + (_HOURS[1] - _HOURS[0]) * draw("length", slot))
    begin_s = (_SLOT_S - length_s) * draw("begin", slot)
    if not begin_s <= within < begin_s + length_s:
        return 0.0
    fallen_mm = _LEAST_MM + (_MOST_MM - _LEAST_MM) * draw("amount", slot)
    # a hump: nothing at both ends
    shape = 0.5 * math.pi * math.sin(math.pi * (within - begin_s) / length_s)
    return fallen_mm / (length_s / 3600.0) * shape
