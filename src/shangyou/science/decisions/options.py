"""Options of measures beside one forecast: what each gains where, from one set of draws.

All options use the same members, so that a difference between two is due to the options alone.
What no measure touches is computed once: the forecast without measures, and the curve at each
place where somebody wants to act.
"""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np

from shangyou.science.decisions.effects import (
    Effect,
    MeasureEffect,
    ReceptorEffect,
    Untouched,
    measure_effect,
    receptor_effect,
)
from shangyou.science.decisions.measures import (
    HOLDS,
    Measure,
    Option,
    holding,
    problems,
    without_effect,
)
from shangyou.science.decisions.streams import (
    Part,
    Stream,
    moving,
    shifted,
    summed,
)
from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Sentence
from shangyou.science.models.river.arm_checks import mean_shares
from shangyou.science.models.river.arms import by_path, routes
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.engine import Engine, Supply, Target
from shangyou.science.models.river.ensemble import draw
from shangyou.science.models.river.fate import computed
from shangyou.science.models.river.interventions import DRAIN_S, share_inside
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Sampled, Steady
from shangyou.science.models.river.transfer import ENSEMBLE
from shangyou.science.models.river.update import can_update, update
from shangyou.science.models.river.water import dilution, discharge
from shangyou.science.models.river.windows import Windows

