"""What one point of the map would breathe: the stored case, run again for that point alone."""

import json
from typing import Any

import numpy as np

from shangyou.core.http import NotFound, ProblemError
from shangyou.response.gas.case import BREATHING_HEIGHT_M
from shangyou.response.gas.places import AIR_CHANGES_PER_H
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.response.runs import run
from shangyou.science.messages import Problem, Sentence

FARTHEST_M = 50_000.0


def at_place(assessment: GasAssessment, key: str) -> dict[str, Any]:
    """Return the stored curves of one place with people; of one upwind they are worked out."""
    found = next((r for r in assessment.answer["receptors"] if r["id"] == key), None)
    if found is not None:
        return dict(found)
    place = next((p for p in assessment.places if p["key"] == key), None)
    if place is None:
        raise NotFound
    return at_point(assessment, float(place["lon"]), float(place["lat"]))


def at_point(assessment: GasAssessment, longitude: float, latitude: float) -> dict[str, Any]:
    """Return the curves at a point, by the same case and seed."""
    plane = Plane(assessment.longitude, assessment.latitude)
    x, y = (float(v) for v in plane.metres(np.array([[longitude, latitude]]))[0])
    if not np.hypot(x, y) <= FARTHEST_M:
        sentence = Sentence(
            f"该点距泄漏点超过 {FARTHEST_M / 1000:.0f} km，不在计算范围内；请点近一些。",
            f"This point is more than {FARTHEST_M / 1000:.0f} km from the release, beyond what is "
            "computed; choose one nearer.",
        )
        raise ProblemError(422, [Problem("lon", sentence)])
    document = json.loads(assessment.inputs)
    document["receptors"] = [
        {
            "id": "point",
            "x_m": round(x, 1),
            "y_m": round(y, 1),
            "z_m": BREATHING_HEIGHT_M,
            "air_changes_per_h": AIR_CHANGES_PER_H,
        }
    ]
    document["thresholds"] = []
    answer = run(document, model=assessment.model, seed=assessment.seed).answer
    return {**answer["receptors"][0], "distance_m": round(float(np.hypot(x, y)))}
