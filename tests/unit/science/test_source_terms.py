"""HJ 169-2018 annex F against its worked values, and what physics asks of every source term."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.processes import (
    burning_products,
    flashing_discharge,
    gas_discharge,
    liquid_discharge,
    pool_evaporation,
)
from shangyou.science.processes.toxic_load import PROBITS, Probit, fatality, indoors, toxic_load

EXACT = pytest.approx
HOLE_10 = math.pi * 0.010**2 / 4
HOLE_5 = math.pi * 0.005**2 / 4


def test_liquid_ammonia_through_a_hole():
    rate = liquid_discharge.liquid_rate_kg_s(
        coefficient=0.65,
        area_m2=HOLE_10,
        density_kg_m3=609.4,
        overpressure_pa=854_500 - 101_325,
        head_m=2.0,
    )
    assert rate == EXACT(1.5589690, rel=1e-6)


def test_chlorine_choked_and_not():
    facts = {
        "coefficient": 1.0,
        "area_m2": HOLE_5,
        "temperature_k": 293.15,
        "molar_mass_kg_mol": 0.0709,
        "gamma": 1.325,
    }
    assert gas_discharge.gas_rate_kg_s(pressure_pa=700_000, **facts) == EXACT(0.04979914, rel=1e-4)
    assert gas_discharge.expansion_factor(1.325, 101_325 / 150_000) == EXACT(0.957579, rel=1e-5)


@given(st.floats(1.05, 1.67))
def test_the_two_branches_meet_where_the_flow_chokes(gamma):
    ratio = gas_discharge.critical_ratio(gamma)
    assert gas_discharge.expansion_factor(gamma, ratio * 1.0001) == pytest.approx(1.0, abs=1e-3)


@given(st.floats(1.05, 1.67), st.floats(1.0e5, 5e6), st.floats(1.01, 2.0))
def test_more_pressure_never_means_less_gas(gamma, pressure, factor):
    facts = {
        "coefficient": 1.0,
        "area_m2": 1e-4,
        "temperature_k": 300.0,
        "molar_mass_kg_mol": 0.03,
        "gamma": gamma,
    }
    low = gas_discharge.gas_rate_kg_s(pressure_pa=pressure, **facts)
    assert gas_discharge.gas_rate_kg_s(pressure_pa=pressure * factor, **facts) >= low >= 0.0


def test_two_equations_of_fire():
    assert burning_products.sulfur_dioxide_kg_h(1000, 0.005) == EXACT(10.0)
    assert burning_products.carbon_monoxide_kg_s(0.01, 0.85, 0.03) == EXACT(0.59415, rel=1e-6)


def test_the_mass_of_a_pool_is_the_sum_of_its_three_rates():
    assert pool_evaporation.evaporated_kg(((2.0, 10.0), (0.5, 60.0), (0.1, 600.0))) == 110.0


@given(st.floats(1, 5000), st.floats(1.2, 4.0))
def test_heat_of_the_ground_fades_with_the_root_of_time(time, factor):
    facts = {
        "ground": "concrete",
        "area_m2": 100.0,
        "ground_k": 298.0,
        "boiling_k": 239.7,
        "heat_of_vaporisation_j_kg": 1.37e6,
    }
    now = pool_evaporation.ground_rate_kg_s(time_s=time, **facts)
    later = pool_evaporation.ground_rate_kg_s(time_s=time * factor, **facts)
    assert now / later == pytest.approx(math.sqrt(factor))


def test_a_ground_colder_than_the_liquid_gives_nothing():
    assert (
        pool_evaporation.ground_rate_kg_s(
            ground="soil",
            area_m2=1,
            ground_k=250,
            boiling_k=337,
            heat_of_vaporisation_j_kg=1e6,
            time_s=1,
        )
        == 0.0
    )


@given(st.floats(1e-3, 0.999), st.floats(1e5, 3e6))
def test_more_vapour_in_a_hole_means_less_mass(flashed, pressure):
    facts = {
        "area_m2": 1e-4,
        "pressure_pa": pressure,
        "vapour_density_kg_m3": 5.0,
        "liquid_density_kg_m3": 600.0,
    }
    some = flashing_discharge.two_phase_rate_kg_s(flashed=flashed, **facts)
    none = flashing_discharge.two_phase_rate_kg_s(flashed=0.0, **facts)
    assert some < none


def test_half_die_at_five():
    for probit in PROBITS.values():
        assert fatality(math.exp((5.0 - probit.a) / probit.b), probit) == pytest.approx(0.5)
    assert fatality(0.0, Probit(-1, 1, 1)) == 0.0


def test_a_steady_concentration_has_the_load_of_its_formula():
    time = np.linspace(0, 1800, 31)
    assert toxic_load(np.full(31, 10.0), time, 2.75) == pytest.approx(10.0**2.75 * 30)


@given(st.floats(0.05, 20.0), st.floats(1.0, 1000.0))
def test_a_closed_room_follows_the_air_outside(changes, level):
    time = np.linspace(0, 36_000, 601)
    outside = np.full(601, level)
    outside[0] = 0.0
    inside = indoors(outside, time, changes)
    exact = level * (1 - np.exp(-changes / 3600 * (time - 30)))
    assert np.all(inside <= level * (1 + 1e-9))
    assert inside[60:] == pytest.approx(exact[60:], rel=0.02)


def test_the_air_of_several_curves_is_that_of_each_alone():
    time = np.cumsum(np.array([0.0, 10.0, 30.0, 60.0, 60.0, 300.0]))
    outside = np.array([[0.0, 5.0, 80.0, 20.0, 1.0, 0.0], [3.0, 3.0, 3.0, 0.0, 0.0, 9.0]])
    together = indoors(outside, time, 0.7)
    for one, curve in zip(together, outside, strict=True):
        assert one.tolist() == indoors(curve, time, 0.7).tolist()
