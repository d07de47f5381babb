"""A case made ready to compute: network, estimates, sources, and who lies below which source."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.along import joint_velocity
from shangyou.science.models.river.case import Inputs, Reach, Release
from shangyou.science.models.river.clock import Clock
from shangyou.science.models.river.ensemble import Draws, River, release_spread
from shangyou.science.models.river.estimates import ReachEstimate, estimate, reach_velocity
from shangyou.science.models.river.network import Network, Place
from shangyou.science.models.river.sections import Course, by_stage, course
from shangyou.science.models.river.sources import Polyline, Source, Steady

MG_L_PER_KG_M3 = 1000.0
# As in `clock`: steps no coarser than these, and constant flow long after everything has passed.
FINEST_S, MOST_STEPS = 300.0, 4000


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything about a case that does not depend on the members."""

    inputs: Inputs
    network: Network
    estimates: list[ReachEstimate]
    releases: tuple[Place, ...]
    clocks: tuple[Clock | None, ...]
    measures: tuple[int, ...]

    @classmethod
    def of(cls, inputs: Inputs) -> "Setting":
        network = Network.of(inputs.reaches)
        estimates = _estimates(inputs, network)
        return cls(
            inputs=inputs,
            network=network,
            estimates=estimates,
            releases=tuple(network.place(r.reach, r.distance_m) for r in inputs.releases),
            clocks=tuple(
                _clock(reach, e, inputs.start)
                for reach, e in zip(inputs.reaches, estimates, strict=True)
            ),
            measures=_upstream_first(inputs, network),
        )

    @property
    def unsteady(self) -> bool:
        return any(clock is not None for clock in self.clocks)

    @property
    def discharge_m3_s(self) -> Floats:
        return np.array([e.discharge_m3_s for e in self.estimates])

    def seconds(self, time: datetime) -> float:
        return (time - self.inputs.start).total_seconds()

    def sources(self, draws: Draws, river: River) -> list[Source]:
        return [
            self._source(i, release, draws, river) for i, release in enumerate(self.inputs.releases)
        ]

    def _source(self, i: int, release: Release, draws: Draws, river: River) -> Source:
        sigma, spread = release_spread(release, self.inputs.ensemble)
        factor = np.exp(sigma * draws.mass(i))
        shift = spread * draws.start(i)
        if release.series is None:
            if release.start is None or release.mass_kg is None:
                raise ValueError("a release without series has start and mass")
            return Steady(
                self.seconds(release.start) + shift, release.duration_s, release.mass_kg * factor
            )
        times = np.array([self.seconds(t) for t, _ in release.series])
        values = np.array([value for _, value in release.series])
        reach = self.releases[i].reach
        clock = self.clocks[reach]
        discharge = clock.discharge(times) if clock else self.discharge_m3_s[reach]
        # the flux behind a measured concentration grows with the discharge the member assumes
        flux = values / MG_L_PER_KG_M3 * discharge
        return Polyline(times, flux, shift, factor * river.discharge_factor[:, reach])


def _estimates(inputs: Inputs, network: Network) -> list[ReachEstimate]:
    """Estimate every reach; a test of one says something of the others."""
    discharges = [reference_discharge(reach) for reach in inputs.reaches]
    reaches = [by_stage(reach, q) for reach, q in zip(inputs.reaches, discharges, strict=True)]
    both = [
        [
            reach_velocity(each, q, inputs.ensemble)
            for each in (
                (replace(reach, velocity_tests=()), reach) if reach.velocity_tests else (reach,)
            )
        ]
        for reach, q in zip(reaches, discharges, strict=True)
    ]
    velocities, root = joint_velocity(
        network,
        [pair[0][0] for pair in both],
        [pair[-1][0] for pair in both],
        [reach.velocity_m_s is not None for reach in reaches],
        [_by_section(reach) for reach in reaches],
    )
    return [
        replace(estimate(reach, q, inputs.ensemble, (velocity, pair[-1][1])), velocity_root=row)
        for reach, q, velocity, pair, row in zip(
            reaches, discharges, velocities, both, root, strict=True
        )
    ]


def _by_section(reach: Reach) -> bool:
    """Tell whether width, depth or slope, not both width and depth, gave the velocity."""
    both = reach.width_m is not None and reach.depth_m is not None
    some = reach.width_m is not None or reach.depth_m is not None or bool(reach.slope)
    return reach.velocity_m_s is None and some and not both


def _clock(reach: Reach, estimated: ReachEstimate, start: datetime) -> Clock | None:
    given = reach.discharge_m3_s
    changing = course(reach, start)
    if changing is not None:
        return _clock_of(changing, by_stage(reach, estimated.discharge_m3_s), estimated)
    if isinstance(given, float):
        return None
    return Clock.of(given, start, estimated.discharge_m3_s, estimated.velocity_exponent)


def _clock_of(changing: Course, mean: Reach, estimated: ReachEstimate) -> Clock:
    """Return the clock of a reach whose section changes: it runs as Q(t) / A(z(t)) does."""
    area = (mean.width_m or estimated.width_m) * (mean.depth_m or estimated.depth_m)
    first, last = float(changing.times_s[0]), float(changing.times_s[-1])
    steps = int(min(max((last - first) / FINEST_S, changing.times_s.size), MOST_STEPS))
    times = np.union1d(changing.times_s, np.linspace(first, last, steps + 1))
    usual = estimated.discharge_m3_s / area
    speed = changing.velocity(0.5 * (times[1:] + times[:-1])) / usual
    readings = np.concatenate(([0.0], np.cumsum(speed * np.diff(times))))
    before, after = changing.velocity(np.array([first, last])) / usual
    discharge = np.interp(times, changing.times_s, changing.discharge_m3_s)
    return Clock(times, discharge, readings, (float(before), float(after)))


def _upstream_first(inputs: Inputs, network: Network) -> tuple[int, ...]:
    """Order the measures so that each comes after those above it."""

    def metres_to_outlet(number: int) -> float:
        measure = inputs.interventions[number]
        way = network.way(network.number[measure.reach])
        return float(network.length_m[list(way)].sum()) - measure.distance_m

    return tuple(sorted(range(len(inputs.interventions)), key=metres_to_outlet, reverse=True))


def reference_discharge(reach: Reach) -> float:
    """Return the discharge, or the mean of its series [m3/s]."""
    given = reach.discharge_m3_s
    if isinstance(given, float):
        return given
    times = np.array([t.timestamp() for t, _ in given])
    values = np.array([value for _, value in given])
    return float(np.trapezoid(values, times) / (times[-1] - times[0]))
