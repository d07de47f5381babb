"""What weight spread evenly and eddies blur: against the integrals that the closed forms stand for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from shangyou.science.processes import blurred_slab

SIZES = pytest.mark.parametrize(
    ("half", "sigma"), [(0.05, 1.0), (0.5, 1.0), (3.0, 2.0), (40.0, 9.0), (60.0, 4.0)]
)


def level(y, half, sigma):
    """Return the slab's level after the blur, its own being one."""
    return norm.cdf((y + half) / sigma) - norm.cdf((y - half) / sigma)


@SIZES
def test_the_width_holds_the_gas_at_the_level_of_the_middle(half, sigma):
    gas = 2 * half
    asked = gas / (2 * level(0.0, half, sigma))
    assert blurred_slab.half_width(half, sigma) == pytest.approx(asked, rel=1e-9)


@SIZES
def test_what_moves_is_the_mean_distance_of_the_gas(half, sigma):
    far = half + 12 * sigma
    mean = quad(lambda y: y * level(y, half, sigma), 0, far, points=[half])[0] / half
    asked = mean / blurred_slab.half_width(half, sigma)
    assert blurred_slab.moved_share(half, sigma) == pytest.approx(asked, rel=1e-6)


def test_without_eddies_and_without_a_slab():
    assert blurred_slab.half_width(7.0, 0.0) == 7.0
    assert blurred_slab.half_width(0.0, 2.0) == pytest.approx(np.sqrt(np.pi / 2) * 2.0)
    assert blurred_slab.moved_share(7.0, 0.0) == 0.5
    assert blurred_slab.moved_share(0.0, 2.0) == pytest.approx(2 / np.pi)
    assert blurred_slab.radius_of_area(7.0, 0.0) == 7.0
    assert blurred_slab.radius_of_area(0.0, 8.0) == pytest.approx(np.sqrt(8.0))


@SIZES
def test_the_disc_holds_the_gas_at_the_level_of_its_middle(half, sigma):
    """The middle of a disc blurred by a round Gaussian: how much of the Gaussian lies within the radius."""
    within = quad(lambda r: r / sigma**2 * np.exp(-0.5 * (r / sigma) ** 2), 0, half)[0]
    area = np.pi * half**2 / within
    found = blurred_slab.radius_of_area(half, 2 * sigma**2)
    assert np.pi * found**2 == pytest.approx(area, rel=1e-9)


@given(st.floats(0.0, 500.0), st.floats(0.01, 100.0))
def test_slab_and_disc_are_found_again(half, sigma):
    """Where a slab is a hundredth of sigma it hardly shows in the width: to a hundredth of sigma, then."""
    again = blurred_slab.slab_of(blurred_slab.half_width(half, sigma), sigma)
    assert again == pytest.approx(half, rel=1e-4, abs=0.01 * sigma)
    spread = 2 * sigma**2
    disc = blurred_slab.disc_of(blurred_slab.radius_of_area(half, spread), spread)
    assert disc == pytest.approx(half, rel=1e-4, abs=0.01 * sigma)


@given(st.floats(0.0, 50.0), st.floats(0.05, 20.0), st.floats(1.0, 3.0))
def test_wider_by_weight_or_by_eddies_is_wider(half, sigma, more):
    here = blurred_slab.half_width(half, sigma)
    assert blurred_slab.half_width(half * more, sigma) >= here * (1 - 1e-9)
    assert blurred_slab.half_width(half, sigma * more) >= here * (1 - 1e-9)
