"""How fast a substance decays in water: hydrolysis and biodegradation with temperature.

Biodegradation grows by 4.7 % a degree (QUAL2E manual, EPA/600/3-87/007, for oxygen demand); hydrolysis follows
Arrhenius with 75 kJ/mol, the middle of what Mabey & Mill 1978 collect. Half-lives are those at 20 and 25 degrees.
"""

import math

GAS_CONSTANT_J_MOL_K = 8.314462618
BIODEGRADATION_GROWTH_PER_K, BIODEGRADATION_REFERENCE_K = 1.047, 293.15
HYDROLYSIS_ACTIVATION_J_MOL, HYDROLYSIS_REFERENCE_K = 75e3, 298.15
SIGMA = 0.7
"""Of ln k: half-lives of the handbooks are classes a factor of three wide (our judgement)."""


def biodegradation(half_life_s: float, water_temperature_k: float) -> float:
    """Return the first-order loss [1/s] from the half-life at 20 degrees."""
    warmer = water_temperature_k - BIODEGRADATION_REFERENCE_K
    return float(math.log(2.0) / half_life_s * BIODEGRADATION_GROWTH_PER_K**warmer)


def hydrolysis(half_life_s: float, water_temperature_k: float) -> float:
    """Return the first-order loss [1/s] from the half-life at 25 degrees."""
    warmer = 1.0 / HYDROLYSIS_REFERENCE_K - 1.0 / water_temperature_k
    growth = math.exp(HYDROLYSIS_ACTIVATION_J_MOL / GAS_CONSTANT_J_MOL_K * warmer)
    return math.log(2.0) / half_life_s * growth
