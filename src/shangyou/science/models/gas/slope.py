"""Ground that falls: the drainage wind added to the wind of a case, its doubt, and the walls of a valley.

`with_drainage` changes only the wind of the inputs; on level ground, by day and without a terrain it returns them as they are, so that
the flat answer is met exactly. A heavy blanket calls `processes.blanket_drift.blanket_drift_m_s` where it is marched and adds
`downhill(terrain) * drift` to the velocity that carries it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.processes import slope_flow

if TYPE_CHECKING:
    from shangyou.science.models.gas.case import Inputs, Terrain

CALM_M_S: Final = 0.5  # as in air.py
OPEN_M: Final = 1e12  # instead of "nowhere": farther than anything is followed
STABLE: Final = ("E", "F")
CLOUD_UNKNOWN: Final = 3.0  # tenths, as in air.py
# Wind over the slope that leaves nothing of a drainage wind, relative to it: the flow is destroyed when the wind aloft is
# some three times its own (Gudiksen et al. 1992; order of magnitude, 需核实). The share goes as exp(-(u/3 d)^2).
DESTROYED: Final = 3.0
STEEP: Final = 0.5
# What is not known of a drainage wind (our judgement, 需核实): its speed, as a standard deviation of the logarithm - the
# cooling alone is 20 to 40 W/m2 on clear nights, 0.12 by the cube root; the rest for the surges of such flows, minutes
# long and a third of the mean (Doran & Horst 1981, J. Appl. Meteorol. 20, 361) - and where it goes, from the bends of
# the ground that one slope and one aspect leave out.
DRAINAGE_SIGMA: Final = 0.30
DRAINAGE_SD_DEG: Final = 15.0
# A wind that lies farther from a valley's axis may turn either way along it: twice its own doubt off a right angle.
EITHER_WAY_DEG: Final = 60.0


@dataclass(frozen=True, slots=True)
class Drainage:
    """The wind that runs downhill: speed [m/s], depth [m], where it goes [deg]."""

    speed_m_s: float
    depth_m: float
    towards_deg: float


@dataclass(frozen=True, slots=True)
class Valley:
    """A floor between two walls, the release in its middle: where its axis goes [deg], how wide it is [m]."""

    towards_deg: float
    width_m: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the members do to wind and drainage together: a factor on the speed [-], a turn [deg]; (members,)."""

    factor: Floats
    turn_deg: Floats


def downhill(terrain: "Terrain | None") -> tuple[float, float]:
    """Return the unit vector downhill, east and north; zeros on level ground."""
    if terrain is None or terrain.slope <= 0.0:
        return 0.0, 0.0
    angle = math.radians(terrain.downhill_deg)
    return math.sin(angle), math.cos(angle)


def along_and_across(terrain: "Terrain | None", wind_from_deg: float) -> tuple[float, float]:
    """Return the shares of downhill that lie along the wind and to its left [-]; zeros on level ground.

    A blanket's own drift is added to the wind along both (`gas_levels.run_downhill`).
    """
    east, north = downhill(terrain)
    angle = math.radians(wind_from_deg + 180.0)
    wind_east, wind_north = math.sin(angle), math.cos(angle)
    return east * wind_east + north * wind_north, north * wind_east - east * wind_north


def falls(terrain: "Terrain | None", wind_from_deg: float) -> tuple[float, float, float, float]:
    """Return the slope [m/m], the shares of downhill along the wind and to its left [-], half a valley's floor [m]."""
    slope = 0.0 if terrain is None else terrain.slope
    walls = valley(terrain)
    half = OPEN_M if walls is None else 0.5 * walls.width_m
    return slope, *along_and_across(terrain, wind_from_deg), half


def valley(terrain: "Terrain | None") -> Valley | None:
    """Return the walls a case names; None on open ground."""
    if terrain is None or terrain.valley_width_m is None:
        return None
    return Valley(terrain.downhill_deg, terrain.valley_width_m)


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


def _sum(inputs: "Inputs", speed_m_s: Floats, towards_deg: Floats) -> tuple[Floats, Floats]:
    """Return wind and drainage together: speed [m/s] and where it goes [deg]."""
    weather = inputs.weather
    from_angle, angle = np.radians(weather.wind_from_deg), np.radians(towards_deg)
    east = speed_m_s * np.sin(angle) - weather.wind_speed_m_s * np.sin(from_angle)
    north = speed_m_s * np.cos(angle) - weather.wind_speed_m_s * np.cos(from_angle)
    return np.hypot(east, north), np.degrees(np.arctan2(east, north))


def doubt(inputs: "Inputs", generator: np.random.Generator) -> Doubt | None:
    """Return what the members do not know of the drainage wind; the first is the best estimate.

    `inputs` are those without it. None where there is none: nothing is drawn.
    """
    flow = drainage(inputs)
    if flow is None:
        return None
    drawn = generator.standard_normal((inputs.ensemble.members, 2))
    drawn[0] = 0.0
    speed, towards = _sum(
        inputs,
        flow.speed_m_s * np.exp(DRAINAGE_SIGMA * drawn[:, 0]),
        flow.towards_deg + DRAINAGE_SD_DEG * drawn[:, 1],
    )
    turn = (towards - towards[0] + 180.0) % 360.0 - 180.0
    return Doubt(speed / max(float(speed[0]), 0.05), turn)


