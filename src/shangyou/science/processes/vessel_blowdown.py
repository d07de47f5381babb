"""A vessel of gas that empties through a hole: its pressure, temperature and flow over time."""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.processes.gas_discharge import GAS_CONSTANT, gas_rate_kg_s

STEPS = 400


@dataclass(frozen=True, slots=True)
class Blowdown:
    """The vessel over time, arrays of equal length; the last flow is zero or the time is up."""

    time_s: Floats
    rate_kg_s: Floats
    pressure_pa: Floats
    temperature_k: Floats
    mass_kg: Floats


def gas(
    volume_m3: float,
    pressure_pa: float,
    temperature_k: float,
    *,
    area_m2: float,
    molar_mass_kg_mol: float,
    gamma: float,
    ambient_pa: float = 101_325.0,
    discharge_coefficient: float = 1.0,
) -> Blowdown:
    """Return how an ideal gas leaves a vessel without heat from its walls.

    The gas that stays expands along its adiabat, P/P0 = (m/m0)^gamma, so that mass alone says
    pressure and temperature. Steps are even in mass; the time of each is that mass over the mean
    flow. Walls in fact give heat: late temperatures are too low and late flows a little too high.
    """
    first = pressure_pa * volume_m3 * molar_mass_kg_mol / (GAS_CONSTANT * temperature_k)
    left = min((ambient_pa / pressure_pa) ** (1.0 / gamma), 1.0)
    mass = first * np.linspace(1.0, left, STEPS + 1)
    share = mass / first
    pressure, temperature = pressure_pa * share**gamma, temperature_k * share ** (gamma - 1.0)
    flow = np.array(
        [
            gas_rate_kg_s(
                coefficient=discharge_coefficient,
                area_m2=area_m2,
                pressure_pa=float(p),
                temperature_k=float(t),
                molar_mass_kg_mol=molar_mass_kg_mol,
                gamma=gamma,
                ambient_pa=ambient_pa,
            )
            for p, t in zip(pressure, temperature, strict=True)
        ]
    )
    if left == 1.0:
        flow = np.zeros_like(mass)
        return Blowdown(np.zeros_like(mass), flow, pressure, temperature, mass)
    flow[-1] = 0.0
    mean = 0.5 * (flow[1:] + flow[:-1])
    time = np.concatenate([[0.0], np.cumsum(-np.diff(mass) / mean)])
    return Blowdown(time, flow, pressure, temperature, mass)