MEMBERS = 200
# Shares below this of what was released are nothing that anybody follows.
_NOTHING = 1e-9
# What is carried on unchanged is kept for so many places and hours: about 10 MB each.
_CARRIED = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """The members of one forecast, its curves without measures, and what is already known."""

    inputs: Inputs
    engine: Engine
    targets: tuple[Target, ...]
    base: tuple[Curve, ...]
    at_places: dict[tuple[int, Place], Curve] = field(default_factory=dict)
    windows: dict[int, Windows] = field(default_factory=dict)
    untouched: dict[int, Untouched] = field(default_factory=dict)
    carried: dict[Hashable, list[Curve]] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Inputs, seed: int = 0, members: int = MEMBERS) -> "Comparison":
        """Draw the members of a case and compute the forecast that options are compared with."""
        count = min(members, inputs.ensemble.members)
        few = replace(inputs, ensemble=replace(inputs.ensemble, members=count))
        setting = by_path(Setting.of(few))
        generator = np.random.default_rng(seed)
        draws = draw(
            count,
            len(few.releases),
            len(few.reaches),
            generator,
            loses=computed(few.substance),
        )
        if can_update(few):
            draws, _ = update(setting, draws, generator)
        engine = Engine.of(setting, draws, ENSEMBLE)
        targets = tuple(
            Target(setting.network.place(r.reach, r.distance_m), r.position) for r in few.receptors
        )
        empty = cls(few, engine, targets, ())
        untouched = [Stream(engine.supplies, _none(engine))]
        return replace(empty, base=tuple(empty._concentrations(untouched, list(targets))))

    def evaluate(self, option: Option) -> Effect:
        """Return what an option changes at every receptor, and what each measure takes.

        Raises
        ------
        BadInput
            With a sentence for each measure that makes no sense; the forecast stays.

        """
        found = list(problems(option, self.inputs))
        if found:
            raise BadInput(found)
        setting = self.engine.setting
        warnings: list[Sentence] = list(mean_shares(setting))
        streams = [Stream(self.engine.supplies, _none(self.engine))]
        effects: dict[int, MeasureEffect] = {}
        places: list[Place] = []
        for number in self._upstream_first(option):
            measure = option.measures[number]
            place = setting.network.place(str(measure.reach), measure.distance_m)
            streams, effects[number], warning = self._act(number, measure, place, streams)
            if warning is None:
                places.append(place)
            else:
                warnings.append(warning)
        touched = [
            any(setting.network.lengths(place, target.place) is not None for place in places)
            for target in self.targets
        ]
        asked = [target for target, hit in zip(self.targets, touched, strict=True) if hit]
        fresh = iter(self._concentrations(streams, asked) if asked else [])
        receptors: list[ReceptorEffect] = []
        end_s = 3600.0 * self.inputs.duration_h
        for i, receptor in enumerate(self.inputs.receptors):
            curve = next(fresh) if touched[i] else self.base[i]
            closed = [
                (setting.seconds(m.from_), setting.seconds(m.until))
                for m in option.measures
                if m.kind == "close" and m.receptor == receptor.id
            ]
            receptors.append(receptor_effect(receptor, self._untouched(i), curve, closed, end_s))
        return Effect(
            receptors=tuple(receptors),
            measures=tuple(
                effects.get(i, MeasureEffect(number=i, kind=m.kind))
                for i, m in enumerate(option.measures)
            ),
            warnings=tuple(warnings),
        )

    def _untouched(self, number: int) -> Untouched:
        """Return what a receptor sees without measures; read once for all options."""
        known = self.untouched.get(number)
        if known is None:
            receptor, end_s = self.inputs.receptors[number], 3600.0 * self.inputs.duration_h
            known = self.untouched[number] = Untouched.of(receptor, self.base[number], end_s)
        return known

    def _concentrations(self, streams: list[Stream], targets: list[Target]) -> list[Curve]:
        """Return concentration [mg/l] at the targets, all streams together."""
        engine = self.engine
        parts: list[list[Curve]] = [[] for _ in targets]
        for stream in streams:
            moved = moving(engine, stream)
            for supply in stream.supplies:
                if not np.asarray(supply.source.mass_kg).any():
                    continue
                alone = replace(moved, supplies=(supply,))
                if not alone.reaches(targets):
                    continue
                curves = self._carried(
                    alone, supply, targets, changed=bool(stream.extra_m3_s.any())
                )
                for mine, curve, target in zip(parts, curves, targets, strict=True):
                    if stream.extra_m3_s.any():
                        reach = target.place.reach
                        thin = dilution(engine.setting, engine.rivers, stream.extra_m3_s, reach)
                        curve.values[:] *= thin[:, None].astype(curve.values.dtype)
                    mine.append(curve)
        return [summed(mine) if mine else _nothing(engine) for mine in parts]

    def _carried(
        self, alone: Engine, supply: Supply, targets: list[Target], *, changed: bool
    ) -> list[Curve]:
        """Return the curves of one supply; in water as it was they are kept for the next options.

        Options that act at one place in the same hours leave the same water to pass before and
        after: it is carried once. The curves are read only, by whoever gets them.
        """
        source = supply.source
        if changed or not isinstance(source, Part) or source.whole is None:
            curves, _ = alone.concentrations(targets, self._bounds(alone, supply, targets))
            return curves
        digest = hashlib.blake2b(source.flux_kg_s.tobytes()).digest()
        # a whole curve that is known stays: its identity is that of its place
        key = (id(source.whole), supply.place, supply.until, digest, tuple(targets))
        known = self.carried.pop(key, None)
        if known is None:
            known, _ = alone.concentrations(targets, self._bounds(alone, supply, targets))
            if len(self.carried) >= _CARRIED:
                self.carried.pop(next(iter(self.carried), None), None)
        self.carried[key] = known
        return known

    def _bounds(self, alone: Engine, supply: Supply, targets: list[Target]) -> Windows | None:
        """Return the windows of a part of a curve that is known as a whole; else None."""
        source = supply.source
        if not isinstance(source, Part) or source.whole is None:
            return None
        whole = source.whole
        if alone.setting.unsteady:
            return None
        still = replace(self.engine, supplies=(supply,))
        known = self.windows.get(id(whole))
        if known is None:
            values = np.asarray(whole.values, dtype=np.float64)
            full = Sampled(whole.start_s, whole.step_s, values)
            # all the way down: the option at hand may end it at a second measure, the next will not
            onward = replace(supply, source=full, until=None)
            whole_engine = replace(still, supplies=(onward,))
            known = self.windows[id(whole)] = whole_engine.bounds(list(self.targets))
        lengths = still._lengths([target.place for target in targets])[0]  # noqa: SLF001
        columns = [self.targets.index(target) for target in targets]
        own = Windows(
            known.first_s[:, columns],
            known.last_s[:, columns],
            known.band_per_s[:, columns],
            np.where(np.isnan(lengths[:, 0]), 0.0, known.passed_kg[:, columns]),
        )
        return shifted(own, whole, source, lengths, still, alone)

    def _upstream_first(self, option: Option) -> list[int]:
        network = self.engine.setting.network

        def metres_to_outlet(number: int) -> float:
            measure = option.measures[number]
            way = network.way(network.number[str(measure.reach)])
            return float(network.length_m[list(way)].sum()) - measure.distance_m

        on_river = [i for i, m in enumerate(option.measures) if m.kind != "close"]
        return sorted(on_river, key=metres_to_outlet, reverse=True)

    def _act(
        self, number: int, measure: Measure, place: Place, streams: list[Stream]
    ) -> tuple[list[Stream], MeasureEffect, Sentence | None]:
        """Let one measure change what passes its place."""
        setting, rivers = self.engine.setting, self.engine.rivers
        begin, until = setting.seconds(measure.from_), setting.seconds(measure.until)
        river = discharge(setting, rivers, place.reach, 0.5 * (begin + until))
        taken, full_s = holding(measure, river)
        holds = measure.kind in HOLDS
        end = np.minimum(until, begin + full_s) if holds else np.full(river.shape, until)
        after: list[Stream] = []
        acted, passed = np.zeros(river.size), np.zeros(river.size)
        window: tuple[float, float] | None = None
        for stream in streams:
            engine = moving(self.engine, stream)
            arrives = ~np.isnan(engine._lengths([place])[:, 0, 0])  # noqa: SLF001 (one package)
            kept: list[Supply] = []
            inside: list[Supply] = []
            gain = self._gain(measure, taken, river, stream)
            for supply, passes in zip(stream.supplies, arrives, strict=True):
                kept.append(replace(supply, until=place) if passes else supply)
                if not passes:
                    continue
                curve = self._at(engine, stream, supply, place)
                whole = curve if self.at_places.get((id(supply), place)) is curve else None
                window = _union(window, curve)
                share = share_inside(curve, begin, end)
                within = curve.values * share
                removed = self._removed(measure, taken, river, stream)
                acted += (within * removed[:, None]).sum(axis=1) * curve.step_s
                passed += within.sum(axis=1) * curve.step_s
                split = measure.kind != "dose"
                rest = curve.values - within if split else curve.values - within * removed[:, None]
                kept.append(_onward(supply, place, curve, rest, whole))
                onward = within * (1.0 - removed)[:, None]
                if split and onward.sum() > _NOTHING * curve.values.sum():
                    inside.append(_onward(supply, place, curve, onward, whole))
            after.append(replace(stream, supplies=tuple(kept)))
            if inside:
                after.append(Stream(tuple(inside), stream.extra_m3_s + gain))
        if measure.kind == "dam" and measure.held == "back" and acted.any():
            after[0] = _let_go(setting, after[0], place, until, acted)
        water = taken * np.clip(end - begin, 0.0, None) if holds else np.zeros(river.size)
        warning = without_effect(number, measure, window, (begin, float(np.median(end))))
        return after, measure_effect(number, measure, acted, passed, water, begin, end), warning

    def _at(self, engine: Engine, stream: Stream, supply: Supply, place: Place) -> Curve:
        """Return the flux of one supply at a place; of the forecast itself it is kept."""
        known = any(supply is own for own in self.engine.supplies)
        key = (id(supply), place)
        if known and key in self.at_places:
            return self.at_places[key]
        flux, _ = replace(engine, supplies=(supply,)).fluxes([Target(place)])
        if known and not stream.extra_m3_s.any():
            self.at_places[key] = flux[0]
        return flux[0]

    def _removed(self, measure: Measure, taken: Floats, river: Floats, stream: Stream) -> Floats:
        """Return the share of what passes that is taken out, per member."""
        if measure.kind == "release":
            return np.zeros(river.size)
        if measure.kind == "dose":
            return np.full(river.size, measure.fraction or 0.0)
        if measure.discharge_m3_s is None:
            return np.full(river.size, 1.0 if measure.fraction is None else measure.fraction)
        # of a river that others have led aside already, the same discharge is a larger share
        return np.clip(taken / np.maximum(river + stream.extra_m3_s, 1e-9), 0.0, 1.0)

    def _gain(self, measure: Measure, taken: Floats, river: Floats, stream: Stream) -> Floats:
        """Return the water the parcels gain (or lose) [m3/s]."""
        if measure.kind == "release":
            return np.full(river.size, measure.discharge_m3_s or 0.0)
        if measure.kind == "dose":
            return np.zeros(river.size)
        return -self._removed(measure, taken, river, stream) * (river + stream.extra_m3_s)