def with_drainage(inputs: "Inputs") -> "Inputs":
    """Return the inputs with the drainage wind added to the wind, as vectors; the same object where there is none."""
    flow = drainage(inputs)
    if flow is None:
        return inputs
    weather = inputs.weather
    together, way = _sum(inputs, np.asarray(flow.speed_m_s), np.asarray(flow.towards_deg))
    speed, towards = float(together), float(way)
    changed = replace(
        weather, wind_speed_m_s=min(speed, 60.0), wind_from_deg=(towards + 180.0) % 360.0
    )
    return replace(inputs, weather=changed)


def notes(inputs: "Inputs") -> Iterator[Sentence]:
    """Yield what a slope did to a case, and what it leaves out."""
    terrain = inputs.terrain
    if terrain is None:
        return
    yield from _of_walls(terrain, inputs)
    if terrain.slope <= 0.0:
        return
    flow = drainage(inputs)
    if flow is not None:
        changed = with_drainage(inputs).weather
        guess = terrain.cooling_w_m2 is None
        zh = "，夜间冷却未给、按晴夜 30 W/m² 及云量估算" if guess else ""
        en = ", the cooling of the night taken as 30 W/m2 less by cloud" if guess else ""
        yield Sentence(
            f"坡度 {terrain.slope:g}：下坡风 {flow.speed_m_s:.2g} m/s、厚 {flow.depth_m:.2g} m（Briggs 1981{zh}），与风合成后 "
            f"{changed.wind_speed_m_s:.2g} m/s、来向 {changed.wind_from_deg:.0f}°；测风点若在同一坡面，风中已含下坡风，请勿再填坡度。",
            f"Slope {terrain.slope:g}: a drainage wind of {flow.speed_m_s:.2g} m/s, {flow.depth_m:.2g} m deep (Briggs "
            f"1981{en}), with the wind {changed.wind_speed_m_s:.2g} m/s from {changed.wind_from_deg:.0f} deg; if the wind "
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
    if terrain.slope > STEEP:
        yield Sentence(
            "坡度大于 0.5：超出下坡风公式的资料范围。",
            "The slope is steeper than 0.5, beyond what the drainage wind was found with.",
        )
    doubt_zh = (
        f"下坡风速 ±{100 * DRAINAGE_SIGMA:.0f} %、方向 ±{DRAINAGE_SD_DEG:.0f}°（一倍标准差，估计值，需核实）已计入成员。"
        if flow is not None
        else ""
    )
    doubt_en = (
        f" The drainage wind is uncertain by {100 * DRAINAGE_SIGMA:.0f} % in speed and {DRAINAGE_SD_DEG:.0f} deg in "
        "direction (one standard deviation, our judgement, to be verified): the members carry it."
        if flow is not None
        else ""
    )
    yield Sentence(
        f"坡面按一个坡度、一个坡向计算，弯折和起伏未计。{doubt_zh}",
        f"The ground falls one way at one slope: its bends and relief are left out.{doubt_en}",
    )


def _of_walls(terrain: "Terrain", inputs: "Inputs") -> Iterator[Sentence]:
    if terrain.valley_width_m is None:
        return
    if inputs.weather.wind_speed_m_s < CALM_M_S and drainage(inputs) is None:
        yield Sentence(
            f"静风，谷底宽 {terrain.valley_width_m:g} m：气体遇谷壁反射，沿谷向两端扩散，两端都要防护。",
            f"Calm air in a valley {terrain.valley_width_m:g} m wide: walls reflect the gas and it spreads along the "
            "valley both ways; protect both ends.",
        )
        return
    yield Sentence(
        f"谷底宽 {terrain.valley_width_m:g} m，泄漏点按在谷底正中：气体遇谷壁反射、沿谷走，距离是沿谷的路程；"
        "谷壁以上的地点按谷壁处浓度递减估算。",
        f"A valley floor {terrain.valley_width_m:g} m wide, the release in its middle: walls reflect the gas and it goes "
        "on along the valley; distances are along that way; places above the walls are given what stands at the wall, "
        "falling off by the plume's own edge.",
    )
    after = with_drainage(inputs).weather
    off = (after.wind_from_deg + 180.0 - terrain.downhill_deg) % 180.0
    if min(off, 180.0 - off) > EITHER_WAY_DEG:
        yield Sentence(
            "风几乎横穿山谷：气体沿谷走哪一头没有把握，沿谷风速小于所给风速、浓度可能更高；两头都要防护。",
            "The wind blows almost across the valley: which way along it the gas goes is not sure, it goes slower than "
            "the wind that was given and may be stronger; protect both ends.",
        )
