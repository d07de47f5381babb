"""What travel-time tests say of the reaches of a path: the section a reach must have had, each with its source."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shangyou.preparedness.hydrology import Hydraulics, Regime, pool_level
from shangyou.preparedness.survey import StoredTest
from shangyou.response.planning.wording import figure
from shangyou.response.river_now import Assumed, RiverNow, joined
from shangyou.response.river_sections import Chosen
from shangyou.science.messages import Sentence

LIKE_DISCHARGE_SIGMA = 0.24
EXPONENT_SIGMA = 0.15
"""How far two tests of one reach differ, in ln(velocity): 0.24 at like discharge, growing by 0.15 for each unit of
ln(discharge) between them. Measured on the public dye tests by scripts/fit_reach_tests.py."""

COLUMNS_SIGMA = 0.35
"""Spread of ln(velocity) from an estimated section: that of the laws from width or depth alone (river_velocity)."""

SURVEYED_SIGMA = 0.20
"""The same from a surveyed section: CONTINUITY_SIGMA of river_velocity."""

SURE = ("verified", "secondary")


@dataclass(frozen=True, slots=True)
class Tested:
    """What the tests say of one reach."""

    tests: tuple[Mapping[str, float], ...]
    """Earlier tests as the case takes them."""
    area_factor: float
    """What the section must be multiplied with; 1 where the tests agree with it."""


def of(
    now: RiverNow, stored: Sequence[StoredTest], sections: Mapping[str, Chosen]
) -> tuple[dict[str, Tested], list[Assumed]]:
    """Return what the tests say of each reach, and an assumption for each test.

    The time of a test is shared over its reaches as their own columns would have it, each slower or faster by the same
    factor, so that the times of the parts add up to the time measured. The mean section of a reach then moves towards
    what its tests need, by their weight against that of the section.
    """
    rows: dict[str, list[dict[str, float]]] = {}
    weights: dict[str, list[tuple[float, float]]] = {}
    assumed: list[Assumed] = []
    for test in stored:
        level = _level_then(test, now.regime)
        flows = _flows(now, test)
        plain = {
            code: plain_velocity(now.reach(code).hydraulics, flow, level)
            for code, flow in flows.items()
        }
        factor = sum(s.length_m / plain[s.reach] for s in test.stretches) / test.seconds
        carried = False
        for code, then in plain.items():
            if code not in now.path.reaches:
                continue
            flow, velocity = flows[code], then
            apart = math.log(now.flow(code) / flow)
            if _in_pool(now, code, flow, level):
                # it says how large the section of a pool is, not how the water runs at another level
                flow, carried = now.flow(code), True
                there = now.reach(code).hydraulics
                velocity = plain_velocity(there, flow, now.regime.pool_level_m)
            rows.setdefault(code, []).append(
                {"discharge_m3_s": round(flow, 3), "velocity_m_s": round(velocity * factor, 4)}
            )
            variance = LIKE_DISCHARGE_SIGMA**2 + (EXPONENT_SIGMA * apart) ** 2
            weights.setdefault(code, []).append((-math.log(factor), 1.0 / variance))
        assumed.append(_about(test, factor, carried=carried))
    found = {
        code: Tested(tuple(rows[code]), _area_factor(weights[code], sections.get(code)))
        for code in rows
    }
    return found, assumed


def _area_factor(seen: Sequence[tuple[float, float]], chosen: Chosen | None) -> float:
    """Return the factor between what is known of the section and what the tests need, by their precisions."""
    surveyed = (
        chosen is not None
        and chosen.by != "columns"
        and all(section.status in SURE for section in chosen.sections)
    )
    prior = 1.0 / (SURVEYED_SIGMA if surveyed else COLUMNS_SIGMA) ** 2
    total = prior + sum(weight for _, weight in seen)
    return math.exp(sum(log * weight for log, weight in seen) / total)


def _flows(now: RiverNow, test: StoredTest) -> dict[str, float]:
    """Return the discharge of each reach at a test: that of its first reach, growing as the mean discharges do."""
    normal = now.reach(test.stretches[0].reach).hydraulics.discharge_normal_m3_s
    return {
        s.reach: test.discharge_m3_s * now.reach(s.reach).hydraulics.discharge_normal_m3_s / normal
        for s in test.stretches
    }


def plain_velocity(hydraulics: Hydraulics, discharge_m3_s: float, pool_level_m: float) -> float:
    """Return discharge over the area that the reach's own columns give [m/s]."""
    section = hydraulics.section(discharge_m3_s, pool_level_m)
    return discharge_m3_s / (section.width_m * section.depth_m)


def _in_pool(now: RiverNow, code: str, flow: float, level: float) -> bool:
    """Tell whether the pool keeps the section, at the test or now."""
    hydraulics = now.reach(code).hydraulics
    return "pool" in {
        hydraulics.section(flow, level).kept_by,
        hydraulics.section(now.flow(code), now.regime.pool_level_m).kept_by,
    }


def _level_then(test: StoredTest, regime: Regime) -> float:
    """Return the pool level of a test: as recorded, else typical of its date, else the one now."""
    if test.pool_level_m is not None:
        return test.pool_level_m
    return regime.pool_level_m if test.tested_on is None else pool_level(test.tested_on)


def _about(test: StoredTest, factor: float, *, carried: bool) -> Assumed:
    velocity, km = test.length_m / test.seconds, test.length_m / 1000.0
    when = f"{test.tested_on:%Y-%m-%d}" if test.tested_on else "—"
    q = figure(test.discharge_m3_s)
    than = Sentence(
        f"比断面推算{'快' if factor >= 1.0 else '慢'} {100 * abs(factor - 1.0):.0f} %",
        f"{100 * abs(factor - 1.0):.0f} % {'faster' if factor >= 1.0 else 'slower'} than by the section",
    )
    note = Sentence("", "")
    if carried:
        note = Sentence(
            "库区各段已换算到当前库水位", "in the pool carried over to the level of now"
        )
    return (
        Sentence(f"河段试验 {test.code}", f"test of the reach {test.code}"),
        Sentence(
            f"{km:.0f} km，{velocity:.2f} m/s（流量 {q} m³/s）",
            f"{km:.0f} km, {velocity:.2f} m/s (at {q} m³/s)",
        ),
        joined(Sentence(f"{test.kind_title}，{when}", f"{test.kind}, {when}"), than, note),
        test.status,
    )
