"""The rivers as they are at a spill: discharge and level by gauges, sections by survey, velocity by tests of the reach.

What the season says stands where nothing better is known; each value names where it comes from and how old it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shangyou.preparedness import survey
from shangyou.preparedness.hydrology import POOL_LEVEL_RANGE_M, Regime
from shangyou.preparedness.network import Network, Path
from shangyou.preparedness.survey import Survey
from shangyou.response import gauge_readings, river_flow, river_tests
from shangyou.response.drafts import Hydrology
from shangyou.response.gauge_readings import Reading, Readings
from shangyou.response.river_flow import Measured
from shangyou.response.river_now import Assumed, RiverNow, joined, some, weakest
from shangyou.response.river_sections import BY, Chosen, choose
from shangyou.response.river_tests import Tested
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class RiverState:
    """What is known of the rivers of a path beyond the season."""

    now: RiverNow
    courses: Mapping[str, Sequence[tuple[datetime, float]]]
    """How the ratio of a reach's discharge went since the spill, where it moved."""
    sections: Mapping[str, Chosen]
    tested: Mapping[str, Tested]
    assumed: tuple[Assumed, ...]

    @property
    def regime(self) -> Regime:
        """Season or date, with the level of the pool as it is."""
        return self.now.regime

    @property
    def ratios(self) -> Mapping[str, float]:
        """Discharge of a reach over that of the season, where a gauge tells."""
        return self.now.ratios

    def reaches(self) -> list[dict[str, object]]:
        """Write the reaches of the path as `river-transport` takes them, with all that is known put in."""
        return [
            self._reach(row) for row in self.now.network.case_reaches(self.now.path, self.regime)
        ]

    def _reach(self, row: Mapping[str, object]) -> dict[str, object]:
        code = str(row["id"])
        hydraulics, flow = self.now.reach(code).hydraulics, self.now.flow(code)
        section = hydraulics.section(flow, self.regime.pool_level_m)
        answer: dict[str, Any] = {
            **row,
            "discharge_m3_s": round(flow, 3),
            "width_m": round(section.width_m, 1),
            "depth_m": round(section.depth_m, 2),
            "slope": hydraulics.slope if section.kept_by == "river" else None,
        }
        if code in self.courses:
            season = hydraulics.discharge(self.regime)
            answer["discharge_m3_s"] = [
                [at.isoformat(), round(season * ratio, 3)] for at, ratio in self.courses[code]
            ]
        if code in self.sections:
            answer |= self.sections[code].changes
        if code in self.tested:
            answer |= _tested(answer, self.tested[code])
        return answer


def _tested(row: Mapping[str, Any], tested: Tested) -> dict[str, Any]:
    """Return what the tests of a reach change in its row: the section, and the tests themselves."""
    factor = tested.area_factor
    changes: dict[str, Any] = {
        "depth_m": round(row["depth_m"] * factor, 2),
        "velocity_tests": [dict(test) for test in tested.tests],
    }
    if "section_table" in row:
        changes["section_table"] = [
            {**level, "area_m2": round(level["area_m2"] * factor, 2)}
            for level in row["section_table"]
        ]
    return changes


def gather(
    network: Network,
    path: Path,
    regime: Regime,
    said: Hydrology,
    *,
    now: datetime,
    since: datetime,
) -> RiverState:
    """Read what the registers and the telemetry say of the rivers along a path.

    Parameters
    ----------
    network, path : Network, Path
        The rivers, and the way down from the spill.
    regime : Regime
        What season or date say.
    said : Hydrology
        What the caller or officer says: that comes before any gauge.
    now, since : datetime
        When the forecast is made, and when the spill began.

    """
    known = survey.along(network, path)
    readings = gauge_readings.read(known.gauges, now, since)
    assumed: list[Assumed] = []
    level, about_level = _pool(readings, regime, said)
    regime = replace(regime, pool_level_m=level)
    if about_level is not None:
        assumed.append(about_level)
    measured, about_flow = _measured(network, path, regime, readings, said)
    assumed.append(about_flow)
    ratios, courses = river_flow.along(network, path, measured)
    rivers = RiverNow(network, path, regime, ratios)
    sections = _sections(rivers, known, readings)
    assumed += _about_sections(sections)
    tested, about_tests = river_tests.of(rivers, known.tests, sections)
    return RiverState(rivers, courses, sections, tested, (*assumed, *about_tests))


# ---- level ------------------------------------------------------------------------


