"""Live events: a row per event, and a notification when the transaction commits."""

import json
from collections.abc import Iterable

from django.db import connection, transaction

from shangyou.core import ledger
from shangyou.core.models import Event

CHANNEL = "shangyou_live"

TOPICS: dict[str, str] = {
    "duty": "duty.list",
    "alarms": "alarm.list",
    "incidents": "incident.list",
    "registers": "register.*.list",
    "situations": "situation.list",
    "stations": "register.stations.list",
    "system": "system.view",
    "warnings": "warning.list",
}
"""Each topic and the operation a user needs to hear of it."""


def publish(topic: str, object_id: str | int, what: str, *, regions: Iterable[str] = ()) -> Event:
    """Tell the screens; `what` reads like `incident.changed`.

    With regions given, users confined to divisions hear of it only when it touches one of theirs.
    Numbers follow the order of commitment, so a client that resumes after a number misses nothing.
    """
    if topic not in TOPICS:
        raise ValueError(f"unknown topic {topic!r}; topics are {', '.join(TOPICS)}")
    with transaction.atomic():
        ledger.hold()
        event = Event.objects.create(
            topic=topic, object_id=str(object_id), what=what, regions=sorted(set(regions))
        )
        with connection.cursor() as cursor:
            # PostgreSQL delivers at commit and not at all on rollback
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(event_facts(event))])
    return event


def event_facts(event: Event) -> dict[str, object]:
    """Give what goes over the wire; ids alone, because a notification holds at most 8 kB."""
    return {
        "event": event.pk,
        "topic": event.topic,
        "id": event.object_id,
        "what": event.what,
        "regions": event.regions,
    }
