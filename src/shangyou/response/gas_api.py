"""The API of gas assessments: run one, list them, open one, ask at any point."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import ProblemError, api, require
from shangyou.core.language import language_of
from shangyou.core.spreadsheets import MEDIA
from shangyou.reference import initial_distances, substances
from shangyou.response.air import plan
from shangyou.response.gas import (
    asking,
    buildings,
    case,
    export,
    fire_shapes,
    fires,
    form,
    frames,
    keep,
    probe,
    shapes,
    specs,
    stations,
)
from shangyou.science.catalogue import MODELS
from shangyou.science.messages import Problem, Sentence

router = Router(tags=["gas"])
MOST_ROWS = 200
OUTSIDE = Sentence(
    "该点不在系统的范围内；请在地图上另选一点。",
    "This point lies outside the area of the system; choose another on the map.",
)


class Leak(Schema):
    """A gas assessment as the form sends it; every field is checked by hand."""

    point: Any = None
    substance: Any = None
    started_at: Any = None
    release: Any = None
    weather: Any = None
    theory: Any = None
    averaging_time_s: Any = None
    terrain: Any = None
    threshold: Any = None
    station: Any = None
    title: Any = None
    incident: Any = None
    alarm: Any = None
    idempotency_key: Any = None


class Fire(Schema):
    """A fire or blast as its form sends it; every field is checked by hand."""

    model: Any = None
    inputs: Any = None
    east_m: Any = None
    north_m: Any = None
    idempotency_key: Any = None


class Ask(Schema):
    """Where staying and leaving are compared: a place of the register or a point, and a house."""

    place: Any = None
    lon: Any = None
    lat: Any = None
    building: Any = None
    begin_s: Any = None
    leave_min: Any = None


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
def list_assessments(
    request: HttpRequest, incident: int | None = None, alarm: int | None = None
) -> dict[str, Any]:
    """List the assessments in the user's area, or those of one incident or alarm, newest first."""
    found = keep.visible(require(request, "incident.list"))
    if incident is not None:
        found = keep.of_incident(found, incident)
    if alarm is not None:
        found = found.filter(alarm=alarm)
    rows = list(found.defer("answer_gz", "inputs", "places")[:MOST_ROWS])
    return {"total": len(rows), "rows": [shapes.row(found) for found in rows]}


@router.post("/gas/assessments")
def assess(request: HttpRequest, leak: Leak) -> HttpResponse:
    """Run the model and keep the answer; the same form twice is one assessment."""
    user = require(request, "forecast.run")
    now = timezone.now()
    body = leak.dict()
    kept = keep.assess(form.read(body, now=now, find=_find), body, user=user, now=now)
    if kept.new:
        plan.first_of(kept.assessment, user=user, now=now)
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
    return _file(found.inputs, f"CASE-{found.number}.json", "application/json")


@router.get("/gas/assessments/{pk}/places/{key}/series")
def series(request: HttpRequest, pk: int, key: str) -> dict[str, Any]:
    """Give concentration and dose over time at one place with people, outdoors and indoors."""
    return probe.at_place(keep.one(require(request, "incident.list"), pk), key)


@router.post("/gas/assessments/{pk}/probe")
def at_point(request: HttpRequest, pk: int, point: Point) -> dict[str, Any]:
    """Give concentration and dose over time at any point, from the stored case; keeps nothing."""
    found = keep.one(require(request, "incident.list"), pk)
    return probe.at_point(found, point.lon, point.lat)


@router.get("/gas/choices")
def choices(request: HttpRequest) -> dict[str, Any]:
    """Give what the form offers: theories, averaging times, buildings, models of fire and blast."""
    require(request, "incident.list")
    release = next(spec for spec in MODELS if spec.name == case.MODEL)
    fields = {field["path"]: field for field in specs.fields_of(release)}
    return {
        "theories": fields["theory"]["choices"],
        "theory": fields["theory"]["default"],
        # for the form, which shows some of them in other units than the model has
        "ranges": {
            path: {"minimum": field["minimum"], "maximum": field["maximum"]}
            for path, field in fields.items()
            if field["minimum"] is not None and field["maximum"] is not None
        },
        "averaging_time_s": case.AVERAGING_TIME_S,
        "thresholds": form.THRESHOLDS,
        "buildings": [building.document() for building in buildings.BUILDINGS],
        "fires": fires.offered(),
    }


@router.get("/gas/weather")
def weather(request: HttpRequest, lon: float, lat: float) -> dict[str, Any]:
    """Give what the nearest stations that measure wind last said, with distance and age."""
    user = require(request, "incident.list")
    if not (form.WEST <= lon <= form.EAST and form.SOUTH <= lat <= form.NORTH):
        raise ProblemError(422, [Problem("lon", OUTSIDE)])
    return {"stations": stations.nearest(user, lon, lat, timezone.now())}


@router.get("/gas/assessments/{pk}/frames")
def over_time(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give the zones at moments from the start until nothing is left."""
    return frames.of(keep.one(require(request, "incident.list"), pk))


@router.post("/gas/assessments/{pk}/shelter")
def shelter_or_leave(request: HttpRequest, pk: int, asked: Ask) -> dict[str, Any]:
    """Compare staying indoors with walking out, at a point or at a place with people."""
    found = keep.one(require(request, "incident.list"), pk)
    return asking.shelter_or_leave(found, asked.dict())


@router.get("/gas/assessments/{pk}/prospects")
def prospects(request: HttpRequest, pk: int) -> dict[str, Any] | None:
    """Give what the leak gives each model of fire and blast; null where nothing burns."""
    return fires.prospects(keep.one(require(request, "incident.list"), pk))


@router.post("/gas/assessments/{pk}/fires")
def burn(request: HttpRequest, pk: int, fire: Fire) -> HttpResponse:
    """Run a model of fire or blast for an assessment and keep it beside the others."""
    user = require(request, "forecast.run")
    found = keep.one(user, pk)
    made, new = fires.assess(found, fires.read(fire.dict()), user=user, now=timezone.now())
    return api.create_response(request, fire_shapes.whole(made), status=201 if new else 200)


@router.get("/gas/assessments/{pk}/fires/{fire}/inputs")
def fire_inputs(request: HttpRequest, pk: int, fire: int) -> HttpResponse:
    """Give the exact case of a fire, to be run again with `shangyou run`."""
    found = keep.one(require(request, "incident.list"), pk)
    made = fires.one(found, fire)
    return _file(made.inputs, f"CASE-{found.number}-{made.model}.json", "application/json")


@router.get("/gas/assessments/{pk}/zones.geojson")
def zones_geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """Give zones, rings and places for another map."""
    found = keep.one(require(request, "incident.list"), pk)
    body = export.geojson(shapes.whole(found), language_of(request))
    return _file(body, f"{found.number}.geojson", "application/geo+json")


@router.get("/gas/assessments/{pk}/zones.csv")
def zones_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Give zones, rings and places as a table."""
    found = keep.one(require(request, "incident.list"), pk)
    body = export.table(shapes.whole(found), language_of(request))
    return _file(body, f"{found.number}.csv", MEDIA["csv"])


def _file(body: str | bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
