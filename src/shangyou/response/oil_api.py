"""The API of oil runs: search an oil, run a spill at an incident, list, open, take the case away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, api, require
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.reference import oils
from shangyou.response import incidents, packed, tasks
from shangyou.response.models import Incident
from shangyou.response.oil import job, keep, preview, shapes

router = Router(tags=["oil"])
LONGEST_SEARCH = 100


class Slick(Schema):
    """An oil run as the form sends it; every field is checked by hand."""

    oil: Any = None
    amount: Any = None
    wind: Any = None
    water_temperature_c: Any = None
    bank_kind: Any = None
    banks: Any = None
    hours: Any = None
    booms: Any = None
    title: Any = None
    idempotency_key: Any = None


class BoomPlace(Schema):
    """A boom being drawn: a line, a point or a chainage, and what is already known of it."""

    line: Any = None
    point: Any = None
    chainage_km: Any = None
    draught_m: Any = None
    length_m: Any = None
    angle_deg: Any = None
    bank: Any = None


@router.get("/oils")
def search(request: HttpRequest, search: str = "") -> dict[str, Any]:
    """Find oils by trade name, kind, English name or ADIOS id."""
    require(request, "incident.list")
    rows = oils.search(search[:LONGEST_SEARCH])
    return {
        "total": len(rows),
        "rows": [
            {
                "id": oil.oil_id,
                "name": oil.name,
                "kind": oil.kind,
                "trade_names": oil.trade_names,
                "density_kg_m3": oil.density_kg_m3,
                "source": oil.source,
                "status": oil.status,
            }
            for oil in rows
        ],
    }


@router.get("/incidents/{pk}/oil-runs")
def list_runs(request: HttpRequest, pk: int) -> dict[str, Any]:
    """List the oil runs of an incident, the newest first."""
    found = incidents.visible(require(request, "incident.list"), pk)
    rows = list(
        found.oil_runs.select_related("made_by").defer("answer_gz", "slick_gz", "inputs", "places")
    )
    now = timezone.now()
    return {
        "total": len(rows),
        "rows": [shapes.row(run) for run in rows],
        "jobs": [job.shape(row, now) for row in job.unfinished(found)],
    }


def _runner(request: HttpRequest, pk: int) -> tuple[User, Incident]:
    user = require(request, "forecast.run")
    found = incidents.visible(user, pk)
    if not allowed(user, "forecast.run", region=found.district_code):
        raise Forbidden
    return user, found


@router.post("/incidents/{pk}/oil-runs")
def make(request: HttpRequest, pk: int, slick: Slick) -> HttpResponse:
    """Ask for an oil run; the answer is the job that makes it. The same form twice is one job."""
    user, found = _runner(request, pk)
    now = timezone.now()
    asked = job.ask(found, slick.dict(), user=user, now=now, defer=tasks.defer_oil)
    return api.create_response(request, job.shape(asked.job, now), status=202 if asked.new else 200)


@router.get("/incidents/{pk}/oil-runs/reaches")
def reaches(request: HttpRequest, pk: int) -> dict[str, Any]:
    """List the reaches below the release, whose banks may be given one by one."""
    found = incidents.visible(require(request, "incident.list"), pk)
    return {"rows": preview.reaches(found)}


@router.post("/incidents/{pk}/oil-runs/boom")
def boom(request: HttpRequest, pk: int, place: BoomPlace) -> dict[str, Any]:
    """Say what a boom meets where it is drawn: width, depth, current, and what it would hold."""
    found = incidents.visible(require(request, "incident.list"), pk)
    return preview.boom(found, place.dict(), now=timezone.now())


@router.get("/incidents/{pk}/oil-jobs/{number}")
def one_job(request: HttpRequest, pk: int, number: int) -> dict[str, Any]:
    """Say how far an oil run is."""
    found = incidents.visible(require(request, "incident.list"), pk)
    return job.shape(job.one(found, number), timezone.now())


@router.post("/incidents/{pk}/oil-jobs/{number}/cancel")
def cancel(request: HttpRequest, pk: int, number: int) -> dict[str, Any]:
    """Stop an oil run."""
    _, found = _runner(request, pk)
    return job.shape(job.cancel(found, number), timezone.now())


@router.get("/incidents/{pk}/oil-runs/{run}")
def one(request: HttpRequest, pk: int, run: int) -> dict[str, Any]:
    """Give an oil run: the balance over time, arrivals, banks, booms."""
    return shapes.whole(keep.one(incidents.visible(require(request, "incident.list"), pk), run))


@router.get("/incidents/{pk}/oil-runs/{run}/slick")
def frames(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Give the slick as the map plays it."""
    found = incidents.visible(require(request, "incident.list"), pk)
    return packed.answer(request, keep.one(found, run).slick_gz)


@router.get("/incidents/{pk}/oil-runs/{run}/inputs")
def inputs(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Give the exact case, to be run again with `shangyou run river-oil-spill`."""
    found = incidents.visible(require(request, "incident.list"), pk)
    kept = keep.one(found, run)
    answer = HttpResponse(kept.inputs, content_type="application/json")
    name = f"CASE-{found.number}-oil-{kept.number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
