"""What the registers know of the hydraulics along a path: sections, gauges, travel-time tests. Three queries, however many rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shangyou.preparedness.hydraulic_tables import Level, Rated
from shangyou.preparedness.network import Network, Path
from shangyou.preparedness.registers.datum import to_wusong
from shangyou.preparedness.registers.gauges import Gauge, levels_of
from shangyou.preparedness.registers.river_sections import RiverSection
from shangyou.preparedness.registers.travel_tests import TravelTest
from shangyou.science.distributions import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSection:
    """A section of a reach, its levels in its own datum."""

    row_id: int
    code: str
    distance_m: float
    offset_m: float | None
    """What to add for the Wusong level; None where it is not known."""
    levels: tuple[Level, ...]
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredGauge:
    """A gauge on a river of the path, on one that joins it, or before the dam."""

    row_id: int
    code: str
    name: str
    kind: str
    river: str
    reach: str
    distance_m: float
    chainage_km: float
    offset_m: float | None
    levels: tuple[float, float]
    rating: tuple[Rated, ...]
    station: str
    stage_factor: str
    discharge_factor: str
    typed_at: dt.datetime | None
    typed_stage_m: float | None
    typed_discharge_m3_s: float | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """So many metres of a reach that a test covers."""

    reach: str
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTest:
    """A travel-time test whose way lies on the network."""

    row_id: int
    code: str
    kind: str
    kind_title: str
    stretches: tuple[Stretch, ...]
    tested_on: dt.date | None
    discharge_m3_s: float
    pool_level_m: float | None
    seconds: float
    """How long the peak took, or would take at the velocity measured."""
    status: str

    @property
    def length_m(self) -> float:
        """Metres from the first place to the last."""
        return sum(stretch.length_m for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Survey:
    """All of it for one path."""

    sections: dict[str, tuple[StoredSection, ...]]
    gauges: tuple[StoredGauge, ...]
    tests: tuple[StoredTest, ...]


def along(network: Network, path: Path) -> Survey:
    """Return what the registers know along a path."""
    return Survey(_sections(network, path), _gauges(network, path), _tests(network, path))


def _sections(network: Network, path: Path) -> dict[str, tuple[StoredSection, ...]]:
    ids = {network.reaches[code].row_id: code for code in path.reaches}
    rows = RiverSection.objects.filter(reach_id__in=ids, in_use=True).order_by("distance_m", "code")
    found: dict[str, list[StoredSection]] = {}
    for row in rows:
        levels = tuple(row.table)
        if row.reach_id is None or row.distance_m is None or len(levels) < 2:
            continue
        found.setdefault(ids[row.reach_id], []).append(
            StoredSection(
                row_id=row.pk,
                code=row.code,
                distance_m=row.distance_m,
                offset_m=to_wusong(row),
                levels=levels,
                status=row.status,
            )
        )
    return {code: tuple(sections) for code, sections in found.items()}


def _gauges(network: Network, path: Path) -> tuple[StoredGauge, ...]:
    rivers = {network.reaches[code].river for code in path.reaches}
    codes = {reach.row_id: code for code, reach in network.reaches.items()}
    found = []
    for row in Gauge.objects.order_by("code"):
        code = codes.get(row.reach_id or 0, "")
        if row.kind == "river" and (not code or rivers.isdisjoint(_rivers_below(network, code))):
            continue
        found.append(
            StoredGauge(
                row_id=row.pk,
                code=row.code,
                name=row.name,
                kind=row.kind,
                river=network.reaches[code].river if code else "",
                reach=code,
                distance_m=row.distance_m or 0.0,
                chainage_km=network.chainage(code, row.distance_m or 0.0) if code else 0.0,
                offset_m=to_wusong(row),
                levels=levels_of(row),
                rating=tuple(row.points),
                station=row.telemetry_station,
                stage_factor=row.stage_factor,
                discharge_factor=row.discharge_factor,
                typed_at=row.reading_at,
                typed_stage_m=row.reading_stage_m,
                typed_discharge_m3_s=row.reading_discharge_m3_s,
                status=row.status,
            )
        )
    return tuple(found)


def _rivers_below(network: Network, code: str) -> set[str]:
    """Return the rivers that the water of a reach comes to, its own included."""
    return {network.reaches[c].river for c in network.downstream_path(code, 0.0).reaches}


def _tests(network: Network, path: Path) -> tuple[StoredTest, ...]:
    codes = {reach.row_id: code for code, reach in network.reaches.items()}
    on_path = set(path.reaches)
    found = []
    for row in TravelTest.objects.filter(in_use=True).order_by("code"):
        first = codes.get(row.reach_id)
        last = codes.get(row.reach_to_id or row.reach_id)
        if first is None or last is None:
            continue
        stretches = _stretches(network, first, row.from_m, last, row.to_m)
        if not stretches or on_path.isdisjoint(s.reach for s in stretches):
            continue
        length = sum(s.length_m for s in stretches)
        seconds = length / row.velocity_m_s if row.velocity_m_s else (row.peak_h or 0.0) * 3600.0
        if seconds <= 0.0:
            continue
        found.append(
            StoredTest(
                row_id=row.pk,
                code=row.code,
                kind=row.kind,
                kind_title=row.get_kind_display(),
                stretches=stretches,
                tested_on=row.tested_on,
                discharge_m3_s=row.discharge_m3_s,
                pool_level_m=row.pool_level_m,
                seconds=seconds,
                status=row.status,
            )
        )
    return tuple(found)


def _stretches(
    network: Network, first: str, from_m: float, last: str, to_m: float | None
) -> tuple[Stretch, ...]:
    """Return the parts of reaches between two places; none where the second is not below the first."""
    path = network.downstream_path(first, from_m)
    end_m = network.reaches[last].length_m if to_m is None else to_m
    whole = path.metres_to(last, end_m)
    if whole is None or whole <= 0.0:
        return ()
    found = []
    for part in path.parts:
        begin, end = max(part.before_m, 0.0), min(part.before_m + part.length_m, whole)
        if end > begin:
            found.append(Stretch(reach=part.reach, length_m=end - begin))
    return tuple(found)


def mean_table(
    sections: Sequence[StoredSection], length_m: float, lowered_m: Sequence[float]
) -> list[Level]:
    """Average the sections of a reach at equal stage, each for the stretch nearest to it.

    Parameters
    ----------
    sections : sequence of StoredSection
        In the order of their distance along the reach.
    length_m : float
        Length of the reach [m].
    lowered_m : sequence of float
        What is taken from the levels of each section [m]: its datum, and the fall of the water to the place for which
        the stage is known.

    Returns
    -------
    list of Level
        Area [m2] and width [m] by stage [m] over the levels that all sections share; empty where there are none.
        The mean area times the length is the water that lies in the reach, and over the discharge its travel time.

    """
    stages = [
        np.array([row.stage_m for row in s.levels]) - fall
        for s, fall in zip(sections, lowered_m, strict=True)
    ]
    low, high = max(z[0] for z in stages), min(z[-1] for z in stages)
    if not low < high:
        return []
    common = np.unique(
        np.concatenate([z[(z >= low) & (z <= high)] for z in stages] + [[low, high]])
    )
    shares = _shares([s.distance_m for s in sections], length_m)
    area, width = np.zeros(len(common)), np.zeros(len(common))
    for section, z, share in zip(sections, stages, shares, strict=True):
        area += share * np.interp(common, z, [row.area_m2 for row in section.levels])
        width += share * np.interp(common, z, [row.width_m for row in section.levels])
    return [
        Level(float(round(z, 4)), float(a), float(w))
        for z, a, w in zip(common, area, width, strict=True)
    ]


def _shares(distances: Sequence[float], length_m: float) -> Floats:
    """Return the share of a reach that lies nearest to each of its sections."""
    middles = [(a + b) / 2.0 for a, b in pairwise(distances)]
    edges = np.array([0.0, *middles, length_m])
    widths: Floats = np.diff(edges)
    return np.asarray(widths / widths.sum())
