"""Changing flow: stretches of reaches that share a clock, each solved exactly in its own time."""

from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.river.clock import Clock
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Polyline, Sampled, Source, Steady
from shangyou.science.models.river.transfer import EXACT, Accuracy, Curve, Medium, curves

# Cells into which a curve is cut when it passes from one clock to the next: more where it is short beside its
# window, as a cloud before a long tail is, so that nearly every member's has these many in its width.
_CELLS_EXACT, _CELLS_ENSEMBLE = 1024, 256
_IN_ITS_WIDTH, _NEARLY_EVERY, _FINER = 8.0, 0.95, 4
# What comes late and is put into one cell is heard in every frequency alike: a curve ends above so much of it.
_HEARD = 2.0
# Looks at how clocks run against each other within a window.
_LOOKS = 33


def unsteady_curves(
    *,
    setting: Setting,
    medium: Medium,
    sources: list[tuple[Source, Place, tuple[int, ...] | None]],
    targets: list[Place],
    reached: NDArray[np.bool_],
    weights: Floats,
    accuracy: Accuracy,
) -> tuple[list[Curve], Floats]:
    """Return the mass flux past every target in real time, and the mass that must pass it."""
    members = medium.velocity_m_s.shape[0]
    found: list[list[Curve]] = [[] for _ in targets]
    passed = np.zeros((members, len(targets)))
    for i, (source, place, route) in enumerate(sources):
        wanted = [j for j in range(len(targets)) if reached[i, j]]
        if not wanted:
            continue
        walk = _Walk(setting, medium, accuracy, targets, wanted, route)
        for j, curve, mass in walk.down(source, place):
            carried = curve.values.sum(axis=1, dtype=np.float64) * curve.step_s
            # what the changes of clock missed counts too
            defect = np.maximum(curve.defect_kg, np.abs(carried - mass)) * weights[i, j]
            values = curve.values * weights[i, j][:, None]
            found[j].append(replace(curve, values=values, defect_kg=defect))
            passed[:, j] += mass * weights[i, j]
    return [together(part, members) for part in found], passed


@dataclass(frozen=True, slots=True)
class _Walk:
    setting: Setting
    medium: Medium
    accuracy: Accuracy
    targets: list[Place]
    wanted: list[int]
    route: tuple[int, ...] | None = None

    @property
    def cells(self) -> int:
        return _CELLS_EXACT if self.accuracy is EXACT else _CELLS_ENSEMBLE

    @property
    def tail(self) -> float:
        """Share of a curve that may come in its last cell when it passes to another clock."""
        return 0.0 if self.accuracy is EXACT else self.accuracy.tail

    def down(self, source: Source, place: Place) -> list[tuple[int, Curve, Floats]]:
        """Follow one source to all wanted targets."""
        answer: list[tuple[int, Curve, Floats]] = []
        before: Clock | None = None
        kept = source.mass_kg
        # what the stretches above missed counts for everyone below
        missed: Floats = np.zeros(kept.shape)
        for clock, stretch in self._stretches(place):
            begin = place if place.reach in stretch else Place(stretch[0], 0.0)
            here = [j for j in self.wanted if self.targets[j].reach in stretch]
            # receptors at one place differ in their position across alone, which is in their weights
            places = list(dict.fromkeys(self.targets[j] for j in here))
            more = len(answer) + len(here) < len(self.wanted)
            last = stretch[-1]
            out = Place(last, float(self.setting.network.length_m[last]))
            # below the last target nobody asks what leaves the stretch; where every digit counts it stays, for it shares
            # the windows of the others
            ends = [*places, *([out] if more or self.accuracy is EXACT else [])]
            inner = into(source, before, clock, self.cells, self.tail)
            if isinstance(inner, Sampled) and self.accuracy is not EXACT:
                inner = inner.limited(_HEARD * self.accuracy.band)
            lengths = np.stack([self._metres(begin, end) for end in ends])[None]
            ones = np.ones((1, len(ends), inner.mass_kg.size))
            medium = self._by_clock(clock, inner, self._metres(begin, out))
            flux, bounds = curves(medium, [inner], lengths, ones, self.accuracy, kept=np.float64)
            entered = inner.mass_kg[:, None]
            share = bounds.passed_kg / np.where(entered > 0, entered, 1.0)
            timed = into_time(flux[: len(places)], clock, self.cells, self.tail)
            for slot, at in enumerate(places):
                curve = replace(timed[slot], defect_kg=timed[slot].defect_kg + missed)
                passed = kept * share[:, slot]
                answer += [(j, curve, passed) for j in here if self.targets[j] == at]
            if not more:
                break
            kept = kept * share[:, -1]
            end = flux[-1]
            missed = missed + end.defect_kg
            # its curve was given so many samples for the shortest of its waves
            waves = np.pi / (self.accuracy.samples_per_wave(end.values.shape[1]) * end.step_s)
            source, before = replace(_sampled(end), limit_per_s=waves), clock
        return answer

    def _metres(self, begin: Place, end: Place) -> Floats:
        metres = self.setting.network.lengths(begin, end, self.route)
        if metres is None:
            raise ValueError("a target of a stretch lies below its beginning")
        return metres

    def _stretches(self, place: Place) -> list[tuple[Clock | None, list[int]]]:
        """Cut the way down into runs of reaches with one clock."""
        runs: list[tuple[Clock | None, list[int]]] = []
        way = self.route or self.setting.network.way(place.reach)
        for reach in way[way.index(place.reach) :]:
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