def _nothing(engine: Engine) -> Curve:
    members = engine.rivers.members
    return Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)), np.zeros(members))


def _none(engine: Engine) -> Floats:
    return np.zeros(engine.rivers.members)


def _onward(
    supply: Supply, place: Place, curve: Curve, values: Floats, whole: Curve | None
) -> Supply:
    flux = np.asarray(values, dtype=np.float64)
    part = Part(curve.start_s, curve.step_s, flux, whole=whole)
    return replace(supply, source=part, place=place, until=None, share=1.0)


def _let_go(setting: Setting, stream: Stream, place: Place, until: float, mass: Floats) -> Stream:
    """Let what a dam held run off evenly within the drain time, into the river as it is."""
    source = Steady(np.full(mass.size, until), DRAIN_S, mass)
    drained = (
        Supply(source, place, place, None, route=route, share=part)
        for route, part in routes(setting, place.reach)
    )
    return replace(stream, supplies=(*stream.supplies, *drained))


def _union(window: tuple[float, float] | None, curve: Curve) -> tuple[float, float] | None:
    """Widen the time in which the plume passes (2 % of the largest flux, the middle member)."""
    top = curve.values.max(axis=1, keepdims=True)
    if not top.any():
        return window
    seen = curve.values > 0.02 * top
    last = curve.values.shape[1] - 1
    begin = float(np.quantile(curve.start_s + curve.step_s * seen.argmax(axis=1), 0.05))
    end = curve.start_s + curve.step_s * (last - seen[:, ::-1].argmax(axis=1))
    finish = float(np.quantile(end, 0.95))
    if window is None:
        return begin, finish
    return min(window[0], begin), max(window[1], finish)
