"""A burning jet as a frustum that shines: Chamberlain 1987 (Chem. Eng. Res. Des. 65, 299).

Upright jets are his; level ones have the tip of Johnson, Brightwell & Carsley 1994 (Trans. IChemE 72B, 157) in
still air; between the two the tips are joined in proportion to the angle (ours). Equations as in TNO's Yellow Book, CPR 14E (1997) section 6.5.4. Two-phase jets of liquefied gas have the cone of
Considine & Grint 1984 (Gastech). Status: typed from memory, checked against a second transcription (Assael &
Kakosimos 2010 by way of a public code, which misprints 134 and 1726); 需核实.
"""

import math
from dataclasses import dataclass
from typing import Final

from shangyou.science.processes.flame_view import Frustum

GRAVITY: Final = 9.81
AIR_DENSITY: Final = 1.2
AIR_MOLAR: Final = 0.028_96
# No flame of a hydrocarbon in air shines more than a black body of 1,700 K [W/m2].
BRIGHTEST: Final = 470e3


@dataclass(frozen=True, slots=True)
class Flame:
    """The flame of a jet: its shape, and what leaves its surface."""

    shape: Frustum
    length_m: float  # from the hole to the tip
    lift_off_m: float
    radiated_share: float
    emissive_power_w_m2: float


def stoichiometric_share(molar_mass_kg_mol: float) -> float:
    """Return the mass share of fuel in its stoichiometric mixture with air [-]; Chamberlain 1987.

    For paraffins; also within 1.1 % for hydrogen.
    """
    return molar_mass_kg_mol / (15.816 * molar_mass_kg_mol + 0.0395)


def still_length(diameter_m: float, velocity_m_s: float, share: float) -> float:
    """Return the length of the flame in still air over the source's diameter [-].

    The root Y of 0.024 (g D/u^2)^(1/3) Y^(5/3) + 0.2 Y^(2/3) - (2.85/W)^(2/3).
    """
    buoyant = 0.024 * (GRAVITY * diameter_m / velocity_m_s**2) ** (1.0 / 3.0)
    asked = (2.85 / share) ** (2.0 / 3.0)

    def excess(y: float) -> float:
        return float(buoyant * y ** (5.0 / 3.0) + 0.2 * y ** (2.0 / 3.0) - asked)

    # loads for a seventh of a second, which every start of the program would pay
    from scipy.optimize import brentq  # noqa: PLC0415

    return float(brentq(excess, 1e-6, (asked / 0.2) ** 1.5 + 1.0))


def radiated_share(velocity_m_s: float, molar_mass_kg_mol: float) -> float:
    """Return the share of the heat that is radiated [-].

    Chamberlain 1987, 0.21 exp(-0.00323 u) + 0.11; heavier fuels shine more: times sqrt(M/21) between 21
    and 60 g/mol, 1.69 beyond (Cook et al. 1990, J. Loss Prev. 3, 150).
    """
    heavier = math.sqrt(min(max(molar_mass_kg_mol * 1e3, 21.0), 60.0) / 21.0)
    return min((0.21 * math.exp(-0.00323 * velocity_m_s) + 0.11) * heavier, 0.6)


