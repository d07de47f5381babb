r"""What happens to oil on fresh water: evaporation, water uptake, viscosity, entrainment, sinking.

Evaporation follows pseudo-components (cuts). Cut i of an oil film of thickness h loses

    dm_i/dt = -λ_i m_i,   λ_i = k_i p_i M / (R T ρ h),   M = Σ m_j / Σ (m_j / M_j)

so a single cut fades exponentially. Entrainment is that of Delvigne & Sweeney with the energy of the
river's own eddies in place of breaking waves; no measurement of oil in rivers stands behind it.
"""

import math

import numpy as np

from shangyou.science.distributions import Floats

GAS_CONSTANT_J_MOL_K = 8.314462618
ATMOSPHERE_PA = 101325.0
GRAVITY_M_S2 = 9.80665
WATER_DENSITY_KG_M3 = 998.0
WATER_VISCOSITY_M2_S = 1.0e-6

# Riazi & Daubert 1980: factor, exponents of the boiling point [°R] and of the specific gravity.
CRITICAL_TEMPERATURE = (24.2787, 0.58848, 0.3596)
CRITICAL_PRESSURE = (3.12281e9, -2.3125, 2.3201)
GRAVITY_WATER_KG_M3, PSI_PA = 999.0, 6894.757
# Lee & Kesler 1975: f = a - b/T_r - c ln T_r + d T_r⁶, for the simple fluid and its correction.
LEE_KESLER = (
    (5.92714, 6.09648, 1.28862, 0.169347),
    (15.2518, 15.6875, 13.4721, 0.43577),
)
# The critical constants were fitted up to about here (850 °F).
HIGHEST_POINT_K = 727.0

# Mackay & Matsugu 1973 (Can. J. Chem. Eng. 51): k = 0.0048 U^7/9 X^-1/9 Sc^-2/3, SI; 1.380277 is
# the factor of Sc at the molar mass of water, as NOAA's weathering model keeps it.
TRANSFER, TRANSFER_WIND_EXPONENT, TRANSFER_SIZE_EXPONENT = 0.0048, 0.78, -1.0 / 9.0
SCHMIDT_FACTOR, WATER_MOLAR_MASS_KG_MOL = 1.380277, 0.018
# Mackay et al. 1980; Eley et al. 1988: area of the drops grows at 6 * 2.02e-6 U² / d [1/(m s)].
EMULSION_RATE, LARGEST_DROP_M, SMALLEST_DROP_M = 2.02e-6, 1e-5, 1e-6
# Oil expands by 0.08 % per kelvin (Lehr et al. 2002, ADIOS2).
DENSITY_PER_KELVIN = 8e-4
# Emulsion viscosity: Pal & Rhodes 1989 as NOAA's weathering model has it.
PAL_WATER, PAL_LIMIT, PAL_POWER = 0.84, 1.187, 2.49
# Delvigne & Sweeney 1988 (Oil Chem. Pollut. 4): Q = C D^0.57 f (sum of d^0.7 Δd to 70 µm);
# C against viscosity as NOAA's weathering model fits it.
ENTRAINMENT, ENTRAINMENT_VISCOSITY, ENTRAINMENT_ENERGY_EXPONENT = 2400.0, 73.682, 0.57
DROPLET_SUM = 3.9e-8
# Vertical turbulence near the surface over the shear velocity: Nezu & Nakagawa 1993,
# 1.27 exp(-z/h) at z = h; eddies there of a tenth of the depth (our judgement).
SURFACE_TURBULENCE, SURFACE_EDDY = 0.47, 0.1
# Largest drop that turbulence leaves whole: Hinze 1955 (AIChE J. 1), 0.725 (σ/ρ)^0.6 ε^-0.4.
HINZE, INTERFACIAL_TENSION_N_M, VON_KARMAN = 0.725, 0.025, 0.4
# Number of drops goes with d^-2.3 (Delvigne & Sweeney 1988), so their volume below d with d^1.7.
DROP_VOLUME_EXPONENT = 1.7
# Oil and sediment stick: Payne et al. 1987, rate 1.3 (ε/ν)^½ K c with K = 1e-4 m3/kg.
STICKING_FACTOR, STICKING_M3_KG = 1.3, 1e-4
# Waves of a fetch and of the open sea: 0.0016 (F/g)^½ U and 0.243 U²/g (CERC 1984).
FETCH_WAVE, SEA_WAVE = 0.0016, 0.243


