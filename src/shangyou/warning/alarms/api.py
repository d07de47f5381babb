"""Alarms over HTTP."""

from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, NotFound, require
from shangyou.core.rights import allowed
from shangyou.warning import board
from shangyou.warning.alarms import acting, lessons, links, shapes
from shangyou.warning.alarms.models import Alarm, Decision, Lesson
from shangyou.warning.registers.factors import BY_ANY_CODE

router = Router(tags=["alarms"])
MOST_ROWS = 300
MOST_DECISIONS = 200


class Deed(Schema):
    """What is done with an alarm; every field is checked by hand."""

    note: Any = None
    way: Any = None
    result: Any = None
    cause: Any = None


@router.get("/alarms")
def list_alarms(
    request: HttpRequest,
    state: Literal["waiting", "open", "taken", "closed", "all"] = "waiting",
    tier: int = 1,
    search: str = "",
    station: int | None = None,
) -> dict[str, Any]:
    """List the alarms of the user's area, the gravest that wait first (three queries)."""
    user = require(request, "alarm.list")
    rows = acting.visible(user).filter(tier__gte=tier)
    states = {
        "waiting": ["open", "taken"],
        "open": ["open"],
        "taken": ["taken"],
        "closed": ["dismissed", "incident", "ended"],
    }
    if state != "all":
        rows = rows.filter(state__in=states[state])
    if station is not None:
        rows = rows.filter(station_id=station)
    if search.strip():
        word = search.strip()[:60]
        rows = rows.filter(
            Q(station__name__icontains=word)
            | Q(station__code__icontains=word)
            | Q(station__river__name__icontains=word)
        )
    if state in ("waiting", "open", "taken"):
        rows = rows.order_by("-state", "-tier", "-opened_at", "-id")
    chosen = list(rows[:MOST_ROWS])
    if state == "waiting":
        chosen.sort(key=lambda a: (a.state != "open", -a.tier, -a.opened_at.timestamp()))
    return {
        "time": timezone.now(),
        "total": len(chosen),
        "counts": shapes.counts(user),
        "rows": [shapes.row(found) for found in chosen],
    }


@router.get("/alarms/counts")
def counts(request: HttpRequest) -> dict[str, Any]:
    """Count what waits, for the header and the desk (one query)."""
    return shapes.counts(require(request, "alarm.list"))


@router.get("/alarms/choices")
def choices(request: HttpRequest) -> dict[str, Any]:
    """Give what the forms offer: ways and results of verifying, causes of dismissing."""
    require(request, "alarm.list")
    return {
        "ways": [{"value": key, "title": title} for key, title in acting.WAYS.items()],
        "results": [{"value": key, "title": title} for key, title in acting.RESULTS.items()],
        "causes": [
            {
                "value": key,
                "title": c.title,
                "teaches": c.teaches,
                "about": c.about,
                "needs_note": c.needs_note,
            }
            for key, c in lessons.CAUSES.items()
        ],
    }


@router.get("/alarms/{pk}")
def alarm(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give an alarm with its reasons, what else fits and its steps."""
    user = require(request, "alarm.list")
    return shapes.whole(acting.one(user, pk), user)


@router.get("/alarms/{pk}/neighbours")
def neighbours(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give the stations above and below an alarm with their travel times, to be laid beside its curve."""
    found = acting.one(require(request, "alarm.list"), pk)
    return {"rows": shapes.neighbours(found)}


@router.post("/alarms/lessons/{pk}/undo")
def undo_lesson(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Take back what a dismissal taught the detector."""
    user = require(request, "alarm.dismiss")
    found = Lesson.objects.select_related("alarm").filter(pk=pk).first()
    if found is None or not acting.visible(user).filter(pk=found.alarm_id).exists():
        raise NotFound
    if not allowed(user, "alarm.dismiss", region=found.alarm.region):
        raise Forbidden
    with transaction.atomic():
        lessons.undo_one(found, user, timezone.now())
    found.refresh_from_db()
    return shapes.lesson(found, user)


@router.post("/alarms/{pk}/{deed}")
def act(
    request: HttpRequest,
    pk: int,
    deed: Literal["take", "verify", "note", "dismiss", "reopen", "escalate"],
    body: Deed,
) -> dict[str, Any]:
    """Take, verify, note, dismiss, reopen or escalate."""
    user = require(request, acting.OPERATIONS[deed])
    found = acting.one(user, pk)
    done = acting.act(found, deed, body.dict(), user=user, now=timezone.now())
    return shapes.whole(done, user)


@router.get("/warning/stations/{station_id}/neighbours")
def station_neighbours(request: HttpRequest, station_id: int, factor: str) -> dict[str, Any]:
    """Give the stations above and below one, with travel times and who measures the factor there."""
    visible = board.visible(require(request, board.SEE))
    found = visible.filter(pk=station_id).first()
    if found is None:
        raise NotFound
    rows = links.beside(found, {factor}, timezone.localdate())
    seen = set(visible.filter(pk__in=[row["station"] for row in rows]).values_list("pk", flat=True))
    return {"rows": [row | {"visible": row["station"] in seen} for row in rows]}


@router.get("/warning/stations/{station_id}/decisions")
def decisions(request: HttpRequest, station_id: int, *, alarming: bool = False) -> dict[str, Any]:
    """Give what the detectors decided about a station, newest first, and what they were taught (four queries)."""
    user = require(request, "alarm.list")
    if not board.visible(user).filter(pk=station_id).exists():
        raise NotFound
    rows = Decision.objects.filter(device__station=station_id)
    if alarming:
        rows = rows.filter(tier__gte=Alarm.Tier.WARNING)
    taught = Lesson.objects.filter(device__station=station_id).select_related("alarm")[:50]
    return {
        "rows": [
            shapes.decision(row) | {"name": _name(row.code)}
            for row in rows.order_by("-at", "-id")[:MOST_DECISIONS]
        ],
        "lessons": [shapes.lesson(row, user) for row in taught],
    }


def _name(code: str) -> str:
    known = BY_ANY_CODE.get(code)
    return known.name_zh if known else code
