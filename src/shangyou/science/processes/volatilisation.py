"""How fast a dissolved substance leaves a river for the air: two films in series.

Whitman 1923, as used by Liss & Slater 1974 and Mackay & Leinonen 1975. Water film: surface renewal by the
current (O'Connor & Dobbins 1958) and by wind (Wanninkhof 2014); air film and diffusivities: Schwarzenbach,
Gschwend & Imboden 2003, eq. 20-15 and figs. 18.9 and 18.10 (originals not seen: unverified).
"""

import math

GAS_CONSTANT_J_MOL_K = 8.314462618
OXYGEN_DIFFUSIVITY_M2_S = 2.09e-9
"""Of oxygen in water at 20 degrees, the one with which O'Connor & Dobbins get 3.93 U^0.5 / H^1.5 per day."""
OXYGEN_G_MOL, CARBON_DIOXIDE_G_MOL = 32.0, 44.0
# Exponents of molar mass in the diffusivity: water 2.7e-4 / M^0.71, air 1.55 / M^0.65 [cm2/s].
WATER_MASS_EXPONENT, AIR_DIFFUSIVITY_CM2_S, AIR_MASS_EXPONENT = 0.71, 1.55, 0.65
VAPOUR_DIFFUSIVITY_CM2_S = 0.26
# Wanninkhof 2014: k [cm/h] = 0.251 u10^2 (Sc / 660)^-0.5; carbon dioxide in fresh water has Sc 600.
WIND_FACTOR_CM_H, WIND_SCHMIDT, FRESH_SCHMIDT = 0.251, 660.0, 600.0
# Reaeration grows by 2.4 % a degree (QUAL2E manual, EPA/600/3-87/007).
FILM_GROWTH_PER_K, FILM_REFERENCE_K = 1.024, 293.15
# d ln H / d(1/T) of volatile organics lies about 3000 to 5000 K (Sander 2015).
HENRY_SLOPE_K, HENRY_REFERENCE_K = 4000.0, 298.15
SIGMA = 0.5
"""Of ln k: reaeration formulas differ by about a factor of two on one reach (our judgement)."""


def air_water_ratio(henry_pa_m3_mol: float, water_temperature_k: float) -> float:
    """Return concentration in air over that in water, from Henry's constant at 25 degrees."""
    warmer = 1.0 / HENRY_REFERENCE_K - 1.0 / water_temperature_k
    at_temperature = henry_pa_m3_mol * math.exp(HENRY_SLOPE_K * warmer)
    return at_temperature / (GAS_CONSTANT_J_MOL_K * water_temperature_k)


def oxygen_film(velocity_m_s: float, depth_m: float) -> float:
    """Return the water-film velocity of oxygen at 20 degrees [m/s]: O'Connor & Dobbins 1958."""
    return math.sqrt(OXYGEN_DIFFUSIVITY_M2_S * velocity_m_s / depth_m)


def water_film(
    *,
    velocity_m_s: float,
    depth_m: float,
    wind_m_s: float,
    molar_mass_g_mol: float,
    water_temperature_k: float,
) -> float:
    """Return the velocity through the water film [m/s].

    Surface is renewed by current and wind; rates of renewal add, and velocity is the root of the rate.
    """
    current = oxygen_film(velocity_m_s, depth_m) * _slower(molar_mass_g_mol, OXYGEN_G_MOL)
    wind = WIND_FACTOR_CM_H * wind_m_s**2 * math.sqrt(WIND_SCHMIDT / FRESH_SCHMIDT) / 3.6e5
    wind *= _slower(molar_mass_g_mol, CARBON_DIOXIDE_G_MOL)
    warmth = FILM_GROWTH_PER_K ** (water_temperature_k - FILM_REFERENCE_K)
    return float(math.hypot(current, wind) * warmth)


def _slower(molar_mass_g_mol: float, known_g_mol: float) -> float:
    """Return the film velocity over that of a known gas: Schmidt number to the power of -1/2."""
    return float((known_g_mol / molar_mass_g_mol) ** (0.5 * WATER_MASS_EXPONENT))


def air_film(*, wind_m_s: float, molar_mass_g_mol: float) -> float:
    """Return the velocity through the air film [m/s]: water vapour 0.2 u10 + 0.3 cm/s, scaled."""
    vapour = (0.2 * wind_m_s + 0.3) / 100.0
    diffusivity = AIR_DIFFUSIVITY_CM2_S / molar_mass_g_mol**AIR_MASS_EXPONENT
    return float(vapour * (diffusivity / VAPOUR_DIFFUSIVITY_CM2_S) ** 0.67)


def two_films(water_film_m_s: float, air_film_m_s: float, air_water: float) -> float:
    """Return the velocity through both films, on the side of the water [m/s]."""
    if water_film_m_s <= 0.0 or air_film_m_s * air_water <= 0.0:
        return 0.0
    return 1.0 / (1.0 / water_film_m_s + 1.0 / (air_film_m_s * air_water))


def rate(
    *,
    henry_pa_m3_mol: float,
    molar_mass_g_mol: float,
    velocity_m_s: float,
    depth_m: float,
    wind_m_s: float,
    water_temperature_k: float,
) -> float:
    """Return the first-order loss of what is dissolved to the air [1/s]."""
    water = water_film(
        velocity_m_s=velocity_m_s,
        depth_m=depth_m,
        wind_m_s=wind_m_s,
        molar_mass_g_mol=molar_mass_g_mol,
        water_temperature_k=water_temperature_k,
    )
    air = air_film(wind_m_s=wind_m_s, molar_mass_g_mol=molar_mass_g_mol)
    return two_films(water, air, air_water_ratio(henry_pa_m3_mol, water_temperature_k)) / depth_m
