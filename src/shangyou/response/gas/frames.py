"""Where each threshold is passed at a moment: the stored case asked on a net of points, over time.

The model answers points over time and zones over all time; a zone at a moment is drawn from points
on the axis and across it, by the logarithm of what stands there, which a plume is straight in.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from shangyou.response.gas import axis, turning
from shangyou.response.gas.case import BREATHING_HEIGHT_M
from shangyou.response.gas.fire_source import CALM
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment
from shangyou.response.runs import run
from shangyou.science.distributions import Floats

GROUND_M = 0.0
AT_GROUND: Final = frozenset({"LFL", "UFL"})
ALONG = 36
ACROSS: Final = (0.0, 0.1, 0.22, 0.36, 0.52, 0.72, 1.0, 1.35)
NEAREST_M = 2.0
FRAMES = 41
LEAST = 1e-12
# What is drawn runs past the zone of all time, so that its own end is met inside the net.
BEYOND = 1.15


def of(assessment: GasAssessment) -> dict[str, Any]:
    """Return times [s] and, for each threshold, the outlines at each time in degrees."""
    answer = assessment.answer
    zones = [zone for zone in answer["zones"] if zone["distance_m"]["best"]]
    if not zones:
        return {"times_s": [], "zones": []}
    calm = answer["theory"] == CALM
    document = json.loads(assessment.inputs)
    towards = axis.towards(document, answer)
    times = _times(zones)
    nets = {
        height: _net(
            document, assessment, [z for z in zones if _height(z) == height], towards, times,
            calm=calm,
        )
        for height in {_height(zone) for zone in zones}
    }  # fmt: skip
    plane = Plane(assessment.longitude, assessment.latitude)
    return {
        "times_s": [round(float(t), 1) for t in times],
        "zones": [
            {
                "threshold": zone["threshold"],
                "outlines": [
                    [plane.degrees(ring).round(6).tolist() for ring in rings]
                    for rings in _held(nets[_height(zone)], zone)
                ],
            }
            for zone in zones
        ],
    }


def _held(net: "Net", zone: dict[str, Any]) -> list[list[Floats]]:
    """Return the outlines at each time; about a bent axis no farther than the zone of all time, which knows the walls."""
    moments = net.outlines(float(zone["concentration_mg_m3"]))
    if not net.held:
        return moments
    whole = shapely.Polygon(zone["polygon"]).buffer(0)
    found = []
    for rings in moments:
        inside = shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in rings])
        pieces = shapely.get_parts(inside.intersection(whole))
        found.append(
            [
                np.asarray(piece.exterior.coords[:-1], dtype=np.float64)
                for piece in pieces
                if isinstance(piece, shapely.Polygon)
            ]
        )
    return found


def _height(zone: dict[str, Any]) -> float:
    return GROUND_M if zone["threshold"] in AT_GROUND else BREATHING_HEIGHT_M


def _times(zones: Sequence[dict[str, Any]]) -> Floats:
    """Return moments that stand closer at first, where things move fast."""
    end = max(float(zone["until_s"] or 60.0) for zone in zones)
    return np.asarray(end * (np.linspace(0.0, 1.0, FRAMES) ** 1.5))


class Net:
    """Levels on the axis and across it: (along, across, times) [mg/m3].

    Where the axis bends, `other` has those on its right: the sides differ between walls. `held` is what no moment
    leaves: the zone of all time.
    """

    def __init__(
        self, along: Floats, across: Floats, levels: Floats, way: Floats, *, calm: bool,
        other: Floats | None = None, held: bool = False,
    ) -> None:  # fmt: skip
        self.along, self.across, self.levels = along, across, np.maximum(levels, LEAST)
        self.right = self.levels if other is None else np.maximum(other, LEAST)
        self.way, self.calm, self.held = way, calm, held

    def outlines(self, concentration: float) -> list[list[Floats]]:
        """Return for each time the rings inside which a level is passed, in metres (n, 2)."""
        return [self._at(i, concentration) for i in range(self.levels.shape[2])]

    def _at(self, moment: int, concentration: float) -> list[Floats]:
        middle = self.levels[:, 0, moment]
        if self.calm:
            reach = _last(self.along, middle, concentration)
            return [] if reach is None else [_circle(reach)]
        return [
            self._ring(first, last, moment, concentration)
            for first, last in _runs(middle >= concentration)
        ]

    def _ring(self, first: int, last: int, moment: int, concentration: float) -> Floats:
        begin, end = self._ends(first, last, moment, concentration)
        x = np.concatenate(([begin], self.along[first : last + 1], [end]))
        sides = []
        for levels in (self.right, self.levels):
            inner = [
                self._half(levels[i], self.across[i], moment, concentration)
                for i in range(first, last + 1)
            ]
            half = np.array([0.0, *inner, 0.0])
            if first == 0:
                # the cloud stands on the leak itself
                half[0] = half[1]
            sides.append(half)
        if first == 0:
            x[0] = 0.0
        right, left = (
            axis.beside(self.way, x, sign * half)
            for sign, half in zip((-1.0, 1.0), sides, strict=True)
        )
        return np.concatenate((right, left[::-1]))

    def _ends(
        self, first: int, last: int, moment: int, concentration: float
    ) -> tuple[float, float]:
        middle = self.levels[:, 0, moment]
        begin, end = float(self.along[first]), float(self.along[last])
        if first > 0:
            begin = _crossing(self.along, middle, first, first - 1, concentration)
        if last + 1 < self.along.size:
            end = _crossing(self.along, middle, last, last + 1, concentration)
        return begin, end

    @staticmethod
    def _half(levels_there: Floats, across: Floats, moment: int, concentration: float) -> float:
        """Return the half-width; between points the logarithm is straight in the square."""
        levels = levels_there[:, moment]
        above = np.flatnonzero(levels >= concentration)
        last = int(above[-1])
        if last + 1 == across.size:
            return float(across[-1])
        near, far = np.log(levels[last]), np.log(levels[last + 1])
        share = (near - np.log(concentration)) / max(near - far, 1e-12)
        return float(
            np.sqrt(across[last] ** 2 + share * (across[last + 1] ** 2 - across[last] ** 2))
        )


def _net(
    document: dict[str, Any], assessment: GasAssessment, zones: Sequence[dict[str, Any]],
    towards: tuple[float, float], times: Floats, *, calm: bool,
) -> Net:  # fmt: skip
    far = BEYOND * max(float(zone["distance_m"]["best"]) for zone in zones)
    along = np.geomspace(min(NEAREST_M, far / 2.0), far, ALONG)
    shares = (0.0,) if calm else ACROSS
    width = _widths(zones, along)
    across = width[:, None] * np.array(shares)[None, :]
    bent = None if calm else axis.line(assessment.answer)
    straight = far * np.array([[0.0, 0.0], (1.0, 0.0) if calm else towards])
    way = straight if bent is None else bent
    flat = np.repeat(along, across.shape[1])
    sides = [across.ravel()] if bent is None else [across.ravel(), -across.ravel()]
    places = np.concatenate([axis.beside(way, flat, side) for side in sides])
    case = {
        **document,
        "thresholds": [],
        "arcs": [],
        "ensemble": {"members": 1},
        "receptors": [
            {
                "id": str(i),
                "x_m": round(x, 2),
                "y_m": round(y, 2),
                "z_m": _height(zones[0]),
            }
            for i, (x, y) in enumerate(places.tolist())
        ],
    }
    found = run(case, model=assessment.model, seed=assessment.seed).answer["receptors"]
    levels = np.array(
        [np.interp(times, p["series"]["time_s"], p["series"]["best"], right=0.0) for p in found]
    ).reshape(len(sides), along.size, len(shares), times.size)
    return Net(
        along, across, levels[0], way, calm=calm, other=None if bent is None else levels[1],
        held=bent is not None or turning.walls(document) is not None,
    )  # fmt: skip


def _widths(zones: Sequence[dict[str, Any]], along: Floats) -> Floats:
    """Return how wide the net is at each distance: as wide as the widest zone there, and more."""
    width = np.full(along.size, 3.0)
    for zone in zones:
        outline = np.asarray(zone["polygon"], dtype=np.float64).reshape(-1, 2)
        if len(outline) < 3:
            continue
        half = float(zone["half_width_m"] or 0.0)
        width = np.maximum(width, 1.15 * half)
    return np.asarray(np.minimum(width, 3.0 + 0.8 * along + 0.3 * width))


def _runs(above: Any) -> list[tuple[int, int]]:
    """Return first and last index of each unbroken stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], above.astype(int), [0]))))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _crossing(
    along: Floats, axis: Floats, inside: int, outside: int, concentration: float
) -> float:
    near, far = np.log(axis[inside]), np.log(axis[outside])
    share = (near - np.log(concentration)) / max(near - far, 1e-12)
    return float(along[inside] + share * (along[outside] - along[inside]))


def _last(along: Floats, axis: Floats, concentration: float) -> float | None:
    above = np.flatnonzero(axis >= concentration)
    if not above.size:
        return None
    last = int(above[-1])
    if last + 1 == along.size:
        return float(along[-1])
    return _crossing(along, axis, last, last + 1, concentration)


def _circle(radius_m: float) -> Floats:
    angle = np.linspace(0.0, 2.0 * np.pi, 72, endpoint=False)
    return np.stack((radius_m * np.cos(angle), radius_m * np.sin(angle)), axis=1)
