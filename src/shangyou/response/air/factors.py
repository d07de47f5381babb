"""Which substance a factor of HJ 212 measured in the air is."""

from typing import Final

from shangyou.reference.hj212_codes import FACTOR_BY_CODE
from shangyou.reference.substances import SUBSTANCES, Substance, by_cas

# Codes whose name in HJ 212 annex B is not that of the table of substances. What sums up several
# (phenols, anilines, cyanides, fluorides, hydrocarbons) is no one gas and has no substance.
_CAS: Final = {
    "a21001": "7664-41-7",  # 氨（氨气）
    "a25006": "95-47-6",  # 1,2-二甲基苯
    "a25007": "108-38-3",  # 1,3-二甲基苯
    "a25008": "106-42-3",  # 1,4-二甲基苯
    "a31025": "78-93-3",  # 2-丁酮
}
_SUMS: Final = frozenset({"a21017", "a21018"})
_BY_NAME: Final = {alias: one for one in SUBSTANCES for alias in one.aliases} | {
    one.name_zh: one for one in SUBSTANCES
}


def substance_of(code: str) -> Substance | None:
    """Return the one substance a factor stands for; None where it is a sum or not in the table."""
    if code in _SUMS:
        return None
    if code in _CAS:
        return by_cas(_CAS[code])
    factor = FACTOR_BY_CODE.get(code)
    if factor is None or factor.medium != "气":
        return None
    return _BY_NAME.get(factor.name_zh)
