"""Writing messages down, within the transaction of what causes them."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from shangyou.core.models import Notification, User
from shangyou.core.notifications.channels import CHANNELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom to tell and by which channel."""

    channel: str
    address: str = ""
    person: str = ""
    organisation: str = ""
    user: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell, and about what."""

    subject: str
    body: str
    about_kind: str
    about_id: str
    regions: tuple[str, ...] = field(default=())


def put(cause: str, message: Message, recipients: Iterable[Recipient]) -> list[Notification]:
    """Write the messages of a cause, in the caller's transaction; a cause tells a person once.

    Returns
    -------
    list of Notification
        The new rows; those that the same cause had already written are left out.

    Raises
    ------
    ValueError
        Where a channel is not one of CHANNELS.

    """
    rows = []
    for to in recipients:
        if to.channel not in CHANNELS:
            raise ValueError(f"unknown channel {to.channel!r}; channels are {', '.join(CHANNELS)}")
        who = str(to.user.pk) if to.user else f"{to.organisation}/{to.person}/{to.address}"
        rows.append(
            Notification(
                key=f"{cause}:{to.channel}:{who}"[:120],
                channel=to.channel,
                address=to.address,
                person=to.person or (str(to.user) if to.user else ""),
                organisation=to.organisation,
                user=to.user,
                subject=message.subject[:200],
                body=message.body,
                about_kind=message.about_kind,
                about_id=message.about_id,
                regions=sorted(set(message.regions)),
                token=secrets.token_urlsafe(32),
            )
        )
    there = set(
        Notification.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True)
    )
    # ignore_conflicts: another transaction may write the same cause between the two statements
    Notification.objects.bulk_create(
        [row for row in rows if row.key not in there], ignore_conflicts=True
    )
    tokens = [row.token for row in rows]
    return list(Notification.objects.filter(token__in=tokens))


def read(token: str, now: datetime) -> Notification | None:
    """Say that the person who holds the link has read the message; the first time counts."""
    Notification.objects.filter(token=token, read_at=None).update(read_at=now)
    return Notification.objects.filter(token=token).first()
