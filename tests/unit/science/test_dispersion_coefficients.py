"""Longitudinal dispersion."""

import math

import pytest

from shangyou.science.messages import BadInput
from shangyou.science.processes.dispersion_coefficients import disley, longitudinal, zeng_huai

# Antietam Creek, a published section: U 0.59 m/s, H 0.98 m, W 24.1 m, u* 0.098 m/s, K 101.5 m2/s.
ANTIETAM = {
    "velocity_m_s": 0.59,
    "depth_m": 0.98,
    "width_m": 24.1,
    "shear_velocity_m_s": 0.098,
}


def test_formulae_are_as_printed():
    froude = 0.59 / math.sqrt(9.80665 * 0.98)
    expected = 3.563 * froude**-0.4117 * (24.1 / 0.98) ** 0.6776 * (0.59 / 0.098) ** 1.0132
    assert disley(0.59, 0.98, 24.1, 0.098) == pytest.approx(expected * 0.98 * 0.098)
    expected = 5.4 * (24.1 / 0.98) ** 0.7 * (0.59 / 0.098) ** 0.13 * 0.98 * 0.59
    assert zeng_huai(0.59, 0.98, 24.1, 0.098) == pytest.approx(expected)


def test_a_measured_section_lies_inside():
    answer = longitudinal(**ANTIETAM)
    assert answer.quantile(0.05) < 101.5 < answer.quantile(0.95)


def test_it_is_never_elder():
    elder = 5.93 * 0.98 * 0.098
    assert longitudinal(**ANTIETAM).median > 20 * elder


def test_an_unknown_shear_velocity_changes_little_and_makes_less_sure():
    known = longitudinal(**ANTIETAM)
    unknown = longitudinal(**{**ANTIETAM, "shear_velocity_m_s": None})
    assert unknown.median == pytest.approx(known.median, rel=0.1)
    assert unknown.sigma > known.sigma


@pytest.mark.parametrize("name", sorted(ANTIETAM))
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_nonsense_is_refused(name, value):
    with pytest.raises(BadInput) as refused:
        longitudinal(**{**ANTIETAM, name: value})
    assert refused.value.problems[0].path == f"$.{name}"
