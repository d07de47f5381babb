"""Many stations at once give what each gives alone; analysers of four hours; states go on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import keeping, slow, training
from shangyou.science.inference.event_detection.detector import State
from shangyou.science.inference.event_detection.fleet import Fleet
from shangyou.science.inference.event_detection.series import Series
from shangyou.science.messages import BadInput

STATIONS, ROWS, NAMES = 5, 900, ("pH", "conductivity", "ammonia")


def river(seed, rows=ROWS):
    generator = np.random.default_rng(seed)
    level = np.random.default_rng(99).uniform(1, 100, (1, STATIONS, 3))
    return level * (1 + 0.01 * generator.standard_normal((rows, STATIONS, 3)))


@pytest.fixture(scope="module")
def detector():
    return training.train_fleet(river(0, 2000), interval_s=300.0, quality=NAMES)


def alone(detector, values, times, station):
    from dataclasses import replace

    mine = replace(detector, usual=detector.usual[station])
    return Series(mine).step(times, values)[0]


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_a_mixed_batch_gives_each_station_what_it_gets_alone(detector, seed):
    generator = np.random.default_rng(seed)
    values = river(seed, 120)
    values[60:80, 1] *= 1.5
    sent = generator.random((120, STATIONS)) < 0.9
    row, station = np.nonzero(sent)
    fleet, at = Fleet(detector, STATIONS), 0
    score = np.zeros(row.size)
    for size in generator.integers(1, 80, 200):
        part = slice(at, at + size)
        answer = fleet.step(station[part], row[part] * 300.0, values[row[part], station[part]])
        score[part] = answer.score
        fleet = keeping.resume_fleet(detector, STATIONS, keeping.keep_fleet(fleet))
        at += size
    for i in range(STATIONS):
        mine = station == i
        single = alone(detector, values[row[mine], i], row[mine] * 300.0, i)
        assert (score[mine] == single.score[:, 0]).all()


def test_a_spill_at_one_station_alarms_there_and_not_elsewhere(detector):
    values = river(3)
    values[500:530, 2] *= 1.4
    event = State(detector, STATIONS).step(values).event
    assert event[500:505, 2].any()
    assert not event[495:540, [0, 1, 3, 4]].any()


def test_a_repeated_reading_is_not_judged_twice(detector):
    fleet = Fleet(detector, STATIONS)
    reading = river(1, 1)[0]
    who = np.arange(STATIONS)
    assert fleet.step(who, np.zeros(STATIONS), reading).judged.all()
    assert not fleet.step(who, np.zeros(STATIONS), reading).judged.any()


def test_an_empty_batch_gives_an_empty_answer(detector):
    answer = Fleet(detector, STATIONS).step(np.empty(0, int), np.empty(0), np.empty((0, 3)))
    assert answer.score.size == 0


def test_a_state_of_another_fleet_is_refused(detector):
    kept = keeping.keep_fleet(Fleet(detector, STATIONS))
    with pytest.raises(BadInput):
        keeping.resume_fleet(detector, STATIONS + 1, kept)


# ------------------------------------------------------------------ four-hourly analysers


def calm(rows=12):
    level = np.array([18.0, 8.1, 8.7, 440.0, 20.0, 2.0, 0.15, 0.08, 1.6])
    wobble = 1 + 0.02 * np.sin(np.arange(rows))[:, None, None]
    return np.tile(level, (rows, 2, 1)) * wobble


@pytest.mark.parametrize("factor", range(9))
def test_three_times_the_natural_step_is_tier_two_at_once(factor):
    state = slow.SlowState(2)
    for row in calm():
        assert not state.step(row).tier.any()
    spilt = calm()[0].copy()
    way = -1.0 if slow.FACTORS[factor].key == "dissolved_oxygen" else 1.0
    size = 3 * slow.FACTORS[factor].step_p99
    spilt[0, factor] = max(0.0, spilt[0, factor] + way * size)
    answer = state.step(spilt)
    assert answer.tier[0, factor] == slow.SECOND
    assert answer.begins.tolist() == [True, False]
    assert not state.step(spilt).begins.any()


def test_a_fall_of_a_pollutant_is_no_alarm_and_missing_is_no_change():
    state = slow.SlowState(2)
    for row in calm():
        state.step(row)
    low = calm()[0].copy()
    low[:, 5] = 0.3
    low[:, 6] = np.nan
    answer = state.step(low)
    assert not answer.tier[:, [5, 6]].any()
    assert np.isnan(answer.times[:, 6]).all()


def test_a_batch_of_some_stations_is_the_whole_batch_for_them():
    one, two = slow.SlowState(2), slow.SlowState(2)
    rows = calm()
    rows[8:, 1, 6] = 3.0
    for row in rows:
        whole = one.step(row)
        part = two.step(row[[1]], np.array([1]))
        assert (whole.tier[1] == part.tier[0]).all()


def test_the_local_step_takes_the_place_of_the_national_one():
    past = np.random.default_rng(0).normal(calm(1), 0.001, (300, 2, 9))
    local = slow.local_steps(past)
    state, national = slow.SlowState(2, local=local), slow.SlowState(2)
    for row in past[:10]:
        state.step(row)
        national.step(row)
    spilt = past[10].copy()
    spilt[0] += 3.5 * local[0]
    assert (state.step(spilt).tier[0] == slow.SECOND).all()
    assert not (national.step(spilt).tier[0] == slow.SECOND).any()
