"""Which station lies above and below which, and how long the water takes between them."""

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from shangyou.preparedness import store
from shangyou.preparedness.hydrology import regime
from shangyou.science.inference.event_detection.upstream import Link
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.stations import Station

# Plug flow with the month's usual discharge: a peak may come in two thirds of it or in half as much
# again (ours; the velocity of a reach is known to about a third).
EARLY, LATE = 1 / 1.5, 1.5
NEAREST: Final = 3
LONGEST_S: Final = 5 * 86_400.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another station on the same way of the water."""

    station: Station
    metres: float
    link: Link


def around(station: Station, day: dt.date) -> tuple[list[Neighbour], list[Neighbour]]:
    """Return the nearest water stations above and below a station on a river; two queries.

    An outfall has those below alone: what it sends does not come down the river.
    """
    if station.reach_id is None or station.distance_m is None:
        return [], []
    network = store.network()
    codes = {facts.row_id: code for code, facts in network.reaches.items()}
    mine = codes.get(station.reach_id)
    if mine is None:
        return [], []
    season = regime(day=day)
    path = network.downstream_path(mine, station.distance_m)
    above, below = [], []
    others = Station.objects.filter(
        kind="surface_water", reach__isnull=False, distance_m__isnull=False
    ).exclude(pk=station.pk)
    for other in others:
        code = codes.get(other.reach_id or -1)
        if code is None or other.distance_m is None:
            continue
        metres = path.metres_to(code, other.distance_m)
        if metres:
            seconds = network.travel_time_s(path, season, metres)
            below.append(Neighbour(other, metres, _link(seconds)))
            continue
        if station.kind != "surface_water":
            continue
        theirs = network.downstream_path(code, other.distance_m)
        metres = theirs.metres_to(mine, station.distance_m)
        if metres:
            seconds = network.travel_time_s(theirs, season, metres)
            above.append(Neighbour(other, metres, _link(seconds)))
    return _nearest(above), _nearest(below)


def beside(station: Station, codes: AbstractSet[str], day: dt.date) -> list[dict[str, Any]]:
    """Return the stations around one with the device of each that measures a code; three queries."""
    above, below = around(station, day)
    measured: dict[int, dict[str, int]] = {}
    rows = Device.objects.filter(
        station__in=[n.station.pk for n in (*above, *below)], factors__code__in=codes
    ).values_list("station_id", "factors__code", "pk")
    for other, code, device in rows:
        measured.setdefault(other, {})[code] = device
    return [
        {
            "side": side,
            "station": n.station.pk,
            "name": n.station.name,
            "metres": n.metres,
            "travel_s": n.link.travel_s,
            "devices": measured.get(n.station.pk, {}),
        }
        for side, found in (("above", above), ("below", below))
        for n in found
    ]


def _link(seconds: float) -> Link:
    return Link((seconds * EARLY, seconds, seconds * LATE))


def _nearest(found: list[Neighbour]) -> list[Neighbour]:
    """Return the nearest, however far; others only where the water is there within days."""
    ordered = sorted(found, key=lambda n: n.link.travel_s[1])[:NEAREST]
    return [n for i, n in enumerate(ordered) if i == 0 or n.link.travel_s[1] <= LONGEST_S]
