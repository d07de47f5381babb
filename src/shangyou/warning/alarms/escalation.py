"""Who is called when: at once whoever is on duty nearest, then the city's desk, then the leader."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from shangyou.core.duty import OnDuty, on_duty
from shangyou.core.models import User
from shangyou.core.notifications import outbox
from shangyou.core.notifications.outbox import Message, Recipient
from shangyou.reference.divisions import CITY_CODE
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import trail
from shangyou.warning.alarms.models import Alarm, AlarmStep, Decision
from shangyou.warning.detectors.words import TIERS

log = logging.getLogger("shangyou.alarms")

PATIENCE: Final = {2: dt.timedelta(minutes=15), 3: dt.timedelta(minutes=5)}
"""How long an alarm may wait for somebody before the next rung is called; a hint calls nobody (ours)."""
RUNGS: Final = (
    Sentence("属地值班员", "the local officer on duty"),
    Sentence("市级值班员", "the city's duty officer"),
    Sentence("带班领导", "the leader on duty"),
)
LAST: Final = len(RUNGS) - 1
HINT_LASTS: Final = dt.timedelta(hours=24)
DECISIONS_KEPT: Final = dt.timedelta(days=400)
MOST_AT_ONCE: Final = 200


def first_call(tier: int, now: dt.datetime) -> dt.datetime | None:
    """Return when somebody must have taken an alarm of a tier; None where it can wait."""
    patience = PATIENCE.get(tier)
    return now + patience if patience else None


def call(alarm: Alarm, now: dt.datetime) -> Sentence | None:
    """Call the rung an alarm stands on, or the first above it that has anybody; say whom."""
    if alarm.tier not in PATIENCE:
        return None
    duty = on_duty(alarm.region or CITY_CODE, now)
    rung = next((r for r in range(alarm.escalations, LAST + 1) if _of(duty, r)), alarm.escalations)
    people = _of(duty, rung)
    if rung != alarm.escalations:
        alarm.escalations = rung
        Alarm.objects.filter(pk=alarm.pk).update(escalations=rung)
    outbox.put(f"alarm:{alarm.pk}:{alarm.tier}:{rung}", _message(alarm), _recipients(people))
    names = "、".join(user.name or user.username for user in people)
    if not names:
        return Sentence("值班表中无人可通知", "the roster names nobody to call")
    return Sentence(f"通知{RUNGS[rung].zh} {names}", f"{RUNGS[rung].en} called: {names}")


def _of(duty: OnDuty, rung: int) -> tuple[User, ...]:
    return (duty.local, duty.city, duty.leaders)[rung]


def _recipients(people: tuple[User, ...]) -> Iterator[Recipient]:
    for user in people:
        organisation = str(user.organisation or "")
        yield Recipient(channel="desk", user=user, organisation=organisation)
        if user.phone:
            yield Recipient(channel="sms", user=user, address=user.phone, organisation=organisation)


def _message(alarm: Alarm) -> Message:
    worst = max(alarm.signals, key=lambda s: s["tier"], default=None)
    what = worst["say"]["zh"] if worst else ""
    at = timezone.localtime(alarm.began_at)
    return Message(
        subject=f"{TIERS[alarm.tier].zh}：{alarm.station.name}",
        body=f"{at:%m-%d %H:%M} {alarm.station.name}：{what}。请登录系统接手并核实。",
        about_kind="alarm",
        about_id=str(alarm.pk),
        regions=(alarm.region,) if alarm.region else (),
    )


def escalate(alarm: Alarm, now: dt.datetime, *, who: User | None, note: str = "") -> Alarm:
    """Call the next rung, in the caller's transaction; by somebody, or because nobody came."""
    alarm.escalations = min(alarm.escalations + 1, LAST)
    patience = PATIENCE.get(alarm.tier, PATIENCE[2])
    waiting = alarm.state == Alarm.State.OPEN and alarm.escalations < LAST
    Alarm.objects.filter(pk=alarm.pk).update(
        escalations=alarm.escalations,
        escalate_at=now + patience if waiting else None,
        version=F("version") + 1,
    )
    if alarm.tier not in PATIENCE:
        alarm.tier = Alarm.Tier.WARNING
        Alarm.objects.filter(pk=alarm.pk).update(tier=alarm.tier)
    said = call(alarm, now)
    alarm.refresh_from_db()
    lead = Sentence("", "") if who else Sentence("无人接手，", "nobody took it: ")
    text = Sentence(lead.zh + said.zh, lead.en + said.en) if said else None
    trail.step(alarm, AlarmStep.Action.ESCALATED, at=now, who=who, text=text, note=note)
    trail.tell(alarm, "escalated", who=who, detail={"rung": alarm.escalations})
    return alarm


def escalate_due(now: dt.datetime | None = None) -> int:
    """Escalate what nobody took in time; safe to run in any number of workers."""
    now = now or timezone.now()
    count = 0
    for _ in range(MOST_AT_ONCE):
        with transaction.atomic():
            alarm = (
                Alarm.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("station")
                .filter(state=Alarm.State.OPEN, escalate_at__lte=now)
                .order_by("escalate_at")
                .first()
            )
            if alarm is None:
                break
            escalate(alarm, now, who=None)
            count += 1
    return count


def end_hints(now: dt.datetime | None = None) -> int:
    """End hints nobody looked at for a day: they called nobody, and what they saw is over."""
    now = now or timezone.now()
    count = 0
    stale = Alarm.objects.filter(
        state=Alarm.State.OPEN, tier=Alarm.Tier.HINT, last_at__lt=now - HINT_LASTS
    ).values_list("pk", flat=True)[:MOST_AT_ONCE]
    for pk in list(stale):
        with transaction.atomic():
            if not Alarm.objects.filter(pk=pk, state=Alarm.State.OPEN).update(
                state=Alarm.State.ENDED, closed_at=now, version=F("version") + 1
            ):
                continue
            alarm = Alarm.objects.select_related("station").get(pk=pk)
            text = Sentence("一天内没有新的发现", "nothing more was found for a day")
            trail.step(alarm, AlarmStep.Action.ENDED, at=now, text=text)
            trail.tell(alarm, "ended", who=None, detail={})
            count += 1
    return count


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="escalate-alarms", pass_context=False)
def attend(timestamp: int) -> None:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Once a minute: call the next rung for what nobody took, end what is over."""
    escalate_due()
    end_hints()


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget-decisions", pass_context=False)
def forget_decisions(timestamp: int) -> int:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Forget decisions that made no alarm after a little more than a year."""
    old = Decision.objects.filter(made_at__lt=timezone.now() - DECISIONS_KEPT, alarm=None)
    count, _ = old.delete()
    return count
