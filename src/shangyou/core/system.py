"""What stands, what happens, and what happened: system, live stream, audit trail."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Router

from shangyou import __version__
from shangyou.core import audit, events, health, live
from shangyou.core.http import NotLoggedIn, require
from shangyou.core.language import Language, language_of, text
from shangyou.core.models import AuditEntry, User
from shangyou.core.registers.fields import fields_of
from shangyou.core.registers.registry import registers
from shangyou.core.rights import allowed, visible_regions
from shangyou.core.spreadsheets import MEDIA, as_csv

router = Router(tags=["system"])

PAGE = 50


def system_answer() -> dict[str, Any]:
    """Say which parts stand; also part of the duty desk."""
    return {
        "version": __version__,
        "demo": settings.DEMO,
        "time": timezone.now(),
        "parts": [
            {
                "name": part.name,
                "title": part.title,
                "state": part.state,
                "detail": part.detail,
                "since": part.since,
            }
            for part in health.parts()
        ],
    }


@router.get("/system")
def system(request: HttpRequest) -> dict[str, Any]:
    """Say which parts stand."""
    require(request, "system.view")
    return system_answer()


def _listener(request: HttpRequest, topics: str) -> live.Listening | None:
    try:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        return live.Listening(
            {
                topic: visible_regions(user, events.TOPICS[topic])
                for topic in live.wanted(topics)
                if allowed(user, events.TOPICS[topic])
            }
        )
    finally:
        connection.close()


async def _anybody(_request: HttpRequest) -> bool:
    """Let the stream ask for the session itself, on the thread whose connection it then gives back."""
    return True


@router.get("/live", auth=_anybody)
async def live_stream(request: HttpRequest, topics: str = "") -> StreamingHttpResponse:
    """Stream events (SSE); `Last-Event-ID` resumes without loss."""
    listening = await sync_to_async(_listener)(request, topics)
    if listening is None:
        raise NotLoggedIn
    last = request.headers.get("Last-Event-ID", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else None
    answer = StreamingHttpResponse(live.stream(listening, after), content_type="text/event-stream")
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer


@router.get("/audit")
def audit_trail(
    request: HttpRequest,
    object: str = "",  # noqa: A002 (the address says object)
    who: str = "",
    page: int = 1,
    page_size: int = PAGE,
) -> dict[str, Any]:
    """List the audit trail, newest first; `object` is a kind or kind/id."""
    require(request, "audit.view")
    rows = _entries(object, who)
    language = language_of(request)
    size = min(max(page_size, 1), 200)
    first = (max(page, 1) - 1) * size
    return {
        "total": rows.count(),
        "page": max(page, 1),
        "rows": [
            {
                "id": entry.number,
                "at": entry.at,
                "who": entry.actor,
                "organisation": entry.organisation,
                "action": entry.action,
                "object": f"{entry.object_kind}/{entry.object_id}",
                "text": _in_words(entry, language),
                "digest": entry.digest,
            }
            for entry in rows[first : first + size]
        ],
    }


def _entries(object_: str, who: str) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.order_by("-number")
    if object_:
        kind, _, object_id = object_.partition("/")
        rows = rows.filter(object_kind=kind)
        if object_id:
            rows = rows.filter(object_id=object_id)
    return rows.filter(actor__icontains=who) if who else rows


CSV_HEAD = ("number", "at", "who", "organisation", "action", "object", "region", "detail", "previous", "digest")  # fmt: skip


@router.get("/audit.csv")
def audit_file(request: HttpRequest, object: str = "", who: str = "") -> HttpResponse:  # noqa: A002
    """Give the trail as a file, newest first, with all that is digested; taking it is itself an entry."""
    user = require(request, "audit.view")
    file = as_csv(CSV_HEAD, _lines(_entries(object, who)))
    audit.record(user, "audit.exported", "audit", object, {"who": who})
    answer = HttpResponse(file, content_type=MEDIA["csv"])
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(entries: QuerySet[AuditEntry]) -> Iterator[Sequence[object]]:
    for entry in entries.iterator(chunk_size=5000):
        kept = f"{entry.object_kind}/{entry.object_id}"
        at = timezone.localtime(entry.at).isoformat()
        yield (entry.number, at, entry.actor, entry.organisation, entry.action, kept, entry.region,
               entry.detail, entry.previous, entry.digest)  # fmt: skip


@router.get("/audit/verify")
def audit_verdict(request: HttpRequest) -> dict[str, Any]:
    """Walk the whole chain: whole with its newest digest, or the first entry that does not hold."""
    require(request, "audit.view")
    found = audit.verify()
    if isinstance(found, audit.Whole):
        return {"whole": True, "entries": found.entries, "broken": None, "head": found.head}
    return {"whole": False, "entries": None, "broken": found.number, "why": found.why}


def _in_words(entry: AuditEntry, language: Language) -> str:
    """Put an entry's detail in a line: each change of a register row, or what else was noted."""
    detail: dict[str, Any] = json.loads(entry.detail)
    changes = detail.get("changes")
    register = registers().get(entry.object_kind)
    if register is None or not isinstance(changes, list):
        return "; ".join(f"{key}: {value}" for key, value in detail.items())
    fields = fields_of(register)
    parts = []
    for change in changes:
        field = fields.get(change["field"])
        title = text(field.column.title, language) if field else change["field"]
        old, new = (
            field.show(change[side], language) if field else str(change[side] or "")
            for side in ("old", "new")
        )
        if old or new:
            parts.append(f"{title} {old} → {new}" if old else f"{title} {new}")
    return "; ".join(parts)
