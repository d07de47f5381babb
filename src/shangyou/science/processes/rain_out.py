"""What of a jet of drops falls to the ground: their size, their fall, and what they lose on the way."""

import math
from typing import Final

import numpy as np

GRAVITY: Final = 9.81
AIR_DENSITY: Final = 1.2
AIR_VISCOSITY: Final = 1.8e-5
AIR_CONDUCTIVITY: Final = 0.025
AIR_HEAT: Final = 1005.0
AIR_MOLAR: Final = 0.028_96
# Drops break until their Weber number is this (Hinze 1955).
WEBER: Final = 12.5
# Flash at which the boiling itself shatters the liquid to mist that does not fall: DeVaull & King 1992 (AIChE),
# rain-out goes as (1 - x/0.145)^1.8. Typed from memory, 需核实.
SHATTERED: Final = 0.145
SHATTER_POWER: Final = 1.8
# Spread of drop sizes: log-normal, geometric deviation 1.7 (our judgement; sprays have 1.5 to 2).
SPREAD: Final = 1.7
_DEVIATES: Final = np.linspace(-2.5, 2.5, 21)
_LARGEST_M: Final = 5e-3  # a falling drop breaks up by itself beyond


def drop_diameter_m(speed_m_s: float, tension_n_m: float) -> float:
    """Return the largest drop that a jet into still air leaves whole [m]; We = rho u^2 d/s = 12.5."""
    return min(WEBER * tension_n_m / (AIR_DENSITY * max(speed_m_s, 0.1) ** 2), _LARGEST_M)


def fall_m_s(diameter_m: float, density_kg_m3: float) -> float:
    """Return the speed at which a drop falls [m/s]; drag of Schiller & Naumann 1933, 0.44 at most."""
    speed = 0.1
    for _ in range(60):
        reynolds = max(AIR_DENSITY * speed * diameter_m / AIR_VISCOSITY, 1e-9)
        drag = max(24.0 / reynolds * (1.0 + 0.15 * reynolds**0.687), 0.44)
        new = math.sqrt(4.0 * GRAVITY * diameter_m * density_kg_m3 / (3.0 * drag * AIR_DENSITY))
        speed = 0.5 * (speed + new)
    return speed


def transfer_number(
    *, air_k: float, latent: float, molar_mass: float, antoine: tuple[float, float, float]
) -> float:
    """Return Spalding's transfer number of a drop at its wet-bulb temperature [-].

    Heat that comes in equals what evaporates: cp (Ta - T)/L = Y/(1 - Y), Lewis number one (Spalding 1953).
    """
    a, b, c = antoine
    low, high = max(30.0, 1.0 - c), air_k
    for _ in range(60):
        middle = 0.5 * (low + high)
        share = min(math.exp(min(a - b / max(middle + c, 1.0), 25.0)) / 101_325.0, 0.999_999)
        mass = share * molar_mass / (share * molar_mass + (1.0 - share) * AIR_MOLAR)
        if mass / (1.0 - mass) > AIR_HEAT * (air_k - middle) / latent:
            high = middle
        else:
            low = middle
    return AIR_HEAT * max(air_k - low, 0.0) / latent


def landing_share(
    *, diameter_m: float, height_m: float, density_kg_m3: float, transfer: float
) -> float:
    """Return the share of the liquid that reaches the ground as drops [-].

    Each size loses area evenly, d^2 law with K = 8 k/(rho cp) ln(1 + B), while it falls from the height.
    """
    loss = 8.0 * AIR_CONDUCTIVITY / (density_kg_m3 * AIR_HEAT) * math.log1p(transfer)
    weights = np.exp(-0.5 * _DEVIATES**2)
    landed = 0.0
    for deviate, weight in zip(_DEVIATES, weights / weights.sum(), strict=True):
        size = min(diameter_m * SPREAD ** float(deviate), _LARGEST_M)
        falling = height_m / fall_m_s(size, density_kg_m3)
        left = max(1.0 - loss * falling / size**2, 0.0)
        landed += float(weight) * left**1.5
    return landed


def shatter_factor(flashed: float) -> float:
    """Return how much of the rain is left when a share of the liquid has flashed [-]; DeVaull & King 1992."""
    return float(max(1.0 - max(flashed, 0.0) / SHATTERED, 0.0) ** SHATTER_POWER)
