"""The air a case describes, for every member: wind, eddies, spread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.case import Inputs, Weather
from shangyou.science.models.gas.substance import AMBIENT_PA, GAS_CONSTANT
from shangyou.science.processes import heat_budget, stability, surface_layer
from shangyou.science.processes.stability import Stability

if TYPE_CHECKING:
    from shangyou.science.models.gas.slope import Doubt

AIR_MOLAR_KG = 0.028_97
# Spreads of the logarithm: a wind read off an instrument or by its force; the profile's own error.
WIND_SIGMA = 0.15
FRICTION_SIGMA = 0.15
SPREAD_SIGMA = 0.20
# Over ten minutes the wind that carries a plume differs from the wind at the mast: degrees.
DIRECTION_SD_DEG = 10.0
VANE_HEIGHT_M = 2.0
CALM_M_S = 0.5
# Smoother than this is open water (Davenport 1960): sun and night do not set its heat.
WATER_M = 0.0005
SHORTEST_AVERAGE_S = 18.75
CLOUD_UNKNOWN = 3.0
"""Tenths, where nobody said."""


@dataclass(frozen=True, slots=True)
class Air:
    """One state of the air a member; all arrays (members,)."""

    wind_10m_m_s: Floats
    friction_m_s: Floats
    obukhov_m: Floats
    lid_m: Floats
    sigma_v_m_s: Floats  # standard deviation of the wind across itself, over ten minutes or less
    swing: float  # how much wider a plume is for slower swings of the wind
    direction_deg: Floats  # where the plume goes beside the mean wind [deg]
    roughness_m: float
    temperature_k: float
    density_kg_m3: float
    stability: Stability | None
    light: bool

    @property
    def members(self) -> int:
        """How many members there are; the first is the best estimate."""
        return int(self.friction_m_s.size)

    def wind_scale(self, member: int) -> float:
        """Return what the profile of the wind is multiplied by [m/s], so that it is the wind at ten metres.

        The wind as it was measured and the eddies as they are: the two need not share one u*.
        """
        shape = surface_layer.profile(
            np.asarray(10.0), np.asarray(self.roughness_m), self.obukhov_m[member : member + 1]
        )
        return float(self.wind_10m_m_s[member] / shape[0])

    def wind_at(self, height_m: float) -> Floats:
        """Return the wind [m/s] at a height."""
        shape = surface_layer.profile(
            np.asarray(height_m), np.asarray(self.roughness_m), self.obukhov_m
        )
        return np.asarray(self.friction_m_s / surface_layer.KARMAN * np.maximum(shape, 0.05))


def stability_of(weather: Weather) -> Stability | None:
    """Return the class that is given, or that cloud, sun and wind give; None where neither."""
    if weather.stability is not None:
        return weather.stability
    if weather.solar_elevation_deg is None:
        return None
    return stability.class_of(
        weather.wind_speed_m_s,
        5.0 if weather.cloud_total is None else weather.cloud_total,
        3.0 if weather.cloud_low is None else weather.cloud_low,
        weather.solar_elevation_deg,
    )


def resolve(
    inputs: Inputs, duration_s: float, deviates: Floats, doubt: "Doubt | None" = None
) -> Air:
    """Return the air of every member; `deviates` (members, 5) are standard normal, the first row zero.

    `doubt` is what the members do not know of a drainage wind.
    """
    weather = inputs.weather
    wind = np.maximum(weather.wind_speed_m_s, 0.05) * np.exp(WIND_SIGMA * deviates[:, 0])
    if doubt is not None:
        wind = np.maximum(wind * doubt.factor, 0.05)
    known = stability_of(weather)
    roughness, height = weather.roughness_m, weather.wind_height_m
    height = max(height, 2.0 * roughness)
    length = _obukhov(weather, known, height)
    obukhov = np.full(wind.size, length) * np.exp(0.3 * deviates[:, 1])
    friction = surface_layer.friction_velocity(wind, height, roughness, obukhov)
    given = weather.friction_velocity_m_s
    if given is not None and given > 0.0:
        # a measured u* and a wind that do not quite agree: u* rules the eddies
        friction = given * np.exp(FRICTION_SIGMA * deviates[:, 1] + WIND_SIGMA * deviates[:, 0])
    light, friction, obukhov = _light(weather, height, wind, friction, obukhov)
    lid = (
        surface_layer.mixing_height(friction, obukhov)
        if weather.mixing_height_m is None
        else np.full(wind.size, max(weather.mixing_height_m, 50.0))
    )
    return Air(
        wind_10m_m_s=np.asarray(
            wind
            * surface_layer.profile(np.asarray(10.0), np.asarray(roughness), obukhov)
            / surface_layer.profile(np.asarray(height), np.asarray(roughness), obukhov)
        ),
        friction_m_s=friction,
        obukhov_m=obukhov,
        lid_m=lid,
        sigma_v_m_s=_sigma_v(inputs, duration_s, wind, friction, obukhov, lid, light=light)
        * np.exp(SPREAD_SIGMA * deviates[:, 2]),
        swing=_swing(inputs, duration_s),
        direction_deg=DIRECTION_SD_DEG * deviates[:, 3]
        if doubt is None
        else DIRECTION_SD_DEG * deviates[:, 3] + doubt.turn_deg,
        roughness_m=roughness,
        temperature_k=weather.air_temperature_k,
        density_kg_m3=AMBIENT_PA * AIR_MOLAR_KG / (GAS_CONSTANT * weather.air_temperature_k),
        stability=known,
        light=light,
    )


def _obukhov(weather: Weather, known: Stability | None, height: float) -> float:
    """Return L [m]: given, from the class, from sun, cloud and wind, or half-way (in 1/L) between both.

    A class says what the sky was like, the sun how much heat there was: each corrects the other. Where
    nobody gave the sun, the class and the wind tell of it.
    """
    if weather.obukhov_length_m:
        return weather.obukhov_length_m
    by_class = stability.obukhov_length_m(known or "D", weather.roughness_m)
    elevation = weather.solar_elevation_deg
    cloud = CLOUD_UNKNOWN if weather.cloud_total is None else weather.cloud_total
    if elevation is None:
        sky = stability.sky_of(known or "D", weather.wind_speed_m_s)
        if sky is None or weather.roughness_m < WATER_M:
            return by_class
        elevation, cloud = sky
    by_sun = heat_budget.obukhov_length_m(
        wind_m_s=weather.wind_speed_m_s,
        height_m=height,
        roughness_m=weather.roughness_m,
        elevation_deg=elevation,
        cloud=cloud / 10.0,
        temperature_k=weather.air_temperature_k,
    )
    if weather.stability is None:
        return by_sun
    inverse = 0.5 / by_class + 0.5 / by_sun
    return 1.0 / inverse if abs(inverse) > 1.0 / stability.LONGEST_M else stability.LONGEST_M


def _light(
    weather: Weather, height: float, wind: Floats, friction: Floats, obukhov: Floats
) -> tuple[bool, Floats, Floats]:
    """Replace the eddies of a light wind in a stable night by those that such nights have."""
    profile = surface_layer.profile(
        np.array([VANE_HEIGHT_M, height]), np.asarray(weather.roughness_m), obukhov[:1]
    )
    low = weather.wind_speed_m_s * float(profile[0] / profile[1])
    if not (obukhov[0] > 0 and low < surface_layer.LIGHT_WIND_M_S):
        return low < surface_layer.LIGHT_WIND_M_S, friction, obukhov
    own, length = surface_layer.light_wind_friction(
        wind, height, weather.roughness_m, weather.air_temperature_k
    )
    weaker = own > friction
    return (
        True,
        np.asarray(np.where(weaker, own, friction)),
        np.asarray(np.where(weaker, np.maximum(length, obukhov), obukhov)),
    )


def _averaging(inputs: Inputs, duration_s: float) -> float:
    return max(min(inputs.averaging_time_s, max(duration_s, 60.0)), SHORTEST_AVERAGE_S)


def _swing(inputs: Inputs, duration_s: float) -> float:
    """Return 1 where the swing of the wind was measured, else what the averaging time adds."""
    if inputs.weather.wind_direction_sd_deg is not None:
        return 1.0
    return surface_layer.swing(_averaging(inputs, duration_s))


def _sigma_v(  # noqa: PLR0917 (one state of the air)
    inputs: Inputs,
    duration_s: float,
    wind: Floats,
    friction: Floats,
    obukhov: Floats,
    lid: Floats,
    *,
    light: bool,
) -> Floats:
    weather = inputs.weather
    shape = surface_layer.profile(
        np.asarray(VANE_HEIGHT_M), np.asarray(weather.roughness_m), obukhov
    ) / surface_layer.profile(
        np.asarray(max(weather.wind_height_m, 2 * weather.roughness_m)),
        np.asarray(weather.roughness_m),
        obukhov,
    )
    low = np.maximum(wind * np.clip(shape, 0.1, 2.0), 0.1)
    averaging = _averaging(inputs, duration_s)
    least = surface_layer.least_sigma_v(averaging)
    if weather.wind_direction_sd_deg is not None and weather.wind_direction_sd_deg > 0.0:
        measured = np.radians(weather.wind_direction_sd_deg) * low
        return np.asarray(np.maximum(measured, least) if light else measured)
    return np.asarray(
        surface_layer.crosswind_sigma(friction, obukhov, lid, averaging, VANE_HEIGHT_M / low)
    )
