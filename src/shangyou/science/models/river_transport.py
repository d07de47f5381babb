"""Dissolved matter carried down a river: who is reached, when, how much, and how sure we are."""

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.river import answer as public
from shangyou.science.models.river.answer import Answer, MeasureAnswer, ReachAnswer
from shangyou.science.models.river.case import Inputs
from shangyou.science.models.river.checks import problems
from shangyou.science.models.river.engine import Engine
from shangyou.science.models.river.ensemble import River
from shangyou.science.models.river.field import field
from shangyou.science.models.river.receptors import forecast
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import band
from shangyou.science.models.river.surprise import contradictions
from shangyou.science.models.river.update import members_of
from shangyou.science.models.river.validity import inexact, outside_validity, too_late
from shangyou.science.spec import ModelSpec

__all__ = ["MODEL", "Inputs", "field", "solve"]


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the forecast at every receptor.

    Parameters
    ----------
    inputs : Inputs
        The river, the release and the receptors.
    seed : int
        Of the members; the same inputs and seed give the same answer.

    Returns
    -------
    Answer
        Quantiles over the members; times in seconds from `inputs.start`.

    """
    setting = Setting.of(inputs)
    draws, learned = members_of(setting, seed)
    engines, receptors, error, late = forecast(setting, draws)
    released = np.concatenate([engine.released_kg for engine in engines])
    return Answer(
        start=inputs.start,
        reaches=_reaches(setting, [engine.rivers for engine in engines]),
        receptors=receptors,
        measures=_measures(engines),
        released_kg=band(released),
        mass_balance_error=error,
        warnings=(
            *outside_validity(inputs),
            *too_late(inputs, late),
            *inexact(error),
            *(contradictions(learned) if learned is not None else ()),
        ),
        update=learned,
        corrected=None if learned is None else draws,
    )


def _reaches(setting: Setting, rivers: list[River]) -> tuple[ReachAnswer, ...]:
    velocity = np.concatenate([river.cloud_velocity_m_s for river in rivers])
    dispersion = np.concatenate([river.medium.dispersion_m2_s for river in rivers])
    factor = np.concatenate([river.discharge_factor for river in rivers])
    return tuple(
        ReachAnswer(
            id=reach.id,
            velocity_m_s=band(velocity[:, r]),
            longitudinal_dispersion_m2_s=band(dispersion[:, r]),
            discharge_m3_s=band(setting.discharge_m3_s[r] * factor[:, r]),
        )
        for r, reach in enumerate(setting.inputs.reaches)
    )


def _measures(engines: list[Engine]) -> tuple[MeasureAnswer, ...]:
    first = engines[0]
    return tuple(
        MeasureAnswer(
            number=effect.number,
            kind=first.setting.inputs.interventions[effect.number].kind,
            affected_kg=band(np.concatenate([e.effects[i].affected_kg for e in engines])),
        )
        for i, effect in enumerate(first.effects)
    )


MODEL = ModelSpec(
    name="river-transport",
    version="1.1.3",
    title=Sentence("河流溶解物输移", "River transport of dissolved matter"),
    medium="river",
    inputs=Inputs,
    solve=solve,
    to_json=public.to_json,
    references=(
        "Fischer et al. 1979, Mixing in Inland and Coastal Waters",
        "Bencala & Walters 1983; Runkel 1998 (OTIS), USGS WRIR 98-4018",
        "HJ 2.3-2018 appendix E",
    ),
    problems=problems,
    outside_validity=outside_validity,
)
