"""How much water a reach carries on a day, and in what section: season, date, Three Gorges pool level.

Discharge is interpolated between the reach's own dry, normal and flood means, following the month's place
between the same three means at a gauging station of its basin. The section follows the stage: a free river's
grows with its discharge, a backwater's with the pool level, and velocity is then discharge over area.
"""

import csv
import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np

from shangyou.science.messages import BadInput, Problem, Sentence

MONTHS = Path(__file__).parent / "data" / "hydrology_months.csv"

POOL_LEVEL_RANGE_M = (145.0, 175.0)
"""Flood-limited and normal pool level of the Three Gorges reservoir."""

DISCHARGE_FACTOR_RANGE = (0.1, 10.0)

DISCHARGE_SPREAD_RANGE = (0.01, 1.0)
"""What an officer may call the doubt about his discharge, relative."""

DEFAULT_VELOCITY_EXPONENT = 0.40
"""Velocity grows as discharge^0.4 in a free river (hydrography facts; Leopold & Maddock 1953 give 0.34)."""

DEPTH_SHARE = 0.75
"""Share of the section's growth taken by depth. Leopold & Maddock 1953 at-a-station: 0.40 / (0.26 + 0.40) = 0.6;
more in steep-sided valleys. Estimated."""

FREE_RIVER_EXPONENT = 0.55
"""Above it the reach is a pool behind a weir or dam: its bed slope no longer drives the flow."""

DISCHARGE_SIGMA = 0.30
"""Relative standard deviation of the discharge of one day about its month's mean; estimated. A measured flow replaces it."""


class Season(StrEnum):
    """The three anchors every reach has."""

    DRY = "dry"
    NORMAL = "normal"
    FLOOD = "flood"


SEASON_TITLES: Mapping[Season, Sentence] = MappingProxyType(
    {
        Season.DRY: Sentence("枯水", "low water"),
        Season.NORMAL: Sentence("平水", "normal water"),
        Season.FLOOD: Sentence("丰水", "high water"),
    }
)

# place of a season between the anchors: 0 dry, 1 normal, 2 flood
SEASON_WETNESS: Mapping[Season, float] = MappingProxyType(
    {Season.DRY: 0.0, Season.NORMAL: 1.0, Season.FLOOD: 2.0}
)

# pool level that goes with a season where no date is given: full in winter, drawn down for floods
SEASON_POOL_LEVEL_M: Mapping[Season, float] = MappingProxyType(
    {Season.DRY: 175.0, Season.NORMAL: 160.0, Season.FLOOD: 145.0}
)

DEFAULT_STATION = "寸滩"
POOL_STATION = "三峡坝前"

POOL_LEVEL_STATUS = {
    "status": "estimated",
    "source": "三峡坝前水位 2010–2024 典型月均值；寸滩、北碚、武隆多年月均流量，月过程为估计",
}


@cache
def _months() -> dict[tuple[str, str], np.ndarray]:
    table: dict[tuple[str, str], np.ndarray] = {}
    with MONTHS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = table.setdefault((row["quantity"], row["station"]), np.full(12, np.nan))
            values[int(row["month"]) - 1] = float(row["value"])
    return table


def stations() -> tuple[str, ...]:
    """Gauging stations whose monthly means are known."""
    return tuple(station for quantity, station in _months() if quantity == "discharge_m3_s")


def _of_the_day(values: np.ndarray, day: dt.date) -> float:
    """Interpolate monthly means between the middles of the months, round the year."""
    year = (day.timetuple().tm_yday - 1) / 365.25 * 12.0
    middles = np.arange(-1, 13) + 0.5
    return float(np.interp(year, middles, np.concatenate([values[-1:], values, values[:1]])))


