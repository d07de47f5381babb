"""The discharge of each reach of a path from the gauges above and below it, how it goes on, and how sure it is.

What a gauge reads is a boundary: the water below it takes every change later, by the time of the wave, flattened on its way, and grows by
what joins. In steady flow the ratio to the season goes with chainage between two gauges of a river.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from shangyou.preparedness.hydrology import Regime
from shangyou.preparedness.network import Network, Path, ReachFacts
from shangyou.response.gauge_readings import Course
from shangyou.response.river_gauges import MOVED_BY, Measured
from shangyou.response.river_spread import SEASON, SEASON_SD, Spread, aged, basis_of, together
from shangyou.response.river_waves import Waves
from shangyou.science.distributions import Floats
from shangyou.science.processes.flood_wave import Lag

STEP_S = 3600.0
LONGEST_S = 10 * 86_400.0
"""No series is followed for longer: the forecast of a flood wave is not ours."""

ALIKE_S, ALIKE_SHARE = 3600.0, 0.2
"""Reaches that a wave comes to within so long of each other, or within this share of its time from the gauge, take it
together: a section estimated to a third times it no better, and each course of its own costs a run."""

EARLY, LATE, LASTS_S = 0.4, 2.5, 6 * 3600.0
"""A plume may be in a reach from so much earlier to so much later than the water of the best estimate, and as much longer
as a release usually lasts. What changes before or after does not concern it."""

LEAST_SHARE = 0.05
"""What is left of the season's discharge in any case: two gauges that contradict each other must not dry up a reach."""

Courses = dict[str, Course]


@dataclass(frozen=True, slots=True)
class Flows:
    """The discharge of the reaches of a path, where any gauge says something of it."""

    ratios: dict[str, float]
    """Over that of the season, at the end of what is known."""
    courses: Courses
    """[m3/s] by time, where it moves while the plume is under way."""
    spreads: dict[str, Spread]
    """Of every reach; by the season where no gauge says anything."""


@dataclass(frozen=True, slots=True)
class _Feeder:
    """A gauge on a river that joins: where, and how late its changes come there."""

    measured: Measured
    km: float
    lag: Lag


def along(
    network: Network,
    path: Path,
    measured: Sequence[Measured],
    regime: Regime,
    since: datetime,
) -> Flows:
    """Return discharge, course and spread of each reach of a path.

    Parameters
    ----------
    network, path : Network, Path
        The rivers, and the way down from the spill.
    measured : sequence of Measured
        The gauges that can be used, of these rivers and of those that join them.
    regime : Regime
        What the season says.
    since : datetime
        When the spill began: what passed earlier is not followed.

    """
    route = _Route.of(network, measured, regime)
    ratios: dict[str, float] = {}
    courses: Courses = {}
    spreads: dict[str, Spread] = {}
    begin = since.timestamp()
    passes = begin
    parts = {part.reach: part for part in path.parts}
    for block in route.blocks(path):
        times, course = route.course([network.reaches[code] for code in block], begin)
        for code in block:
            reach, part = network.reaches[code], parts[code]
            season = now = reach.hydraulics.discharge(regime)
            end = route.end(reach, begin)
            metres = max(min(part.length_m, part.length_m + part.before_m), 0.0)
            if times is not None and end is not None:
                flow = np.maximum(end + course, LEAST_SHARE * end)
                middle = passes + 0.5 * _travel(reach, end, regime, metres)
                now = float(np.interp(middle, times, flow))
                seen = flow[
                    _while_here(times - begin, passes - begin, 2.0 * middle - passes - begin)
                ]
                if seen.max() > (1.0 + MOVED_BY) * seen.min():
                    courses[code] = tuple(
                        (datetime.fromtimestamp(t, UTC), float(q))
                        for t, q in zip(times, flow, strict=True)
                    )
                    now = end
                ratios[code] = now / season
            travel = _travel(reach, now, regime, metres)
            spreads[code] = route.spread(reach, now, passes + 0.5 * travel)
            passes += travel
    return Flows(ratios, courses, spreads)


