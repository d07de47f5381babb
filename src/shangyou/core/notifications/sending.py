"""Sending what waits in the outbox: claim, send, say how it went."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from shangyou.core.models import Notification
from shangyou.core.notifications.channels import CHANNELS, NeverSent, NotSent
from shangyou.science.messages import Sentence

log = logging.getLogger("shangyou.notifications")

HELD_FOR = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, *(3600,) * 6))
AT_ONCE = 20

_CLAIM = """
UPDATE core_notification SET state = 'sending', attempts = attempts + 1, next_try_at = %(until)s
WHERE id IN (
    SELECT id FROM core_notification
    WHERE state IN ('waiting', 'sending') AND next_try_at <= %(now)s
    ORDER BY next_try_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def send_due(now: datetime | None = None, most: int = AT_ONCE) -> int:
    """Send what is due; return how many rows were tried. Safe to run in any number of workers."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + HELD_FOR, "most": most})
        claimed = [row[0] for row in cursor.fetchall()]
    for message in Notification.objects.filter(pk__in=claimed).order_by("pk"):
        _send(message, now)
    return len(claimed)


def _send(message: Notification, now: datetime) -> None:
    try:
        CHANNELS[message.channel].send(message, link_of(message))
    except NotSent as problem:
        _failed(message, problem.sentence, now, for_good=isinstance(problem, NeverSent))
    except Exception:
        # the poison row: whatever it is, it stops no other message
        log.exception("notification %s", message.pk)
        _failed(message, Sentence("程序错误，见日志", "an error, see the log"), now, for_good=False)
    else:
        _settle(message, state=Notification.State.SENT, sent_at=timezone.now(), problem="")


def _failed(message: Notification, why: Sentence, now: datetime, *, for_good: bool) -> None:
    if for_good or message.attempts > len(PAUSES):
        _settle(message, state=Notification.State.FAILED, problem=why.zh[:300])
        return
    _settle(
        message,
        state=Notification.State.WAITING,
        next_try_at=now + PAUSES[message.attempts - 1],
        problem=why.zh[:300],
    )


def _settle(message: Notification, **values: object) -> None:
    """Write how it went, unless somebody else has claimed the row meanwhile."""
    Notification.objects.filter(
        pk=message.pk, state=Notification.State.SENDING, attempts=message.attempts
    ).update(**values)


def again(message: Notification) -> bool:
    """Let a failed message be tried again; tell whether it was one."""
    changed = Notification.objects.filter(pk=message.pk, state=Notification.State.FAILED).update(
        state=Notification.State.WAITING, attempts=F("attempts") * 0, next_try_at=timezone.now()
    )
    return bool(changed)


def link_of(message: Notification) -> str:
    """Return the address under which the message is read and its receipt given."""
    return f"{settings.PUBLIC_ADDRESS}/r/{message.token}"