def molar_mass(boiling_point_k: Floats) -> Floats:
    """Return the molar mass [kg/mol] of a cut; the polynomial of NOAA's ADIOS2 for alkanes."""
    point = np.asarray(boiling_point_k, dtype=np.float64)
    return np.asarray(0.04132 - 1.985e-4 * point + 9.494e-7 * point**2)


def critical_point(boiling_point_k: Floats, density_kg_m3: Floats) -> tuple[Floats, Floats]:
    """Return critical temperature [K] and pressure [Pa] of petroleum fractions.

    Riazi & Daubert 1980 (Hydrocarbon Processing 59(3), 115): T_b in rankine, specific gravity
    at 60 °F, pressure in psi.
    """
    rankine = 1.8 * np.asarray(boiling_point_k, dtype=np.float64)
    gravity = np.asarray(density_kg_m3, dtype=np.float64) / GRAVITY_WATER_KG_M3
    a, b, c = CRITICAL_TEMPERATURE
    temperature = a * rankine**b * gravity**c / 1.8
    a, b, c = CRITICAL_PRESSURE
    return temperature, np.asarray(a * rankine**b * gravity**c * PSI_PA)


def vapour_pressure(boiling_point_k: Floats, density_kg_m3: Floats, temperature_k: float) -> Floats:
    """Return the vapour pressure [Pa] of a cut from its boiling point and density at 15 °C.

    Lee & Kesler 1975 (AIChE J. 21, 510), ln(p/p_c) = f0(T_r) + ω f1(T_r), with ω from the boiling
    point itself, so that a cut boils there. Above the highest boiling point at which the critical
    constants are known its pressure is taken: nothing of it evaporates in any weather.
    """
    point = np.minimum(np.asarray(boiling_point_k, dtype=np.float64), HIGHEST_POINT_K)
    critical_k, critical_pa = critical_point(point, density_kg_m3)
    acentric = (np.log(ATMOSPHERE_PA / critical_pa) - _lee_kesler(0, point / critical_k)) / (
        _lee_kesler(1, point / critical_k)
    )
    reduced = temperature_k / critical_k
    return np.asarray(
        critical_pa * np.exp(_lee_kesler(0, reduced) + acentric * _lee_kesler(1, reduced))
    )


def _lee_kesler(order: int, reduced: Floats) -> Floats:
    a, b, c, d = LEE_KESLER[order]
    return np.asarray(a - b / reduced - c * np.log(reduced) + d * reduced**6)


def transfer_velocity(
    wind_m_s: Floats | float, molar_mass_kg_mol: Floats, slick_size_m: Floats | float
) -> Floats:
    """Return the mass transfer velocity [m/s] from slick to air."""
    schmidt = SCHMIDT_FACTOR * (WATER_MOLAR_MASS_KG_MOL / molar_mass_kg_mol) ** (1.0 / 3.0)
    wind = np.asarray(wind_m_s) ** TRANSFER_WIND_EXPONENT
    return np.asarray(
        TRANSFER * wind * schmidt * np.asarray(slick_size_m) ** TRANSFER_SIZE_EXPONENT
    )


def evaporation_rate(
    transfer_m_s: Floats,
    vapour_pressure_pa: Floats,
    mean_molar_mass_kg_mol: Floats | float,
    film_kg_m2: Floats | float,
    temperature_k: float,
) -> Floats:
    """Return the rate [1/s] at which a cut leaves a film of `film_kg_m2` of oil."""
    gas = transfer_m_s * vapour_pressure_pa / (GAS_CONSTANT_J_MOL_K * temperature_k)
    return np.asarray(gas * mean_molar_mass_kg_mol / film_kg_m2)


def emulsified_area(area_1_m: Floats, wind_m_s: float, seconds: float, most_water: float) -> Floats:
    """Return the area of water drops per volume of oil [1/m] after `seconds` more."""
    growth = 6.0 * EMULSION_RATE * wind_m_s**2 / LARGEST_DROP_M
    most = 6.0 / SMALLEST_DROP_M * most_water / (1.0 - most_water)
    if most <= 0:
        return np.zeros_like(area_1_m)
    return np.asarray(most - (most - area_1_m) * math.exp(-growth * seconds / most))


def water_content(area_1_m: Floats, most_water: float) -> Floats:
    """Return the share of water in the emulsion [-]."""
    share = area_1_m * LARGEST_DROP_M / (6.0 + area_1_m * LARGEST_DROP_M)
    return np.minimum(share, most_water)


