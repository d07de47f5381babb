"""The registers' network in memory, and what the registers know about a path downstream.

The network is built once per process and again only when rivers or reaches changed (one cheap query asks).
"""

import datetime as dt
import threading
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Max

from shangyou.preparedness.hydrology import DEFAULT_STATION, Hydraulics, Regime
from shangyou.preparedness.network import BANK_TITLES, POSITIONS, Network, Path, ReachFacts
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.response_spaces import ResponseSpace
from shangyou.preparedness.registers.rivers import River

_lock = threading.Lock()
_kept: tuple[object, Network] | None = None


def _stamp() -> tuple[object, ...]:
    """Say in one query what the reaches and rivers looked like when last changed."""
    reaches = Reach.objects.order_by().aggregate(Max("updated_at"), Count("pk"), Max("pk"))
    rivers = River.objects.order_by().aggregate(Max("updated_at"), Count("pk"))
    return (*reaches.values(), *rivers.values())


def network() -> Network:
    """Give the network of the registers as they stand."""
    global _kept  # noqa: PLW0603 (one network per process is the point)
    stamp = _stamp()
    with _lock:
        if _kept is None or _kept[0] != stamp:
            _kept = (stamp, Network(_facts()))
        return _kept[1]


def _pool(width: float | None, depth: float | None) -> tuple[float, float] | None:
    return (width, depth) if width and depth else None


