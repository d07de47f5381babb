"""An assessment as the API gives it: zones as polygons on the map, people inside, the doubts."""

from typing import Any

import numpy as np
import shapely

from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.science.messages import Sentence


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
        "incident": None
        if assessment.incident is None
        else {"id": assessment.incident.pk, "number": assessment.incident.number},
    }


def whole(assessment: GasAssessment) -> dict[str, Any]:
    """Return an assessment with its zones on the map and the people inside them."""
    answer = assessment.answer
    plane = Plane(assessment.longitude, assessment.latitude)
    zones = [_zone(zone, plane, assessment.places) for zone in answer["zones"]]
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
            Sentence(zh, en)
            for zh, en in zip(answer["warnings"], answer["warnings_en"], strict=True)
        ],
        "zones": zones,
        "places": [
            _place(place, receptors.get(place["key"]), zones) for place in assessment.places
        ],
    }


def _zone(zone: dict[str, Any], plane: Plane, places: list[dict[str, Any]]) -> dict[str, Any]:
    outline = np.asarray(zone.get("polygon") or [], dtype=np.float64).reshape(-1, 2)
    inside: list[dict[str, Any]] = []
    if len(outline) >= 3:
        shape = shapely.Polygon(outline)
        points = shapely.points([(place["x_m"], place["y_m"]) for place in places])
        held = shapely.contains(shape.buffer(0), points) if len(places) else ()
        inside = [place for place, ok in zip(places, held, strict=True) if ok]
    return {
        **zone,
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
