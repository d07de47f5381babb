"""The answer at each receptor, from the curves of all members."""

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.river.answer import ReceptorAnswer
from shangyou.science.models.river.case import Receptor
from shangyou.science.models.river.efforts import FEW, alike
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import Passage, band, passages, quantiles
from shangyou.science.models.river.transfer import Curve


def forecast(
    setting: Setting, draws: Draws
) -> tuple[list[Engine], tuple[ReceptorAnswer, ...], float, list[str]]:
    """Return the engines used, the answers, the worst error of mass, and who is reached too late."""
    inputs = setting.inputs
    targets = [
        Target(setting.network.place(r.reach, r.distance_m), r.position) for r in inputs.receptors
    ]
    groups = alike(setting, draws, targets)
    error = 0.0
    parts: list[list[Curve]] = [[] for _ in targets]
    found = at_once(lambda group: group.engine.concentrations(targets, group.bounds), groups)
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
    return [group.engine for group in groups], answers, error, late


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
    count = 289 if begins.size <= FEW else 145
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
