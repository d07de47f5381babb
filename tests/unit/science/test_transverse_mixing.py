"""Mixing across the river."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.processes import transverse_mixing
from shangyou.science.processes.transverse_mixing import (
    coefficient,
    mixing_length,
    profile,
    variance_per_metre,
)

NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)
ACROSS, WEIGHTS = 0.5 * (NODES + 1), 0.5 * WEIGHTS


@given(st.floats(0, 1), st.floats(1e-3, 50))
def test_mass_is_kept(source, variance):
    assert WEIGHTS @ profile(ACROSS, source, variance) == pytest.approx(1.0, abs=1e-6)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1e-6, 10))
def test_left_and_right_and_source_and_receptor_can_be_exchanged(here, source, variance):
    value = profile(here, source, variance)
    assert value == pytest.approx(profile(1 - here, 1 - source, variance), rel=1e-9, abs=1e-9)
    assert value == pytest.approx(profile(source, here, variance), rel=1e-9, abs=1e-9)


def test_images_and_cosines_meet():
    here, source = np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 21))
    edge = transverse_mixing.SWITCH_VARIANCE
    below = profile(here, source, edge * (1 - 1e-12))
    above = profile(here, source, edge)
    assert np.abs(below - above).max() < 1e-9


def test_the_banks_reflect():
    # at the bank of a bank release the image doubles the plume
    variance = 1e-3
    assert profile(0.0, 0.0, variance) == pytest.approx(2 / math.sqrt(2 * math.pi * variance))
    step = 1e-5
    slope = (profile(step, 0.3, 0.1) - profile(0.0, 0.3, 0.1)) / step
    assert abs(slope) < 1e-3


def test_far_below_the_river_is_mixed():
    assert profile(0.9, 0.0, 20.0) == pytest.approx(1.0, abs=1e-9)


def test_a_point_source_stays_finite():
    values = profile(np.array([0.0, 0.5, 1.0]), 0.5, 0.0)
    assert np.isfinite(values).all()
    assert values[0] == values[2] == 0.0


def test_it_solves_the_diffusion_equation():
    h, v = 1e-4, 0.05
    here = np.linspace(0.1, 0.9, 9)
    second = profile(here + h, 0.4, v) - 2 * profile(here, 0.4, v) + profile(here - h, 0.4, v)
    # dC/dv = 1/2 d2C/dq2
    growth = (profile(here, 0.4, v + 1e-6) - profile(here, 0.4, v - 1e-6)) / 2e-6
    assert growth == pytest.approx(0.5 * second / h**2, abs=2e-4)


def test_fischer_within_two_of_its_range():
    answer = coefficient(depth_m=5.0, shear_velocity_m_s=0.1)
    assert answer.median == pytest.approx(0.3)
    assert answer.quantile(0.9) == pytest.approx(0.45, rel=1e-3)


def test_mixing_is_complete_where_fischer_says():
    # centre release: within 5 % across the section at 0.1 U B2 / E (Fischer et al. 1979)
    length = 0.1 * 1.0 * 100.0**2 / 0.1
    growth = variance_per_metre(transverse_dispersion_m2_s=0.1, width_m=100.0, velocity_m_s=1.0)
    values = profile(ACROSS, 0.5, growth * length)
    assert np.abs(values - 1).max() < 0.06


def test_the_mixing_length_of_the_standard():
    bank = mixing_length(width_m=200.0, velocity_m_s=0.8, transverse_dispersion_m2_s=0.3)
    # HJ 2.3-2018 with a = 0: 0.11 + 0.7 (0.5 - 1.1 / 4)^0.5 = 0.442
    assert bank == pytest.approx(0.442 * 0.8 * 200.0**2 / 0.3, rel=1e-3)
    centre = mixing_length(
        width_m=200.0, velocity_m_s=0.8, transverse_dispersion_m2_s=0.3, distance_from_bank_m=100.0
    )
    assert centre == pytest.approx(0.11 * 0.8 * 200.0**2 / 0.3)
    with pytest.raises(ValueError, match="nearer bank"):
        mixing_length(
            width_m=200.0,
            velocity_m_s=0.8,
            transverse_dispersion_m2_s=0.3,
            distance_from_bank_m=150.0,
        )
