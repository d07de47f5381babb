"""Running and keeping an oil run: one walk, one transaction."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from shangyou.core.http import NotFound
from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.preparedness.network import Network, Path
from shangyou.response import downstream, keeping
from shangyou.response.case import both_languages
from shangyou.response.forecasting import spill_of
from shangyou.response.models import Incident, LogEntry, OilRun
from shangyou.response.models.forecasts import pack
from shangyou.response.oil import case, slick
from shangyou.response.oil.form import Form
from shangyou.response.places import Place
from shangyou.response.river_case import SEED, rivers_of
from shangyou.science import cases
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.river_oil_spill import MODEL, watch

SHARES = ("surface", "evaporated", "dispersed", "stranded", "recovered")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A form turned into a case that the model takes."""

    form: Form
    case: case.Case
    inputs: Any
    network: Network
    places: list[Place]


def prepare(incident: Incident, form: Form) -> Prepared:
    """Return the case of a form, on the registers as they stand.

    Raises
    ------
    BadInput
        With a sentence for every field the model cannot use.

    """
    spill = spill_of(incident)
    network = store.network()
    path = network.downstream_path(spill.reach, spill.distance_m)
    places = [
        place
        for place in downstream.places_on(path, network, bank=spill.bank, floats=True)
        if place.register == downstream.RECEPTORS
    ]
    rivers = rivers_of(spill, network, path, now=timezone.now())
    built = case.build(form, spill, places, network, path=path, river=incident.river, rivers=rivers)
    try:
        inputs = cases.read(MODEL, built.document)
    except BadInput as error:
        raise BadInput([Problem(_field(p.path), p.sentence) for p in error.problems]) from error
    return Prepared(form, built, inputs, network, places)


@dataclass(frozen=True, slots=True)
class Made:
    """What came out of the model, not stored yet."""

    prepared: Prepared
    answer: dict[str, Any]
    slick: dict[str, Any]
    seconds: float


def run(prepared: Prepared, tell: Callable[[float], None]) -> Made:
    """Walk once: the answer, which is that of `shangyou run`, and the slick of the map."""
    begin = time.perf_counter()
    built, inputs = prepared.case, prepared.inputs
    times = slick.times(inputs)
    answer, seen = watch(inputs, times, SEED, slick.MOST_ELEMENTS, tell)
    return Made(
        prepared=prepared,
        answer=MODEL.to_json(answer),
        slick=slick.frames(seen, built.document, built.path, prepared.network),
        seconds=time.perf_counter() - begin,
    )


def _field(path: str) -> str:
    """Return the form's name of a path of the case: $.booms[0].from is booms.0.from."""
    name = re.sub(r"\[(\d+)\]", r".\1", path.removeprefix("$."))
    return "amount.value" if name in {"releases.0.volume_m3", "releases.0.mass_kg"} else name


def keep(
    incident: Incident, made: Made, body: Mapping[str, Any], *, user: User, now: datetime
) -> OilRun:
    """Store a run as the incident's next; the caller holds the incident's row."""
    form, built = made.prepared.form, made.prepared.case
    last = incident.oil_runs.order_by("-number").values_list("number", flat=True).first() or 0
    shares = made.answer["mass_balance"]
    fingerprint = cases.sha256(made.prepared.inputs)
    stored = OilRun.objects.create(
        idempotency_key=form.idempotency_key,
        incident=incident,
        number=last + 1,
        title=form.title,
        oil_id=form.oil.oil_id,
        oil_name=form.oil_label,
        form={k: v for k, v in body.items() if k != "idempotency_key"},
        model=MODEL.name,
        model_version=MODEL.version,
        inputs=cases.canonical_json(built.document),
        inputs_sha256=fingerprint,
        seed=SEED,
        answer_gz=pack(made.answer),
        slick_gz=pack(made.slick),
        places=[_facts(place, built) for place in made.prepared.places],
        reach_names=reach_names(made.prepared.network, built.path),
        warnings=[both_languages(sentence) for sentence in built.warnings],
        outcome={name: shares[name][-1] for name in SHARES},
        made_at=now,
        made_by=user,
        seconds=round(made.seconds, 3),
    )
    booms = f"，围油栏 {len(form.booms)} 道" if form.booms else ""
    said = f"第 {stored.number} 次溢油计算：{form.oil_label}{booms}"
    en = f"Oil run {stored.number}: {form.oil_label}; booms: {len(form.booms)}"
    keeping.log(incident, user, LogEntry.Kind.FORECAST, Sentence(said, en), at=now)
    keeping.trace(incident, user, "oil.run", {"oil_run": stored.pk, "inputs_sha256": fingerprint})
    return stored


def _facts(place: Place, built: case.Case) -> dict[str, Any]:
    metres = built.path.metres_to(place.reach, place.distance_m)
    return {
        "id": place.key,
        "name": place.name,
        "kind": place.kind,
        "district": place.district,
        "river": place.river,
        "distance_km": None if metres is None else round(metres / 1000.0, 2),
        "point": {"lon": place.point[0], "lat": place.point[1]},
    }


def reach_names(network: Network, path: Path) -> dict[str, str]:
    """Return each reach of a path by its river and chainages."""
    reaches = [network.reaches[code] for code in path.reaches]
    return {r.code: f"{r.river} K{r.chainage_up_km:.0f}–K{r.chainage_down_km:.0f}" for r in reaches}


def one(incident: Incident, pk: int) -> OilRun:
    """Return one run of an incident; 404 otherwise."""
    found = incident.oil_runs.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
