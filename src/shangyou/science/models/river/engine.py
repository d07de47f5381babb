"""Concentration curves at any places of a case: steady or unsteady flow, with or without measures."""

from dataclasses import dataclass, replace

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.arms import Route, gridded, routes
from shangyou.science.models.river.ensemble import Draws, River, river
from shangyou.science.models.river.grid import grid_curves
from shangyou.science.models.river.interventions import Effect, apply
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import MG_L_PER_KG_M3, Setting
from shangyou.science.models.river.sources import Source
from shangyou.science.models.river.transfer import Accuracy, Curve, Medium, bound
from shangyou.science.models.river.transfer import curves as transfer
from shangyou.science.models.river.transverse import Banks, factors
from shangyou.science.models.river.unsteady import together, unsteady_curves
from shangyou.science.models.river.water import dilution, discharge, moved
from shangyou.science.models.river.windows import Windows

# Samples of a sum of curves at most.
_MOST_SAMPLES = 8192


@dataclass(frozen=True, slots=True)
class Target:
    """A place and a position across the river (None: the mean of the section)."""

    place: Place
    position: float | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """Mass that sets out from a place; `origin` remembers where it entered the river.

    `share` is that of its way where the river parts; `extra_m3_s` what measures have added to the
    water around it, per member.
    """

    source: Source
    place: Place
    origin: Place
    position: float | None
    until: Place | None = None
    route: Route | None = None
    share: float = 1.0
    extra_m3_s: Floats | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """The members of one forecast and what they carry."""

    setting: Setting
    rivers: River
    supplies: tuple[Supply, ...]
    banks: Banks
    accuracy: Accuracy
    effects: tuple[Effect, ...] = ()

    @classmethod
    def of(cls, setting: Setting, draws: Draws, accuracy: Accuracy) -> "Engine":
        rivers = river(draws, setting.estimates, setting.inputs)
        engine = cls(
            setting=setting,
            rivers=rivers,
            supplies=tuple(
                Supply(source, place, place, release.position, route=route, share=part)
                for source, place, release in zip(
                    setting.sources(draws, rivers),
                    setting.releases,
                    setting.inputs.releases,
                    strict=True,
                )
                for route, part in routes(setting, place.reach)
            ),
            banks=Banks.of(
                setting.network,
                tuple(reach.joins for reach in setting.inputs.reaches),
                setting.discharge_m3_s,
            ),
            accuracy=accuracy,
        )
        return engine._with_measures()

    @property
    def released_kg(self) -> Floats:
        """The mass of all releases, per member."""
        first = sum(len(routes(self.setting, place.reach)) for place in self.setting.releases)
        shares = [s.share * s.source.mass_kg for s in self.supplies[:first]]
        result: Floats = np.sum(shares, axis=0)
        return result

    def fluxes(
        self, targets: list[Target], bounds: Windows | None = None
    ) -> tuple[list[Curve], Floats]:
        """Return mass flux [kg/s] past each target and the mass that must pass it."""
        members = self.rivers.members
        if not targets:
            return [], np.zeros((members, 0))
        streams = self._streams()
        if len(streams) > 1:
            parts = [stream.fluxes(targets) for stream in streams]
            curves = [
                together(list(c), members, _MOST_SAMPLES)
                for c in zip(*(f for f, _ in parts), strict=True)
            ]
            return curves, np.sum([passed for _, passed in parts], axis=0)
        extra = self.supplies[0].extra_m3_s if self.supplies else None
        medium = moved(self.setting, self.rivers, extra).medium
        if gridded(self.setting):
            return self._on_grid(targets, medium)
        lengths = self._lengths([t.place for t in targets])
        weights = self._weights(targets, lengths)
        sources = [supply.source for supply in self.supplies]
        if not self.setting.unsteady:
            flux, bounds = transfer(medium, sources, lengths, weights, self.accuracy, bounds=bounds)
            return flux, bounds.passed_kg
        return unsteady_curves(
            setting=self.setting,
            medium=medium,
            sources=[(s.source, s.place, s.route) for s in self.supplies],
            targets=[t.place for t in targets],
            reached=~np.isnan(lengths[:, :, 0]),
            weights=weights,
            accuracy=self.accuracy,
        )

    def _on_grid(self, targets: list[Target], medium: Medium) -> tuple[list[Curve], Floats]:
        """Carry each supply cell by cell; what arrives adds up."""
        members = self.rivers.members
        found: list[list[Curve]] = [[] for _ in targets]
        for supply in self.supplies:
            curves, _ = grid_curves(
                self.setting,
                medium,
                supply.source,
                supply.place,
                [t.place for t in targets],
                until=supply.until,
                accuracy=self.accuracy,
            )
            for mine, curve, target in zip(found, curves, targets, strict=True):
                if curve is None:
                    continue
                if target.position is not None:
                    position = np.array([target.position])
                    curve.values[:] *= self._factor(supply, target.place, position)
                mine.append(curve)
        answer = [together(mine, members, _MOST_SAMPLES) for mine in found]
        passed = [curve.values.sum(axis=1) * curve.step_s for curve in answer]
        return answer, np.stack(passed, axis=1)

    def bounds(self, targets: list[Target]) -> Windows:
        """Return where the curves live while the flow is steady."""
        lengths = self._lengths([t.place for t in targets])
        weights = self._weights(targets, lengths)
        sources = [supply.source for supply in self.supplies]
        return bound(self.rivers.medium, sources, lengths, weights, self.accuracy)

    def concentrations(
        self, targets: list[Target], bounds: Windows | None = None
    ) -> tuple[list[Curve], float]:
        """Return concentration [mg/l] at each target and the worst error of mass.

        The error is that of the curves as computed, before they were scaled to the mass.
        """
        released = np.where(self.released_kg > 0, self.released_kg, 1.0)
        members = released.size
        parts: list[list[Curve]] = [[] for _ in targets]
        for stream in self._streams():
            flux, _ = stream.fluxes(targets, bounds)
            extra = stream.supplies[0].extra_m3_s if stream.supplies else None
            for mine, curve, target in zip(parts, flux, targets, strict=True):
                reach = target.place.reach
                mine.append(self._concentration(curve, reach))
                if extra is not None:
                    thin = dilution(self.setting, self.rivers, extra, reach)
                    curve.values[:] *= thin[:, None].astype(curve.values.dtype)
        answer = [together(mine, members, _MOST_SAMPLES) for mine in parts]
        worst = max((float(np.max(curve.defect_kg / released)) for curve in answer), default=0.0)
        return answer, worst

    def _streams(self) -> list["Engine"]:
        """Return an engine for each kind of water around the supplies; itself if there is one."""
        kinds: list[Floats | None] = []
        for supply in self.supplies:
            if not any(supply.extra_m3_s is kind for kind in kinds):
                kinds.append(supply.extra_m3_s)
        if len(kinds) < 2:
            return [self]
        return [
            replace(self, supplies=tuple(s for s in self.supplies if s.extra_m3_s is kind))
            for kind in kinds
        ]

    def _concentration(self, curve: Curve, reach: int) -> Curve:
        discharge = self.rivers.discharge_factor[:, reach, None]
        clock = self.setting.clocks[reach]
        if clock is None:
            discharge = self.setting.discharge_m3_s[reach] * discharge
        else:
            from shangyou.science.models.river.remap import divide  # noqa: PLC0415 (compiled)

            divide(curve.start_s, curve.step_s, clock, curve.values)
        # the flux is of no more use: its place is taken
        np.multiply(curve.values, MG_L_PER_KG_M3 / discharge, out=curve.values, casting="same_kind")
        return curve

    def reaches(self, targets: list[Target]) -> bool:
        """Tell whether the water of any supply comes to any target."""
        return not bool(np.isnan(self._lengths([t.place for t in targets])[:, :, 0]).all())

    def _lengths(self, targets: list[Place]) -> Floats:
        """Return metres per reach from each supply to each target; NaN where it does not go."""
        network = self.setting.network
        metres = np.full((len(self.supplies), len(targets), network.length_m.size), np.nan)
        for i, supply in enumerate(self.supplies):
            for j, target in enumerate(targets):
                until, route = supply.until, supply.route
                if until is not None and network.lengths(until, target, route) is not None:
                    continue
                way = network.lengths(supply.place, target, route)
                if way is not None:
                    metres[i, j] = way
        return metres

    def _weights(self, targets: list[Target], lengths: Floats) -> Floats:
        weights = np.ones((*lengths.shape[:2], self.rivers.members))
        for i, supply in enumerate(self.supplies):
            weights[i] *= supply.share
            for j, target in enumerate(targets):
                if target.position is not None and not np.isnan(lengths[i, j, 0]):
                    position = np.array([target.position])
                    weights[i, j] *= self._factor(supply, target.place, position)[:, 0]
        return weights

    def across(self, supply: Supply, points: list[Place], positions: Floats) -> Floats:
        """Return concentration over the mean of the section, (members, points, positions)."""
        return np.stack([self._factor(supply, point, positions) for point in points], axis=1)

    def _factor(self, supply: Supply, place: Place, position: Floats) -> Floats:
        return factors(
            network=self.setting.network,
            banks=self.banks,
            origin=supply.origin,
            source_position=supply.position,
            target=place,
            positions=position,
            variance_per_m=self.rivers.transverse_per_m,
        )

    def _with_measures(self) -> "Engine":
        """Let each measure, from upstream down, change what passes its place."""
        engine = self
        for number in self.setting.measures:
            measure = self.setting.inputs.interventions[number]
            place = self.setting.network.place(measure.reach, measure.distance_m)
            arrives = ~np.isnan(engine._lengths([place])[:, 0, 0])
            begin, end = self.setting.seconds(measure.from_), self.setting.seconds(measure.until)
            flow = discharge(self.setting, self.rivers, place.reach, 0.5 * (begin + end))
            affected: Floats = np.zeros(flow.shape)
            above, below = [], []
            # parcels with the same water around them go on together
            waters: dict[int, list[Floats | None]] = {}
            for supply, passes in zip(engine.supplies, arrives, strict=True):
                above.append(replace(supply, until=place) if passes else supply)
                if not passes:
                    continue
                flux, _ = replace(engine, supplies=(supply,)).fluxes([Target(place)])
                parts, mass = apply(measure, flux[0], flow, supply.extra_m3_s, (begin, end))
                affected = affected + mass
                own = waters.setdefault(id(supply.extra_m3_s), [part.extra_m3_s for part in parts])
                below += [
                    # the flux carries the share of its way already
                    replace(supply, source=part.source, place=place, share=1.0, extra_m3_s=extra)
                    for part, extra in zip(parts, own, strict=True)
                ]
            # the releases stay in front, in the order of the case
            engine = replace(
                engine,
                supplies=(*above, *below),
                effects=(*engine.effects, Effect(number, affected)),
            )
        return engine
