"""The API of incidents and their forecasts: from a click on the river on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, NotFound, ProblemError, api, require
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.preparedness import store
from shangyou.reference import substances
from shangyou.response import deciding, desk, drafts, incidents, packed, shapes
from shangyou.response.models import Forecast, Incident
from shangyou.science.messages import Problem, Sentence

router = Router(tags=["incidents"])


class Call(Schema):
    """A call as the form sends it; every field is checked by hand, with a sentence of its own."""

    point: Any = None
    bank: Any = None
    substance: Any = None
    substance_text: Any = None
    amount: Any = None
    started_at: Any = None
    duration_s: Any = None
    name: Any = None
    cause: Any = None
    caller: Any = None
    description: Any = None
    hydrology: Any = None
    drill: Any = None
    idempotency_key: Any = None


class Change(Schema):
    """What may be changed of an incident."""

    version: int
    name: str | None = None
    description: str | None = None


class Ending(Schema):
    """Why an incident is ended."""

    reason: str


class Note(Schema):
    """A note for the log."""

    text: str


class Assumptions(Schema):
    """A forecast with other assumptions."""

    assumptions: dict[str, Any] = {}
    title: str = ""


def _answer(request: HttpRequest, data: dict[str, Any], status: int) -> HttpResponse:
    """Answer with a status of its own; the API's renderer picks the language."""
    return api.create_response(request, data, status=status)


def _find(key: str) -> substances.Substance | None:
    return substances.by_key(key) or substances.by_cas(key)


def _read(call: Call) -> drafts.Draft:
    network = store.network()
    return drafts.read(call.dict(), now=timezone.now(), locate=network.locate, find=_find)


@router.get("/desk")
def duty_desk(request: HttpRequest) -> dict[str, Any]:
    """Give the duty desk."""
    user = require(request, "incident.list")
    return desk.desk(user, timezone.now())


@router.get("/incidents")
def list_incidents(request: HttpRequest, state: str = "open") -> dict[str, Any]:
    """List the incidents in the user's area."""
    user = require(request, "incident.list")
    if state not in {"open", "ended", "all"}:
        sentence = Sentence(
            "state 只能是 open、ended 或 all。", "state must be open, ended or all."
        )
        raise ProblemError(422, [Problem("state", sentence)])
    rows = list(desk.incidents_for(user, state)[:500])
    return {"total": len(rows), "rows": [shapes.incident_row(row) for row in rows]}


@router.post("/incidents/preview")
def preview(request: HttpRequest, call: Call) -> dict[str, Any]:
    """Say where a call lies, what the substance is and which incident it may repeat; saves nothing."""
    user = require(request, "incident.create")
    draft = _read(call)
    name = incidents.substance_name(draft)
    return {
        "location": {
            "reach": draft.located.reach,
            "river": draft.located.river,
            "distance_m": draft.located.distance_m,
            "chainage_km": draft.located.chainage_km,
            "bank": draft.located.bank,
            "offset_m": draft.located.offset_m,
            "label": incidents.place_label(draft.located, draft.bank),
        },
        "substance": {
            "key": draft.substance.key if draft.substance else None,
            "name": name,
            "hazards": draft.substance.hazards if draft.substance else (),
        },
        "duplicates": [
            {
                "id": row.pk,
                "number": row.number,
                "name": row.name,
                "location_label": shapes.said(row.place),
                "opened_at": row.opened_at,
            }
            for row in incidents.duplicates(draft, user, timezone.now())
        ],
    }


@router.post("/incidents")
def open_incident(request: HttpRequest, call: Call) -> HttpResponse:
    """Open an incident with its first forecast and plan; the same form twice opens one."""
    user = require(request, "incident.create")
    draft = _read(call)
    district = incidents.district_at(draft.longitude, draft.latitude)
    if not allowed(user, "incident.create", region=district[0]):
        raise Forbidden
    incident, new = incidents.open_incident(draft, district, user=user, now=timezone.now())
    return _answer(request, _whole(incident.pk, user), 201 if new else 200)


def _whole(pk: int, user: User) -> dict[str, Any]:
    found = (
        Incident.objects.select_related("opened_by", "current_forecast")
        .defer(*(f"current_forecast__{name}" for name in desk.HEAVY))
        .prefetch_related("clocks", "five_firsts")
        .get(pk=pk)
    )
    return shapes.incident(found, user, list(desk.summaries().filter(incident=pk)))


