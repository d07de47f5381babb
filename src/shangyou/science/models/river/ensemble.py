"""The members of a forecast: what is uncertain, drawn once, and the river each draw implies."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Ensemble, Inputs, Release
from shangyou.science.models.river.estimates import ReachEstimate
from shangyou.science.models.river.fate import losses
from shangyou.science.models.river.transfer import Medium

# Share of the variance of ln K that all reaches of a river have in common: a formula that is wrong
# on one reach of a river is wrong on the next in the same direction (velocity: see along.py).
SHARED_VARIANCE = 0.7
# What a caller reports about an amount is rarely better than a fifth (our judgement, stated in
# docs/models/river-transport.md); a measured series is known to its laboratory error.
MASS_SIGMA, SERIES_SIGMA = 0.20, 0.05
START_SD_S = 300.0
# Dead zones smaller or slower than this change no digit that anybody reads.
_LEAST_RATIO, _LEAST_EXCHANGE_PER_S = 1e-5, 1e-10
_COMMON = 6  # discharge, velocity, K, storage area, storage exchange, transverse mixing
TRANSVERSE = 5


@dataclass(frozen=True, slots=True)
class Draws:
    """Standard-normal deviates (members, dimensions); their order is `columns`."""

    deviates: Floats
    releases: int
    reaches: int
    loses: bool = False

    @property
    def members(self) -> int:
        return int(self.deviates.shape[0])

    def part(self, numbers: NDArray[np.int64]) -> "Draws":
        """Return some of the members."""
        return replace(self, deviates=self.deviates[numbers])

    def common(self, i: int) -> Floats:
        return self.deviates[:, i]

    def mass(self, release: int) -> Floats:
        return self.deviates[:, _COMMON + 2 * release]

    def start(self, release: int) -> Floats:
        return self.deviates[:, _COMMON + 2 * release + 1]

    def loss(self) -> Floats:
        """Return the deviate of a computed loss; zero where none is computed."""
        if not self.loses:
            return np.zeros(self.members)
        return self.deviates[:, _COMMON + 2 * self.releases]

    def local_velocity(self) -> Floats:
        begin = _COMMON + 2 * self.releases + self.loses
        return self.deviates[:, begin : begin + self.reaches]

    def local_dispersion(self) -> Floats:
        begin = _COMMON + 2 * self.releases + self.loses + self.reaches
        return self.deviates[:, begin : begin + self.reaches]


def draw(
    members: int,
    releases: int,
    reaches: int,
    generator: np.random.Generator,
    *,
    loses: bool = False,
) -> Draws:
    """Draw the members; one member is the best estimate itself.

    What all reaches share is drawn by Latin hypercube, so that medians of the ensemble hardly
    scatter; what is local by plain sampling. A computed loss is one more uncertain number (`loses`).
    """
    shared = _COMMON + 2 * releases + loses
    deviates = np.zeros((members, shared + 2 * reaches))
    if members > 1:
        for column in range(shared):
            strata = (np.arange(members) + generator.random(members)) / members
            deviates[:, column] = ndtri(generator.permutation(strata))
        deviates[:, shared:] = generator.standard_normal((members, 2 * reaches))
    return Draws(deviates, releases, reaches, loses)


@dataclass(frozen=True, slots=True)
class River:
    """The river of every member."""

    medium: Medium
    cloud_velocity_m_s: Floats
    discharge_factor: Floats
    """(members, reaches): what a member takes of the discharge that the case states."""
    transverse_per_m: Floats

    @property
    def members(self) -> int:
        return int(self.discharge_factor.shape[0])


def river(draws: Draws, estimates: list[ReachEstimate], inputs: Inputs) -> River:
    """Turn deviates into velocities, dispersion and dead zones, (members, reaches)."""
    together, alone = np.sqrt(SHARED_VARIANCE), np.sqrt(1.0 - SHARED_VARIANCE)
    # one deviate for the whole river: a wet day is wet everywhere, and sums of equal errors are the widest
    log_factor = draws.common(0)[:, None] * discharge_sigma(inputs)
    root = np.stack([e.velocity_root for e in estimates])
    velocity_deviate = np.column_stack((draws.common(1), draws.local_velocity()))
    velocity_median = np.array([e.velocity.median for e in estimates])
    # a velocity somebody gave does not change with our doubt about the discharge
    growth = np.array([0.0 if e.velocity_given else e.velocity_exponent for e in estimates])
    log_velocity = velocity_deviate @ root.T + growth * log_factor
    velocity = velocity_median * np.exp(log_velocity)
    dispersion_deviate = together * draws.common(2)[:, None] + alone * draws.local_dispersion()
    dispersion = np.array([e.dispersion.median for e in estimates]) * np.exp(
        np.array([e.dispersion.sigma for e in estimates]) * dispersion_deviate
        + np.array([e.dispersion_follows_velocity for e in estimates]) * log_velocity
    )
    exchange = np.array([e.exchange_per_s.median for e in estimates]) * np.exp(
        np.array([e.exchange_per_s.sigma for e in estimates]) * draws.common(4)[:, None]
    )
    ratio = np.array([e.area_ratio.median for e in estimates]) * np.exp(
        np.array([e.area_ratio.sigma for e in estimates]) * draws.common(3)[:, None]
    )
    # A velocity is that of a travelling cloud; with the dead zones we assume, the cloud goes 1 + A_s/A
    # times slower than the water of the channel. Dead zones that are given come with that water's.
    slowed = np.array([0.0 if e.storage_given else 1.0 for e in estimates])
    channel_velocity = velocity * (1.0 + slowed * ratio)
    live = (ratio > _LEAST_RATIO) & (exchange > _LEAST_EXCHANGE_PER_S)
    transverse = np.array([e.transverse_per_m.median for e in estimates]) * np.exp(
        np.array([e.transverse_per_m.sigma for e in estimates]) * draws.common(TRANSVERSE)[:, None]
    )
    medium = Medium(
        velocity_m_s=channel_velocity,
        dispersion_m2_s=dispersion,
        exchange_per_s=np.where(live, exchange, 0.0),
        return_per_s=np.where(live, exchange / np.where(live, ratio, 1.0), 0.0),
        decay_per_s=_decay(draws, estimates, inputs),
    )
    return River(medium, velocity, np.exp(log_factor), transverse)


def discharge_sigma(inputs: Inputs) -> Floats:
    """Return the deviation of ln(discharge) per reach: its own where the case states one.

    A relative deviation v of a log-normal number is that of the logarithm by sigma^2 = ln(1 + v^2).
    """
    return np.array(
        [
            inputs.ensemble.discharge_sigma
            if reach.discharge_relative_sd is None
            else np.sqrt(np.log1p(reach.discharge_relative_sd**2))
            for reach in inputs.reaches
        ]
    )


def _decay(draws: Draws, estimates: list[ReachEstimate], inputs: Inputs) -> Floats:
    """Return the loss, (members, reaches); an error of its coefficients is one for all reaches."""
    loss = losses(inputs, estimates)
    result: Floats = np.array([k.median for k in loss]) * np.exp(
        np.array([k.sigma for k in loss]) * draws.loss()[:, None]
    )
    return result


def release_spread(release: Release, ensemble: Ensemble) -> tuple[float, float]:
    """Return the deviation of ln(mass) and of the start [s] of a release."""
    measured = release.series is not None
    sigma = ensemble.mass_sigma
    shift = ensemble.start_sd_s
    if sigma is None:
        sigma = SERIES_SIGMA if measured else MASS_SIGMA
    if shift is None:
        shift = 0.0 if measured else START_SD_S
    return sigma, shift
