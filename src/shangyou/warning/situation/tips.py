"""提示函: issued to a district, answered by it, accepted or sent back, supervised until it is closed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound, ProblemError
from shangyou.core.models import Notification, Person, User
from shangyou.core.notifications import outbox, sending
from shangyou.core.notifications.outbox import Message, Recipient
from shangyou.core.regions import name_of
from shangyou.core.rights import ALL, allowed, visible_regions
from shangyou.reference.divisions import BY_CODE
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty.forms import Form, once
from shangyou.warning.duty.wording import moment
from shangyou.warning.situation import drafting
from shangyou.warning.situation.models import Situation, Tip, TipStep

State = Tip.State
STATES = {
    "issued": Sentence("待办理", "to be answered"),
    "answered": Sentence("待审核", "answered, to be reviewed"),
    "sent_back": Sentence("退回重办", "sent back"),
    "closed": Sentence("已销号", "closed"),
}
ACTIONS = {
    "issued": Sentence("发出", "issued"),
    "answered": Sentence("答复", "answered"),
    "accepted": Sentence("审核通过并销号", "accepted and closed"),
    "sent_back": Sentence("退回", "sent back"),
}
STEPS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "answered": ((State.ISSUED, State.SENT_BACK), State.ANSWERED, "situation.answer"),
    "accepted": ((State.ANSWERED,), State.CLOSED, "situation.tip"),
    "sent_back": ((State.ANSWERED,), State.SENT_BACK, "situation.tip"),
}
TEXTS = {
    "answered": Sentence("办理情况", "The answer"),
    "accepted": Sentence("审核意见", "The remark"),
    "sent_back": Sentence("退回理由", "The reason"),
}
LONGEST = dt.timedelta(days=180)
NOT_APPROVED = Sentence(
    "提示函只能依据已批准的研判发出。", "A tip rests on an analysis that has been approved."
)
NOT_NOW = Sentence(
    "提示函的状态已变，不能再做这一步；请看最新状态。",
    "The tip has moved on; this step is no longer possible.",
)


def visible(user: User) -> QuerySet[Tip]:
    """Give the tips of a user's divisions."""
    rows = Tip.objects.select_related("issued_by", "situation")
    regions = visible_regions(user, "situation.list")
    return rows if regions is ALL else rows.filter(division__in=sorted(regions))  # type: ignore[arg-type]


def find(user: User, pk: int) -> Tip:
    """Give one; 404 otherwise."""
    found = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def issue(user: User, body: Mapping[str, Any], now: dt.datetime) -> tuple[Tip, bool]:
    """Issue a tip to one district; the same form twice is one."""
    form = Form(body)
    key = form.key()
    about = form.number("situation", Sentence("所依据的研判", "The analysis"), needed=False)
    division = form.body.get("division")
    if not isinstance(division, str) or division not in BY_CODE:
        form.complain(
            "division", "请选择一个区县（行政区划代码）。", "Choose a district (division code)."
        )
    headline = form.text("headline", Sentence("标题", "The headline"), 120)
    facts = form.text("facts", Sentence("情况", "The facts"), 8000)
    asks = form.text("asks", Sentence("工作要求", "What is asked"), 8000)
    due_at = form.moment("due_at", Sentence("反馈时限", "The deadline"))
    if not form.problems and not now < due_at <= now + LONGEST:
        form.complain(
            "due_at",
            "反馈时限应在现在之后、180 天之内。",
            "The deadline must lie after now and within 180 days.",
        )
    form.done()
    code = str(division)
    if not allowed(user, "situation.tip", region=code):
        raise Forbidden

    def make() -> Tip:
        situation = drafting.find(user, about) if about else None
        if situation is not None and situation.state != Situation.State.APPROVED:
            raise ProblemError(409, [Problem("situation", NOT_APPROVED)])
        made = Tip.objects.create(
            idempotency_key=key, number=_number(timezone.localtime(now).year),
            situation=situation, division=code, headline=headline, facts=facts, asks=asks,
            due_at=due_at, issued_by=user, issued_at=now,
        )  # fmt: skip
        _step(user, made, "issued", "", now)
        outbox.put(f"tip:{made.pk}", message(made), recipients(made))
        if situation is not None:
            drafting.step(user, situation, "tipped", made.number, now)
        return made

    return once(Tip.objects.all(), key, "issued_by", user, make)


