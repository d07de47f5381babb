"""HJ 169-2018 annex F against its worked values, to 1e-6, and what physics asks beyond them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.processes import (
    burning_products,
    flashing_discharge,
    gas_discharge,
    liquid_discharge,
    omega_flow,
    pool_evaporation,
    unburnt_release,
)

NEAR = 1e-6
HOLE_5, HOLE_10, HOLE_50 = (math.pi * d**2 / 4 for d in (0.005, 0.010, 0.050))
AMMONIA_LIQUID_KG_S = 1.5589690071088
CHLORINE = {"temperature_k": 293.15, "molar_mass_kg_mol": 0.070906, "gamma": 1.325}


def ammonia_flash():
    return flashing_discharge.flashed_fraction(
        heat_capacity_j_kg_k=4651.0,
        temperature_k=293.15,
        boiling_k=239.85,
        heat_of_vaporisation_j_kg=1_369_895.0,
    )


def liquid(area, density, pressure, head):
    return liquid_discharge.liquid_rate_kg_s(
        coefficient=0.65,
        area_m2=area,
        density_kg_m3=density,
        overpressure_pa=pressure - 101_325.0,
        head_m=head,
    )


def chlorine(pressure):
    return gas_discharge.gas_rate_kg_s(
        coefficient=1.0, area_m2=HOLE_5, pressure_pa=pressure, **CHLORINE
    )


def wind(pressure, mass, area):
    return pool_evaporation.wind_rate_kg_s(
        stability="F",
        vapour_pressure_pa=pressure,
        molar_mass_kg_mol=mass,
        temperature_k=298.15,
        wind_m_s=1.5,
        radius_m=math.sqrt(area / math.pi),
    )


def close(value, published):
    assert float(value) == pytest.approx(published, rel=NEAR)


def test_liquid_f1():
    close(liquid(HOLE_10, 609.4, 854_500.0, 2.0), AMMONIA_LIQUID_KG_S)
    close(liquid(HOLE_50, 794.4, 101_325.0, 5.0), 10.04192528712694)


def test_gas_f2_to_f5():
    close(chlorine(700_000.0), 0.049799136204622216)
    close(gas_discharge.expansion_factor(1.325, 101_325.0 / 150_000.0), 0.9575789904816651)
    close(chlorine(150_000.0), 0.010218558551503087)


def test_two_phases_f6_to_f8():
    rate = flashing_discharge.two_phase_rate_kg_s(
        area_m2=HOLE_10,
        pressure_pa=854_500.0,
        flashed=ammonia_flash(),
        vapour_density_kg_m3=0.865,
        liquid_density_kg_m3=609.4,
    )
    close(rate, 0.12008299205017271)


def test_evaporation_f9_to_f13():
    flash = ammonia_flash() * AMMONIA_LIQUID_KG_S
    boiling = pool_evaporation.ground_rate_kg_s(
        ground="concrete",
        area_m2=100.0,
        ground_k=298.15,
        boiling_k=239.85,
        heat_of_vaporisation_j_kg=1_369_895.0,
        time_s=600.0,
    )
    carried = wind(101_325.0, 0.0170305, 100.0)
    close(ammonia_flash(), 0.1809615335481916)
    close(flash, 0.28211342228051006)
    close(boiling, 0.3002123421240961)
    close(carried, 0.12610628741537228)
    stages = ((flash, 600.0), (boiling, 600.0), (carried, 1800.0))
    close(pool_evaporation.evaporated_kg(stages), 576.3867759904338)
    close(wind(12_880.0, 0.0320419, 200.0), 0.057653338060338205)


def test_fires_f14_f15_and_table_f4():
    close(burning_products.sulfur_dioxide_kg_h(1000.0, 0.005), 10.0)
    close(burning_products.carbon_monoxide_kg_s(0.01, 0.85, 0.03), 0.59415)
    assert unburnt_release.unburnt_percent(300.0, 500.0) == 3.0
    assert unburnt_release.unburnt_percent(50.0, 5000.0) is None
    assert unburnt_release.unburnt_percent(100.0, 199.0) == 5.0
    assert unburnt_release.unburnt_percent(100_000.0, 20_000.0) == 0.5
    assert unburnt_release.unburnt_percent(100_001.0, 20_000.0) is None


@given(st.floats(1.2e5, 3e6), st.floats(5.0, 900.0))
def test_omega_zero_is_bernoulli_and_one_is_isothermal_gas(pressure, density):
    bernoulli = math.sqrt(2.0 * density * (pressure - 101_325.0))
    flux = omega_flow.omega_flux_kg_m2_s
    assert flux(0.0, pressure, density) == pytest.approx(bernoulli, rel=1e-9)
    if pressure > 4e5:  # choked isothermal flow of an ideal gas: G = sqrt(P rho / e)
        expected = math.sqrt(pressure * density / math.e)
        assert flux(1.0, pressure, density) == pytest.approx(expected, rel=1e-6)


@given(st.floats(1.2e5, 3e6), st.floats(5.0, 900.0))
def test_a_liquid_that_does_not_flash_leaves_at_bernoullis_speed(pressure, density):
    speed = omega_flow.omega_thrust_m_s(0.0, pressure, density)
    assert speed == pytest.approx(math.sqrt(2.0 * (pressure - 101_325.0) / density), rel=1e-9)


@given(st.floats(0.05, 60.0))
def test_more_flashing_never_means_a_slower_jet(omega):
    speed = omega_flow.omega_thrust_m_s
    assert speed(omega * 1.1, 1e6, 600.0) >= speed(omega, 1e6, 600.0) * (1 - 1e-9)


@given(st.floats(0.05, 60.0))
def test_more_flashing_never_means_more_flow(omega):
    flux = omega_flow.omega_flux_kg_m2_s
    assert flux(omega * 1.1, 1e6, 600.0) <= flux(omega, 1e6, 600.0) * (1 + 1e-9)
