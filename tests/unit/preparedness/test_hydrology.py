"""Discharge, sections and travel times by season, date and pool level."""

import datetime as dt

import numpy as np
import pytest

from shangyou.preparedness.demo.rivers import reach_facts
from shangyou.preparedness.hydrology import (
    Hydraulics,
    Season,
    pool_level,
    regime,
    stations,
    wetness,
)
from shangyou.preparedness.network import Network
from shangyou.science.messages import BadInput

HOUR = 3600.0
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def network():
    return Network(reach_facts())


def hours(network, upper_km, lower_km, state):
    path = network.downstream_path(*network.at_chainage("长江", upper_km))
    metres = path.metres_to(*network.at_chainage("长江", lower_km))
    return network.travel_time_s(path, state, metres) / HOUR


WINTER_POOL = {"season": "dry", "pool_level_m": 175.0, "discharge_factor": 1.25}
"""November to February: a quarter more water than the dry mean, on a full pool."""

# 朱沱 804, 朝天门 660, 涪陵 539, 万州 327 km; the hours that the hydrography facts state
STATED = [
    (804, 660, {"season": "flood"}, 15),
    (804, 660, {"season": "dry", "pool_level_m": 145.0}, 31),
    (660, 539, WINTER_POOL, 5 * 24),
    (660, 539, {"season": "flood", "pool_level_m": 145.0}, 19),
    (539, 327, WINTER_POOL, 23 * 24),
    (539, 327, {"season": "flood", "pool_level_m": 145.0}, 3 * 24),
]


@pytest.mark.parametrize(("upper", "lower", "state", "stated_h"), STATED)
def test_travel_times_agree_with_the_stated_ones(network, upper, lower, state, stated_h):
    assert hours(network, upper, lower, regime(**state)) == pytest.approx(stated_h, rel=0.05)


@pytest.mark.parametrize(("upper", "lower", "state", "stated_h"), STATED)
def test_the_models_own_velocities_hold_the_stated_times(network, upper, lower, state, stated_h):
    """The model estimates velocity from the section we give it; the stated time lies in its 90 % band."""
    from shangyou.science.processes import river_velocity

    path = network.downstream_path(*network.at_chainage("长江", upper))
    end, inside = network.at_chainage("长江", lower)
    seconds = spread = 0.0
    for case in network.case_reaches(path, regime(**state)):
        velocity = river_velocity.estimate(
            discharge_m3_s=case["discharge_m3_s"],
            width_m=case["width_m"],
            depth_m=case["depth_m"],
            slope=case["slope"],
        )
        length = min(case["length_m"], inside) if case["id"] == end else case["length_m"]
        seconds += length / velocity.median
        spread += length / velocity.median * velocity.sigma
        if case["id"] == end:
            break
    sigma = spread / seconds
    assert abs(np.log(seconds / HOUR / stated_h)) < 1.645 * sigma


def test_without_the_pool_the_free_river_takes_a_day_and_five_hours(network):
    seconds = 0.0
    for reach in network.rivers["长江"]:
        if reach.chainage_down_km >= 539 and reach.chainage_up_km <= 660:
            facts = reach.hydraulics
            seconds += (
                reach.length_m * facts.width_low_m * facts.depth_low_m / facts.discharge_dry_m3_s
            )
    assert seconds / HOUR == pytest.approx(29, rel=0.05)


def test_the_anchors_are_met_by_the_seasons(network):
    facts = network.reaches["CJ09"].hydraulics
    assert facts.discharge(regime(season="dry")) == pytest.approx(4300)
    assert facts.discharge(regime(season="normal")) == pytest.approx(10800)
    assert facts.discharge(regime(season="flood")) == pytest.approx(24000)
    assert facts.discharge(regime(season="flood", discharge_factor=2)) == pytest.approx(48000)


@pytest.mark.parametrize("station", stations())
def test_a_year_goes_from_dry_to_flood_and_back_without_a_jump(station):
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(366)]
    places = np.array([wetness(station, day) for day in days])
    assert places.min() < 0.3
    assert places.max() > 1.7
    assert np.abs(np.diff(places)).max() < 0.1


def test_the_pool_follows_its_year():
    assert pool_level(dt.date(2026, 11, 15)) > 174
    assert pool_level(dt.date(2026, 6, 20)) < 148
    levels = [pool_level(dt.date(2026, 1, 1) + dt.timedelta(days=i)) for i in range(365)]
    assert 145 <= min(levels) <= max(levels) <= 175


def test_the_regime_of_a_date_names_season_and_pool():
    winter = regime(day=dt.date(2026, 1, 15))
    assert winter.season is Season.DRY
    assert winter.label.zh == "枯水（按 01-15） · 三峡坝前水位 172 m"
    assert regime(day=dt.date(2026, 7, 20)).season is Season.FLOOD
    assert regime(day=dt.date(2026, 7, 20), pool_level_m=160).pool_level_m == 160


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"season": "spring"}, "season"),
        ({"season": "dry", "pool_level_m": 180}, "pool_level_m"),
        ({"season": "dry", "pool_level_m": float("nan")}, "pool_level_m"),
        ({"season": "dry", "discharge_factor": 0.05}, "discharge_factor"),
        ({"season": "dry", "discharge_factor": 11}, "discharge_factor"),
        ({}, "hydrology"),
    ],
)
def test_unusable_hydrology_is_refused_by_field(given, field):
    with pytest.raises(BadInput) as refused:
        regime(**given)
    assert refused.value.problems[0].path.endswith(field)


def test_a_fuller_pool_is_slower_and_a_fuller_river_is_not_slower():
    reach = Hydraulics(
        discharge_dry_m3_s=4350, discharge_normal_m3_s=10950, discharge_flood_m3_s=24400,
        width_low_m=450, depth_low_m=8.0, pool_175=(850, 28), pool_145=(740, 21),
    )  # fmt: skip
    areas = [
        section.width_m * section.depth_m
        for section in (reach.section(5000, level) for level in range(145, 176))
    ]
    assert np.all(np.diff(areas) > 0)
    for level in (145, 160, 175):
        speeds = []
        for discharge in (2000, 4000, 8000, 16000, 32000, 64000):
            section = reach.section(discharge, level)
            speeds.append(discharge / section.width_m / section.depth_m)
        assert np.all(np.diff(speeds) > 0)


def test_where_the_low_pool_does_not_reach_the_river_is_free():
    reach = Hydraulics(
        discharge_dry_m3_s=430, discharge_normal_m3_s=2090, discharge_flood_m3_s=5000,
        width_low_m=230, depth_low_m=2.6, pool_175=(350, 6.5), slope=0.00029,
    )  # fmt: skip
    assert reach.section(430, 175).kept_by == "pool"
    assert reach.section(430, 165).kept_by == "river"
    assert reach.section(430, 145).width_m == pytest.approx(230)
