"""Arrival at real accidents: what their public record states well enough to be scored, and what it does not.

An accident can be scored without fitting where three sections or more state their distance and the time of the same
thing (arrival or peak): the way between the first two gives the velocity, and the time at each later one is predicted
from it. An accident with fewer says nothing of a model that its discharge or velocity would not have to be guessed for.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from shangyou.cli.evidence import readings
from shangyou.cli.evidence.row import Row, at_most

EVENTS = "water/spill_events_public.csv"
KINDS: Mapping[str, str] = {"peak": "peak", "arrival": "arrival", "front": "arrival"}
"""Kinds of a row that say when something passed, and what."""

LEAST_SECTIONS = 3
ARRIVAL_LIMIT_PERCENT = 15.0
"""WATER.md 4.2: held-out accidents, arrival within 15 %."""


@dataclass(frozen=True, slots=True)
class Passed:
    """When something passed a section [h since the first], and how far down it lies [km]."""

    distance_km: float
    hours: float


def rows(data: Path) -> Iterator[Row]:
    """Score each accident that can be; name the reason of each that cannot."""
    table = readings.table(data / EVENTS)
    by_event: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in table:
        by_event[row["event"]].append(row)
    off: list[float] = []
    scored: list[str] = []
    left_out: list[str] = []
    for event, sections in by_event.items():
        found = [
            errors for kind in ("arrival", "peak") if (errors := _errors(_passed(sections, kind)))
        ]
        if found:
            off += [error for errors in found for error in errors]
            scored.append(event)
        else:
            left_out.append(f"{event}: {_reason(sections)}")
    note = f"of {len(by_event)}; " + "; ".join(left_out)
    yield Row(
        "spill-events", "water", "public accidents", "accidents whose record can be scored",
        float(len(scored)), "", "", "", None, note,
    )  # fmt: skip
    if off:
        yield at_most(
            "spill-events", "public accidents", "arrival, median error",
            100 * float(np.median(np.abs(off))), ARRIVAL_LIMIT_PERCENT,
            note=f"n = {len(off)} sections of {', '.join(scored)}; velocity from the first two",
        )  # fmt: skip


def _passed(sections: Sequence[Mapping[str, str]], kind: str) -> list[Passed]:
    """Return the sections of an accident that state distance and time, downstream order."""
    found = []
    for row in sections:
        time = _time(row["datetime_local"])
        if KINDS.get(row["kind"]) != kind or time is None or not row["distance_km_downstream"]:
            continue
        found.append((float(row["distance_km_downstream"]), time))
    found.sort()
    return [Passed(km, (t - found[0][1]).total_seconds() / 3600.0) for km, t in found]


def _errors(passed: Sequence[Passed]) -> list[float]:
    """Return the relative error of the travel time to each section below the first two."""
    if len(passed) < LEAST_SECTIONS:
        return []
    first, second = passed[0], passed[1]
    metres, seconds = 1000 * (second.distance_km - first.distance_km), 3600 * second.hours
    if metres <= 0.0 or seconds <= 0.0:
        return []
    # no discharge, no section: what the first two say is the velocity the model would be given
    velocity = metres / seconds
    return [
        1000 * (later.distance_km - first.distance_km) / velocity / 3600 / later.hours - 1
        for later in passed[2:]
        if later.hours > second.hours
    ]


def _reason(sections: Sequence[Mapping[str, str]]) -> str:
    """Say what the record of an accident lacks."""
    if not any(row["distance_km_downstream"] for row in sections):
        return "no distance stated"
    timed = [row for row in sections if row["kind"] in KINDS and _time(row["datetime_local"])]
    if len(timed) < LEAST_SECTIONS:
        return f"{len(timed)} sections with the time of an arrival or peak, {LEAST_SECTIONS} are needed"
    return "distances or times do not increase"


def _time(text: str) -> datetime | None:
    """Return a time stated to the hour; a bare date or a span of hours is no arrival."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (
        found
        if len(text.strip()) > len("2012-01-19") and math.isfinite(found.timestamp())
        else None
    )
