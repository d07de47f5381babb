"""Every change of an alarm leaves the same traces: its step, the audit trail, the live event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shangyou.core import audit, events
from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.alarms.models import Alarm, AlarmStep

SYSTEM = "系统"
CHANGED = "changed"


def step(
    alarm: Alarm,
    action: str,
    *,
    at: datetime,
    who: User | None = None,
    text: Sentence | None = None,
    note: str = "",
    result: str = "",
) -> AlarmStep:
    """Add a step to the alarm's trail; `result` is what verifying found."""
    return AlarmStep.objects.create(
        alarm=alarm,
        at=at,
        who=who,
        who_name=(who.name or who.username) if who else SYSTEM,
        action=action,
        tier=alarm.tier,
        text=({"zh": text.zh, "en": text.en} if text else {})
        | ({"result": result} if result else {}),
        note=note,
    )


Deed = tuple[Alarm, str, dict[str, Any]]
"""An alarm, what was done, and its detail."""


def tell(alarm: Alarm, action: str, *, who: User | None, detail: dict[str, Any]) -> None:
    """Record what was done and tell the screens; the last thing a transaction does."""
    tell_all([(alarm, action, detail)], who=who)


def tell_all(deeds: Iterable[Deed], *, who: User | None = None) -> None:
    """Record several deeds and tell the screens of each: both wait for the ledger, which is then held.

    `changed` is news of readings that nobody did: it is told and not audited.
    """
    deeds = list(deeds)
    audit.record_many(
        who,
        [
            (
                f"alarm.{action}",
                "alarm",
                str(alarm.pk),
                {"tier": alarm.tier, "state": alarm.state, **detail},
                alarm.region or None,
            )
            for alarm, action, detail in deeds
            if action != CHANGED
        ],
    )
    for alarm, action, _ in deeds:
        regions = [alarm.region] if alarm.region else []
        events.publish("alarms", alarm.pk, f"alarm.{action}", regions=regions)