@cache
def _station_anchors(station: str) -> tuple[float, float, float]:
    """Dry, normal and flood means of a station: December–March, the year, its two wettest months in a row."""
    values = _months()["discharge_m3_s", station]
    pairs = [(a + b) / 2 for a, b in pairwise([*values, values[0]])]
    return float(values[[11, 0, 1, 2]].mean()), float(values.mean()), float(max(pairs))


def wetness(station: str, day: dt.date) -> float:
    """Place of a day between a station's anchors: 0 dry, 1 normal, 2 flood (beyond both ends by at most 0.5)."""
    value = math.log(_of_the_day(_months()["discharge_m3_s", station], day))
    dry, normal, flood = (math.log(anchor) for anchor in _station_anchors(station))
    place = (
        (value - dry) / (normal - dry)
        if value <= normal
        else 1 + (value - normal) / (flood - normal)
    )
    return min(max(place, -0.5), 2.5)


def pool_level(day: dt.date) -> float:
    """Typical level of the Three Gorges pool on a day, metres (2010–2024 monthly means, estimated)."""
    return _of_the_day(_months()["pool_level_m", POOL_STATION], day)


@dataclass(frozen=True, slots=True)
class Regime:
    """The state of the rivers for one forecast."""

    pool_level_m: float
    wetness_by_station: Mapping[str, float] = field(hash=False)
    season: Season
    discharge_factor: float = 1.0
    day: dt.date | None = None

    @property
    def label(self) -> Sentence:
        """One line for the screen."""
        title = SEASON_TITLES[self.season]
        when_zh = f"（按 {self.day:%m-%d}）" if self.day else ""
        when_en = f" (by the date {self.day:%m-%d})" if self.day else ""
        factor = "" if self.discharge_factor == 1.0 else f" · × {self.discharge_factor:g}"
        return Sentence(
            f"{title.zh}{when_zh} · 三峡坝前水位 {self.pool_level_m:.0f} m{factor}",
            f"{title.en}{when_en} · Three Gorges pool {self.pool_level_m:.0f} m{factor}",
        )


def regime(
    *,
    day: dt.date | None = None,
    season: Season | str | None = None,
    pool_level_m: float | None = None,
    discharge_factor: float | None = None,
    discharge_relative_sd: float | None = None,
) -> Regime:
    """Build the regime of a day or of a named season; a given pool level (m) or factor overrides.

    Raises BadInput with one sentence per field that cannot be used.
    """
    problems = []
    if season is not None and season not in set(Season):
        problems.append(
            Problem(
                "$.hydrology.season",
                Sentence(
                    "水情只能是枯水（dry）、平水（normal）、丰水（flood）之一，或留空按日期推算。",
                    "Season must be dry, normal or flood, or left empty to follow the date.",
                ),
            )
        )
    low, high = POOL_LEVEL_RANGE_M
    if pool_level_m is not None and not low <= pool_level_m <= high:
        problems.append(
            Problem(
                "$.hydrology.pool_level_m",
                Sentence(
                    f"三峡坝前水位应在 {low:.0f}–{high:.0f} m 之间。",
                    f"The Three Gorges pool level must lie between {low:.0f} and {high:.0f} m.",
                ),
            )
        )
    low, high = DISCHARGE_FACTOR_RANGE
    if discharge_factor is not None and not low <= discharge_factor <= high:
        problems.append(
            Problem(
                "$.hydrology.discharge_factor",
                Sentence(
                    f"流量系数应在 {low:g}–{high:g} 之间。",
                    f"The discharge factor must lie between {low:g} and {high:g}.",
                ),
            )
        )
    low, high = DISCHARGE_SPREAD_RANGE
    if discharge_relative_sd is not None and not low <= discharge_relative_sd <= high:
        problems.append(
            Problem(
                "$.hydrology.discharge_relative_sd",
                Sentence(
                    f"流量误差应在 {low:g}–{high:g} 之间（0.1 即 ±10 %）。",
                    f"The doubt about the discharge must lie between {low:g} and {high:g} (0.1 is 10 %).",
                ),
            )
        )
    if season is None and day is None:
        problems.append(
            Problem(
                "$.hydrology",
                Sentence("水情需要日期或水期之一。", "Hydrology needs a date or a season."),
            )
        )
    if problems:
        raise BadInput(problems)

    factor = 1.0 if discharge_factor is None else float(discharge_factor)
    if season is not None:
        chosen = Season(season)
        level = SEASON_POOL_LEVEL_M[chosen] if pool_level_m is None else float(pool_level_m)
        return Regime(level, dict.fromkeys(stations(), SEASON_WETNESS[chosen]), chosen, factor)
    assert day is not None  # noqa: S101 (for the type checker: refused above otherwise)
    places = {station: wetness(station, day) for station in stations()}
    nearest = min(Season, key=lambda s: abs(SEASON_WETNESS[s] - places[DEFAULT_STATION]))
    level = pool_level(day) if pool_level_m is None else float(pool_level_m)
    return Regime(level, places, nearest, factor, day)


