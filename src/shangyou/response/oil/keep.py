"""Running and keeping an oil run: one request, one transaction, the same form once."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import User
from shangyou.preparedness import store
from shangyou.preparedness.network import Network
from shangyou.response import deciding, downstream, keeping
from shangyou.response.case import both_languages
from shangyou.response.forecasting import spill_of
from shangyou.response.models import Incident, LogEntry, OilRun
from shangyou.response.models.forecasts import pack
from shangyou.response.oil import case, slick
from shangyou.response.oil.form import Form
from shangyou.response.places import Place
from shangyou.response.runs import Run, run
from shangyou.science import cases
from shangyou.science.messages import BadInput, Problem, Sentence

ANOTHERS_KEY = Sentence(
    "该幂等键已用于另一次溢油计算；请刷新页面后重试。",
    "This idempotency key belongs to another oil run; reload the page and try again.",
)
SHARES = ("surface", "evaporated", "dispersed", "stranded", "recovered")


@dataclass(frozen=True, slots=True)
class _Made:
    """What came out of the model, not stored yet."""

    case: case.Case
    run: Run
    slick: dict[str, Any]
    places: list[dict[str, Any]]
    reach_names: dict[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """An oil run and whether this request made it."""

    run: OilRun
    new: bool


def make(
    incident: Incident, form: Form, body: dict[str, Any], *, user: User, now: datetime
) -> Kept:
    """Run the model on a form and keep the answer; the same form twice is kept once.

    Raises
    ------
    BadInput
        With a sentence for every field the model cannot use.

    """
    found = _repeated(incident, form, user)
    if found is not None:
        return Kept(found, new=False)
    if incident.state != Incident.State.OPEN:
        raise ProblemError(409, [Problem("", deciding.ENDED)])
    begin = time.perf_counter()
    spill = spill_of(incident)
    network = store.network()
    path = network.downstream_path(spill.reach, spill.distance_m)
    places = [
        place
        for place in downstream.places_on(path, network, bank=spill.bank, floats=True)
        if place.register == downstream.RECEPTORS
    ]
    built = case.build(form, spill, places, network, path=path, river=incident.river)
    ran = _run(built.document)
    shown = slick.frames(built.document, path, network, seed=case.SEED)
    made = _Made(
        built,
        ran,
        shown,
        [_facts(place, built) for place in places],
        _reach_names(network, built),
        time.perf_counter() - begin,
    )
    try:
        with transaction.atomic():
            held = deciding.held_open(incident)
            stored = _store(held, form, body, made, user=user, now=now)
    except IntegrityError:
        found = _repeated(incident, form, user)
        if found is None:
            raise
        return Kept(found, new=False)
    return Kept(stored, new=True)


def _run(document: dict[str, Any]) -> Run:
    """Run the model; what it refuses is said of the form's field."""
    try:
        return run(document, model=case.MODEL, seed=case.SEED)
    except BadInput as error:
        raise BadInput([Problem(_field(p.path), p.sentence) for p in error.problems]) from error


def _field(path: str) -> str:
    """Return the form's name of a path of the case: $.booms[0].from is booms.0.from."""
    name = re.sub(r"\[(\d+)\]", r".\1", path.removeprefix("$."))
    return "amount.value" if name in {"releases.0.volume_m3", "releases.0.mass_kg"} else name


def _store(
    incident: Incident,
    form: Form,
    body: dict[str, Any],
    made: _Made,
    *,
    user: User,
    now: datetime,
) -> OilRun:
    ran = made.run
    last = incident.oil_runs.order_by("-number").values_list("number", flat=True).first() or 0
    shares = ran.answer["mass_balance"]
    stored = OilRun.objects.create(
        idempotency_key=form.idempotency_key,
        incident=incident,
        number=last + 1,
        title=form.title,
        oil_id=form.oil.oil_id,
        oil_name=form.oil_label,
        form={k: v for k, v in body.items() if k != "idempotency_key"},
        model=ran.model,
        model_version=ran.version,
        inputs=cases.canonical_json(made.case.document),
        inputs_sha256=ran.inputs_sha256,
        seed=ran.seed,
        answer_gz=pack(ran.answer),
        slick_gz=pack(made.slick),
        places=made.places,
        reach_names=made.reach_names,
        warnings=[both_languages(sentence) for sentence in made.case.warnings],
        outcome={name: shares[name][-1] for name in SHARES},
        made_at=now,
        made_by=user,
        seconds=round(made.seconds, 3),
    )
    booms = f"，围油栏 {len(form.booms)} 道" if form.booms else ""
    said = f"第 {stored.number} 次溢油计算：{form.oil_label}{booms}"
    en = f"Oil run {stored.number}: {form.oil_label}; booms: {len(form.booms)}"
    keeping.log(incident, user, LogEntry.Kind.FORECAST, Sentence(said, en), at=now)
    keeping.trace(
        incident, user, "oil.run", {"oil_run": stored.pk, "inputs_sha256": ran.inputs_sha256}
    )
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


def _reach_names(network: Network, built: case.Case) -> dict[str, str]:
    reaches = [network.reaches[code] for code in built.path.reaches]
    return {r.code: f"{r.river} K{r.chainage_up_km:.0f}–K{r.chainage_down_km:.0f}" for r in reaches}


def _repeated(incident: Incident, form: Form, user: User) -> OilRun | None:
    found = OilRun.objects.filter(idempotency_key=form.idempotency_key).first()
    if found is None:
        return None
    if found.made_by_id != user.pk or found.incident_id != incident.pk:
        raise ProblemError(409, [Problem("idempotency_key", ANOTHERS_KEY)])
    return found


def one(incident: Incident, pk: int) -> OilRun:
    """Return one run of an incident; 404 otherwise."""
    found = incident.oil_runs.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
