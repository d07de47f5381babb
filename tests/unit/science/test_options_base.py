"""Beside options stands what happens without them: over the same members, computed as the forecast is."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from shangyou.science.decisions.measures import Measure, Option
from shangyou.science.decisions.options import MEMBERS, Comparison
from shangyou.science.models.river.receptors import forecast
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.update import members_of


def document(rivers, *, changing, members, samples=False):
    made = rivers.chain(4, members=members)
    made["duration_h"] = 300
    if changing:
        for reach in made["reaches"]:
            flow = reach["discharge_m3_s"]
            reach["discharge_m3_s"] = [[rivers.at(0), flow], [rivers.at(200_000), 1.3 * flow]]
    if samples:
        made["observations"] = [
            {
                "receptor": "P0",
                "time": rivers.at(36_000),
                "concentration_mg_l": 0.2,
                "detection_limit_mg_l": 1e-4,
            }
        ]
    return made


def act(rivers, reach="R1", distance_m=3000.0, hour=0.0, hours=200.0, **amount):
    begin = datetime.fromisoformat(rivers.at(3600 * hour))
    until = begin + timedelta(hours=hours)
    return Measure(reach=reach, distance_m=distance_m, from_=begin, until=until, **amount)


def effects(comparison, *measures):
    return {r.id: r for r in comparison.evaluate(Option(measures=measures)).receptors}


def unchanged(receptor):
    """Tell whether not one number of a receptor has changed."""
    return (
        receptor.peak_mg_l == receptor.peak_before_mg_l
        and receptor.above_s == receptor.above_before_s
        and receptor.probability_above == receptor.probability_before
        and receptor.avoided == 0.0
        and {receptor.gained_s.p05, receptor.gained_s.p50, receptor.gained_s.p95} == {0.0}
    )


@pytest.mark.parametrize("changing", [False, True])
@pytest.mark.parametrize("members", [1, 120])
def test_without_measures_an_option_says_what_the_forecast_of_its_members_says(
    rivers, changing, members
):
    case = rivers.read(document(rivers, changing=changing, members=members))
    answer = rivers.solve(document(rivers, changing=changing, members=members), seed=4)
    at = effects(Comparison.of(case, seed=4), act(rivers, kind="dose", fraction=0.5))
    for receptor in answer.receptors:
        assert at[receptor.id].peak_before_mg_l == receptor.peak_mg_l
        assert at[receptor.id].probability_before == receptor.probability_above_limit


@pytest.mark.parametrize("samples", [False, True])
def test_the_members_are_some_of_those_of_the_forecast(rivers, samples):
    case = rivers.read(document(rivers, changing=False, members=2 * MEMBERS, samples=samples))
    comparison = Comparison.of(case, seed=4)
    assert comparison.members == MEMBERS
    setting = Setting.of(case)
    draws, learned = members_of(setting, 4)
    assert (learned is not None) == samples
    engines, _, _, _ = forecast(setting, draws)
    whole = np.concatenate([engine.released_kg for engine in engines])
    assert np.isin(comparison.released_kg, whole).all()
    # from all over the ensemble: after samples those next to each other come of one
    assert abs(np.median(comparison.released_kg) / np.median(whole) - 1.0) < 0.05


@pytest.mark.parametrize("changing", [False, True])
@pytest.mark.parametrize(
    "measure",
    [
        {"kind": "divert", "fraction": 0.6, "capacity_m3": 1e9},
        {"kind": "dam", "fraction": 0.5, "capacity_m3": 1e9},
        {"kind": "dose", "fraction": 0.7},
        {"kind": "release", "discharge_m3_s": 400.0},
    ],
)
def test_what_a_measure_cannot_touch_keeps_every_number(rivers, changing, measure):
    comparison = Comparison.of(rivers.read(document(rivers, changing=changing, members=120)))
    at = effects(comparison, act(rivers, reach="R2", **measure))
    assert unchanged(at["P0"])
    assert unchanged(at["P1"])
    assert not unchanged(at["P3"])
    # before the plume comes
    at = effects(comparison, act(rivers, reach="R2", hour=-300.0, hours=10.0, **measure))
    assert all(unchanged(receptor) for receptor in at.values())


@pytest.mark.parametrize("changing", [False, True])
def test_closing_an_intake_and_a_dose_of_nothing_keep_every_number(rivers, changing):
    comparison = Comparison.of(rivers.read(document(rivers, changing=changing, members=120)))
    begin = datetime.fromisoformat(rivers.at(0))
    close = Measure(kind="close", receptor="P2", from_=begin, until=begin + timedelta(hours=250))
    nothing = act(rivers, kind="dose", fraction=0.0)
    for measures in ((close,), (nothing,), (close, nothing)):
        at = effects(comparison, *measures)
        assert all(unchanged(receptor) for receptor in at.values())
    assert effects(comparison, close)["P2"].open_peak_mg_l.p50 == 0.0


def test_a_dose_after_a_dose_leaves_the_product_of_what_both_leave(rivers):
    comparison = Comparison.of(rivers.read(document(rivers, changing=True, members=120)))
    doses = (
        act(rivers, kind="dose", fraction=0.5),
        act(rivers, reach="R2", kind="dose", fraction=0.8),
    )
    answer = comparison.evaluate(Option(measures=doses))
    at = {receptor.id: receptor for receptor in answer.receptors}
    assert at["P1"].peak_mg_l.p50 == pytest.approx(0.5 * at["P1"].peak_before_mg_l.p50, rel=1e-3)
    assert at["P3"].peak_mg_l.p50 == pytest.approx(0.1 * at["P3"].peak_before_mg_l.p50, rel=1e-3)
    first, second = (measure.affected_kg.p50 for measure in answer.measures)
    assert second == pytest.approx(0.8 * first, rel=2e-3)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_cloud_short_beside_its_tail_keeps_its_peak_on_its_way_through_a_measure(rivers, seed):
    """In changing flow, members that store for weeks have the waves they need here as in the forecast."""
    flow = [[rivers.at(0), 5_000.0], [rivers.at(52_000), 5_000.5]]
    made = rivers.chain(2, members=200, discharge_m3_s=flow, width_m=650, depth_m=12.3)
    made["releases"] = [
        {"reach": "R0", "start": rivers.at(0), "duration_s": 1800, "mass_kg": 20_000}
    ]
    made["receptors"] = [
        {"id": "near", "reach": "R0", "distance_m": 500, "limit_mg_l": 0.5},
        {"id": "below", "reach": "R0", "distance_m": 8500, "limit_mg_l": 0.5},
    ]
    comparison = Comparison.of(rivers.read(made), seed=seed)
    # a share too small to be seen: all passes through the measure and is carried on
    leak = act(rivers, reach="R0", distance_m=300.0, kind="divert", fraction=1e-6, capacity_m3=1e9)
    at = effects(comparison, leak)
    for receptor in at.values():
        for name in ("p05", "p50", "p95"):
            before = getattr(receptor.peak_before_mg_l, name)
            assert getattr(receptor.peak_mg_l, name) == pytest.approx(before, rel=0.04), (
                receptor.id,
                name,
            )
