"""Blast of a vapour cloud: curves as printed, figures worked by hand, sane choices."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.catalogue import model
from shangyou.science.models.fire import blast
from shangyou.science.processes import (
    baker_strehlow_tang,
    blast_damage,
    multi_energy,
    overpressure,
    spherical_flame,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
PLATEAUS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
FAR = np.geomspace(0.1, 100.0, 4000)
CASE = {
    "fuel": {"substance": "丙烷", "heat_of_combustion_j_kg": 46.3e6},
    "mass_kg": 1000.0,
}


def solved(**more):
    spec = model("vapour-cloud")
    return spec.solve(cases.read(spec, {**CASE, **more}))


@pytest.mark.parametrize("number", range(1, 11))
def test_curves_fall_and_nowhere_jump(number):
    """Power laws typed in piece by piece: a wrong digit opens a step."""
    for curve, most in ((multi_energy.overpressure, 0.015), (multi_energy.duration, 0.05)):
        value = curve(float(number), FAR)
        steps = np.abs(np.diff(np.log(value)))
        slope = np.diff(np.log(FAR))[0] * 2.4  # the steepest piece goes as r^-2.35
        assert steps.max() < slope + most
    # where two pieces meet the printed digits rise by up to a per cent
    assert np.all(np.diff(np.log(multi_energy.overpressure(float(number), FAR))) <= 0.01)


def test_each_class_begins_at_its_strength_and_stronger_is_never_weaker():
    """MSB B06-105 table 4.1."""
    for number, plateau in enumerate(PLATEAUS, start=1):
        assert multi_energy.overpressure(float(number), 0.1)[0] == pytest.approx(plateau)
    for low, high in itertools.pairwise(np.arange(1.0, 10.01, 0.25)):
        below, above = (multi_energy.overpressure(c, FAR) for c in (low, high))
        assert np.all(above >= below * 0.985)
    far = [float(multi_energy.overpressure(float(c), 20.0)[0]) for c in range(6, 11)]
    assert max(far) == pytest.approx(min(far))


def test_multi_energy_by_hand():
    # 1 GJ: (1e9/101325)^(1/3) = 21.447 m; 100 m is r' 4.6627; class 7: 0.32 r'^-1.13 = 0.05618
    # duration 0.32 r'^0.15 = 0.40306 -> 0.40306 * 21.447 / 340.3 = 25.40 ms; half of 5692.5 Pa times it
    scaled = 100.0 / multi_energy.scale_m(1e9, 101_325.0)
    level = multi_energy.overpressure(7.0, scaled) * 101_325.0
    assert level[0] == pytest.approx(5692.0, rel=0.002)
    impulse = multi_energy.impulse_pa_s(level, multi_energy.duration(7.0, scaled), 1e9, 101_325.0)
    assert impulse[0] == pytest.approx(72.3, rel=0.003)


def test_a_detonation_meets_the_distances_of_french_rules():
    """Circulaire of 10 May 2010: 0.11 and 0.05 E^(1/3) m for 50 and 140 mbar, 0.028 for 300 (secondary)."""
    for factor, millibar in ((0.11, 50.0), (0.05, 140.0), (0.028, 300.0)):
        scaled = factor * 101_325.0 ** (1.0 / 3.0)
        found = float(multi_energy.overpressure(10.0, scaled)[0]) * 1013.25
        assert found == pytest.approx(millibar, rel=0.10)


def test_dynamic_pressure_of_a_weak_wave_is_that_of_sound():
    assert multi_energy.dynamic_pressure(1e-3) == pytest.approx(1e-6 / 2.8, rel=1e-3)
    # a shock of one atmosphere: 2.5/8
    assert multi_energy.dynamic_pressure(1.0) == pytest.approx(0.3125)


def test_kinsella_never_weakens_with_more_of_anything():
    order = ("none", "low", "medium", "high")
    for ignition, place in itertools.product(("low", "high"), ("open", "partly", "layered")):
        found = [multi_energy.strength(ignition, o, place, reactive=True) for o in order]
        assert found == sorted(found)
    assert multi_energy.strength("low", "none", "open", reactive=False) == 2.0
    assert multi_energy.strength("high", "high", "open", reactive=False) == 10.0


def test_flame_speeds_rise_with_fuel_obstacles_and_confinement():
    fuels, stands = ("low", "medium", "high"), ("low", "medium", "high")
    places = ("open", "partly", "layered")
    speed = baker_strehlow_tang.flame_speed
    for fuel, place in itertools.product(fuels, places):
        assert sorted(s := [speed(fuel, o, place) for o in stands]) == s
    for stand, place in itertools.product(stands, places):
        assert sorted(s := [speed(f, stand, place) for f in fuels]) == s
    for stand, fuel in itertools.product(stands, fuels):
        assert sorted(s := [speed(fuel, stand, p) for p in places]) == s
    # 2.5D is the mean of 2D and 3D, to the digits of the table
    for fuel, stand in itertools.product(("low", "medium"), stands):
        mean = 0.5 * (speed(fuel, stand, "open") + speed(fuel, stand, "layered"))
        assert speed(fuel, stand, "partly") == pytest.approx(mean, rel=0.06)


def test_baker_strehlow_tang_by_hand():
    # Mach 0.89 at r 3.7 lies between 0.0961 (3.1) and 0.0683 (4.4): share 0.5052 -> 0.08087
    assert baker_strehlow_tang.overpressure(0.89, 3.7)[0] == pytest.approx(0.08087, rel=1e-3)
    assert baker_strehlow_tang.scale_m(1e9, 101_325.0) == pytest.approx(27.02, rel=1e-3)


def test_slow_flames_agree_with_the_theory_of_sound():
    """Plateaus read off a spreadsheet against 2.4 M^2/(1 + M)."""
    for speed in (0.067, 0.14, 0.215, 0.43):
        found = float(baker_strehlow_tang.overpressure(speed, 0.14)[0])
        assert found == pytest.approx(baker_strehlow_tang.slow_flame(speed), rel=0.03)


@pytest.mark.parametrize("speed", [0.43, 0.89, 1.47, 2.4])
def test_fast_flames_agree_with_our_own_solution(speed):
    """The same plateaus against Euler's equations; without the heat let free there is no wave at all."""
    found = float(baker_strehlow_tang.overpressure(speed, 0.14)[0])
    assert spherical_flame.plateau(speed) == pytest.approx(found, rel=0.06)


