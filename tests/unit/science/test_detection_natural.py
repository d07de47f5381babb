"""A series against its own history, at any pace: what it finds, what it passes over, what it forgets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import own_leaps, slow, weighing
from shangyou.science.inference.event_detection.natural import NaturalState, Nature
from shangyou.science.inference.event_detection.past_steps import own_steps
from shangyou.science.inference.event_detection.weighing import Grade, Signal, Sure

BY_KEY = {factor.key: factor for factor in slow.FACTORS}
AMMONIA, OXYGEN, PH = (BY_KEY[k] for k in ("ammonia_nitrogen", "dissolved_oxygen", "ph"))
MINUTE, FOUR_HOURS = 60.0, 14_400.0
ONE = np.zeros(1, dtype=np.int64)


def judged(values, interval_s=MINUTE, factor=AMMONIA, begin=0.0, state=None, **nature):
    made = Nature.of((factor,), np.array([interval_s]))
    for name, value in nature.items():
        setattr(made, name, np.array([value]))
    state = state or NaturalState(made)
    return [
        state.step(ONE, np.array([begin + i * interval_s]), np.array([value]))
        for i, value in enumerate(values)
    ], state


def tiers(answers):
    return [int(a.tier[0]) for a in answers]


def test_a_minute_series_is_found_at_the_second_odd_reading_and_an_outlier_never():
    quiet = [0.14, 0.15] * 30
    answers, _ = judged([*quiet, 3.0, 3.0])
    assert tiers(answers)[-2:] == [0, 2]
    assert max(tiers(judged([*quiet, 3.0, *quiet])[0])) == 0


def test_a_four_hourly_value_counts_by_itself():
    answers, _ = judged([0.14, 0.15, 0.14, 0.15, 3.0], FOUR_HOURS)
    assert tiers(answers)[-1] == 2
    assert answers[-1].base[0] == pytest.approx(0.145)


def test_it_agrees_with_the_rule_for_whole_stations():
    """Series by series or station by station, four-hourly readings get the same tiers."""
    generator = np.random.default_rng(4)
    level = np.array([20.0, 7.9, 8.6, 390.0, 32.0, 2.1, 0.14, 0.07, 1.5])
    values = level * np.exp(0.3 * generator.standard_normal((60, 5, len(slow.FACTORS))))
    values[generator.random(values.shape) < 0.1] = np.nan
    whole = slow.SlowState(5)
    state = NaturalState(Nature.of(slow.FACTORS * 5, np.full(45, FOUR_HOURS)))
    seen = set()
    for row, line in enumerate(values):
        wanted = whole.step(line).tier.ravel()
        at = np.flatnonzero(np.isfinite(line.ravel()))
        answer = state.step(at, np.full(at.size, row * FOUR_HOURS), line.ravel()[at])
        # a leap beyond the series' own steps is a hint of its own
        own = np.nan_to_num(answer.own_times) > own_leaps.HINT
        assert (np.where(own & (wanted[at] == 0), 0, answer.tier) == wanted[at]).all()
        seen |= set(answer.tier.tolist())
    assert seen == {0, 1, 2}


def test_the_new_level_becomes_the_baseline():
    answers, _ = judged([*[0.14] * 60, *[3.0] * 90])
    assert tiers(answers)[62] == 2
    assert tiers(answers)[-1] == 0


def test_only_what_is_bad_for_the_factor_counts():
    assert max(tiers(judged([*[3.0] * 60, *[0.1] * 5])[0])) == 0
    assert tiers(judged([*[8.6] * 60, *[1.0] * 5], factor=OXYGEN)[0])[-1] == 2
    assert tiers(judged([*[7.9] * 60, *[5.5] * 5], factor=PH)[0])[-1] == 2


def test_below_the_detection_limit_nothing_leaps():
    values = [*[0.005] * 60, *[0.02] * 5]
    assert max(tiers(judged(values)[0])) == 0


def test_after_a_long_silence_there_is_no_baseline():
    _, state = judged([0.14] * 60)
    answers, _ = judged([3.0, 3.0, 3.0], begin=1e6, state=state)
    assert max(tiers(answers)) == 0
    assert np.isnan(answers[-1].times[0])


def test_what_people_taught_raises_the_threshold():
    values = [*[0.14] * 60, *[1.2] * 5]
    assert tiers(judged(values)[0])[-1] == 2
    assert tiers(judged(values, tolerance=2.0)[0])[-1] == 1


def test_a_noisy_station_is_judged_by_its_own_step():
    values = [*[0.14] * 60, *[1.2] * 5]
    assert tiers(judged(values, own=8.0)[0])[-1] == 0


def test_a_leap_beyond_a_calm_stations_own_steps_is_a_hint_and_no_warning():
    values = [1.0, 1.01, 1.0, 1.01, 1.0, 1.0, 1.01, 1.25]
    answers, _ = judged(values, FOUR_HOURS)
    assert (tiers(answers)[-1], bool(answers[-1].hint[0])) == (1, True)
    assert answers[-1].own_times[0] == pytest.approx(25, rel=0.1)
    assert not answers[-2].hint[0]
    assert max(tiers(judged(values)[0])) == 0  # minutes' data are judged by their distance alone
    learnt, _ = judged(values, FOUR_HOURS, own_step=0.2, own_share=0.3, own_count=300)
    assert tiers(learnt)[-1] == 0


def test_what_is_learnt_of_late_goes_before_a_storm_of_long_ago():
    """Also when more steps were counted than are learnt."""
    storm = [1.0, 1.01] * 3 + [9.0, 1.0] * 5 + [1.0, 1.01] * 150 + [1.3]
    assert tiers(judged(storm, FOUR_HOURS)[0])[-1] == 0
    learnt, _ = judged(storm, FOUR_HOURS, own_step=0.02, own_share=0.02, own_count=200)
    assert (tiers(learnt)[-1], bool(learnt[-1].hint[0])) == (1, True)


def test_of_the_first_day_a_leap_is_a_note_and_no_hint():
    answers, _ = judged([1.0, 1.01, 1.25], FOUR_HOURS)
    assert (tiers(answers)[-1], bool(answers[-1].hint[0]), bool(answers[-1].odd[0])) == (
        1,
        False,
        False,
    )


@given(
    st.lists(st.floats(0.01, 50.0), min_size=2, max_size=60),
    st.sampled_from([1.0, 2.0]),
)
def test_own_steps_counted_one_by_one_are_those_of_the_whole_past(values, pace):
    """Also where readings are missing: only steps between neighbours count once there are any."""
    values = np.array(values)
    times = np.cumsum(np.where(np.arange(values.size) % 7 == 6, 2.0, 1.0)) * pace * FOUR_HOURS
    state = NaturalState(Nature.of((AMMONIA,), np.array([pace * FOUR_HOURS])))
    for at_s, value in zip(times, values, strict=True):
        state.step(ONE, np.array([at_s]), np.array([value]))
    step, share, count = own_leaps.percentiles(times, values, pace * FOUR_HOURS)
    assert state.leaps.count[0, 0] == count
    assert state.leaps.steps(ONE)[:, 0] == pytest.approx([step, share])


@given(st.lists(st.floats(0.5, 2.0), min_size=3, max_size=30), st.integers(2, 29))
def test_three_own_steps_above_the_reading_before_are_always_found(values, row):
    """The own step is that of the whole month's sample; the rule has only seen what came before."""
    row = min(row, len(values) - 1)
    three = 3.0 * np.quantile(np.abs(np.diff(values)), 0.99)
    answers, _ = judged([*values[:row], values[row - 1] + three], FOUR_HOURS)
    if three > 1e-6:
        assert tiers(answers)[-1] >= 1