def _remap() -> ModuleType:
    """Return the compiled part, loaded by the first case in changing flow that is computed."""
    from shangyou.science.models.river import remap  # noqa: PLC0415

    return remap


def into(
    source: Source, before: Clock | None, after: Clock | None, cells: int, tail: float
) -> Source:
    """Read a source by another clock; what passes in each interval stays the same."""
    if before is after:
        return source
    if isinstance(source, Sampled):
        used, widths = _used(source.flux_kg_s, tail)
        begin, step, flux = _remap().remap(
            source.first_s,
            source.step_s,
            source.flux_kg_s,
            before=before,
            after=after,
            cells=_enough(widths, cells, source.flux_kg_s.shape[1]),
            used=used,
        )
        limit = source.limit_per_s
        if limit is not None:
            limit = limit * _fastest(begin, step * flux.shape[1], before, after)
        return Sampled(begin + 0.5 * step, step, flux, averaged=True, limit_per_s=limit)
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


def _fastest(begin: Floats, length: Floats, before: Clock | None, after: Clock | None) -> Floats:
    """Return how much faster than one clock the other runs at most within each member's window."""
    edges = begin[:, None] + length[:, None] * np.linspace(0.0, 1.0, _LOOKS)
    times = edges if after is None else after.time(edges)
    read = times if before is None else before.reading(times)
    result: Floats = np.max(np.diff(read, axis=1) / np.diff(edges, axis=1), axis=1)
    return result


def _used(flux: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return after how many samples all has come but a share of `tail`, and how many widths of the curve that is."""
    if tail <= 0.0:
        whole = np.full(flux.shape[0], float(flux.shape[1]))
        return whole, whole
    cells, widths = _remap().used(flux, tail)
    return cells, widths


def _enough(widths: Floats, cells: int, samples: int) -> int:
    """Return into how many cells curves of so many samples are cut, beginning with `cells`."""
    wet = widths[widths > 0.0]
    if not wet.size:
        return cells
    asked = int(_IN_ITS_WIDTH * np.quantile(wet, _NEARLY_EVERY))
    return max(cells, min(asked, _FINER * cells, samples))


def into_time(curves: list[Curve], clock: Clock | None, cells: int, tail: float) -> list[Curve]:
    """Turn curves over the reading of a clock into ones over real time; those of one length together."""
    if clock is None:
        return curves
    answer = list(curves)
    for length in {curve.values.shape[1] for curve in curves}:
        alike = [i for i, curve in enumerate(curves) if curve.values.shape[1] == length]
        whole = Sampled(
            np.concatenate([curves[i].start_s for i in alike]),
            np.concatenate([curves[i].step_s for i in alike]),
            np.concatenate([curves[i].values for i in alike], dtype=np.float64),
        )
        changed = into(whole, clock, None, min(length, cells), tail)
        if not isinstance(changed, Sampled):
            raise TypeError("a sampled curve stays sampled")
        starts, steps, values = (
            np.split(part, len(alike))
            for part in (changed.start_s, changed.step_s, changed.flux_kg_s)
        )
        for k, i in enumerate(alike):
            answer[i] = Curve(starts[k], steps[k], values[k], curves[i].defect_kg)
    return answer


def _sampled(curve: Curve) -> Sampled:
    return Sampled(curve.start_s, curve.step_s, np.asarray(curve.values, dtype=np.float64))


def cumulative(source: Source, times: Floats) -> Floats:
    """Return the mass that has entered by each time, (members, times)."""
    if isinstance(source, Steady):
        share = np.clip((times - source.first_s[:, None]) / source.duration_s, 0.0, 1.0)
        return source.mass_kg[:, None] * share
    if isinstance(source, Polyline):
        return _cumulative_polyline(source, times)
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


def together(parts: list[Curve], members: int, most: int = 8192) -> Curve:
    """Add the curves of several sources on a grid that holds them all."""
    if not parts:
        return Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)), np.zeros(members))
    wet = [part for part in parts if part.values.any()]
    if len(wet) < 2:
        return wet[0] if wet else parts[0]
    parts = wet
    first = np.min([p.start_s - 0.5 * p.step_s for p in parts], axis=0)
    last = np.max([p.start_s + p.step_s * (p.values.shape[1] - 0.5) for p in parts], axis=0)
    finest = np.min([p.step_s for p in parts], axis=0)
    count = int(min(np.quantile((last - first) / finest, 0.9) + 2, most))
    step = (last - first) / count
    total: Floats = np.sum(
        [
            _remap().regrid(
                p.start_s - 0.5 * p.step_s,
                p.step_s,
                p.values,
                begin_s=first,
                width_s=step,
                cells=count,
            )
            for p in parts
        ],
        axis=0,
    )
    return Curve(first + 0.5 * step, step, total, np.sum([p.defect_kg for p in parts], axis=0))
