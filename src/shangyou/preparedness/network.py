"""The river network in memory: where a point lies, what is downstream of it, and the model's reaches.

Built from plain facts (`ReachFacts`); `preparedness.store` fills it from the registers once per process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from shapely import STRtree
from shapely.geometry import LineString, Point

from shangyou.preparedness.centreline import Floats, Ruler, to_degrees, to_metres
from shangyou.preparedness.hydrology import DISCHARGE_SIGMA, Hydraulics, Regime
from shangyou.science.messages import BadInput, Problem, Sentence

Bank = Literal["left", "right", "unknown"]

FARTHEST_M = 5000.0
"""A point farther from every river than this is no river spill."""

MEETING_M = 60.0
"""Lines this close to a point are equally near: at a confluence the larger river is meant."""

BANK_TITLES: Mapping[str, Sentence] = {
    "left": Sentence("左岸", "left bank"),
    "right": Sentence("右岸", "right bank"),
    "middle": Sentence("江心", "midstream"),
    "unknown": Sentence("岸别不详", "bank not known"),
}

POSITIONS: Mapping[str, float | None] = {
    "left": 0.05,
    "middle": 0.5,
    "right": 0.95,
    "unknown": None,
}
"""Fraction of the discharge to the left of a thing on that bank; None is the section's mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachFacts:
    """One reach as the registers know it."""

    code: str
    row_id: int
    river: str
    river_code: str
    length_m: float
    chainage_up_km: float
    chainage_down_km: float
    downstream: str | None
    joins_at_m: float = 0.0
    """Where on the downstream reach this one enters; 0 is its upper end."""
    joins: Bank = "unknown"
    """The bank of the downstream reach on which this one enters; unknown for the same river going on."""
    hydraulics: Hydraulics
    line: Floats
    marks: tuple[tuple[float, float], ...] = ()
    status: str = "estimated"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A place on the network."""

    reach: str
    river: str
    distance_m: float
    chainage_km: float
    bank: Bank
    offset_m: float
    """How far the point asked for lies from the drawn centre-line."""
    point: tuple[float, float]
    """Longitude and latitude on the drawn centre-line."""

    @property
    def label(self) -> Sentence:
        """For example 长江 K654+300 左岸."""
        bank = BANK_TITLES[self.bank]
        place = f"{self.river} {chainage_text(self.chainage_km)}"
        return Sentence(f"{place} {bank.zh}", f"{place} {bank.en}")


def chainage_text(chainage_km: float) -> str:
    """654.3 km as K654+300."""
    metres = round(chainage_km * 1000.0)
    return f"K{metres // 1000}+{metres % 1000:03d}"


@dataclass(frozen=True, slots=True)
class PathPart:
    """One reach of a path downstream: the stretch from `from_m` to its end."""

    reach: str
    from_m: float
    length_m: float
    before_m: float
    """Metres from the release to `from_m`; negative on the first reach, which the path holds whole."""


@dataclass(frozen=True)
class Path:
    """The way down from a place, reach by reach, to the network's outlet."""

    start: tuple[str, float]
    parts: tuple[PathPart, ...]
    _index: dict[str, PathPart] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {part.reach: part for part in self.parts})

    @property
    def reaches(self) -> tuple[str, ...]:
        """Codes of the reaches passed, in order."""
        return tuple(part.reach for part in self.parts)

    @property
    def length_m(self) -> float:
        """From the place to the outlet."""
        last = self.parts[-1]
        return last.before_m + last.length_m

    def metres_to(self, reach: str, distance_m: float) -> float | None:
        """Metres along the path to a place, or None when it is not downstream of the start."""
        part = self._index.get(reach)
        if part is None or distance_m < part.from_m:
            return None
        metres = part.before_m + distance_m - part.from_m
        return metres if metres >= 0.0 else None

    def in_case(self, reach: str, distance_m: float) -> tuple[str, float]:
        """Turn a place of the network into (reach, distance_m) of the model's case."""
        part = self._index[reach]
        return reach, min(max(distance_m - part.from_m, 0.0), part.length_m)

    def from_case(self, reach: str, distance_m: float) -> tuple[str, float]:
        """Turn a place of the model's case into (reach, distance_m) of the network."""
        return reach, distance_m + self._index[reach].from_m

    def at(self, metres: float) -> tuple[str, float]:
        """Find the place so many metres down the path: (reach, distance_m)."""
        for part in self.parts:
            if metres <= part.before_m + part.length_m:
                return part.reach, part.from_m + metres - part.before_m
        last = self.parts[-1]
        return last.reach, last.from_m + last.length_m


