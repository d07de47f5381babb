"""Learn a detector from the past of a station: what is usual, and what an event looks like."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection import change, drills, scorer
from shangyou.science.inference.event_detection.combination import features
from shangyou.science.inference.event_detection.detector import Detector
from shangyou.science.inference.event_detection.grouping import Rules
from shangyou.science.inference.event_detection.series import GAP
from shangyou.science.messages import BadInput, Problem, Sentence

LEAST_ROWS = 300
# More rows than this teach nothing new and cost time: the newest are used.
MOST_ROWS = 250_000
# Each copy of the past has other practice events in it; the scorers are averaged.
SEEDS = (0, 1, 2)
GRAIN_SEED = 1000
# A short past is practised on again and again, so that there are enough events to learn from.
PRACTISED_ROWS, MOST_COPIES = 20_000, 12
# Of an unlabelled past at most this share, and only above these log-odds, is taken for doubtful.
DOUBTFUL_SHARE, DOUBTFUL_ODDS, DOUBTFUL_ROWS = 0.01, -2.0, 10
# Stations whose practice events teach the scorer of a fleet.
SHOWN_STATIONS = 24


def train(
    values: Floats,
    *,
    interval_s: float,
    quality: tuple[str, ...],
    operational: tuple[str, ...] = (),
    event: NDArray[np.bool_] | None = None,
    rules: Rules | None = None,
) -> Detector:
    """Return a detector of one station.

    Parameters
    ----------
    values : array (rows, signals)
        Readings at regular steps, water signals first; NaN where nothing valid was measured.
    interval_s : float
        Time between rows [s].
    quality, operational : tuples of str
        Names of the signals.
    event : array (rows,) of bool, optional
        Labelled events; without labels the detector learns from practice events alone.
    rules : Rules, optional
        When an alarm begins and ends.

    Raises
    ------
    BadInput
        When there are too few rows, or no water signal that was ever measured.

    """
    values = values[-MOST_ROWS:]
    label = np.zeros(len(values), dtype=bool) if event is None else event[-MOST_ROWS:]
    _enough(values, quality)
    remember = change.memory(interval_s)
    grain = change.resolution(values[:, None, :])[0]
    measured = _measure(_between(values, grain, 0), remember)
    usual = change.scales(measured, ~label, values[:, None, :])[0]
    past = _Past(values, label, np.zeros(len(values), dtype=bool), grain, usual, remember)
    learnt = _learn(past, len(quality))
    if not label.any():
        odds = learnt.log_odds(_features(measured, usual, len(quality)))
        learnt = _learn(replace(past, doubtful=_doubtful(odds)), len(quality))
    return Detector(
        interval_s=interval_s,
        quality=quality,
        operational=operational,
        usual=usual,
        scorer=learnt,
        rules=rules or Rules(),
        events_learnt=int((np.diff(label.astype(int), prepend=0) == 1).sum()),
    )


@dataclass(frozen=True, slots=True)
class _Past:
    """What a scorer is taught from; `doubtful` rows teach neither quiet nor event."""

    values: Floats
    label: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    grain: Floats
    usual: Floats
    remember: change.Memory

    def features(self, values: Floats, quality: int, seed: int) -> Floats:
        """Return what the scorer sees of the past, or of the past with practice events."""
        shown = _measure(_between(values, self.grain, seed), self.remember)
        return _features(shown, self.usual, quality)


def _between(values: Floats, grain: Floats, seed: int) -> Floats:
    """Return values anywhere within their last digit.

    Readings stand on the grid of their last digit; events laid over them, and edited ones, do
    not. A scorer that could see the grid would learn to tell them by it and know nothing of water.
    """
    generator = np.random.default_rng(GRAIN_SEED + seed)
    return np.asarray(values + grain * generator.uniform(-0.5, 0.5, values.shape))


def _learn(past: _Past, quality: int) -> scorer.Scorer:
    copies = min(MOST_COPIES, -(-PRACTISED_ROWS // len(past.values)))
    scorers = []
    for seed in SEEDS:
        real = past.features(past.values, quality, seed)
        x, y = [real[~past.doubtful]], [past.label[~past.doubtful]]
        for copy in range(copies):
            practised, marked = drills.lay(
                past.values,
                past.label,
                past.usual[:, 1],
                quality=quality,
                longest_rows=max(map(max, past.remember.lags)),
                seed=len(SEEDS) * copy + seed,
            )
            # every other row of a long past is enough
            shown = marked | ~past.doubtful
            if copies == 1:
                shown[1 - seed % 2 :: 2] = False
            x.append(past.features(practised, quality, seed)[shown])
            y.append(marked[shown])
        scorers.append(scorer.fit(np.concatenate(x), np.concatenate(y).astype(float), seed))
    return scorer.together(scorers)


def _doubtful(log_odds: Floats) -> NDArray[np.bool_]:
    """Return the rows of an unlabelled past that look most like events, and their neighbours.

    There may have been events nobody wrote down: they must not be taught as quiet.
    """
    most = log_odds >= max(DOUBTFUL_ODDS, float(np.quantile(log_odds, 1.0 - DOUBTFUL_SHARE)))
    reach = np.ones(2 * DOUBTFUL_ROWS + 1)
    return np.asarray(np.convolve(most, reach, mode="same") > 0.5)


def regular(
    times_s: Floats, values: Floats, event: NDArray[np.bool_] | None
) -> tuple[float, Floats, NDArray[np.bool_] | None]:
    """Return the usual step [s], and the rows on a regular grid with silence as NaN.

    Rows that are not later than one before are left out.
    """
    known = np.isfinite(times_s)
    latest = np.maximum.accumulate(np.where(known, times_s, -np.inf))
    kept = np.nonzero(known & (times_s > np.concatenate([[-np.inf], latest[:-1]])))[0]
    if kept.size < 2:
        raise BadInput(
            [
                Problem(
                    "--time",
                    Sentence(
                        "时间没有向前走的行，无法学习",
                        "no times that run forward: nothing to learn",
                    ),
                )
            ]
        )
    steps = np.diff(times_s[kept])
    interval_s = float(np.median(steps))
    most = change.memory(interval_s).lead
    silent = np.where(
        steps > GAP * interval_s, np.minimum(np.round(steps / interval_s) - 1, most), 0
    )
    place = np.concatenate([[0], np.cumsum(1 + silent)]).astype(np.int64)
    out = np.full((place[-1] + 1, values.shape[1]), np.nan)
    out[place] = values[kept]
    if event is None:
        return interval_s, out, None
    label = np.zeros(len(out), dtype=bool)
    label[place] = event[kept]
    return interval_s, out, label


def _enough(values: Floats, quality: tuple[str, ...]) -> None:
    problems = []
    if len(values) < LEAST_ROWS:
        problems.append(
            Problem(
                "csv",
                Sentence(
                    f"只有 {len(values)} 行，学习至少需要 {LEAST_ROWS} 行",
                    f"has {len(values)} rows; learning needs at least {LEAST_ROWS}",
                ),
            )
        )
    for signal, name in enumerate(quality):
        if not np.isfinite(values[:, signal]).any():
            problems.append(
                Problem(
                    name,
                    Sentence("没有一个有效数值", "has not one valid value"),
                )
            )
    if problems:
        raise BadInput(problems)


def _measure(values: Floats, remember: change.Memory) -> Floats:
    none = np.full((1, values.shape[1]), np.nan)
    age = np.full(none.shape, change.HELD_ROWS + 1, dtype=np.int64)
    lead = np.full((remember.lead, 1, values.shape[1]), np.nan)
    series = np.concatenate([lead, change.held(values[:, None, :], none, age)])
    step = 4096
    parts = [
        change.quantities(series[i : i + step + remember.lead], remember)
        for i in range(0, len(values), step)
    ]
    return np.concatenate(parts)


def _features(measured: Floats, usual: Floats, quality: int) -> Floats:
    return features(np.abs(measured) / usual, quality)[:, 0, :]


def train_fleet(
    values: Floats,
    *,
    interval_s: float,
    quality: tuple[str, ...],
    operational: tuple[str, ...] = (),
) -> Detector:
    """Return one detector for many stations: one scorer, and what is usual at each station.

    Parameters
    ----------
    values : array (rows, stations, signals)
        The past of every station on one regular grid, NaN where nothing valid was measured.
    interval_s : float
        Time between rows [s].
    quality, operational : tuples of str
        Names of the signals.

    Notes
    -----
    The scorer learns from the practice events of up to SHOWN_STATIONS stations, evenly chosen;
    it sees no names and no levels, so it serves the others as well.

    """
    _enough(values[:, :, : len(quality)].reshape(len(values), -1)[:, :1], ())
    remember = change.memory(interval_s)
    usual = np.stack(
        [
            change.scales(
                _measure(values[:, i], remember), np.ones(len(values), bool), values[:, i : i + 1]
            )[0]
            for i in range(values.shape[1])
        ]
    )
    chosen = np.unique(np.linspace(0, values.shape[1] - 1, SHOWN_STATIONS).astype(int))
    scorers = []
    for seed in SEEDS:
        x, y = [], []
        for i in chosen:
            quiet = np.zeros(len(values), dtype=bool)
            practised, marked = drills.lay(
                values[:, i],
                quiet,
                usual[i, :, 1],
                quality=len(quality),
                longest_rows=max(map(max, remember.lags)),
                seed=len(SEEDS) * int(i) + seed,
            )
            grain = change.resolution(values[:, i : i + 1])[0]
            shown = _measure(_between(practised, grain, seed), remember)
            x.append(_features(shown, usual[i], len(quality)))
            y.append(marked)
        scorers.append(scorer.fit(np.concatenate(x), np.concatenate(y).astype(float), seed))
    return Detector(interval_s, quality, operational, usual, scorer.together(scorers))
