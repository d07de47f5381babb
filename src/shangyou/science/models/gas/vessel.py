"""A vessel that empties through a hole: gas, liquid, or a liquefied gas, until it stops by itself."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.gas import liquid_pool
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GAS_CONSTANT, GasSubstance
from shangyou.science.processes import (
    flashing_discharge,
    gas_discharge,
    liquid_discharge,
    omega_flow,
    vessel_blowdown,
)

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Release, Surroundings, Tank

STEPS = 240
LONGEST_S = 3600.0
PIECES = 24
# A nozzle longer than this gives the liquid time to boil within it (Fauske 1985; Leung 1986: some 0.1 m).
BOILS_IN_M = 0.1


def inner_height(volume_m3: float, height_m: float | None) -> float:
    """Return the height inside a vessel [m]; a sphere of the same volume where it is not known."""
    return height_m if height_m is not None else (6.0 * volume_m3 / math.pi) ** (1.0 / 3.0)


def emptying(
    release: "Release", tank: "Tank", substance: GasSubstance, air: "Surroundings"
) -> SourceTerm:
    """Return the source term of a tank with a hole."""
    temperature = tank.temperature_k or release.temperature_k or air.temperature_k
    saturated = substance.vapour_pressure_pa(temperature) or AMBIENT_PA
    critical = substance.critical_temperature_k or math.inf
    liquefied = temperature < critical and tank.fill_fraction > 0.0
    pressure = tank.pressure_pa or (max(saturated, AMBIENT_PA) if liquefied else 10 * AMBIENT_PA)
    height = inner_height(tank.volume_m3, tank.height_m)
    below = tank.hole_height_m < tank.fill_fraction * height
    liquid = liquefied and (
        tank.phase in ("liquid", "two-phase") or (tank.phase == "auto" and below)
    )
    if liquid:
        return _liquid(release, tank, substance, air, temperature, pressure, saturated, height)
    return _gas(release, tank, substance, temperature, pressure, liquefied=liquefied)


def _liquid(  # noqa: PLR0917 (the state of one vessel)
    release: "Release",
    tank: "Tank",
    substance: GasSubstance,
    air: "Surroundings",
    temperature: float,
    pressure: float,
    saturated: float,
    height: float,
) -> SourceTerm:
    density = substance.liquid_density_kg_m3 or 1000.0
    boiling = substance.boiling_point_k or temperature
    vaporisation = substance.heat_of_vaporisation_j_kg or 1e6
    heat = substance.liquid_heat_capacity_j_kg_k or 2000.0
    area = math.pi * tank.hole_diameter_m**2 / 4.0
    # what boils when the pressure falls; the rest may stay up as drops (liquid_pool.landing)
    flash = flashing_discharge.flashed_fraction(
        heat_capacity_j_kg_k=heat,
        temperature_k=temperature,
        boiling_k=boiling,
        heat_of_vaporisation_j_kg=vaporisation,
    )
    held = density * tank.volume_m3 * tank.fill_fraction
    floor = density * tank.volume_m3 * min(tank.hole_height_m / height, 1.0)
    longest = release.duration_s or LONGEST_S

    boiling_flux, notes = _boiling_flux(tank, substance, temperature, saturated)

    def rate_at(mass: float) -> float:
        head = mass / (density * tank.volume_m3) * height - tank.hole_height_m
        if head <= 0.0:
            return 0.0
        if boiling_flux is not None:
            # pressure above that of the vapour drives it as a liquid would be (Leung 1986, little subcooling)
            push = max(pressure - saturated, 0.0) + density * liquid_discharge.GRAVITY * head
            flux = math.sqrt(boiling_flux**2 + 2.0 * density * push)
            return flashing_discharge.COEFFICIENT * area * flux
        # a hole in a thin wall lets the liquid through before it boils: F.1; it flashes outside
        return liquid_discharge.liquid_rate_kg_s(
            coefficient=liquid_discharge.COEFFICIENTS["circle"][0],
            area_m2=area,
            density_kg_m3=density,
            overpressure_pa=pressure - AMBIENT_PA,
            head_m=head,
        )

    edges, rates = _run(held, floor, rate_at, longest)
    density_out = substance.gas_density_kg_m3(min(boiling, temperature))
    head = max(tank.fill_fraction * height - tank.hole_height_m, 0.0)
    push = max(pressure - AMBIENT_PA, 0.0) / density + liquid_discharge.GRAVITY * head
    if saturated > 1.05 * pressure:
        notes.append(
            Sentence(
                "给定压力低于该温度下的饱和蒸气压，按给定压力计算；请核对温度与压力。",
                "The pressure given is below the vapour pressure at that temperature; it is used as "
                "given: check both.",
            )
        )
    jet = SourceTerm(
        edges_s=edges,
        rate_kg_s=rates,
        temperature_k=np.full(rates.size, min(boiling, temperature)),
        aerosol_fraction=np.full(rates.size, 1.0 - flash),
        height_m=release.height_m,
        diameter_m=tank.hole_diameter_m * math.sqrt(max(density / density_out * flash, 1.0)),
        jet_velocity_m_s=math.sqrt(2.0 * push)
        if boiling_flux is None
        else omega_flow.omega_thrust_m_s(
            boiling_index(substance, temperature, saturated), saturated, density
        ),
        theory="two-phase" if boiling_flux else "flashing-liquid" if flash > 0 else "liquid",
        notes=tuple(notes),
    )
    return liquid_pool.rained(release, jet, substance, air, flash)


def _boiling_flux(
    tank: "Tank", substance: GasSubstance, temperature: float, saturated: float
) -> tuple[float | None, list[Sentence]]:
    """Return the flux of liquid that boils on its way out [kg/(m2 s)], None where it does not, and what to say."""
    asked = tank.phase == "two-phase"
    if not asked and tank.pipe_length_m < BOILS_IN_M:
        return None, []
    if saturated <= AMBIENT_PA:
        said = Sentence(
            "液体温度下蒸气压不高于大气压，不会在孔内沸腾：按液体计算。",
            "At this temperature the liquid does not boil on its way out: it leaves as a liquid.",
        )
        return None, [said]
    density = substance.liquid_density_kg_m3 or 1000.0
    index = boiling_index(substance, temperature, saturated)
    flux = omega_flow.omega_flux_kg_m2_s(index, saturated, density)
    area = math.pi * tank.hole_diameter_m**2 / 4.0
    ours = flashing_discharge.COEFFICIENT * area * flux
    legal = _annex_two_phase(substance, temperature, saturated, density, area)
    said = Sentence(
        f"两相流出：按均相平衡（Leung ω = {index:.3g}）计算，饱和时 {ours:.3g} kg/s，不计短管摩擦；"
        f"HJ 169-2018 式 F.6–F.8 为 {legal:.3g} kg/s。",
        f"Two phases leave: homogeneous equilibrium (Leung, omega {index:.3g}), {ours:.3g} kg/s when saturated, without "
        f"friction in the nozzle; HJ 169-2018 eq. F.6 to F.8 give {legal:.3g} kg/s.",
    )
    return flux, [said]


def boiling_index(substance: GasSubstance, temperature_k: float, saturated_pa: float) -> float:
    """Return omega of a saturated liquid [-] (`omega_flow`); usual values where a property is not known."""
    return omega_flow.omega(
        0.0,
        vapour_volume_m3_kg=1.0 / substance.gas_density_kg_m3(temperature_k, saturated_pa),
        liquid_volume_m3_kg=1.0 / (substance.liquid_density_kg_m3 or 1000.0),
        liquid_heat_capacity_j_kg_k=substance.liquid_heat_capacity_j_kg_k or 2000.0,
        temperature_k=temperature_k,
        pressure_pa=saturated_pa,
        heat_of_vaporisation_j_kg=substance.heat_of_vaporisation_j_kg or 1e6,
    )


def equilibrium_flux(substance: GasSubstance, temperature_k: float, saturated_pa: float) -> float:
    """Return the choked flux of a saturated liquid in homogeneous equilibrium [kg/(m2 s)]."""
    index = boiling_index(substance, temperature_k, saturated_pa)
    return omega_flow.omega_flux_kg_m2_s(
        index, saturated_pa, substance.liquid_density_kg_m3 or 1000.0
    )


def _annex_two_phase(
    substance: GasSubstance, temperature: float, saturated: float, density: float, area: float
) -> float:
    """Return the rate by annex F [kg/s]: flashed to where the liquid boils at 0.55 of the pressure."""
    if substance.antoine is None:
        return 0.0
    a, b, c = substance.antoine
    critical = flashing_discharge.CRITICAL_SHARE * saturated
    boils = b / (a - math.log(critical)) - c
    flashed = flashing_discharge.flashed_fraction(
        heat_capacity_j_kg_k=substance.liquid_heat_capacity_j_kg_k or 2000.0,
        temperature_k=temperature,
        boiling_k=boils,
        heat_of_vaporisation_j_kg=substance.heat_of_vaporisation_j_kg or 1e6,
    )
    return flashing_discharge.two_phase_rate_kg_s(
        area_m2=area,
        pressure_pa=saturated,
        flashed=flashed,
        vapour_density_kg_m3=substance.gas_density_kg_m3(boils, critical),
        liquid_density_kg_m3=density,
    )


def _gas(
    release: "Release",
    tank: "Tank",
    substance: GasSubstance,
    temperature: float,
    pressure: float,
    *,
    liquefied: bool,
) -> SourceTerm:
    """Gas alone: adiabatic blow-down; over a boiling liquid the pressure holds while it cools."""
    gamma = substance.gamma or 1.3
    if liquefied:
        edges, rates = _boil_off(release, tank, substance, temperature, pressure, gamma)
    else:
        edges, rates = _blow_down(release, tank, substance, temperature, pressure, gamma)
    return SourceTerm(
        edges_s=edges,
        rate_kg_s=rates,
        temperature_k=np.full(
            rates.size,
            max(
                temperature * (AMBIENT_PA / pressure) ** ((gamma - 1.0) / gamma), 0.6 * temperature
            ),
        ),
        aerosol_fraction=np.zeros(rates.size),
        height_m=release.height_m,
        diameter_m=tank.hole_diameter_m * math.sqrt(max(pressure / AMBIENT_PA, 1.0)),
        jet_velocity_m_s=math.sqrt(gamma * GAS_CONSTANT * temperature / substance.molar_mass_kg_mol)
        if pressure > AMBIENT_PA
        else 0.0,
        theory="gas-blow-down",
    )


def _blow_down(  # noqa: PLR0917 (the state of one vessel)
    release: "Release", tank: "Tank", substance: GasSubstance, temperature: float, pressure: float, gamma: float
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return edges [s] and rates [kg/s] of a vessel of gas, a few pieces of equal mass."""
    found = vessel_blowdown.gas(
        tank.volume_m3,
        pressure,
        temperature,
        area_m2=math.pi * tank.hole_diameter_m**2 / 4.0,
        molar_mass_kg_mol=substance.molar_mass_kg_mol,
        gamma=gamma,
        discharge_coefficient=gas_discharge.COEFFICIENTS["circle"],
    )
    longest = release.duration_s or LONGEST_S
    if found.time_s[-1] <= 0.0:
        return np.array([0.0, longest]), np.array([0.0])
    last = float(np.interp(longest, found.time_s, found.mass_kg))
    wanted = np.linspace(found.mass_kg[0], last, PIECES + 1)
    edges = np.interp(-wanted, -found.mass_kg, found.time_s)
    return edges, -np.diff(wanted) / np.maximum(np.diff(edges), 1e-9)


