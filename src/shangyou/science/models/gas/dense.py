"""Gas heavier than air: what the column with weight of processes/weighty_column needs, and its track."""

import math
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.air import WATER_M, Air
from shangyou.science.models.gas.density import density_of
from shangyou.science.models.gas.plume import ALONG_SHARE, leaves_s_m, source_sigma_m
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GasSubstance
from shangyou.science.models.gas.track import Track, travel_times
from shangyou.science.processes import (
    cold_mixture,
    vertical_plume,
    weighty_cloud,
    weighty_column,
)
from shangyou.science.processes.blurred_slab import EDGE, half_widths
from shangyou.science.processes.pool_evaporation import GROUNDS

# A jet takes in air at this share of its excess speed, its mass growing by 0.282 sqrt(rho J) a metre, J its
# momentum (Ricou & Spalding 1961, J. Fluid Mech. 11, 21).
JET_ENTRAINMENT: Final = 0.08
JET_GROWTH: Final = 0.282
# Ground gives heat as moist soil does (HJ 169-2018 table F.2), water as fast as asked.
LONGEST_CONTACT_S: Final = 3600.0
_SATURATION_A, _SATURATION_B = 17.27, 237.3  # Tetens 1930


def facts_of(substance: GasSubstance) -> Floats:
    """Return what the compiled loops need of a substance."""
    antoine = substance.antoine or (0.0, 0.0, 0.0)
    return np.array(
        [
            substance.molar_mass_kg_mol,
            substance.vapour_heat_capacity_j_kg_k or 1005.0,
            substance.heat_of_vaporisation_j_kg or 3e5,
            *antoine,
        ]
    )


def humidity(temperature_k: float, relative: float) -> float:
    """Return the water in a kilogram of air [kg/kg] (Tetens 1930)."""
    celsius = temperature_k - 273.15
    pressure = relative * 610.8 * np.exp(_SATURATION_A * celsius / (celsius + _SATURATION_B))
    return float(0.622 * pressure / (AMBIENT_PA - pressure))


def _enthalpy(source: SourceTerm, substance: GasSubstance, warm: float) -> float:
    """Return the enthalpy of what is released [J/kg], counted from its vapour at the air's temperature."""
    heat = substance.vapour_heat_capacity_j_kg_k or 1005.0
    latent = substance.heat_of_vaporisation_j_kg or 3e5
    return (
        heat * (float(source.temperature_k[0]) - warm) - float(source.aerosol_fraction[0]) * latent
    )


def _cooled(source: SourceTerm, roughness_m: float) -> float:
    """Return the resistance of the ground to giving heat [m2 K/W]: what conduction brings up meanwhile."""
    if roughness_m < WATER_M:
        return 0.0
    soil = GROUNDS["soil"]
    contact = min(0.5 * float(source.edges_s[-1] - source.edges_s[0]), LONGEST_CONTACT_S)
    return math.sqrt(math.pi * contact * soil.diffusivity) / soil.conductivity


