"""Dead zones and the main channel together."""

import numpy as np
import pytest

from shangyou.science.processes.channel_geometry import section
from shangyou.science.processes.dispersion_coefficients import longitudinal
from shangyou.science.processes.transient_storage import Spreading, typical


def curve(hours: float, discharge: float, spreading: Spreading, velocity: float):
    """Return times over the travel time and flux times the travel time, an own inversion."""
    travel = 3600.0 * hours
    k, ratio = spreading.dispersion_m2_s.median, spreading.area_ratio.median
    rate = spreading.exchange_per_s.median
    s = 2j * np.pi * np.arange(4096) / (4 * travel)
    q = s + rate * s / (s + rate / ratio)
    length = velocity * travel
    velocity = velocity * (1 + ratio)
    answer = np.exp(velocity * length / (2 * k) * (1 - np.sqrt(1 + 4 * k * q / velocity**2)))
    return np.arange(8192) / 2048, np.fft.irfft(answer, n=8192) * 2048


# the travel times at which rivers of this size have been tested
@pytest.mark.parametrize(
    ("hours", "discharge", "velocity"),
    [(6.0, 5.0, 0.3), (12.0, 5.0, 0.3), (9.0, 50.0, 0.5), (20.0, 50.0, 0.5), (17.0, 1000.0, 0.9)],
)
def test_leading_edge_and_unit_peak_are_those_of_jobson(hours, discharge, velocity):
    # Jobson 1996, WRIR 96-4013: T_l = 0.89 T_p; unit peak 1025e-6 T_p^-0.887 1/s, T_p in hours
    found = section(discharge_m3_s=discharge, velocity_m_s=velocity)
    spreading = typical(velocity_m_s=velocity, depth_m=found.depth_m, width_m=found.width_m)
    times, flux = curve(hours, discharge, spreading, velocity)
    top = int(flux.argmax())
    edge = times[int((flux >= 0.02 * flux[top]).argmax())] / times[top]
    assert edge == pytest.approx(0.86, abs=0.07)
    height = flux[top] / (3600 * hours)
    assert height == pytest.approx(1025e-6 * hours**-0.887, rel=0.6)


def test_without_dead_zones_the_leading_edge_runs_too_early():
    """The whole dispersion in the main channel is what this file exists to avoid."""
    velocity = 0.3
    found = section(discharge_m3_s=5.0, velocity_m_s=velocity)
    usual = typical(velocity_m_s=velocity, depth_m=found.depth_m, width_m=found.width_m)
    whole = longitudinal(velocity_m_s=velocity, depth_m=found.depth_m, width_m=found.width_m)
    plain = Spreading(whole, type(whole)(1e-9, 0.0), type(whole)(1e-9, 0.0))
    edges = []
    for spreading in (usual, plain):
        times, flux = curve(5.0, 5.0, spreading, velocity)
        top = int(flux.argmax())
        edges.append(times[int((flux >= 0.02 * flux[top]).argmax())] / times[top])
    assert edges[0] > 0.78
    assert edges[1] < 0.75
