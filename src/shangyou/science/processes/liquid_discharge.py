"""Liquid through a hole: Bernoulli (HJ 169-2018 annex F, eq. F.1)."""

import math
from typing import Final, Literal

Shape = Literal["circle", "triangle", "rectangle"]
GRAVITY: Final = 9.81  # as the annex writes it
# HJ 169-2018 table F.1: discharge coefficients for Re > 100 and Re <= 100.
COEFFICIENTS: Final[dict[Shape, tuple[float, float]]] = {
    "circle": (0.65, 0.50),
    "triangle": (0.60, 0.45),
    "rectangle": (0.55, 0.40),
}
TURBULENT_REYNOLDS: Final = 100.0


def liquid_rate_kg_s(
    *,
    coefficient: float,
    area_m2: float,
    density_kg_m3: float,
    overpressure_pa: float,
    head_m: float,
) -> float:
    """Return the mass rate [kg/s] of a liquid through a hole (HJ 169-2018 eq. F.1).

    Parameters
    ----------
    coefficient : float
        Discharge coefficient [-], table F.1.
    area_m2, density_kg_m3 : float
        Of the hole [m2] and the liquid [kg/m3].
    overpressure_pa : float
        Pressure inside less that outside [Pa]; below zero counts as zero.
    head_m : float
        Liquid above the hole [m]; with none nothing flows.

    """
    if head_m <= 0.0 and overpressure_pa <= 0.0:
        return 0.0
    drive = 2.0 * max(overpressure_pa, 0.0) / density_kg_m3 + 2.0 * GRAVITY * max(head_m, 0.0)
    return coefficient * area_m2 * density_kg_m3 * math.sqrt(drive)
