"""An assessment as the API gives it: zones as polygons on the map, people inside, the doubts."""

import json
from typing import Any, Final

import numpy as np
import shapely

from shangyou.response.gas import facts, fire_shapes, turning
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.science.messages import Sentence

# A current value is shown beside the legal one it differs from, not as a zone of its own.
BESIDE: Final = {"HJ169-1": "PAC-3", "HJ169-2": "PAC-2"}
CURRENT: Final = frozenset(BESIDE.values())


def row(assessment: GasAssessment) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": assessment.pk,
        "number": assessment.number,
        "title": assessment.title,
        "substance": assessment.substance_name,
        "point": {"lon": assessment.longitude, "lat": assessment.latitude},
        "district": assessment.district_name,
        "started_at": assessment.started_at,
        "made_at": assessment.made_at,
        "made_by": assessment.made_by.name,
        "farthest_m": assessment.farthest_m,
        "theory": assessment.theory,
        "incident": _incident(assessment),
        "alarm": assessment.alarm_id,
    }


def _incident(assessment: GasAssessment) -> dict[str, Any] | None:
    """Return the incident it was made for, or the one its alarm became."""
    incident, alarm = assessment.incident, assessment.alarm
    if incident is None:
        incident = getattr(assessment, "opened_incident", None)
    if incident is not None:
        return {"id": incident.pk, "number": incident.number}
    if alarm is not None and alarm.incident is not None:
        return {"id": alarm.incident, "number": alarm.incident_number}
    return None


def whole(assessment: GasAssessment) -> dict[str, Any]:
    """Return an assessment with its zones on the map and the people inside them."""
    answer = assessment.answer
    said = json.loads(assessment.inputs)
    sd_deg = _deviation(answer, said)
    zones = _zones(assessment, answer, said)
    receptors = {receptor["id"]: receptor for receptor in answer["receptors"]}
    return {
        **row(assessment),
        "form": assessment.form,
        "model": assessment.model,
        "model_version": assessment.model_version,
        "inputs_sha256": assessment.inputs_sha256,
        "seconds": assessment.seconds,
        "theory": answer["theory"],
        "theory_words": Sentence(**answer["theory_why"]),
        "source": answer["source"],
        "weather": answer["weather"],
        "warnings": [
            *(
                Sentence(zh, en)
                for zh, en in zip(answer["warnings"], answer["warnings_en"], strict=True)
            ),
            *_beyond(assessment),
        ],
        "asked_theory": said.get("theory", "auto"),
        "averaging_time_s": said["averaging_time_s"],
        "direction_sd_deg": sd_deg,
        "properties": facts.properties(said["substance"]),
        "zones": zones,
        "fires": [fire_shapes.whole(fire) for fire in assessment.fires.select_related("made_by")],
        "places": [
            _place(place, receptors.get(place["key"]), zones) for place in assessment.places
        ],
    }


def _beyond(assessment: GasAssessment) -> list[Sentence]:
    """Say where the register has more places within the zones than are worked out one by one."""
    count, people = _unlisted(assessment, "")
    if not count:
        return []
    return [
        Sentence(
            f"影响区内另有登记地点 {count} 处、{people} 人：已计入人数，但只对最近的 {len(assessment.places)} 处逐一计算浓度和到达时间。",
            f"The zones hold {count} more registered places with {people} people: counted, but only the "
            f"nearest {len(assessment.places)} have levels and times of their own.",
        )
    ]


def zones(assessment: GasAssessment) -> list[dict[str, Any]]:
    """Return the zones of an assessment with the people inside them, the gravest first."""
    return _zones(assessment, assessment.answer, json.loads(assessment.inputs))


def _deviation(answer: dict[str, Any], said: dict[str, Any]) -> float | None:
    """Return how far the wind may turn; None where it is calm and has no direction."""
    return None if answer["theory"] == "calm-puff" else turning.deviation_deg(said)


def _zones(
    assessment: GasAssessment, answer: dict[str, Any], said: dict[str, Any]
) -> list[dict[str, Any]]:
    plane = Plane(assessment.longitude, assessment.latitude)
    sd_deg = _deviation(answer, said)
    floor = turning.walls(said)
    every = [
        _with_unlisted(_zone(zone, plane, assessment.places, sd_deg, floor), assessment)
        for zone in answer["zones"]
    ]
    current = {zone["threshold"]: zone for zone in every if zone["threshold"] in CURRENT}
    return [
        {**zone, "current": _current(current.get(BESIDE.get(zone["threshold"], "")))}
        for zone in every
        if zone["threshold"] not in CURRENT
    ]


def _with_unlisted(zone: dict[str, Any], assessment: GasAssessment) -> dict[str, Any]:
    """Return a zone whose people are all the register's, those of places not listed too."""
    count, people = _unlisted(assessment, zone["threshold"])
    return {
        **zone,
        "people": zone["people"] + people,
        "unlisted": {"places": count, "people": people},
    }


def _unlisted(assessment: GasAssessment, zone: str) -> tuple[int, int]:
    """Return how many places not listed a zone holds, and their people; of "" all zones together."""
    more = assessment.unlisted.get(zone, [])
    return sum(count for _, count, _ in more), sum(people for *_, people in more)


def _current(zone: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what the current value beside a legal one gives."""
    if zone is None:
        return None
    kept = ("threshold", "concentration_mg_m3", "distance_m", "people")
    return {name: zone[name] for name in kept}


def _zone(
    zone: dict[str, Any],
    plane: Plane,
    places: list[dict[str, Any]],
    sd_deg: float | None,
    floor: shapely.Polygon | None,
) -> dict[str, Any]:
    outline = np.asarray(zone.get("polygon") or [], dtype=np.float64).reshape(-1, 2)
    inside: list[dict[str, Any]] = []
    if len(outline) >= 3:
        shape = shapely.Polygon(outline)
        points = shapely.points([(place["x_m"], place["y_m"]) for place in places])
        held = shapely.contains(shape.buffer(0), points) if len(places) else ()
        inside = [place for place, ok in zip(places, held, strict=True) if ok]
    possible = turning.possible(outline, zone["distance_m"], sd_deg, floor)
    return {
        **zone,
        "possible": plane.degrees(possible).round(6).tolist() if len(possible) else [],
        "polygon": plane.degrees(outline).round(6).tolist() if len(outline) else [],
        "area_km2": round(float(shapely.Polygon(outline).area) / 1e6, 4) if len(outline) > 2 else 0,
        "people": sum(place["people"] for place in inside),
        "places_inside": [place["key"] for place in inside],
    }


def _place(
    place: dict[str, Any], receptor: dict[str, Any] | None, zones: list[dict[str, Any]]
) -> dict[str, Any]:
    kept = {k: v for k, v in (receptor or {}).items() if k not in {"id", "series"}}
    return {
        **place,
        **kept,
        "zones": [zone["threshold"] for zone in zones if place["key"] in zone["places_inside"]],
    }