@given(st.floats(0.01, 5.2), st.floats(1.0, 1.5))
def test_a_faster_flame_is_never_given_less(speed, factor):
    r = np.geomspace(0.05, 50.0, 200)
    slow = baker_strehlow_tang.overpressure(speed, r)
    fast = baker_strehlow_tang.overpressure(min(speed * factor, 5.2), r)
    assert np.all(fast >= slow * (1.0 - 1e-9))
    beyond = slow[r > 0.3]
    assert np.all(np.diff(beyond) <= 1e-12)


def test_two_independent_curves_of_a_detonation_agree_within_a_factor_of_two_and_a_half():
    """Van den Berg's and Strehlow's computations, for the same energy above ground."""
    for r in (1.0, 2.0, 4.0, 8.0):
        ours = float(multi_energy.overpressure(10.0, r)[0])
        other = float(baker_strehlow_tang.overpressure(5.2, r / 2.0 ** (1.0 / 3.0))[0])
        assert 0.4 < ours / other < 1.2


def test_tnt_lasts_as_kinney_and_graham_say():
    # Z = 10: 980 * (1 + (10/.54)^10) / ((1 + 500^3)(1 + (10/.74)^6) sqrt(1 + (10/6.9)^2)) = 3.468 ms/kg^(1/3)
    assert overpressure.tnt_duration_s(1000.0, 100.0) == pytest.approx(0.03468, rel=0.01)


def test_damage_is_nested_and_half_where_the_probit_is_five():
    p = np.geomspace(100.0, 1e6, 60)
    found = blast_damage.damage(p, p * 0.05, 101_325.0)
    assert np.all(found.minor >= found.major)
    assert np.all(found.major >= found.collapse)
    for name in ("eardrums", "lungs", "head", "whole_body", "windows", "minor", "collapse"):
        assert np.all(np.diff(getattr(found, name)) >= -1e-12), name
    half = math.exp(17.6 / 1.524)
    assert blast_damage.damage(np.array([half]), np.array([10.0]), 1e5).eardrums[0] == (
        pytest.approx(0.5)
    )


def test_the_severest_is_named_and_all_are_shown():
    answer = solved(obstacles="high", confinement="layered")
    assert [m.name for m in answer.methods] == ["tnt", "multi-energy", "baker-strehlow-tang"]
    reach = {m.name: m.rings[-1].p50_m for m in answer.methods}
    assert answer.method == max(reach, key=reach.get)
    assert answer.rings[-1].p50_m == max(reach.values())
    asked = solved(obstacles="high", confinement="layered", method="tnt")
    assert (asked.method, asked.rings[-1].p50_m) == ("tnt", reach["tnt"])
    assert any("三种方法中以" in w.zh for w in answer.warnings)


def test_obstacles_and_congested_volume_matter():
    rings = {o: solved(obstacles=o, method="multi-energy").rings[-1].p50_m for o in ("low", "high")}
    assert rings["high"] > 1.5 * rings["low"]
    some = solved(obstacles="high", congested_volume_m3=500.0, method="multi-energy")
    assert some.rings[-1].p50_m < rings["high"]
    assert some.methods[1].facts["energy_j"] == pytest.approx(1.75e9)


def test_nothing_is_assumed_in_silence():
    spec = model("vapour-cloud")
    said = [s.en for s in spec.outside_validity(cases.read(spec, CASE))]
    assert sum("not said" in s for s in said) == 3
    told = {**CASE, "obstacles": "low", "confinement": "open", "ignition": "low"}
    assert not any("not said" in s.en for s in spec.outside_validity(cases.read(spec, told)))


ANY = st.fixed_dictionaries(
    {
        "mass_kg": st.floats(1.0, 1e7),
        "obstacles": st.sampled_from(("none", "low", "medium", "high", None)),
        "confinement": st.sampled_from(("open", "partly", "layered", None)),
        "ignition": st.sampled_from(("low", "high", None)),
        "strength_class": st.floats(1.0, 10.0) | st.none(),
        "flame_mach": st.floats(0.01, 5.2) | st.none(),
        "congested_volume_m3": st.floats(1.0, 1e7) | st.none(),
        "ambient_pressure_pa": st.floats(5e4, 1.1e5),
    }
)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_no_case_gives_nonsense(case):
    spec = model("vapour-cloud")
    answer = solved(**case, places_m=[1.0, 100.0, 20_000.0])
    json.dumps(spec.to_json(answer), allow_nan=False)
    assert all(0.0 <= v <= 1.0 for p in answer.places for v in p.damage.values())


def test_the_examples_run():
    spec = model("vapour-cloud")
    for path in sorted(EXAMPLES.glob("vapour-cloud-*.json")):
        answer = spec.solve(cases.read(spec, json.loads(path.read_text("utf-8"))))
        assert answer.rings[-1].p50_m > 0.0
    assert blast.TITLES.keys() == {m.name for m in answer.methods}
