"""A gauge is a boundary: what it reads runs down by the time of the wave, no water is made or lost on the way."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.preparedness.demo.rivers import reach_facts
from shangyou.preparedness.hydrology import DISCHARGE_SIGMA, regime
from shangyou.preparedness.network import Network
from shangyou.preparedness.survey import StoredGauge
from shangyou.response import river_flow, river_spread, river_waves
from shangyou.response.gauge_readings import Reading
from shangyou.response.river_flow import along
from shangyou.response.river_gauges import MOVED_BY, Measured
from shangyou.response.river_waves import Waves, celerity

NOW = dt.datetime(2026, 2, 1, 12, 0, tzinfo=dt.UTC)
DRY = regime(season="dry", pool_level_m=145.0)
ZHUTUO, CUNTAN, BEIBEI = ("CJ02", 0.0), ("CJ09", 1000.0), ("JL05", 100.0)


@pytest.fixture(scope="module")
def network():
    return Network(reach_facts())


@pytest.fixture(scope="module")
def measured(network):
    """Make a gauge of a place: ratios to the season, an hour apart, the last one now."""

    def give(place, *ratios, minutes=0.0, **how):
        code, distance_m = place
        reach = network.reaches[code]
        gauge = StoredGauge(
            row_id=1, code=f"G{code}", name=code, kind="river", river=reach.river, reach=code,
            distance_m=distance_m, chainage_km=network.chainage(code, distance_m), offset_m=None,
            levels=(0.0, 500.0), rating=(), station="", stage_factor="", discharge_factor="",
            typed_at=None, typed_stage_m=None, typed_discharge_m3_s=None, status="verified",
        )  # fmt: skip
        season = reach.hydraulics.discharge(DRY)
        last = NOW - dt.timedelta(minutes=minutes)
        course = tuple(
            (last - dt.timedelta(hours=len(ratios) - 1 - i), season * ratio)
            for i, ratio in enumerate(ratios)
        )
        usual = {"typed": False, "rated": False}
        reading = Reading(
            gauge=gauge, at=last, age=NOW - last, stage_m=None, flows=course,
            discharge_m3_s=season * ratios[-1], **(usual | how),
        )  # fmt: skip
        return Measured(reading, season)

    return give


def flows(network, *gauges, start="CJ02", hours_ago=0.0):
    path = network.downstream_path(start, 0.0)
    return along(network, path, gauges, DRY, NOW - dt.timedelta(hours=hours_ago))


def series(found, code):
    return (
        np.array([t.timestamp() for t, _ in found.courses[code]]),
        np.array([q for _, q in found.courses[code]]),
    )


class TestRouting:
    @given(st.floats(0.3, 3.0), st.floats(0.3, 3.0))
    @settings(max_examples=25, deadline=None)
    def test_in_steady_flow_the_ratio_goes_with_chainage(self, network, measured, above, below):
        found = flows(network, measured(ZHUTUO, above), measured(CUNTAN, below))
        assert not found.courses
        km = {code: sum(_ends(network, code)) / 2 for code in found.ratios}
        places = [network.chainage(*CUNTAN), network.chainage(*ZHUTUO)]
        for code, ratio in found.ratios.items():
            expected = np.exp(np.interp(km[code], places, np.log([below, above])))
            assert ratio == pytest.approx(expected, rel=1e-9)

    def test_a_rise_comes_later_downstream_by_the_time_of_the_wave(self, network, measured):
        """Half of the rise has passed each reach when a wave at c = dQ/dA has come there."""
        ratios = [1.0] * 12 + [1.2, 1.4, 1.6, 1.8, 2.0]
        gauge = measured(ZHUTUO, *ratios)
        found = flows(network, gauge, hours_ago=20)
        waves = Waves.of(network, DRY, {"长江": 2.0})
        at_gauge = (NOW - dt.timedelta(hours=2.5)).timestamp()
        seen = []
        for code in ("CJ03", "CJ05", "CJ07", "CJ10"):
            times, values = series(found, code)
            half = np.interp((values[0] + values[-1]) / 2, values, times)
            late = waves.between("长江", gauge.km, sum(_ends(network, code)) / 2)
            # reaches that a wave comes to at once take it together
            alike = max(river_flow.ALIKE_S, river_flow.ALIKE_SHARE * late)
            assert half - at_gauge == pytest.approx(late, abs=alike)
            seen.append(half)
        assert seen == sorted(seen)
        assert seen[-1] - seen[0] > 6 * 3600

    def test_no_water_is_made_or_lost(self, network, measured):
        """The water of a wave that has passed is the same in every reach below the gauge."""
        ratios = [1.0, 1.0, 1.0, 1.5, 2.0, 1.7, 1.3, 1.0, 1.0]
        gauge = measured(ZHUTUO, *ratios)
        found = flows(network, gauge, hours_ago=12)
        wave = gauge.season_m3_s * 3600.0 * (sum(ratios) - len(ratios))
        for code in ("CJ03", "CJ06", "CJ09", "CJ12"):
            times, values = series(found, code)
            beyond = values - values[-1]
            assert np.trapezoid(beyond, times) == pytest.approx(wave, rel=0.02)

    def test_a_wave_is_flattened_on_its_way(self, network, measured):
        """A day's rise and fall: the crest falls from reach to reach of the free river, and no more over the pool."""
        ratios = [*[1.0] * 6, 1.5, 2.0, 2.0, 1.5, *[1.0] * 6]
        found = flows(network, measured(ZHUTUO, *ratios), hours_ago=15)
        crests = {}
        for code in found.courses:
            values = series(found, code)[1]
            crests[code] = (values.max() - values[-1]) / network.reaches[
                "CJ02"
            ].hydraulics.discharge(DRY)
        free = [crests[f"CJ{i:02d}"] for i in (2, 3, 5, 7)]
        assert free == sorted(free, reverse=True)
        assert free[-1] < 0.85 * free[0]

    def test_without_diffusion_it_runs_as_it_is(self, network, measured, monkeypatch):
        """To the last digit what translation alone gives: each value of the gauge, later by the time of the wave."""
        monkeypatch.setattr(river_waves, "flattening", lambda *_: 0.0)
        gauge = measured(ZHUTUO, *[1.0] * 6, 1.5, 2.0, 1.5, *[1.0] * 6)
        found = flows(network, gauge, hours_ago=14)
        reach = network.reaches["CJ02"]
        times, values = series(found, "CJ02")
        late = Waves.of(network, DRY, {"长江": 1.0}).between(
            "长江", gauge.km, sum(_ends(network, "CJ02")) / 2
        )
        season = reach.hydraulics.discharge(DRY)
        steady = season * float(np.exp(np.log(gauge.ratio)))
        ends = steady + (gauge.at(times[-1:] - late) - gauge.flow)[0]
        course = steady + (gauge.at(times - late) - gauge.flow)
        assert values.tolist() == np.maximum(ends + (course - course[-1]), 0.05 * ends).tolist()

    def test_at_the_lower_gauge_its_own_reading_stands(self, network, measured):
        upper = measured(ZHUTUO, 1.0, 1.0, 1.5, 1.5, 1.5)
        lower = measured(CUNTAN, 1.3, 1.3, 1.3, 1.3, 1.3)
        found = flows(network, upper, lower, hours_ago=4)
        assert found.ratios["CJ10"] == pytest.approx(1.3, rel=1e-6)
        # and the rise seen above is still on its way between the two
        assert "CJ05" in found.courses

    def test_a_tributary_adds_what_it_carries_beyond_the_season(self, network, measured):
        """The Jialing at twice its season: the Yangtze below Chaotianmen has that much more, above it nothing."""
        side = measured(BEIBEI, 2.0)
        found = flows(network, side)
        season = network.reaches["CJ12"].hydraulics.discharge(DRY)
        assert found.ratios["CJ12"] * season - season == pytest.approx(side.season_m3_s, rel=1e-6)
        assert found.ratios.get("CJ05", 1.0) == 1.0

    def test_a_wave_of_a_tributary_arrives_with_its_delay(self, network, measured):
        side = measured(BEIBEI, 1.0, 1.0, 3.0, 3.0, 3.0)
        found = flows(network, side, start="CJ09", hours_ago=4)
        times, values = series(found, "CJ12")
        # all but the last thousandth has come when it is taken as passed
        assert values[-1] - values[0] == pytest.approx(2.0 * side.season_m3_s, rel=1e-3)
        half = np.interp((values[0] + values[-1]) / 2, values, times)
        assert half > (NOW - dt.timedelta(hours=2.5)).timestamp() + 1800

    def test_the_wave_runs_ahead_of_the_water(self, network):
        """Five thirds of the velocity in a free river; over a pool a long wave of sqrt(g h)."""
        free, pool = network.reaches["CJ02"].hydraulics, network.reaches["CJ18"].hydraulics
        section = free.section(3000.0, 145.0)
        velocity = 3000.0 / (section.width_m * section.depth_m)
        assert celerity(free, 3000.0, 145.0) == pytest.approx(
            velocity / (1 - free.velocity_exponent)
        )
        step = 1.0
        sections = [free.section(3000.0 + change, 145.0) for change in (-step, step)]
        areas = [s.width_m * s.depth_m for s in sections]
        assert celerity(free, 3000.0, 145.0) == pytest.approx(
            2 * step / (areas[1] - areas[0]), rel=1e-4
        )
        assert celerity(pool, 5000.0, 175.0) > 10.0

    def test_gauges_that_contradict_each_other_dry_up_nothing(self, network, measured):
        upper = measured(ZHUTUO, *[4.0] * 3, *[0.3] * 20)
        lower = measured(CUNTAN, *[0.3] * 20, *[4.0] * 3)
        found = flows(network, upper, lower, hours_ago=20)
        for code in found.courses:
            assert series(found, code)[1].min() > 0.0


