"""What a river bank does with oil: how readily it takes it, how much it holds, how fast it gives back.

Thickness by viscosity as commonly cited after Gundlach 1987 (Int. Oil Spill Conf.), half-lives after
Torgrimson 1984 as river models use them (Shen & Yapa 1988; Danchuk & Willson 2010), both for coasts:
the nearest kind is taken, and the originals have not been seen (status: unverified). Bands and
deposition velocities are our judgement.
"""

import math
from dataclasses import dataclass
from typing import Literal

BankKind = Literal["concrete_wall", "rock", "riprap", "gravel", "sand", "mud", "vegetation"]

# Limits between light, medium and heavy oil [m2/s], Gundlach 1987.
LIGHT_M2_S, MEDIUM_M2_S = 3e-5, 2e-3


@dataclass(frozen=True, slots=True)
class Bank:
    """A kind of bank.

    Attributes
    ----------
    thickness_m : (light, medium, heavy)
        Thickness of the oil it holds [m].
    band_m : float
        Width of bank that the water's edge sweeps [m].
    half_life_s : float
        Time in which half of what is held floats off again [s].
    deposition_m_s : float
        Velocity with which oil at its edge is taken [m/s].

    """

    thickness_m: tuple[float, float, float]
    band_m: float
    half_life_s: float
    deposition_m_s: float


BANKS: dict[BankKind, Bank] = {
    "concrete_wall": Bank((0.0005, 0.002, 0.002), 0.5, 3600.0, 0.001),
    "rock": Bank((0.0005, 0.002, 0.002), 1.0, 3600.0, 0.002),
    "riprap": Bank((0.001, 0.005, 0.010), 1.5, 18 * 3600.0, 0.005),
    "gravel": Bank((0.002, 0.009, 0.015), 2.0, 24 * 3600.0, 0.005),
    "sand": Bank((0.004, 0.017, 0.025), 3.0, 24 * 3600.0, 0.005),
    "mud": Bank((0.003, 0.006, 0.010), 3.0, 24 * 3600.0, 0.005),
    "vegetation": Bank((0.006, 0.030, 0.040), 3.0, 8760 * 3600.0, 0.02),
}


def capacity_kg_m(kind: BankKind, viscosity_m2_s: float, density_kg_m3: float) -> float:
    """Return the oil that a metre of bank holds [kg/m]."""
    bank = BANKS[kind]
    rank = 0 if viscosity_m2_s < LIGHT_M2_S else 1 if viscosity_m2_s < MEDIUM_M2_S else 2
    return bank.thickness_m[rank] * bank.band_m * density_kg_m3


def refloating(kind: BankKind, seconds: float) -> float:
    """Return the share of stranded oil that floats off within `seconds` [-]."""
    return -math.expm1(-math.log(2.0) * seconds / BANKS[kind].half_life_s)


def taken_at_contact(kind: BankKind, transverse_dispersion_m2_s: float, seconds: float) -> float:
    """Return the chance that oil whose random step of `seconds` meets the bank stays there [-].

    A random walk with partial reflection (Erban & Chapman 2007, Phys. Biol. 4) sends c √(D dt / π)
    across its edge in a step, so that a chance of v √(π dt / D) takes up at the velocity v.
    """
    velocity = BANKS[kind].deposition_m_s
    return min(1.0, velocity * math.sqrt(math.pi * seconds / transverse_dispersion_m2_s))
