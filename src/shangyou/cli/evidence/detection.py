"""Event detection against labelled series, always forward in time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shangyou.cli import detect_table
from shangyou.cli.evidence.row import Row
from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import drills, training
from shangyou.science.inference.event_detection.detector import Detector
from shangyou.science.inference.event_detection.series import Series

GECCO = "detection/gecco2018_train.csv.gz"
CANARY = "detection/canary_tutorial_station_B.csv"
ODDWATER = "detection/oddwater_data_pioneer_anom.csv.gz"
QUALITY = ("Tp", "Cl", "pH", "Redox", "Leit", "Trueb", "Cl_2")
OPERATIONAL = ("Fm", "Fm_2")
# Learn from the first share of the rows, score what follows. The kinds of event come in blocks of
# time, so every cut leaves kinds out: at 25 % all but the first is new.
SPLITS = (0.25, 0.45, 0.5, 0.58, 0.65)
MIRRORED = 0.5
F1, FOUND, FALSE, DELAY = 0.65, 90.0, 0.3, 5.0
PEERS = "other half of the data: AR+BED like CANARY 0.29, boosting on 100 features 0.59"
DAY_S = 86_400.0
# A seed that no detector was taught with.
UNSEEN_SEED = 101


@dataclass(frozen=True, slots=True)
class Scored:
    """What a detector made of labelled rows."""

    f1: float
    precision: float
    recall: float
    found: int
    events: int
    false_per_day: float
    delays_min: tuple[float, ...]
    average_precision: float

    @property
    def found_percent(self) -> float:
        """Return the share of the events found."""
        return 100.0 * self.found / max(self.events, 1)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A series with its labels."""

    times_s: Floats
    values: Floats
    event: NDArray[np.bool_]

    def rows(self, part: slice) -> "Labelled":
        """Return some of the rows."""
        return Labelled(self.times_s[part], self.values[part], self.event[part])

    def mirrored(self) -> "Labelled":
        """Return the series with time running backwards."""
        last = self.times_s[-1]
        return Labelled(
            last - self.times_s[::-1], self.values[::-1].copy(), self.event[::-1].copy()
        )


def gecco_series(data: Path) -> Labelled:
    """Return the training half of GECCO 2018."""
    needed = {"--data": ("Time", *QUALITY, *OPERATIONAL, "EVENT")}
    table = detect_table.read(data / GECCO, needed)
    return Labelled(
        detect_table.times(table.text("Time"), "iso"),
        table.numbers((*QUALITY, *OPERATIONAL)),
        table.labels("EVENT"),
    )


def learn(past: Labelled, *, labels: bool = True) -> Detector:
    """Return a detector as `shangyou detect train` makes it."""
    interval_s, values, event = training.regular(past.times_s, past.values, past.event)
    return training.train(
        values,
        interval_s=interval_s,
        quality=QUALITY,
        operational=OPERATIONAL,
        event=event if labels else None,
    )


def score(detector: Detector, rows: Labelled) -> Scored:
    """Judge rows as `shangyou detect run` does, from an empty memory, and compare."""
    answer, _ = Series(detector).step(rows.times_s, rows.values)
    return compare(answer.event[:, 0], answer.score[:, 0], rows.event, detector.interval_s)


def compare(
    alarm: NDArray[np.bool_], probability: Floats, event: NDArray[np.bool_], interval_s: float
) -> Scored:
    """Score rows against labels: by row, by event, and false alarms a day."""
    hits = int((alarm & event).sum())
    precision, recall = hits / max(int(alarm.sum()), 1), hits / max(int(event.sum()), 1)
    delays = []
    events = _segments(event)
    for begin, end in events:
        seen = np.nonzero(alarm[begin:end])[0]
        if seen.size:
            delays.append(float(seen[0]) * interval_s / 60.0)
    false = sum(not event[begin:end].any() for begin, end in _segments(alarm))
    days = alarm.size * interval_s / DAY_S
    return Scored(
        f1=2 * precision * recall / max(precision + recall, 1e-12),
        precision=precision,
        recall=recall,
        found=len(delays),
        events=len(events),
        false_per_day=false / days,
        delays_min=tuple(delays),
        average_precision=_average_precision(probability, event),
    )


