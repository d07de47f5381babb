"""Where a boom stands: from a line drawn on the map to angle, length and bank, and back."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangyou.preparedness.centreline import Floats, to_degrees, to_metres
from shangyou.preparedness.network import Network

# Half the stretch over which the direction of the drawn line is taken.
STEP_M = 100.0
# What the model takes: a boom along the current closes nothing.
LEAST_DEG, MOST_DEG = 5.0, 90.0
ENDS = ("first", "last")
BANKS = ("left", "right")
# A drawn end within this share of the width from the middle reaches no bank; a clicked place is
# good to a tenth of the width at best.
_TO_BANK = 0.35
# A boom that closes this much of the width is meant to close it all.
_WHOLE = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A place on the drawn river: metres east and north, and unit vectors downstream and to the left."""

    here: Floats
    along: Floats
    left: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a line on the map means for a boom; no length spans the river."""

    angle_deg: float
    length_m: float | None
    bank: str | None


def frame_at(network: Network, reach: str, distance_m: float) -> Frame:
    """Return the frame at a place of the network."""
    ends = [(reach, max(distance_m - STEP_M, 0.0)), (reach, distance_m + STEP_M)]
    points = to_metres(network.points([(reach, distance_m), *ends]))
    along = points[2] - points[1]
    along = along / max(float(np.linalg.norm(along)), 1e-9)
    return Frame(points[0], along, np.array([-along[1], along[0]]))


def of_line(frame: Frame, line: Floats, width_m: float) -> Drawn:
    """Return what (2, 2) degrees, one end after the other, say of a boom in that river."""
    ends = to_metres(line)
    over = ends[1] - ends[0]
    length = float(np.linalg.norm(over))
    along, across = abs(float(over @ frame.along)), abs(float(over @ frame.left))
    angle = min(max(math.degrees(math.atan2(across, along)), LEAST_DEG), MOST_DEG)
    sides = sorted(float((end - frame.here) @ frame.left) for end in ends)
    at_right, at_left = sides[0] < -_TO_BANK * width_m, sides[1] > _TO_BANK * width_m
    spans = (at_left and at_right) or across >= _WHOLE * width_m
    bank = None if spans or at_left == at_right else "left" if at_left else "right"
    return Drawn(round(angle, 0), None if spans else max(1.0, round(length, 0)), bank)


def drawn(
    frame: Frame, width_m: float, *, angle_deg: float, length_m: float | None, bank: str | None
) -> list[list[float]]:
    """Return the two ends of a boom in degrees; at a bank it slants down to it, so that oil goes there."""
    turn = math.radians(angle_deg)
    across = width_m if length_m is None else min(length_m * math.sin(turn), width_m)
    along = across / math.tan(turn) if angle_deg < MOST_DEG else 0.0
    if length_m is not None and across < width_m:
        along = length_m * math.cos(turn)
    middle = {"left": 0.5 * (width_m - across), "right": -0.5 * (width_m - across)}.get(
        bank or "", 0.0
    )
    tilt = -1.0 if bank == "left" else 1.0
    centre = frame.here + middle * frame.left
    half = 0.5 * across * frame.left - tilt * 0.5 * along * frame.along
    ends = to_degrees(np.array([centre + half, centre - half]))
    answer: list[list[float]] = np.round(ends, 6).tolist()
    return answer


def as_line(points: Any) -> Floats:
    """Return (2, 2) degrees of two points with lon and lat."""
    return np.array([[p["lon"], p["lat"]] for p in points], dtype=np.float64)
