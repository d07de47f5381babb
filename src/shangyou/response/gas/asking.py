"""What somebody asks at a point or a place: staying and leaving compared, every field checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import prefetch_related_objects

from shangyou.core.http import NotFound
from shangyou.response.gas import buildings, burning, shelter
from shangyou.response.gas.buildings import Building
from shangyou.response.gas.plane import Plane
from shangyou.response.gas.probe import FARTHEST_M
from shangyou.response.models import GasAssessment
from shangyou.science.messages import BadInput, Problem, Sentence

LONGEST_WAIT_MIN = 240.0
LONGEST_BEGIN_S = 86_400.0
# A register that says how fast the air changes is believed within a factor of two.
DOUBT = 2.0
REGISTER = Sentence("台账登记的换气次数", "the register's own rate")


def shelter_or_leave(assessment: GasAssessment, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the comparison at what a body names.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    problems: list[Problem] = []
    place = _place(assessment, body)
    x, y = _metres(assessment, body, place, problems)
    building = _building(body, place, problems)
    begin = _number(
        body.get("begin_s"), "begin_s", 0.0, LONGEST_BEGIN_S, problems,
        Sentence("通知时间应为泄漏后 0–86400 s。", "People are told 0 to 86400 s after the start."),
    )  # fmt: skip
    wait = _number(
        body.get("leave_min"), "leave_min", None, LONGEST_WAIT_MIN, problems,
        Sentence("再等多久应为 0–240 min。", "The wait must lie between 0 and 240 minutes."),
    )  # fmt: skip
    if problems or building is None:
        raise BadInput(problems)
    waits = shelter.LEAVE_MIN if wait is None else tuple(sorted({*shelter.LEAVE_MIN, wait}))
    found = shelter.of_point(assessment, x, y, building, begin_s=begin or 0.0, leave_min=waits)
    return {
        **_with_fire(assessment, x, y, found),
        "place": None if place is None else place["key"],
    }


def at_places(
    assessment: GasAssessment, places: Sequence[Mapping[str, Any]], *, begin_s: float
) -> dict[str, dict[str, Any]]:
    """Return the comparison at each of several places of an assessment by its key; one run of the model."""
    points = [(float(p["x_m"]), float(p["y_m"]), _house(p)) for p in places]
    if not points:
        return {}
    begin = min(max(begin_s, 0.0), LONGEST_BEGIN_S)
    found = shelter.of_points(assessment, points, begin_s=begin)
    # every place asks for the same fires
    prefetch_related_objects([assessment], "fires")
    return {
        place["key"]: _with_fire(assessment, x, y, one)
        for place, (x, y, _), one in zip(places, points, found, strict=True)
    }


def _with_fire(
    assessment: GasAssessment, x_m: float, y_m: float, found: dict[str, Any]
) -> dict[str, Any]:
    """Add what may burn at the place: a comparison by dose knows nothing of it."""
    outside = next(option for option in found["options"] if option["key"] == "outdoors")
    fire = burning.warning(assessment, x_m, y_m, outside["peak_mg_m3"]["high"])
    said: Sentence = found["advice"]
    if fire is not None:
        said = Sentence(f"仅就中毒而言：{said.zh}", f"As to the toxic dose alone: {said.en}")
    return {**found, "advice": said, "fire": fire}


def _place(assessment: GasAssessment, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    key = body.get("place")
    if key is None:
        return None
    found = next((place for place in assessment.places if place["key"] == key), None)
    if found is None:
        raise NotFound
    return dict(found)


def _metres(
    assessment: GasAssessment, body: Mapping[str, Any], place: Mapping[str, Any] | None,
    problems: list[Problem],
) -> tuple[float, float]:  # fmt: skip
    if place is not None:
        return float(place["x_m"]), float(place["y_m"])
    said = Sentence(
        f"请给出距泄漏点 {FARTHEST_M / 1000:.0f} km 以内的经纬度。",
        f"Give a point within {FARTHEST_M / 1000:.0f} km of the release.",
    )
    lon, lat = body.get("lon"), body.get("lat")
    if not (_finite(lon) and _finite(lat)):
        problems.append(Problem("lon", said))
        return 0.0, 0.0
    plane = Plane(assessment.longitude, assessment.latitude)
    x, y = (float(v) for v in plane.metres(np.array([[lon, lat]], dtype=np.float64))[0])
    if not math.hypot(x, y) <= FARTHEST_M:
        problems.append(Problem("lon", said))
        return 0.0, 0.0
    return x, y


def _building(
    body: Mapping[str, Any], place: Mapping[str, Any] | None, problems: list[Problem]
) -> Building | None:
    key = body.get("building")
    if key is not None:
        found = buildings.BY_KEY.get(key) if isinstance(key, str) else None
        if found is None:
            listed = "、".join(f"{one.key} {one.title.zh}" for one in buildings.BUILDINGS)
            problems.append(
                Problem(
                    "building",
                    Sentence(
                        f"房屋类别应为：{listed}。",
                        f"The building must be one of: {', '.join(buildings.BY_KEY)}.",
                    ),
                )
            )
        return found
    return buildings.BY_KEY["home"] if place is None else _house(place)


def _house(place: Mapping[str, Any]) -> Building:
    """Return the house of a place: of its kind, or with the air changes its register has."""
    usual = buildings.of_kind(str(place["kind"]))
    rate = float(place["air_changes_per_h"])
    if place.get("building") or rate == usual.usual:
        return usual
    return replace(
        usual, key="register", title=REGISTER, low=rate / DOUBT, usual=rate, high=rate * DOUBT,
        source=str(place.get("source") or ""), status=str(place.get("status") or "unverified"),
    )  # fmt: skip


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number(  # noqa: PLR0917 (one field)
    value: Any, field: str, default: float | None, most: float, problems: list[Problem],
    said: Sentence,
) -> float | None:  # fmt: skip
    if value is None:
        return default
    if not _finite(value) or not 0.0 <= value <= most:
        problems.append(Problem(field, said))
        return default
    return float(value)
