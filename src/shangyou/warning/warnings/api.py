"""The API of warnings, of messages on the desk, and of what the public may read."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import NotFound, api, require, user_of
from shangyou.core.models import Notification
from shangyou.core.notifications import outbox, sending
from shangyou.core.rights import allowed
from shangyou.reference.divisions import DISTRICTS
from shangyou.warning.warnings import acting, shapes
from shangyou.warning.warnings.form import EVENTS
from shangyou.warning.warnings.models import PublicWarning

router = Router(tags=["warnings"])
MOST_ROWS = 300
PUBLIC_ROWS = 50


class WarningForm(Schema):
    """A warning as the form sends it; every field is checked by hand."""

    level: Any = None
    event: Any = None
    headline: Any = None
    description: Any = None
    instruction: Any = None
    about: Any = None
    divisions: Any = None
    expires_at: Any = None
    drill: Any = None
    version: int | None = None
    note: str = ""
    idempotency_key: Any = None


class Step(Schema):
    """A step, and why."""

    note: str = ""


@router.get("/warnings")
def list_warnings(request: HttpRequest) -> dict[str, Any]:
    """List the warnings of the user's area."""
    rows = list(acting.visible(require(request, "warning.list"))[:MOST_ROWS])
    return {"total": len(rows), "rows": [shapes.row(found) for found in rows]}


@router.post("/warnings")
def draft(request: HttpRequest, form: WarningForm) -> HttpResponse:
    """Write a draft; the same form twice is one."""
    user = require(request, "warning.draft")
    made, new = acting.draft(form.dict(), user=user, now=timezone.now())
    return api.create_response(request, shapes.whole(made, user), status=201 if new else 200)


@router.get("/warnings/choices")
def choices(request: HttpRequest) -> dict[str, Any]:
    """Give what the form offers: kinds, levels, and the divisions the user may warn."""
    user = require(request, "warning.draft")
    return {
        "events": [{"value": key, "title": title} for key, title in EVENTS.items()],
        "divisions": [
            {"code": division.code, "name": division.name}
            for division in DISTRICTS
            if allowed(user, "warning.draft", region=division.code)
        ],
    }


@router.get("/warnings/{pk}")
def warning(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a warning with its steps and receipts."""
    user = require(request, "warning.list")
    return shapes.whole(acting.one(user, pk), user)


@router.patch("/warnings/{pk}")
def change(request: HttpRequest, pk: int, form: WarningForm) -> dict[str, Any]:
    """Change a draft, or adjust what is published."""
    user = require(request, "warning.draft")
    found = acting.one(user, pk)
    return shapes.whole(acting.change(found, form.dict(), user=user, now=timezone.now()), user)


@router.post("/warnings/{pk}/{action}")
def act(request: HttpRequest, pk: int, action: str, step: Step) -> dict[str, Any]:
    """Submit, return, approve, publish or lift."""
    if action not in acting.STEPS:
        raise NotFound
    user = require(request, acting.OPERATIONS[action])
    found = acting.one(user, pk)
    return shapes.whole(acting.act(found, action, step.note, user=user, now=timezone.now()), user)


@router.get("/warnings/{pk}/steps/{step}/cap.xml")
def document(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Give the CAP document as it was issued."""
    found = acting.one(require(request, "warning.list"), pk).steps.filter(pk=step).first()
    if found is None or not found.document:
        raise NotFound
    answer = HttpResponse(found.document.encode(), content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.identifier}.xml"'
    return answer


@router.get("/public/warnings", auth=None)
def for_the_public(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 (anybody may ask)
    """List what is in force, for anybody; drills are not shown."""
    rows = PublicWarning.objects.filter(
        state="published", drill=False, expires_at__gt=timezone.now()
    ).order_by("level", "-published_at")[:PUBLIC_ROWS]
    return {"rows": [shapes.public(found) for found in rows], "demo": settings.DEMO}


@router.get("/notifications")
def mine(request: HttpRequest) -> dict[str, Any]:
    """List the messages on the user's desk, unread first."""
    own = Notification.objects.filter(user=user_of(request), channel="desk")
    # PostgreSQL puts what has no time last: unread messages would fall off the end of the list
    rows = own.order_by(F("read_at").desc(nulls_first=True), "-id")[:100]
    return {
        "unread": own.filter(read_at=None).count(),
        "rows": [
            {
                "id": row.pk,
                "subject": row.subject,
                "body": row.body,
                "about_kind": row.about_kind,
                "about_id": row.about_id,
                "made_at": row.made_at,
                "read_at": row.read_at,
            }
            for row in rows
        ],
    }


@router.post("/notifications/{pk}/read")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Say that a message on the user's own desk was read; the first time counts."""
    found = Notification.objects.filter(pk=pk, user=user_of(request)).first()
    if found is None:
        raise NotFound
    outbox.read(found.token, timezone.now())
    return {"id": pk}


@router.post("/notifications/{pk}/again")
def again(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Let a message that failed be tried again."""
    user = require(request, "warning.publish")
    found = Notification.objects.filter(pk=pk, about_kind="warning").first()
    if found is None:
        raise NotFound
    acting.one(user, int(found.about_id))
    return {"id": pk, "waiting": sending.again(found)}


@router.post("/receipts/{token}", auth=None)
def receipt(request: HttpRequest, token: str) -> dict[str, Any]:  # noqa: ARG001 (the token says who)
    """Give the message of a link and note that it was read."""
    found = outbox.read(token, timezone.now())
    if found is None:
        raise NotFound
    return {
        "subject": found.subject,
        "body": found.body,
        "made_at": found.made_at,
        "demo": settings.DEMO,
    }
