"""The API of hand-overs, of the duty log, of round-calls and of meetings."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core import documents
from shangyou.core.http import api, require
from shangyou.warning.duty import (
    calls,
    handover,
    handover_document,
    log,
    meetings,
    open_items,
    reach,
)
from shangyou.warning.duty.models import Handover

router = Router(tags=["duty"])
MOST_ROWS = 200


class HandoverForm(Schema):
    """What is handed over."""

    organisation: Any = None
    notes: Any = None
    idempotency_key: Any = None


class Remark(Schema):
    """What the incoming officer says."""

    remark: Any = None


class EntryForm(Schema):
    """A line of the log."""

    organisation: Any = None
    kind: Any = None
    happened_at: Any = None
    source: Any = None
    phone: Any = None
    text: Any = None
    reason: Any = None
    idempotency_key: Any = None


class CallForm(Schema):
    """A round-call."""

    organisation: Any = None
    title: Any = None
    held_at: Any = None
    called: Any = None
    idempotency_key: Any = None


class MarkForm(Schema):
    """How one organisation answered."""

    organisation: Any = None
    state: Any = None
    reason: Any = None
    version: Any = None


class MeetingForm(Schema):
    """A meeting."""

    organisation: Any = None
    kind: Any = None
    title: Any = None
    held_at: Any = None
    agenda: Any = None
    minutes: Any = None
    participants: Any = None
    version: Any = None
    idempotency_key: Any = None


class ItemForm(Schema):
    """Something to do after a meeting."""

    text: Any = None
    responsible: Any = None
    due_on: Any = None


class NoteForm(Schema):
    """A note, and the version it was written from."""

    note: Any = None
    version: Any = None


@router.get("/duty/open-items")
def open_now(request: HttpRequest) -> dict[str, Any]:
    """List what is open now, kind by kind: what a hand-over written this minute would hold."""
    user = require(request, "duty.work")
    now = timezone.now()
    desk = user.organisation
    leaving, coming = handover.shifts_around(user, desk, now) if desk else (None, None)
    return {
        "items": open_items.shown(open_items.collect(user, now)),
        "organisation": reach.shape(desk) if desk else None,
        "outgoing": leaving.duty_name if leaving else None,
        "expected": coming.duty_name if coming else None,
        "expected_at": coming.begins_at if coming else None,
        "at": now,
    }


@router.get("/duty/handovers")
def handovers(request: HttpRequest) -> dict[str, Any]:
    """List hand-overs, newest first."""
    rows = list(handover.visible(require(request, "duty.read"))[:MOST_ROWS])
    newest: dict[int, int] = {}
    for one in rows:
        newest.setdefault(one.organisation_id, one.pk)
    return {"rows": [handover.row(one, newest[one.organisation_id]) for one in rows]}


@router.post("/duty/handovers")
def write_handover(request: HttpRequest, form: HandoverForm) -> HttpResponse:
    """Write a hand-over; what is open is listed by the system itself."""
    user = require(request, "duty.work")
    made, new = handover.write(user, form.dict(), timezone.now())
    found = handover.find(user, made.pk)
    return api.create_response(request, handover.whole(found, user), status=201 if new else 200)


def _handover(request: HttpRequest, pk: int) -> Handover:
    return handover.find(require(request, "duty.read"), pk)


@router.get("/duty/handovers/{pk}")
def one_handover(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a hand-over."""
    user = require(request, "duty.read")
    return handover.whole(handover.find(user, pk), user)


@router.post("/duty/handovers/{pk}/accept")
def accept(request: HttpRequest, pk: int, form: Remark) -> dict[str, Any]:
    """Take over."""
    user = require(request, "duty.work")
    found = handover.find(user, pk)
    return handover.whole(handover.accept(user, found, form.remark, timezone.now()), user)


