"""Changing flow: stretches of reaches that share a clock, each solved exactly in its own time."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.river.clock import Clock
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Polyline, Sampled, Source, Steady
from shangyou.science.models.river.transfer import EXACT, Accuracy, Curve, Medium, curves

# Cells into which a curve is cut when it passes from one clock to the next.
_CELLS_EXACT, _CELLS_ENSEMBLE = 1024, 256


def unsteady_curves(
    *,
    setting: Setting,
    medium: Medium,
    sources: list[tuple[Source, Place]],
    targets: list[Place],
    reached: NDArray[np.bool_],
    weights: Floats,
    accuracy: Accuracy,
) -> tuple[list[Curve], Floats]:
    """Return the mass flux past every target in real time, and the mass that must pass it."""
    members = medium.velocity_m_s.shape[0]
    found: list[list[Curve]] = [[] for _ in targets]
    passed = np.zeros((members, len(targets)))
    for i, (source, place) in enumerate(sources):
        wanted = [j for j in range(len(targets)) if reached[i, j]]
        walk = _Walk(setting, medium, accuracy, targets, wanted)
        for j, curve, mass in walk.down(source, place):
            carried = curve.values.sum(axis=1, dtype=np.float64) * curve.step_s
            # what the changes of clock missed counts too
            defect = np.maximum(curve.defect_kg, np.abs(carried - mass)) * weights[i, j]
            values = curve.values * weights[i, j][:, None]
            found[j].append(replace(curve, values=values, defect_kg=defect))
            passed[:, j] += mass * weights[i, j]
    return [_together(part, members) for part in found], passed


@dataclass(frozen=True, slots=True)
class _Walk:
    setting: Setting
    medium: Medium
    accuracy: Accuracy
    targets: list[Place]
    wanted: list[int]

    @property
    def cells(self) -> int:
        return _CELLS_EXACT if self.accuracy is EXACT else _CELLS_ENSEMBLE

    def down(self, source: Source, place: Place) -> list[tuple[int, Curve, Floats]]:
        """Follow one source to all wanted targets."""
        answer: list[tuple[int, Curve, Floats]] = []
        before: Clock | None = None
        kept = source.mass_kg
        for clock, stretch in self._stretches(place):
            begin = place if place.reach in stretch else Place(stretch[0], 0.0)
            here = [j for j in self.wanted if self.targets[j].reach in stretch]
            more = any(self.targets[j].reach not in stretch for j in self.wanted)
            last = stretch[-1]
            ends = [self.targets[j] for j in here]
            ends.append(Place(last, float(self.setting.network.length_m[last])))
            inner = into(source, before, clock, self.cells)
            if isinstance(inner, Sampled) and self.accuracy is not EXACT:
                inner = inner.limited(self.accuracy.band)
            lengths = np.stack([self._metres(begin, end) for end in ends])[None]
            ones = np.ones((1, len(ends), inner.mass_kg.size))
            medium = self._by_clock(clock, inner, lengths[0, -1])
            flux, bounds = curves(medium, [inner], lengths, ones, self.accuracy)
            entered = inner.mass_kg[:, None]
            share = bounds.passed_kg / np.where(entered > 0, entered, 1.0)
            for slot, j in enumerate(here):
                answer.append((j, into_time(flux[slot], clock, self.cells), kept * share[:, slot]))
            kept = kept * share[:, -1]
            end = flux[-1]
            source, before = _sampled(end), clock
            if not more or len(answer) == len(self.wanted):
                break
        return answer

    def _metres(self, begin: Place, end: Place) -> Floats:
        metres = self.setting.network.lengths(begin, end)
        if metres is None:
            raise ValueError("a target of a stretch lies below its beginning")
        return metres

    def _stretches(self, place: Place) -> list[tuple[Clock | None, list[int]]]:
        """Cut the way down into runs of reaches with one clock."""
        runs: list[tuple[Clock | None, list[int]]] = []
        for reach in self.setting.network.way(place.reach):
            clock = self.setting.clocks[reach]
            if runs and _alike(runs[-1][0], clock):
                runs[-1][1].append(reach)
            else:
                runs.append((clock, [reach]))
        return runs

    def _by_clock(self, clock: Clock | None, source: Source, metres: Floats) -> Medium:
        """Turn the loss per second into the loss per second of the clock, at the plume's middle."""
        if clock is None or not self.medium.decay_per_s.any():
            return self.medium
        middle = 0.5 * (source.first_s + source.last_s)
        travel = (metres / self.medium.velocity_m_s).sum(axis=1)
        real = clock.time(middle + travel) - clock.time(middle)
        pace = real / np.maximum(travel, 1e-9)
        return replace(self.medium, decay_per_s=self.medium.decay_per_s * pace[:, None])


