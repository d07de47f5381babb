"""Adopting an option: its measures become lines of the plan, its forecast stands beside the old."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from shangyou.core.http import ProblemError
from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.response import downstream, forecasting, gather, keeping, options, plumes, runs
from shangyou.response.adopted_lines import SECTION, name_section
from shangyou.response.case import Assumption, Case, build
from shangyou.response.forecasting import Prepared
from shangyou.response.incidents import bump
from shangyou.response.models import Forecast, Incident, Plan, PlanLine, ResponseOption
from shangyou.response.options_reading import KINDS
from shangyou.science.messages import Problem, Sentence

ALREADY = Sentence("该方案已经采用。", "This option has been adopted already.")
AS_MODEL: Mapping[str, str] = {
    "divert": "divert",
    "dam": "dam",
    "dose": "dose",
    "release": "dilute",
}


def adopt(option: ResponseOption, *, user: User, now: datetime) -> tuple[Plan, Forecast | None]:
    """Adopt an option: new forecast beside the old, lines in the newest plan, one transaction."""
    if option.adopted_at is not None:
        raise ProblemError(409, [Problem("", ALREADY)])
    prepared = _prepare(option)
    with transaction.atomic():
        held = options._open(option.incident)  # noqa: SLF001 (one package)
        done = ResponseOption.objects.filter(pk=option.pk, adopted_at=None).update(
            adopted_at=now, adopted_by=user, removed_at=None
        )
        if not done:
            raise ProblemError(409, [Problem("", ALREADY)])
        made: Forecast | None = None
        if prepared is not None:
            title = f"方案 {option.number}：{option.title}".rstrip("：")[:120]
            made = forecasting.store_forecast(held, prepared, user=user, now=now, title=title)
            ResponseOption.objects.filter(pk=option.pk).update(adopted_forecast=made)
        plan = _write_lines(held, option, user, now)
        bump(held)
        words = options.summary(option.measures)
        keeping.log(
            held,
            user,
            "plan",
            Sentence(
                f"采用方案 {option.number}：{words.zh}",
                f"Option {option.number} adopted: {words.en}",
            ),
            at=now,
            link={"option": option.pk, "forecast": made.pk if made else None},
        )
        keeping.trace(held, user, "option.adopted", {"option": option.number})
    return plan, made


def _write_lines(held: Incident, option: ResponseOption, user: User, now: datetime) -> Plan:
    plan = held.plans.order_by("-version").first()
    if plan is None:
        raise ProblemError(404, [Problem("", Sentence("没有处置方案。", "There is no plan."))])
    basis = gather.run_basis(option.forecast)
    position = plan.lines.count()
    rows = []
    for i, measure in enumerate(option.measures):
        rows.append(
            PlanLine(
                plan=plan,
                section=SECTION,
                position=position + i,
                key=f"option:{option.pk}:{i}",
                content=_content(option, i, measure, basis.title),
                by=datetime.fromisoformat(measure["from"]),
                state=PlanLine.State.ACCEPTED,
                decided_by=user,
                decided_at=now,
            )
        )
    PlanLine.objects.bulk_create(rows)
    name_section(plan)
    return plan


def _content(
    option: ResponseOption, i: int, measure: Mapping[str, Any], basis: Sentence
) -> dict[str, Any]:
    kind = KINDS[measure["kind"]]
    taken = option.effect["measures"][i]
    return {
        "verb": {"zh": "采用", "en": "Adopt"},
        "what": {"zh": f"{measure['label']}：{kind.zh}", "en": f"{measure['label']}: {kind.en}"},
        "where": {"zh": measure.get("place") or measure["label"]}
        | {"en": measure.get("place") or measure["label"]},
        "point": measure.get("point"),
        "start": measure["from"],
        "until": measure["until"],
        "who": None,
        "means": _means(measure, taken),
        "effect": _gains(option.effect["receptors"], option.forecast.receptors),
        "because": [
            {
                "kind": "run",
                "title": {
                    "zh": f"方案 {option.number} 比选；{basis.zh}",
                    "en": f"option {option.number}; {basis.en}",
                },
                "status": "estimated",
                "link": f"/forecasts/{option.forecast_id}",
            }
        ],
        "status": "estimated",
    }


def _means(measure: Mapping[str, Any], taken: Mapping[str, Any]) -> dict[str, str] | None:
    zh, en = [], []
    if measure.get("discharge_m3_s") is not None:
        zh.append(f"流量 {measure['discharge_m3_s']:g} m³/s")
        en.append(f"{measure['discharge_m3_s']:g} m3/s")
    if measure.get("fraction") is not None:
        zh.append(f"比例 {100 * measure['fraction']:.0f} %")
        en.append(f"share {100 * measure['fraction']:.0f} %")
    if taken["volume_m3"] is not None:
        volume = taken["volume_m3"]["p50"] or 0.0
        zh.append(f"蓄水约 {volume / 1e4:.3g} 万 m³")
        en.append(f"holds about {volume:.3g} m3")
    if taken["reagent_kg"] is not None:
        reagent = taken["reagent_kg"]["p50"] or 0.0
        zh.append(f"药剂约 {reagent / 1000:.3g} t（用量以烧杯试验为准）")
        en.append(f"about {reagent / 1000:.3g} t of reagent (fix by jar test)")
    return {"zh": "，".join(zh), "en": ", ".join(en)} if zh else None


def _gains(
    effects: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> dict[str, str] | None:
    names = {row["id"]: row["name"] for row in rows}
    zh, en = [], []
    for effect in effects:
        gained, name = effect["gained_s"]["p50"], names.get(effect["id"], effect["id"])
        if effect["avoided"] >= 0.5:
            zh.append(f"{name}：{100 * effect['avoided']:.0f} % 可能不再超标")
            en.append(f"{name}: {100 * effect['avoided']:.0f} % likely no longer above")
        elif gained is not None and abs(gained) >= 600:
            zh.append(f"{name}：推迟 {gained / 3600:.1f} h")
            en.append(f"{name}: {gained / 3600:.1f} h later")
    if not zh:
        return {"zh": "对下游影响很小", "en": "little effect downstream"}
    return {"zh": "；".join(zh[:4]), "en": "; ".join(en[:4])}


def _prepare(option: ResponseOption) -> Prepared | None:
    """Run the forecast's own case with the measures; None where only intakes are closed."""
    begin = time.perf_counter()
    forecast, incident = option.forecast, option.incident
    path = options.path_of(incident)
    discharges = {reach["id"]: reach["discharge_m3_s"] for reach in forecast.case["reaches"]}
    measures = []
    for measure, taken in zip(option.measures, option.effect["measures"], strict=True):
        if measure["kind"] not in AS_MODEL:
            continue
        place = path.in_case(measure["reach"], measure["distance_m"])
        part = _in_model(measure, place, discharges[place[0]], taken)
        if part is not None:
            measures.append(part)
    if not measures:
        return None
    network = store.network()
    spill = forecasting.spill_of(incident)
    floats = downstream.case_floats(spill.substance)
    places = downstream.places_on(path, network, bank=spill.bank, floats=floats)
    document = forecast.case
    known = {receptor["id"] for receptor in document["receptors"]}
    places = [place for place in places if place.key in known]
    fresh = build(spill, places, network, path, window_h=document["duration_h"])
    before = document.get("interventions", [])
    case: Case = replace(
        fresh,
        document={**document, "interventions": [*before, *measures]},
        assumptions=(
            *(_assumption(stored) for stored in forecast.assumptions),
            Assumption(
                Sentence("措施", "measures"),
                options.summary(option.measures),
                Sentence(
                    f"方案 {option.number}；分流带走水量及其中的物质，下游流量随之减小",
                    f"option {option.number}; a diversion takes water and what is in it, the flow below falls",
                ),
                "estimated",
            ),
        ),
        warnings=tuple(Sentence(**stored) for stored in forecast.warnings),
    )
    run = runs.run(case.document, model=forecast.model, seed=forecast.seed)
    kept = [place for place in places if place.key in fresh.limits]
    rows = runs.receptor_rows(case, kept, run.answer)
    plume = plumes.plume(
        case.document, case.path, network, rows, seed=forecast.seed, draws=run.solved.corrected
    )
    return Prepared(case, run, rows, plume, network, time.perf_counter() - begin)


