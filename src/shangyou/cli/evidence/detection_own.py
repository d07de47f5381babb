"""Spills of three of a station's own 99th-percentile steps, against the rule that watches the telemetry.

What is meant by "the station's 99th-percentile step" and by "a spill of three of them" is said here
once. The step is the 99th percentile of the changes between neighbouring four-hourly readings of one
factor at one section in these five days, in the unit of the factor or as a share of the reading before.
A spill *stands* three steps above the reading before it, or is *added* to what was read: then nature
may have stepped the other way at the same time. Either passes in half a day. A series that never moved
has no step, so no spill; oxygen falls, and there is no more of it than there is. Found means a hint, a
warning or an alarm on that factor at the spilt reading or the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.cli import detect_table
from shangyou.cli.evidence import detection, detection_slow
from shangyou.cli.evidence.row import Row
from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import natural, own_leaps, slow
from shangyou.science.inference.event_detection.natural import NaturalState, Nature

INTERVAL_S: Final = 14_400.0
UNJUDGED: Final = 0
"""Water temperature explains others and warns of nothing."""
THREE: Final = 3.0
# Three days of four-hourly readings.
SETTLED_ROWS: Final = 18
PER_DAY: Final = 6
LEARNT_ROWS: Final = 60 * PER_DAY
SKIPPED_ROWS: Final = detection_slow.MONTH_ROWS


@dataclass(frozen=True, slots=True)
class Judged:
    """What the live rule said of readings; arrays (rows, stations, factors)."""

    tier: NDArray[np.int8]
    hint: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steps:
    """Own steps (stations, factors): in the unit, as a share of the reading before, of how many."""

    step: Floats
    share: Floats
    count: NDArray[np.int64]


def judge(values: Floats, taught: Steps | None = None) -> Judged:
    """Judge readings (rows, stations, factors) as the live detector does, from an empty memory."""
    rows, stations, factors = values.shape
    nature = Nature.of(slow.FACTORS * stations, np.full(stations * factors, INTERVAL_S))
    if taught is not None:
        nature.own_step, nature.own_share = taught.step.ravel(), taught.share.ravel()
        nature.own_count = taught.count.ravel()
    state = NaturalState(nature)
    tier = np.zeros((rows, stations * factors), dtype=np.int8)
    hint = np.zeros(tier.shape, dtype=bool)
    for row, line in enumerate(values.reshape(rows, -1)):
        at = np.flatnonzero(np.isfinite(line))
        answer = state.step(at, np.full(at.size, INTERVAL_S * row), line[at])
        tier[row, at], hint[row, at] = answer.tier, answer.hint
    whole = Judged(tier.reshape(values.shape), hint.reshape(values.shape))
    whole.tier[..., UNJUDGED], whole.hint[..., UNJUDGED] = 0, False
    return whole


def own_steps(values: Floats) -> Steps:
    """Return every series' own steps over these very readings."""
    size = np.abs(np.diff(values, axis=0))
    before = np.abs(values[:-1])
    share = np.where(before > 0, size / np.where(before > 0, before, 1.0), np.nan)
    count = np.isfinite(size).sum(axis=0)
    step, part = (
        np.nanquantile(np.where(count > 0, x, 0.0), own_leaps.QUANTILE, axis=0)
        for x in (size, share)
    )
    return Steps(np.where(count > 0, step, np.nan), np.where(count > 0, part, np.nan), count)


@dataclass(frozen=True, slots=True)
class Spilt:
    """Spills and whether they were found; arrays (spills,).

    `opened` tells whether a hint or a warning stands among the alarms and not only in the log;
    `seen` is the number of own steps before.
    """

    found: NDArray[np.bool_]
    opened: NDArray[np.bool_]
    seen: NDArray[np.int64]

    def __str__(self) -> str:
        opened = self.opened[self.seen >= natural.HINT_STEPS].mean()
        return (
            f"{self.found.sum()} of {self.found.size} at tier 1 or more (in the first day of a station as "
            f"a note in its log; after it {100.0 * opened:.1f} % as a hint among the alarms or a warning)"
        )

    def share(self) -> float:
        """Return the percentage found."""
        return float(100.0 * self.found.mean())