def test_own_steps_are_learnt_from_a_past_that_is_long_enough():
    generator = np.random.default_rng(1)
    values = np.exp(0.1 * generator.standard_normal(400))
    learnt = own_steps(np.arange(400) * FOUR_HOURS, values, FOUR_HOURS, 0.01)
    assert 0.2 < learnt.distance < 0.4
    assert learnt.leap > learnt.distance  # two noises in a step, one in a distance
    short = own_steps(np.arange(100) * FOUR_HOURS, values[:100], FOUR_HOURS, 0.01)
    assert np.isnan(short.distance)
    assert np.isnan(short.leap)


@given(
    st.lists(st.floats(0.0, 50.0), min_size=3, max_size=60),
    st.sampled_from([MINUTE, 300.0, FOUR_HOURS]),
)
def test_it_never_says_what_it_does_not_know(values, interval_s):
    answers, _ = judged(values, interval_s)
    for answer in answers:
        assert answer.tier[0] in (0, 1, 2)
        assert answer.tier[0] == 0 or np.isfinite(answer.times[0])


def test_many_series_at_once_or_one_by_one_are_the_same():
    generator = np.random.default_rng(7)
    values = 0.14 * np.exp(0.5 * generator.standard_normal((80, 6)))
    together = NaturalState(Nature.of((AMMONIA,) * 6, np.full(6, MINUTE)))
    apart = NaturalState(Nature.of((AMMONIA,) * 6, np.full(6, MINUTE)))
    every = np.arange(6)
    for row, line in enumerate(values):
        whole = together.step(every, np.full(6, row * MINUTE), line)
        for i in every[::-1]:
            one = apart.step(every[i : i + 1], np.array([row * MINUTE]), line[i : i + 1])
            assert one.tier[0] == whole.tier[i]


CHANGE = Signal("w21003", "change", 2, 3.0)
ABOVE = Signal("w21003", "exceedance", 2, 1.5)


def test_a_change_that_also_passes_the_limit_is_an_alarm():
    assert weighing.grade([CHANGE]) is Grade.WARNING
    assert weighing.grade([CHANGE, ABOVE]) is Grade.ALARM
    assert weighing.grade([CHANGE, Signal("w01019", "exceedance", 2)]) is Grade.WARNING
    assert weighing.grade([CHANGE], followed_downstream=True) is Grade.ALARM
    assert weighing.grade([Signal("a", "joint", 1)], followed_downstream=True) is Grade.HINT
    assert weighing.grade([Signal("a", "gas", 3)]) is Grade.ALARM


def test_what_else_fits_lowers_how_sure_one_is():
    level, text = weighing.sure([CHANGE, ABOVE], followed_downstream=False, explained=0)
    assert level is Sure.HIGH
    assert "确认" in text.zh
    lower, text = weighing.sure([CHANGE, ABOVE], followed_downstream=False, explained=2)
    assert lower is Sure.LOW
    assert "2 项其他解释" in text.zh
    assert weighing.sure([CHANGE], followed_downstream=True, explained=0)[0] is Sure.HIGH
    assert weighing.sure([], followed_downstream=False, explained=0)[0] is Sure.LOW


def test_a_trained_detector_that_agrees_makes_one_surer():
    alone = weighing.sure([CHANGE], followed_downstream=False, explained=0)
    both = weighing.sure(
        [CHANGE, Signal("w21003", "learnt", 1)], followed_downstream=False, explained=0
    )
    assert both[0] > alone[0]
    assert "学习评分器" in both[1].zh