def _mean(discharge: Any) -> float:
    """Return a discharge, or the mean of its series [m3/s]."""
    if isinstance(discharge, list):
        return float(sum(value for _, value in discharge) / len(discharge))
    return float(discharge)


def _assumption(stored: Mapping[str, Any]) -> Assumption:
    return Assumption(
        Sentence(**stored["title"]),
        Sentence(**stored["value"]),
        Sentence(**stored["source"]),
        stored["status"],
    )


def _in_model(
    measure: Mapping[str, Any],
    place: tuple[str, float],
    carries: Any,
    taken: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return a measure as `river-transport` takes it: it ends when its space is full."""
    until = measure["until"]
    full = (taken["full_at"] or {}).get("p50")
    if full is not None and datetime.fromisoformat(full) < datetime.fromisoformat(until):
        until = full
    if datetime.fromisoformat(until) <= datetime.fromisoformat(measure["from"]):
        return None
    answer = {
        "kind": AS_MODEL[measure["kind"]],
        "reach": place[0],
        "distance_m": round(place[1], 1),
        "from": measure["from"],
        "until": until,
    }
    if measure.get("fraction") is not None:
        answer["fraction"] = measure["fraction"]
    if measure["kind"] == "release":
        answer["discharge_m3_s"] = measure["discharge_m3_s"]
    elif measure.get("discharge_m3_s") is not None:
        answer["fraction"] = min(1.0, measure["discharge_m3_s"] / _mean(carries))
    return answer
