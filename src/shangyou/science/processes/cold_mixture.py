"""A cold gas, with drops of itself, mixed into moist air: temperature and density; compiled.

Adiabatic mixing at one pressure; what is liquid of the gas evaporates at its partial pressure and water of
the air condenses (Spicer & Havens 1987, DEGADIS; Wheatley 1987). Kilograms, joules, kelvin.
"""

from typing import Final

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats

AIR_MOLAR: Final = 0.02897
WATER_MOLAR: Final = 0.01802
GAS: Final = 8.314462618
PRESSURE: Final = 101_325.0
AIR_HEAT: Final = 1005.0
_WATER_LATENT = 2.6e6
_DROPS_KG_M3 = 700.0
# Bisections of the temperature, and rounds of level against density.
_HALVINGS: Final = 40
_ROUNDS: Final = 6


@njit(cache=True)  # type: ignore[untyped-decorator]
def _excess(
    t: float, warm: float, gas: float, water: float, facts: Floats
) -> tuple[float, float]:  # pragma: no cover (compiled)
    """Return enthalpy [J/kg] at a temperature, and what is liquid of the gas [kg/kg]."""
    molar, heat_gas, latent, a, b, c = facts[0], facts[1], facts[2], facts[3], facts[4], facts[5]
    moles = gas / molar + (1.0 - gas) / AIR_MOLAR
    drops = 0.0
    if a > 0.0:
        pressure = np.exp(min(a - b / max(t + c, 1.0), 25.0))
        held = moles * min(pressure / PRESSURE, 1.0) * molar
        drops = max(gas - held, 0.0)
    wet = 0.0
    if water > 0.0:
        saturated = 610.8 * np.exp(17.27 * (t - 273.15) / max(t - 35.85, 10.0))
        held = (1.0 - gas) / AIR_MOLAR * min(saturated / PRESSURE, 1.0) * WATER_MOLAR
        wet = max(water - held, 0.0)
    heat = gas * heat_gas + (1.0 - gas) * AIR_HEAT
    return heat * (t - warm) - drops * latent - wet * _WATER_LATENT, drops


@njit(cache=True)  # type: ignore[untyped-decorator]
def state(
    gas: float, enthalpy: float, warm: float, humid: float, facts: Floats
) -> tuple[float, float]:  # pragma: no cover (compiled)
    """Return temperature [K] and density [kg/m3] of a mixture.

    `gas` is its share of the mass, `enthalpy` [J/kg] counts from dry vapour at the temperature of
    the air `warm`, `humid` is the water in a kilogram of air; `facts` (6,): molar mass [kg/mol], heat
    capacity of the vapour [J/kg/K], latent heat [J/kg], Antoine's A, B, C of ln Pa (A 0: no drops).
    """
    water = humid * (1.0 - gas)
    low, high = 40.0, warm + 60.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _excess(middle, warm, gas, water, facts)[0] > enthalpy:
            high = middle
        else:
            low = middle
    t = 0.5 * (low + high)
    drops = _excess(t, warm, gas, water, facts)[1]
    moles = (gas - drops) / facts[0] + (1.0 - gas) / AIR_MOLAR
    return t, 1.0 / (moles * GAS * t / PRESSURE + drops / _DROPS_KG_M3)


@njit(cache=True)  # type: ignore[untyped-decorator]
def density_of_level(  # noqa: PLR0917
    level: float, enthalpy: float, guess: float, warm: float, humid: float, facts: Floats
) -> tuple[float, float, float]:  # pragma: no cover (compiled)
    """Return share of gas, temperature [K] and density [kg/m3] where `level` [kg/m3] of gas is in air.

    `enthalpy` [J] belongs to each kilogram of gas; `guess` is a density to begin with.
    """
    density, gas, t = guess, 1.0, warm
    for _ in range(_ROUNDS):
        gas = min(level / density, 1.0)
        t, found = state(gas, gas * enthalpy, warm, humid, facts)
        near = abs(found - density) < 1e-4 * density
        density = found
        if near:
            break
    return gas, t, density
