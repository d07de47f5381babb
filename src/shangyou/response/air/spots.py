"""Where the air is measured: the zones' edges on the axis, the people nearest, a reference upwind."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from shangyou.response.gas import axis
from shangyou.response.gas.fire_source import CALM
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.response.planning.air.facts import Place, Spot, Zone
from shangyou.response.planning.wording import figure
from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence

COMPASS: Final = (
    Sentence("北", "north"), Sentence("东北", "north-east"), Sentence("东", "east"),
    Sentence("东南", "south-east"), Sentence("南", "south"), Sentence("西南", "south-west"),
    Sentence("西", "west"), Sentence("西北", "north-west"),
)  # fmt: skip
# How far upwind the reference stands where the guide isolates less or nothing: our planning rule.
UPWIND_M: Final = 200.0
PEOPLE: Final = 3
CALM_ROUND = Sentence("静风，四周", "calm, all round")
# Edges closer than this share of each other are one point.
APART: Final = 0.15


def bearing(x_m: float, y_m: float) -> Sentence:
    """Return in which of eight directions a place lies."""
    degrees = float(np.degrees(np.arctan2(x_m, y_m))) % 360.0
    return COMPASS[round(degrees / 45.0) % 8]


def heading(document: Mapping[str, Any], answer: Mapping[str, Any]) -> Sentence:
    """Return which way the gas goes, in words."""
    if answer["theory"] == CALM:
        return CALM_ROUND
    side = bearing(*axis.towards(document, answer))
    return Sentence(f"下风向（{side.zh}）", f"downwind ({side.en})")


def of(  # noqa: PLR0917 (one answer and what stands around it)
    assessment: GasAssessment,
    document: Mapping[str, Any],
    answer: Mapping[str, Any],
    zones: Sequence[Zone],
    people: Sequence[Place],
    isolate_m: float | None,
) -> tuple[Spot, ...]:
    """Return the points of the next hour: edges, people, and one that the gas does not reach."""
    plane = Plane(assessment.longitude, assessment.latitude)
    calm = answer["theory"] == CALM
    along = axis.towards(document, answer)
    ways = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)] if calm else [along]
    bent = None if calm else axis.line(answer)
    found = [
        _edge(zone, f"edge:{zone.threshold}:{i}", _along(way, zone.best_m, bent), plane)
        for zone in _apart(zones)
        for i, way in enumerate(ways)
    ]
    inside = [_people(place) for place in people if place.zone]
    return (*found, *inside[:PEOPLE], _reference(zones, along, plane, isolate_m, calm=calm))


def _apart(zones: Sequence[Zone]) -> list[Zone]:
    """Leave out an edge that lies where another one does."""
    kept: list[Zone] = []
    for zone in sorted(zones, key=lambda zone: -zone.best_m):
        if all(abs(zone.best_m / other.best_m - 1.0) > APART for other in kept):
            kept.append(zone)
    return kept


def _along(way: tuple[float, float], metres: float, bent: Floats | None) -> tuple[float, float]:
    """Return the place (east, north) so far on the gas's way."""
    if bent is None:
        return way[0] * metres, way[1] * metres
    x, y = axis.beside(bent, np.array([metres]), np.zeros(1))[0]
    return float(x), float(y)


def _where(x_m: float, y_m: float) -> Sentence:
    metres, side = figure(round(float(np.hypot(x_m, y_m)), -1)), bearing(x_m, y_m)
    return Sentence(f"泄漏点{side.zh} {metres} m", f"{metres} m {side.en} of the leak")


def _degrees(at: tuple[float, float], plane: Plane) -> tuple[float, float]:
    lon, lat = plane.degrees(np.array([at]))[0]
    return round(float(lon), 6), round(float(lat), 6)


def _edge(zone: Zone, key: str, at: tuple[float, float], plane: Plane) -> Spot:
    level = figure(zone.concentration_mg_m3)
    return Spot(
        key=key,
        title=Sentence(f"{zone.title.zh}影响区边缘", f"edge of the zone of {zone.title.en}"),
        where=_where(*at),
        point=_degrees(at, plane),
        expected=Sentence(
            f"研判此处约 {level} mg/m³：测得更高即扩大警戒并重新研判",
            f"about {level} mg/m³ by the assessment: widen the cordon and assess again when higher",
        ),
        first=True,
    )


def _people(place: Place) -> Spot:
    metres = figure(place.distance_m)
    return Spot(
        key=f"people:{place.key}",
        title=Sentence("敏感点", "people"),
        where=Sentence(
            f"{place.name}，{place.bearing.zh} {metres} m",
            f"{place.name}, {metres} m {place.bearing.en}",
        ),
        point=place.point,
        expected=None,
        first=False,
    )


def _reference(
    zones: Sequence[Zone],
    along: tuple[float, float],
    plane: Plane,
    isolate_m: float | None,
    *,
    calm: bool,
) -> Spot:
    """Return a point upwind; in a calm one beyond the farthest that a zone may reach."""
    metres = max(UPWIND_M, isolate_m or 0.0)
    if calm:
        metres += max((zone.p90_m or zone.best_m for zone in zones), default=0.0)
    at = (-along[0] * metres, -along[1] * metres)
    title = Sentence("上风向对照点", "reference upwind")
    if calm:
        title = Sentence("影响区外对照点", "reference outside the zones")
    return Spot(
        key="reference",
        title=title,
        where=_where(*at),
        point=_degrees(at, plane),
        expected=Sentence("应测不出；测出即核实风向", "nothing expected; else check the wind"),
        first=True,
    )
