"""视频点名: a call, who answered it, how often each organisation does, and when the next is due."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from shangyou.core import audit, events
from shangyou.core.http import NotFound, ProblemError, Stale
from shangyou.core.models import Organisation, User
from shangyou.core.rights import allowed
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty import reach
from shangyou.warning.duty.forms import Form, once
from shangyou.warning.duty.models import Attendance, RoundCall

# 重庆市环境应急能力建设“十四五”规划 chapter 1.1: 定期（每两周）视频调度
EVERY = dt.timedelta(days=14)
STATES = {
    "waiting": Sentence("未点", "not called yet"),
    "present": Sentence("到位", "present"),
    "late": Sentence("迟到", "late"),
    "absent": Sentence("缺席", "absent"),
}
CLOSED = Sentence("点名已结束，不能再改。", "The call is closed and no longer changes.")
LOOK_BACK = dt.timedelta(days=366)


def visible(user: User) -> QuerySet[RoundCall]:
    """Give the calls a user may see: of the desks he reads, and those his organisation was called in."""
    return RoundCall.objects.filter(
        Q(organisation__in=reach.reachable(user, "duty.read"))
        | Q(pk__in=Attendance.objects.filter(organisation=user.organisation_id or 0).values("call"))
    ).select_related("organisation")


def find(user: User, pk: int) -> RoundCall:
    """Give one call; 404 otherwise."""
    found = visible(user).filter(pk=pk).first() if allowed(user, "duty.read") else None
    if found is None:
        raise NotFound
    return found


def open_call(user: User, body: Mapping[str, Any], now: dt.datetime) -> tuple[RoundCall, bool]:
    """Begin a call of several organisations."""
    form = Form(body)
    key = form.key()
    pk = form.number("organisation", Sentence("主持单位", "The host"))
    title = form.text("title", Sentence("名称", "The title"), 120)
    held_at = form.moment("held_at", Sentence("时间", "The time"))
    called = form.numbers("called", Sentence("被点名单位", "Organisations called"))
    if held_at > now + EVERY:
        form.complain(
            "held_at", "时间应在两周之内。", "The time must lie within the next two weeks."
        )
    form.done()
    organisation = reach.one(user, pk, "duty.call")
    known = set(
        reach.reachable(user, "duty.read").filter(pk__in=called).values_list("pk", flat=True)
    )
    form.known("called", Sentence("被点名单位", "Organisations called"), called, known)
    form.done()

    def make() -> RoundCall:
        made = RoundCall.objects.create(
            idempotency_key=key, organisation=organisation, title=title, held_at=held_at,
            host=user, host_name=user.name or user.username,
        )  # fmt: skip
        Attendance.objects.bulk_create(Attendance(call=made, organisation_id=pk) for pk in called)
        _trace(user, made, "opened", {"called": len(called)})
        return made

    return once(RoundCall.objects.all(), key, "host", user, make)


def mark(user: User, call: RoundCall, body: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """Note whether one organisation answered; refused when somebody else has just noted it."""
    form = Form(body)
    pk = form.number("organisation", Sentence("单位", "The organisation"))
    state = form.choice("state", Sentence("情况", "The state"), STATES)
    reason = form.text("reason", Sentence("原因", "The reason"), 200, needed=False)
    version = form.number("version", Sentence("版本", "The version"))
    if state == "absent" and not reason:
        form.complain("reason", "缺席请写明原因。", "Say why the organisation is absent.")
    form.done()
    _host(user, call)
    with transaction.atomic():
        # the row of the call first, so that it cannot be closed between the look and the mark
        if not RoundCall.objects.select_for_update().filter(pk=call.pk, closed_at=None).exists():
            raise ProblemError(409, [Problem("", CLOSED)])
        changed = Attendance.objects.filter(
            call=call, organisation=pk, version=version
        ).update(
            state=state, reason=reason, version=F("version") + 1, at=now,
            by_name=user.name or user.username,
        )  # fmt: skip
        if not changed:
            raise Stale
        _trace(user, call, "marked", {"organisation": pk, "state": state, "reason": reason})
    return whole(find(user, call.pk), user)


def close(user: User, call: RoundCall, body: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """End a call; every organisation must have been called by then."""
    form = Form(body)
    note = form.text("note", Sentence("小结", "The note"), 2000, needed=False)
    form.done()
    _host(user, call)
    with transaction.atomic():
        # the row first, so that no mark slips between the count and the end
        if not RoundCall.objects.filter(pk=call.pk, closed_at=None).update(
            closed_at=now, note=note
        ):
            raise ProblemError(409, [Problem("", CLOSED)])
        left = Attendance.objects.filter(call=call, state="waiting").count()
        if left:
            sentence = Sentence(
                f"还有 {left} 个单位没有点到，点完再结束。",
                f"{left} organisations have not been called yet.",
            )
            raise ProblemError(409, [Problem("", sentence)])
        _trace(user, call, "closed", {})
    return whole(find(user, call.pk), user)


def _host(user: User, call: RoundCall) -> Organisation:
    return reach.one(user, call.organisation_id, "duty.call", seen_by="duty.read")


def _trace(user: User, call: RoundCall, what: str, facts: dict[str, Any]) -> None:
    division = call.organisation.division_code
    audit.record(user, f"round_call.{what}", "round_call", str(call.pk), facts, region=division)
    events.publish("duty", call.pk, f"call.{what}")


def next_due(user: User, now: dt.datetime) -> dict[str, Any] | None:
    """Say when the next call of the user's own desk is due; None where it holds none (one query)."""
    organisation = user.organisation
    if organisation is None or not reach.may(user, "duty.call", organisation):
        return None
    last = (
        RoundCall.objects.filter(organisation=organisation, held_at__lte=now)
        .values_list("held_at", flat=True)
        .first()
    )
    at = last + EVERY if last else now
    return {"at": at, "last": last, "overdue": at < now}


