"""Properties that the derived records have wrong, and what stands in their place: value, source, status.

The liquid heat capacities of `records.py` come from a correlation that fails for small and inorganic molecules: it gave some of them
less than their own vapour has, which no liquid does. `tests/unit/science/test_substance_records.py` holds every substance to bounds.
"""

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["unverified", "estimated"]
STATUS_ZH: Final[dict[Status, str]] = {"unverified": "需核实", "estimated": "估计"}


@dataclass(frozen=True, slots=True)
class Correction:
    """A value in place of the derived one; `value` in the unit of the field."""

    value: float | tuple[float, float, float]
    source: str
    status: Status


# Rowlinson–Bondi as in Poling, Prausnitz & O'Connell 2001 eq. 6-6.4, from critical point and acentric factor, at the
# boiling point; it meets chloroform, carbon tetrachloride, phosgene and hydrogen bromide below within 2 %.
_ESTIMATE: Final = "Poling et al. 2001, eq. 6-6.4"

LIQUID_HEAT: Final[dict[str, Correction]] = {
    "74-90-8": Correction(2612.0, "70.6 J/(mol K), Giauque & Ruehrwein 1939", "unverified"),
    "75-44-5": Correction(1020.0, "101 J/(mol K), Giauque & Jones 1948", "unverified"),
    "10102-44-0": Correction(1551.0, "142.7 J/(mol K) of N2O4, Giauque & Kemp 1938", "unverified"),
    "67-66-3": Correction(957.0, "114.3 J/(mol K), CRC Handbook", "unverified"),
    "75-15-0": Correction(1000.0, "76.4 J/(mol K), CRC Handbook", "unverified"),
    "127-18-4": Correction(865.0, "143.4 J/(mol K), CRC Handbook", "unverified"),
    "56-23-5": Correction(850.0, "130.7 J/(mol K), CRC Handbook", "unverified"),
    "10294-34-5": Correction(911.0, "106.7 J/(mol K), CRC Handbook", "unverified"),
    "10025-87-3": Correction(905.0, "138.8 J/(mol K), CRC Handbook", "unverified"),
    "10035-10-6": Correction(739.0, "59.8 J/(mol K), Giauque & Wiebe 1928", "unverified"),
    "50-00-0": Correction(2810.0, _ESTIMATE, "estimated"),
    "7803-51-2": Correction(1770.0, _ESTIMATE, "estimated"),
    "7784-42-1": Correction(747.0, _ESTIMATE, "estimated"),
    "7719-12-2": Correction(897.0, _ESTIMATE, "estimated"),
    "353-50-4": Correction(1397.0, _ESTIMATE, "estimated"),
    "10049-04-4": Correction(1405.0, _ESTIMATE, "estimated"),
    "19287-45-7": Correction(2753.0, _ESTIMATE, "estimated"),
}
# Derived as 69 J/(mol K); phosphine, its like, has 37.
VAPOUR_HEAT: Final[dict[str, Correction]] = {
    "7784-42-1": Correction(488.0, "38.1 J/(mol K), CRC Handbook", "unverified"),
}
# The fit of ln p = A - B/(T + C) failed for hydrogen; NIST WebBook, 21 to 32 K, in ln Pa.
ANTOINE: Final[dict[str, Correction]] = {
    "1333-74-0": Correction((19.6713, 228.866, 7.726), "NIST WebBook", "unverified"),
}
