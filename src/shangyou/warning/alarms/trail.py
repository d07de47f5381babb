"""Every change of an alarm leaves the same traces: its step, the audit trail, the live event."""

from datetime import datetime
from typing import Any

from shangyou.core import audit, events
from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.alarms.models import Alarm, AlarmStep

SYSTEM = "系统"


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


def tell(alarm: Alarm, action: str, *, who: User | None, detail: dict[str, Any]) -> None:
    """Record what was done and tell the screens; the last thing a transaction does."""
    audit.record(
        who,
        f"alarm.{action}",
        "alarm",
        str(alarm.pk),
        {"tier": alarm.tier, "state": alarm.state, **detail},
        region=alarm.region or None,
    )
    events.publish(
        "alarms", alarm.pk, f"alarm.{action}", regions=[alarm.region] if alarm.region else []
    )


def changed(alarm: Alarm) -> None:
    """Tell the screens that an alarm has newer readings: nothing anybody did, so no audit."""
    events.publish(
        "alarms", alarm.pk, "alarm.changed", regions=[alarm.region] if alarm.region else []
    )
