"""月调度、季调度: agenda, minutes, and what follows from them, supervised until it is closed with a note."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound, Stale
from shangyou.core.models import Organisation, User
from shangyou.core.rights import allowed
from shangyou.science.messages import Sentence
from shangyou.warning.duty import reach
from shangyou.warning.duty.forms import Form, once
from shangyou.warning.duty.models import Meeting, MeetingItem

KINDS = {
    "monthly": Sentence("月调度", "monthly"),
    "quarterly": Sentence("季调度", "quarterly"),
    "special": Sentence("专题调度", "special"),
}
_PARTICIPANTS = Sentence("参会单位", "Participants")
_RESPONSIBLE = Sentence("责任单位", "The responsible organisation")


def visible(user: User) -> QuerySet[Meeting]:
    """Give the meetings a user may read: of desks he reads, and those that concern his organisation."""
    own = user.organisation_id or 0
    return Meeting.objects.filter(
        Q(organisation__in=reach.reachable(user, "duty.read"))
        | Q(
            pk__in=Meeting.participants.through.objects.filter(organisation_id=own).values(
                "meeting_id"
            )
        )
        | Q(pk__in=MeetingItem.objects.filter(responsible=own).values("meeting"))
    ).select_related("organisation")


def find(user: User, pk: int) -> Meeting:
    """Give one meeting; 404 otherwise."""
    found = visible(user).filter(pk=pk).first() if allowed(user, "duty.read") else None
    if found is None:
        raise NotFound
    return found


def _fields(form: Form) -> dict[str, Any]:
    return {
        "kind": form.choice("kind", Sentence("类型", "The kind"), KINDS),
        "title": form.text("title", Sentence("名称", "The title"), 120),
        "held_at": form.moment("held_at", Sentence("时间", "The time")),
        "agenda": form.text("agenda", Sentence("议程", "The agenda"), 8000),
        "minutes": form.text("minutes", Sentence("纪要", "The minutes"), 20000, needed=False),
    }


def _participants(form: Form, user: User) -> list[int]:
    wanted = form.numbers("participants", _PARTICIPANTS, needed=False)
    known = reach.reachable(user, "duty.read").filter(pk__in=wanted).values_list("pk", flat=True)
    form.known("participants", _PARTICIPANTS, wanted, known)
    return wanted


def make(user: User, body: Mapping[str, Any]) -> tuple[Meeting, bool]:
    """Call a meeting; the same form twice is one."""
    form = Form(body)
    key = form.key()
    pk = form.number("organisation", Sentence("召集单位", "The convener"))
    fields = _fields(form)
    participants = _participants(form, user)
    form.done()
    organisation = reach.one(user, pk, "duty.call")

    def create() -> Meeting:
        made = Meeting.objects.create(
            idempotency_key=key, organisation=organisation, made_by=user, **fields
        )
        made.participants.set(participants)
        _trace(user, made, "made", {})
        return made

    return once(Meeting.objects.all(), key, "made_by", user, create)


def change(user: User, meeting: Meeting, body: Mapping[str, Any]) -> Meeting:
    """Change a meeting or write its minutes; refused when somebody else was faster."""
    form = Form(body)
    fields = _fields(form)
    participants = _participants(form, user)
    version = form.number("version", Sentence("版本", "The version"))
    form.done()
    _convener(user, meeting)
    with transaction.atomic():
        if not Meeting.objects.filter(pk=meeting.pk, version=version).update(
            version=F("version") + 1, **fields
        ):
            raise Stale
        meeting.participants.set(participants)
        _trace(user, meeting, "changed", {})
    return find(user, meeting.pk)


def add_item(user: User, meeting: Meeting, body: Mapping[str, Any]) -> Meeting:
    """Give somebody something to do."""
    form = Form(body)
    text = form.text("text", Sentence("事项", "The item"), 400)
    pk = form.number("responsible", _RESPONSIBLE)
    due_on = form.day("due_on", Sentence("期限", "The deadline"))
    if not form.problems and due_on < timezone.localtime(meeting.held_at).date():
        form.complain(
            "due_on", "期限不能早于会议日期。", "The deadline must not precede the meeting."
        )
    known = reach.reachable(user, "duty.read").filter(pk=pk).values_list("pk", flat=True)
    if pk:
        form.known("responsible", _RESPONSIBLE, [pk], known)
    form.done()
    _convener(user, meeting)
    with transaction.atomic():
        made = MeetingItem.objects.create(
            meeting=meeting, text=text, responsible_id=pk, due_on=due_on
        )
        _trace(user, meeting, "item_added", {"item": made.pk, "text": text})
    return find(user, meeting.pk)


def settle_item(
    user: User, pk: int, body: Mapping[str, Any], now: dt.datetime, *, closed: bool
) -> Meeting:
    """Close an item with a note, or open it again with one.

    The responsible organisation or the convener closes; the convener alone opens again.
    """
    item = (
        MeetingItem.objects.filter(pk=pk, meeting__in=visible(user))
        .select_related("meeting__organisation", "responsible")
        .first()
    )
    if item is None or not allowed(user, "duty.read"):
        raise NotFound
    if not (may_close(user, item) if closed else _may_convene(user, item.meeting)):
        raise Forbidden
    form = Form(body)
    note = form.text("note", Sentence("办理情况", "The note"), 2000)
    version = form.number("version", Sentence("版本", "The version"))
    form.done()
    with transaction.atomic():
        changed = MeetingItem.objects.filter(
            pk=pk, version=version, state="open" if closed else "closed"
        ).update(
            state="closed" if closed else "open",
            version=F("version") + 1,
            closing_note=note,
            closed_at=now if closed else None,
            closed_by_name=(user.name or user.username) if closed else "",
        )
        if not changed:
            raise Stale
        what = "item_closed" if closed else "item_reopened"
        _trace(user, item.meeting, what, {"item": pk, "note": note})
    return find(user, item.meeting_id)


def may_close(user: User, item: MeetingItem) -> bool:
    """Say whether a user may say that an item is done."""
    return reach.may(user, "duty.work", item.responsible) or _may_convene(user, item.meeting)


def _may_convene(user: User, meeting: Meeting) -> bool:
    return reach.may(user, "duty.call", meeting.organisation)


def _convener(user: User, meeting: Meeting) -> Organisation:
    if not _may_convene(user, meeting):
        raise Forbidden
    return meeting.organisation


def _trace(user: User, meeting: Meeting, what: str, facts: dict[str, Any]) -> None:
    division = meeting.organisation.division_code
    audit.record(user, f"meeting.{what}", "meeting", str(meeting.pk), facts, region=division)
    events.publish("duty", meeting.pk, f"meeting.{what}")


def end_of(day: dt.date) -> dt.datetime:
    """Give the last moment of a deadline's day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def listed(user: User, most: int, today: dt.date) -> list[dict[str, Any]]:
    """Return the newest meetings with how their items stand (one query)."""
    still = Q(items__state="open")
    rows = visible(user).annotate(
        all_items=Count("items"),
        still_open=Count("items", filter=still),
        overdue=Count("items", filter=still & Q(items__due_on__lt=today)),
    )
    # counting drops the order of the model
    rows = rows.order_by("-held_at", "-pk")[:most]
    return [
        {**row(one), "items": one.all_items, "open": one.still_open, "overdue": one.overdue}
        for one in rows
    ]


