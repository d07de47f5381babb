"""The sections of an analysis: each computes rows from the data; a wing lists its own in the project's list."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from shangyou.core.regions import CITY
from shangyou.science.messages import Sentence
from shangyou.warning.duty.wording import stored

MOST_ROWS = 100
"""Of one section; what is left out is counted."""


@dataclass(frozen=True, slots=True)
class Window:
    """The period and the divisions that are looked at."""

    begins_on: dt.date
    ends_on: dt.date
    divisions: frozenset[str]
    """The city's own code stands for all of it."""
    now: dt.datetime

    @property
    def begin(self) -> dt.datetime:
        """The first moment."""
        return timezone.make_aware(dt.datetime.combine(self.begins_on, dt.time()))

    @property
    def end(self) -> dt.datetime:
        """The first moment after it."""
        return timezone.make_aware(
            dt.datetime.combine(self.ends_on + dt.timedelta(days=1), dt.time())
        )

    @property
    def today(self) -> dt.date:
        """The city's date of `now`."""
        return timezone.localtime(self.now).date()

    def has(self, division: str) -> bool:
        """Say whether a division is looked at; what belongs to none is the city's."""
        return CITY in self.divisions or division in self.divisions


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: what, where, from which record, and where that is seen."""

    text: Sentence
    division: str
    source: Sentence
    link: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an analysis. `weight`: its rows count when divisions at risk are put in order."""

    key: str
    title: Sentence
    empty: Sentence
    compute: tuple[Callable[[Window], Iterable[Row]], ...]
    weight: bool = False
    note: Sentence | None = None


@cache
def sections() -> tuple[Section, ...]:
    """Give every section, in the order of the list."""
    listed: tuple[Section, ...] = import_string(settings.SHANGYOU_SITUATION_SECTIONS)
    return listed


def compute(window: Window) -> list[dict[str, Any]]:
    """Give all sections as JSON."""
    answer = []
    for section in sections():
        rows = [row for part in section.compute for row in part(window)]
        divisions: dict[str, int] = {}
        for row in rows:
            if row.division:
                divisions[row.division] = divisions.get(row.division, 0) + 1
        answer.append(
            {
                "key": section.key,
                "title": stored(section.title),
                "empty": stored(section.empty),
                "hint": stored(section.note) if section.note else None,
                "weight": section.weight,
                "count": len(rows),
                "divisions": divisions,
                "rows": [
                    {
                        "key": f"{section.key}:{number}",
                        "text": stored(row.text),
                        "division": row.division,
                        "source": stored(row.source),
                        "link": row.link,
                        "at": row.at.isoformat() if row.at else None,
                        "kept": True,
                    }
                    for number, row in enumerate(rows[:MOST_ROWS], start=1)
                ],
                "comment": "",
            }
        )
    return answer


def at_risk(computed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count the weighing rows of each division, most first: whom to tip off is for a person to choose."""
    found: dict[str, dict[str, int]] = {}
    for section in computed:
        if section["weight"]:
            for division, count in section["divisions"].items():
                if division != CITY:
                    found.setdefault(division, {})[section["key"]] = count
    return sorted(
        (
            {"division": division, "counts": counts, "total": sum(counts.values())}
            for division, counts in found.items()
        ),
        key=lambda row: (-int(row["total"]), str(row["division"])),
    )
