"""The API of samples: entered, corrected, taken out, and used to correct a forecast."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, NotFound, ProblemError, api, require
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.core.spreadsheets import MEDIA
from shangyou.response import incidents, samples, shapes, updating
from shangyou.response.models import Forecast, Incident
from shangyou.response.sample_rows import Where
from shangyou.science.messages import Problem, Sentence

router = Router(tags=["samples"])

NO_FORECAST = Sentence(
    "该事件还没有预报，不知道下游有哪些断面。",
    "The incident has no forecast yet, so its sections are not known.",
)


class Entry(Schema):
    """A form of samples; every cell is checked by hand, with a sentence of its own."""

    idempotency_key: Any = None
    rows: Any = None


class Correction(Schema):
    """What a sample should have said, and why."""

    time: Any = None
    value: Any = None
    unit: Any = None
    detection_limit: Any = None
    reason: Any = None
    withdraw: Any = None


def _recordable(request: HttpRequest, pk: int) -> tuple[User, Incident]:
    user = require(request, "sample.record")
    found = incidents.visible(user, pk)
    if not allowed(user, "sample.record", region=found.district_code):
        raise Forbidden
    return user, found


def _where(found: Incident) -> Where:
    forecast = found.current_forecast
    if forecast is None:
        raise ProblemError(409, [Problem("", NO_FORECAST)])
    return samples.where(found, forecast, timezone.now())


def _listed(found: Incident) -> dict[str, Any]:
    rows = samples.rows_of(found)
    return {"total": len(rows), "rows": [samples.shape(row) for row in rows]}


@router.get("/incidents/{pk}/samples")
def list_samples(request: HttpRequest, pk: int) -> dict[str, Any]:
    """List every sample of an incident, the corrected too."""
    user = require(request, "incident.list")
    return _listed(incidents.visible(user, pk))


@router.post("/incidents/{pk}/samples")
def record(request: HttpRequest, pk: int, entry: Entry) -> HttpResponse:
    """Store the rows of a form, all or none; the same form twice stores them once."""
    user, found = _recordable(request, pk)
    stored, new = samples.record(found, entry.dict(), _where(found), user=user)
    data = {"stored": [row.pk for row in stored], **_listed(found)}
    return api.create_response(request, data, status=201 if new else 200)


@router.get("/incidents/{pk}/samples.csv")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every sample as a table for a spreadsheet."""
    user = require(request, "report.download")
    found = incidents.visible(user, pk)
    answer = HttpResponse(samples.table(samples.rows_of(found)), content_type=MEDIA["csv"])
    name = quote(f"{found.number}样品.csv")
    answer["Content-Disposition"] = f"attachment; filename=\"samples.csv\"; filename*=UTF-8''{name}"
    return answer


@router.post("/incidents/{pk}/samples/{sample}/correct")
def correct(request: HttpRequest, pk: int, sample: int, correction: Correction) -> dict[str, Any]:
    """Put another result in the place of a sample, or withdraw it; the old one stays to be seen."""
    user, found = _recordable(request, pk)
    samples.correct(found, sample, correction.dict(exclude_unset=True), _where(found), user=user)
    return _listed(found)


@router.post("/incidents/{pk}/samples/{sample}/undo")
def undo(request: HttpRequest, pk: int, sample: int) -> dict[str, Any]:
    """Bring back what a sample said before its last correction."""
    user, found = _recordable(request, pk)
    samples.undo(found, sample, user=user, now=timezone.now())
    return _listed(found)


@router.post("/forecasts/{pk}/correct")
def correct_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a forecast again with every sample that counts; it lies beside the first."""
    user = require(request, "forecast.run")
    base = Forecast.objects.filter(pk=pk).first()
    if base is None:
        raise NotFound
    found = incidents.visible(user, base.incident_id)
    if not allowed(user, "forecast.run", region=found.district_code):
        raise Forbidden
    made = updating.correct(found, base, user=user, now=timezone.now())
    return api.create_response(request, shapes.forecast(made, current=False), status=201)