def row(meeting: Meeting) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": meeting.pk,
        "version": meeting.version,
        "organisation": reach.shape(meeting.organisation),
        "kind": meeting.kind,
        "kind_title": KINDS[meeting.kind],
        "title": meeting.title,
        "held_at": meeting.held_at,
        "minuted": bool(meeting.minutes),
        "demo": meeting.demo,
    }


def whole(meeting: Meeting, user: User, today: dt.date) -> dict[str, Any]:
    """Return a meeting with its participants and items."""
    convene = _may_convene(user, meeting)
    return {
        **row(meeting),
        "agenda": meeting.agenda,
        "minutes": meeting.minutes,
        "participants": [reach.shape(one) for one in meeting.participants.all()],
        "may_change": convene,
        "items": [
            {
                "id": item.pk,
                "version": item.version,
                "text": item.text,
                "responsible": reach.shape(item.responsible),
                "due_on": item.due_on.isoformat(),
                "due_at": end_of(item.due_on),
                "state": item.state,
                "overdue": item.state == "open" and item.due_on < today,
                "note": item.closing_note,
                "closed_at": item.closed_at,
                "closed_by": item.closed_by_name,
                "may_close": item.state == "open" and may_close(user, item),
                "may_reopen": item.state == "closed" and convene,
            }
            for item in _items(meeting)
        ],
    }


def _items(meeting: Meeting) -> list[MeetingItem]:
    rows = list(meeting.items.select_related("responsible"))
    for item in rows:
        item.meeting = meeting
    return rows