def gecco(data: Path) -> Iterator[Row]:
    """Score every forward split, then what is done to the rows after it."""
    series = gecco_series(data)
    scored = []
    for share in SPLITS:
        cut = int(share * series.event.size)
        detector = learn(series.rows(slice(None, cut)))
        after = series.rows(slice(cut, None))
        if share == MIRRORED:
            yield from _disturbed(detector, after)
        one = score(detector, after)
        scored.append(one)
        yield _row(
            "gecco-2018", f"learn the first {100 * share:.0f} %", "F1 by row", one.f1,
            target=f"≥ {F1}", met=one.f1 >= F1, peers=PEERS, note=_told(one),
        )  # fmt: skip
    found = min(s.found_percent for s in scored)
    yield _row(
        "gecco-2018", "worst of the five", "events found", found, unit="%",
        target=f"≥ {FOUND:g} %", met=found >= FOUND, peers="41 of 46 (89 %) on the other half",
    )  # fmt: skip
    false = max(s.false_per_day for s in scored)
    yield _row(
        "gecco-2018", "worst of the five", "false alarms a day", false,
        target=f"≤ {FALSE}", met=false <= FALSE, peers="0.44 on the other half",
    )  # fmt: skip
    medians = [float(np.median(s.delays_min)) for s in scored]
    together = float(np.median([d for s in scored for d in s.delays_min]))
    yield _row(
        "gecco-2018", "events of all five", "median delay", together, unit="min",
        target=f"≤ {DELAY:g} min", met=together <= DELAY,
        note="by split: " + ", ".join(f"{m:g}" for m in medians)
        + "; slow ramps of pH make up the last two",
    )  # fmt: skip
    backwards = series.mirrored()
    cut = int(MIRRORED * backwards.event.size)
    one = score(learn(backwards.rows(slice(None, cut))), backwards.rows(slice(cut, None)))
    yield _row(
        "gecco-2018", "time mirrored, learn the late half", "F1 by row", one.f1, note=_told(one)
    )
    cut = int(MIRRORED * series.event.size)
    one = score(learn(series.rows(slice(None, cut)), labels=False), series.rows(slice(cut, None)))
    yield _row("gecco-2018", "without labels, first 50 %", "F1 by row", one.f1, note=_told(one))


def _disturbed(detector: Detector, after: Labelled) -> Iterator[Row]:
    """Score the rows after 50 % with other base levels, and with 17.5 % of them missing."""
    shift = np.array([3.0, 0.05, -0.4, -60.0, 90.0, 0.02, 0.05, 300.0, -200.0])
    one = score(detector, replace(after, values=after.values + shift))
    yield _row("gecco-2018", "50 %, other base levels", "F1 by row", one.f1, note=_told(one))
    generator = np.random.default_rng(UNSEEN_SEED)
    one = score(detector, noisy(detector, after))
    yield _row("gecco-2018", "50 %, noise on every signal", "F1 by row", one.f1,
               note=f"sd a fifth of the usual step; {_told(one)}")  # fmt: skip
    gaps = np.zeros(after.event.size, dtype=bool)
    while gaps.mean() < 0.175:
        begin = int(generator.integers(gaps.size))
        gaps[begin : begin + int(np.exp(generator.uniform(np.log(5), np.log(600))))] = True
    values = np.where(gaps[:, None], np.nan, after.values)
    answer, _ = Series(detector).step(after.times_s, values)
    kept = ~gaps
    one = compare(
        answer.event[kept, 0], answer.score[kept, 0], after.event[kept], detector.interval_s
    )
    yield _row("gecco-2018", "50 %, 17.5 % of the rows missing", "F1 by row", one.f1,
               note=f"rows that were measured; {_told(one)}")  # fmt: skip


def noisy(detector: Detector, rows: Labelled) -> Labelled:
    """Return rows with normal noise of a fifth of the usual step on every signal."""
    noise = np.random.default_rng(UNSEEN_SEED).standard_normal(rows.values.shape)
    return replace(rows, values=rows.values + 0.2 * detector.usual[:, 0] * noise)


