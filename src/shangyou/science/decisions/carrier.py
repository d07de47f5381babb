"""Some of the members of a comparison: how measures change what they carry, and what options share.

What no measure touches is computed once: the curves without measures, the curve at each place where
somebody wants to act, and its windows below.
"""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from shangyou.science.decisions.measures import HOLDS, Measure, holding
from shangyou.science.decisions.streams import Part, Stream, moving, shifted, summed
from shangyou.science.distributions import Floats
from shangyou.science.models.river.arms import routes
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.efforts import Group
from shangyou.science.models.river.engine import Engine, Supply, Target
from shangyou.science.models.river.interventions import DRAIN_S, share_inside
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Sampled, Steady
from shangyou.science.models.river.water import dilution, discharge
from shangyou.science.models.river.windows import Windows

# Shares below this of what was released are nothing that anybody follows.
_NOTHING = 1e-9
# What is carried on unchanged is kept for so many places and hours: about 10 MB each, all members.
_CARRIED = 2


@dataclass(frozen=True, slots=True)
class Action:
    """What one measure does to some of the members: mass acted on and passed [kg], water [m3].

    It works from `begin_s` to `end_s` [s]; the plume passes its place from `first_s` to `last_s`, infinite where
    nothing does.
    """

    acted_kg: Floats
    passed_kg: Floats
    water_m3: Floats
    begin_s: float
    end_s: Floats
    first_s: Floats
    last_s: Floats


def joined(actions: list[Action]) -> Action:
    """Return what a measure does to all members."""

    def all_of(name: str) -> Floats:
        return np.concatenate([getattr(action, name) for action in actions])

    return Action(
        all_of("acted_kg"),
        all_of("passed_kg"),
        all_of("water_m3"),
        actions[0].begin_s,
        all_of("end_s"),
        all_of("first_s"),
        all_of("last_s"),
    )


@dataclass(frozen=True, slots=True)
class Carrier:
    """Members alike in effort, their curves without measures, and what is already known of them."""

    engine: Engine
    targets: tuple[Target, ...]
    base: tuple[Curve, ...]
    at_places: dict[tuple[int, Place], Curve] = field(default_factory=dict)
    windows: dict[int, Windows] = field(default_factory=dict)
    own: dict[int, list[Curve]] = field(default_factory=dict)
    carried: dict[Hashable, list[Curve]] = field(default_factory=dict)

    @classmethod
    def of(cls, group: Group, targets: tuple[Target, ...]) -> "Carrier":
        """Compute the curves without measures, as a forecast does."""
        base, _ = group.engine.concentrations(list(targets), group.bounds)
        return cls(group.engine, targets, tuple(base))

    def untouched(self) -> list[Stream]:
        """Return what the river carries while nobody has acted."""
        return [Stream(self.engine.supplies, np.zeros(self.engine.rivers.members))]

    def concentrations(self, streams: list[Stream], targets: list[Target]) -> list[Curve]:
        """Return concentration [mg/l] at the targets, all streams together."""
        engine = self.engine
        parts: list[list[Curve]] = [[] for _ in targets]
        shares: list[list[float]] = [[] for _ in targets]
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
                for mine, share, curve, target in zip(parts, shares, curves, targets, strict=True):
                    if stream.extra_m3_s.any():
                        reach = target.place.reach
                        thin = dilution(engine.setting, engine.rivers, stream.extra_m3_s, reach)
                        curve.values[:] *= thin[:, None].astype(curve.values.dtype)
                    mine.append(curve)
                    share.append(stream.share)
        return [
            summed(mine, share) if mine else _nothing(engine)
            for mine, share in zip(parts, shares, strict=True)
        ]

    def _carried(
        self, alone: Engine, supply: Supply, targets: list[Target], *, changed: bool
    ) -> list[Curve]:
        """Return the curves of one supply; in water as it was they are kept for the next options.

        Options that act at one place in the same hours leave the same water to pass before and
        after: it is carried once. The curves are read only, by whoever gets them.
        """
        source = supply.source
        own = [supply is one for one in self.engine.supplies]
        if any(own) and not changed:
            curves = self._own(own.index(True))
            return [curves[column] for column in self._columns(targets)]
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

    def _columns(self, targets: list[Target]) -> list[int]:
        """Return where these targets stand among all."""
        number = {target: i for i, target in enumerate(self.targets)}
        return [number[target] for target in targets]

    def _own(self, number: int) -> Sequence[Curve]:
        """Return what one supply brings where nobody acts, at all targets."""
        if len(self.engine.supplies) == 1:
            return self.base
        if number not in self.own:
            alone = replace(self.engine, supplies=(self.engine.supplies[number],))
            self.own[number], _ = alone.concentrations(list(self.targets))
        return self.own[number]

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
        columns = self._columns(targets)
        own = Windows(
            known.first_s[:, columns],
            known.last_s[:, columns],
            known.band_per_s[:, columns],
            np.where(np.isnan(lengths[:, 0]), 0.0, known.passed_kg[:, columns]),
        )
        return shifted(own, whole, source, lengths, still, alone)

    def act(
        self, measure: Measure, place: Place, streams: list[Stream]
    ) -> tuple[list[Stream], Action]:
        """Let one measure change what passes its place."""
        setting, rivers = self.engine.setting, self.engine.rivers
        begin, until = setting.seconds(measure.from_), setting.seconds(measure.until)
        river = discharge(setting, rivers, place.reach, 0.5 * (begin + until))
        taken, full_s = holding(measure, river)
        holds = measure.kind in HOLDS
        end = np.minimum(until, begin + full_s) if holds else np.full(river.shape, until)
        after: list[Stream] = []
        acted, passed = np.zeros(river.size), np.zeros(river.size)
        first, last = np.full(river.size, np.inf), np.full(river.size, -np.inf)
        for stream in streams:
            engine = moving(self.engine, stream)
            arrives = ~np.isnan(engine._lengths([place])[:, 0, 0])  # noqa: SLF001 (one package)
            kept: list[Supply] = []
            inside: list[Supply] = []
            removed = _removed(measure, taken, river, stream)
            for supply, passes in zip(stream.supplies, arrives, strict=True):
                kept.append(replace(supply, until=place) if passes else supply)
                if not passes:
                    continue
                curve = self._at(engine, stream, supply, place)
                whole = curve if self.at_places.get((id(supply), place)) is curve else None
                own_first, own_last = _passes(curve)
                first, last = np.minimum(first, own_first), np.maximum(last, own_last)
                within = curve.values * share_inside(curve, begin, end)
                taken_out = (within * removed[:, None]).sum(axis=1)
                acted += stream.share * taken_out * curve.step_s
                passed += stream.share * within.sum(axis=1) * curve.step_s
                kept.append(_onward(supply, place, curve, curve.values - within, whole))
                onward = within * (1.0 - removed)[:, None]
                if onward.sum() > _NOTHING * curve.values.sum():
                    inside.append(_onward(supply, place, curve, onward, whole))
            if measure.kind == "dose":
                after += _dosed(stream, tuple(kept), measure.fraction or 0.0)
                continue
            after.append(replace(stream, supplies=tuple(kept)))
            if inside:
                gain = _gain(measure, removed, river, stream)
                after.append(Stream(tuple(inside), stream.extra_m3_s + gain, stream.share))
        if measure.kind == "dam" and measure.held == "back" and acted.any():
            after.append(_let_go(setting, place, until, acted))
        water = taken * np.clip(end - begin, 0.0, None) if holds else np.zeros(river.size)
        return after, Action(acted, passed, water, begin, end, first, last)

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


