"""Options of measures beside one forecast: what each gains where, over members of that forecast.

All options and what happens without them are computed with the same members, in the same groups and to the same
accuracy as the forecast, so that a difference between two is due to the options alone.
"""

from dataclasses import dataclass, field

import numpy as np

from shangyou.science.cores import at_once
from shangyou.science.decisions.carrier import Action, Carrier, joined
from shangyou.science.decisions.effects import (
    Effect,
    MeasureEffect,
    ReceptorEffect,
    Untouched,
    measure_effect,
    receptor_effect,
)
from shangyou.science.decisions.measures import (
    Measure,
    Option,
    problems,
    without_effect,
)
from shangyou.science.decisions.streams import Stream
from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Sentence
from shangyou.science.models.river.arm_checks import mean_shares
from shangyou.science.models.river.arms import by_path
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.efforts import alike
from shangyou.science.models.river.engine import Target
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.update import members_of

MEMBERS = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """Members of one forecast, in groups alike in effort, and what receptors see without measures."""

    inputs: Inputs
    setting: Setting
    targets: tuple[Target, ...]
    carriers: tuple[Carrier, ...]
    untouched: dict[int, Untouched] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Inputs, seed: int = 0, members: int = MEMBERS) -> "Comparison":
        """Take members of the forecast of a case and compute what options are compared with.

        They are evenly spaced among those of the forecast: after samples neighbours are related.
        """
        setting = by_path(Setting.of(inputs))
        draws, _ = members_of(setting, seed)
        count = min(members, draws.members)
        draws = draws.part(np.arange(count) * draws.members // count)
        targets = tuple(
            Target(setting.network.place(r.reach, r.distance_m), r.position)
            for r in inputs.receptors
        )
        groups = alike(setting, draws, list(targets))
        carriers = at_once(lambda group: Carrier.of(group, targets), groups)
        return cls(inputs, setting, targets, tuple(carriers))

    @property
    def members(self) -> int:
        return sum(carrier.engine.rivers.members for carrier in self.carriers)

    @property
    def released_kg(self) -> Floats:
        """The mass of all releases, per member."""
        return np.concatenate([carrier.engine.released_kg for carrier in self.carriers])

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
        order = self._upstream_first(option)
        acting = [(option.measures[i], self._place(option.measures[i])) for i in order]
        done = at_once(lambda carrier: _act(carrier, acting), self.carriers)
        streams = [left for left, _ in done]
        warnings: list[Sentence] = list(mean_shares(self.setting))
        effects: dict[int, MeasureEffect] = {}
        places: list[Place] = []
        for k, number in enumerate(order):
            action = joined([actions[k] for _, actions in done])
            effects[number] = _effect(number, option.measures[number], action)
            warning = without_effect(
                number,
                option.measures[number],
                _passing(action),
                (action.begin_s, float(np.median(action.end_s))),
            )
            if warning is None:
                places.append(acting[k][1])
            else:
                warnings.append(warning)
        return Effect(
            receptors=tuple(self._receptors(option, streams, places)),
            measures=tuple(
                effects.get(i, MeasureEffect(number=i, kind=m.kind))
                for i, m in enumerate(option.measures)
            ),
            warnings=tuple(warnings),
        )

    def _receptors(
        self, option: Option, streams: list[list[Stream]], places: list[Place]
    ) -> list[ReceptorEffect]:
        """Compare every receptor; what no measure touches is as it was."""
        network = self.setting.network
        touched = [
            i
            for i, target in enumerate(self.targets)
            if any(network.lengths(place, target.place) is not None for place in places)
        ]
        asked = [self.targets[i] for i in touched]
        fresh = at_once(
            lambda pair: pair[0].concentrations(pair[1], asked) if asked else [],
            list(zip(self.carriers, streams, strict=True)),
        )
        end_s = 3600.0 * self.inputs.duration_h
        answer = []
        for i, receptor in enumerate(self.inputs.receptors):
            curves = [carrier.base[i] for carrier in self.carriers]
            if i in touched:
                curves = [mine[touched.index(i)] for mine in fresh]
            closed = [
                (self.setting.seconds(m.from_), self.setting.seconds(m.until))
                for m in option.measures
                if m.kind == "close" and m.receptor == receptor.id
            ]
            answer.append(receptor_effect(receptor, self._untouched(i), curves, closed, end_s))
        return answer

    def _untouched(self, number: int) -> Untouched:
        """Return what a receptor sees without measures; read once for all options."""
        known = self.untouched.get(number)
        if known is None:
            receptor, end_s = self.inputs.receptors[number], 3600.0 * self.inputs.duration_h
            base = [carrier.base[number] for carrier in self.carriers]
            known = self.untouched[number] = Untouched.of(receptor, base, end_s)
        return known

    def _place(self, measure: Measure) -> Place:
        return self.setting.network.place(str(measure.reach), measure.distance_m)

    def _upstream_first(self, option: Option) -> list[int]:
        network = self.setting.network

        def metres_to_outlet(number: int) -> float:
            measure = option.measures[number]
            way = network.way(network.number[str(measure.reach)])
            return float(network.length_m[list(way)].sum()) - measure.distance_m

        on_river = [i for i, m in enumerate(option.measures) if m.kind != "close"]
        return sorted(on_river, key=metres_to_outlet, reverse=True)


def _act(
    carrier: Carrier, acting: list[tuple[Measure, Place]]
) -> tuple[list[Stream], list[Action]]:
    """Let the measures act one after the other on what some members carry."""
    streams, actions = carrier.untouched(), []
    for measure, place in acting:
        streams, action = carrier.act(measure, place, streams)
        actions.append(action)
    return streams, actions


def _effect(number: int, measure: Measure, action: Action) -> MeasureEffect:
    return measure_effect(
        number,
        measure,
        action.acted_kg,
        action.passed_kg,
        action.water_m3,
        action.begin_s,
        action.end_s,
    )


def _passing(action: Action) -> tuple[float, float] | None:
    """Return from when to when the plume passes a measure for nearly all members; None where it never does."""
    seen = np.isfinite(action.first_s)
    if not seen.any():
        return None
    first, last = action.first_s[seen], action.last_s[seen]
    return float(np.quantile(first, 0.05)), float(np.quantile(last, 0.95))
