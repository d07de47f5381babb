"""The guide's first distances at a place, an hour and a wind, and who is within them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from shangyou.reference import initial_distances
from shangyou.response.air import reach
from shangyou.response.air.table_facts import table_basis
from shangyou.response.gas import case, turning
from shangyou.response.planning.air.facts import Distance
from shangyou.science.messages import Sentence


def distances(
    cas: str,
    here: tuple[float, float],
    weather: Mapping[str, Any],
    places: Iterable[Mapping[str, Any]],
    now: dt.datetime,
) -> tuple[Distance, ...]:
    """Return the guide's first distances at this hour and wind, with who is within them."""
    found = []
    for key, row, one, title in first_distances(cas, here, weather, now):
        outline = outline_of(one, weather)
        inside = [p for p in places if outline.contains(at(p))]
        found.append(
            Distance(
                key=key,
                title=title,
                isolate_m=one.isolate_m,
                protect_m=one.protect_m,
                people=sum(p["people"] for p in inside),
                basis=table_basis("首次距离", title, row.status, row.source),
            )
        )
    return tuple(found)


def first_distances(
    cas: str, here: tuple[float, float], weather: Mapping[str, Any], now: dt.datetime
) -> list[tuple[str, initial_distances.InitialDistances, reach.Distance, Sentence]]:
    """Return the guide's row of a small and of a large spill by day or night, the small one first."""
    row = initial_distances.of(cas)
    if row is None:
        return []
    night = case.sun(now, *here) <= 0.0
    hour = Sentence("夜间", "night") if night else Sentence("白天", "day")
    small = reach.small_spill(row, night=night)
    cases = [("small", small)] if small else []
    wind = float(weather.get("wind_speed_m_s") or 0.0)
    cases += [("large", one) for one in reach.large_spill(row, wind, night=night)]
    return [
        (key, row, one, Sentence(f"{one.title.zh}，{hour.zh}", f"{one.title.en}, {hour.en}"))
        for key, one in cases
    ]


def outline_of(one: reach.Distance, weather: Mapping[str, Any]) -> shapely.Polygon:
    """Return where people are looked for: all round where the wind is light or not known."""
    steady = float(weather.get("wind_speed_m_s") or 0.0) >= turning.LIGHT_M_S
    return reach.outline_of(one, weather.get("wind_from_deg") if steady else None)


def at(place: Mapping[str, Any]) -> shapely.Point:
    """Return where a place is on the plane of the leak."""
    return shapely.Point(place["x_m"], place["y_m"])