@dataclass(frozen=True, slots=True)
class Section:
    """A cross-section of the wetted channel, and what keeps it at that stage."""

    width_m: float
    depth_m: float
    kept_by: str
    """`river` (its own slope), `weir` (a dam or weir of the river), `pool` (the Three Gorges backwater)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydraulics:
    """What is known of a reach's discharge and section."""

    discharge_dry_m3_s: float
    discharge_normal_m3_s: float
    discharge_flood_m3_s: float
    width_low_m: float
    depth_low_m: float
    velocity_exponent: float = DEFAULT_VELOCITY_EXPONENT
    pool_175: tuple[float, float] | None = None
    """Width and depth (m) of the backwater at pool level 175 m; None where the pool does not reach."""
    pool_145: tuple[float, float] | None = None
    slope: float | None = None
    station: str = DEFAULT_STATION

    def discharge(self, regime: Regime) -> float:
        """Discharge in m³/s: log-linear between the dry, normal and flood means."""
        place = regime.wetness_by_station.get(
            self.station, regime.wetness_by_station.get(DEFAULT_STATION, 1.0)
        )
        anchors = np.log(
            [self.discharge_dry_m3_s, self.discharge_normal_m3_s, self.discharge_flood_m3_s]
        )
        lower = 0 if place <= 1.0 else 1
        value = anchors[lower] + (place - lower) * (anchors[lower + 1] - anchors[lower])
        return float(math.exp(value)) * regime.discharge_factor

    def section(self, discharge_m3_s: float, pool_level_m: float) -> Section:
        """Width and depth in metres at a discharge and a Three Gorges pool level.

        The section is the river's own or the backwater's, whichever is larger.
        """
        growth = (discharge_m3_s / self.discharge_dry_m3_s) ** (1.0 - self.velocity_exponent)
        free = Section(
            self.width_low_m * growth ** (1.0 - DEPTH_SHARE),
            self.depth_low_m * growth**DEPTH_SHARE,
            "river" if self.velocity_exponent <= FREE_RIVER_EXPONENT else "weir",
        )
        pool = self._backwater(pool_level_m)
        if pool and pool[0] * pool[1] > free.width_m * free.depth_m:
            return Section(pool[0], pool[1], "pool")
        return free

    def _backwater(self, pool_level_m: float) -> tuple[float, float] | None:
        if self.pool_175 is None:
            return None
        width, depth = self.pool_175
        low, high = POOL_LEVEL_RANGE_M
        if self.pool_145 is not None:
            share = (pool_level_m - low) / (high - low)
            return (
                self.pool_145[0] + share * (width - self.pool_145[0]),
                self.pool_145[1] + share * (depth - self.pool_145[1]),
            )
        # the 145 m pool does not reach here: a level pool falls metre by metre, its width with the depth
        left = depth - (high - pool_level_m)
        if left <= 0.0:
            return None
        return self.width_low_m + (width - self.width_low_m) * left / depth, left
