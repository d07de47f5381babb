"""Samples correct the ensemble: tempered importance weights, resampling, and moves that keep the
prior.

The likelihood enters in steps, each small enough that half of the members still count; after each
step the members are resampled and moved by preconditioned Crank-Nicolson steps (Cotter et al. 2013,
Statistical Science 28), which leave the prior exactly as it is, so that the ensemble neither
collapses nor forgets what it knew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import log_ndtr

from shangyou.science.distributions import Floats
from shangyou.science.models.river.answer import SampleFit, Update
from shangyou.science.models.river.case import Inputs, Observation
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import band
from shangyou.science.models.river.transfer import Accuracy

# One sample differs from the mean of its section by more than the laboratory's error: sampling
# place, patchiness, what one dimension leaves out. Log-normal, about a third (our judgement,
# checked for calibration against synthetic truths in tests/unit/science).
MODEL_SIGMA = 0.3
# Concentrations this far below the largest one seen say "clean" and no more.
_FLOOR_SHARE = 1e-3
_MOST_STAGES, _MOVES = 12, 1
# A sample is compared to a third: half a percent on the curve is enough.
_ACCURACY = Accuracy(tail=1e-3, band=1e-3, refinement=3, most_frequencies=256)
_SMALLEST_ENSEMBLE = 50


@dataclass(frozen=True, slots=True)
class _Samples:
    """The observations as arrays, and how much each of them counts."""

    targets: list[Target]
    target: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    times_s: Floats
    observed: Floats
    found: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    weight: Floats
    floor: float


def can_update(inputs: Inputs) -> bool:
    """Tell whether there are samples and members enough to learn from them."""
    return bool(inputs.observations) and inputs.ensemble.members >= _SMALLEST_ENSEMBLE


def update(setting: Setting, draws: Draws, generator: np.random.Generator) -> tuple[Draws, Update]:
    """Return the members that fit the samples, and how well they did before and after."""
    samples = _samples(setting)

    def predict(candidate: Draws) -> Floats:
        return _predict(setting, samples, candidate)

    def likelihood(predicted: Floats) -> Floats:
        return _log_likelihood(samples, predicted)

    prior = predict(draws)
    posterior, predicted = _temper(draws, prior, predict, likelihood, generator)
    return posterior, _report(setting.inputs.observations, samples, prior, predicted)


def _samples(setting: Setting) -> _Samples:
    inputs = setting.inputs
    names = list(dict.fromkeys(o.receptor for o in inputs.observations))
    receptors = {r.id: r for r in inputs.receptors}
    targets = [
        Target(
            setting.network.place(receptors[n].reach, receptors[n].distance_m), receptors[n].position
        )
        for n in names
    ]
    number = np.array([names.index(o.receptor) for o in inputs.observations])
    found = np.array([_is_found(o) for o in inputs.observations])
    value = np.array(
        [
            (o.concentration_mg_l if ok else o.detection_limit_mg_l) or 0.0
            for o, ok in zip(inputs.observations, found, strict=True)
        ]
    )
    largest = float(value.max(initial=0.0))
    floor = max(_FLOOR_SHARE * largest, 1e-12)
    # a value of zero with no limit stated is "below what could be seen"
    value = np.where(value > 0, value, floor)
    counts = np.bincount(number)
    return _Samples(
        targets=targets,
        target=number,
        times_s=np.array([setting.seconds(o.time) for o in inputs.observations]),
        observed=value,
        found=found,
        # errors along one curve go together: n samples count like the square root of n times two
        weight=np.minimum(1.0, 2.0 / np.sqrt(counts))[number],
        floor=floor,
    )


def _is_found(sample: Observation) -> bool:
    value, limit = sample.concentration_mg_l, sample.detection_limit_mg_l
    return value is not None and value > (limit or 0.0)


def _predict(setting: Setting, samples: _Samples, draws: Draws) -> Floats:
    """Return the concentration of every member at every sample, (members, samples)."""
    curves, _ = Engine.of(setting, draws, _ACCURACY).concentrations(samples.targets)
    answer = np.empty((draws.members, samples.times_s.size))
    for j, curve in enumerate(curves):
        mine = samples.target == j
        answer[:, mine] = curve.at(samples.times_s[mine])
    return answer


def _log_likelihood(samples: _Samples, predicted: Floats) -> Floats:
    """Return the log likelihood of every member: log-normal errors, non-detects censored."""
    floor = samples.floor
    gap = np.log((samples.observed + floor) / (predicted + floor)) / MODEL_SIGMA
    # Student's t with 4 degrees of freedom: one bad bottle must not decide the forecast
    seen = -2.5 * np.log1p(gap**2 / 4.0)
    unseen = log_ndtr(gap)
    result: Floats = (np.where(samples.found, seen, unseen) * samples.weight).sum(axis=1)
    return result


def _temper(
    draws: Draws,
    predicted: Floats,
    predict: Callable[[Draws], Floats],
    likelihood: Callable[[Floats], Floats],
    generator: np.random.Generator,
) -> tuple[Draws, Floats]:
    done, pace = 0.0, 0.4
    fit = likelihood(predicted)
    for stage in range(_MOST_STAGES):
        last = stage == _MOST_STAGES - 1
        step = 1.0 - done if last else _step(fit, 1.0 - done)
        done += step
        chosen = _resample(step * fit, generator)
        draws = replace(draws, deviates=draws.deviates[chosen])
        predicted, fit = predicted[chosen], fit[chosen]
        for _ in range(_MOVES):
            draws, predicted, fit, accepted = _move(
                draws, predicted, fit, done, pace, predict, likelihood, generator
            )
            pace = float(np.clip(pace * np.exp(accepted - 0.3), 0.02, 0.9))
        if done >= 1.0:
            break
    return draws, predicted


def _step(fit: Floats, left: float) -> float:
    """Return the largest step of the exponent that keeps half of the members alive."""

    def effective(step: float) -> float:
        weight = np.exp(step * (fit - fit.max()))
        return float(weight.sum() ** 2 / (weight**2).sum())

    if effective(left) >= 0.5 * fit.size:
        return left
    low, high = 0.0, left
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= 0.5 * fit.size else (low, middle)
    return max(low, 1e-9)


def _resample(
    log_weight: Floats, generator: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Choose members by systematic resampling."""
    weight = np.exp(log_weight - log_weight.max())
    edges = np.cumsum(weight / weight.sum())
    comb = (np.arange(weight.size) + generator.random()) / weight.size
    return np.minimum(np.searchsorted(edges, comb), weight.size - 1)


