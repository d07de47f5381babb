"""Quality, limits, upstream, living sensors, gas sensors: rules a duty officer could apply by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import biotoxicity, explain, gas_sensors, upstream
from shangyou.science.inference.event_detection.biotoxicity import Surroundings, Tier
from shangyou.science.inference.event_detection.exceedance import ExceedanceState, Limits
from shangyou.science.inference.event_detection.gas_sensors import GasState, Level, Place, Sensors
from shangyou.science.inference.event_detection.grouping import Alarms, Rules
from shangyou.science.inference.event_detection.quality import Bounds, Quality, QualityState
from shangyou.science.inference.event_detection.upstream import Link, Origin

# ------------------------------------------------------------------ quality


def quality_state(stuck=3):
    return QualityState(2, Bounds(np.array([0.0]), np.array([14.0]), np.array([stuck])))


@pytest.mark.parametrize(
    ("value", "flag", "late", "why"),
    [
        (7.0, "N", False, Quality.GOOD),
        (7.0, "", False, Quality.GOOD),
        (7.0, "T", False, Quality.GOOD),
        (7.0, "M", False, Quality.FLAGGED),
        (7.0, "C", False, Quality.FLAGGED),
        (7.0, "D", False, Quality.FLAGGED),
        (7.0, "N", True, Quality.LATE),
        (15.0, "N", False, Quality.OUT_OF_RANGE),
        (-1.0, "N", False, Quality.OUT_OF_RANGE),
        (np.nan, "N", False, Quality.MISSING),
    ],
)
def test_only_a_good_value_is_used(value, flag, late, why):
    used, found = quality_state().step(
        np.full((2, 1), value), flags=np.full((2, 1), flag), late=np.array([late, late])
    )
    assert found[0, 0] == why
    assert np.isfinite(used[0, 0]) == (why == Quality.GOOD)


def test_a_stuck_analyser_is_found_and_freed_by_the_next_change():
    state = quality_state(stuck=3)
    given_, found = [7.0, 7.0, 7.0, 7.0, 7.1], []
    for value in given_:
        found.append(int(state.step(np.array([[value], [value + len(found) * 0.1]]))[1][0, 0]))
    assert found == [0, 0, Quality.STUCK, Quality.STUCK, 0]


def test_late_data_do_not_free_or_stick_an_analyser():
    state = quality_state(stuck=3)
    late = np.array([True, True])
    for _ in range(5):
        _, why = state.step(np.full((2, 1), 7.0), late=late)
    assert (why == Quality.LATE).all()
    assert (state.step(np.full((2, 1), 7.0))[1] == Quality.GOOD).all()


# ------------------------------------------------------------------ limits


def limits(average=1, confirm=2, of=3):
    return Limits(
        np.array([-np.inf, 6.0]), np.array([1.0, 9.0]), np.array([average, 1]), confirm, of
    )


def test_one_value_above_is_a_hint_two_of_three_confirm():
    state = ExceedanceState(1, limits())
    seen = [state.step(np.array([[v, 7.0]])) for v in (0.5, 1.2, 0.9, 1.3)]
    assert [bool(now[0, 0]) for _, now, _ in seen] == [False, True, False, True]
    assert [bool(sure[0, 0]) for _, _, sure in seen] == [False, False, False, True]
    assert seen[1][0][0, 0] == pytest.approx(1.2)


def test_a_mean_is_compared_with_the_limit_of_a_mean():
    state = ExceedanceState(1, limits(average=4, confirm=1, of=1))
    sure = [bool(state.step(np.array([[v, 7.0]]))[2][0, 0]) for v in (0.2, 0.2, 0.2, 1.8, 1.9, 1.9)]
    assert sure == [False, False, False, False, True, True]


def test_a_low_limit_and_missing_values():
    state = ExceedanceState(1, limits(confirm=2, of=2))
    first = state.step(np.array([[np.nan, 5.0]]))
    assert np.isnan(first[0][0, 0])
    assert first[1][0].tolist() == [False, True]
    assert not state.step(np.array([[np.nan, np.nan]]))[2].any()
    assert state.step(np.array([[0.1, 5.5]]))[2][0].tolist() == [False, True]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=30), st.integers(1, 4), st.integers(1, 4))
def test_never_confirmed_below_the_limit(values, confirm, average):
    state = ExceedanceState(1, limits(average, confirm, 4))
    for value in values:
        times, now, sure = state.step(np.array([[value, 7.0]]))
        assert not (sure & ~now).any()
        assert np.isnan(times[0, 0]) or (times[0, 0] > 1) == now[0, 0]


# ------------------------------------------------------------------ upstream

LINK = Link((5 * 3600.0, 6 * 3600.0, 8 * 3600.0), dilution=0.8)
HOURS = np.arange(0, 48, 4) * 3600.0


def changes(at=None, size=5.0):
    out = np.zeros(HOURS.size)
    if at is not None:
        out[at] = size
    return out


@pytest.mark.parametrize(
    ("above", "origin"),
    [
        (changes(4), Origin.FROM_ABOVE),
        (changes(), Origin.BETWEEN),
        (changes(4, -5.0), Origin.BETWEEN),
        (changes(4, 1.5), Origin.BETWEEN),
        (changes(0), Origin.BETWEEN),
        (changes(7), Origin.BETWEEN),
        (np.full(HOURS.size, np.nan), Origin.UNKNOWN),
    ],
)
def test_the_river_brought_it_only_one_travel_time_later(above, origin):
    lower = changes(6)
    found = upstream.origin(HOURS, lower, HOURS, above, LINK)
    assert found[6] == origin
    assert (np.delete(found, 6) == Origin.NO_CHANGE).all()


def test_an_arrival_is_expected_after_the_travel_time():
    assert upstream.expected_s(100.0, LINK) == (18100.0, 21700.0, 28900.0)


# ------------------------------------------------------------------ living sensors


def around(**more):
    rows = 4
    base = {
        "temperature_k": np.full(rows, 290.0),
        "oxygen_mg_l": np.full(rows, 8.0),
        "chemistry": np.zeros(rows, bool),
        "feeding": np.zeros(rows, bool),
        "maintenance": np.zeros(rows, bool),
    }
    return Surroundings(**{**base, **more})


def last_true():
    out = np.zeros(4, bool)
    out[-1] = True
    return out


TIMES = np.arange(4) * 600.0
ONE, TWO = np.array([[0, 0], [0, 0], [0, 0], [5, 0]]), np.array([[0, 0], [0, 0], [0, 5], [5, 0]])


@pytest.mark.parametrize(
    ("z", "more", "tier"),
    [
        (ONE, {}, Tier.HINT),
        (TWO, {}, Tier.WARNING),
        (ONE, {"chemistry": last_true()}, Tier.WARNING),
        (0 * ONE, {"chemistry": last_true()}, Tier.QUIET),
        (TWO, {"temperature_k": np.array([290, 290, 290, 293.0])}, Tier.HINT),
        (TWO, {"oxygen_mg_l": np.full(4, 3.0)}, Tier.HINT),
        (TWO, {"feeding": last_true()}, Tier.HINT),
        (TWO, {"maintenance": last_true()}, Tier.HINT),
        (ONE, {"maintenance": last_true()}, Tier.QUIET),
        (TWO, {"feeding": last_true(), "chemistry": last_true()}, Tier.WARNING),
        (np.full((4, 2), np.nan), {}, Tier.QUIET),
    ],
)
def test_two_behaviours_or_one_with_chemistry(z, more, tier):
    answer = biotoxicity.assess(TIMES, z.astype(float), around(**more))
    assert answer.tier[-1] == tier
    assert answer.reasons[-1].zh
    assert answer.reasons[-1].en


def test_luminous_bacteria_never_stand_alone():
    alone = np.array([True, False])
    only_light = np.array([[0, 0], [0, 0], [0, 0], [0, 5.0]])
    assert (
        biotoxicity.assess(TIMES, only_light, around(), stands_alone=alone).tier[-1] == Tier.QUIET
    )
    both = biotoxicity.assess(TIMES, TWO.astype(float), around(), stands_alone=alone)
    assert both.tier[-1] == Tier.WARNING


def test_behaviours_far_apart_do_not_count_together():
    answer = biotoxicity.assess(TIMES * 10, TWO.astype(float), around())
    assert answer.tier.tolist() == [0, 0, Tier.HINT, Tier.HINT]


def test_robust_z_finds_a_change_and_looks_back_only():
    behaviour = np.random.default_rng(0).normal(10.0, 1.0, (200, 2))
    behaviour[150, 0] += 20.0
    z = biotoxicity.robust_z(behaviour)
    assert abs(z[150, 0]) > 10
    assert np.nanmedian(np.abs(z)) < 1.0
    np.testing.assert_array_equal(z[:160], biotoxicity.robust_z(behaviour[:160]))


# ------------------------------------------------------------------ gas sensors

PLANT = Sensors(
    x_m=np.array([0.0, 300.0, 900.0]),
    y_m=np.zeros(3),
    first=np.full(3, 10.0),
    second=np.full(3, 25.0),
    place=(Place.WITHIN, Place.BOUNDARY, Place.OUTER),
)


def gas(values, usable=None, speed=3.0, from_deg=270.0):
    values = np.array(values, dtype=float)
    usable = np.ones(values.shape, bool) if usable is None else usable
    rows = len(values)
    return GasState(PLANT).step(values, usable, np.full(rows, speed), np.full(rows, from_deg))


def test_a_spark_does_not_alarm_and_two_readings_do():
    answer = gas([[30, 0, 0], [0, 0, 0], [12, 0, 0], [12, 0, 0], [30, 0, 0], [30, 0, 0]])
    assert answer.level[:, 0].tolist() == [0, 0, 0, Level.FIRST, Level.FIRST, Level.SECOND]
    assert answer.park.tolist() == [0, 0, 0, 1, 1, 2]


def test_an_alarm_ends_after_two_readings_below():
    answer = gas([[12, 0, 0]] * 2 + [[0, 0, 0]] * 3)
    assert answer.level[:, 0].tolist() == [0, 1, 1, 0, 0]


def test_calibration_changes_nothing():
    assert not gas([[30, 30, 30]] * 5, usable=np.zeros((5, 3), bool)).level.any()


@pytest.mark.parametrize(
    ("row", "from_deg", "park"),
    [
        ([12, 12, 0], 270.0, Level.OFF_SITE),
        ([12, 12, 0], 90.0, Level.FIRST),
        ([0, 12, 0], 270.0, Level.FIRST),
        ([0, 30, 0], 90.0, Level.OFF_SITE),
        ([30, 0, 0], 270.0, Level.SECOND),
    ],
)
def test_gas_has_left_when_the_fence_agrees_with_the_wind_or_is_at_the_second_level(
    row, from_deg, park
):
    assert gas([row] * 2, from_deg=from_deg).park[-1] == park


def test_the_sector_is_upwind_and_unknown_in_calm():
    assert gas([[12, 12, 0]] * 2, from_deg=225.0).from_deg[-1] == 225.0
    calm = gas([[12, 12, 0]] * 2, speed=0.2)
    assert np.isnan(calm.from_deg[-1])
    assert calm.park[-1] == Level.FIRST


def test_every_level_has_a_sentence():
    assert set(gas_sensors.SENTENCES) == set(Level)
    assert set(upstream.SENTENCES) == set(Origin)


# ------------------------------------------------------------------ grouping and words


def test_alarms_close_by_time_out_and_need_rest_before_the_next():
    alarms, rules = Alarms(1), Rules(time_out_rows=5, together_rows=3)
    seen = [bool(alarms.step(np.array([6.0]), rules)[1][0]) for _ in range(20)]
    assert sum(seen) == 5
    for _ in range(5):
        alarms.step(np.array([-5.0]), rules)
    again = [bool(alarms.step(np.array([6.0]), rules)[1][0]) for _ in range(4)]
    assert any(again)
    assert alarms.number[0] == 2


def test_a_short_pause_is_the_same_happening():
    alarms, rules = Alarms(1), Rules(together_rows=10)
    for odds in [6.0] * 6 + [-6.0] * 4 + [6.0] * 6:
        alarms.step(np.array([odds]), rules)
    assert alarms.number[0] == 1


def test_the_reason_names_signal_direction_size_operation_and_confidence():
    relative = np.zeros((3, 7))
    relative[0, 0], relative[1, 4], relative[2, 1] = -6.0, 2.0, 3.0
    told = explain.cause(("pH", "浊度", "流量"), 2, relative, 0.97)
    assert "pH降低，突变（为常见幅度的 6.0 倍）" in told.zh
    assert "浊度波动加剧" in told.zh
    assert "同时运行工况变化：流量" in told.zh
    assert "把握高" in told.zh
    assert "pH down, sudden change (6.0 times what is usual)" in told.en
    assert "verify" in explain.cause(("pH",), 1, relative[:1], 0.6).en
    assert "come back" in explain.cause(("pH",), 1, 0 * relative[:1], 0.6).en
