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
from shangyou.response import gauge_readings, river_flow, river_gauges, river_tests
from shangyou.response.drafts import Hydrology
from shangyou.response.gauge_readings import Course, Reading, Readings
from shangyou.response.river_flow import Flows
from shangyou.response.river_gauges import Measured
from shangyou.response.river_now import Assumed, RiverNow, joined, some, weakest
from shangyou.response.river_sections import BY, Chosen, choose
from shangyou.response.river_spread import BASES, Spread
from shangyou.response.river_tests import Tested
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class RiverState:
    """What is known of the rivers of a path beyond the season."""

    now: RiverNow
    courses: Mapping[str, Course]
    """How the discharge of a reach goes since the spill [m3/s], where it moves."""
    spreads: Mapping[str, Spread]
    """How sure the discharge of each reach is."""
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
            "discharge_relative_sd": round(self.spreads[code].relative_sd, 3),
            "width_m": round(section.width_m, 1),
            "depth_m": round(section.depth_m, 2),
            "slope": hydraulics.slope if section.kept_by == "river" else None,
        }
        if code in self.courses:
            answer["discharge_m3_s"] = [
                [at.isoformat(), round(flow, 3)] for at, flow in self.courses[code]
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
    measured = _measured(network, regime, readings, said)
    flows = river_flow.along(network, path, measured, regime, since)
    spreads = _spreads(flows.spreads, said)
    assumed += (
        _about_flow(measured, flows, readings, said),
        _about_spread(path, spreads),
    )
    rivers = RiverNow(network, path, regime, flows.ratios)
    sections = _sections(rivers, known, readings)
    assumed += _about_sections(sections)
    tested, about_tests = river_tests.of(rivers, known.tests, sections)
    return RiverState(rivers, flows.courses, spreads, sections, tested, (*assumed, *about_tests))


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
    network: Network, regime: Regime, readings: Readings, said: Hydrology
) -> list[Measured]:
    """Return what each gauge says of the discharge there, beside the season; nothing where the officer says it."""
    if _said(said):
        return []
    return [m for r in readings.usable if (m := _flow(network, regime, r)) is not None]


def _said(said: Hydrology) -> bool:
    return said.season is not None or said.discharge_factor is not None


def _spreads(found: Mapping[str, Spread], said: Hydrology) -> Mapping[str, Spread]:
    """Return the spread of each reach: as the officer says, of his number, of the gauges, or of the season."""
    if said.discharge_relative_sd is not None:
        return dict.fromkeys(found, Spread(said.discharge_relative_sd, "said"))
    if said.discharge_factor is not None:
        return dict.fromkeys(found, Spread(BASES["said"].relative_sd, "said"))
    return found


def _flow(network: Network, regime: Regime, reading: Reading) -> Measured | None:
    """Return a gauge's discharge and its course over the season's; None where it says nothing of the discharge."""
    gauge, flow = reading.gauge, reading.discharge_m3_s
    if gauge.kind != "river" or not flow:
        return None
    hydraulics = network.reaches[gauge.reach].hydraulics
    if reading.rated and hydraulics.section(flow, regime.pool_level_m).kept_by == "pool":
        return None  # a rating holds for the free river only
    return Measured(reading, hydraulics.discharge(regime))


def _about_flow(
    used: Sequence[Measured], flows: Flows, readings: Readings, said: Hydrology
) -> Assumed:
    """Say which gauges tell the discharge, how old they are, and of which reaches they say nothing."""
    title = Sentence("流量依据", "discharge from")
    if _said(said):
        return (
            title,
            Sentence("本次研判设定", "set for this run"),
            Sentence(
                "指定了水期或流量系数，未用水文站读数",
                "season or factor were set, so that no gauge was used",
            ),
            "estimated",
        )
    refused = Sentence(
        "；".join(s.zh for s in readings.refused), "; ".join(s.en for s in readings.refused)
    )
    if not used:
        missing = Sentence("没有可用的水文站读数", "no gauge reading can be used")
        return title, Sentence("季节推算", "the season"), joined(missing, refused), "estimated"
    beyond = len(flows.spreads) - len(flows.ratios)
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
        joined(source, river_gauges.moving(used, flows.courses), rest, refused),
        weakest(m.reading.gauge.status for m in used),
    )


def _about_spread(path: Path, spreads: Mapping[str, Spread]) -> Assumed:
    """Say how sure the discharge is along the path, and from which rows of the table that comes."""
    found = [spreads[code] for code in path.reaches]
    values = [100.0 * spread.relative_sd for spread in found]
    low, high = min(values), max(values)
    size = f"±{low:.0f} %" if high - low < 1.0 else f"±{low:.0f}–{high:.0f} %"
    used = [BASES[by] for by in dict.fromkeys(spread.by for spread in found)]
    return (
        Sentence("流量误差", "doubt about the discharge"),
        Sentence(f"{size}（标准差）", f"{size} (standard deviation)"),
        Sentence(
            "；".join(f"{b.title.zh} {100 * b.relative_sd:g} %（{b.source.zh}）" for b in used)
            + ("；随读数时间、离站远近增大" if low < high else ""),
            "; ".join(f"{b.title.en} {100 * b.relative_sd:g} % ({b.source.en})" for b in used)
            + (
                "; growing with the age of the reading and the way from the gauge"
                if low < high
                else ""
            ),
        ),
        "estimated",
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
