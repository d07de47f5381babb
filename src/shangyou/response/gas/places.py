"""The places with people around a release, as the register has them that day."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.contrib.gis.geos import GeometryCollection, Polygon
from django.db.models import Count, Sum

from shangyou.preparedness.centreline import METRES_PER_DEGREE
from shangyou.preparedness.registers.air_receptors import KINDS, AirReceptor
from shangyou.response.gas import buildings
from shangyou.response.gas.plane import Plane

REACH_M = 10_000.0
MOST_PLACES = 200
# At a point of the map nobody knows what stands there: a closed house.
AIR_CHANGES_PER_H = buildings.BY_KEY["home"].usual


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One place with people, on the release's plane."""

    key: str
    row_id: int
    name: str
    kind: str
    kind_title: dict[str, str]
    people: int
    air_changes_per_h: float
    # what the register says of it, or the kind of building it is taken for
    building: str
    contact: str
    region: str
    lon: float
    lat: float
    x_m: float
    y_m: float
    status: str
    source: str
    demo: bool

    @property
    def distance_m(self) -> float:
        """How far from the release [m]."""
        return float(np.hypot(self.x_m, self.y_m))

    def document(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {**asdict(self), "distance_m": round(self.distance_m)}


def around(plane: Plane) -> list[People]:
    """Return the nearest places with people within reach, nearest first; one query."""
    north = REACH_M / METRES_PER_DEGREE
    east = north / float(np.cos(np.radians(plane.latitude)))
    box = Polygon.from_bbox(
        (
            plane.longitude - east,
            plane.latitude - north,
            plane.longitude + east,
            plane.latitude + north,
        )
    )
    box.srid = 4326
    found = [_people(row, plane) for row in AirReceptor.objects.filter(geometry__intersects=box)]
    inside = [row for row in found if row.distance_m <= REACH_M]
    return sorted(inside, key=lambda row: row.distance_m)[:MOST_PLACES]


def unlisted(
    polygons: Iterable[Sequence[Sequence[float]]], listed: Iterable[str]
) -> list[tuple[str, int, int]]:
    """Return kind, places and people of the register inside polygons but not listed; one query."""
    shapes = [Polygon([*corners, corners[0]]) for corners in polygons if len(corners) > 2]
    if not shapes:
        return []
    area = GeometryCollection(*(shape.buffer(0) for shape in shapes), srid=4326).unary_union
    rows = (
        AirReceptor.objects.filter(geometry__intersects=area)
        .exclude(code__in=list(listed))
        .order_by("kind")
        .values("kind")
        .annotate(count=Count("pk"), reached=Sum("people"))
    )
    return [(row["kind"], row["count"], row["reached"]) for row in rows]


def _people(row: AirReceptor, plane: Plane) -> People:
    x, y = plane.metres(np.array([[row.geometry.x, row.geometry.y]]))[0]
    title = KINDS[row.kind]
    return People(
        key=row.code,
        row_id=row.pk,
        name=row.name,
        kind=row.kind,
        kind_title={"zh": title.zh, "en": title.en},
        people=row.people,
        air_changes_per_h=row.air_changes_per_h or buildings.of_kind(row.kind).usual,
        building="" if row.air_changes_per_h else buildings.of_kind(row.kind).key,
        contact=" ".join(filter(None, (row.contact_name, row.contact_phone))),
        region=row.region,
        lon=row.geometry.x,
        lat=row.geometry.y,
        x_m=round(float(x), 1),
        y_m=round(float(y), 1),
        status=row.status,
        source=row.source,
        demo=row.demo,
    )
