"""The API of gas assessments: run one, list them, open one, ask at any point."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import api, require
from shangyou.reference import initial_distances, substances
from shangyou.response.gas import form, keep, probe, shapes

router = Router(tags=["gas"])
MOST_ROWS = 200


class Leak(Schema):
    """A gas assessment as the form sends it; every field is checked by hand."""

    point: Any = None
    substance: Any = None
    started_at: Any = None
    release: Any = None
    weather: Any = None
    title: Any = None
    incident: Any = None
    idempotency_key: Any = None


class Point(Schema):
    """A place on the map."""

    lon: float
    lat: float


def _find(key: str) -> substances.Substance | None:
    return substances.by_key(key) or substances.by_cas(key)


@router.get("/gas/first-distances")
def first_distances(request: HttpRequest, substance: str) -> dict[str, Any] | None:
    """Give the emergency guide's first distances of a substance; null where it has none."""
    require(request, "incident.list")
    known = _find(substance)
    row = None if known is None else initial_distances.of(known.cas or "")
    if row is None:
        return None
    return {
        "un": row.un_number,
        "guide": row.guide,
        "small": _spill(row.small_isolate_m, row.small_day_m, row.small_night_m),
        "large": _spill(row.large_isolate_m, row.large_day_m, row.large_night_m),
        "containers": [
            {
                "title": spill.container,
                "isolate_m": spill.isolate_m,
                "day_m": [spill.day_low_m, spill.day_moderate_m, spill.day_high_m],
                "night_m": [spill.night_low_m, spill.night_moderate_m, spill.night_high_m],
            }
            for spill in initial_distances.large_spills(row.un_number)
        ],
        "fire_m": row.fire_m,
        "source": row.source,
        "status": row.status,
    }


def _spill(isolate: float | None, day: float | None, night: float | None) -> dict[str, Any] | None:
    if isolate is None and day is None:
        return None
    return {"isolate_m": isolate, "protect_day_m": day, "protect_night_m": night}


@router.get("/gas/assessments")
def list_assessments(request: HttpRequest) -> dict[str, Any]:
    """List the assessments in the user's area, newest first."""
    user = require(request, "incident.list")
    rows = list(keep.visible(user).defer("answer_gz", "inputs", "places")[:MOST_ROWS])
    return {"total": len(rows), "rows": [shapes.row(found) for found in rows]}


@router.post("/gas/assessments")
def assess(request: HttpRequest, leak: Leak) -> HttpResponse:
    """Run the model and keep the answer; the same form twice is one assessment."""
    user = require(request, "forecast.run")
    now = timezone.now()
    body = leak.dict()
    kept = keep.assess(form.read(body, now=now, find=_find), body, user=user, now=now)
    return api.create_response(
        request, shapes.whole(kept.assessment), status=201 if kept.new else 200
    )


@router.get("/gas/assessments/{pk}")
def assessment(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give an assessment with its zones and the people inside."""
    return shapes.whole(keep.one(require(request, "incident.list"), pk))


@router.get("/gas/assessments/{pk}/inputs")
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the exact case, to be run again with `shangyou run gas-release`."""
    found = keep.one(require(request, "incident.list"), pk)
    answer = HttpResponse(found.inputs, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="CASE-{found.number}.json"'
    return answer


@router.get("/gas/assessments/{pk}/places/{key}/series")
def series(request: HttpRequest, pk: int, key: str) -> dict[str, Any]:
    """Give concentration and dose over time at one place with people, outdoors and indoors."""
    return probe.at_place(keep.one(require(request, "incident.list"), pk), key)


@router.post("/gas/assessments/{pk}/probe")
def at_point(request: HttpRequest, pk: int, point: Point) -> dict[str, Any]:
    """Give concentration and dose over time at any point, from the stored case; keeps nothing."""
    found = keep.one(require(request, "incident.list"), pk)
    return probe.at_point(found, point.lon, point.lat)