def canary(data: Path) -> Iterator[Row]:
    """CANARY's tutorial station B: no labels; alarms as they are, and practice events laid over."""
    quality = ("B_CL2_VAL", "B_TURB_VAL", "B_PH_VAL", "B_TOC_VAL", "B_COND_VAL", "B_TEMP_VAL")
    operational = ("B_PRES_OP", "B_PLNT_PRES_OP", "B_PLNT_PH_VAL", "B_PLNT_TURB_VAL",
                   "B_PLNT_FLOW_OP", "B_PLNT_CL2_VAL")  # fmt: skip
    table = detect_table.read(data / CANARY, {"--data": ("TimeStep", *quality, *operational)})
    times_s = detect_table.times(table.text("TimeStep"), "%m/%d/%Y %H:%M:%S")
    values = table.numbers((*quality, *operational))
    half = times_s.size // 2
    interval_s, past, _ = training.regular(times_s[:half], values[:half], None)
    detector = training.train(past, interval_s=interval_s, quality=quality, operational=operational)
    none = np.zeros(times_s.size - half, dtype=bool)
    plain = _judged(detector, times_s[half:], values[half:], none)
    practised, marked = drills.lay(
        values[half:], none, detector.usual[:, 1], quality=len(quality),
        longest_rows=max(map(max, detector.memory.lags)), seed=UNSEEN_SEED,
    )  # fmt: skip
    laid = _judged(detector, times_s[half:], practised, marked)
    case = "tutorial station B, second half"
    yield _row("canary-b", case, "alarms a day, no labels", plain.false_per_day,
               note="every alarm counted, real or not; peers tuned on the station reach one in 3–4 days")  # fmt: skip
    yield _row("canary-b", case, "practice events found", laid.found_percent, unit="%",
               note=f"{laid.events} events of 1.5 to 12 usual departures; {_told(laid)}")  # fmt: skip


def oddwater(data: Path) -> Iterator[Row]:
    """Score a river station in Queensland, hourly; its labels are faults of the instruments."""
    names = ("Level", "Cond", "Tur")
    labels = tuple(f"label_{name}" for name in names)
    table = detect_table.read(data / ODDWATER, {"--data": ("Timestamp", *names, *labels)})
    times_s = detect_table.times(table.text("Timestamp"), "%d/%m/%Y %H:%M")
    values = table.numbers(names)
    odd = np.logical_or.reduce([table.labels(name) for name in labels])
    cut = 1800
    quality = ("Cond", "Tur")
    order = [1, 2, 0]
    interval_s, past, _ = training.regular(times_s[:cut], values[:cut, order], None)
    detector = training.train(past, interval_s=interval_s, quality=quality, operational=("Level",))
    one = _judged(detector, times_s[cut:], values[cut:, order], odd[cut:])
    yield _row("oddwater", "Pioneer, no labels, learn 1,800 rows", "labelled faults found",
               one.found_percent, unit="%",
               note="single outliers are no events here and are passed over on purpose; "
               + _told(one))  # fmt: skip


def _judged(
    detector: Detector, times_s: Floats, values: Floats, event: NDArray[np.bool_]
) -> Scored:
    return score(detector, Labelled(times_s, values, event))


def _segments(mark: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.diff(mark.astype(np.int8), prepend=0, append=0)
    begins, ends = np.nonzero(edges == 1)[0], np.nonzero(edges == -1)[0]
    return [(int(b), int(e)) for b, e in zip(begins, ends, strict=True)]


def _average_precision(probability: Floats, event: NDArray[np.bool_]) -> float:
    order = np.argsort(-probability, kind="stable")
    right = event[order]
    if not right.any():
        return 0.0
    precision = np.cumsum(right) / np.arange(1, right.size + 1)
    return float(precision[right].mean())


def _told(one: Scored) -> str:
    delay = f"{np.median(one.delays_min):g}" if one.delays_min else "–"
    return (
        f"precision {one.precision:.2f}, recall {one.recall:.2f}, AP {one.average_precision:.2f}, "
        f"{one.found}/{one.events} events, {one.false_per_day:.2f} false/day, delay {delay} min"
    )


def _row(name: str, case: str, measure: str, ours: float, **more: object) -> Row:
    met = more.get("met")
    return Row(
        name=name,
        medium="detection",
        case=case,
        measure=measure,
        ours=float(ours),
        unit=str(more.get("unit", "")),
        target=str(more.get("target", "")),
        peers=str(more.get("peers", "")),
        met=None if met is None else bool(met),
        note=str(more.get("note", "")),
    )
