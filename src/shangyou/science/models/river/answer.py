"""The answer of a river forecast and its public form."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.statistics import Band


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """What the forecast took a reach to be."""

    id: str
    velocity_m_s: Band
    longitudinal_dispersion_m2_s: Band
    discharge_m3_s: Band


@dataclass(frozen=True, slots=True)
class ReceptorAnswer:
    """What reaches one receptor; times in seconds from the start of the forecast."""

    id: str
    arrival_s: Band
    peak_s: Band
    peak_mg_l: Band
    above_from_s: Band
    above_until_s: Band
    probability_above_limit: float | None
    times_s: Floats
    p05_mg_l: Floats
    p50_mg_l: Floats
    p95_mg_l: Floats


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """The mass that one measure took out, held back or diluted."""

    number: int
    kind: str
    affected_kg: Band


@dataclass(frozen=True, slots=True)
class SampleFit:
    """How far one sample was from the forecast before and after it was used (mg/l)."""

    receptor: str
    time: datetime
    observed_mg_l: float | None
    detection_limit_mg_l: float | None
    prior: Band
    posterior: Band


@dataclass(frozen=True, slots=True)
class Push:
    """How many of its own standard deviations the samples moved one assumption, and which way."""

    name_zh: str
    name_en: str
    deviations: float


@dataclass(frozen=True, slots=True)
class Update:
    """What the samples did: misfit is the root mean square of ln(observed / median)."""

    prior_misfit: float
    posterior_misfit: float
    samples: tuple[SampleFit, ...]
    pushes: tuple[Push, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A forecast: every number with its band, and how well mass was kept.

    `corrected` are the members after the samples, None without samples: what `field` needs to draw
    the same plume without learning a second time. No part of the public form.
    """

    start: datetime
    reaches: tuple[ReachAnswer, ...]
    receptors: tuple[ReceptorAnswer, ...]
    measures: tuple[MeasureAnswer, ...]
    released_kg: Band
    mass_balance_error: float
    warnings: tuple[Sentence, ...]
    update: Update | None = None
    corrected: Draws | None = field(default=None, repr=False, compare=False)


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as the public contract has it."""
    clock = answer.start
    document: dict[str, Any] = {
        "warnings": [w.zh for w in answer.warnings],
        "warnings_en": [w.en for w in answer.warnings],
        "mass_balance_error": answer.mass_balance_error,
        "released_kg": _numbers(answer.released_kg),
        "reaches": [
            {
                "id": reach.id,
                "velocity_m_s": _numbers(reach.velocity_m_s),
                "longitudinal_dispersion_m2_s": _numbers(reach.longitudinal_dispersion_m2_s),
                "discharge_m3_s": _numbers(reach.discharge_m3_s),
            }
            for reach in answer.reaches
        ],
        "receptors": [_receptor(receptor, clock) for receptor in answer.receptors],
    }
    if answer.measures:
        document["interventions"] = [
            {"number": m.number, "kind": m.kind, "affected_kg": _numbers(m.affected_kg)}
            for m in answer.measures
        ]
    if answer.update is not None:
        document["update"] = {
            "prior_misfit": answer.update.prior_misfit,
            "posterior_misfit": answer.update.posterior_misfit,
            "observations": [
                {
                    "receptor": fit.receptor,
                    "time": fit.time.isoformat(),
                    "concentration_mg_l": fit.observed_mg_l,
                    "detection_limit_mg_l": fit.detection_limit_mg_l,
                    "prior_mg_l": _numbers(fit.prior),
                    "posterior_mg_l": _numbers(fit.posterior),
                }
                for fit in answer.update.samples
            ],
            "assumptions": [
                {"name": p.name_zh, "name_en": p.name_en, "deviations": p.deviations}
                for p in answer.update.pushes
            ],
        }
    return document


def _receptor(receptor: ReceptorAnswer, clock: datetime) -> dict[str, Any]:
    return {
        "id": receptor.id,
        "arrival": _times(receptor.arrival_s, clock),
        "peak_time": _times(receptor.peak_s, clock),
        "peak_mg_l": _numbers(receptor.peak_mg_l),
        "above_limit_from": _times(receptor.above_from_s, clock),
        "above_limit_until": _times(receptor.above_until_s, clock),
        "probability_above_limit": receptor.probability_above_limit,
        "series": {
            "time": [_time(float(t), clock) for t in receptor.times_s],
            "p05": _listed(receptor.p05_mg_l),
            "p50": _listed(receptor.p50_mg_l),
            "p95": _listed(receptor.p95_mg_l),
        },
    }


def _listed(values: Floats) -> list[float]:
    return [float(v) for v in np.asarray(values)]


def _time(seconds: float, clock: datetime) -> str:
    return (clock + timedelta(seconds=round(seconds))).isoformat()


def _times(band: Band, clock: datetime) -> dict[str, str | None]:
    return {
        name: None if value is None else _time(value, clock)
        for name, value in _numbers(band).items()
    }


def _numbers(band: Band) -> dict[str, float | None]:
    return {"p05": band.p05, "p50": band.p50, "p95": band.p95}
