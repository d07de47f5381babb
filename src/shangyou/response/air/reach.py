"""Whom an escape may reach before its rate is known, and by the assessment once there is one."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from shangyou.preparedness.registers.air_receptors import KINDS
from shangyou.reference import initial_distances
from shangyou.reference.initial_distances import InitialDistances
from shangyou.response.air.beginning import Beginning
from shangyou.response.gas import case, places, shapes, turning
from shangyou.response.gas.places import People
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.science.messages import Sentence

# ERG 2024, table 3: low wind is under 10 km/h, high above 20.
LOW_M_S, HIGH_M_S = 10 / 3.6, 20 / 3.6
NEAREST: Final = 6
SMALL = Sentence("少量泄漏", "small spill")
RATE_UNKNOWN = Sentence(
    "泄漏速率未知：假定为少量泄漏（不超过 208 L），按应急指南 ERG 2024 首次距离统计；"
    "方法不含地形，研判后以影响区为准。",
    "The rate is not known: a small spill (up to 208 L) is assumed, people are counted by the first "
    "distances of ERG 2024, which know no terrain; an assessment takes their place.",
)
NO_DISTANCE = Sentence(
    "应急指南没有列出该物质的首次距离：按 1 km 范围统计，仅供通知参考，请尽快研判。",
    "The guide lists no first distance: people within 1 km are counted, for calling them only; "
    "assess it soon.",
)
UNKNOWN_M: Final = 1000.0
ALL_ROUND = Sentence(
    "风小或风向不明：按四周统计。", "The wind is light or unknown: people are counted all round."
)
DOWNWIND = Sentence(
    "防护区按指南取下风向正方形：长、宽都等于防护距离。",
    "The zone is the guide's square downwind: as long and as wide as the distance.",
)
REGISTER = Sentence(
    "人数取自大气环境受体台账的登记人数，未登记的不计。",
    "People are those of the register of air receptors; who is not registered is not counted.",
)


@dataclass(frozen=True, slots=True)
class Distance:
    """One row of the guide for this hour and wind."""

    title: Sentence
    isolate_m: float
    protect_m: float


def of(begin: Beginning, assessment: GasAssessment | None) -> dict[str, Any]:
    """Return the people in reach, with what they were counted by and every assumption in words."""
    if assessment is not None:
        return _assessed(assessment)
    return _by_guide(begin)


def _assessed(assessment: GasAssessment) -> dict[str, Any]:
    """Count the people inside the zones of an assessment."""
    zones = [zone for zone in shapes.zones(assessment) if zone["distance_m"]["p50"]]
    inside = {key for zone in zones for key in zone["places_inside"]}
    found = [place for place in assessment.places if place["key"] in inside]
    return {
        "basis": "assessment",
        "assessment": {"id": assessment.pk, "number": assessment.number},
        "outline": zones[-1]["polygon"] if zones else [],
        "zones": [
            {
                "threshold": zone["threshold"],
                "concentration_mg_m3": zone["concentration_mg_m3"],
                "distance_m": zone["distance_m"],
                "people": zone["people"],
            }
            for zone in zones
        ],
        "cases": [],
        **_counted(found),
        "sentences": [
            Sentence(
                f"按气体研判 {assessment.number} 的影响区统计。",
                f"Counted by the zones of assessment {assessment.number}.",
            ),
            REGISTER,
        ],
    }


def _by_guide(begin: Beginning) -> dict[str, Any]:
    """Count the people within the guide's first distances."""
    plane = Plane(begin.longitude, begin.latitude)
    people = places.around(plane)
    row = initial_distances.of(begin.substance.cas or "") if begin.substance else None
    now = begin.started_at
    night = case.sun(now, begin.longitude, begin.latitude) <= 0.0
    wind = begin.wind
    steady = wind is not None and wind["wind_speed_m_s"] >= turning.LIGHT_M_S
    small = small_spill(row, night=night) if row else None
    if row is None or small is None:
        first = Distance(Sentence("1 km 范围", "within 1 km"), UNKNOWN_M, UNKNOWN_M)
        cases, said = [first], [NO_DISTANCE, REGISTER]
    else:
        cases = [small, *large_spill(row, wind["wind_speed_m_s"] if wind else 0.0, night=night)]
        said = [RATE_UNKNOWN, DOWNWIND if steady else ALL_ROUND, REGISTER]
    from_deg = wind["wind_from_deg"] if steady and wind is not None else None
    outlines = [outline_of(one, from_deg) for one in cases]
    counted = [[p for p in people if outline.contains(_at(p))] for outline in outlines]
    return {
        "basis": "guide" if small else "none",
        "assessment": None,
        "outline": plane.degrees(np.asarray(outlines[0].exterior.coords)).round(6).tolist(),
        "zones": [],
        "night": night,
        "cases": [
            {
                "title": one.title,
                "isolate_m": one.isolate_m,
                "protect_m": one.protect_m,
                "people": sum(p.people for p in inside),
                "places": len(inside),
            }
            for one, inside in zip(cases, counted, strict=True)
        ],
        **_counted([p.document() for p in counted[0]]),
        "sentences": said,
    }


