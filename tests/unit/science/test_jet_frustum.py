"""A jet's flame as a frustum: geometry by hand, view factors against closed forms, sane answers."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.catalogue import model
from shangyou.science.processes import flame_view, heat_radiation, jet_frustum

METHANE = {"molar_mass_kg_mol": 0.01604, "heat_j_kg": 50e6, "gas_density_kg_m3": 0.66}
CASE = {"fuel": {"substance": "天然气"}, "rate_kg_s": 10.0, "velocity_m_s": 400.0}


def jet(**more):
    case = {
        "rate_kg_s": 20.0, "velocity_m_s": 450.0, "wind_m_s": 0.0, "elevation_deg": 90.0,
        "height_m": 1.0, **METHANE, **more,
    }  # fmt: skip
    return jet_frustum.gas(**case)


def solved(**more):
    spec = model("jet-fire")
    return spec.solve(cases.read(spec, {**CASE, **more}))


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 4.0), st.floats(1.2, 30.0))
def test_patches_of_an_upright_cylinder_give_the_closed_form(slender, away):
    diameter = 10.0
    flame = flame_view.Frustum((0.0, 0.0), math.pi / 2.0, slender * diameter, diameter, diameter)
    place = np.array([away * diameter / 2.0])
    exact = heat_radiation.cylinder_view(slender * diameter, diameter, place)
    # the tip's disc cannot be seen from the ground
    assert flame_view.view(flame, place, 0.0) == pytest.approx(exact, rel=0.03)


def test_a_sphere_of_the_same_face_is_met_far_away():
    flame = flame_view.Frustum((0.0, 500.0), 0.0, 10.0, 4.0, 4.0)
    seen = flame_view.view(flame, np.array([1010.0]), 500.0)
    assert seen == pytest.approx(math.pi * 4.0 / (math.pi * 1000.0**2), rel=0.01)


def test_a_tilted_flame_is_hotter_on_the_side_it_leans_to():
    upright = flame_view.Frustum((0.0, 0.0), math.pi / 2, 20.0, 8.0, 8.0)
    leaning = flame_view.Frustum((0.0, 0.0), math.pi / 4, 20.0, 8.0, 8.0)
    place = np.array([25.0, 40.0])
    assert np.all(flame_view.view(leaning, place, 1.5) > flame_view.view(upright, place, 1.5))


def test_area_of_a_frustum():
    # r 1 and 2, length 3: pi (1 + 4) + pi (1 + 2) sqrt(10)
    assert flame_view.Frustum((0.0, 0.0), 0.0, 3.0, 2.0, 4.0).area_m2 == pytest.approx(
        math.pi * 5.0 + 3.0 * math.pi * math.sqrt(10.0)
    )


def test_upright_flare_in_still_air_by_hand():
    # D = sqrt(80/(pi 1.2 450)) = 0.21716 m; W = 0.01604/(15.816*0.01604 + 0.0395) = 0.05473
    # 0.024 (g D/u^2)^(1/3) = 5.2600e-4, (2.85/W)^(2/3) = 13.949; Y = 264.3 -> 57.4 m; lift-off a fifth of it
    assert jet_frustum.stoichiometric_share(0.01604) == pytest.approx(0.05473, rel=1e-3)
    y = jet_frustum.still_length(0.21716, 450.0, 0.05473)
    left = 0.024 * (9.81 * 0.21716 / 450.0**2) ** (1 / 3) * y ** (5 / 3) + 0.2 * y ** (2 / 3)
    assert left == pytest.approx((2.85 / 0.05473) ** (2 / 3))
    assert y == pytest.approx(264.3, rel=0.01)
    flame = jet()
    assert flame.length_m == pytest.approx(57.4, rel=0.01)
    assert flame.lift_off_m == pytest.approx(0.2 * flame.length_m)
    assert flame.shape.tip_width_m == pytest.approx(0.49 * 0.53 * flame.length_m)
    # all heat that is radiated leaves through the surface
    heat = flame.emissive_power_w_m2 * flame.shape.area_m2
    assert heat == pytest.approx(flame.radiated_share * 20.0 * 50e6)
    assert flame.radiated_share == pytest.approx(0.21 * math.exp(-0.00323 * 450.0) + 0.11)


def test_hydrogen_needs_no_table_of_its_own():
    # H2 + 0.5 (O2 + 3.76 N2): 2.016/(2.016 + 68.64) = 0.02853
    assert jet_frustum.stoichiometric_share(0.002016) == pytest.approx(0.02853, rel=0.015)


def test_wind_shortens_and_bends_an_upright_flare():
    still, windy = jet(), jet(wind_m_s=10.0)
    assert windy.length_m < 0.6 * still.length_m
    assert windy.shape.elevation < still.shape.elevation
    assert windy.shape.reach_m > still.shape.reach_m
    # both branches of the bending meet at a wind of a twentieth of the jet's speed
    low, high = (jet(wind_m_s=450.0 * 0.05 * f).shape.elevation for f in (0.9999, 1.0001))
    assert low == pytest.approx(high, abs=0.02)


def test_a_slow_level_jet_rises_and_a_fast_one_does_not():
    fast = jet(elevation_deg=0.0, rate_kg_s=0.1, velocity_m_s=600.0)
    slow = jet(elevation_deg=0.0, rate_kg_s=50.0, velocity_m_s=30.0)
    assert math.degrees(fast.shape.elevation) < 6.0
    assert math.degrees(slow.shape.elevation) > 25.0


def test_two_phase_by_hand():
    flame = jet_frustum.two_phase(
        rate_kg_s=9.0, velocity_m_s=50.0, molar_mass_kg_mol=0.0441, heat_j_kg=46e6,
        elevation_deg=0.0, height_m=1.0,
    )  # fmt: skip
    assert flame.length_m == pytest.approx(27.3)
    assert flame.shape.tip_width_m == pytest.approx(13.65)
    # 0.21 exp(-0.1615) + 0.11 = 0.28868, times sqrt(44.1/21) = 1.4491
    assert flame.radiated_share == pytest.approx(0.4183, rel=1e-3)


def test_both_methods_are_shown_and_one_answers():
    solid, line = solved(), solved(method="line")
    assert (solid.method, line.method) == ("frustum", "line")
    assert [m.name for m in solid.methods] == ["frustum", "line"]
    assert solid.rings == solid.methods[0].rings
    assert line.rings == line.methods[1].rings
    for ours, other in zip(solid.rings, line.rings, strict=True):
        assert 0.5 < ours.p50_m / other.p50_m < 2.0


def test_what_is_assumed_is_said():
    spec = model("jet-fire")
    said = [s.en for s in spec.outside_validity(cases.read(spec, CASE))]
    assert any("still air is taken" in s for s in said)
    wet = {**CASE, "phase": "two-phase", "rate_kg_s": 90.0, "wind_speed_m_s": 3.0}
    said = [s.en for s in spec.outside_validity(cases.read(spec, wet))]
    assert any("1.5 to 60" in s for s in said)
    assert any("not bent" in s for s in said)


ANY = st.fixed_dictionaries(
    {
        "rate_kg_s": st.floats(0.01, 1e4),
        "velocity_m_s": st.floats(1.0, 2000.0),
        "phase": st.sampled_from(("gas", "two-phase")),
        "method": st.sampled_from(("frustum", "line")),
        "wind_speed_m_s": st.floats(0.0, 40.0) | st.none(),
        "elevation_deg": st.floats(0.0, 90.0),
        "height_m": st.floats(0.0, 200.0),
        "fuel": st.sampled_from(
            ({"substance": "天然气"}, {"substance": "氢"}, {"substance": "丙烷"})
        ),
    }
)


@settings(max_examples=80, deadline=None)
@given(ANY)
def test_no_case_gives_nonsense(case):
    spec = model("jet-fire")
    answer = solved(**case, places_m=[1.0, 50.0, 20_000.0])
    json.dumps(spec.to_json(answer), allow_nan=False)
    assert all(ring.p05_m <= ring.p50_m <= ring.p95_m for ring in answer.rings)
    assert all(0.0 <= p.level < 1e9 for p in answer.places)
