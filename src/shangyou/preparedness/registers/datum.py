"""高程基准 the datum of a level, and what makes it comparable with the pool of the Three Gorges (吴淞)."""

from collections.abc import Iterator
from typing import Protocol

from shangyou.preparedness.registers.words import column, problem
from shangyou.science.messages import Problem, Sentence

DATUMS = {
    "wusong": Sentence("吴淞高程", "Wusong"),
    "national_1985": Sentence("1985 国家高程基准", "National 1985"),
    "huanghai_1956": Sentence("1956 年黄海高程", "Huanghai 1956"),
    "local": Sentence("假定高程", "Local"),
    "unknown": Sentence("未注明", "Not stated"),
}
DATUM = column(
    "datum",
    "高程基准",
    "Datum",
    titles=DATUMS,
    help_zh="三峡库水位用吴淞高程；未注明的断面不与库水位、别处水位比较。",
    help_en="The Three Gorges pool is in Wusong; a section without a stated datum is compared with no other level.",
)
TO_WUSONG = column(
    "to_wusong_m",
    "折吴淞加数",
    "Add for Wusong",
    unit="m",
    in_list=False,
    help_zh="吴淞高程 = 本表高程 + 加数；以当地水准点成果为准。吴淞高程留空。",
    help_en="Wusong level = this level + this number, from the local bench mark. Leave empty for Wusong.",
)

NATIONAL_OFFSET_M = (-1.0, 4.0)
"""Wusong lies a metre or two above the national datums along the upper Yangtze; anything else is a slip. Estimated."""

LOCAL_OFFSET_M = 4000.0


class HasDatum(Protocol):
    """A row whose levels have a datum."""

    datum: str
    to_wusong_m: float | None


def to_wusong(row: HasDatum) -> float | None:
    """Return what to add for the Wusong level [m]; None where it is not known."""
    if row.datum == "wusong":
        return 0.0
    return None if row.datum == "unknown" else row.to_wusong_m


def datum_problems(row: HasDatum) -> Iterator[Problem]:
    """Check that the offset is one."""
    offset = row.to_wusong_m
    if offset is None:
        return
    if row.datum == "wusong" and offset != 0.0:
        yield problem(
            "to_wusong_m",
            "吴淞高程无需折算，加数请留空或填 0。",
            "Wusong levels need no offset: leave it empty or 0.",
        )
    if row.datum == "unknown":
        yield problem(
            "datum",
            "填了折吴淞加数，就要说明是哪种高程基准。",
            "An offset needs its datum: say which one.",
        )
    low, high = NATIONAL_OFFSET_M
    if row.datum in {"national_1985", "huanghai_1956"} and not low <= offset <= high:
        yield problem(
            "to_wusong_m",
            f"国家高程基准与吴淞高程之差应在 {low:g}–{high:g} m 之间，请核对高程基准。",
            f"The national datum and Wusong differ by {low:g} to {high:g} m; check the datum.",
        )
    if row.datum == "local" and not abs(offset) <= LOCAL_OFFSET_M:
        yield problem(
            "to_wusong_m",
            f"折吴淞加数应在 ±{LOCAL_OFFSET_M:g} m 以内。",
            f"The offset must lie within ±{LOCAL_OFFSET_M:g} m.",
        )
