"""How long to forecast: every place that may exceed has its whole passage in the window."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shangyou.preparedness.hydrology import Regime
from shangyou.preparedness.network import Network, Path
from shangyou.response.places import Place

# Three days at least, a month at most.
SHORTEST_H = 72.0
LONGEST_H = 720.0
# So many of the nearest receptors must fit in the window, twice over: velocities are uncertain,
# and without a limit there is no exceedance to go by.
NEAREST = 6
SLOWER_BY = 2.0
# A trial of so few members costs a tenth of a second. Its 95 % quantile is rough, and a place at
# one in twenty may come out of it at half of that: hence the lower level and the room to spare.
TRIAL_MEMBERS = 64
TRIAL_CHANCE = 0.025
ROOM = 1.15
# What the window is for: from here on a receptor appears in the plan.
CHANCE = 0.05


def by_travel_time(
    network: Network, path: Path, state: Regime, places: Sequence[Place], duration_s: float
) -> float:
    """Return the hours the nearest receptors need in slow water."""
    metres = sorted(
        m
        for place in places
        if place.register != "response_spaces"
        and (m := path.metres_to(place.reach, place.distance_m)) is not None
    )
    if not metres:
        return SHORTEST_H
    travel_s = network.travel_time_s(path, state, metres[min(len(metres), NEAREST) - 1])
    return (SLOWER_BY * travel_s + duration_s) / 3600.0


def trial(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case over the longest window with a few members, of the places with a limit."""
    members = min(TRIAL_MEMBERS, document["ensemble"]["members"])
    return {
        **document,
        "duration_h": LONGEST_H,
        "receptors": [r for r in document["receptors"] if r["limit_mg_l"] is not None],
        "ensemble": {**document["ensemble"], "members": members},
    }


def of_trial(answer: Mapping[str, Any], start: datetime) -> float:
    """Return the hours after which the last place that may exceed is clear again."""
    hours = [
        math.inf
        if until is None
        else (datetime.fromisoformat(until) - start).total_seconds() / 3600
        for until in _ends(answer, TRIAL_CHANCE)
    ]
    return ROOM * max(hours, default=0.0)


def whole(answer: Mapping[str, Any]) -> bool:
    """Tell whether every place that may exceed has its whole passage in an answer."""
    return None not in _ends(answer, CHANCE)


def _ends(answer: Mapping[str, Any], chance: float) -> list[str | None]:
    return [
        receptor[key]["p95"]
        for receptor in answer["receptors"]
        if (receptor["probability_above_limit"] or 0.0) >= chance
        for key in ("peak_time", "above_limit_until")
    ]


def days(hours: float) -> float:
    """Return a window in whole days, between the shortest and the longest [h]."""
    return 24.0 * math.ceil(min(max(hours, SHORTEST_H), LONGEST_H) / 24.0)