def small_spill(row: InitialDistances, *, night: bool) -> Distance | None:
    """Return the distances of a small spill; those of a guide page have no protection beyond isolation."""
    protect = row.small_night_m if night else row.small_day_m
    if row.small_isolate_m is None:
        return None
    return Distance(SMALL, row.small_isolate_m, protect or row.small_isolate_m)


def large_spill(row: InitialDistances, wind_m_s: float, *, night: bool) -> list[Distance]:
    """Return the farthest a large spill asks for: of table 1, or of the worst container of table 3."""
    protect = row.large_night_m if night else row.large_day_m
    if row.large_isolate_m is not None:
        title = Sentence("大量泄漏", "large spill")
        return [Distance(title, row.large_isolate_m, protect or row.large_isolate_m)]
    column = "low" if wind_m_s < LOW_M_S else "moderate" if wind_m_s <= HIGH_M_S else "high"
    hour = "night" if night else "day"
    found = [
        Distance(
            Sentence(f"大量泄漏（{spill.container.zh}）", f"large spill ({spill.container.en})"),
            spill.isolate_m,
            getattr(spill, f"{hour}_{column}_m"),
        )
        for spill in initial_distances.large_spills(row.un_number)
    ]
    return sorted(found, key=lambda one: one.protect_m)[-1:]


def outline_of(distance: Distance, from_deg: float | None) -> shapely.Polygon:
    """Return where people are looked for, in metres east and north: isolation all round, protection downwind.

    ERG 2024, “How to use table 1”: the protective action zone is a square whose length and width
    are the protection distance, its near side through the spill.
    """
    around = shapely.Point(0.0, 0.0).buffer(distance.isolate_m)
    if from_deg is None:
        return shapely.Point(0.0, 0.0).buffer(max(distance.isolate_m, distance.protect_m))
    towards = np.radians(from_deg + 180.0)
    along = np.array([np.sin(towards), np.cos(towards)]) * distance.protect_m
    aside = np.array([along[1], -along[0]]) / 2.0
    square = shapely.Polygon([aside, aside + along, along - aside, -aside])
    both: shapely.Polygon = square.union(around)  # type: ignore[assignment]  # they meet at the spill
    return both


def _at(place: People) -> shapely.Point:
    return shapely.Point(place.x_m, place.y_m)


def _counted(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how many people and places, by kind, and the nearest with their telephones."""
    kinds: dict[str, int] = {}
    for place in found:
        kinds[place["kind"]] = kinds.get(place["kind"], 0) + 1
    nearest = sorted(found, key=lambda place: float(place["distance_m"]))[:NEAREST]
    return {
        "people": sum(place["people"] for place in found),
        "places": len(found),
        "kinds": [
            {"kind": kind, "title": KINDS[kind], "places": count} for kind, count in kinds.items()
        ],
        "nearest": [
            {
                key: place[key]
                for key in (
                    "key",
                    "name",
                    "kind",
                    "people",
                    "contact",
                    "distance_m",
                    "status",
                    "demo",
                )
            }
            for place in nearest
        ],
    }