def _removed(measure: Measure, taken: Floats, river: Floats, stream: Stream) -> Floats:
    """Return the share of what passes that is taken out, per member."""
    if measure.kind == "release":
        return np.zeros(river.size)
    if measure.kind == "dose":
        return np.full(river.size, measure.fraction or 0.0)
    if measure.discharge_m3_s is None:
        return np.full(river.size, 1.0 if measure.fraction is None else measure.fraction)
    # of a river that others have led aside already, the same discharge is a larger share
    return np.clip(taken / np.maximum(river + stream.extra_m3_s, 1e-9), 0.0, 1.0)


def _gain(measure: Measure, removed: Floats, river: Floats, stream: Stream) -> Floats:
    """Return the water the parcels gain (or lose) [m3/s]."""
    if measure.kind == "release":
        return np.full(river.size, measure.discharge_m3_s or 0.0)
    return -removed * (river + stream.extra_m3_s)


def _nothing(engine: Engine) -> Curve:
    members = engine.rivers.members
    return Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)), np.zeros(members))


def _onward(
    supply: Supply, place: Place, curve: Curve, values: Floats, whole: Curve | None
) -> Supply:
    flux = np.asarray(values, dtype=np.float64)
    part = Part(curve.start_s, curve.step_s, flux, whole=whole)
    return replace(supply, source=part, place=place, until=None, share=1.0)


def _dosed(stream: Stream, spared: tuple[Supply, ...], fraction: float) -> list[Stream]:
    """Return what a dose leaves: of the whole, what is not removed; of what passes in other hours, the rest.

    The whole is known: a dose of nothing changes no digit.
    """
    parts = (
        replace(stream, share=stream.share * (1.0 - fraction)),
        replace(stream, supplies=spared, share=stream.share * fraction),
    )
    return [part for part in parts if part.share > 0.0]


def _let_go(setting: Setting, place: Place, until: float, mass: Floats) -> Stream:
    """Let what a dam held run off evenly within the drain time, into the river as it is."""
    source = Steady(np.full(mass.size, until), DRAIN_S, mass)
    drained = tuple(
        Supply(source, place, place, None, route=route, share=part)
        for route, part in routes(setting, place.reach)
    )
    return Stream(drained, np.zeros(mass.size))


def _passes(curve: Curve) -> tuple[Floats, Floats]:
    """Return from when to when each member's plume passes (2 % of the largest flux)."""
    top = curve.values.max(axis=1)
    seen = curve.values > 0.02 * top[:, None]
    last = curve.values.shape[1] - 1
    begin = curve.start_s + curve.step_s * seen.argmax(axis=1)
    end = curve.start_s + curve.step_s * (last - seen[:, ::-1].argmax(axis=1))
    return np.where(top > 0, begin, np.inf), np.where(top > 0, end, -np.inf)