def _travel(reach: ReachFacts, flow: float, regime: Regime, metres: float) -> float:
    """Return the seconds of plug flow through so many metres of a reach."""
    section = reach.hydraulics.section(flow, regime.pool_level_m)
    return metres * section.width_m * section.depth_m / flow


def _while_here(
    times: Floats, first_s: float, last_s: float
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Tell at which times the plume may be in a reach; at one of them at least, the last one before it or the first."""
    here = (times >= EARLY * first_s) & (times <= LATE * last_s + LASTS_S)
    if not here.any():
        here[np.abs(times - 0.5 * (first_s + last_s)).argmin()] = True
    return here


@dataclass(frozen=True, slots=True)
class _Route:
    """The gauges by river, upstream first, and the time of the waves between them."""

    network: Network
    regime: Regime
    waves: Waves
    gauges: Mapping[str, tuple[Measured, ...]]

    @classmethod
    def of(cls, network: Network, measured: Sequence[Measured], regime: Regime) -> "_Route":
        gauges: dict[str, tuple[Measured, ...]] = {}
        for m in sorted(measured, key=lambda m: -m.km):
            gauges[m.river] = (*gauges.get(m.river, ()), m)
        ratios = {
            river: float(np.exp(np.mean(np.log([m.ratio for m in own]))))
            for river, own in gauges.items()
        }
        return cls(network, regime, Waves.of(network, regime, ratios), gauges)

    def blocks(self, path: Path) -> list[list[str]]:
        """Return the reaches of a path that take what the gauges read together, in order."""
        found: list[list[str]] = []
        before: tuple[object, float] | None = None
        for code in path.reaches:
            reach = self.network.reaches[code]
            river, km = reach.river, _middle(reach)
            upper, lower = self._beside(river, km)
            joined = tuple(self._joined(river, km, upper))
            beside = (river, upper, lower, joined)
            top = upper.km if upper else joined[-1].km if joined else lower.km if lower else km
            late = self.waves.between(river, top, km)
            if before is not None and before[0] == beside:
                apart = max(ALIKE_S, ALIKE_SHARE * abs(before[1]))
                if abs(late - before[1]) <= apart:
                    found[-1].append(code)
                    continue
            found.append([code])
            before = beside, late
        return found

    def course(self, block: Sequence[ReachFacts], begin: float) -> tuple[Floats | None, Floats]:
        """Return how the discharge of a block goes, less that at its end [m3/s], by the reach in its middle."""
        reach = block[len(block) // 2]
        times = self.times(reach, begin)
        if times is None:
            return None, np.zeros(1)
        flow = self.flow(reach, times)
        return times, np.asarray(flow - flow[-1])

    def end(self, reach: ReachFacts, begin: float) -> float | None:
        """Return the discharge of a reach when all that was read has passed it [m3/s]; None without a gauge."""
        times = self.times(reach, begin)
        return None if times is None else float(self.flow(reach, times[-1:])[0])

    def times(self, reach: ReachFacts, begin: float) -> Floats | None:
        """Return the hours from the spill until the last change that was read has passed; None without a gauge."""
        river, km = reach.river, _middle(reach)
        ends = [
            m.reading.at.timestamp() + self.waves.lag(river, m.km, km).passed_s
            for m in self.gauges.get(river, ())
        ]
        ends += [
            f.measured.reading.at.timestamp() + (f.lag + self.waves.lag(river, f.km, km)).passed_s
            for f in self.feeders(river)
            if f.km >= km
        ]
        if not ends:
            return None
        end = min(max(*ends, begin), begin + LONGEST_S)
        return np.append(np.arange(begin, end, STEP_S), end)

    def feeders(self, river: str) -> tuple[_Feeder, ...]:
        """Return the lowest gauge of each river that joins, of its own feeders where it has none."""
        found = []
        for other in self.network.rivers:
            mouth = self.waves.mouth(other)
            if mouth is None or mouth[0] != river:
                continue
            _, at_km, end_km = mouth
            own = self.gauges.get(other, ())
            if own:
                found.append(_Feeder(own[-1], at_km, self.waves.lag(other, own[-1].km, end_km)))
                continue
            found += [
                _Feeder(f.measured, at_km, f.lag + self.waves.lag(other, f.km, end_km))
                for f in self.feeders(other)
            ]
        return tuple(found)

    def flow(self, reach: ReachFacts, times: Floats) -> Floats:
        """Return the discharge in the middle of a reach [m3/s]."""
        river, km = reach.river, _middle(reach)
        season = reach.hydraulics.discharge(self.regime)
        upper, lower = self._beside(river, km)
        if upper is None and lower is not None:
            # the way down to the gauge keeps its share of what the gauge reads
            known = lower.at(times + self.waves.between(river, km, lower.km))
            return np.asarray(known * season / lower.season_m3_s)
        flow = season * self._ratio(river, km) + self._routed(river, km, upper, times)
        if upper is not None and lower is not None:
            # what the lower gauge reads beside what comes from above joined on the way between the two
            late = times + self.waves.between(river, km, lower.km)
            late = np.minimum(late, lower.reading.at.timestamp())
            gap = lower.at(late) - lower.flow - self._routed(river, lower.km, upper, late)
            flow = flow + gap * (upper.km - km) / (upper.km - lower.km)
        return np.asarray(np.maximum(flow, LEAST_SHARE * season))

    def _routed(self, river: str, km: float, upper: Measured | None, times: Floats) -> Floats:
        """Return what came down to a place beyond the steady state [m3/s]: from the gauge above, and what joined since."""
        change: Floats = np.zeros(times.shape)
        if upper is not None:
            change += upper.below(times, self.waves.lag(river, upper.km, km)) - upper.flow
        for feeder in self._joined(river, km, upper):
            late = feeder.lag + self.waves.lag(river, feeder.km, km)
            usual = feeder.measured.season_m3_s * self._ratio(river, feeder.km)
            change += feeder.measured.below(times, late) - usual
        return change

    def _joined(self, river: str, km: float, upper: Measured | None) -> Iterable[_Feeder]:
        for feeder in self.feeders(river):
            if feeder.km >= km and (upper is None or feeder.km < upper.km):
                yield feeder

    def _beside(self, river: str, km: float) -> tuple[Measured | None, Measured | None]:
        """Return the nearest gauges above and below a place."""
        own = self.gauges.get(river, ())
        above = [m for m in own if m.km >= km]
        below = [m for m in own if m.km < km]
        return (above[-1] if above else None), (below[0] if below else None)

    def _ratio(self, river: str, km: float) -> float:
        """Return the ratio to the season now: its logarithm goes with chainage, constant beyond the gauges."""
        own = self.gauges.get(river, ())
        if not own:
            return 1.0
        # from the mouth up, as interpolation wants it
        places, logs = [m.km for m in own[::-1]], [np.log(m.ratio) for m in own[::-1]]
        return float(np.exp(np.interp(km, places, logs)))

    def spread(self, reach: ReachFacts, flow: float, passes: float) -> Spread:
        """Return how sure the discharge of a reach is when the plume passes, at `passes` [s since 1970]."""
        river, km = reach.river, _middle(reach)
        upper, lower = self._beside(river, km)
        parts = [
            (
                min(f.measured.flow / flow, 1.0),
                *_known(f.measured, passes, f.lag.seconds + self.waves.between(river, f.km, km)),
            )
            for f in self._joined(river, km, upper)
        ]
        found = [SEASON]
        if upper is not None:
            known = _known(upper, passes, self.waves.between(river, upper.km, km))
            parts.append((min(upper.flow / flow, 1.0), *known))
        if parts:
            found.append(together(parts))
        if lower is not None:
            sd, by = _known(lower, passes, -self.waves.between(river, km, lower.km))
            unlike = SEASON_SD * max(1.0 - flow / lower.flow, 0.0)
            found.append(Spread(min(float(np.hypot(sd, unlike)), SEASON_SD), by))
        return min(found, key=lambda spread: spread.relative_sd)


def _known(measured: Measured, passes: float, late_s: float) -> tuple[float, str]:
    """Return the spread of what a gauge says of a place, its water there so long after it was at the gauge."""
    basis = basis_of(measured.reading)
    return aged(basis, passes - measured.reading.at.timestamp() - late_s), basis


def _middle(reach: ReachFacts) -> float:
    return (reach.chainage_up_km + reach.chainage_down_km) / 2.0