def _number(year: int) -> str:
    """Take the year's next number inside the caller's transaction; one statement, so none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO warning_tipseries (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = warning_tipseries.last + 1 RETURNING last",
            [year],
        )
        return f"TS-{year}-{cursor.fetchone()[0]:03d}"


def recipients(tip: Tip) -> Iterator[Recipient]:
    """Give the desks that may answer, and the people of the district who are on call (two queries)."""
    for user in User.objects.filter(is_active=True):
        if allowed(user, "situation.answer", region=tip.division):
            yield Recipient(channel="desk", user=user, organisation=str(user.organisation or ""))
    on_call = Person.objects.filter(
        Q(organisation__division_code=tip.division)
        | Q(organisation__covers__contains=[tip.division]),
        on_call=True,
    ).select_related("organisation")
    for person in on_call:
        yield Recipient(
            channel="sms", address=person.phone, person=person.name,
            organisation=person.organisation.name,
        )  # fmt: skip


def message(tip: Tip) -> Message:
    """Return what they are told."""
    return Message(
        subject=f"提示函 {tip.number}：{tip.headline}",
        body=f"{name_of(tip.division).zh}：\n{tip.facts}\n工作要求：{tip.asks}\n请于 {moment(tip.due_at)} 前反馈。",
        about_kind="tip",
        about_id=str(tip.pk),
        regions=(tip.division,),
    )


def act(user: User, tip: Tip, action: str, body: Mapping[str, Any], now: dt.datetime) -> Tip:
    """Answer, accept or send back; one conditional update, refused where somebody else was faster."""
    before, after, operation = STEPS[action]
    form = Form(body)
    said = form.text("text", TEXTS[action], 8000, needed=action != "accepted")
    form.done()
    if not allowed(user, operation, region=tip.division):
        raise Forbidden
    stamps = {"closed_at": now} if after == State.CLOSED else {}
    with transaction.atomic():
        if not Tip.objects.filter(pk=tip.pk, state__in=before).update(
            state=after, version=F("version") + 1, **stamps
        ):
            raise ProblemError(409, [Problem("", NOT_NOW)])
        _step(user, tip, action, said, now)
        if action == "answered":
            _tell(tip, now, tip.issued_by, f"{name_of(tip.division).zh}已答复，请审核")
        elif action == "sent_back":
            for to in recipients(tip):
                if to.user is not None:
                    _tell(tip, now, to.user, f"被退回：{said[:80]}")
    return find(user, tip.pk)


def _tell(tip: Tip, now: dt.datetime, user: User, what: str) -> None:
    text = Message(
        subject=f"提示函 {tip.number}：{what}"[:200], body=tip.headline, about_kind="tip_step",
        about_id=str(tip.pk), regions=(tip.division,),
    )  # fmt: skip
    outbox.put(
        f"tip:{tip.pk}:{now.isoformat()}",
        text,
        [Recipient(channel="desk", user=user, organisation=str(user.organisation or ""))],
    )


def _step(user: User, tip: Tip, action: str, text: str, now: dt.datetime) -> None:
    TipStep.objects.create(
        tip=tip, at=now, who=user, who_name=user.name or user.username, action=action, text=text
    )
    facts = {"number": tip.number, "text": text}
    audit.record(user, f"tip.{action}", "tip", str(tip.pk), facts, region=tip.division)
    events.publish("situations", tip.pk, f"tip.{action}", regions=[tip.division])


def seen(user: User, tip: Tip, now: dt.datetime) -> None:
    """Note that this person has opened the tip: his receipt; the first time counts."""
    Notification.objects.filter(
        user=user, about_kind__in=("tip", "tip_step"), about_id=str(tip.pk), read_at=None
    ).update(read_at=now)


def again(user: User, tip: Tip) -> int:
    """Let what reached nobody be tried again; return how many messages."""
    if not allowed(user, "situation.tip", region=tip.division):
        raise Forbidden
    failed = Notification.objects.filter(about_kind="tip", about_id=str(tip.pk), state="failed")
    return sum(sending.again(one) for one in failed)


def overdue(tip: Tip, now: dt.datetime) -> bool:
    """Say whether the district is late; while its answer is reviewed it is not."""
    return tip.state in (State.ISSUED, State.SENT_BACK) and tip.due_at < now


def row(tip: Tip, now: dt.datetime) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": tip.pk,
        "number": tip.number,
        "state": tip.state,
        "state_title": STATES[tip.state],
        "division": {"code": tip.division, "name": name_of(tip.division)},
        "headline": tip.headline,
        "issued_at": tip.issued_at,
        "due_at": tip.due_at,
        "closed_at": tip.closed_at,
        "overdue": overdue(tip, now),
        "situation": {"id": tip.situation.pk, "title": tip.situation.title}
        if tip.situation
        else None,
        "demo": tip.demo,
    }


def whole(tip: Tip, user: User, now: dt.datetime) -> dict[str, Any]:
    """Return a tip with its steps, its receipts, and what this user may do next."""
    told = Notification.objects.filter(about_kind="tip", about_id=str(tip.pk))
    counts = told.aggregate(
        told=Count("id"),
        sent=Count("id", filter=Q(state="sent")),
        read=Count("id", filter=Q(read_at__isnull=False)),
        failed=Count("id", filter=Q(state="failed")),
    )
    return {
        **row(tip, now),
        "facts": tip.facts,
        "asks": tip.asks,
        "issued_by": str(tip.issued_by),
        "receipts": {
            **counts,
            "people": [
                {
                    "person": one.person,
                    "organisation": one.organisation,
                    "channel": one.channel,
                    "state": one.state,
                    "problem": one.problem,
                    "read_at": one.read_at,
                }
                for one in told[:100]
            ],
        },
        "steps": [
            {
                "at": one.at,
                "who": one.who_name,
                "action": one.action,
                "action_title": ACTIONS[one.action],
                "text": one.text,
            }
            for one in tip.steps.all()
        ],
        "may": [
            action
            for action, (before, _, operation) in STEPS.items()
            if tip.state in before and allowed(user, operation, region=tip.division)
        ],
    }
