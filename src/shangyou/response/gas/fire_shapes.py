"""A fire or blast as the API gives it: rings on the map, who is inside, what was assumed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from shangyou.response.gas import fires
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasFire
from shangyou.science.catalogue import model
from shangyou.science.messages import Sentence

RING_POINTS = 72
QUANTILES = ("p05", "p50", "p95")
# What the contract of every model of fire and blast holds; anything more is shown as it comes.
KNOWN = frozenset(
    {"facts", "rings", "places", "profile", "warnings", "warnings_en", "method", "methods"}
)
# A model may draw further sets of rings: `rings_china` are those of Chinese practice.
SETS: Final = {
    "rings": Sentence("ALOHA 阈值", "levels of ALOHA"),
    "rings_china": Sentence("国内常用阈值", "levels of Chinese practice"),
}
# Levels of concern of ALOHA 5.4.7: heat within 60 s, overpressure.
WORDS: Final[dict[tuple[str, int], Sentence]] = {
    ("W/m2", 10_000): Sentence("60 s 内可致死", "may kill within 60 s"),
    ("W/m2", 5_000): Sentence("60 s 内二度烧伤", "second-degree burns within 60 s"),
    ("W/m2", 2_000): Sentence("60 s 内疼痛", "pain within 60 s"),
    ("Pa", 55_158): Sentence("建筑物倒塌", "buildings destroyed"),
    ("Pa", 24_132): Sentence("可能重伤", "serious injury likely"),
    ("Pa", 6_895): Sentence("玻璃破碎", "glass breaks"),
    ("W/m2", 37_500): Sentence("设备损坏（AQ/T 3046-2013）", "equipment destroyed"),
    ("W/m2", 12_500): Sentence("1 min 内 1 % 死亡（AQ/T 3046-2013）", "1 % die in a minute"),
    ("W/m2", 4_000): Sentence("20 s 以上疼痛（AQ/T 3046-2013）", "pain after 20 s"),
    ("Pa", 9_000): Sentence("一般防护目标三类（GB/T 37243-2019）", "ordinary objects, class 3"),
    ("Pa", 5_000): Sentence("一般防护目标二类（GB/T 37243-2019）", "ordinary objects, class 2"),
    ("Pa", 2_000): Sentence(
        "高敏感、重要防护目标（GB/T 37243-2019）", "sensitive and important objects"
    ),
}


def whole(fire: GasFire) -> dict[str, Any]:
    """Return a fire with its rings on the map and the people inside."""
    assessment, answer = fire.assessment, fire.answer
    plane = Plane(assessment.longitude, assessment.latitude)
    places = assessment.places
    away = np.array(fires.distances(places, fire.east_m, fire.north_m))
    spec = model(fire.model)
    lon, lat = plane.degrees(np.array([[fire.east_m, fire.north_m]]))[0]

    def drawn(rings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        middle = (fire.east_m, fire.north_m)
        return [_ring(ring, plane, middle, places, away) for ring in rings]

    given = json.loads(fire.inputs)
    given.pop("places_m", None)
    return {
        "id": fire.pk,
        "model": fire.model,
        "model_version": fire.model_version,
        "title": spec.title if spec is not None else Sentence(fire.model, fire.model),
        "derived": fire.derived,
        "made_at": fire.made_at,
        "made_by": fire.made_by.name,
        "seconds": fire.seconds,
        "inputs": given,
        "inputs_sha256": fire.inputs_sha256,
        "east_m": fire.east_m,
        "north_m": fire.north_m,
        "centre": {"lon": round(float(lon), 6), "lat": round(float(lat), 6)},
        "assumptions": [Sentence(**words) for words in fire.assumptions],
        "warnings": [
            Sentence(zh, en)
            for zh, en in zip(answer["warnings"], answer["warnings_en"], strict=True)
        ],
        "facts": answer["facts"],
        "more": {
            name: value
            for name, value in answer.items()
            if name not in KNOWN and not name.startswith("rings")
        },
        "rings": drawn(answer["rings"]),
        "sets": [
            {"name": name, "title": SETS.get(name, Sentence(name, name)), "rings": drawn(found)}
            for name, found in answer.items()
            if name.startswith("rings")
        ],
        "method": answer.get("method"),
        "methods": [
            {
                "name": method["name"],
                "title": Sentence(**method["title"]),
                "facts": method["facts"],
                "rings": drawn(method["rings"]),
            }
            for method in answer.get("methods", ())
        ],
        "places": _places(answer["places"], places, answer["profile"]["unit"]),
        "profile": answer["profile"],
        "references": list(spec.references) if spec is not None else [],
    }


def _ring(
    ring: Mapping[str, Any],
    plane: Plane,
    middle: tuple[float, float],
    places: Sequence[Mapping[str, Any]],
    away: Any,
) -> dict[str, Any]:
    reach = ring["distance_m"]
    inside = [p for p, metres in zip(places, away, strict=True) if _within(metres, reach["p50"])]
    return {
        **ring,
        "words": WORDS.get((ring["unit"], round(ring["threshold"]))),
        "outline": {q: circle(plane, middle, reach[q]) for q in QUANTILES},
        "people": {
            q: sum(p["people"] for p, m in zip(places, away, strict=True) if _within(m, reach[q]))
            for q in QUANTILES
        },
        "places_inside": [p["key"] for p in inside],
        "kinds_inside": {
            kind: sum(1 for p in inside if p["kind"] == kind)
            for kind in sorted({p["kind"] for p in inside})
        },
    }


def _within(metres: float, reach: float | None) -> bool:
    return bool(reach) and bool(metres <= float(reach or 0.0))


def circle(plane: Plane, middle: tuple[float, float], radius_m: float | None) -> list[list[float]]:
    """Return a circle as points in degrees; empty where the level is met nowhere."""
    if not radius_m:
        return []
    angle = np.linspace(0.0, 2.0 * np.pi, RING_POINTS, endpoint=False)
    points = np.stack(
        (middle[0] + radius_m * np.cos(angle), middle[1] + radius_m * np.sin(angle)), axis=1
    )
    found: list[list[float]] = plane.degrees(points).round(6).tolist()
    return found


def _places(
    levels: Sequence[Mapping[str, Any]], places: Sequence[Mapping[str, Any]], unit: str
) -> list[dict[str, Any]]:
    return [
        {"key": place["key"], "unit": unit, **level}
        for place, level in zip(places, levels, strict=True)
    ]
