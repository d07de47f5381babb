"""How fast a jet of given rate leaves its opening."""

import math
from typing import TYPE_CHECKING

from shangyou.science.messages import Sentence
from shangyou.science.models.gas import vessel
from shangyou.science.models.gas.substance import AMBIENT_PA, GasSubstance

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Release

# A jet whose opening nobody knows: most leaks of gas under pressure leave at the speed of sound, most of
# liquefied gas at some tens of metres a second (Bernoulli at the vapour pressure of the day).
FASTEST_M_S = 400.0
TYPICAL_LIQUID_JET_M_S, TYPICAL_GAS_JET_M_S = 30.0, 250.0


def leaving(
    release: "Release", substance: GasSubstance, temperature: float, rate: float
) -> tuple[float, tuple[Sentence, ...]]:
    """Return the speed of a jet [m/s], and what was assumed."""
    liquid = release.liquid_fraction > 0.3
    if release.diameter_m is None:
        speed = TYPICAL_LIQUID_JET_M_S if liquid else TYPICAL_GAS_JET_M_S
        return speed, (
            Sentence(
                f"喷口直径不详：喷射速度按 {speed:.0f} m/s 估计。",
                f"The diameter of the opening is unknown: a jet of {speed:.0f} m/s is assumed.",
            ),
        )
    density = substance.gas_density_kg_m3(temperature)
    if liquid and substance.liquid_density_kg_m3 is not None:
        density = substance.liquid_density_kg_m3
    flux = rate / (math.pi * release.diameter_m**2 / 4.0)
    pushed = 0.0
    notes: tuple[Sentence, ...] = ()
    if liquid:
        pushed, notes = _pushed_by_flash(release, substance, temperature, flux)
    return min(flux / density + pushed, FASTEST_M_S), notes


def _pushed_by_flash(
    release: "Release", substance: GasSubstance, temperature: float, flux: float
) -> tuple[float, tuple[Sentence, ...]]:
    """Return by how much a liquid is quickened where it comes out [m/s], and what was assumed.

    The opening is full of liquid at its vapour pressure; what that is above the air's pushes each kilogram by
    (Ps - Pa) A / m (Yellow Book 1997, ch. 2.5.3; from memory, unverified). How warm it was stored follows from
    what of it flashes. An opening too large for the rate has less pressure in it: as its flux is beside
    that of a choked flow in equilibrium.
    """
    latent, heat = substance.heat_of_vaporisation_j_kg, substance.liquid_heat_capacity_j_kg_k
    flashed = 1.0 - release.liquid_fraction
    if not latent or not heat or flashed <= 0.0:
        return 0.0, ()
    stored = temperature + flashed * latent / heat
    if substance.critical_temperature_k is not None:
        stored = min(stored, substance.critical_temperature_k)
    saturated = substance.vapour_pressure_pa(stored) or 0.0
    if saturated <= AMBIENT_PA:
        return 0.0, ()
    choked = vessel.equilibrium_flux(substance, stored, saturated)
    pressure = saturated * min(flux / choked, 1.0)
    pushed = max(pressure - AMBIENT_PA, 0.0) / flux
    if pushed < 1.0:
        return 0.0, ()
    return pushed, (
        Sentence(
            f"由闪蒸份额 {flashed:.2g} 推知储存温度约 {stored - 273.15:.0f} °C、蒸气压 {saturated / 1e6:.2g} MPa："
            f"出口处余压使喷流加速约 {pushed:.0f} m/s。",
            f"A flash of {flashed:.2g} means storage at about {stored - 273.15:.0f} °C and {saturated / 1e6:.2g} MPa: "
            f"the pressure left in the opening quickens the jet by about {pushed:.0f} m/s.",
        ),
    )
