"""Running the model on a case: pure, so that a stored case gives the stored answer again."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from shangyou.response.case import Case, both_languages
from shangyou.response.places import Place
from shangyou.science import cases
from shangyou.science.catalogue import MODELS
from shangyou.science.messages import Sentence

QUANTILES = ("p05", "p50", "p95")
NEVER: Mapping[str, None] = {"p05": None, "p50": None, "p95": None}
# The plume is passing while it is above this share of its peak: the model's own rule for arrival.
PASSING_SHARE = 0.02
# Below a ten-thousandth of a microgram per litre nothing is measured: the plume is not there,
# though the model's tail still is (the far bank just below a release).
NOTHING_MG_L = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came out of one run, and the fingerprint of what went in.

    `solved` is the answer as the model gave it: what is computed next starts from it.
    """

    model: str
    version: str
    inputs_sha256: str
    seed: int
    seconds: float
    answer: dict[str, Any]
    validity: tuple[Sentence, ...]
    solved: Any = field(repr=False, compare=False)


def run(document: Mapping[str, Any], *, model: str, seed: int) -> Run:
    """Return the answer of a model for a case; the same case and seed give the same answer.

    Raises
    ------
    BadInput
        Where the case is not one the model takes.

    """
    spec = next(spec for spec in MODELS if spec.name == model)
    inputs = cases.read(spec, document)
    begin = time.perf_counter()
    solved = spec.solve(inputs, seed=seed)
    seconds = time.perf_counter() - begin
    return Run(
        model=spec.name,
        version=spec.version,
        inputs_sha256=cases.sha256(inputs),
        seed=seed,
        seconds=seconds,
        answer=spec.to_json(solved),
        # what the answer itself says: its doubts about the inputs, and those that only show when it is computed
        validity=tuple(solved.warnings),
        solved=solved,
    )


def receptor_rows(
    case: Case, places: Sequence[Place], answer: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return what is stored of each place: its facts that day and the answer's quantiles.

    Ordered by middle arrival; what is never reached comes last, nearest first.
    """
    answers = {receptor["id"]: receptor for receptor in answer["receptors"]}
    return _in_order(_row(case, place, _measurable(answers[place.key])) for place in places)


def refreshed(rows: Sequence[Mapping[str, Any]], answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return stored rows with the quantiles of another answer; their facts stay as they were."""
    answers = {receptor["id"]: receptor for receptor in answer["receptors"]}
    return _in_order(
        {
            **row,
            **_quantiles(
                _measurable(answers[row["id"]]),
                None if row["limit"] is None else row["limit"]["value_mg_l"],
            ),
        }
        for row in rows
    )


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        rows,
        key=lambda row: (
            row["arrival"]["p50"] is None,
            row["arrival"]["p50"] or "",
            row["distance_km"],
        ),
    )


def _measurable(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer, or one that never arrives where the peak is too small to be measured."""
    highest = answer["peak_mg_l"]["p95"]
    if highest is None or highest >= NOTHING_MG_L:
        return answer
    return {
        **answer,
        "arrival": NEVER,
        "peak_time": NEVER,
        "above_limit_from": NEVER,
        "above_limit_until": NEVER,
        "series": {**answer["series"], "p50": []},
    }


def _row(case: Case, place: Place, answer: Mapping[str, Any]) -> dict[str, Any]:
    applicable = case.limits[place.key]
    limit = applicable.limit if applicable else None
    metres = case.path.metres_to(place.reach, place.distance_m) or 0.0
    return {
        "id": place.key,
        "register": place.register,
        "row_id": place.row_id,
        "name": place.name,
        "kind": place.kind,
        "kind_title": place.kind_title,
        "bank": place.bank,
        "river": place.river,
        "reach": place.reach,
        "reach_distance_m": place.distance_m,
        "district": place.district,
        "district_code": place.district_code,
        "distance_km": round(metres / 1000.0, 2),
        "point": {"lon": place.point[0], "lat": place.point[1]},
        "contact": place.contact,
        "supply_level": place.supply_level,
        "status": place.status,
        "source": place.source,
        "demo": place.demo,
        "detail": place.detail,
        "limit": None
        if limit is None or applicable is None
        else {
            "value_mg_l": limit.value_mg_l,
            "standard": limit.standard,
            "clause": both_languages(limit.clause),
            "status": limit.status,
            "reason": both_languages(applicable.reason),
            "assumption": None
            if applicable.assumption is None
            else both_languages(applicable.assumption),
        },
        **_quantiles(answer, None if limit is None else limit.value_mg_l),
    }


def _quantiles(answer: Mapping[str, Any], limit_mg_l: float | None) -> dict[str, Any]:
    """Return what a row says of the answer: times, peak, and the peak beside the limit."""
    peak = answer["peak_mg_l"]
    begin, end = answer["above_limit_from"], answer["above_limit_until"]
    return {
        "arrival": answer["arrival"],
        "peak_time": answer["peak_time"],
        "peak_mg_l": peak,
        "times_limit": NEVER
        if limit_mg_l is None
        else {q: None if peak[q] is None else peak[q] / limit_mg_l for q in QUANTILES},
        "above_from": begin,
        "above_until": end,
        "duration_above_s": {q: _span(begin[q], end[q]) for q in QUANTILES},
        "probability_above": answer["probability_above_limit"],
        "passing_s": _passing(answer["series"]),
    }


def _span(begin: str | None, end: str | None) -> float | None:
    """Return the time between quantiles of the same rank: early members are early in both."""
    if begin is None or end is None:
        return None
    return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds())


def _passing(series: Mapping[str, Any]) -> float | None:
    """Return how long the middle of the forecast stays above 2 % of its peak [s]."""
    values = np.asarray(series["p50"], dtype=np.float64)
    if values.size == 0 or values.max() <= 0.0:
        return None
    present = np.flatnonzero(values >= PASSING_SHARE * values.max())
    first, last = (datetime.fromisoformat(series["time"][i]) for i in (present[0], present[-1]))
    return (last - first).total_seconds()
