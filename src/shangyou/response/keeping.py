"""Every write of this wing leaves the same three traces: the log, the audit trail, the live event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shangyou.core import audit, events
from shangyou.core.models import User
from shangyou.response.case import both_languages
from shangyou.response.models import Incident, LogEntry
from shangyou.science.messages import Sentence


def log(
    incident: Incident,
    user: User,
    kind: str,
    text: Sentence,
    *,
    at: datetime,
    link: dict[str, Any] | None = None,
) -> LogEntry:
    """Add an entry to the incident's log."""
    return log_many(incident, user, kind, [(text, link)], at=at)[0]


def log_many(
    incident: Incident,
    user: User,
    kind: str,
    entries: Iterable[tuple[Sentence, dict[str, Any] | None]],
    *,
    at: datetime,
) -> list[LogEntry]:
    """Add entries to the incident's log in one insert."""
    return LogEntry.objects.bulk_create(
        LogEntry(
            incident=incident,
            at=at,
            who=user,
            who_name=user.name,
            organisation=user.organisation.name if user.organisation else "",
            kind=kind,
            text=both_languages(text),
            link=link,
        )
        for text, link in entries
    )


def trace(incident: Incident, user: User, action: str, detail: dict[str, Any]) -> None:
    """Record what was done and tell the screens; the last thing a transaction does.

    Both wait for the ledger, which is held until the transaction ends.
    """
    audit.record(
        user, action, "incident", str(incident.pk), detail, region=incident.district_code or None
    )
    events.publish("incidents", incident.pk, action, regions=incident.regions)