class TestSpread:
    def test_without_a_gauge_the_season_says_how_sure(self, network):
        found = flows(network)
        assert {s.relative_sd for s in found.spreads.values()} == {DISCHARGE_SIGMA}

    def test_by_a_fresh_gauge_it_is_small_and_grows_downstream(self, network, measured):
        found = flows(network, measured(ZHUTUO, 1.0))
        values = [found.spreads[f"CJ{i:02d}"].relative_sd for i in range(2, 20)]
        assert values[0] < 0.08
        # down to the Wu, whose water is known apart: a sum may be surer than its parts
        assert values[:14] == sorted(values[:14])
        assert 0.12 < values[-1] <= DISCHARGE_SIGMA
        assert found.spreads["CJ02"].by == "measured"

    @pytest.mark.parametrize(
        ("how", "basis"),
        [({}, "measured"), ({"typed": True}, "typed"), ({"rated": True}, "rated")],
    )
    def test_each_source_has_its_own(self, network, measured, how, basis):
        spread = flows(network, measured(ZHUTUO, 1.0, **how)).spreads["CJ02"]
        assert spread.by == basis
        assert spread.relative_sd > river_spread.BASES[basis].relative_sd

    def test_it_grows_with_the_age_of_the_reading(self, network, measured):
        ages = [0.0, 60.0, 600.0, 1400.0, 40_000.0]
        found = [flows(network, measured(ZHUTUO, 1.0, minutes=m)).spreads["CJ02"] for m in ages]
        values = [spread.relative_sd for spread in found]
        assert values == sorted(values)
        assert values[-1] == pytest.approx(DISCHARGE_SIGMA, rel=0.01)

    def test_an_upper_gauge_leaves_the_doubt_about_what_joins(self, network, measured):
        """Below Chaotianmen the Jialing is known by the season alone, unless its own gauge says it."""
        alone = flows(network, measured(ZHUTUO, 1.0)).spreads["CJ10"].relative_sd
        both = flows(network, measured(ZHUTUO, 1.0), measured(BEIBEI, 1.0)).spreads["CJ10"]
        assert both.relative_sd < alone

    @given(st.floats(0.0, 1e7), st.sampled_from(sorted(river_spread.BASES)))
    def test_no_reading_is_worse_than_the_season(self, lead, basis):
        sd = river_spread.aged(basis, lead)
        assert river_spread.BASES[basis].relative_sd - 1e-12 <= sd <= DISCHARGE_SIGMA + 1e-12


def _ends(network, code):
    reach = network.reaches[code]
    return reach.chainage_up_km, reach.chainage_down_km


def test_a_change_below_the_threshold_is_steady(network, measured):
    found = flows(network, measured(ZHUTUO, 1.0, 1.02, 1.05), hours_ago=2)
    assert not found.courses
    assert MOVED_BY == 0.10


def test_a_wave_that_no_plume_meets_is_not_followed(network, measured):
    """It passed before the spill, or long before the plume is there: the run stays steady, at what then flows."""
    ratios = [2.0, 2.0, 1.5, *[1.0] * 20]
    found = flows(network, measured(ZHUTUO, *ratios))
    assert "CJ02" not in found.courses
    assert found.ratios["CJ02"] == pytest.approx(1.0, rel=1e-3)