@router.get("/incidents/{pk}")
def incident(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give an incident as a whole."""
    user = require(request, "incident.list")
    incidents.visible(user, pk)
    return _whole(pk, user)


def changeable(request: HttpRequest, pk: int, operation: str) -> tuple[User, Incident]:
    """Give an incident the user may do this to: seen where it flows, changed where it lies."""
    user = require(request, operation)
    found = incidents.visible(user, pk)
    if not allowed(user, operation, region=found.district_code):
        raise Forbidden
    return user, found


@router.patch("/incidents/{pk}")
def change_incident(request: HttpRequest, pk: int, change: Change) -> dict[str, Any]:
    """Change the name or description."""
    user, found = changeable(request, pk, "incident.change")
    deciding.change(found, change.dict(exclude_unset=True), user=user, now=timezone.now())
    return _whole(pk, user)


@router.post("/incidents/{pk}/end")
def end_incident(request: HttpRequest, pk: int, ending: Ending) -> dict[str, Any]:
    """End the response, with a reason."""
    user, found = changeable(request, pk, "incident.end")
    deciding.end(found, ending.reason, user=user, now=timezone.now())
    return _whole(pk, user)


@router.post("/incidents/{pk}/clocks/{key}/done")
def clock_done(request: HttpRequest, pk: int, key: str) -> dict[str, Any]:
    """Say that a legal report was made; the first to say so counts."""
    user, found = changeable(request, pk, "incident.change")
    deciding.answer_clock(found, key, user=user, now=timezone.now())
    return _whole(pk, user)


@router.post("/incidents/{pk}/five-firsts/{key}/done")
def five_first_done(request: HttpRequest, pk: int, key: str) -> dict[str, Any]:
    """Say that one of the five firsts was done."""
    user, found = changeable(request, pk, "incident.change")
    deciding.answer_five_first(found, key, user=user, now=timezone.now())
    return _whole(pk, user)


@router.get("/incidents/{pk}/log")
def log(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give the log, newest first."""
    user = require(request, "incident.list")
    found = incidents.visible(user, pk)
    rows = list(found.log.order_by("-id")[:1000])
    return {"total": len(rows), "rows": [shapes.log_row(row) for row in rows]}


@router.post("/incidents/{pk}/log")
def add_note(request: HttpRequest, pk: int, note: Note) -> HttpResponse:
    """Add a note to the log."""
    user, found = changeable(request, pk, "incident.change")
    entry = deciding.note(found, note.text, user=user, now=timezone.now())
    return _answer(request, shapes.log_row(entry), 201)


@router.get("/incidents/{pk}/forecasts")
def list_forecasts(request: HttpRequest, pk: int) -> dict[str, Any]:
    """List the forecasts of an incident."""
    user = require(request, "incident.list")
    found = incidents.visible(user, pk)
    rows = list(desk.summaries().filter(incident=found))
    return {
        "total": len(rows),
        "rows": [
            shapes.forecast_row(row, current=row.pk == found.current_forecast_id) for row in rows
        ],
    }


@router.post("/incidents/{pk}/forecasts")
def make_forecast(request: HttpRequest, pk: int, assumptions: Assumptions) -> HttpResponse:
    """Run another forecast beside those there are."""
    user, found = changeable(request, pk, "forecast.run")
    deciding.check_title(assumptions.title)
    made = incidents.rerun(
        found, assumptions.assumptions, assumptions.title, user=user, now=timezone.now()
    )
    return _answer(request, shapes.forecast(made, current=False), 201)


def _forecast(request: HttpRequest, pk: int) -> tuple[Forecast, Incident]:
    user = require(request, "incident.list")
    found = Forecast.objects.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found, incidents.visible(user, found.incident_id)


@router.get("/forecasts/{pk}")
def forecast(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a forecast with its receptors, the first reached first."""
    found, of = _forecast(request, pk)
    return shapes.forecast(found, current=found.pk == of.current_forecast_id)


@router.get("/forecasts/{pk}/receptors/{key}/series")
def series(request: HttpRequest, pk: int, key: str) -> dict[str, Any]:
    """Give the curve of one receptor with its band."""
    found, _ = _forecast(request, pk)
    row = next((row for row in found.receptors if row["id"] == key), None)
    answer = next((r for r in found.answer["receptors"] if r["id"] == key), None)
    if row is None or answer is None:
        raise NotFound
    limit = row["limit"]
    return {
        **answer["series"],
        "limit_mg_l": None if limit is None else limit["value_mg_l"],
        "unit": "mg/L",
    }


@router.get("/forecasts/{pk}/plume")
def plume(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the frames the map plays."""
    found, _ = _forecast(request, pk)
    return packed.answer(request, found.plume_gz)


@router.get("/forecasts/{pk}/inputs")
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the exact case, to be run again with `shangyou run` and the forecast's seed."""
    found, _ = _forecast(request, pk)
    answer = HttpResponse(found.inputs, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="CASE-{found.pk}.json"'
    return answer
