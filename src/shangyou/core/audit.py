"""The audit trail: a chain of SM3 digests (GB/T 32905), each over its entry and the digest before it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shangyou.core import ledger
from shangyou.core.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from shangyou.core.models import User

FIRST = "0" * 64
"""What the first entry has in place of a digest before it."""


def record(
    actor: "User | AnonymousUser | None",
    action: str,
    object_kind: str,
    object_id: str,
    detail: dict[str, Any],
    *,
    region: str | None = None,
) -> AuditEntry:
    """Append one entry within the caller's transaction: it stands if and only if the deed stands."""
    return record_many(actor, [(action, object_kind, object_id, detail, region)])[0]


def record_many(
    actor: "User | AnonymousUser | None",
    deeds: Iterable[tuple[str, str, str, dict[str, Any], str | None]],
) -> list[AuditEntry]:
    """Append entries (action, kind, id, detail, region) in one insert."""
    with transaction.atomic():
        ledger.hold()
        last = AuditEntry.objects.order_by("-number").first()
        number, previous = (last.number, last.digest) if last else (0, FIRST)
        now = timezone.now()
        entries = []
        for action, kind, object_id, detail, region in deeds:
            number += 1
            entry = AuditEntry(
                number=number,
                at=now,
                actor_id=getattr(actor, "pk", None),
                actor=str(actor)[:64] if actor is not None and actor.is_authenticated else "system",
                organisation=str(getattr(actor, "organisation", None) or ""),
                action=action,
                object_kind=kind,
                object_id=str(object_id),
                region=region or "",
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
                previous=previous,
            )
            entry.digest = previous = digest(entry)
            entries.append(entry)
        return AuditEntry.objects.bulk_create(entries)


def digest(entry: AuditEntry) -> str:
    """Digest an entry together with the digest before it."""
    text = json.dumps(
        [
            entry.number,
            entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            entry.actor_id,
            entry.actor,
            entry.organisation,
            entry.action,
            entry.object_kind,
            entry.object_id,
            entry.region,
            entry.detail,
            entry.previous,
        ],
        ensure_ascii=False,
    )
    return hashlib.new("sm3", text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Whole:
    """Every link holds."""

    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold, and why: changed | missing | unlinked | cut."""

    number: int
    why: str


def verify(*, head: tuple[int, str] | None = None) -> Whole | Broken:
    """Walk the whole chain. A head noted elsewhere also shows when the newest entries were cut off."""
    number, previous = 0, FIRST
    noted: str | None = None
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=5000):
        number += 1
        if entry.number != number:
            return Broken(number, "missing")
        if entry.previous != previous:
            return Broken(number, "unlinked")
        if digest(entry) != entry.digest:
            return Broken(number, "changed")
        previous = entry.digest
        if head and number == head[0]:
            noted = previous
    if head and noted != head[1]:
        return Broken(min(head[0], number + 1), "cut" if noted is None else "changed")
    return Whole(number, previous)
