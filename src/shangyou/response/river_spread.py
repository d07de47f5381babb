"""How sure the discharge of a reach is: one table by where the number comes from, and how it ages.

Every run of a river takes its spread from here: the forecast, oil, options and samples.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shangyou.preparedness.hydrology import DISCHARGE_SIGMA
from shangyou.response.gauge_readings import Reading
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class Basis:
    """One way to know a discharge: its relative standard deviation when fresh, and who says so."""

    title: Sentence
    relative_sd: float
    source: Sentence


BASES: Mapping[str, Basis] = MappingProxyType(
    {
        # a record is rated good where 95 % of its values lie within 10 % of the truth
        "measured": Basis(
            Sentence("遥测流量", "telemetered discharge"),
            0.05,
            Sentence(
                "USGS TWRI 3-A13（Kennedy 1983）“良好”一级：95 % 的值在 ±10 % 内，凭记忆录入",
                "USGS TWRI 3-A13 (Kennedy 1983), 'good': 95 % within 10 %, from memory",
            ),
        ),
        # fair: 95 % within 15 %
        "typed": Basis(
            Sentence("人工读数", "typed reading"),
            0.075,
            Sentence("同上“一般”一级：95 % 的值在 ±15 % 内", "the same, 'fair': 95 % within 15 %"),
        ),
        # in-bank flows 10 to 20 %; the upper end, read as 95 %
        "rated": Basis(
            Sentence("水位查关系曲线", "stage by its rating"),
            0.10,
            Sentence(
                "McMillan 等 2012（Hydrol. Process. 26:4078）：平滩以下 ±10–20 %，取上限，凭记忆录入",
                "McMillan et al. 2012 (Hydrol. Process. 26:4078): in-bank 10 to 20 %, the upper end, from memory",
            ),
        ),
        "said": Basis(
            Sentence("本次研判设定", "set for this run"),
            0.20,
            Sentence("未说明把握时的取值，为估计", "where nobody says how sure; estimated"),
        ),
        "season": Basis(
            Sentence("季节推算", "the season"),
            DISCHARGE_SIGMA,
            Sentence(
                "某日流量对当月均值的离散，为估计",
                "one day about the mean of its month; estimated",
            ),
        ),
    }
)

SEASON_SD = BASES["season"].relative_sd

MEMORY_S = 7 * 86_400.0
"""After so long a discharge says 1/e of what it said about its own departure from the season; estimated: a flood of a
tributary is over in days, one of the Yangtze in weeks."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative deviation of the discharge of one reach, and from which basis most of it comes."""

    relative_sd: float
    by: str


SEASON = Spread(SEASON_SD, "season")


def basis_of(reading: Reading) -> str:
    """Return the row of the table for a reading; a typed stage through a rating is no better than the rating."""
    if reading.rated:
        return "rated"
    return "typed" if reading.typed else "measured"


def aged(basis: str, lead_s: float) -> float:
    """Return the relative deviation of a discharge so long after (or before) it was read.

    The logarithm returns to the season with a memory of `MEMORY_S`: the variance grows from the reading's own to the
    season's as 1 - exp(-2 t / T), and never beyond.
    """
    own = min(BASES[basis].relative_sd, SEASON_SD)
    forgotten = -math.expm1(-2.0 * max(lead_s, 0.0) / MEMORY_S)
    return math.sqrt(own**2 + (SEASON_SD**2 - own**2) * forgotten)


def together(shares: list[tuple[float, float, str]]) -> Spread:
    """Return the spread of a sum of waters: (share of the discharge, relative deviation, basis) each.

    The parts are known independently of each other; what no part covers is known by the season alone.
    """
    rest = max(1.0 - sum(share for share, _, _ in shares), 0.0)
    parts = [*shares, (rest, SEASON_SD, "season")]
    variance = sum((share * sd) ** 2 for share, sd, _ in parts)
    by = max(parts, key=lambda part: part[0])[2]
    return Spread(min(math.sqrt(variance), SEASON_SD), by)
