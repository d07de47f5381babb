"""Sections filled in from what is known."""

import pytest

from shangyou.science.processes.channel_geometry import section, shear_velocity


@pytest.mark.parametrize("known", [{}, {"width_m": 80.0}, {"depth_m": 2.0}])
def test_the_section_carries_the_discharge(known):
    found = section(discharge_m3_s=120.0, velocity_m_s=0.8, **known)
    assert found.width_m * found.depth_m * 0.8 == pytest.approx(120.0)
    for name, value in known.items():
        assert getattr(found, name) == value


def test_what_is_given_stays():
    found = section(discharge_m3_s=120.0, velocity_m_s=0.8, width_m=80.0, depth_m=5.0)
    assert (found.width_m, found.depth_m) == (80.0, 5.0)


def test_shear_velocity_from_slope_or_from_velocity():
    assert shear_velocity(velocity_m_s=1.0, depth_m=2.0, slope=1e-3) == pytest.approx(
        0.14, abs=1e-3
    )
    assert 0.05 < shear_velocity(velocity_m_s=1.0, depth_m=2.0) < 0.3
    assert shear_velocity(velocity_m_s=1.0, depth_m=2.0, slope=0.0) > 0
