"""交接班: the outgoing officer's notes with what is open, and the incoming officer's acceptance."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shangyou.core import audit, events
from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import DutyShift, Organisation, User
from shangyou.core.notifications import outbox
from shangyou.core.notifications.outbox import Message, Recipient
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty import open_items, reach
from shangyou.warning.duty.forms import Form, once
from shangyou.warning.duty.models import Handover, HandoverAcceptance
from shangyou.warning.duty.wording import moment

OWN = Sentence(
    "交班人不能自己接班；请由接班人登录后接班。",
    "Whoever hands over cannot take over; the incoming officer has to log in and accept.",
)
TAKEN = Sentence("这份交接记录已有人接班。", "Somebody has already accepted this hand-over.")
SUPERSEDED = Sentence(
    "之后又写了新的交接记录，请接最新的一份。",
    "A newer hand-over has been written; accept the newest.",
)
ENDED_WITHIN = dt.timedelta(hours=3)
"""An officer who writes his notes after the hour still hands over the shift that has just ended."""


def visible(user: User) -> QuerySet[Handover]:
    """Give the hand-overs a user may read, newest first."""
    return Handover.objects.filter(
        organisation__in=reach.reachable(user, "duty.read")
    ).select_related("organisation", "acceptance")


def find(user: User, pk: int) -> Handover:
    """Give one; 404 otherwise."""
    found = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def shifts_around(
    user: User, organisation: Organisation, now: dt.datetime
) -> tuple[DutyShift | None, DutyShift | None]:
    """Give the shift the user hands over and the one that comes (two queries with their officers).

    His own newest shift that runs or has just ended; where he stands in none, the one that runs.
    """
    rows = list(
        DutyShift.objects.filter(
            organisation=organisation,
            ends_at__gt=now - ENDED_WITHIN,
            begins_at__lt=now + dt.timedelta(days=3),
        )
        .prefetch_related("officers")
        .order_by("begins_at", "pk")
    )
    begun = [s for s in rows if s.begins_at <= now]
    own = [s for s in begun if user in s.officers.all()]
    running = [s for s in begun if s.ends_at > now]
    leaving = next(iter(own[-1:] or running[:1] or begun[-1:]), None)
    coming = next((s for s in rows if leaving is None or s.begins_at >= leaving.ends_at), None)
    return leaving, coming


def write(user: User, body: Mapping[str, Any], now: dt.datetime) -> tuple[Handover, bool]:
    """Write a hand-over; the same form twice is one. Returns it and whether it is new."""
    form = Form(body)
    key = form.key()
    pk = form.number("organisation", Sentence("单位", "The organisation"))
    notes = form.text("notes", Sentence("交班事项（没有也请写“无”）", "What is handed over"), 8000)
    form.done()
    organisation = reach.one(user, pk, "duty.work")

    def make() -> Handover:
        # one at a time: a newer hand-over and an acceptance cannot pass each other
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        leaving, coming = shifts_around(user, organisation, now)
        made = Handover.objects.create(
            idempotency_key=key,
            organisation=organisation,
            shift_begins_at=leaving.begins_at if leaving else None,
            shift_ends_at=leaving.ends_at if leaving else None,
            outgoing=user,
            outgoing_name=user.name or user.username,
            expected=coming.duty_name if coming else "",
            notes=notes,
            items=open_items.collect(user, now),
            written_at=now,
        )
        _trace(user, made, "written")
        if coming is not None:
            _tell(made, [one for one in coming.officers.all() if one.is_active and one != user])
        return made

    return once(Handover.objects.all(), key, "outgoing", user, make)


def _tell(made: Handover, officers: list[User]) -> None:
    outbox.put(
        f"handover:{made.pk}",
        Message(
            subject=f"待接班：{made.organisation}",
            body=f"{made.outgoing_name} 于 {moment(made.written_at)} 写好交接记录，请阅后接班。",
            about_kind="handover",
            about_id=str(made.pk),
            regions=(made.organisation.division_code,),
        ),
        [
            Recipient(channel="desk", user=one, organisation=str(made.organisation))
            for one in officers
        ],
    )


def accept(user: User, handover: Handover, remark: object, now: dt.datetime) -> Handover:
    """Take over; once, by somebody else than the outgoing officer, and only from the newest."""
    form = Form({"remark": remark})
    said = form.text("remark", Sentence("接班意见", "The remark"), 2000, needed=False)
    form.done()
    reach.one(user, handover.organisation_id, "duty.work", seen_by="duty.read")
    if handover.outgoing_id == user.pk:
        raise ProblemError(409, [Problem("", OWN)])
    try:
        with transaction.atomic():
            # the same lock as writing
            Organisation.objects.select_for_update().get(pk=handover.organisation_id)
            newest = Handover.objects.filter(organisation=handover.organisation_id).first()
            if newest is not None and newest.pk != handover.pk:
                raise ProblemError(409, [Problem("", SUPERSEDED)])
            HandoverAcceptance.objects.create(
                handover=handover,
                incoming=user,
                incoming_name=user.name or user.username,
                remark=said,
                at=now,
            )
            _trace(user, handover, "accepted")
    except IntegrityError:
        raise ProblemError(409, [Problem("", TAKEN)]) from None
    return find(user, handover.pk)


def _trace(user: User, handover: Handover, what: str) -> None:
    division = handover.organisation.division_code
    audit.record(
        user, f"handover.{what}", "handover", str(handover.pk),
        {"organisation": str(handover.organisation)}, region=division,
    )  # fmt: skip
    events.publish("duty", handover.pk, f"handover.{what}", regions=filter(None, [division]))


def row(handover: Handover, newest: int | None = None) -> dict[str, Any]:
    """Return one line of the list; `newest` is the number of the organisation's newest hand-over."""
    acceptance = getattr(handover, "acceptance", None)
    state = "accepted" if acceptance else "waiting"
    if not acceptance and newest is not None and newest != handover.pk:
        state = "superseded"
    return {
        "id": handover.pk,
        "organisation": reach.shape(handover.organisation),
        "outgoing": handover.outgoing_name,
        "expected": handover.expected,
        "written_at": handover.written_at,
        "shift": {"begins_at": handover.shift_begins_at, "ends_at": handover.shift_ends_at}
        if handover.shift_begins_at
        else None,
        "state": state,
        "open": sum(group["count"] for group in handover.items),
        "acceptance": {
            "incoming": acceptance.incoming_name,
            "at": acceptance.at,
            "remark": acceptance.remark,
        }
        if acceptance
        else None,
    }


def whole(handover: Handover, user: User) -> dict[str, Any]:
    """Return a hand-over with its notes, what was open, and whether this user may accept it."""
    newest = (
        Handover.objects.filter(organisation=handover.organisation_id)
        .values_list("pk", flat=True)
        .first()
    )
    said = row(handover, newest)
    return {
        **said,
        "notes": handover.notes,
        "items": open_items.shown(handover.items),
        "may_accept": said["state"] == "waiting"
        and handover.outgoing_id != user.pk
        and reach.may(user, "duty.work", handover.organisation),
        "own": handover.outgoing_id == user.pk,
        "demo": handover.demo,
    }