def track(  # noqa: PLR0917 (what a plume needs)
    source: SourceTerm,
    substance: GasSubstance,
    air: Air,
    relative_humidity: float,
    member: int,
    distance_m: Floats,
    heights_m: Floats,
    light: Track,
    falls: tuple[float, float, float, float],
) -> Track:
    """Return the column of one member; `light` is the plume it would be without weight.

    `falls` is the slope of the ground, the shares of downhill that lie along the wind and to its left, and half the
    width of a valley's floor [m].

    Steady for a release that lasts, a cylinder for a sudden one.
    """
    friction, obukhov = float(air.friction_m_s[member]), float(air.obukhov_m[member])
    warm, rough, lid = air.temperature_k, air.roughness_m, float(air.lid_m[member])
    edges, _ = vertical_plume.grid(rough, lid)
    site = np.array([friction, rough, obukhov, lid, air.wind_scale(member), *falls])
    humid = humidity(warm, relative_humidity)
    air_facts = np.array([warm, humid, _cooled(source, rough)])
    facts = facts_of(substance)
    enthalpy = _enthalpy(source, substance, warm)
    surface = leaves_s_m(air, substance.surface_resistance_s_m)
    taken = -1.0 if surface is None else surface
    turned = np.zeros(distance_m.size)
    sigma = np.sqrt(np.maximum(light.sigma_y_m**2 - source_sigma_m(source) ** 2, 0.0))
    if source.sudden_kg > 0.0:
        along = np.hypot(np.minimum(sigma, 0.3 * distance_m), ALONG_SHARE * distance_m)
        level, width, times, _, _ = weighty_cloud.sudden(
            distance_m, heights_m, edges, site, air_facts, facts,
            np.array([source.sudden_kg, enthalpy, max(source.diameter_m / 2.0, 0.1)]),
            taken, 2.0 * sigma * along, turned,
        )  # fmt: skip
        times = np.maximum.accumulate(times)
        pace = np.gradient(distance_m, np.maximum(times, 1e-3) + distance_m * 1e-9)
        sigma_t = np.hypot(width / 1.5, along) / np.clip(pace, 0.1, 60.0)
    else:
        rate = float(source.rate_kg_s.max(initial=0.0))
        mixed, half, thrust = _after_jet(source, substance, rate, air, member)
        share = rate / mixed
        _, density = cold_mixture.state(share, share * enthalpy, warm, humid, facts)
        drawn = JET_GROWTH * math.sqrt(air.density_kg_m3 * rate * source.jet_velocity_m_s)
        way = (mixed - rate) / drawn if thrust > 0.0 else 0.0
        onward = np.maximum(
            distance_m - way, distance_m[0] * np.linspace(0.1, 1.0, distance_m.size)
        )
        level, width, speed, _, _, ends = weighty_column.steady(
            onward, heights_m, edges, site, air_facts, facts,
            np.array([rate, share * density, enthalpy, half, source.height_m, thrust, source.total_kg / rate]),
            taken, sigma, turned,
        )  # fmt: skip
        # up to there it is the jet that thins
        for i in np.flatnonzero(distance_m < way):
            part = rate / (rate + drawn * distance_m[i])
            _, thick = cold_mixture.state(part, part * enthalpy, warm, humid, facts)
            level[i] = part * thick
        times = travel_times(distance_m, speed)
        sigma_t = np.hypot(ALONG_SHARE * distance_m / speed, ends)
    whole = half_widths(width, sigma)
    return Track(
        distance_m=distance_m,
        level_kg_m3=level,
        core_m=np.maximum(whole - EDGE * sigma, 0.0),
        sigma_y_m=np.maximum(sigma, 0.05 * width),
        travel_s=times,
        sigma_t_s=np.maximum(sigma_t, 0.5),
        aside=turned if turned.any() else None,
    )


def _after_jet(
    source: SourceTerm, substance: GasSubstance, rate: float, air: Air, member: int
) -> tuple[float, float, float]:
    """Return the mass flux [kg/s], half-width [m] and excess momentum [kg m/s2] where the column begins.

    A jet has taken in air until it draws no faster than the eddies of the wind do; what it still has of
    speed goes on stirring. A pool or leak begins as itself.
    """
    half = max(source.diameter_m / 2.0, 0.05)
    wind, friction = float(air.wind_at(2.0)[member]), float(air.friction_m_s[member])
    excess, over = source.jet_velocity_m_s - wind, friction / JET_ENTRAINMENT
    if excess <= over:
        return rate * 1.02, half, 0.0
    mixed = rate * excess / over
    share = rate / mixed
    density = max(density_of(source, substance) * share + air.density_kg_m3 * (1.0 - share), 1.0)
    # a half circle that lies on the ground
    lying = math.sqrt(2.0 * mixed / (density * (wind + over) * math.pi))
    return mixed, max(half, lying), mixed * over
