"""Flashing flow in homogeneous equilibrium: Leung's omega method."""

import math


def omega(
    vapour_share: float,
    *,
    vapour_volume_m3_kg: float,
    liquid_volume_m3_kg: float,
    liquid_heat_capacity_j_kg_k: float,
    temperature_k: float,
    pressure_pa: float,
    heat_of_vaporisation_j_kg: float,
) -> float:
    """Return omega, how compressible a flashing mixture is [-]; Leung 1986 (AIChE J. 32) eq. 10."""
    difference = vapour_volume_m3_kg - liquid_volume_m3_kg
    volume = liquid_volume_m3_kg + vapour_share * difference
    held = vapour_share * difference / volume
    flashing = (
        liquid_heat_capacity_j_kg_k
        * temperature_k
        * pressure_pa
        / volume
        * (difference / heat_of_vaporisation_j_kg) ** 2
    )
    return held + flashing


def omega_flux_kg_m2_s(
    omega_value: float, pressure_pa: float, density_kg_m3: float, ambient_pa: float = 101_325.0
) -> float:
    """Return the mass flux of homogeneous equilibrium flow [kg/(m2 s)]; Leung 1986 eq. 22–24.

    At omega 1 this is isothermal gas flow, at omega 0 Bernoulli's liquid.
    """
    if pressure_pa <= ambient_pa:
        return 0.0
    ratio = _choking_ratio(omega_value, ambient_pa / pressure_pa)
    return _flux(omega_value, ratio) * math.sqrt(pressure_pa * density_kg_m3)


def omega_thrust_m_s(
    omega_value: float, pressure_pa: float, density_kg_m3: float, ambient_pa: float = 101_325.0
) -> float:
    """Return the speed of the flow once it has come down to the pressure of the air [m/s].

    Its thrust on a kilogram: speed in the opening, and what pressure is left there pushes as far as the
    air lets it.
    """
    flux = omega_flux_kg_m2_s(omega_value, pressure_pa, density_kg_m3, ambient_pa)
    if flux <= 0.0:
        return 0.0
    ratio = _choking_ratio(omega_value, ambient_pa / pressure_pa)
    inside = flux * (omega_value * (1.0 / ratio - 1.0) + 1.0) / density_kg_m3
    return inside + (ratio * pressure_pa - ambient_pa) / flux


def _choking_ratio(omega_value: float, outside: float) -> float:
    """Return the pressure in the opening beside that inside [-]: where the flux is largest, or the air's."""
    w = omega_value
    if w < 1e-9:
        return outside

    def choking(ratio: float) -> float:
        # eq. 23: the ratio at which the flux has its largest value
        return (
            ratio**2
            + (w * w - 2.0 * w) * (1.0 - ratio) ** 2
            + 2.0 * w * w * math.log(ratio)
            + 2.0 * w * w * (1.0 - ratio)
        )

    # loads for a seventh of a second, which every start of the program would pay
    from scipy.optimize import brentq  # noqa: PLC0415

    return max(float(brentq(choking, 1e-9, 1.0)), outside)


def _flux(w: float, ratio: float) -> float:
    head = -2.0 * (w * math.log(ratio) + (w - 1.0) * (1.0 - ratio))  # eq. 22
    return math.sqrt(max(head, 0.0)) / (w * (1.0 / ratio - 1.0) + 1.0)
