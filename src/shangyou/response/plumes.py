"""The plume as the map plays it: frames of the middle forecast along and across the river."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shangyou.preparedness.network import Network, Path
from shangyou.science import cases
from shangyou.science.distributions import Floats
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.field import field
from shangyou.science.models.river_transport import MODEL

FRAMES = 97
POSITIONS = (0.1, 0.3, 0.5, 0.7, 0.9)
MOST_POINTS = 400
FINEST_M = 500.0
EVEN_S = 3 * 86_400.0
# What is drawn: down to a thousandth of the limit, or of nothing else than the largest value.
SHARE_OF_LIMIT = 1e-3
SHARE_OF_LARGEST = 1e-5


def plume(
    document: Mapping[str, Any],
    path: Path,
    network: Network,
    rows: Sequence[Mapping[str, Any]],
    *,
    seed: int,
    draws: Draws | None = None,
) -> dict[str, Any]:
    """Return the frames of a case in the form the API gives them.

    With the members that samples have corrected (`draws`) nothing is learned a second time.
    """
    reached_m = _reached_m(document, path, rows)
    spacing_m = max(FINEST_M, reached_m / MOST_POINTS)
    near = _cut(document, path, reached_m)
    # members belong to every reach of their case: it is not cut, only shown as far
    inputs = cases.read(MODEL, near if draws is None else document)
    times = _times_s(inputs.duration_h * 3600.0)
    solved = field(
        inputs,
        times,
        spacing_m,
        POSITIONS,
        draws=draws,
        seed=seed,
        within={reach["id"] for reach in near["reaches"]},
    )
    places = [path.from_case(reach, distance) for reach, distance in solved.points]
    along = [path.metres_to(reach, distance) for reach, distance in places]
    limit = _limit(rows)
    values = _drawn(solved.p50_mg_l, None if limit is None else limit["value_mg_l"])
    shown = _shown(values, along)
    lonlat = network.points([places[i] for i in shown])
    widths = {reach["id"]: reach["width_m"] for reach in document["reaches"]}
    return {
        "start": document["start"],
        "times_s": times.tolist(),
        "positions": list(POSITIONS),
        "points": [
            {
                "lon": round(float(lon), 5),
                "lat": round(float(lat), 5),
                "reach": places[i][0],
                "distance_m": round(places[i][1], 1),
                "width_m": widths[places[i][0]],
                "chainage_km": round(network.chainage(*places[i]), 3),
            }
            for i, (lon, lat) in zip(shown, lonlat, strict=True)
        ],
        "values": values[:, shown, :].tolist(),
        "max_mg_l": float(values.max(initial=0.0)),
        "limit_mg_l": None if limit is None else limit["value_mg_l"],
        "limit_title": None if limit is None else f"{limit['standard']} {limit['clause']['zh']}",
    }


def _times_s(window_s: float) -> Floats:
    """Return the moments of the frames: even over three days, denser at first over longer windows."""
    even = np.linspace(0.0, 1.0, FRAMES)
    bend = max(0.0, 1.0 - EVEN_S / window_s)
    return np.asarray((window_s * ((1.0 - bend) * even + bend * even**2)).round())


def _cut(document: Mapping[str, Any], path: Path, reached_m: float) -> dict[str, Any]:
    """Return the case without the reaches the plume does not come to; receptors only if sampled."""
    kept = [part.reach for part in path.parts if part.before_m < reached_m]
    reaches = [dict(reach) for reach in document["reaches"] if reach["id"] in kept]
    reaches[-1]["downstream"] = None
    reaches[-1]["joins"] = None
    sampled = {sample["receptor"] for sample in document.get("observations", ())}
    receptors = [receptor for receptor in document["receptors"] if receptor["id"] in sampled]
    measures = [m for m in document.get("interventions", ()) if m["reach"] in kept]
    cut = {**document, "reaches": reaches, "receptors": receptors}
    return {**cut, "interventions": measures} if measures else cut


def _reached_m(document: Mapping[str, Any], path: Path, rows: Sequence[Mapping[str, Any]]) -> float:
    """Return how far down the path the plume may come or was looked for, with room to spare."""
    sampled = {sample["receptor"] for sample in document.get("observations", ())}
    farthest = max(
        (
            1000.0 * row["distance_km"]
            for row in rows
            if row["arrival"]["p05"] is not None or row["id"] in sampled
        ),
        default=0.0,
    )
    return min(path.length_m, max(1.5 * farthest, 20_000.0))


def _limit(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the limit the colours are scaled by: that of the nearest place which has one."""
    return next((row["limit"] for row in rows if row["limit"] is not None), None)


def _drawn(values: Floats, limit_mg_l: float | None) -> Floats:
    """Return the values with three significant digits; what is not drawn is zero."""
    largest = float(values.max(initial=0.0))
    if largest <= 0.0:
        return np.zeros_like(values)
    floor = SHARE_OF_LARGEST * largest
    if limit_mg_l is not None:
        floor = min(floor, SHARE_OF_LIMIT * limit_mg_l)
    kept = np.where(values >= floor, values, 0.0)
    with np.errstate(divide="ignore"):
        digits = 2 - np.floor(np.log10(np.where(kept > 0.0, kept, 1.0)))
    scale = 10.0**digits
    return np.asarray(np.round(kept * scale) / scale, dtype=np.float64)


def _shown(values: Floats, along: Sequence[float | None]) -> list[int]:
    """Return the points from the release to the farthest the plume comes, one beyond it."""
    downstream = [i for i, metres in enumerate(along) if metres is not None]
    wet = np.flatnonzero(values.any(axis=(0, 2)))
    last = int(wet[-1]) + 1 if wet.size else 1
    return [i for i in downstream if i <= last]
