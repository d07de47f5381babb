"""What the map of the duty desk marks: stations by their state, and the alarms that wait."""

from typing import Any

from django.utils import timezone

from shangyou.core.models import User
from shangyou.warning import board, states
from shangyou.warning.alarms import acting
from shangyou.warning.detectors.words import TIERS
from shangyou.warning.models import Device

WAITING = ("open", "taken")


def stations(user: User) -> list[dict[str, Any]]:
    """Give the stations a user may see that have a place; two queries."""
    rows = list(
        board.visible(user).filter(geometry__isnull=False).only("pk", "name", "geometry", "kind")
    )
    own: dict[int, list[str]] = {row.pk: [] for row in rows}
    devices = states.with_states(Device.objects.filter(station__in=own), timezone.now())
    for station_id, state in devices.values_list("station_id", "state"):
        own[station_id].append(state)
    return [
        {
            "id": row.pk,
            "name": row.name,
            "lon": row.geometry.x,
            "lat": row.geometry.y,
            "state": states.of_station(own[row.pk]),
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