def _move(
    draws: Draws,
    predicted: Floats,
    fit: Floats,
    temperature: float,
    pace: float,
    predict: Callable[[Draws], Floats],
    likelihood: Callable[[Floats], Floats],
    generator: np.random.Generator,
) -> tuple[Draws, Floats, Floats, float]:
    """Propose a step that keeps the prior, accept it by the tempered likelihood."""
    noise = generator.standard_normal(draws.deviates.shape)
    proposal = np.sqrt(1.0 - pace**2) * draws.deviates + pace * noise
    candidate = replace(draws, deviates=proposal)
    expected = predict(candidate)
    better = likelihood(expected)
    accept = np.log(generator.random(fit.size)) < temperature * (better - fit)
    keep = accept[:, None]
    return (
        replace(draws, deviates=np.where(keep, proposal, draws.deviates)),
        np.where(keep, expected, predicted),
        np.where(accept, better, fit),
        float(accept.mean()),
    )


def _report(
    observations: tuple[Observation, ...], samples: _Samples, prior: Floats, posterior: Floats
) -> Update:
    fits = tuple(
        SampleFit(
            receptor=o.receptor,
            time=o.time,
            observed_mg_l=o.concentration_mg_l,
            detection_limit_mg_l=o.detection_limit_mg_l,
            prior=band(prior[:, j]),
            posterior=band(posterior[:, j]),
        )
        for j, o in enumerate(observations)
    )
    return Update(_misfit(samples, prior), _misfit(samples, posterior), fits)


def _misfit(samples: _Samples, predicted: Floats) -> float:
    """Return the root mean square of ln(observed / median); a non-detect below its limit fits."""
    median = np.median(predicted, axis=0)
    gap = np.log((samples.observed + samples.floor) / (median + samples.floor))
    gap = np.where(samples.found, gap, np.minimum(gap, 0.0))
    return float(np.sqrt(np.mean(gap**2)))
