"""Words that both reports use: times, bands, marks of doubt."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from shangyou.response.planning.wording import BEIJING, figure, percent

UNVERIFIED = "（需核实）"
TO_CHECK = "待核实"
DEMO_NOTE = (
    "注：本文件引用了示意数据（名称或来源标有“示意”），仅用于演示和演练，不得作为实际处置依据。"
)
STATUS_TITLES = {
    "verified": "已核对",
    "secondary": "转引",
    "general": "常识",
    "estimated": "估计",
    "unverified": "需核实",
}


def moment(value: datetime | str | None) -> str:
    """Return a time as an official document writes it; to be checked where there is none."""
    if value is None:
        return TO_CHECK
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    at = at.astimezone(BEIJING)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def day(at: datetime) -> str:
    """Return a date as an official document writes it."""
    at = at.astimezone(BEIJING)
    return f"{at.year}年{at.month}月{at.day}日"


def short(value: datetime | str | None) -> str:
    """Return a time for a cell of a table."""
    if value is None:
        return "—"
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(BEIJING).strftime("%m-%d %H:%M")


def span(begin: datetime | str | None, end: datetime | str | None) -> str:
    """Return two times for a cell; the day is not said twice."""
    first, last = short(begin), short(end)
    same_day = first != "—" and first[:5] == last[:5]
    return f"{first}～{last[6:] if same_day else last}"


def marked(status: str) -> str:
    """Return the mark of a number nobody has verified."""
    return UNVERIFIED if status == "unverified" else ""


def graded(grade: Mapping[str, Any]) -> str:
    """Return the preliminary grade of an incident with its criterion, as a plan says it."""
    return (
        f"级别初判（预测）：{grade['title']['zh']}。{grade['criterion']['zh']}"
        f"（{grade['clause']}）{marked(grade['status'])}。确认级别以实际后果为准。"
    )


def band_of_times(band: Mapping[str, str | None]) -> str:
    """Return three quantiles of a time: the middle, then early and late."""
    if band["p50"] is None:
        return "不到达" if band["p05"] is None else f"早则 {short(band['p05'])}"
    return f"{short(band['p50'])}\n{span(band['p05'], band['p95'])}"


def expected(band: Mapping[str, str | None]) -> str:
    """Return when something comes, in the words of a sentence."""
    if band["p50"] is not None:
        return f"最可能 {short(band['p50'])} 到达"
    return "预报时段内可能不到达" if band["p05"] is None else f"早则 {short(band['p05'])} 到达"


def band_of_numbers(band: Mapping[str, float | None], least: float = 0.0) -> str:
    """Return three quantiles of a number: the middle, then low and high; what lies below `least` says so."""
    if band["p50"] is None:
        return "—"
    low, mid, high = (
        "—" if value is None else f"<{figure(least)}" if value < least else figure(value)
        for value in (band[q] for q in ("p05", "p50", "p95"))
    )
    return mid if low == mid == high else f"{mid}\n{low}～{high}"


RECEPTOR_HEADER = (
    "受体",
    "下游 km",
    "到达时间\n（5～95 %）",
    "峰值 mg/L\n（5～95 %）",
    "限值 mg/L",
    "超标概率",
)
# Below this share of the limit a figure tells nobody anything.
TRACE = 1e-3
RECEPTOR_WIDTHS = (28, 17, 50, 31, 16, 14)


def receptor_cells(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Return the cells of the receptors the plume reaches within the window."""
    for row in rows:
        if row["arrival"]["p50"] is None:
            continue
        limit = row["limit"]
        probability = row["probability_above"]
        yield (
            f"{row['name']}{marked(row['status'])}",
            f"{row['distance_km']:.1f}",
            band_of_times(row["arrival"]),
            band_of_numbers(row["peak_mg_l"], TRACE * limit["value_mg_l"] if limit else 0.0),
            "—" if limit is None else f"{figure(limit['value_mg_l'])}{marked(limit['status'])}",
            "—" if probability is None else percent(probability),
        )


def limits_cited(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each standard and clause the limits come from, once."""
    found = {
        f"{row['limit']['standard']} {row['limit']['clause']['zh']}"
        f"（{STATUS_TITLES[row['limit']['status']]}）"
        for row in rows
        if row["limit"] is not None
    }
    return sorted(found)
