"""What the map of the duty desk marks: stations by their state, and the alarms that wait."""

from typing import Any

from shangyou.core.models import User
from shangyou.warning import board
from shangyou.warning.alarms import acting
from shangyou.warning.detectors.words import TIERS

WAITING = ("open", "taken")


def stations(user: User) -> list[dict[str, Any]]:
    """Give the stations a user may see that have a place; two queries."""
    rows = list(
        board.visible(user).filter(geometry__isnull=False).only("pk", "name", "geometry", "kind")
    )
    state = board.state_of_each([row.pk for row in rows])
    return [
        {
            "id": row.pk,
            "name": row.name,
            "lon": row.geometry.x,
            "lat": row.geometry.y,
            "state": state[row.pk],
        }
        for row in rows
        if row.geometry is not None
    ]


def alarms(user: User) -> list[dict[str, Any]]:
    """Give the alarms of a user's area that wait, the gravest first; one query."""
    rows = acting.visible(user).filter(state__in=WAITING, station__geometry__isnull=False)
    return [
        {
            "id": row.pk,
            "station": row.station_id,
            "name": row.station.name,
            "tier": row.tier,
            "tier_title": TIERS[row.tier],
            "lon": row.station.geometry.x,
            "lat": row.station.geometry.y,
        }
        for row in rows.order_by("-tier", "-opened_at", "-id")
        if row.station.geometry is not None
    ]
