"""A vessel that empties through a hole: gas, liquid, or a liquefied gas, until it stops by itself."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GAS_CONSTANT, GasSubstance
from shangyou.science.processes import flashing_discharge, gas_discharge, liquid_discharge

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Release, Surroundings, Tank

STEPS = 240
LONGEST_S = 3600.0
PIECES = 24
# Share of the liquid that a flashing jet keeps in the air as drops: twice the flash, at most all
# (CCPS 1999, Guidelines for Consequence Analysis, rule of thumb for pressurised liquefied gas).
DROPS_PER_FLASH = 2.0


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
    liquid = liquefied and (tank.phase == "liquid" or (tank.phase == "auto" and below))
    if liquid:
        return _liquid(release, tank, substance, temperature, pressure, saturated, height)
    return _gas(release, tank, substance, temperature, pressure, liquefied=liquefied)


def _liquid(  # noqa: PLR0917 (the state of one vessel)
    release: "Release",
    tank: "Tank",
    substance: GasSubstance,
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
    flash = flashing_discharge.flashed_fraction(
        heat_capacity_j_kg_k=heat,
        temperature_k=temperature,
        boiling_k=boiling,
        heat_of_vaporisation_j_kg=vaporisation,
    )
    held = density * tank.volume_m3 * tank.fill_fraction
    floor = density * tank.volume_m3 * min(tank.hole_height_m / height, 1.0)
    longest = release.duration_s or LONGEST_S

    def rate_at(mass: float) -> float:
        head = mass / (density * tank.volume_m3) * height - tank.hole_height_m
        plain = liquid_discharge.liquid_rate_kg_s(
            coefficient=liquid_discharge.COEFFICIENTS["circle"][0],
            area_m2=area,
            density_kg_m3=density,
            overpressure_pa=pressure - AMBIENT_PA,
            head_m=head,
        )
        # a hole in a thin wall lets the liquid through before it boils: F.1; it flashes outside
        return plain if head > 0.0 else 0.0

    edges, rates = _run(held, floor, rate_at, longest)
    kept_up = min(flash * (1.0 + DROPS_PER_FLASH), 1.0)
    airborne = rates * kept_up
    drops = 0.0 if kept_up <= 0.0 else max(kept_up - flash, 0.0) / kept_up
    outflow = float((rates * np.diff(edges)).sum())
    density_out = substance.gas_density_kg_m3(min(boiling, temperature))
    speed = math.sqrt(2.0 * max(pressure - AMBIENT_PA, 0.0) / density) if flash > 0 else 0.0
    notes = []
    if kept_up < 1.0:
        notes.append(
            Sentence(
                f"泄漏液体的 {100 * (1 - kept_up):.0f} % 落地成池，未计入扩散；液池蒸发请另按“液池”计算。",
                f"{100 * (1 - kept_up):.0f} % of the liquid falls to the ground and is not in the "
                "plume; compute its evaporation as a pool.",
            )
        )
    if saturated > 1.05 * pressure:
        notes.append(
            Sentence(
                "给定压力低于该温度下的饱和蒸气压，按给定压力计算；请核对温度与压力。",
                "The pressure given is below the vapour pressure at that temperature; it is used as "
                "given: check both.",
            )
        )
    return SourceTerm(
        edges_s=edges,
        rate_kg_s=airborne,
        temperature_k=np.full(airborne.size, min(boiling, temperature)),
        aerosol_fraction=np.full(airborne.size, drops),
        height_m=release.height_m,
        diameter_m=tank.hole_diameter_m * math.sqrt(max(density / density_out * flash, 1.0)),
        jet_velocity_m_s=speed,
        pooled_kg=outflow * (1.0 - kept_up),
        theory="flashing-liquid" if flash > 0 else "liquid",
        notes=tuple(notes),
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
    area = math.pi * tank.hole_diameter_m**2 / 4.0
    space = tank.volume_m3 * (1.0 - tank.fill_fraction) if liquefied else tank.volume_m3
    density = pressure * substance.molar_mass_kg_mol / (GAS_CONSTANT * temperature)
    liquid = (substance.liquid_density_kg_m3 or 0.0) * tank.volume_m3 * tank.fill_fraction
    held = density * max(space, 1e-6) + (liquid if liquefied else 0.0)
    vaporisation = substance.heat_of_vaporisation_j_kg or 1e6
    heat = substance.liquid_heat_capacity_j_kg_k or 2000.0
    longest = release.duration_s or LONGEST_S

    def state(mass: float) -> tuple[float, float]:
        if liquefied and liquid > 0.0:
            # what boils off takes its heat from the liquid that is left
            gone = max(held - mass, 0.0) / max(liquid, 1e-9)
            cold = temperature - vaporisation / heat * math.log(1.0 / max(1.0 - gone, 1e-3))
            cold = max(cold, (substance.boiling_point_k or cold) * 0.98)
            return min(substance.vapour_pressure_pa(cold) or AMBIENT_PA, pressure), cold
        share = max(mass / held, 1e-6)
        return pressure * share**gamma, temperature * share ** (gamma - 1.0)

    def rate_at(mass: float) -> float:
        inside, cold = state(mass)
        return gas_discharge.gas_rate_kg_s(
            coefficient=gas_discharge.COEFFICIENTS["circle"],
            area_m2=area,
            pressure_pa=inside,
            temperature_k=cold,
            molar_mass_kg_mol=substance.molar_mass_kg_mol,
            gamma=gamma,
        )

    edges, rates = _run(held, 0.0, rate_at, longest)
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
