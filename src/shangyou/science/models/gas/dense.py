"""Gas heavier than air: a blanket that spreads by its weight, drinks in air, warms, and turns passive."""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.air import Air
from shangyou.science.models.gas.density import density_of
from shangyou.science.models.gas.plume import ALONG_SHARE, sigma_y_m
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GasSubstance
from shangyou.science.models.gas.track import Track
from shangyou.science.processes import dense_blanket

# A jet takes in air until it moves with the wind: half of the excess goes into mixing before the
# ground and the wind have it (Briggs 1984 for jets bent over; our judgement).
JET_SHARE: Final = 0.5
AIR_MOLAR_KG = 0.02897
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


def track(  # noqa: PLR0917 (what a plume needs)
    source: SourceTerm,
    substance: GasSubstance,
    air: Air,
    relative_humidity: float,
    member: int,
    distance_m: Floats,
    heights_m: Floats,
) -> tuple[Track, Floats]:
    """Return the blanket of one member and its Ri* (n,): what is left of its weight on the way.

    Steady for a release that lasts, a cylinder for a sudden one. Ri* = g' h / u*^2.
    """
    friction, obukhov = float(air.friction_m_s[member]), float(air.obukhov_m[member])
    warm, rough = air.temperature_k, air.roughness_m
    humid = humidity(warm, relative_humidity)
    facts = facts_of(substance)
    enthalpy = _enthalpy(source, substance, warm)
    sigma = sigma_y_m(air, member, distance_m, 0.0)
    if source.sudden_kg > 0.0:
        level, width, times, weight = dense_blanket.sudden(
            distance_m, heights_m, source.sudden_kg, source.sudden_kg * enthalpy,
            max(source.diameter_m / 2.0, 0.1), friction, rough, obukhov, sigma, warm, humid, facts,
        )  # fmt: skip
        times = np.maximum.accumulate(times)
        speed = np.maximum(
            np.gradient(distance_m, np.maximum(times, 1e-3) + distance_m * 1e-9), 0.05
        )
        sigma_t = np.hypot(width / 1.5, ALONG_SHARE * distance_m) / np.clip(speed, 0.1, 60.0)
    else:
        rate = float(source.rate_kg_s.max(initial=0.0))
        wind = float(air.wind_at(2.0)[member])
        mixed, half = _after_jet(source, substance, rate, wind)
        level, width, speed, weight = dense_blanket.steady(
            distance_m, heights_m, rate, mixed, rate * enthalpy, half, friction, rough, obukhov,
            sigma, warm, humid, facts,
        )  # fmt: skip
        times = np.concatenate(
            ([distance_m[0] / speed[0]], np.diff(distance_m) / (0.5 * (speed[1:] + speed[:-1])))
        ).cumsum()
        sigma_t = ALONG_SHARE * distance_m / speed
    whole = np.hypot(width, np.sqrt(np.pi / 2.0) * sigma)
    found = Track(
        distance_m=distance_m,
        level_kg_m3=level,
        core_m=np.maximum(whole - np.sqrt(np.pi / 2.0) * sigma, 0.0),
        sigma_y_m=np.maximum(sigma, 0.05 * width),
        travel_s=times,
        sigma_t_s=np.maximum(sigma_t, 0.5),
    )
    return found, weight


def _after_jet(
    source: SourceTerm, substance: GasSubstance, rate: float, wind: float
) -> tuple[float, float]:
    """Return the mass flux [kg/s] and half-width [m] where the blanket begins.

    A jet has drunk in air for half of its excess momentum by then; a pool or leak begins as itself.
    """
    half = max(source.diameter_m / 2.0, 0.05)
    speed = source.jet_velocity_m_s
    if speed <= wind:
        return rate * 1.02, half
    mixed = rate * (1.0 + JET_SHARE * (speed / max(wind, 0.5) - 1.0))
    density = density_of(source, substance)
    pace = speed * rate / mixed
    return mixed, max(half, float(np.sqrt(mixed / (max(density, 1.2) * pace * np.pi))) * 2.0)
