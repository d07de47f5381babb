"""The map, the rivers and the substances over HTTP."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from shangyou.core.http import NotFound, ProblemError, user_of
from shangyou.preparedness import store, substance_card
from shangyou.preparedness.hydrology import POOL_LEVEL_STATUS, regime
from shangyou.preparedness.map_layers import layers_for
from shangyou.preparedness.nearby import nearby as things_near
from shangyou.preparedness.network import BANK_TITLES
from shangyou.preparedness.registers.rivers import River
from shangyou.reference import substances
from shangyou.science.messages import BadInput, Problem, Sentence

router = Router(tags=["map"])

BOUNDS = (105.2, 28.1, 110.3, 32.3)
"""West, south, east, north of Chongqing, degrees."""

DISTRICTS = "demo/chongqing-districts.geojson"

LABEL = Sentence(
    "示意底图：区县界无审图号，河道中心线按地名坐标绘制，仅供演示",
    "Schematic map: outlines are not an approved map and rivers are drawn from place names; for demonstration only",
)

MOST_RADIUS_M = 50_000.0


@router.get("/map/layers")
def map_layers(request: HttpRequest) -> dict[str, Any]:
    """Layers the user may see."""
    return {"rows": layers_for(user_of(request))}


@cache
def _districts_are_built(folder: Path) -> bool:
    path = folder / DISTRICTS
    if not path.is_file():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8"))["features"])


@router.get("/map/base")
def map_base(request: HttpRequest) -> dict[str, Any]:
    """Bounds and ground of the map."""
    user_of(request)
    built = _districts_are_built(settings.WEB)
    return {
        "bounds": BOUNDS,
        "districts": f"/{DISTRICTS}" if built else None,
        "tiles": None,
        "label": LABEL,
        "demo": True,
    }


@router.get("/rivers")
def rivers(request: HttpRequest) -> dict[str, Any]:
    """Rivers of the register, with how many reaches each has."""
    user_of(request)
    rows = River.objects.annotate(count=Count("reaches")).order_by("code")
    return {
        "total": len(rows),
        "rows": [
            {"id": row.pk, "code": row.code, "name": row.name, "reaches": row.count} for row in rows
        ],
    }


@router.get("/rivers/locate")
def locate(request: HttpRequest, lon: float, lat: float) -> dict[str, Any]:
    """Nearest place on a river, with today's water."""
    user_of(request)
    network = store.network()
    try:
        found = network.locate(lon, lat)
    except BadInput as error:
        raise ProblemError(422, error.problems) from None
    state = store.regime_of()
    hydraulics = network.reaches[found.reach].hydraulics
    discharge = hydraulics.discharge(state)
    section = hydraulics.section(discharge, state.pool_level_m)
    return {
        "reach": found.reach,
        "river": found.river,
        "distance_m": round(found.distance_m, 1),
        "chainage_km": round(found.chainage_km, 3),
        "point": {"lon": round(found.point[0], 6), "lat": round(found.point[1], 6)},
        "offset_m": round(found.offset_m),
        "bank": found.bank,
        "bank_title": BANK_TITLES[found.bank],
        "label": found.label,
        "discharge_m3_s": float(f"{discharge:.3g}"),
        "width_m": round(section.width_m),
        "depth_m": round(section.depth_m, 1),
        "regime": state.label,
        "status": "estimated",
    }


@router.get("/rivers/hydrology")
def hydrology(request: HttpRequest, date: dt.date | None = None) -> dict[str, Any]:
    """Season and pool level of a day."""
    user_of(request)
    state = regime(day=date or timezone.localdate())
    return {
        "season": state.season,
        "pool_level_m": round(state.pool_level_m, 1),
        "label": state.label,
        **POOL_LEVEL_STATUS,
    }


@router.get("/nearby")
def nearby(
    request: HttpRequest, lon: float, lat: float, radius_m: float = 5000.0
) -> dict[str, Any]:
    """List registered things near a point."""
    if not 0.0 < radius_m <= MOST_RADIUS_M:
        raise ProblemError(
            422,
            [
                Problem(
                    "radius_m",
                    Sentence(
                        f"半径应大于 0、不超过 {MOST_RADIUS_M:.0f} m。",
                        f"The radius must be above 0 and at most {MOST_RADIUS_M:.0f} m.",
                    ),
                )
            ],
        )
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise ProblemError(
            422,
            [
                Problem(
                    "lon",
                    Sentence(
                        "经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间。",
                        "Longitude must lie between -180 and 180, latitude between -90 and 90.",
                    ),
                )
            ],
        )
    rows = things_near(user_of(request), lon, lat, radius_m)
    return {"total": len(rows), "rows": rows}


@router.get("/substances")
def find_substances(request: HttpRequest, search: str = "", limit: int = 20) -> dict[str, Any]:
    """Substances by Chinese or English name, CAS or UN number, best match first."""
    user_of(request)
    found = substances.search(search.strip(), min(max(limit, 1), 100))
    return {"total": len(found), "rows": [substance_card.row(s) for s in found]}


@router.get("/substances/{key}")
def one_substance(request: HttpRequest, key: str) -> dict[str, Any]:
    """Card of one substance."""
    user_of(request)
    found = substances.by_key(key) or substances.by_cas(key)
    if found is None:
        raise NotFound(substances.unknown(key))
    return substance_card.card(found)
