"""Reminders, once each: a round-call is due, a meeting's item falls due or is overdue, a tip is overdue."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django import app

from shangyou.core.models import Organisation, User
from shangyou.core.notifications import outbox
from shangyou.core.notifications.outbox import Message, Recipient
from shangyou.warning.duty import calls, reach
from shangyou.warning.duty.models import MeetingItem, RoundCall
from shangyou.warning.duty.wording import day, moment
from shangyou.warning.situation import tips
from shangyou.warning.situation.models import Tip

AHEAD = dt.timedelta(days=1)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="remind-duty", pass_context=False)
def remind_duty(timestamp: int) -> int:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Remind whoever is due."""
    return remind(timezone.now())


def remind(now: dt.datetime) -> int:
    """Write the reminders that are due and not yet written; return how many messages came new."""
    with transaction.atomic():
        told = [
            outbox.put(cause, message, recipients)
            for cause, message, recipients in (*_calls(now), *_items(now), *_tips(now))
        ]
    return sum(len(rows) for rows in told)


Reminder = tuple[str, Message, Iterable[Recipient]]


def _calls(now: dt.datetime) -> Iterator[Reminder]:
    """Remind a desk that holds calls, a day before the next is due."""
    rows = RoundCall.objects.values("organisation").annotate(last=Max("held_at")).order_by()
    due = {
        row["organisation"]: row["last"] + calls.EVERY
        for row in rows
        if row["last"] + calls.EVERY <= now + AHEAD
    }
    for desk in Organisation.objects.filter(pk__in=due):
        at = due[desk.pk]
        yield (
            f"call-due:{desk.pk}:{at.isoformat()}",
            _message(desk, "双周视频点名应举行", f"应于 {moment(at)} 前举行。", "round_call", 0),
            _officers(desk, "duty.call"),
        )


def _items(now: dt.datetime) -> Iterator[Reminder]:
    """Remind the responsible organisation on the eve of a deadline, and when it has passed."""
    today = timezone.localtime(now).date()
    rows = MeetingItem.objects.filter(state="open", due_on__lte=today + AHEAD).select_related(
        "responsible", "meeting"
    )
    for item in rows:
        late = item.due_on < today
        yield (
            f"meeting-item:{item.pk}:{item.due_on}:{'late' if late else 'soon'}",
            _message(
                item.responsible,
                f"会议事项{'已逾期' if late else '即将到期'}：{item.text}",
                f"{item.meeting.title}；期限 {day(item.due_on)}。",
                "meeting",
                item.meeting_id,
            ),
            _officers(item.responsible, "duty.work"),
        )


def _tips(now: dt.datetime) -> Iterator[Reminder]:
    """Remind the district, by desk and telephone, when the deadline of a tip has passed unanswered."""
    for tip in Tip.objects.filter(due_at__lt=now, state__in=("issued", "sent_back")):
        text = tips.message(tip)
        yield (
            f"tip-late:{tip.pk}:{tip.due_at.isoformat()}",
            Message(
                subject=f"逾期未反馈：{text.subject}"[:200],
                body=text.body,
                about_kind="tip_step",
                about_id=str(tip.pk),
                regions=text.regions,
            ),
            tips.recipients(tip),
        )


def _message(desk: Organisation, subject: str, body: str, kind: str, pk: int) -> Message:
    return Message(
        subject=subject[:200],
        body=body,
        about_kind=kind,
        about_id=str(pk),
        regions=tuple(filter(None, (desk.division_code,))),
    )


def _officers(desk: Organisation, operation: str) -> Iterator[Recipient]:
    for user in User.objects.filter(is_active=True, organisation=desk):
        if reach.may(user, operation, desk):
            yield Recipient(channel="desk", user=user, organisation=str(desk))
