"""Cameras of a place: those of the same owner, then the nearest."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Q, QuerySet

from shangyou.core.models import User
from shangyou.core.rights import restrict
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.science.messages import Sentence
from shangyou.warning.registers.cameras import KINDS, STATES, Camera
from shangyou.warning.registers.stations import Station

VIEW: Final = "camera.view"
MOST: Final = 24
USUAL_M: Final = 2000.0
FARTHEST_M: Final = 50_000.0
_DEGREE_M: Final = 111_000.0
_NO_OWNER: Final = Sentence("", "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one looks from, and whose place it is; either may be missing."""

    point: Point | None = None
    station: int | None = None
    risk_source: int | None = None
    receptor: int | None = None


def visible(user: User) -> QuerySet[Camera]:
    """Give the cameras a user may look through."""
    rows = Camera.objects.select_related("station", "risk_source", "receptor")
    return restrict(rows, user, VIEW)


def point_of(place: Place) -> Point | None:
    """Give the point of a place: its own, else that of the thing it is."""
    if place.point is not None:
        return place.point
    models = (
        (Station, place.station),
        (RiskSource, place.risk_source),
        (Receptor, place.receptor),
    )
    for model, row_id in models:
        row = model.objects.filter(pk=row_id).first() if row_id is not None else None
        if row is not None and row.geometry is not None:
            return row.geometry
    return None


def near(user: User, place: Place, metres: float = USUAL_M) -> list[dict[str, Any]]:
    """Give a place's cameras: of the same owner however far, then others within some metres, nearest first."""
    rows = visible(user).exclude(state="removed")
    own = set(rows.filter(_same_owner(place)).values_list("pk", flat=True))
    point = point_of(place)
    if point is None:
        return [facts(row, None, same=True) for row in rows.filter(pk__in=own)[:MOST]]
    # a box first, by the index; 60° north is far beyond where we are
    reach = 2 * metres / _DEGREE_M
    box = Polygon.from_bbox((point.x - reach, point.y - reach, point.x + reach, point.y + reach))
    box.srid = 4326
    close = rows.filter(Q(geometry__bboverlaps=box) | Q(pk__in=own))
    measured = close.annotate(away=Distance("geometry", point)).order_by("away", "code")
    found: list[dict[str, Any]] = []
    for row in measured[: 20 * MOST]:
        away = row.away.m if row.away is not None else None
        if row.pk in own or (away is not None and away <= metres):
            found.append(facts(row, away, same=row.pk in own))
    found.sort(key=lambda one: not one["same_owner"])
    return found[:MOST]


def _same_owner(place: Place) -> Q:
    """Cameras of the thing itself, and of the stations that watch it."""
    found = Q(pk__in=())
    source, receptor = place.risk_source, place.receptor
    if place.station is not None:
        found |= Q(station=place.station)
        station = Station.objects.filter(pk=place.station).first()
        if station is not None:
            source = source or station.risk_source_id
            receptor = receptor or station.receptor_id
    if source is not None:
        found |= Q(risk_source=source) | Q(station__risk_source=source)
    if receptor is not None:
        found |= Q(receptor=receptor) | Q(station__receptor=receptor)
    return found


def facts(row: Camera, away: float | None, *, same: bool = False) -> dict[str, Any]:
    """Say what a screen needs of a camera; its address and log-in are not among it."""
    owner = row.owner
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "kind_title": KINDS[row.kind],
        "state": row.state,
        "state_title": STATES[row.state],
        "owner": str(owner) if owner is not None else _NO_OWNER,
        "same_owner": same,
        "distance_m": round(away) if away is not None else None,
        "looks_deg": row.looks_deg,
        "longitude": row.geometry.x if row.geometry else None,
        "latitude": row.geometry.y if row.geometry else None,
        "region": row.region,
        "demo": row.demo,
    }