def listed(user: User, most: int) -> list[dict[str, Any]]:
    """Return the newest calls with their counts (one query)."""
    counts = {state: Count("attendance", filter=Q(attendance__state=state)) for state in STATES}
    rows = visible(user).annotate(called=Count("attendance"), **counts)
    # counting drops the order of the model
    rows = rows.order_by("-held_at", "-pk")[:most]
    return [
        {**row(one), "called": one.called, **{state: getattr(one, state) for state in STATES}}
        for one in rows
    ]


def row(call: RoundCall) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": call.pk,
        "organisation": reach.shape(call.organisation),
        "title": call.title,
        "held_at": call.held_at,
        "host": call.host_name,
        "closed_at": call.closed_at,
        "note": call.note,
        "demo": call.demo,
    }


def whole(call: RoundCall, user: User) -> dict[str, Any]:
    """Return a call with each organisation's answer."""
    rows = call.attendance.select_related("organisation")
    return {
        **row(call),
        "may_mark": call.closed_at is None and reach.may(user, "duty.call", call.organisation),
        "attendance": [
            {
                "organisation": reach.shape(one.organisation),
                "state": one.state,
                "state_title": STATES[one.state],
                "reason": one.reason,
                "version": one.version,
                "at": one.at,
                "by": one.by_name,
            }
            for one in rows
        ],
    }


def rates(user: User, now: dt.datetime) -> list[dict[str, Any]]:
    """Give each organisation's attendance over the last year, the worst first (one query)."""
    rows = (
        Attendance.objects.filter(
            call__in=visible(user).values("pk"), call__held_at__gte=now - LOOK_BACK
        )
        .exclude(state="waiting")
        .order_by("call__held_at")
        .select_related("organisation", "call")
    )
    found: dict[int, dict[str, Any]] = {}
    for one in rows:
        own = found.setdefault(
            one.organisation_id,
            {
                "organisation": reach.shape(one.organisation),
                "called": 0,
                "came": 0,
                "late": 0,
                "marks": [],
            },
        )
        own["called"] += 1
        own["came"] += one.state in ("present", "late")
        own["late"] += one.state == "late"
        own["marks"].append({"state": one.state, "held_at": one.call.held_at})
    for own in found.values():
        own["rate"] = round(own["came"] / own["called"], 3)
        own["marks"] = own["marks"][-12:]
    return sorted(found.values(), key=lambda own: (own["rate"], own["organisation"]["division"]))