def gas(
    *, rate_kg_s: float, velocity_m_s: float, molar_mass_kg_mol: float, heat_j_kg: float,
    wind_m_s: float, elevation_deg: float, height_m: float, gas_density_kg_m3: float,
) -> Flame:  # fmt: skip
    """Return the flame of a jet of gas.

    Parameters
    ----------
    rate_kg_s, velocity_m_s : float
        Mass rate, and velocity once expanded to the pressure of the air.
    molar_mass_kg_mol, heat_j_kg : float
        Of the fuel.
    wind_m_s, elevation_deg, height_m : float
        Wind the way the jet points, the jet's angle above level, the hole above ground.
    gas_density_kg_m3 : float
        Of the expanded gas.

    """
    speed = velocity_m_s
    diameter = math.sqrt(4.0 * rate_kg_s / (math.pi * AIR_DENSITY * speed))
    still = still_length(diameter, speed, stoichiometric_share(molar_mass_kg_mol)) * diameter
    ratio = wind_m_s / speed
    bend = (GRAVITY / (diameter * speed) ** 2) ** (1.0 / 3.0)  # Ri over length
    upright = elevation_deg / 90.0
    standing, lying = _upright_tip(still, ratio, bend, wind_m_s), _level_tip(still, bend)
    length = upright * math.hypot(*standing) + (1.0 - upright) * math.hypot(*lying)
    angle = upright * math.atan2(standing[1], standing[0]) + (1.0 - upright) * math.atan2(
        lying[1], lying[0]
    )
    tip_x, tip_z = length * math.cos(angle), length * math.sin(angle)
    # the flame begins on the jet's own axis, bent or not
    lift = length * _lift_share(ratio)
    along = math.radians(elevation_deg)
    foot = (lift * math.cos(along), lift * math.sin(along))
    frustum = math.hypot(tip_x - foot[0], tip_z - foot[1])
    if frustum > 0.0:
        angle = math.atan2(tip_z - foot[1], tip_x - foot[0])
    damping = math.exp(-70.0 * bend * diameter * ratio * (1000.0 * math.exp(-100.0 * ratio) + 0.8))
    dense = math.sqrt(AIR_DENSITY / gas_density_kg_m3) / 15.0
    base = (
        diameter * (13.5 * math.exp(-6.0 * ratio) + 1.5) * max(1.0 - (1.0 - dense) * damping, 0.01)
    )
    tip = length * (0.18 * math.exp(-1.5 * ratio) + 0.31) * (1.0 - 0.47 * math.exp(-25.0 * ratio))
    shape = Frustum((foot[0], height_m + foot[1]), angle, frustum, base, tip)
    share = radiated_share(speed, molar_mass_kg_mol)
    power = share * rate_kg_s * heat_j_kg / shape.area_m2
    return Flame(shape, length, lift, share, min(power, BRIGHTEST))


def _upright_tip(
    still_m: float, ratio: float, bend_per_m: float, wind_m_s: float
) -> tuple[float, float]:
    """Return where the tip of an upright jet's flame is [m]; Chamberlain 1987."""
    length = still_m * (0.51 * math.exp(-0.4 * wind_m_s) + 0.49)
    richardson = bend_per_m * still_m
    if ratio <= 0.05:
        tilt = 8000.0 * ratio / richardson
    else:
        tilt = (134.0 + 1726.0 * math.sqrt(ratio - 0.026)) / richardson
    angle = math.radians(min(tilt, 90.0))
    return length * math.sin(angle), length * math.cos(angle)


def _level_tip(still_m: float, bend_per_m: float) -> tuple[float, float]:
    """Return where the tip of a level jet's flame is [m]: it rises as its buoyancy takes over.

    Johnson et al. 1994 in still air: X/L = 1 up to Ri 5.11, then 0.55 + 0.45 exp(-0.168 (Ri - 5.11));
    Z/L = (1 + 1/Ri)^-8.78. Typed from memory, 需核实; their wind term is left out.
    """
    richardson = max(bend_per_m * still_m, 1e-6)
    ahead = 0.55 + 0.45 * math.exp(-0.168 * max(richardson - 5.11, 0.0))
    risen = (1.0 + 1.0 / richardson) ** -8.78
    return still_m * ahead, still_m * risen


def _lift_share(ratio: float) -> float:
    """Return where the flame begins, as a share of its length [-]; K of Chamberlain 1987, 0.2 in still air."""
    return 0.185 * math.exp(-20.0 * ratio) + 0.015


def two_phase(
    *, rate_kg_s: float, velocity_m_s: float, molar_mass_kg_mol: float, heat_j_kg: float,
    elevation_deg: float, height_m: float,
) -> Flame:  # fmt: skip
    """Return the flame of a jet of liquefied gas, drops and all.

    Considine & Grint 1984: length 9.1 sqrt(m'), a cone a quarter of that in half-width at its tip, tried from
    1.5 to 60 kg/s. The drops burn along it: no lift-off.
    """
    length = 9.1 * math.sqrt(rate_kg_s)
    shape = Frustum(
        (0.0, height_m), math.radians(elevation_deg), length, 0.02 * length, 0.5 * length
    )
    share = radiated_share(velocity_m_s, molar_mass_kg_mol)
    power = share * rate_kg_s * heat_j_kg / shape.area_m2
    return Flame(shape, length, 0.0, share, min(power, BRIGHTEST))
