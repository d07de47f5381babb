"""Running fire and blast models for an assessment and keeping what they say."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.response import repeating
from shangyou.response.case import both_languages
from shangyou.response.gas import fire_case, fire_source, specs
from shangyou.response.models import GasAssessment, GasFire
from shangyou.response.models.forecasts import pack
from shangyou.response.runs import run
from shangyou.science import cases
from shangyou.science.catalogue import MODELS, model
from shangyou.science.messages import BadInput, Problem, Sentence

SEED = 1
NEAREST_M, FARTHEST_M = 1.0, 20_000.0
MOST_OFFSET_M = 20_000.0
# The assessment answers these: what burns, and where people are.
OURS = ("fuel.substance",)
NO_MODEL = Sentence("没有这个火灾爆炸模型。", "There is no such model of fire or blast.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is run, where its middle is, and what was assumed."""

    model: str
    inputs: Mapping[str, Any]
    east_m: float
    north_m: float
    words: Sequence[Sentence]
    derived: bool
    idempotency_key: uuid.UUID


def offered() -> list[dict[str, Any]]:
    """Return the models there are, with the fields each asks for."""
    by_name = {spec.name: spec for spec in MODELS}
    return [
        {
            "model": name,
            "title": by_name[name].title,
            "version": by_name[name].version,
            "references": list(by_name[name].references),
            "fields": specs.fields_of(by_name[name], without=OURS),
        }
        for name in fire_case.MODELS
        if name in by_name
    ]


def is_easy(leak: fire_source.Leak) -> bool:
    """Tell whether it lights easily: then fire and blast are worked out without being asked."""
    share = leak.substance.lfl_fraction
    return share is not None and share <= fire_case.EASY_LFL


def prospects(assessment: GasAssessment) -> dict[str, Any] | None:
    """Return what the leak gives each model, for the forms; None where nothing burns."""
    leak = fire_source.read(json.loads(assessment.inputs), assessment.answer)
    if leak is None or not fire_source.flammable(leak.substance):
        return None
    return {
        "easy": is_easy(leak),
        "derived": [
            {
                "model": one.model,
                "inputs": one.inputs,
                "east_m": one.east_m,
                "north_m": one.north_m,
                "words": list(one.words),
            }
            for one in fire_case.derive(leak)
        ],
    }


def keep_derived(assessment: GasAssessment, *, user: User, now: datetime) -> None:
    """Run and keep what follows from a leak that lights easily; the caller holds the transaction.

    A model that refuses what was worked out is left to the officer: the gas answer stands.
    """
    leak = fire_source.read(json.loads(assessment.inputs), assessment.answer)
    if leak is None or not fire_source.flammable(leak.substance) or not is_easy(leak):
        return
    for one in fire_case.derive(leak):
        if one.inputs is None:
            continue
        scenario = Scenario(
            model=one.model, inputs=one.inputs, east_m=one.east_m, north_m=one.north_m,
            words=one.words, derived=True, idempotency_key=uuid.uuid4(),
        )  # fmt: skip
        try:
            made = _made(assessment, scenario, user=user, now=now)
        except BadInput:
            continue
        made.save(force_insert=True)


