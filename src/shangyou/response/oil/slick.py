"""The slick as the map plays it: some hundred elements a frame, beside the drawn line."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from shangyou.preparedness.centreline import Floats, to_degrees, to_metres
from shangyou.preparedness.network import Network, Path
from shangyou.response.oil import stand
from shangyou.science.models.river_oil_spill import Inputs, Slick

FRAMES = 60
MOST_ELEMENTS = 400
# Half the stretch over which the direction of the drawn line is taken.
_STEP_M = 100.0


def times(inputs: Inputs) -> tuple[datetime, ...]:
    """Return when the slick is looked at: closer in the first hours, where it is small and fast."""
    seconds = (inputs.duration_h * 3600.0 * np.linspace(0.0, 1.0, FRAMES) ** 1.5).round()
    return tuple(inputs.start + timedelta(seconds=float(s)) for s in seconds)


def frames(
    seen: Sequence[Slick], document: Mapping[str, Any], path: Path, network: Network
) -> dict[str, Any]:
    """Return the frames: longitude, latitude [degrees], mass [kg], stranded (0 or 1); the booms."""
    widths = {reach["id"]: reach["width_m"] or 0.0 for reach in document["reaches"]}
    start = datetime.fromisoformat(document["start"])
    shown = []
    for frame in seen:
        lonlat = _beside(frame, path, network, widths)
        shown.append(
            {
                "lon": np.round(lonlat[:, 0], 5).tolist(),
                "lat": np.round(lonlat[:, 1], 5).tolist(),
                "kg": [float(f"{kg:.3g}") for kg in frame.mass_kg],
                "stranded": [int(on) for on in frame.stranded],
            }
        )
    return {
        "start": document["start"],
        "times_s": [(frame.time - start).total_seconds() for frame in seen],
        "frames": shown,
        "booms": [_boom(boom, path, network, widths) for boom in document["booms"]],
    }


def _boom(
    boom: Mapping[str, Any], path: Path, network: Network, widths: Mapping[str, float]
) -> list[list[float]]:
    frame = stand.frame_at(network, *path.from_case(boom["reach"], boom["distance_m"]))
    return stand.drawn(
        frame,
        widths[boom["reach"]],
        angle_deg=boom["angle_deg"],
        length_m=boom["length_m"],
        bank=boom["bank"],
    )


def _beside(frame: Slick, path: Path, network: Network, widths: Mapping[str, float]) -> Floats:
    """Return (n, 2) degrees: on the drawn line, moved across it by the position in the river."""
    if not frame.reach:
        return np.empty((0, 2))
    places = [path.from_case(r, d) for r, d in zip(frame.reach, frame.distance_m, strict=True)]
    here = to_metres(network.points(places))
    along = to_metres(network.points([(r, d + _STEP_M) for r, d in places])) - to_metres(
        network.points([(r, max(d - _STEP_M, 0.0)) for r, d in places])
    )
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-9)
    left = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    across = (0.5 - np.array(frame.position)) * np.array([widths[r] for r in frame.reach])
    return to_degrees(here + left * across[:, None])
