"""Which limit a factor is judged by: the register's (permit or own), else GB 3838 by the section's class."""

import math
from dataclasses import dataclass
from typing import Final

from shangyou.reference.surface_water import BY_KEY
from shangyou.science.messages import Sentence
from shangyou.warning.registers.factors import MonitoredFactor

HOUR_S: Final = 3600.0
# Effluent and stack limits are compared with hourly means (HJ 75-2017, HJ 356-2019 report by the
# hour); GB 3838 is for single values.
AVERAGED: Final = {"outfall": HOUR_S, "stack": HOUR_S}
CLASSES: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
NUMERALS: Final = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ")
USUAL_CLASS: Final = 3
# HJ 212 codes of items of GB 3838 table 1 whose unit is mg/L in both.
ITEMS: Final = {
    "w01018": "chemical-oxygen-demand",
    "w01017": "biochemical-oxygen-demand",
    "w01019": "permanganate-index",
    "w21003": "ammonia-nitrogen",
    "w21011": "total-phosphorus",
    "w21016": "57-12-5",
    "w21017": "16984-48-8",
    "w21019": "18496-25-8",
    "w20138": "7440-50-8",
    "w20139": "7440-66-6",
    "w20140": "7782-49-2",
    "w20141": "7440-38-2",
    "w23002": "volatile-phenols",
    "w22001": "petroleum",
}
_OXYGEN, _PH = "w01009", "w01001"
PH_RANGE: Final = (6.0, 9.0)  # GB 3838-2002 table 1


@dataclass(frozen=True, slots=True)
class Limit:
    """Allowed range of one series, infinite where open, and what sets it."""

    low: float
    high: float
    source: Sentence
    average_s: float

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        return math.isfinite(self.low) or math.isfinite(self.high)


NONE: Final = Limit(-math.inf, math.inf, Sentence("", ""), 0.0)


def of(kind: str, code: str, factor: MonitoredFactor | None, water_class: str) -> Limit:
    """Return the limit of a factor at a station of some kind."""
    average_s = AVERAGED.get(kind, 0.0)
    if factor is not None and not (factor.limit_low is None and factor.limit_high is None):
        permit = kind in AVERAGED
        return Limit(
            -math.inf if factor.limit_low is None else factor.limit_low,
            math.inf if factor.limit_high is None else factor.limit_high,
            Sentence(
                "排放限值" if permit else "登记限值", "permit" if permit else "registered limit"
            ),
            average_s,
        )
    if kind != "surface_water":
        return NONE
    number = CLASSES.get(water_class, USUAL_CLASS)
    source = Sentence(f"GB 3838-2002 {NUMERALS[number]}类", f"GB 3838-2002 class {number}")
    if code == _PH:
        return Limit(*PH_RANGE, source, 0.0)
    if code == _OXYGEN:
        least = BY_KEY["dissolved-oxygen"].of_class(number)
        return Limit(-math.inf if least is None else least, math.inf, source, 0.0)
    key = ITEMS.get(code)
    most = BY_KEY[key].of_class(number) if key in BY_KEY else None
    return NONE if most is None else Limit(-math.inf, most, source, 0.0)
