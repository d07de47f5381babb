"""Who and what is near: depots that hold a thing, teams, experts, spaces that can still be made ready.

Roads are not modelled: the distance is the great circle times a factor for mountain roads, and every answer
is marked estimated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from django.utils import timezone

from shangyou.preparedness.centreline import Floats
from shangyou.preparedness.network import Path
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.experts import Expert
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team
from shangyou.preparedness.store import SpaceOnPath, spaces_on
from shangyou.science.messages import Sentence

EARTH_RADIUS_KM = 6371.0

ROAD_FACTOR = 1.5
"""Road length over great circle. 1.3 is usual in plains, 1.4–1.7 between Chongqing's district towns
(高速公路 and 国道 distances against coordinates, general knowledge); estimated."""

ROAD_SPEED_KM_H = 50.0
"""Mean speed of a loaded lorry on a mix of motorway and mountain road; estimated."""

ROAD_STATUS = "estimated"

ROAD_NOTE = Sentence(
    f"道路里程按直线距离 × {ROAD_FACTOR:g}、车速 {ROAD_SPEED_KM_H:g} km/h 估算，未计路况。",
    f"Road distance is estimated as the straight line × {ROAD_FACTOR:g} at {ROAD_SPEED_KM_H:g} km/h, "
    "road conditions not counted.",
)

LonLat = tuple[float, float]


def great_circle_km(here: LonLat, there: Floats) -> Floats:
    """Great-circle distance in km from one point to many (longitude, latitude in degrees)."""
    lon, lat = np.radians(here)
    lons, lats = np.radians(np.asarray(there, dtype=np.float64).reshape(-1, 2)).T
    chord = (
        np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)))


def road(here: LonLat, there: Floats) -> tuple[Floats, Floats]:
    """Estimate road kilometres and minutes from one point to many."""
    km = great_circle_km(here, there) * ROAD_FACTOR
    return km, km / ROAD_SPEED_KM_H * 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """A stock row, its depot, and how far away it is."""

    depot: Depot
    stock: StockItem
    road_km: float
    minutes: float
    """Loading and driving."""
    active: float
    """What the stock holds of the active substance: its quantity times its strength."""
    take: float
    """How much of the active substance to take from here, so that the nearest cover the need."""
    status: str = ROAD_STATUS


@dataclass(frozen=True, slots=True)
class Cover:
    """How a need is met."""

    rows: tuple[Held, ...]
    needed: float | None
    short: float
    """Still missing when all depots are emptied; 0 when covered."""
    unit: str


def nearest_depots(
    point: LonLat,
    *,
    reagent: str = "",
    item: str = "",
    quantity: float | None = None,
    most: int = 10,
) -> Cover:
    """Give the depots that hold a reagent or an item (part of its name), soonest first, in one query.

    `reagent` is the stock's key, such as activated_carbon; `quantity` counts the active substance in the
    stock's unit. With a quantity only as many depots are listed as are needed to cover it; expired stock does not count.
    """
    wanted = Q(reagent=reagent) if reagent else Q(item__icontains=item)
    today = timezone.localdate()
    rows = list(
        StockItem.objects.filter(wanted, quantity__gt=0)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gt=today))
        .select_related("depot", "depot__organisation")
    )
    if not rows:
        return Cover((), quantity, quantity or 0.0, "")
    km, driving = road(point, np.array([[r.depot.geometry.x, r.depot.geometry.y] for r in rows]))
    minutes = driving + np.array([r.depot.ready_minutes for r in rows])
    held: list[Held] = []
    left = quantity
    for i in np.argsort(minutes, kind="stable"):
        row = rows[int(i)]
        active = row.quantity * row.strength
        take = active if left is None else min(active, left)
        if left is not None:
            if left <= 0.0:
                break
            left -= take
        if len(held) < most or left is not None:
            held.append(Held(row.depot, row, float(km[i]), float(minutes[i]), active, take))
    return Cover(tuple(held), quantity, max(left or 0.0, 0.0), rows[0].unit)


@dataclass(frozen=True, slots=True)
class NearTeam:
    """A team and how soon it can be there."""

    team: Team
    road_km: float
    minutes: float
    """Assembling and driving."""
    status: str = ROAD_STATUS


def nearest_teams(point: LonLat, *, kinds: Sequence[str] = (), most: int = 5) -> list[NearTeam]:
    """Give available teams, soonest first, in one query."""
    rows = Team.objects.filter(available=True).select_related("organisation")
    teams = list(rows.filter(kind__in=kinds) if kinds else rows)
    if not teams:
        return []
    km, driving = road(point, np.array([[t.geometry.x, t.geometry.y] for t in teams]))
    minutes = driving + np.array([t.ready_minutes for t in teams])
    order = np.argsort(minutes, kind="stable")[:most]
    return [NearTeam(teams[int(i)], float(km[i]), float(minutes[i])) for i in order]


def experts_for(
    skills: Sequence[str], *, point: LonLat | None = None, most: int = 5
) -> list[tuple[Expert, float | None]]:
    """Give available experts with one of the skills, best match first, then nearest (km by road or None)."""
    rows = list(
        Expert.objects.filter(available=True).filter(
            Q(skill__in=skills) | Q(second_skill__in=skills)
        )
    )
    homes = {i: (home.x, home.y) for i, row in enumerate(rows) if (home := row.geometry)}
    km: dict[int, float] = {}
    if point is not None and homes:
        away = road(point, np.array(list(homes.values())))[0]
        km = dict(zip(homes, map(float, away), strict=True))

    def order(i: int) -> tuple[int, float, str]:
        row = rows[i]
        ranks = [skills.index(s) for s in (row.skill, row.second_skill) if s in skills]
        return min(ranks) * 2 - len(ranks), km.get(i, np.inf), row.code

    return [(rows[i], km.get(i)) for i in sorted(range(len(rows)), key=order)[:most]]


@dataclass(frozen=True, slots=True)
class Reachable:
    """A response space against the plume."""

    space: SpaceOnPath
    arrival_s: float | None
    """Seconds from now until the plume's early (p05) arrival there; None when it does not come."""
    spare_s: float | None
    """Arrival less the time to make ready; negative is 来不及."""

    @property
    def in_time(self) -> bool:
        """Whether the space can be ready before the plume."""
        return self.spare_s is not None and self.spare_s >= 0.0


def spaces_reachable(
    path: Path,
    arrival_s: Callable[[str, float, float], float | None],
    *,
    most_m: float | None = None,
) -> list[Reachable]:
    """Set each response space on the path against the plume, nearest first.

    `arrival_s(reach, distance_m, path_m)` gives the seconds from now to the plume's early arrival at a place of
    the network, or None when it never comes there.
    """
    answer = []
    for space in spaces_on(path, most_m=most_m):
        arrives = arrival_s(space.reach, space.distance_m, space.path_m)
        spare = None if arrives is None else arrives - space.time_to_ready_s
        answer.append(Reachable(space, arrives, spare))
    return answer
