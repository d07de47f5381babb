"""What travel-time tests say of the reaches of a path: earlier tests of the case, each with its source."""

from collections.abc import Sequence

from shangyou.preparedness.hydrology import Hydraulics, Regime, pool_level
from shangyou.preparedness.survey import StoredTest
from shangyou.response.planning.wording import figure
from shangyou.response.river_now import Assumed, RiverNow, joined
from shangyou.science.messages import Sentence

Tests = dict[str, list[dict[str, float]]]


def of(now: RiverNow, stored: Sequence[StoredTest]) -> tuple[Tests, list[Assumed]]:
    """Return the tests of each reach as the case takes them, and an assumption for each test.

    The time of a test is shared over its reaches as their own columns would have it, each slower or faster by the same
    factor, so that the times of the parts add up to the time measured.
    """
    found: Tests = {}
    assumed: list[Assumed] = []
    for test in stored:
        level = _level_then(test, now.regime)
        normal = now.reach(test.stretches[0].reach).hydraulics.discharge_normal_m3_s
        flows = {
            s.reach: test.discharge_m3_s
            * now.reach(s.reach).hydraulics.discharge_normal_m3_s
            / normal
            for s in test.stretches
        }
        plain = {
            code: plain_velocity(now.reach(code).hydraulics, flow, level)
            for code, flow in flows.items()
        }
        expected = sum(s.length_m / plain[s.reach] for s in test.stretches)
        factor = expected / test.seconds
        carried = False
        for code, then in plain.items():
            if code not in now.path.reaches:
                continue
            flow, velocity = flows[code], then
            if _in_pool(now, code, flow, level):
                # it says how large the section of a pool is, not how the water runs at another level
                flow, carried = now.flow(code), True
                velocity = plain_velocity(now.reach(code).hydraulics, flow, now.regime.pool_level_m)
            found.setdefault(code, []).append(
                {"discharge_m3_s": round(flow, 3), "velocity_m_s": round(velocity * factor, 4)}
            )
        assumed.append(_about(test, carried=carried))
    return found, assumed


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


def _about(test: StoredTest, *, carried: bool) -> Assumed:
    velocity, km = test.length_m / test.seconds, test.length_m / 1000.0
    when = f"{test.tested_on:%Y-%m-%d}" if test.tested_on else "—"
    q = figure(test.discharge_m3_s)
    note = Sentence("", "")
    if carried:
        note = Sentence(
            "库区各段已换算到当前库水位", "in the pool carried over to the level of now"
        )
    return (
        Sentence("河段试验", "test of the reach"),
        Sentence(
            f"{test.code}：{km:.0f} km，{velocity:.2f} m/s（流量 {q} m³/s）",
            f"{test.code}: {km:.0f} km, {velocity:.2f} m/s (at {q} m³/s)",
        ),
        joined(Sentence(f"{test.kind_title}，{when}", f"{test.kind}, {when}"), note),
        test.status,
    )
