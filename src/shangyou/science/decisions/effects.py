"""The effect of an option, in the numbers a commander compares."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from shangyou.science.decisions.measures import HOLDS, Measure
from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.river.case import Receptor
from shangyou.science.models.river.curve import Curve, Values
from shangyou.science.models.river.statistics import ARRIVAL_SHARE, Band, band, passages

# From this chance of passing its limit on, hours are counted to the limit; below, to the front.
_LIKELY = 0.05
_VOLUME_TIMES = 25


@dataclass(frozen=True, slots=True)
class ReceptorEffect:
    """One receptor with an option beside without it.

    `gained_s` is how much later the limit is passed (or, where it hardly ever is, the front
    arrives), over the members that see it without the option; a quantile that is never reached
    any more is None, `avoided` the share of these members. `counted` says which of the two.
    """

    id: str
    counted: str
    gained_s: Band
    avoided: float
    peak_mg_l: Band
    peak_before_mg_l: Band
    times_limit: Band | None
    above_s: Band
    above_before_s: Band
    probability_above: float | None
    probability_before: float | None
    open_peak_mg_l: Band | None = None
    open_above_s: Band | None = None
    closed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class MeasureEffect:
    """What one measure took: mass, water, reagent, and whether its space fills."""

    number: int
    kind: str
    affected_kg: Band | None = None
    volume_m3: Band | None = None
    fills: float | None = None
    full_at_s: Band | None = None
    volume_times_s: Floats | None = None
    volume_p50_m3: Floats | None = None
    reagent_kg: Band | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """All of an option; times in seconds from the start of the forecast."""

    receptors: tuple[ReceptorEffect, ...]
    measures: tuple[MeasureEffect, ...]
    warnings: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Untouched:
    """What one receptor sees without any measure: the same beside every option."""

    counted: str
    first_s: Floats
    front_mg_l: Floats
    peak_mg_l: Band
    above_s: Band
    probability: float | None

    @classmethod
    def of(cls, receptor: Receptor, before: list[Curve], end_s: float) -> "Untouched":
        """Read the curves of all members, in groups, at one receptor."""
        limit = receptor.limit_mg_l
        was = passages(before, limit)
        likely = limit is not None and float(np.isfinite(was.above_from_s).mean()) >= _LIKELY
        front = ARRIVAL_SHARE * was.peak_mg_l
        return cls(
            counted="limit" if likely else "front",
            first_s=was.above_from_s if likely else _first_above(before, front),
            front_mg_l=front,
            peak_mg_l=band(was.peak_mg_l),
            above_s=band(_time_above(before, limit)),
            probability=None if limit is None else _share(was.above_from_s, end_s),
        )


def receptor_effect(
    receptor: Receptor,
    before: Untouched,
    after: list[Curve],
    closed: list[tuple[float, float]],
    end_s: float,
) -> ReceptorEffect:
    """Compare the curves of all members, in groups, at one receptor."""
    after = _as_one(after)
    limit = receptor.limit_mg_l
    now = passages(after, limit)
    if before.counted == "limit":
        later = now.above_from_s
    else:
        later = _first_above(after, before.front_mg_l)
    first, later = (np.where(t <= end_s, t, np.inf) for t in (before.first_s, later))
    seen = np.isfinite(first)
    gained = later[seen] - first[seen]
    opened = _while_open(after, closed, limit) if closed else None
    return ReceptorEffect(
        id=receptor.id,
        counted=before.counted,
        gained_s=band(gained) if gained.size else Band(None, None, None),
        avoided=float(np.isinf(gained).mean()) if gained.size else 0.0,
        peak_mg_l=band(now.peak_mg_l),
        peak_before_mg_l=before.peak_mg_l,
        times_limit=None if limit is None else band(now.peak_mg_l / max(limit, 1e-12)),
        above_s=band(_time_above(after, limit)),
        above_before_s=before.above_s,
        probability_above=None if limit is None else _share(now.above_from_s, end_s),
        probability_before=before.probability,
        open_peak_mg_l=None if opened is None else band(opened[0]),
        open_above_s=None if opened is None else band(opened[1]),
        closed_s=sum(finish - begin for begin, finish in closed),
    )


def _as_one(curves: list[Curve]) -> list[Curve]:
    """Return the groups as one where their curves have as many samples: read once, they cost less."""
    if len({curve.values.shape[1] for curve in curves}) > 1:
        return curves
    return [
        Curve(
            *(np.concatenate([getattr(curve, f.name) for curve in curves]) for f in fields(Curve))
        )
    ]


def measure_effect(  # noqa: PLR0917 -- what one measure did, in one place
    number: int,
    measure: Measure,
    acted: Floats,
    passed: Floats,
    water: Floats,
    begin: float,
    end: Floats,
) -> MeasureEffect:
    """Return what a measure took [kg], the water it holds [m3] and when it is full [s]."""
    reagent = None
    if measure.kind == "dose" and measure.reagent_ratio is not None:
        reagent = band(passed * measure.reagent_ratio)
    if measure.kind not in HOLDS:
        return MeasureEffect(number, measure.kind, band(acted), reagent_kg=reagent)
    full = water >= (measure.capacity_m3 or np.inf) * (1.0 - 1e-9)
    times = np.linspace(begin, float(end.max()), _VOLUME_TIMES)
    share = np.clip((times[:, None] - begin) / np.maximum(end - begin, 1e-9), 0.0, 1.0)
    return MeasureEffect(
        number,
        measure.kind,
        band(acted),
        volume_m3=band(water),
        fills=float(full.mean()),
        full_at_s=band(np.where(full, end, np.inf)),
        volume_times_s=times,
        volume_p50_m3=np.median(share * water, axis=1),
    )


def _share(times: Floats, end_s: float) -> float:
    return float((times <= end_s).mean())


def _time_above(curves: list[Curve], limit: float | None) -> Floats:
    if limit is None:
        return np.zeros(sum(curve.start_s.size for curve in curves))
    return np.concatenate([(c.values > limit).sum(axis=1) * c.step_s for c in curves])


def _first_above(curves: list[Curve], threshold: Floats) -> Floats:
    """Return the first time each member passes its own threshold; inf where it never does."""
    ends = np.cumsum([curve.start_s.size for curve in curves])
    parts = np.split(threshold, ends[:-1])
    return np.concatenate([_first(c, own) for c, own in zip(curves, parts, strict=True)])


def _first(curve: Curve, threshold: Floats) -> Floats:
    over = (curve.values > threshold[:, None]) & (threshold[:, None] > 0)
    column = over.argmax(axis=1)
    rows = np.arange(column.size)
    before = np.maximum(column - 1, 0)
    low = curve.values[rows, before].astype(np.float64)
    high = curve.values[rows, column].astype(np.float64)
    part = np.clip((threshold - low) / np.maximum(high - low, 1e-300), 0.0, 1.0)
    place = before + np.where(column > 0, part, 0.0)
    return np.where(over.any(axis=1), curve.start_s + curve.step_s * place, np.inf)


def _while_open(
    curves: list[Curve], closed: list[tuple[float, float]], limit: float | None
) -> tuple[Floats, Floats]:
    """Return the peak and the time above the limit of what an intake takes while it is open."""
    taken = [replace(curve, values=_let_in(curve, closed)) for curve in curves]
    return np.concatenate([c.values.max(axis=1) for c in taken]), _time_above(taken, limit)


def _let_in(curve: Curve, closed: list[tuple[float, float]]) -> Values:
    columns = np.arange(curve.values.shape[1])
    times = curve.start_s[:, None] + curve.step_s[:, None] * columns
    is_open = np.ones(times.shape, dtype=np.bool_)
    for begin, finish in closed:
        is_open &= (times < begin) | (times > finish)
    return np.where(is_open, curve.values, 0.0)


def to_json(effect: Effect, start: datetime) -> dict[str, Any]:
    """Return an effect as it is stored and sent."""

    def clock(seconds: float | None) -> str | None:
        if seconds is None:
            return None
        return (start + timedelta(seconds=round(seconds))).isoformat()

    def numbers(values: Band | None) -> dict[str, float | None] | None:
        if values is None:
            return None
        return {"p05": values.p05, "p50": values.p50, "p95": values.p95}

    return {
        "receptors": [
            {
                "id": r.id,
                "counted": r.counted,
                "gained_s": numbers(r.gained_s),
                "avoided": r.avoided,
                "peak_mg_l": numbers(r.peak_mg_l),
                "peak_before_mg_l": numbers(r.peak_before_mg_l),
                "times_limit": numbers(r.times_limit),
                "above_s": numbers(r.above_s),
                "above_before_s": numbers(r.above_before_s),
                "probability_above": r.probability_above,
                "probability_before": r.probability_before,
                "open_peak_mg_l": numbers(r.open_peak_mg_l),
                "open_above_s": numbers(r.open_above_s),
                "closed_s": r.closed_s,
            }
            for r in effect.receptors
        ],
        "measures": [
            {
                "number": m.number,
                "kind": m.kind,
                "affected_kg": numbers(m.affected_kg),
                "volume_m3": numbers(m.volume_m3),
                "fills": m.fills,
                "full_at": None
                if m.full_at_s is None
                else {
                    "p05": clock(m.full_at_s.p05),
                    "p50": clock(m.full_at_s.p50),
                    "p95": clock(m.full_at_s.p95),
                },
                "volume_series": None
                if m.volume_times_s is None or m.volume_p50_m3 is None
                else [
                    [clock(float(t)), float(v)]
                    for t, v in zip(m.volume_times_s, m.volume_p50_m3, strict=True)
                ],
                "reagent_kg": numbers(m.reagent_kg),
            }
            for m in effect.measures
        ],
        "warnings": [{"zh": w.zh, "en": w.en} for w in effect.warnings],
    }