class Network:
    """All reaches, joined. Raises BadInput when the joins run in a circle."""

    def __init__(self, reaches: Iterable[ReachFacts]) -> None:
        self.reaches: dict[str, ReachFacts] = {reach.code: reach for reach in reaches}
        self.rulers = {
            code: Ruler.of(reach.line, reach.length_m, reach.marks)
            for code, reach in self.reaches.items()
        }
        self._codes: list[str] = list(self.reaches)
        self._lines = [LineString(to_metres(r.line)) for r in self.reaches.values()]
        self._tree = STRtree(self._lines)
        self._check_no_circle()

    def _check_no_circle(self) -> None:
        done: set[str] = set()
        for code in self.reaches:
            seen: list[str] = []
            here: str | None = code
            while here is not None and here in self.reaches and here not in done:
                if here in seen:
                    circle = " → ".join([*seen[seen.index(here) :], here])
                    raise BadInput(
                        [
                            Problem(
                                "$.downstream",
                                Sentence(
                                    f"河段的下游关系成环：{circle}。每个河段只能流向它下游的河段。",
                                    f"The reaches' downstream links form a circle: {circle}.",
                                ),
                            )
                        ]
                    )
                seen.append(here)
                here = self.reaches[here].downstream
            done.update(seen)

    @cached_property
    def rivers(self) -> dict[str, list[ReachFacts]]:
        """Reaches of each river, from its upper end down."""
        found: dict[str, list[ReachFacts]] = {}
        for reach in sorted(self.reaches.values(), key=lambda r: (r.river_code, -r.chainage_up_km)):
            found.setdefault(reach.river, []).append(reach)
        return found

    # ---- places -----------------------------------------------------------------

    def locate(self, longitude: float, latitude: float) -> Located:
        """Find the place on the nearest river. Raises BadInput when it is farther than 5 km or not on the globe."""
        if not (np.isfinite(longitude) and np.isfinite(latitude)) or not (
            -180 <= longitude <= 180 and -90 <= latitude <= 90
        ):
            raise _no_place(
                "经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间。",
                "Longitude must lie between -180 and 180, latitude between -90 and 90.",
            )
        if not self._codes:
            raise _no_place(
                "河段台账为空，无法定位；请先导入河段。",
                "There are no reaches in the register yet; import reaches first.",
            )
        east, north = to_metres(np.array([longitude, latitude]))
        code = self._nearest(Point(east, north))
        distance, offset, side = self.rulers[code].nearest(float(east), float(north))
        reach = self.reaches[code]
        if offset > FARTHEST_M:
            raise _no_place(
                f"该点距最近的河流（{reach.river}）{offset / 1000:.1f} km，超过 {FARTHEST_M / 1000:.0f} km；请在河流附近选点。",
                f"This point is {offset / 1000:.1f} km from the nearest river ({reach.river}); "
                f"choose a point within {FARTHEST_M / 1000:.0f} km of a river.",
            )
        return self.place(code, distance, bank="left" if side >= 0.0 else "right", offset_m=offset)

    def _nearest(self, point: Point) -> str:
        """Name the nearest reach; where rivers meet, the one that carries more."""
        closest = self._lines[int(self._tree.nearest(point))].distance(point)
        near = self._tree.query(point.buffer(closest + MEETING_M))
        alike = [i for i in near if self._lines[i].distance(point) <= closest + MEETING_M]
        codes: list[str] = [self._codes[int(i)] for i in alike]
        return max(codes, key=lambda c: self.reaches[c].hydraulics.discharge_normal_m3_s)

    def place(
        self, code: str, distance_m: float, *, bank: Bank = "unknown", offset_m: float = 0.0
    ) -> Located:
        """Make the place at a distance along a reach."""
        reach = self.reaches[code]
        distance = min(max(distance_m, 0.0), reach.length_m)
        longitude, latitude = self.rulers[code].points_at(distance)[0]
        return Located(
            code,
            reach.river,
            distance,
            self.chainage(code, distance),
            bank,
            offset_m,
            (float(longitude), float(latitude)),
        )

    def chainage(self, code: str, distance_m: float) -> float:
        """Chainage in km at a distance along a reach."""
        reach = self.reaches[code]
        share = distance_m / reach.length_m
        return reach.chainage_up_km + share * (reach.chainage_down_km - reach.chainage_up_km)

    def at_chainage(self, river: str, chainage_km: float) -> tuple[str, float] | None:
        """(reach, distance_m) of a chainage of a river, or None where no reach holds it.

        Where two reaches meet it is the lower one's start, which a tributary entering there passes too.
        """
        for reach in reversed(self.rivers.get(river, [])):
            if reach.chainage_down_km <= chainage_km <= reach.chainage_up_km:
                span = reach.chainage_up_km - reach.chainage_down_km
                share = (reach.chainage_up_km - chainage_km) / span
                return reach.code, share * reach.length_m
        return None

    def points(self, places: Iterable[tuple[str, float]]) -> Floats:
        """Longitude and latitude of many (reach, distance_m), one row each, in the order given."""
        wanted = list(places)
        answer = np.empty((len(wanted), 2))
        by_reach: dict[str, list[int]] = {}
        for i, (code, _) in enumerate(wanted):
            by_reach.setdefault(code, []).append(i)
        for code, rows in by_reach.items():
            answer[rows] = self.rulers[code].points_at([wanted[i][1] for i in rows])
        return answer

    def bank_point(self, code: str, distance_m: float, bank: str) -> tuple[float, float]:
        """Longitude and latitude of a thing at a bank: beside the drawn line by half the low-water width."""
        ruler = self.rulers[code]
        here = to_metres(ruler.points_at(distance_m))[0]
        if bank not in {"left", "right"}:
            longitude, latitude = to_degrees(here)
            return float(longitude), float(latitude)
        step = min(200.0, self.reaches[code].length_m / 10)
        ends = to_metres(
            ruler.points_at(
                [max(distance_m - step, 0.0), min(distance_m + step, self.reaches[code].length_m)]
            )
        )
        along = ends[1] - ends[0]
        left = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-9)
        half = self.reaches[code].hydraulics.width_low_m / 2 * (1 if bank == "left" else -1)
        longitude, latitude = to_degrees(here + left * half)
        return float(longitude), float(latitude)

    # ---- downstream -------------------------------------------------------------

    def downstream_path(self, code: str, distance_m: float) -> Path:
        """Follow the way down from a place to the outlet. The first reach is held whole, so that distances stay its own."""
        parts: list[PathPart] = []
        here: str | None = code
        entered, before = 0.0, -distance_m
        while here is not None:
            reach = self.reaches[here]
            parts.append(PathPart(here, entered, reach.length_m - entered, before))
            before += reach.length_m - entered
            entered = reach.joins_at_m
            here = reach.downstream if reach.downstream in self.reaches else None
        return Path((code, distance_m), tuple(parts))

    def case_reaches(self, path: Path, regime: Regime) -> list[dict[str, object]]:
        """Write the reaches of a path as `river-transport` takes them.

        Width, depth and (where the river's own slope drives it) slope are given, velocity is left to the model:
        discharge over this section is its best estimate, with its own uncertainty.
        """
        answer: list[dict[str, object]] = []
        for part, after in zip(path.parts, [*path.parts[1:], None], strict=True):
            reach = self.reaches[part.reach]
            discharge = reach.hydraulics.discharge(regime)
            section = reach.hydraulics.section(discharge, regime.pool_level_m)
            answer.append(
                {
                    "id": part.reach,
                    "downstream": after.reach if after else None,
                    "length_m": round(part.length_m, 1),
                    "discharge_m3_s": round(discharge, 3),
                    "discharge_relative_sd": DISCHARGE_SIGMA,
                    "width_m": round(section.width_m, 1),
                    "depth_m": round(section.depth_m, 2),
                    "velocity_m_s": None,
                    "slope": reach.hydraulics.slope if section.kept_by == "river" else None,
                    "joins": reach.joins if after and reach.joins in {"left", "right"} else None,
                }
            )
        return answer

    def travel_time_s(self, path: Path, regime: Regime, metres: float) -> float:
        """Seconds of plug flow (discharge over area) down so many metres of a path: for a first ordering only."""
        seconds = 0.0
        for part in path.parts:
            length = min(part.before_m + part.length_m, metres) - max(part.before_m, 0.0)
            if length <= 0.0:
                if part.before_m >= metres:
                    break
                continue
            hydraulics = self.reaches[part.reach].hydraulics
            discharge = hydraulics.discharge(regime)
            section = hydraulics.section(discharge, regime.pool_level_m)
            seconds += length * section.width_m * section.depth_m / discharge
        return seconds


def _no_place(zh: str, en: str) -> BadInput:
    return BadInput([Problem("$.point", Sentence(zh, en))])
