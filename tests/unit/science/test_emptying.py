"""Pipes and vessels that empty: mass is kept, and exact solutions are met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.processes import pipe_rupture, vessel_blowdown

NITROGEN = {"molar_mass_kg_mol": 0.028, "gamma": 1.4}


@given(st.floats(1.0, 500.0), st.floats(100.0, 1e5), st.floats(5.0, 500.0))
def test_a_pipe_gives_what_it_held(first, held, constant):
    share = held / (constant * first)
    longest = max(constant, share**2 * constant)
    time = np.concatenate(
        [[0.0], np.geomspace(1e-7 * min(1, share**2) * constant, 40 * longest, 20_000)]
    )
    flow = pipe_rupture.rate_kg_s(first, held, constant, time)
    assert flow[0] == pytest.approx(first)
    assert np.all(np.diff(flow) <= 0.0)
    assert np.trapezoid(flow, time) == pytest.approx(held, rel=0.01)


def test_friction_of_steel():
    assert pipe_rupture.friction(0.5) == pytest.approx(0.0119, rel=0.02)
    slow = pipe_rupture.time_constant_s(10_000.0, 0.5, 400.0, 1.3, 0.012)
    assert slow == pytest.approx(2 / 3 * 25.0 * (1.3 * 0.012 * 20_000.0) ** 0.5)


def test_choked_blowdown_follows_its_exact_solution():
    """m/m0 = [1 + (gamma - 1)/2 · t q0/m0]^(-2/(gamma - 1)) while choked."""
    found = vessel_blowdown.gas(10.0, 5e6, 300.0, area_m2=1e-4, **NITROGEN)
    choked = found.pressure_pa > 2.5e5
    speed = found.rate_kg_s[0] / found.mass_kg[0]
    exact = found.mass_kg[0] * (1.0 + 0.2 * speed * found.time_s) ** -5.0
    assert found.mass_kg[choked] == pytest.approx(exact[choked], rel=0.005)


@given(st.floats(1.3e5, 2e7), st.floats(1e-6, 1e-2))
def test_a_vessel_ends_at_the_pressure_outside(pressure, area):
    found = vessel_blowdown.gas(5.0, pressure, 290.0, area_m2=area, **NITROGEN)
    assert found.pressure_pa[-1] == pytest.approx(101_325.0)
    assert np.all(np.isfinite(found.time_s))
    assert np.all(np.diff(found.rate_kg_s) <= 1e-12)
    out = np.trapezoid(found.rate_kg_s, found.time_s)
    assert out == pytest.approx(found.mass_kg[0] - found.mass_kg[-1])


def test_a_vessel_no_fuller_than_the_air_gives_nothing():
    found = vessel_blowdown.gas(5.0, 101_325.0, 290.0, area_m2=1e-3, **NITROGEN)
    assert found.rate_kg_s.sum() == 0.0