def spill(
    values: Floats, steps: Steps, *, added: bool, relative: bool, taught: Steps | None = None
) -> Spilt:
    """Spill at every place and time that has a reading and two before it, one spill at a time."""
    size = steps.share if relative else steps.step
    before = detection_slow._last(values)  # noqa: SLF001 (the same measurement, one module on)
    known = np.isfinite(values) & (np.cumsum(np.isfinite(values), axis=0) > 2)
    known &= np.nan_to_num(size) > 0
    if relative:
        known &= before > 0
    known[..., UNJUDGED] = False
    places = np.argwhere(known)
    row, station, factor = places.T
    base, now = before[row, station, factor], values[row, station, factor]
    change = THREE * size[station, factor] * (base if relative else 1.0)
    change = np.where(
        factor == detection_slow.OXYGEN,
        -np.minimum(change, 0.99 * (now if added else base)),
        change,
    )
    if not added:
        change = base - now + change
    series = values[:, station].copy()
    spills = np.arange(len(places))
    for later in range(detection_slow.SPILL_ROWS):
        inside = row + later < len(values)
        series[row[inside] + later, spills[inside], factor[inside]] += change[inside]
    mine = None
    if taught is not None:
        mine = Steps(taught.step[station], taught.share[station], taught.count[station])
    judged = judge(series, mine)
    after = np.minimum(row + 1, len(values) - 1)

    def within(what: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(what[row, spills, factor] | what[after, spills, factor])

    found = within(judged.tier > 0)
    opened = within(judged.hint | (judged.tier >= slow.SECOND))
    neighbours = np.isfinite(np.diff(values, axis=0))
    seen = np.concatenate([np.zeros((2, *values.shape[1:])), np.cumsum(neighbours, axis=0)])[row]
    return Spilt(found, opened, seen[spills, station, factor].astype(np.int64))


def hints(judged: Judged, since: int = 0) -> int:
    """Count hints as people see them: those of a section within a day are one."""
    odd: NDArray[np.bool_] = np.logical_or.reduce(judged.hint & (judged.tier < slow.SECOND), axis=2)
    quiet = np.full(odd.shape[1], 10**6)
    count = 0
    for row, line in enumerate(odd):
        count += int(np.count_nonzero(line & (quiet > slow.TOGETHER_ROWS))) * (row >= since)
        quiet = np.where(line, 0, quiet + 1)
    return count


def chongqing(data: Path) -> Iterator[Row]:
    """Spill three own steps at every place and time, untaught and taught, and count the hints."""
    values = detection_slow.readings(data)
    case = f"Chongqing, {values.shape[1]} sections, 2021-04-01 to 05"
    steps = own_steps(values)
    still = int(np.count_nonzero(steps.step[:, 1:] == 0))
    for added in (False, True):
        how = "added to what was read" if added else "above the reading before"
        for relative in (False, True):
            unit = "as a share" if relative else "in the unit"
            one = spill(values, steps, added=added, relative=relative)
            note = f"{one}; own steps counted from earlier readings alone, from an empty memory; "
            note += (
                "the others coincide with a natural fall, so the reading itself rises by less"
                if added
                else f"{still} series that never moved have no step"
            )
            yield _row(case, f"spills of three own steps ({how}, {unit}) found within one sample",
                       one.share(), "%", "" if added else "100 %",
                       met=None if added else bool(one.found.all()), note=note)  # fmt: skip
    taught = spill(values, steps, added=False, relative=False, taught=steps)
    yield _row(case, "the same above the reading before, own steps taught beforehand", taught.share(), "%",
               "100 %", met=bool(taught.found.all()),
               note=f"{taught}; taught the step of these five days")  # fmt: skip
    months = np.isfinite(values).any(axis=-1).sum() / detection_slow.MONTH_ROWS
    settled = np.isfinite(values[SETTLED_ROWS:]).any(axis=-1).sum() / detection_slow.MONTH_ROWS
    cold = judge(values)
    yield _row(case, "hints per station-month, untaught", hints(cold) / months, "", "", met=None,
               note=f"those of a section within a day are one; they call nobody. After three days: "
               f"{hints(cold, SETTLED_ROWS) / settled:.1f}")  # fmt: skip
    yield _row(case, "hints per station-month, taught", hints(judge(values, steps)) / months, "", "",
               met=None, note="taught the step of these five days: somewhat flattering")  # fmt: skip


def river(data: Path) -> Iterator[Row]:
    """Count the hints of a year at a river station, thinned to four hours; steps learnt as the store does it."""
    names = ("Cond", "Tur")
    table = detect_table.read(data / detection.ODDWATER, {"--data": ("Timestamp", *names)})
    times_s = detect_table.times(table.text("Timestamp"), "%d/%m/%Y %H:%M")
    row, first = np.unique((times_s // INTERVAL_S).astype(np.int64), return_index=True)
    values = table.numbers(names)[first]
    factors = tuple(f for f in slow.FACTORS if f.key in ("conductivity", "turbidity"))
    state = NaturalState(Nature.of(factors, np.full(2, INTERVAL_S)))
    told = np.zeros((values.shape[0], 1, 2), dtype=bool)
    grave = np.zeros(told.shape, dtype=np.int8)
    for i, line in enumerate(values):
        if i % PER_DAY == 0:
            _learn(state.nature, row, values, i)
        at = np.flatnonzero(np.isfinite(line))
        answer = state.step(at, np.full(at.size, INTERVAL_S * row[i]), line[at])
        told[i, 0, at], grave[i, 0, at] = answer.hint, answer.tier
    months = (values.shape[0] - SKIPPED_ROWS) / detection_slow.MONTH_ROWS
    count = hints(Judged(grave, told), SKIPPED_ROWS)
    yield _row("Pioneer River, a year thinned to four hours", "hints per station-month", count / months, "",
               "", met=None, note=f"{count} in {months:.1f} months after the first one, two factors; own steps of the "
               "60 days before, learnt each day; tropical storms and 13 faults of the instruments among them")  # fmt: skip


def _learn(nature: Nature, row: NDArray[np.int64], values: Floats, now: int) -> None:
    past = slice(int(np.searchsorted(row, row[now] - LEARNT_ROWS)), now)
    for series in range(values.shape[1]):
        known = np.isfinite(values[past, series])
        step, share, count = own_leaps.percentiles(
            np.asarray(INTERVAL_S * row[past][known], dtype=np.float64),
            values[past, series][known],
            INTERVAL_S,
        )
        nature.own_step[series], nature.own_share[series] = step, share
        nature.own_count[series] = count


def _row(
    case: str, measure: str, ours: float, unit: str, target: str, *, met: bool | None, note: str
) -> Row:
    return Row("own-steps", "detection", case, measure, float(ours), unit, target, "", met, note)