def _pool(readings: Readings, regime: Regime, said: Hydrology) -> tuple[float, Assumed | None]:
    """Return the level of the pool: as said, as read before the dam, or as the date has it."""
    if said.pool_level_m is not None or said.season is not None:
        return regime.pool_level_m, None
    reading = next((r for r in readings.usable if r.gauge.kind == "pool" and r.stage_m), None)
    if reading is None or reading.stage_m is None or reading.gauge.offset_m is None:
        return regime.pool_level_m, None
    low, high = POOL_LEVEL_RANGE_M
    level = min(max(reading.stage_m + reading.gauge.offset_m, low), high)
    return level, (
        Sentence("三峡坝前水位", "Three Gorges pool"),
        Sentence(f"{level:.2f} m", f"{level:.2f} m"),
        reading.words,
        reading.gauge.status,
    )


# ---- discharge --------------------------------------------------------------------


def _measured(
    network: Network, path: Path, regime: Regime, readings: Readings, said: Hydrology
) -> tuple[list[Measured], Assumed]:
    """Return what each gauge of the path's rivers says of the discharge there, against the season."""
    title = Sentence("流量依据", "discharge from")
    if said.season is not None or said.discharge_factor is not None:
        return [], (
            title,
            Sentence("本次研判设定", "set for this run"),
            Sentence(
                "指定了水期或流量系数，未用水文站读数",
                "season or factor were set, so that no gauge was used",
            ),
            "estimated",
        )
    found = [m for r in readings.usable if (m := _flow(network, regime, r)) is not None]
    return found, _about_flow(title, found, readings, network, path)


def _flow(network: Network, regime: Regime, reading: Reading) -> Measured | None:
    """Return a gauge's discharge and its course over the season's; None where it says nothing of the discharge."""
    gauge, flow = reading.gauge, reading.discharge_m3_s
    if gauge.kind != "river" or not flow:
        return None
    hydraulics = network.reaches[gauge.reach].hydraulics
    if reading.rated and hydraulics.section(flow, regime.pool_level_m).kept_by == "pool":
        return None  # a rating holds for the free river only
    season = hydraulics.discharge(regime)
    course = tuple((at, q / season) for at, q in reading.flows if q > 0.0)
    return Measured(reading, flow / season, course)


def _about_flow(
    title: Sentence,
    used: Sequence[Measured],
    readings: Readings,
    network: Network,
    path: Path,
) -> Assumed:
    refused = Sentence(
        "；".join(s.zh for s in readings.refused), "; ".join(s.en for s in readings.refused)
    )
    if not used:
        missing = Sentence("没有可用的水文站读数", "no gauge reading can be used")
        return (
            title,
            Sentence("季节推算", "the season"),
            joined(missing, refused),
            "estimated",
        )
    rivers = {m.reading.gauge.river for m in used}
    beyond = sum(network.reaches[code].river not in rivers for code in path.reaches)
    rest = Sentence("", "")
    if beyond:
        rest = Sentence(
            f"其余 {beyond} 段无水文站，按季节推算",
            f"{beyond} reaches without a gauge by the season",
        )
    words = [m.reading.words for m in used]
    value = Sentence(
        "、".join(dict.fromkeys(m.reading.gauge.name for m in used)) + " 读数",
        "readings of " + ", ".join(dict.fromkeys(m.reading.gauge.name for m in used)),
    )
    source = Sentence("；".join(w.zh for w in words), "; ".join(w.en for w in words))
    return (
        title,
        value,
        joined(source, river_flow.moving(used), rest, refused),
        weakest(m.reading.gauge.status for m in used),
    )


# ---- sections ---------------------------------------------------------------------


def _sections(now: RiverNow, known: Survey, readings: Readings) -> dict[str, Chosen]:
    answer = {}
    for code in now.path.reaches:
        stored = known.sections.get(code)
        if not stored:
            continue
        reading = next(
            (r for r in readings.usable if r.gauge.reach == code and r.gauge.kind == "river"), None
        )
        answer[code] = choose(now.reach(code), stored, now.flow(code), now.regime, reading)
    return answer


def _about_sections(sections: Mapping[str, Chosen]) -> list[Assumed]:
    """Say once per way of telling the level which reaches it serves and from which rows."""
    answer = []
    for by, words in BY.items():
        codes = [code for code, chosen in sections.items() if chosen.by == by]
        if not codes:
            continue
        rows = [s for code in codes for s in sections[code].sections]
        names = some([row.code for row in rows])
        title = Sentence(f"断面（{words.zh}）", f"sections ({words.en})")
        source = Sentence(f"断面台账 {names.zh}", f"register of sections {names.en}")
        if by == "columns":
            reasons = [why for code in codes if (why := sections[code].why) is not None]
            first = reasons[0] if reasons else Sentence("", "")
            source = Sentence(
                f"{first.zh}；改用河段台账", f"{first.en}; the columns of the reach serve"
            )
        answer.append((title, some(codes), source, weakest(r.status for r in rows)))
    return answer
