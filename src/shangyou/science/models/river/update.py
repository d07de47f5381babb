"""Samples correct the ensemble: tempered weights, resampling, moves that keep the target.

The likelihood enters in steps, each small enough that half of the members still count; after each
step the members are resampled and moved by Crank-Nicolson steps shaped like the members themselves
(Cotter et al. 2013, Statistical Science 28; Chopin 2002, Biometrika 89), accepted by Metropolis'
rule, so that the ensemble neither collapses nor forgets what it knew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from shangyou.science.cores import at_once
from shangyou.science.distributions import Floats
from shangyou.science.models.river.answer import SampleFit, Update
from shangyou.science.models.river.arms import by_path
from shangyou.science.models.river.case import Inputs, Observation
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import TRANSVERSE, Draws, draw
from shangyou.science.models.river.fate import computed
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import band
from shangyou.science.models.river.surprise import pushes
from shangyou.science.models.river.transfer import Accuracy

Numbers = NDArray[np.int64]

# One sample differs from the mean of its section by more than the laboratory's error: sampling
# place, patchiness, what one dimension leaves out. Log-normal, about a third (our judgement,
# checked for calibration against synthetic truths in tests/unit/science).
MODEL_SIGMA = 0.3
# Below this share of the largest sample a value says "hardly any" and no more: the last tail of a
# plume is where one dimension and assumed dead zones are least to be trusted.
_FLOOR_SHARE = 0.01
_MOST_STAGES = 20
# Moves after each step and after the last: with two throughout, the median peak times of one case
# lay 16 to 26 % off between seeds, with eight throughout 21 to 23 %. In changing flow each move costs
# several times more, and a third of them must do.
_MOVES, _LAST_MOVES = 5, 12
_SHARE_IN_CHANGING_FLOW = 0.3
# A sample is compared to a third: half a percent on the curve is enough.
_ACCURACY = Accuracy(tail=1e-3, band=1e-3, refinement=3, most_frequencies=256)
_SMALLEST_ENSEMBLE = 50
# Members are computed in so many parts at once, however many cores there are: the answer is the same.
_PARTS = 2


@dataclass(frozen=True, slots=True)
class _Samples:
    """The observations as arrays, and how much each of them counts."""

    targets: list[Target]
    target: Numbers
    times_s: Floats
    observed: Floats
    found: NDArray[np.bool_]
    weight: Floats
    floor: float


def can_update(inputs: Inputs) -> bool:
    """Tell whether there are samples and members enough to learn from them."""
    return bool(inputs.observations) and inputs.ensemble.members >= _SMALLEST_ENSEMBLE


def members_of(setting: Setting, seed: int) -> tuple[Draws, Update | None]:
    """Return the members of the forecast of a case, corrected by its samples, and what these did."""
    inputs, generator = setting.inputs, np.random.default_rng(seed)
    draws = draw(
        inputs.ensemble.members,
        len(inputs.releases),
        len(inputs.reaches),
        generator,
        loses=computed(inputs.substance),
    )
    if not can_update(inputs):
        return draws, None
    return update(setting, draws, generator)


def update(setting: Setting, draws: Draws, generator: np.random.Generator) -> tuple[Draws, Update]:
    """Return the members that fit the samples, and how well they did before and after."""
    # hundreds of quick runs: where the river parts, by its paths
    setting = by_path(setting)
    samples = _samples(setting)

    prior = _predict(setting, samples, draws)
    members = _Members(draws, prior, _log_likelihood(samples, prior))

    def weigh(candidate: Draws) -> _Members:
        predicted = _predict(setting, samples, candidate)
        return _Members(candidate, predicted, _log_likelihood(samples, predicted))

    effort = _SHARE_IN_CHANGING_FLOW if setting.unsteady else 1.0
    active = _active(setting, draws, samples)
    posterior = _temper(members, active, weigh, generator, effort)
    # what the samples cannot see stays as it was drawn: carried along by the resampling it would
    # come down to the few draws of the members that survive
    deviates = np.where(active, posterior.draws.deviates, draws.deviates)
    learned = _report(setting.inputs.observations, samples, prior, posterior.predicted)
    corrected = replace(posterior.draws, deviates=deviates)
    return corrected, replace(learned, pushes=pushes(setting, corrected))


def _samples(setting: Setting) -> _Samples:
    inputs = setting.inputs
    names = list(dict.fromkeys(o.receptor for o in inputs.observations))
    receptors = {r.id: r for r in inputs.receptors}
    targets = [
        Target(
            setting.network.place(receptors[n].reach, receptors[n].distance_m),
            receptors[n].position,
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
        # errors along one curve go together: n samples count like the square root of n times
        # three, so that on rivers the model does not know the intervals hold what they say
        weight=np.minimum(1.0, 3.0 / np.sqrt(counts))[number],
        floor=floor,
    )


def _active(setting: Setting, draws: Draws, samples: _Samples) -> NDArray[np.bool_]:
    """Tell which deviates the samples can say anything about: not those of reaches below them."""
    reaches = np.zeros(len(setting.inputs.reaches), dtype=np.bool_)
    for origin in setting.releases:
        for target in samples.targets:
            metres = setting.network.lengths(origin, target.place)
            if metres is not None:
                reaches |= metres > 0
    shared = draws.deviates.shape[1] - 2 * reaches.size
    root = np.stack([e.velocity_root for e in setting.estimates])[:, 1:]
    # the velocity of a reach leans on the deviates of those above it too
    velocities = (np.abs(root[reaches]) > 1e-6 * np.abs(root).max()).any(axis=0)
    common = np.ones(shared, dtype=np.bool_)
    # mixing across the river changes nothing in the mean of a section
    common[TRANSVERSE] = any(target.position is not None for target in samples.targets)
    return np.concatenate((common, velocities, reaches))


def _is_found(sample: Observation) -> bool:
    value, limit = sample.concentration_mg_l, sample.detection_limit_mg_l
    return value is not None and value > (limit or 0.0)


def _predict(setting: Setting, samples: _Samples, draws: Draws) -> Floats:
    """Return the concentration of every member at every sample, (members, samples)."""

    def predict(part: Numbers) -> Floats:
        engine = Engine.of(setting, draws.part(part), _ACCURACY)
        curves, _ = engine.concentrations(samples.targets)
        answer = np.empty((part.size, samples.times_s.size))
        for j, curve in enumerate(curves):
            mine = samples.target == j
            answer[:, mine] = curve.at(samples.times_s[mine])
        return answer

    return np.concatenate(at_once(predict, np.array_split(np.arange(draws.members), _PARTS)))


def _log_likelihood(samples: _Samples, predicted: Floats) -> Floats:
    """Return the log likelihood of every member: log-normal errors, non-detects censored."""
    floor = samples.floor
    gap = np.log((samples.observed + floor) / (predicted + floor)) / MODEL_SIGMA
    # Student's t with 4 degrees of freedom: one bad bottle must not decide the forecast
    seen = -2.5 * np.log1p(gap**2 / 4.0)
    unseen = log_ndtr(gap)
    result: Floats = (np.where(samples.found, seen, unseen) * samples.weight).sum(axis=1)
    return result


@dataclass(frozen=True, slots=True)
class _Members:
    """Members with what they predict at the samples and how well that fits."""

    draws: Draws
    predicted: Floats
    fit: Floats

    def chosen(self, numbers: Numbers) -> "_Members":
        draws = replace(self.draws, deviates=self.draws.deviates[numbers])
        return _Members(draws, self.predicted[numbers], self.fit[numbers])

    def moved(self, other: "_Members", accept: NDArray[np.bool_]) -> "_Members":
        row = accept[:, None]
        deviates = np.where(row, other.draws.deviates, self.draws.deviates)
        return _Members(
            replace(self.draws, deviates=deviates),
            np.where(row, other.predicted, self.predicted),
            np.where(accept, other.fit, self.fit),
        )


def _temper(
    members: _Members,
    active: NDArray[np.bool_],
    weigh: Callable[[Draws], _Members],
    generator: np.random.Generator,
    effort: float,
) -> _Members:
    """Let the likelihood enter in steps; after each, resample and move."""
    done, pace = 0.0, 0.5
    for stage in range(_MOST_STAGES):
        left = 1.0 - done
        step = left if stage == _MOST_STAGES - 1 else _step(members.fit, left)
        done += step
        members = members.chosen(_resample(step * members.fit, generator))
        walk = _Walk.of(members.draws.deviates[:, active])
        moves = _LAST_MOVES if step >= left else _MOVES
        for _ in range(max(1, round(moves * effort))):
            proposal, ratio = walk.step(members.draws.deviates[:, active], pace, generator)
            deviates = members.draws.deviates.copy()
            deviates[:, active] = proposal
            candidate = weigh(replace(members.draws, deviates=deviates))
            gain = ratio + done * (candidate.fit - members.fit)
            accept = np.log(generator.random(gain.size)) < gain
            members = members.moved(candidate, accept)
            pace = float(np.clip(pace * np.exp(accept.mean() - 0.3), 0.1, 0.95))
        if step >= left:
            break
    return members


@dataclass(frozen=True, slots=True)
class _Walk:
    """Steps that follow the shape of the members and leave their distribution as it is.

    A Crank-Nicolson step keeps the normal distribution fitted to the members; the ratio of prior
    to fit corrects the acceptance, so that the target stays prior times likelihood.
    """

    mean: Floats
    root: Floats
    inverse: Floats

    @classmethod
    def of(cls, deviates: Floats) -> "_Walk":
        count = deviates.shape[1]
        spread = np.atleast_2d(np.cov(deviates, rowvar=False)) + 1e-5 * np.eye(count)
        root = np.asarray(np.linalg.cholesky(spread), dtype=np.float64)
        return cls(deviates.mean(axis=0), np.asarray(root), np.asarray(np.linalg.inv(root)))

    def step(
        self, deviates: Floats, pace: float, generator: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Return the proposal and the logarithm of prior over fit, after minus before."""
        noise = generator.standard_normal(deviates.shape) @ self.root.T
        proposal = self.mean + np.sqrt(1.0 - pace**2) * (deviates - self.mean) + pace * noise
        return proposal, self._log_ratio(proposal) - self._log_ratio(deviates)

    def _log_ratio(self, deviates: Floats) -> Floats:
        whitened = (deviates - self.mean) @ self.inverse.T
        result: Floats = 0.5 * ((whitened**2).sum(axis=1) - (deviates**2).sum(axis=1))
        return result


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


def _resample(log_weight: Floats, generator: np.random.Generator) -> Numbers:
    """Choose members by systematic resampling."""
    weight = np.exp(log_weight - log_weight.max())
    edges = np.cumsum(weight / weight.sum())
    comb = (np.arange(weight.size) + generator.random()) / weight.size
    chosen: Numbers = np.minimum(np.searchsorted(edges, comb), weight.size - 1)
    return chosen


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
