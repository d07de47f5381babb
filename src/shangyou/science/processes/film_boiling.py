"""A cold liquid that boils on water: heat through the film of vapour beneath it."""

import math
from typing import Final

GRAVITY: Final = 9.81


def coefficient_w_m2_k(
    *, warm_k: float, boiling_k: float, liquid_density: float, vapour_density: float,
    viscosity: float, conductivity: float, heat_capacity: float, latent: float, tension: float,
) -> float:  # fmt: skip
    """Return the coefficient of heat from water to a boiling liquid [W/(m2 K)]; Klimenko 1981.

    (Cryogenics 21, 91; as in TNO's Yellow Book CPR 14E, section 3.5; typed from memory, 需核实.)
    Nu = 0.19 (Ga Pr)^(1/3) f1 below Ga 1e8, 0.0086 Ga^(1/2) Pr^(1/3) f2 beyond, over the wave 2 pi sqrt(s/(g dr)).
    All of the vapour, at the mean of the two temperatures [Pa s, W/(m K), J/(kg K), kg/m3].
    """
    difference = liquid_density - vapour_density
    wave = 2.0 * math.pi * math.sqrt(tension / (GRAVITY * difference))
    kinematic = viscosity / vapour_density
    galileo = GRAVITY * wave**3 / kinematic**2 * difference / vapour_density
    prandtl = heat_capacity * viscosity / conductivity
    stored = latent / (heat_capacity * max(warm_k - boiling_k, 1.0))
    if galileo < 1e8:
        factor = max(stored / 1.4, 1.0) ** (1.0 / 3.0)
        nusselt = 0.19 * (galileo * prandtl) ** (1.0 / 3.0) * factor
    else:
        factor = max(stored / 2.0, 1.0) ** 0.5
        nusselt = 0.0086 * galileo**0.5 * prandtl ** (1.0 / 3.0) * factor
    return float(nusselt * conductivity / wave)