def _facts() -> list[ReachFacts]:
    rows = Reach.objects.select_related("river", "downstream").order_by("river__code", "sequence")
    return [
        ReachFacts(
            code=row.code,
            row_id=row.pk,
            river=row.river.name,
            river_code=row.river.code,
            length_m=row.length_m,
            chainage_up_km=row.chainage_up_km,
            chainage_down_km=row.chainage_down_km,
            downstream=row.downstream.code if row.downstream else None,
            joins_at_m=row.joins_at_m,
            joins=row.joins,  # type: ignore[arg-type]
            hydraulics=Hydraulics(
                discharge_dry_m3_s=row.discharge_dry_m3_s,
                discharge_normal_m3_s=row.discharge_normal_m3_s,
                discharge_flood_m3_s=row.discharge_flood_m3_s,
                width_low_m=row.width_low_m,
                depth_low_m=row.depth_low_m,
                velocity_exponent=row.velocity_exponent,
                pool_175=_pool(row.width_pool_175_m, row.depth_pool_175_m),
                pool_145=_pool(row.width_pool_145_m, row.depth_pool_145_m),
                slope=row.slope_permille / 1000.0 if row.slope_permille else None,
                station=row.river.hydrology_station or DEFAULT_STATION,
            ),
            line=np.array(row.geometry.coords, dtype=np.float64),
            marks=tuple((float(a), float(b)) for a, b in row.marks),
            status=row.status,
            source=row.source,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptorOnPath:
    """A receptor downstream of a release."""

    row_id: int
    code: str
    name: str
    kind: str
    kind_title: str
    crosses: str
    neighbour: str
    """Division code of the province on the other side of a border; empty elsewhere."""
    river: str
    reach: str
    distance_m: float
    """Along its reach, in the network's distances; `path.in_case` turns it into the model's."""
    path_m: float
    """Metres down the path from the release."""
    bank: str
    bank_title_zh: str
    bank_title_en: str
    position: float | None
    region: str
    water_class: str
    supply_level: str
    contact_name: str
    contact_phone: str
    point: tuple[float, float]
    status: str
    position_status: str
    source: str
    demo: bool


def receptors_downstream(path: Path, *, most_m: float | None = None) -> list[ReceptorOnPath]:
    """Give every receptor the path passes, nearest first, in one query.

    A stretch (a reserve) begins where the path first touches it: at the release when that lies inside.
    """
    net = network()
    found: list[tuple[float, str, float, Receptor]] = []
    ids = {net.reaches[code].row_id: code for code in path.reaches}
    rivers = {net.reaches[code].river for code in path.reaches}
    rows = (
        Receptor.objects.filter(river__name__in=rivers, reach__isnull=False)
        .select_related("river")
        .order_by("code")
    )
    for row in rows:
        assert row.reach_id is not None  # noqa: S101 (the query asks for it)
        code = ids.get(row.reach_id)
        metres = path.metres_to(code, row.distance_m or 0.0) if code else None
        distance = row.distance_m or 0.0
        if metres is None and row.chainage_to_km is not None and row.river is not None:
            entered = _stretch_entered(net, path, row.river.name, row)
            if entered:
                code, distance = entered
                metres = path.metres_to(code, distance)
        if code is not None and metres is not None and (most_m is None or metres <= most_m):
            found.append((metres, code, distance, row))
    found.sort(key=lambda item: (item[0], item[3].code))
    points = net.points((code, distance) for _, code, distance, _ in found)
    return [
        _on_path(
            row, river=net.reaches[code].river, place=(code, distance), metres=metres, point=point
        )
        for (metres, code, distance, row), point in zip(found, points, strict=True)
    ]


def _stretch_entered(
    net: Network, path: Path, river: str, row: Receptor
) -> tuple[str, float] | None:
    """Find where a path that starts or joins inside a stretch first touches it."""
    for part in path.parts:
        reach = net.reaches[part.reach]
        if reach.river != river:
            continue
        distance = part.from_m - min(part.before_m, 0.0)
        chainage = net.chainage(part.reach, distance)
        upper = row.chainage_km if row.chainage_km is not None else chainage
        if row.chainage_to_km is not None and row.chainage_to_km <= chainage <= upper:
            return part.reach, distance
        return None
    return None


def _on_path(
    row: Receptor, *, river: str, place: tuple[str, float], metres: float, point: np.ndarray
) -> ReceptorOnPath:
    code, distance = place
    lon_lat = (float(point[0]), float(point[1]))
    if row.geometry is not None and row.chainage_to_km is None:
        lon_lat = (row.geometry.x, row.geometry.y)
    bank = BANK_TITLES[row.bank or "unknown"]
    return ReceptorOnPath(
        row_id=row.pk,
        code=row.code,
        name=row.name,
        kind=row.kind,
        kind_title=row.get_kind_display(),
        crosses=row.crosses,
        neighbour=row.neighbour,
        river=river,
        reach=code,
        distance_m=distance,
        path_m=metres,
        bank=row.bank or "unknown",
        bank_title_zh=bank.zh,
        bank_title_en=bank.en,
        position=POSITIONS.get(row.bank),
        region=row.region,
        water_class=row.water_class,
        supply_level=row.supply_level,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        point=lon_lat,
        status=row.status,
        position_status=row.position_status,
        source=row.source,
        demo=row.demo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceOnPath:
    """A response space on the way of a plume."""

    row_id: int
    code: str
    name: str
    kind: str
    kind_title: str
    action: str
    action_title: str
    river: str
    reach: str
    distance_m: float
    path_m: float
    bank: str
    region: str
    capacity_m3: float | None
    time_to_ready_s: float
    controllable: bool
    how_to_use: str
    contact_name: str
    contact_phone: str
    point: tuple[float, float]
    status: str
    source: str
    demo: bool


def spaces_on(path: Path, *, most_m: float | None = None) -> list[SpaceOnPath]:
    """Give every response space the path passes, nearest first, in one query."""
    net = network()
    ids = {net.reaches[code].row_id: code for code in path.reaches}
    rows = list(ResponseSpace.objects.filter(reach_id__in=ids).order_by("code"))
    found = []
    for row in rows:
        assert row.reach_id is not None  # noqa: S101 (the query asks for it)
        code = ids[row.reach_id]
        distance = row.distance_m or 0.0
        metres = path.metres_to(code, distance)
        if metres is None or (most_m is not None and metres > most_m):
            continue
        if row.geometry is not None:
            point = (row.geometry.x, row.geometry.y)
        else:
            point = net.place(code, distance).point
        found.append(
            SpaceOnPath(
                row_id=row.pk,
                code=row.code,
                name=row.name,
                kind=row.kind,
                kind_title=row.get_kind_display(),
                action=row.action,
                action_title=row.get_action_display(),
                river=net.reaches[code].river,
                reach=code,
                distance_m=distance,
                path_m=metres,
                bank=row.bank or "unknown",
                region=row.region,
                capacity_m3=row.capacity_m3,
                time_to_ready_s=row.time_to_ready_h * 3600.0,
                controllable=row.controllable,
                how_to_use=row.how_to_use,
                contact_name=row.contact_name,
                contact_phone=row.contact_phone,
                point=point,
                status=row.status,
                source=row.source,
                demo=row.demo,
            )
        )
    return sorted(found, key=lambda space: space.path_m)


def regime_of(
    *,
    at: dt.datetime | None = None,
    season: str | None = None,
    pool_level_m: float | None = None,
    discharge_factor: float | None = None,
) -> Regime:
    """Build the regime of a moment (its local date) unless a season is named."""
    from django.utils import timezone  # noqa: PLC0415 (settings are read on use)

    from shangyou.preparedness.hydrology import regime  # noqa: PLC0415 (kept beside its one use)

    day = timezone.localdate(at) if at is not None else timezone.localdate()
    return regime(
        day=None if season else day,
        season=season,
        pool_level_m=pool_level_m,
        discharge_factor=discharge_factor,
    )
