"""The rule that watches the telemetry, on the same four-hourly readings, series by series."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shangyou.cli.evidence import detection_own, detection_slow
from shangyou.cli.evidence.row import Row
from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import slow


def happenings(tier: NDArray[np.int8]) -> int:
    """Count tier-2 happenings: those of a station within a day are one, as the alarms are grouped."""
    alarm: NDArray[np.bool_] = np.logical_or.reduce(tier >= slow.SECOND, axis=2)
    since = np.full(alarm.shape[1], 10**6)
    count = 0
    for row in alarm:
        count += int(np.count_nonzero(row & (since > slow.TOGETHER_ROWS)))
        since = np.where(row, 0, since + 1)
    return count


def spilt(values: Floats, size: Floats) -> tuple[int, int]:
    """Return how many spills of a size (stations, factors) are found within one sample, and how many there were."""
    known = np.isfinite(values) & (np.cumsum(np.isfinite(values), axis=0) > 2)
    known[..., detection_own.UNJUDGED] = False
    places = np.argwhere(known)
    series = values[:, places[:, 1]].copy()
    before = detection_slow._last(values)  # noqa: SLF001 (the same measurement, one module on)
    for i, (row, station, factor) in enumerate(places):
        base, now = before[row, station, factor], series[row, i, factor]
        step = size[station, factor]
        change = base - now + (-min(step, 0.99 * base) if factor == detection_slow.OXYGEN else step)
        series[row : row + detection_slow.SPILL_ROWS, i, factor] += change
    tier = detection_own.judge(series).tier
    found = sum(
        bool((tier[row : row + 2, i, factor] == slow.SECOND).any())
        for i, (row, _, factor) in enumerate(places)
    )
    return found, len(places)


def chongqing(data: Path) -> Iterator[Row]:
    """Count the alarms of five quiet days, then spill at every place and time."""
    values = detection_slow.readings(data)
    months = np.isfinite(values).any(axis=-1).sum() / detection_slow.MONTH_ROWS
    count = happenings(detection_own.judge(values).tier)
    case = f"Chongqing, {values.shape[1]} sections, 2021-04-01 to 05"
    rate = count / months
    yield _row(case, "tier-2 alarms per station-month", rate, "", "≤ 1", met=rate <= 1,
               note=f"{count} in {months:.1f} station-months, whatever caused them")  # fmt: skip
    national = np.tile([3.0 * f.step_p99 for f in slow.FACTORS], (values.shape[1], 1))
    found, tried = spilt(values, national)
    yield _row(case, "spills of three natural steps found within one sample", 100 * found / tried, "%",
               "100 %", met=found == tried, note=f"{found} of {tried}")  # fmt: skip


def _row(
    case: str, measure: str, ours: float, unit: str, target: str, *, met: bool | None, note: str
) -> Row:
    return Row(
        "live-four-hourly", "detection", case, measure, float(ours), unit, target, "", met, note
    )
