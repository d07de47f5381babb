"""The velocity of a river from whatever is known of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.messages import BadInput
from shangyou.science.processes import river_velocity
from shangyou.science.processes.river_velocity import conditioned, estimate

discharges = st.floats(1e-3, 1e5)
velocities = st.floats(0.01, 5.0)


@given(discharges, st.lists(st.tuples(discharges, velocities), max_size=6))
def test_any_river_has_a_positive_finite_velocity(discharge, tests):
    answer = estimate(discharge_m3_s=discharge, tests=tests)
    assert 0 < answer.median <= river_velocity.FASTEST_M_S
    assert 0 < answer.sigma < 2


@given(discharges, st.lists(st.tuples(discharges, velocities), min_size=2, max_size=5))
def test_the_order_of_the_tests_does_not_matter(discharge, tests):
    one = estimate(discharge_m3_s=discharge, tests=tests)
    other = estimate(discharge_m3_s=discharge, tests=tests[::-1])
    assert one.median == pytest.approx(other.median, rel=1e-9)
    assert one.sigma == pytest.approx(other.sigma, rel=1e-9)


@given(discharges, velocities)
def test_a_test_pulls_towards_itself_and_makes_surer(discharge, velocity):
    before = estimate(discharge_m3_s=discharge)
    after = estimate(discharge_m3_s=discharge, tests=[(discharge, velocity)])
    low, high = sorted((before.median, velocity))
    assert low * (1 - 1e-9) <= after.median <= high * (1 + 1e-9)
    assert after.sigma < before.sigma


def test_a_test_at_a_like_discharge_says_more():
    near = estimate(discharge_m3_s=100.0, tests=[(90.0, 0.8)])
    far = estimate(discharge_m3_s=100.0, tests=[(1.0, 0.8)])
    assert near.sigma < far.sigma


def test_many_agreeing_tests_come_close_to_what_they_say():
    answer = estimate(discharge_m3_s=50.0, tests=[(50.0, 1.5)] * 12)
    assert answer.median == pytest.approx(1.5, rel=0.06)


def test_inside_a_river_velocity_follows_discharge_more_steeply_than_between_rivers():
    between = estimate(discharge_m3_s=100.0).median / estimate(discharge_m3_s=50.0).median
    test = [(50.0, estimate(discharge_m3_s=50.0).median)]
    inside = (
        estimate(discharge_m3_s=100.0, tests=test).median
        / estimate(discharge_m3_s=50.0, tests=test).median
    )
    assert inside > between > 1


def test_conditioning_is_the_formula_of_two_normals():
    a, b, c = river_velocity.BETWEEN_RIVERS
    x = math.log(20.0 / river_velocity.REFERENCE_DISCHARGE_M3_S)
    mean = a + b * x + c * x * x
    known = river_velocity.RIVER_SD**2 + river_velocity.DISCHARGE_SD**2
    weight = known / (known + river_velocity.SITE_SD**2)
    expected = math.exp(mean + weight * (math.log(0.9) - mean))
    answer = conditioned(20.0, [(20.0, 0.9)])
    assert answer.median == pytest.approx(expected)
    variance = (known + river_velocity.SITE_SD**2) - weight * known
    widened = river_velocity.WIDEN_ONE_TEST * math.sqrt(variance)
    assert answer.sigma == pytest.approx(widened)


def test_a_reservoir_goes_by_continuity():
    pool = estimate(discharge_m3_s=5000.0, width_m=700.0, depth_m=60.0)
    assert pool.median == pytest.approx(5000.0 / (700.0 * 60.0))
    assert 0.1 <= pool.sigma <= 0.25
    # a test made before the water was raised must not set the pool moving
    after = estimate(discharge_m3_s=5000.0, width_m=700.0, depth_m=60.0, tests=[(20000.0, 2.0)])
    assert after.median == pytest.approx(pool.median, rel=0.1)


@pytest.mark.parametrize(
    "known",
    [{"width_m": 40.0}, {"depth_m": 1.0}, {"slope": 0.001}, {"width_m": 40.0, "slope": 0.001}],
)
def test_geometry_makes_surer(known):
    answer = estimate(discharge_m3_s=20.0, **known)
    assert answer.sigma < estimate(discharge_m3_s=20.0).sigma
    assert 0.1 < answer.median < 3.0


def test_steeper_is_faster_and_wider_is_slower():
    flat, steep = (estimate(discharge_m3_s=20.0, slope=s).median for s in (1e-4, 1e-2))
    narrow, wide = (estimate(discharge_m3_s=20.0, width_m=w).median for w in (20.0, 80.0))
    assert steep > flat
    assert wide < narrow


def test_drainage_area_alone_follows_jobson():
    # Jobson 1996 (WRIR 96-4013) as coded by USGS: 1e9 m2 and 10 m3/s
    relative = 1e9**1.25 * math.sqrt(river_velocity.GRAVITY_M_S2) / 10.0
    expected = 0.152 + 8.1 * relative**0.595 * 10.0 / 1e9
    alone = estimate(discharge_m3_s=10.0).median
    blended = estimate(discharge_m3_s=10.0, drainage_area_m2=1e9).median
    low, high = sorted((alone, expected))
    assert low < blended < high


def test_floods_of_the_yangtze_stay_physical():
    speeds = [estimate(discharge_m3_s=q).median for q in np.geomspace(1.0, 6e4, 40)]
    assert np.all(np.diff(speeds) > 0)
    assert 1.0 < speeds[-1] < 4.0


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"discharge_m3_s": 0.0}, "$.discharge_m3_s"),
        ({"discharge_m3_s": -3.0}, "$.discharge_m3_s"),
        ({"discharge_m3_s": math.nan}, "$.discharge_m3_s"),
        ({"discharge_m3_s": 1.0, "width_m": 0.0}, "$.width_m"),
        ({"discharge_m3_s": 1.0, "slope": -0.1}, "$.slope"),
        ({"discharge_m3_s": 6e4, "width_m": 10.0, "depth_m": 1.0}, "$.discharge_m3_s"),
        ({"discharge_m3_s": 1.0, "tests": [(1.0, 0.5), (2.0, -1.0)]}, "$.tests[1][1]"),
    ],
)
def test_nonsense_is_refused_in_both_languages(wrong, path):
    with pytest.raises(BadInput) as refused:
        estimate(**wrong)
    problem = refused.value.problems[0]
    assert problem.path == path
    assert problem.sentence.zh
    assert any(word in problem.sentence.en for word in ("must be", "is allowed"))
