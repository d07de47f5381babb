"""The answer at each receptor, from the curves of all members."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.river.answer import ReceptorAnswer
from shangyou.science.models.river.arms import gridded
from shangyou.science.models.river.case import Receptor
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import Passage, band, passages, quantiles
from shangyou.science.models.river.transfer import ENSEMBLE, EXACT, Accuracy, Curve
from shangyou.science.models.river.windows import Windows

# Members up to which every curve is computed to round-off.
_FEW = 16
# Members up to which all digits of the machine cost nothing that anybody would notice.
_SMALL = 100
_DOUBLE = replace(ENSEMBLE, number=np.float64)
# Members alike in effort are computed together: sharp peaks with long tails need many frequencies,
# and would make all others pay for them.
_SHARES = (0.0, 0.5, 0.8, 0.95, 1.0)
# Where the flow changes a curve is made anew at every change of clock: the last two parts, few members with the
# longest tails, may have as many times the frequencies.
_SLOW, _FINER = 2, 4


def forecast(
    setting: Setting, draws: Draws
) -> tuple[list[Engine], tuple[ReceptorAnswer, ...], float, list[str]]:
    """Return the engines used, the answers, the worst error of mass, and who is reached too late."""
    inputs = setting.inputs
    targets = [
        Target(setting.network.place(r.reach, r.distance_m), r.position) for r in inputs.receptors
    ]
    few = draws.members <= _FEW
    accuracy = EXACT if few else _DOUBLE if draws.members <= _SMALL else ENSEMBLE
    groups = (
        [(draws, None)] if few or gridded(setting) else _alike(setting, draws, targets, accuracy)
    )
    finer = accuracy
    if setting.unsteady and not few:
        finer = replace(accuracy, most_frequencies=_FINER * accuracy.most_frequencies)
    engines = [
        Engine.of(setting, part, accuracy if i < _SLOW else finer)
        for i, (part, _) in enumerate(groups)
    ]
    error = 0.0
    parts: list[list[Curve]] = [[] for _ in targets]
    found = at_once(
        lambda part: part[0].concentrations(targets, part[1]),
        [(engine, bounds) for engine, (_, bounds) in zip(engines, groups, strict=True)],
    )
    for curves, worst in found:
        error = max(error, worst)
        for mine, curve in zip(parts, curves, strict=True):
            mine.append(curve)
    end = inputs.duration_h * 3600.0
    seen = [
        passages(curves, r.limit_mg_l) for r, curves in zip(inputs.receptors, parts, strict=True)
    ]
    read = zip(inputs.receptors, parts, seen, strict=True)
    answers = tuple(at_once(lambda one: _receptor(*one, end), list(read)))
    late = [
        r.id
        for r, passage in zip(inputs.receptors, seen, strict=True)
        if end < np.median(passage.arrival_s) < np.inf
    ]
    return engines, answers, error, late


def _alike(
    setting: Setting, draws: Draws, targets: list[Target], accuracy: Accuracy
) -> list[tuple[Draws, Windows | None]]:
    """Sort the members into parts of similar effort, and pass on the windows found for it."""
    if not targets:
        return [(draws, None)]
    plain = not setting.unsteady and not setting.measures
    few = slice(None, None, max(1, len(targets) // 4))
    engine = Engine.of(setting, draws, accuracy)
    bounds = engine.bounds(targets if plain else targets[few])
    # the frequencies that each member needs, judged at a few of the targets
    cycles = bounds.band_per_s * (bounds.last_s - bounds.first_s)
    effort = (cycles[:, few] if plain else cycles).max(axis=1)
    order = np.argsort(effort, kind="stable")
    edges = [round(share * draws.members) for share in _SHARES]
    chosen = [order[begin:end] for begin, end in pairwise(edges) if end > begin]
    return [(draws.part(part), bounds.part(part) if plain else None) for part in chosen]


def _receptor(receptor: Receptor, curves: list[Curve], seen: Passage, end: float) -> ReceptorAnswer:
    times = _axis(curves, seen, end)
    values = np.concatenate([curve.at(times) for curve in curves])
    rows = quantiles(values)
    peak_s = band(np.where(seen.peak_s <= end, seen.peak_s, np.inf))
    above = seen.above_from_s <= end
    return ReceptorAnswer(
        id=receptor.id,
        arrival_s=band(np.where(seen.arrival_s <= end, seen.arrival_s, np.inf)),
        peak_s=peak_s,
        # a peak that most members see only after the forecast is not part of it
        peak_mg_l=band(np.where(peak_s.p50 is None, np.inf, seen.peak_mg_l)),
        above_from_s=band(np.where(above, seen.above_from_s, np.inf)),
        above_until_s=band(_until(seen, above, end)),
        probability_above_limit=None if receptor.limit_mg_l is None else float(above.mean()),
        times_s=times,
        p05_mg_l=rows[0],
        p50_mg_l=rows[1],
        p95_mg_l=rows[2],
    )


def _until(
    seen: Passage, above: "np.ndarray[tuple[int], np.dtype[np.bool_]]", end: float
) -> Floats:
    """Return the end of exceedance: -inf where there is none, inf where it outlasts the window."""
    late = np.where(seen.above_until_s <= end, seen.above_until_s, np.inf)
    result: Floats = np.where(above, late, -np.inf)
    return result


def _axis(curves: list[Curve], seen: Passage, end: float) -> Floats:
    """Return even whole seconds that cover what passes within the forecast."""
    if not np.isfinite(seen.peak_s).any():
        return np.linspace(0.0, end, 25)
    bodies = [_body(curve) for curve in curves]
    begins = np.concatenate([begin for begin, _ in bodies])
    ends = np.concatenate([finish for _, finish in bodies])
    early, late = np.quantile(begins, 0.01), np.quantile(ends, 0.99)
    margin = 0.03 * (late - early)
    first = min(float(np.floor(max(early - margin, 0.0))), end)
    last = min(float(late + margin), end)
    count = 289 if begins.size <= _FEW else 145
    step = max(1.0, np.ceil((last - first) / (count - 1)))
    return np.asarray(first + step * np.arange(int((last - first) // step) + 1), dtype=np.float64)


def _body(curve: Curve) -> tuple[Floats, Floats]:
    """Return when each member passes a thousandth of its peak for the first and the last time."""
    seen = curve.values > 1e-3 * curve.values.max(axis=1, keepdims=True)
    steps = curve.values.shape[1] - 1
    return (
        curve.start_s + curve.step_s * seen.argmax(axis=1),
        curve.start_s + curve.step_s * (steps - seen[:, ::-1].argmax(axis=1)),
    )