def sheltering(wind_m_s: float, fetch_m: float) -> float:
    """Return the height of waves over that of the open sea at the same wind, 0 to 1 [-]."""
    if wind_m_s <= 0:
        return 0.0
    # fetch-limited over full height, F sqrt(X/g) U / (S U^2 / g): one below this wind, then falling
    full_below_m_s = FETCH_WAVE * math.sqrt(fetch_m / GRAVITY_M_S2) * GRAVITY_M_S2 / SEA_WAVE
    return full_below_m_s / max(wind_m_s, full_below_m_s) if full_below_m_s > 0 else 0.0


def viscosity(fresh_m2_s: float, evaporated: Floats, water: Floats) -> Floats:
    """Return the kinematic viscosity [m2/s] of weathered oil with its water."""
    growth = min(max(1500.0 * math.sqrt(fresh_m2_s), 1.0), 10.0)
    share = water / PAL_WATER
    emulsion = (1.0 + share / (PAL_LIMIT - share)) ** PAL_POWER
    return np.asarray(fresh_m2_s * np.exp(growth * evaporated) * emulsion)


def cut_density(boiling_point_k: Floats, fraction: Floats, fresh_kg_m3: float) -> Floats:
    """Return the density [kg/m3] of each cut: as the cube root of its boiling point.

    That is Watson's factor (Watson & Nelson 1933), one for the whole oil, which makes the volumes
    of the cuts add up to that of the fresh oil.
    """
    root = np.cbrt(boiling_point_k)
    return np.asarray(fresh_kg_m3 * root * float((fraction / root).sum()))


def rise_velocity(drop_m: float, oil_density_kg_m3: float) -> float:
    """Return the rise of a drop [m/s]: Stokes for small, form drag for large ones."""
    buoyancy = max(1.0 - oil_density_kg_m3 / WATER_DENSITY_KG_M3, 1e-3) * GRAVITY_M_S2
    slow = buoyancy * drop_m**2 / (18.0 * WATER_VISCOSITY_M2_S)
    return min(slow, math.sqrt(8.0 / 3.0 * buoyancy * drop_m))


def dissipation(shear_velocity_m_s: float, depth_m: float) -> float:
    """Return the dissipation of turbulence near the surface [m2/s3], u*³ / (κ h)."""
    return shear_velocity_m_s**3 / (VON_KARMAN * depth_m)


def suspended_share(shear_velocity_m_s: float, depth_m: float, oil_density_kg_m3: float) -> float:
    """Return the share of torn-off oil in drops that turbulence can both make and hold [-]."""
    lift = SURFACE_TURBULENCE * shear_velocity_m_s
    rate = dissipation(shear_velocity_m_s, depth_m)
    largest = HINZE * (INTERFACIAL_TENSION_N_M / WATER_DENSITY_KG_M3) ** 0.6 * rate**-0.4
    buoyancy = max(1.0 - oil_density_kg_m3 / WATER_DENSITY_KG_M3, 1e-3) * GRAVITY_M_S2
    held = max(
        math.sqrt(18.0 * WATER_VISCOSITY_M2_S * lift / buoyancy), lift**2 * 3.0 / (8.0 * buoyancy)
    )
    return float(min(1.0, (held / largest) ** DROP_VOLUME_EXPONENT))


def entrainment_per_area(
    shear_velocity_m_s: float, depth_m: float, oil_density_kg_m3: float
) -> float:
    """Return the oil that eddies carry down from a film of very thin oil [kg/(m2 s)].

    Multiply by `viscosity_brake` for the oil at hand.
    """
    turbulence = SURFACE_TURBULENCE * shear_velocity_m_s
    eddy = SURFACE_EDDY * depth_m
    energy = 0.5 * WATER_DENSITY_KG_M3 * turbulence**2 * eddy
    often = turbulence / eddy
    held = suspended_share(shear_velocity_m_s, depth_m, oil_density_kg_m3)
    whole = ENTRAINMENT * math.pow(energy, ENTRAINMENT_ENERGY_EXPONENT) * often * DROPLET_SUM
    return whole * held


def viscosity_brake(viscosity_m2_s: Floats) -> Floats:
    """Return how much less a viscous oil is entrained, 0 to 1 [-]."""
    return np.asarray(np.exp(-ENTRAINMENT_VISCOSITY * np.sqrt(viscosity_m2_s)))


def sinking_rate(shear_velocity_m_s: float, depth_m: float, sediment_kg_m3: float) -> float:
    """Return the rate [1/s] at which dispersed oil sticks to suspended sediment."""
    shear = math.sqrt(dissipation(shear_velocity_m_s, depth_m) / WATER_VISCOSITY_M2_S)
    return STICKING_FACTOR * shear * STICKING_M3_KG * sediment_kg_m3