def _boil_off(  # noqa: PLR0917 (the state of one vessel)
    release: "Release", tank: "Tank", substance: GasSubstance, temperature: float, pressure: float, gamma: float
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return edges [s] and rates [kg/s] of vapour over a liquid that boils and cools."""
    density = pressure * substance.molar_mass_kg_mol / (GAS_CONSTANT * temperature)
    liquid = (substance.liquid_density_kg_m3 or 0.0) * tank.volume_m3 * tank.fill_fraction
    held = density * max(tank.volume_m3 * (1.0 - tank.fill_fraction), 1e-6) + liquid
    vaporisation = substance.heat_of_vaporisation_j_kg or 1e6
    heat = substance.liquid_heat_capacity_j_kg_k or 2000.0

    def rate_at(mass: float) -> float:
        # what boils off takes its heat from the liquid that is left
        gone = max(held - mass, 0.0) / max(liquid, 1e-9)
        cold = temperature - vaporisation / heat * math.log(1.0 / max(1.0 - gone, 1e-3))
        cold = max(cold, (substance.boiling_point_k or cold) * 0.98)
        return gas_discharge.gas_rate_kg_s(
            coefficient=gas_discharge.COEFFICIENTS["circle"],
            area_m2=math.pi * tank.hole_diameter_m**2 / 4.0,
            pressure_pa=min(substance.vapour_pressure_pa(cold) or AMBIENT_PA, pressure),
            temperature_k=cold,
            molar_mass_kg_mol=substance.molar_mass_kg_mol,
            gamma=gamma,
        )

    return _run(held, 0.0, rate_at, release.duration_s or LONGEST_S)


def _run(
    held: float, floor: float, rate_at: Callable[[float], float], longest: float
) -> tuple[Floats, Floats]:
    """Empty step by step; return edges [s] and mean rates [kg/s] of a few pieces of equal mass."""
    first = float(rate_at(held))
    if first <= 0.0 or held <= floor:
        return np.array([0.0, longest]), np.array([0.0])
    step = min((held - floor) / first / (STEPS / 8.0), longest / STEPS)
    times, masses = [0.0], [held]
    while times[-1] < longest - 1e-9 and len(times) < 4000:
        rate = float(rate_at(masses[-1]))
        if rate < 1e-3 * first or masses[-1] <= floor + 1e-9 * held:
            break
        dt = min(step, longest - times[-1], (masses[-1] - floor) / rate)
        half = float(rate_at(masses[-1] - 0.5 * rate * dt))
        dt = min(dt, (masses[-1] - floor) / max(half, 1e-12))
        times.append(times[-1] + dt)
        masses.append(masses[-1] - half * dt)
        step *= 1.01
    if len(times) == 1:
        return np.array([0.0, longest]), np.array([0.0])
    wanted = np.linspace(masses[0], masses[-1], PIECES + 1)
    edges = np.interp(-wanted, -np.array(masses), np.array(times))
    spans = np.maximum(np.diff(edges), 1e-9)
    return edges, -np.diff(wanted) / spans
