"""Making a forecast: prepared without the database's locks, then stored as it was run."""

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.preparedness.network import Network
from shangyou.reference import substances
from shangyou.response import downstream, plumes, runs, window
from shangyou.response.amounts import Amount
from shangyou.response.case import MODEL, Case, both_languages, build
from shangyou.response.drafts import (
    Hydrology,
    Reader,
    read_amount,
    read_bank,
    read_duration,
    read_hydrology,
    read_start,
)
from shangyou.response.models import Forecast, Incident
from shangyou.response.models.forecasts import pack
from shangyou.response.river_case import Spill, rivers_of
from shangyou.science.messages import BadInput, Problem, Sentence

PREFIX = "assumptions."
FASTEST_DECAY_PER_S = 1.0
IN_THE_AIR = Sentence(
    "大气事件没有河流预报；请用气体研判。",
    "An incident in the air has no forecast of a river; assess it on the gas page.",
)
WHOLE_NUMBERS: Mapping[str, tuple[int, int, Sentence]] = {
    "members": (1, 5000, Sentence("成员数", "The number of members")),
    "seed": (0, 2**31 - 1, Sentence("种子", "The seed")),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A forecast that has been run and not stored yet."""

    case: Case
    run: runs.Run
    rows: list[dict[str, Any]]
    plume: dict[str, Any]
    network: Network
    seconds: float


def spill_of(incident: Incident) -> Spill:
    """Return what is to be forecast for an incident as it was reported; one in the air is refused."""
    if incident.kind == Incident.Kind.AIR:
        raise BadInput([Problem("", IN_THE_AIR)])
    amount = None
    if incident.amount_value is not None:
        amount = Amount(incident.amount_value, incident.amount_unit)
    return Spill(
        reach=incident.reach,
        distance_m=incident.distance_m,
        bank=incident.bank,
        substance=substances.by_key(incident.substance_key) if incident.substance_key else None,
        substance_name=Sentence(**incident.substance_name),
        amount=amount,
        cause=incident.cause,
        started_at=incident.started_at,
        duration_s=incident.duration_s,
        hydrology=Hydrology(**incident.hydrology),
    )


def assume(spill: Spill, assumptions: Mapping[str, Any], now: datetime) -> Spill:
    """Return the spill with other assumptions put in.

    Raises
    ------
    BadInput
        With one sentence for every assumption that cannot be used.

    """
    known = {
        "amount",
        "started_at",
        "duration_s",
        "bank",
        "discharge_factor",
        "discharge_relative_sd",
        "season",
        "pool_level_m",
        "decay_per_s",
        "members",
        "seed",
    }
    reader = Reader({"assumptions": assumptions}, now)
    for key in assumptions:
        if key not in known:
            allowed = "、".join(sorted(known))
            reader.complain(
                PREFIX + key,
                f"不认识的假定；可改的有：{allowed}。",
                f"This assumption is not known; these can be changed: {', '.join(sorted(known))}.",
            )
    changes = _changes(reader, spill, assumptions, now)
    if reader.problems:
        raise BadInput(reader.problems)
    return replace(spill, **changes)


def _changes(
    reader: Reader, spill: Spill, assumptions: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    given = {key for key, value in assumptions.items() if value is not None}
    changes: dict[str, Any] = {}
    if "amount" in given:
        changes["amount"] = read_amount(reader, PREFIX + "amount", spill.substance)
    if "started_at" in given:
        changes["started_at"] = read_start(reader, PREFIX + "started_at")
    if "duration_s" in given:
        changes["duration_s"] = read_duration(reader, PREFIX + "duration_s")
    if "bank" in given:
        changes["bank"] = read_bank(reader, PREFIX + "bank")
    if given & {"season", "pool_level_m", "discharge_factor", "discharge_relative_sd"}:
        said = read_hydrology(reader, PREFIX, now)
        before = spill.hydrology
        changes["hydrology"] = Hydrology(
            said.season or before.season,
            before.pool_level_m if said.pool_level_m is None else said.pool_level_m,
            before.discharge_factor if said.discharge_factor is None else said.discharge_factor,
            before.discharge_relative_sd
            if said.discharge_relative_sd is None
            else said.discharge_relative_sd,
        )
    if "decay_per_s" in given:
        changes["decay_per_s"] = _within(
            reader, "decay_per_s", Sentence("降解系数", "The loss"), 0.0, FASTEST_DECAY_PER_S
        )
    for key in given & set(WHOLE_NUMBERS):
        changes[key] = _whole(reader, key)
    return changes


def _whole(reader: Reader, key: str) -> int | None:
    low, high, title = WHOLE_NUMBERS[key]
    value = _within(reader, key, title, low, high)
    if value is None:
        return None
    if not value.is_integer():
        reader.complain(
            PREFIX + key, f"{title.zh}应为整数。", f"{title.en} must be a whole number."
        )
    return int(value)


def _within(reader: Reader, key: str, title: Sentence, low: float, high: float) -> float | None:
    value = reader.number(PREFIX + key, title.zh, title.en)
    if value is not None and not low <= value <= high:
        reader.complain(
            PREFIX + key,
            f"{title.zh}应在 {low:g}–{high:g} 之间。",
            f"{title.en} must lie between {low:g} and {high:g}.",
        )
        return None
    return value


def prepare(spill: Spill) -> Prepared:
    """Run the model for a spill on the registers as they stand."""
    begin = time.perf_counter()
    network = store.network()
    path = network.downstream_path(spill.reach, spill.distance_m)
    places = downstream.places_on(
        path, network, bank=spill.bank, floats=downstream.case_floats(spill.substance)
    )
    rivers = rivers_of(spill, network, path, now=timezone.now())
    near_h = window.by_travel_time(network, path, rivers.regime, places, spill.duration_s)
    case = build(spill, places, network, path, window_h=window.days(near_h), rivers=rivers)
    case = _in_window(case, spill, near_h)
    run = runs.run(case.document, model=MODEL, seed=spill.seed)
    if not window.whole(run.answer) and case.document["duration_h"] < window.LONGEST_H:
        case = case.over(window.LONGEST_H)
        run = runs.run(case.document, model=MODEL, seed=spill.seed)
    rows = runs.receptor_rows(case, places, run.answer)
    plume = plumes.plume(
        case.document, case.path, network, rows, seed=spill.seed, draws=run.solved.corrected
    )
    return Prepared(case, run, rows, plume, network, time.perf_counter() - begin)


def _in_window(case: Case, spill: Spill, near_h: float) -> Case:
    """Return the case over a window in which every place that may exceed is clear again."""
    trial = window.trial(case.document)
    if not trial["receptors"]:
        return case
    answer = runs.run(trial, model=MODEL, seed=spill.seed).answer
    return case.over(window.days(max(near_h, window.of_trial(answer, spill.started_at))))


def warm() -> None:
    """Run a small forecast once, so that the first call of the day does not wait for compiling."""
    with contextlib.suppress(DatabaseError, BadInput, ValueError):
        network = store.network()
        reach = next(iter(network.reaches), None)
        if reach is not None:
            prepare(_any_spill(reach))
    connection.close()


def _any_spill(reach: str) -> Spill:
    return Spill(
        reach=reach,
        distance_m=0.0,
        bank="left",
        substance=substances.by_cas("71-43-2"),
        substance_name=Sentence("苯", "benzene"),
        amount=Amount(1.0, "t"),
        cause="",
        started_at=timezone.now(),
        duration_s=600.0,
        hydrology=Hydrology(),
    )


def store_forecast(
    incident: Incident, prepared: Prepared, *, user: User, now: datetime, title: str
) -> Forecast:
    """Store a forecast as the incident's next; the caller holds the incident's row."""
    run = prepared.run
    return Forecast.objects.create(
        incident=incident,
        number=next_number(incident),
        title=title,
        model=run.model,
        model_version=run.version,
        inputs=json.dumps(prepared.case.document, ensure_ascii=False, allow_nan=False),
        inputs_sha256=run.inputs_sha256,
        seed=run.seed,
        answer_gz=pack(run.answer),
        plume_gz=pack(prepared.plume),
        receptors=prepared.rows,
        assumptions=[a.document() for a in prepared.case.assumptions],
        warnings=[both_languages(s) for s in prepared.case.warnings],
        validity=[both_languages(named(s, prepared.rows)) for s in run.validity],
        made_at=now,
        made_by=user,
        seconds=round(prepared.seconds, 3),
    )


def next_number(incident: Incident) -> int:
    """Return the number of an incident's next forecast; the caller holds its row."""
    return (
        incident.forecasts.order_by("-number").values_list("number", flat=True).first() or 0
    ) + 1


def named(sentence: Sentence, rows: list[dict[str, Any]]) -> Sentence:
    """Return a sentence of the model with the places' names in place of their keys."""
    zh, en = sentence.zh, sentence.en
    # the longest first: receptors:12 begins like receptors:121
    for row in sorted(rows, key=lambda row: -len(row["id"])):
        zh, en = zh.replace(row["id"], row["name"]), en.replace(row["id"], row["name"])
    return Sentence(zh, en)


def affected(rows: list[dict[str, Any]]) -> list[str]:
    """Return the districts the plume may reach."""
    return sorted(
        {
            row["district_code"]
            for row in rows
            if row["district_code"] and row["arrival"]["p05"] is not None
        }
    )