def _alike(one: Clock | None, other: Clock | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.same(other)


def into(source: Source, before: Clock | None, after: Clock | None, cells: int) -> Source:
    """Read a source by another clock; what passes in each interval stays the same."""
    if before is after:
        return source
    to_time = before.time if before else np.asarray
    to_reading = after.reading if after else np.asarray
    first, last = to_reading(to_time(source.first_s)), to_reading(to_time(source.last_s))
    if isinstance(source, Steady) and source.duration_s == 0.0:
        return Steady(np.asarray(first, dtype=np.float64), 0.0, source.mass_kg)
    step = np.asarray((last - first) / cells, dtype=np.float64)
    edges = first[:, None] + step[:, None] * np.arange(cells + 1)
    to_real = after.time if after else np.asarray
    to_before = before.reading if before else np.asarray
    mass = np.diff(cumulative(source, to_before(to_real(edges))), axis=1)
    return Sampled(first + 0.5 * step, step, mass / step[:, None], averaged=True)


def into_time(curve: Curve, clock: Clock | None, cells: int) -> Curve:
    """Turn a curve over the reading of a clock into one over real time."""
    if clock is None:
        return curve
    columns = min(curve.values.shape[1], cells)
    changed = into(_sampled(curve), clock, None, columns)
    if not isinstance(changed, Sampled):
        raise TypeError("a sampled curve stays sampled")
    return Curve(changed.start_s, changed.step_s, changed.flux_kg_s, curve.defect_kg)


def _sampled(curve: Curve) -> Sampled:
    return Sampled(curve.start_s, curve.step_s, np.asarray(curve.values, dtype=np.float64))


def cumulative(source: Source, times: Floats) -> Floats:
    """Return the mass that has entered by each time, (members, times)."""
    if isinstance(source, Steady):
        share = np.clip((times - source.first_s[:, None]) / source.duration_s, 0.0, 1.0)
        return source.mass_kg[:, None] * share
    if isinstance(source, Polyline):
        return _cumulative_polyline(source, times)
    if isinstance(source, Sampled):
        return _cumulative_sampled(source, times)
    raise TypeError(f"unknown source {type(source).__name__}")


def _cumulative_polyline(source: Polyline, times: Floats) -> Floats:
    own = times - source.shift_s[:, None]
    nodes, flux = source.times_s, source.flux_kg_s
    total = np.concatenate(([0.0], np.cumsum(0.5 * (flux[1:] + flux[:-1]) * np.diff(nodes))))
    inside = np.clip(own, nodes[0], nodes[-1])
    left = np.clip(np.searchsorted(nodes, inside, side="right") - 1, 0, nodes.size - 2)
    part = inside - nodes[left]
    slope = (flux[left + 1] - flux[left]) / (nodes[left + 1] - nodes[left])
    return source.scale[:, None] * (total[left] + part * (flux[left] + 0.5 * slope * part))


def _cumulative_sampled(source: Sampled, times: Floats) -> Floats:
    """Read the running total between cell edges by Hermite cubics that keep flux continuous."""
    flux, step = source.flux_kg_s, source.step_s[:, None]
    count = flux.shape[1]
    total = np.concatenate((np.zeros((flux.shape[0], 1)), np.cumsum(flux, axis=1)), axis=1) * step
    padded = np.pad(flux, ((0, 0), (1, 1)))
    edge = 0.5 * (padded[:, 1:] + padded[:, :-1]) * step
    place = np.clip((times - source.start_s[:, None]) / step + 0.5, 0.0, count)
    left = np.minimum(place.astype(np.int64), count - 1)
    u = place - left
    base = left + (np.arange(flux.shape[0]) * (count + 1))[:, None]
    low, high = total.ravel()[base], total.ravel()[base + 1]
    rise_low, rise_high = edge.ravel()[base], edge.ravel()[base + 1]
    blend = u * u * (3.0 - 2.0 * u)
    bend = u * (1.0 - u) * (rise_low * (1.0 - u) - rise_high * u)
    result: Floats = low + (high - low) * blend + bend
    return result


def _together(parts: list[Curve], members: int) -> Curve:
    """Add the curves of several sources on a grid that holds them all."""
    if not parts:
        return Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)), np.zeros(members))
    if len(parts) == 1:
        return parts[0]
    first = np.min([p.start_s - 0.5 * p.step_s for p in parts], axis=0)
    last = np.max([p.start_s + p.step_s * (p.values.shape[1] - 0.5) for p in parts], axis=0)
    finest = np.min([p.step_s for p in parts], axis=0)
    count = int(min(np.quantile((last - first) / finest, 0.9) + 2, 8192))
    step = (last - first) / count
    edges = first[:, None] + step[:, None] * np.arange(count + 1)
    total: Floats = np.sum([cumulative(_sampled(p), edges) for p in parts], axis=0)
    return Curve(
        first + 0.5 * step,
        step,
        np.diff(total, axis=1) / step[:, None],
        np.sum([p.defect_kg for p in parts], axis=0),
    )
