"""What the form asks before a run: the reaches on the way, and what a boom meets where it is drawn."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from shangyou.preparedness import store
from shangyou.preparedness.network import Network, Path, chainage_text
from shangyou.response.drafts import Reader
from shangyou.response.forecasting import spill_of
from shangyou.response.models import Incident
from shangyou.response.oil import stand
from shangyou.response.oil.booms import read_number, read_place
from shangyou.response.oil.case import locate
from shangyou.response.oil.keep import reach_names
from shangyou.response.river_case import Spill, rivers_of
from shangyou.science import cases
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.oil.validity import SURFACE
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river_transport import MODEL
from shangyou.science.processes import boom_failure

DRAUGHT_M = 0.5
# Below this share of a boom's lot nobody would call it held.
HOLDS, HOLDS_SOME = 0.95, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _River:
    network: Network
    path: Path
    spill: Spill
    name: str


def _river(incident: Incident) -> _River:
    spill = spill_of(incident)
    network = store.network()
    path = network.downstream_path(spill.reach, spill.distance_m)
    return _River(network, path, spill, incident.river)


def reaches(incident: Incident) -> list[dict[str, Any]]:
    """Return the reaches below the release in order: code, name, kilometres from the release."""
    river = _river(incident)
    names = reach_names(river.network, river.path)
    return [
        {
            "reach": part.reach,
            "name": names[part.reach],
            "from_km": round(max(part.before_m, 0.0) / 1000.0, 1),
            "until_km": round((part.before_m + part.length_m) / 1000.0, 1),
        }
        for part in river.path.parts
    ]


def boom(incident: Incident, body: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return what a boom meets: its place, the river there, the current, what it would hold.

    Raises
    ------
    BadInput
        Where the place is not downstream of the release, or a figure is out of its range.

    """
    river = _river(incident)
    reader = Reader(body, now)
    line = _line(reader)
    draught = read_number(reader, "draught_m") if body.get("draught_m") is not None else DRAUGHT_M
    angle, length = read_number(reader, "angle_deg"), read_number(reader, "length_m")
    bank = body.get("bank")
    if line is None and not reader.problems:
        point, chainage = read_place(reader)
    else:
        point, chainage = None if line is None else _middle(line), None
    if reader.problems or draught is None or angle is None:
        raise BadInput(reader.problems)
    place = locate(point, chainage, river.name, river.network)
    if place is None or river.path.metres_to(*place) is None:
        zh = f"该位置不在泄漏点下游；里程按{river.name}计，请选下游的位置。"
        en = "This place is not downstream of the release; choose one below it."
        raise BadInput([Problem("point" if point else "chainage_km", Sentence(zh, en))])
    width, depth, current = _water(river, place, now)
    frame = stand.frame_at(river.network, *place)
    if line is not None:
        found = stand.of_line(frame, line, width)
        angle, length, bank = found.angle_deg, found.length_m, found.bank
    ends = stand.drawn(
        frame,
        width,
        angle_deg=angle,
        length_m=length,
        bank=bank if bank in stand.BANKS else None,
    )
    where = river.network.place(*place)
    return {
        "point": {"lon": where.point[0], "lat": where.point[1]},
        "label": f"{where.river} {chainage_text(where.chainage_km)}",
        "chainage_km": round(where.chainage_km, 3) if where.river == river.name else None,
        "width_m": round(width, 1),
        "depth_m": round(depth, 2),
        "angle_deg": angle,
        "length_m": length,
        "bank": bank,
        "line": line.tolist() if line is not None else ends,
        **_holding(current, angle, draught, max(depth, draught / 0.8)),
    }


def _line(reader: Reader) -> Any:
    value = reader.get("line")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != len(stand.ENDS):
        reader.complain("line", "围油栏应有起点和终点。", "A boom needs a start and an end.")
        return None
    for i, point in enumerate(value):
        one = Reader({"at": point}, reader.now)
        one.number("at.lon", "经度", "The longitude")
        one.number("at.lat", "纬度", "The latitude")
        reader.problems += [Problem(f"line.{i}", p.sentence) for p in one.problems]
    if reader.problems:
        return None
    line = stand.as_line(value)
    if not (np.abs(line) <= np.array([180.0, 90.0])).all():
        reader.complain(
            "line",
            "经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间。",
            "Longitude must lie between -180 and 180, latitude between -90 and 90.",
        )
        return None
    return line


def _middle(line: Any) -> tuple[float, float]:
    longitude, latitude = line.mean(axis=0)
    return float(longitude), float(latitude)


def _water(
    river: _River, place: tuple[str, float], now: datetime
) -> tuple[float, float, tuple[float, ...]]:
    """Return width and depth [m] and the surface current at 5, 50 and 95 % [m/s] as the model has them."""
    rivers = rivers_of(river.spill, river.network, river.path, now=now)
    reach, distance_m = river.path.in_case(*place)
    start = river.spill.started_at.isoformat()
    document = {
        "start": start,
        "duration_h": 1.0,
        "reaches": rivers.reaches(),
        "releases": [{"reach": reach, "distance_m": distance_m, "start": start, "mass_kg": 1.0}],
        "substance": {"name": "oil", "decay_per_s": 0.0},
    }
    setting = Setting.of(cases.read(MODEL, document))
    estimate = setting.estimates[setting.network.number[reach]]
    current = tuple(SURFACE * estimate.velocity.quantile(p) for p in (0.05, 0.5, 0.95))
    return estimate.width_m, estimate.depth_m, current


def _holding(
    current: tuple[float, ...], angle_deg: float, draught_m: float, depth_m: float
) -> dict[str, Any]:
    low, middle, high = current
    across, square = (
        float(boom_failure.normal_velocity(middle, turn, draught_m, depth_m))
        for turn in (angle_deg, stand.MOST_DEG)
    )
    held = float(boom_failure.held_share(across))
    steepest = math.degrees(math.asin(min(1.0, boom_failure.CRITICAL_M_S / max(square, 1e-6))))
    return {
        "current_m_s": {"p05": round(low, 3), "p50": round(middle, 3), "p95": round(high, 3)},
        "across_m_s": round(across, 3),
        "critical_m_s": boom_failure.CRITICAL_M_S,
        "holds": "all" if held >= HOLDS else "some" if held >= HOLDS_SOME else "nothing",
        "steepest_deg": float(math.floor(steepest)),
    }