@router.get("/duty/handovers/{pk}/file.docx")
def handover_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a hand-over as a Word file."""
    found = _handover(request, pk)
    at = timezone.localtime(found.written_at)
    return word(handover_document.render(found, timezone.now()), f"交接班记录{at:%Y%m%d%H%M}")


def word(content: bytes, name: str) -> HttpResponse:
    """Offer a Word file under its Chinese name (RFC 5987)."""
    answer = HttpResponse(content, content_type=documents.MEDIA_TYPE)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"paper.docx\"; filename*=UTF-8''{quote(f'{name}.docx')}"
    )
    return answer


@router.get("/duty/entries")
def entries(request: HttpRequest, kind: str = "", words: str = "", day: str = "") -> dict[str, Any]:
    """List the log, newest first; by kind, by words in it, by day."""
    rows = log.visible(require(request, "duty.read"))
    if day:
        rows = log.of_day(rows, day)
    if kind in log.KINDS:
        rows = rows.filter(kind=kind)
    if words.strip() and "\x00" not in words:
        rows = rows.filter(text__icontains=words.strip()[:100])
    return {
        "rows": log.listed(rows, MOST_ROWS),
        "kinds": [{"value": key, "title": title} for key, title in log.KINDS.items()],
    }


@router.post("/duty/entries")
def write_entry(request: HttpRequest, form: EntryForm) -> HttpResponse:
    """Write a line of the log."""
    user = require(request, "duty.work")
    made, new = log.write(user, form.dict(), timezone.now())
    return api.create_response(request, log.shape(made), status=201 if new else 200)


@router.post("/duty/entries/{pk}/corrections")
def correct(request: HttpRequest, pk: int, form: EntryForm) -> HttpResponse:
    """Correct a line by a further one."""
    user = require(request, "duty.work")
    made = log.correct(user, log.find(user, pk), form.dict(), timezone.now())
    return api.create_response(request, log.shape(made), status=201)


@router.get("/duty/calls")
def round_calls(request: HttpRequest) -> dict[str, Any]:
    """List round-calls, when the next is due, and each organisation's attendance over the year."""
    user = require(request, "duty.read")
    now = timezone.now()
    return {
        "rows": calls.listed(user, MOST_ROWS),
        "next": calls.next_due(user, now),
        "rates": calls.rates(user, now),
    }


@router.post("/duty/calls")
def open_call(request: HttpRequest, form: CallForm) -> HttpResponse:
    """Begin a round-call."""
    user = require(request, "duty.call")
    made, new = calls.open_call(user, form.dict(), timezone.now())
    return api.create_response(
        request, calls.whole(calls.find(user, made.pk), user), status=201 if new else 200
    )


@router.get("/duty/calls/{pk}")
def one_call(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a round-call with each organisation's answer."""
    user = require(request, "duty.read")
    return calls.whole(calls.find(user, pk), user)


@router.post("/duty/calls/{pk}/marks")
def mark(request: HttpRequest, pk: int, form: MarkForm) -> dict[str, Any]:
    """Note how one organisation answered."""
    user = require(request, "duty.call")
    return calls.mark(user, calls.find(user, pk), form.dict(), timezone.now())


@router.post("/duty/calls/{pk}/close")
def close_call(request: HttpRequest, pk: int, form: NoteForm) -> dict[str, Any]:
    """End a round-call."""
    user = require(request, "duty.call")
    return calls.close(user, calls.find(user, pk), form.dict(), timezone.now())


@router.get("/duty/meetings")
def meeting_list(request: HttpRequest) -> dict[str, Any]:
    """List meetings with how their items stand."""
    user = require(request, "duty.read")
    return {
        "rows": meetings.listed(user, MOST_ROWS, timezone.localdate()),
        "kinds": [{"value": key, "title": title} for key, title in meetings.KINDS.items()],
    }


@router.post("/duty/meetings")
def make_meeting(request: HttpRequest, form: MeetingForm) -> HttpResponse:
    """Call a meeting."""
    user = require(request, "duty.call")
    made, new = meetings.make(user, form.dict())
    answer = meetings.whole(meetings.find(user, made.pk), user, timezone.localdate())
    return api.create_response(request, answer, status=201 if new else 200)


@router.get("/duty/meetings/{pk}")
def one_meeting(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a meeting with its items."""
    user = require(request, "duty.read")
    return meetings.whole(meetings.find(user, pk), user, timezone.localdate())


@router.patch("/duty/meetings/{pk}")
def change_meeting(request: HttpRequest, pk: int, form: MeetingForm) -> dict[str, Any]:
    """Change a meeting, or write its minutes."""
    user = require(request, "duty.call")
    changed = meetings.change(user, meetings.find(user, pk), form.dict())
    return meetings.whole(changed, user, timezone.localdate())


@router.post("/duty/meetings/{pk}/items")
def add_item(request: HttpRequest, pk: int, form: ItemForm) -> HttpResponse:
    """Give somebody something to do."""
    user = require(request, "duty.call")
    changed = meetings.add_item(user, meetings.find(user, pk), form.dict())
    answer = meetings.whole(changed, user, timezone.localdate())
    return api.create_response(request, answer, status=201)


@router.post("/duty/items/{pk}/close")
def close_item(request: HttpRequest, pk: int, form: NoteForm) -> dict[str, Any]:
    """Close an item with a note."""
    user = require(request, "duty.work")
    changed = meetings.settle_item(user, pk, form.dict(), timezone.now(), closed=True)
    return meetings.whole(changed, user, timezone.localdate())


@router.post("/duty/items/{pk}/reopen")
def reopen_item(request: HttpRequest, pk: int, form: NoteForm) -> dict[str, Any]:
    """Open an item again, with the reason."""
    user = require(request, "duty.call")
    changed = meetings.settle_item(user, pk, form.dict(), timezone.now(), closed=False)
    return meetings.whole(changed, user, timezone.localdate())
