"""Station against station: whether the river brought it, and when the next station will see it.

A change at a station is explained when the station above showed a change in the same direction,
at least about as large after dilution, one travel time earlier. An unexplained change has its
cause between the two stations, which is where to look. Two stations that agree raise the tier.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence


class Origin(IntEnum):
    """Where a change at the lower station came from."""

    NO_CHANGE = 0
    BETWEEN = 1
    FROM_ABOVE = 2
    UNKNOWN = 3


SENTENCES: Final = {
    Origin.NO_CHANGE: Sentence("无异常", "no change"),
    Origin.BETWEEN: Sentence(
        "上游站在传播时间内未见同向变化，来源可能在两站之间",
        "the station above showed no such change one travel time ago: look between the two",
    ),
    Origin.FROM_ABOVE: Sentence(
        "与上游站一个传播时间之前的变化一致，由上游来水带来",
        "agrees with the station above one travel time ago: the river brought it",
    ),
    Origin.UNKNOWN: Sentence(
        "上游站在传播时间内无有效数据，来源不能判断",
        "the station above has no valid data one travel time ago: the origin cannot be told",
    ),
}
# A change is one when it is larger than the usual (99th percentile).
WORTH = 1.0
# The upper station must have shown this share of the lower one's change: a cloud flattens on its
# way, so what arrives is not larger than what passed (mass is conserved; dilution only lessens).
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Link:
    """Two stations on one river.

    Attributes
    ----------
    travel_s : tuple of float
        5 %, 50 % and 95 % quantile of the time a peak takes from one to the other [s].
    dilution : float
        Discharge above over discharge below [-], 0 to 1.

    """

    travel_s: tuple[float, float, float]
    dilution: float = 1.0


def origin(
    times_s: Floats, lower: Floats, above_times_s: Floats, above: Floats, link: Link
) -> NDArray[np.int8]:
    """Return the Origin of every reading of the lower station.

    Parameters
    ----------
    times_s, lower : arrays (rows,)
        Times [s] and changes of the lower station, in the unit of the factor and signed; 1 is
        what is usual at that station when divided so, any one unit for both otherwise. NaN where
        unknown.
    above_times_s, above : arrays (rows above,)
        The same for the station above, times increasing.
    link : Link
        Travel time and dilution between the two.

    Returns
    -------
    array (rows,) of Origin

    """
    out = np.full(times_s.shape, Origin.NO_CHANGE, dtype=np.int8)
    early, _, late = link.travel_s
    spacing = float(np.median(np.diff(above_times_s))) if above_times_s.size > 1 else 0.0
    # a station that reports every few hours may have seen the peak one reading earlier or later
    first = np.searchsorted(above_times_s, times_s - late - spacing, side="left")
    after = np.searchsorted(above_times_s, times_s - early + spacing, side="right")
    for row in np.nonzero(np.nan_to_num(np.abs(lower)) > WORTH)[0]:
        seen = above[first[row] : after[row]]
        seen = seen[np.isfinite(seen)]
        if not seen.size:
            out[row] = Origin.UNKNOWN
            continue
        same_way = float(np.max(np.sign(lower[row]) * seen)) * link.dilution
        brought = same_way >= LEAST_SHARE * abs(lower[row])
        out[row] = Origin.FROM_ABOVE if brought else Origin.BETWEEN
    return out


def expected_s(time_s: float, link: Link) -> tuple[float, float, float]:
    """Return when a change seen above now should be seen below: 5, 50 and 95 % [s]."""
    early, middle, late = link.travel_s
    return time_s + early, time_s + middle, time_s + late
