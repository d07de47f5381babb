"""Ground that falls: the drainage wind added to the wind of a case, and the seam for a blanket's own drift.

`with_drainage` changes only the wind of the inputs; on level ground, by day and without a terrain it returns them as they are, so that
the flat answer is met exactly. A heavy blanket calls `processes.blanket_drift.blanket_drift_m_s` where it is marched and adds
`downhill(terrain) * drift` to the velocity that carries it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from shangyou.science.messages import Sentence
from shangyou.science.processes import slope_flow

if TYPE_CHECKING:
    from shangyou.science.models.gas.case import Inputs, Terrain

STABLE: Final = ("E", "F")
CLOUD_UNKNOWN: Final = 3.0  # tenths, as in air.py
# Wind over the slope that leaves nothing of a drainage wind, relative to it: the flow is destroyed when the wind aloft is
# some three times its own (Gudiksen et al. 1992; order of magnitude, 需核实). The share goes as exp(-(u/3 d)^2).
DESTROYED: Final = 3.0
STEEP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Drainage:
    """The wind that runs downhill: speed [m/s], depth [m], where it goes [deg]."""

    speed_m_s: float
    depth_m: float
    towards_deg: float


def downhill(terrain: "Terrain | None") -> tuple[float, float]:
    """Return the unit vector downhill, east and north; zeros on level ground."""
    if terrain is None or terrain.slope <= 0.0:
        return 0.0, 0.0
    angle = math.radians(terrain.downhill_deg)
    return math.sin(angle), math.cos(angle)


def along_and_across(terrain: "Terrain | None", wind_from_deg: float) -> tuple[float, float]:
    """Return the shares of downhill that lie along the wind and to its left [-]; zeros on level ground.

    For a blanket marched along the wind: `along * blanket_drift_m_s(g', h, slope, z0)` adds to the speed that carries
    it, and across over that speed is the tangent by which its path leaves the wind.
    """
    east, north = downhill(terrain)
    angle = math.radians(wind_from_deg + 180.0)
    wind_east, wind_north = math.sin(angle), math.cos(angle)
    return east * wind_east + north * wind_north, north * wind_east - east * wind_north


def falls(terrain: "Terrain | None", wind_from_deg: float) -> tuple[float, float]:
    """Return the slope of the ground [m/m] and the share of downhill that lies along the wind [-]."""
    slope = 0.0 if terrain is None else terrain.slope
    return slope, along_and_across(terrain, wind_from_deg)[0]


def is_stable(inputs: "Inputs") -> bool | None:
    """Tell whether the air is stable, None where nobody said."""
    weather = inputs.weather
    if weather.obukhov_length_m:
        return weather.obukhov_length_m > 0.0
    if weather.stability is not None:
        return weather.stability.split("-")[-1] in STABLE
    if weather.solar_elevation_deg is not None:
        return weather.solar_elevation_deg < 0.0
    return None


def drainage(inputs: "Inputs") -> Drainage | None:
    """Return the drainage wind of a case, None where there is none."""
    terrain, weather = inputs.terrain, inputs.weather
    if terrain is None or terrain.slope <= 0.0 or not is_stable(inputs):
        return None
    cloud = CLOUD_UNKNOWN if weather.cloud_total is None else weather.cloud_total
    cooling = terrain.cooling_w_m2
    if cooling is None:
        cooling = slope_flow.cooling_w_m2(cloud / 10.0)
    depth = slope_flow.drainage_depth_m(terrain.slope, terrain.distance_from_crest_m)
    own = slope_flow.drainage_m_s(
        terrain.slope,
        terrain.distance_from_crest_m,
        cooling * terrain.catchment_ratio,
        weather.air_temperature_k,
    )
    if own <= 0.0 or inputs.release.height_m > depth:
        return None
    left = math.exp(-((weather.wind_speed_m_s / (DESTROYED * own)) ** 2))
    return Drainage(own * left, depth, terrain.downhill_deg)


def with_drainage(inputs: "Inputs") -> "Inputs":
    """Return the inputs with the drainage wind added to the wind, as vectors; the same object where there is none."""
    flow = drainage(inputs)
    if flow is None:
        return inputs
    weather = inputs.weather
    from_angle, angle = math.radians(weather.wind_from_deg), math.radians(flow.towards_deg)
    east = flow.speed_m_s * math.sin(angle) - weather.wind_speed_m_s * math.sin(from_angle)
    north = flow.speed_m_s * math.cos(angle) - weather.wind_speed_m_s * math.cos(from_angle)
    speed = math.hypot(east, north)
    towards = math.degrees(math.atan2(east, north))
    changed = replace(
        weather, wind_speed_m_s=min(speed, 60.0), wind_from_deg=(towards + 180.0) % 360.0
    )
    return replace(inputs, weather=changed)


def notes(inputs: "Inputs") -> Iterator[Sentence]:
    """Yield what a slope did to a case, and what it leaves out."""
    terrain = inputs.terrain
    if terrain is None or terrain.slope <= 0.0:
        return
    flow = drainage(inputs)
    if flow is not None:
        changed = with_drainage(inputs).weather
        yield Sentence(
            f"坡度 {terrain.slope:g}：下坡风 {flow.speed_m_s:.2g} m/s、厚 {flow.depth_m:.2g} m（Briggs 1981），与风合成后 "
            f"{changed.wind_speed_m_s:.2g} m/s、来向 {changed.wind_from_deg:.0f}°；测风点若在同一坡面，风中已含下坡风，请勿再填坡度。",
            f"Slope {terrain.slope:g}: a drainage wind of {flow.speed_m_s:.2g} m/s, {flow.depth_m:.2g} m deep (Briggs "
            f"1981), with the wind {changed.wind_speed_m_s:.2g} m/s from {changed.wind_from_deg:.0f} deg; if the wind "
            "was measured on this slope it is in it already: leave the slope out.",
        )
    elif is_stable(inputs) is None:
        yield Sentence(
            "不知是否稳定（夜间）：未加下坡风；请给稳定度或太阳高度角。",
            "Whether the air is stable is not known: no drainage wind is added; give the stability or the sun.",
        )
    elif not is_stable(inputs):
        yield Sentence(
            "空气不稳定或中性：没有下坡风；白天的上坡风未计。",
            "The air is not stable: there is no drainage wind; the wind up a sunlit slope is left out.",
        )
    else:
        yield Sentence(
            "泄漏高度在下坡风层之上：未加下坡风。",
            "The release stands above the drainage wind: none is added.",
        )
    if terrain.cooling_w_m2 is None and flow is not None:
        yield Sentence(
            "夜间冷却未给：按晴夜 30 W/m² 及云量估算。",
            "The cooling of the night is not given: 30 W/m2 under a clear sky, less by cloud.",
        )
    if terrain.slope > STEEP:
        yield Sentence(
            "坡度大于 0.5：超出下坡风公式的资料范围。",
            "The slope is steeper than 0.5, beyond what the drainage wind was found with.",
        )
    yield Sentence(
        "谷壁阻挡与地形起伏未计；重气的去向不因横坡而偏转。",
        "Valley walls and the relief itself are left out; a slope across the wind does not turn a heavy gas.",
    )