def read(body: Mapping[str, Any]) -> Scenario:
    """Return what the form of a fire says.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    problems: list[Problem] = []
    name = body.get("model")
    if name not in fire_case.MODELS or model(str(name)) is None:
        problems.append(Problem("model", NO_MODEL))
    inputs = body.get("inputs")
    if not isinstance(inputs, Mapping):
        problems.append(
            Problem("inputs", Sentence("缺少火灾爆炸参数。", "The inputs are missing."))
        )
    offsets = []
    for field in ("east_m", "north_m"):
        value = body.get(field) if body.get(field) is not None else 0.0
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not abs(value) <= MOST_OFFSET_M
        ):
            said = Sentence(
                f"中心偏移应为 ±{MOST_OFFSET_M:.0f} m 以内的数字。",
                f"The middle lies at most {MOST_OFFSET_M:.0f} m from the leak.",
            )
            problems.append(Problem(field, said))
            value = 0.0
        offsets.append(float(value))
    try:
        key = uuid.UUID(str(body.get("idempotency_key")))
    except ValueError:
        key = uuid.UUID(int=0)
        problems.append(Problem("idempotency_key", Sentence("应为 UUID。", "must be a UUID.")))
    if problems:
        raise BadInput(problems)
    return Scenario(
        model=str(name), inputs=dict(inputs or {}), east_m=offsets[0], north_m=offsets[1],
        words=(), derived=False, idempotency_key=key,
    )  # fmt: skip


def assess(
    assessment: GasAssessment, scenario: Scenario, *, user: User, now: datetime
) -> tuple[GasFire, bool]:
    """Run a typed scenario and keep it; the same form twice is kept once."""
    if not allowed(user, "forecast.run", region=assessment.district_code):
        raise Forbidden
    found = _repeated(assessment, scenario, user)
    if found is not None:
        return found, False
    made = _made(assessment, scenario, user=user, now=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            detail = {"model": made.model, "inputs_sha256": made.inputs_sha256}
            audit.record(
                user, "gas.fire", "gas_assessment", str(assessment.pk), detail,
                region=assessment.district_code or None,
            )  # fmt: skip
            events.publish("incidents", assessment.pk, "gas.fire", regions=assessment.regions)
    except IntegrityError:
        found = _repeated(assessment, scenario, user)
        if found is None:
            raise
        return found, False
    return made, True


def _made(assessment: GasAssessment, scenario: Scenario, *, user: User, now: datetime) -> GasFire:
    document = _document(assessment, scenario)
    try:
        ran = run(document, model=scenario.model, seed=SEED)
    except BadInput as error:
        raise BadInput([Problem(_field(p.path), p.sentence) for p in error.problems]) from error
    return GasFire(
        assessment=assessment,
        idempotency_key=scenario.idempotency_key,
        derived=scenario.derived,
        east_m=scenario.east_m,
        north_m=scenario.north_m,
        assumptions=[both_languages(words) for words in scenario.words],
        model=ran.model,
        model_version=ran.version,
        inputs=cases.canonical_json(document),
        inputs_sha256=ran.inputs_sha256,
        seed=ran.seed,
        answer_gz=pack(ran.answer),
        made_at=now,
        made_by=user,
        seconds=ran.seconds,
    )


def _field(path: str) -> str:
    """Return the form's name of a path of the case: $.air.humidity is inputs.air.humidity."""
    return re.sub(r"^\$\.?", "inputs.", path)


def _document(assessment: GasAssessment, scenario: Scenario) -> dict[str, Any]:
    """Return the exact case: what was said, what burns, how far away the people are."""
    given = json.loads(json.dumps(scenario.inputs))
    fuel = given.get("fuel")
    substance = json.loads(assessment.inputs)["substance"]
    given["fuel"] = {**(fuel if isinstance(fuel, dict) else {}), "substance": substance}
    given["places_m"] = distances(assessment.places, scenario.east_m, scenario.north_m)
    return dict(given)


def distances(places: Iterable[Mapping[str, Any]], east_m: float, north_m: float) -> list[float]:
    """Return how far each place is from the middle of a fire [m], within what the models take."""
    found = (float(np.hypot(p["x_m"] - east_m, p["y_m"] - north_m)) for p in places)
    return [round(min(max(metres, NEAREST_M), FARTHEST_M), 1) for metres in found]


def _repeated(assessment: GasAssessment, scenario: Scenario, user: User) -> GasFire | None:
    another = Sentence("次火灾爆炸计算", "run of a fire")
    key = scenario.idempotency_key
    return repeating.made(GasFire.objects.all(), key, another, made_by=user, assessment=assessment)


def one(assessment: GasAssessment, pk: int) -> GasFire:
    """Return one fire of an assessment; 404 otherwise."""
    found = assessment.fires.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
