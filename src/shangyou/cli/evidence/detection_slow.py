"""Four-hourly readings of the national sections: quiet when nothing happens, at once when it does."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from shangyou.cli import detect_table
from shangyou.cli.evidence.row import Row
from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import slow

READINGS = "../data/monitoring/cn_guokong_4h_2021-04.csv.gz"
COLUMNS = ("水温(℃)", "pH(无量纲)", "溶解氧(mg/L)", "电导率(μS/cm)", "浊度(NTU)",
           "高锰酸盐指数(mg/L)", "氨氮(mg/L)", "总磷(mg/L)", "总氮(mg/L)")  # fmt: skip
PROVINCE = "重庆市"
ROWS, MONTH_ROWS = 31, 180
# A spill passes a section in half a day.
SPILL_ROWS = 3
OXYGEN = 2


def readings(data: Path, province: str | None = PROVINCE) -> Floats:
    """Return valid readings (four-hourly rows, stations, factors); maintenance is left out."""
    needed = ("省份", "断面名称", "监测时间", "站点情况", *COLUMNS)
    table = detect_table.read(data / READINGS, {"--data": needed})
    where, when, state = (table.text(n) for n in ("断面名称", "监测时间", "站点情况"))
    provinces, values = table.text("省份"), table.numbers(COLUMNS)
    place: dict[tuple[str, str], int] = {}
    chosen = []
    for row, time in enumerate(when):
        if province in (None, provinces[row]) and state[row] == "正常" and time[:3] == "04-":
            at = ((int(time[3:5]) - 1) * 24 + int(time[6:8])) // 4
            station = place.setdefault((provinces[row], where[row]), len(place))
            if at < ROWS:
                chosen.append((at, station, row))
    out = np.full((ROWS, len(place), len(COLUMNS)), np.nan)
    for at, station, row in reversed(chosen):  # of repeated stamps the first counts
        out[at, station] = values[row]
    return out


def run(values: Floats) -> tuple[Floats, Floats]:
    """Return tiers (rows, stations, factors) and where a tier-2 happening begins."""
    state = slow.SlowState(values.shape[1])
    answers = [state.step(row) for row in values]
    return np.array([a.tier for a in answers]), np.array([a.begins for a in answers])


def chongqing(data: Path) -> Iterator[Row]:
    """Count tier-2 alarms as they are, then spill at every place and time."""
    values = readings(data)
    months = np.isfinite(values).any(axis=-1).sum() / MONTH_ROWS
    _, begins = run(values)
    rate = float(begins.sum() / months)
    case = f"Chongqing, {values.shape[1]} sections, 2021-04-01 to 05"
    yield _row(
        case, "tier-2 alarms per station-month", rate, "", "≤ 1", met=rate <= 1,
        note=f"{int(begins.sum())} in {months:.1f} station-months, storms and faults counted too; "
        "tier 2 begins at 2.5 natural steps, a number chosen with these readings in view",
    )  # fmt: skip
    _, everywhere = run(country := readings(data, None))
    rate = float(everywhere.sum() / (np.isfinite(country).any(axis=-1).sum() / MONTH_ROWS))
    yield _row("all 31 provinces", "tier-2 alarms per station-month", rate, "", "", met=None,
               note="tidal and polluted sections among them")  # fmt: skip
    for kind, wanted, note in (
        ("step", True, "the spilt reading lies three natural steps from the one before it"),
        ("added", False, "three natural steps on top of what was read: some fall in a recession"),
    ):
        found, tried = spilt(values, added=kind == "added")
        share = 100.0 * found / tried
        met = found == tried if wanted else None
        yield _row(case, f"spills found within one sample ({kind})", share, "%", "100 %" if wanted else "", met=met, note=f"{found} of {tried}; {note}")  # fmt: skip


def spilt(values: Floats, *, added: bool) -> tuple[int, int]:
    """Return how many spills of three times the natural step are found, and how many there were.

    One spill at every station, factor and time that has a reading and two before it.
    """
    step = 3.0 * np.array([f.step_p99 for f in slow.FACTORS])
    before = _last(values)
    known = np.isfinite(values) & (np.cumsum(np.isfinite(values), axis=0) > 2)
    places = np.argwhere(known)
    series = values[:, places[:, 1]].copy()
    for i, (row, _, factor) in enumerate(places):
        now = series[row, i, factor]
        base = now if added else before[tuple(places[i])]
        size = step[factor]
        # oxygen is used up, and there is no more of it than there is
        change = base - now + (-min(size, 0.99 * base) if factor == OXYGEN else size)
        series[row : row + SPILL_ROWS, i, factor] += change
    tier, _ = run(series)
    found = sum(
        bool((tier[row : row + 2, i, factor] == slow.SECOND).any())
        for i, (row, _, factor) in enumerate(places)
    )
    return found, len(places)


def _last(values: Floats) -> Floats:
    """Return the last valid reading before each."""
    out = np.full(values.shape, np.nan)
    for row in range(1, len(values)):
        out[row] = np.where(np.isfinite(values[row - 1]), values[row - 1], out[row - 1])
    return out


def _row(
    case: str, measure: str, ours: float, unit: str, target: str, *, met: bool | None, note: str
) -> Row:
    return Row("four-hourly", "detection", case, measure, ours, unit, target, "", met, note)
