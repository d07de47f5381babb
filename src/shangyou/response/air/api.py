"""Gas alarms and incidents in the air over HTTP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import api, require
from shangyou.response import incidents
from shangyou.response.air import beginning, called, opening, provisional, reach
from shangyou.response.gas import keep, shapes
from shangyou.response.models import AirReading
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import acting
from shangyou.warning.alarms.shapes import row as alarm_row

router = Router(tags=["gas"])


class Told(Schema):
    """What a caller said; every field is checked by hand, with a sentence of its own."""

    name: Any = None
    cause: Any = None
    description: Any = None
    caller: Any = None
    drill: Any = False


@router.get("/alarms/{pk}/gas")
def from_alarm(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give what an alarm fills into the gas page, what it assumes, and the people in reach; saves nothing."""
    user = require(request, "alarm.list")
    alarm = acting.one(user, pk)
    begin = beginning.of(alarm, user, timezone.now())
    newest = opening.of_alarm(alarm)
    return {
        "alarm": {
            "id": alarm.pk,
            "headline": alarm_row(alarm)["headline"],
            "station": alarm.station.name,
            "incident": alarm.incident,
            "incident_number": alarm.incident_number,
        },
        "form": beginning.form(begin),
        "substance_name": begin.name,
        "sentences": beginning.sentences(begin),
        "reach": reach.of(begin, newest),
        "assessments": [shapes.row(one) for one in keep.visible(user).filter(alarm=alarm)[:20]],
    }


@router.post("/gas/assessments/{pk}/incident")
def call_in(request: HttpRequest, pk: int, told: Told) -> HttpResponse:
    """Make an incident in the air of an assessment; the same assessment makes one."""
    user = require(request, "incident.create")
    incident, new = called.open_incident(
        keep.one(user, pk), told.dict(), user=user, now=timezone.now()
    )
    answer = {"id": incident.pk, "number": incident.number, "name": incident.name}
    return api.create_response(request, answer, status=201 if new else 200)


@router.get("/incidents/{pk}/air")
def of_incident(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give what an incident in the air rests on: readings, sensor by sensor, assessments, version of its plan."""
    user = require(request, "incident.list")
    found = incidents.visible(user, pk)
    rows = list(found.air_readings.all())
    return {
        "plan": found.plans.order_by("-version").values_list("version", flat=True).first(),
        "series": _by_sensor(rows),
        "assessments": [
            shapes.row(one) for one in keep.of_incident(keep.visible(user), found.pk)[:50]
        ],
    }


@router.get("/incidents/{pk}/air/provisional")
def provisional_plan(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give what an unassessed incident lacks, and a plan by the guide's first distances; saves nothing."""
    user = require(request, "incident.list")
    return provisional.of(incidents.visible(user, pk), user, timezone.now())


def _by_sensor(rows: list[AirReading]) -> list[dict[str, Any]]:
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            (row.station, row.code),
            {
                "station": row.station,
                "station_name": row.station_name,
                "code": row.code,
                "name": Sentence(**row.name),
                "unit": row.unit,
                "limit": row.limit,
                "time": [],
                "value": [],
            },
        )
        one["time"].append(row.at)
        one["value"].append(row.value)
    return list(found.values())
