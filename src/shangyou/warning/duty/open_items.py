"""What is still open when one officer hands over to the next; a wing lists a provider in the project's OPEN_ITEMS."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.duty.wording import restored, stored

MOST_OF_A_KIND = 50


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One matter: what it is, how it stands, by when something is due, and where it is seen."""

    title: Sentence
    detail: Sentence | None = None
    due_at: dt.datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of open matter. `items` gives a user's own, in a constant number of queries."""

    kind: str
    title: Sentence
    items: Callable[[User, dt.datetime], Iterable[OpenItem]]


@cache
def providers() -> tuple[Provider, ...]:
    """Give every provider, in the order of the list."""
    listed: tuple[Provider, ...] = import_string(settings.SHANGYOU_OPEN_ITEMS)
    return listed


def collect(user: User, now: dt.datetime) -> list[dict[str, Any]]:
    """Give what is open for a user, kind by kind, as JSON; what is due first stands first."""
    answer = []
    for provider in providers():
        items = list(provider.items(user, now))
        items.sort(key=lambda item: (item.due_at is None, item.due_at or now))
        answer.append(
            {
                "kind": provider.kind,
                "title": stored(provider.title),
                "count": len(items),
                "rows": [_stored(item) for item in items[:MOST_OF_A_KIND]],
            }
        )
    return answer


def _stored(item: OpenItem) -> dict[str, Any]:
    return {
        "title": stored(item.title),
        "detail": stored(item.detail) if item.detail else None,
        "due_at": item.due_at.isoformat() if item.due_at else None,
        "link": item.link,
    }


def shown(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return stored items with their sentences ready for either language."""
    return [
        {
            **group,
            "title": restored(group["title"]),
            "rows": [
                {**row, "title": restored(row["title"]), "detail": restored(row["detail"])}
                for row in group["rows"]
            ],
        }
        for group in items
    ]
