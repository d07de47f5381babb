"""A burning pool: how far its heat reaches."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from shangyou.science.cases import about
from shangyou.science.distributions import Floats
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.burning import BURNING, LNG_BURNING
from shangyou.science.models.fire.case import (
    Air,
    BurningRate,
    ExposureSeconds,
    FlameWind,
    Fuel,
    PlaceMetres,
    PoolMetres,
    fuel_problems,
    heat,
    known,
)
from shangyou.science.models.fire.rings import (
    CHINA_HEAT_W_M2,
    HEAT_W_M2,
    Answer,
    Method,
    answer,
    burns_at,
    distances,
    rings,
    through_air,
    to_json,
)
from shangyou.science.processes import flame_view, heat_radiation, pool_fire, probit
from shangyou.science.processes.flame_view import Frustum
from shangyou.science.spec import ModelSpec

METHANE = "74-82-8"
# Solid flames hit field fluxes within a factor of about 1.6 in nine of ten cases (our judgement).
SIGMA = 0.3
# Five field means of natural gas stand off the law with a log deviation of 0.36: chosen with them in view.
GAS_SIGMA = 0.4
TARGET_HEIGHT_M = 0.0  # as the closed form of the upright flame has it
VIEWS = 120
TITLES = {
    "lngfire3": Sentence("LNGFIRE3 定值", "LNGFIRE3, constant"),
    "two-zone": Sentence("两区（清亮区与烟区）", "Two zones, clear and smoky"),
    "heat-balance": Sentence("热平衡（辐射份额）", "Heat balance, radiated share"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A pool that burns."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    diameter_m: PoolMetres = field(metadata=about("液池直径", "diameter of the pool"))
    burning_rate_kg_m2_s: BurningRate | None = field(
        default=None, metadata=about("燃烧速率", "burning rate")
    )
    surface: Literal["land", "water"] | None = field(
        default=None,
        metadata=about("液池在陆上或水上（液化天然气）", "on land or water (natural gas)"),
    )
    wind_speed_m_s: FlameWind | None = field(default=None, metadata=about("风速", "wind"))
    exposure_s: ExposureSeconds = field(default=60.0, metadata=about("暴露时间", "exposure"))
    air: Air = field(default_factory=Air, metadata=about("大气", "air"))
    places_m: tuple[PlaceMetres, ...] = field(
        default=(), metadata=about("关心点距离", "distances of places of concern")
    )


def burning_rate(inputs: Inputs) -> tuple[float | None, bool]:
    """Return the burning rate [kg/(m2 s)] and whether it was measured or given."""
    fuel = known(inputs.fuel)
    measured = inputs.burning_rate_kg_m2_s or BURNING.get(fuel.cas)
    if fuel.cas == METHANE and inputs.surface and inputs.burning_rate_kg_m2_s is None:
        measured = LNG_BURNING[inputs.surface]
    if measured is not None:
        return measured, True
    combustion, vaporisation = heat(inputs.fuel), fuel.heat_of_vaporisation_j_kg
    if combustion is None or vaporisation is None:
        return None, False
    warming = (fuel.liquid_heat_capacity_j_kg_k or 0.0) * (
        (fuel.boiling_point_k or inputs.air.temperature_k) - inputs.air.temperature_k
    )
    return pool_fire.burning_rate_kg_m2_s(combustion, vaporisation, warming), False


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Say which property nobody knows."""
    yield from (found := fuel_problems(inputs.fuel))
    if not found and burning_rate(inputs)[0] is None:
        yield Problem(
            "$.burning_rate_kg_m2_s",
            Sentence(
                "该物质没有汽化热，无法估算燃烧速率，请填写（0.001–0.5 kg/(m²·s)）",
                "cannot be estimated without a heat of vaporisation; give 0.001 to 0.5 kg/(m2 s)",
            ),
        )


def outside_validity(inputs: Inputs) -> Iterable[Sentence]:
    """Say when the heat is not to be trusted blindly."""
    if inputs.wind_speed_m_s is None:
        yield Sentence(
            "未给风速：火焰按无风直立圆柱计算；有风时下风向更热",
            "the wind is not given: the flame stands upright as in still air; downwind of a tilted flame "
            "it is hotter",
        )
    else:
        yield Sentence(
            "火焰随风倾斜，结果为下风向；其余方向较低",
            "the flame leans with the wind: these are distances downwind, it is cooler on other sides",
        )
    if known(inputs.fuel).cas == METHANE and inputs.surface is None:
        yield Sentence(
            "未说明陆上或水上：燃烧速率取 0.078 kg/(m²·s)；水上与大型液池实测高得多",
            "land or water is not said: 0.078 kg/(m2 s) is taken, large pools and pools on water burn much "
            "faster",
        )
    if not burning_rate(inputs)[1]:
        yield Sentence(
            "燃烧速率未测，按燃烧热与汽化热之比估算",
            "the burning rate is estimated from the heats of combustion and vaporisation",
        )
    if known(inputs.fuel).cas == METHANE and inputs.diameter_m > 20.0:
        yield Sentence(
            "大型液化天然气火焰实测辐射力 92–273 kW/m²，模型取 190",
            "large fires of natural gas measured 92 to 273 kW/m2 where the model takes 190",
        )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the heat around a burning pool, distances from the centre of the pool [m]."""
    rate, _ = burning_rate(inputs)
    if rate is None:
        raise ValueError("no burning rate")
    diameter = inputs.diameter_m
    still = pool_fire.flame_height_m(diameter, rate)
    clean = known(inputs.fuel).cas == METHANE
    powers = _powers(inputs, rate) if clean else {}
    power = powers["lngfire3"] if clean else pool_fire.sooty_power_w_m2(diameter)
    place = distances(diameter / 2.0)
    view, shape = _view(inputs, rate, still, place)
    air = inputs.air
    seen = through_air(view, place - diameter / 2.0, air.temperature_k, air.humidity)
    sigma = GAS_SIGMA if clean else SIGMA
    return answer(
        {"burning_rate_kg_m2_s": rate, **shape, "surface_emissive_power_w_m2": power},
        place,
        power * seen,
        unit="W/m2",
        thresholds=HEAT_W_M2,
        china=CHINA_HEAT_W_M2,
        harm=lambda q: probit.heat(q, inputs.exposure_s),
        sigma=sigma,
        seed=seed,
        at_m=inputs.places_m,
        warnings=tuple(outside_validity(inputs)),
        damage=burns_at(place, power * seen, inputs.exposure_s),
        method="lngfire3" if clean else "",
        methods=tuple(
            Method(
                name,
                TITLES[name],
                {"surface_emissive_power_w_m2": value},
                rings(place, value * seen, HEAT_W_M2, "W/m2", sigma=sigma, seed=seed),
            )
            for name, value in powers.items()
        ),
    )


def _powers(inputs: Inputs, rate: float) -> dict[str, float]:
    """Return what three laws say of a fire of natural gas [W/m2]: the first answers, all are shown."""
    diameter, combustion = inputs.diameter_m, heat(inputs.fuel) or 0.0
    return {
        "lngfire3": pool_fire.clean_power_w_m2(diameter),
        "two-zone": pool_fire.two_zone_power_w_m2(diameter, rate),
        "heat-balance": pool_fire.heat_balance_power_w_m2(diameter, rate, combustion),
    }


def _view(
    inputs: Inputs, rate: float, still_m: float, place: Floats
) -> tuple[Floats, dict[str, float]]:
    """Return the view factor at places downwind and the shape of the flame."""
    diameter, wind = inputs.diameter_m, inputs.wind_speed_m_s
    if wind is None:
        view = heat_radiation.cylinder_view(still_m, diameter, place)
        return view, {"flame_height_m": still_m, "flame_tilt_deg": 0.0}
    fuel = known(inputs.fuel)
    density = fuel.gas_density_kg_m3(fuel.boiling_point_k or inputs.air.temperature_k)
    scaled = pool_fire.scaled_wind(wind, diameter, rate, density)
    length, tilt = pool_fire.height_in_wind(still_m, scaled), pool_fire.tilt_rad(scaled)
    flame = Frustum((0.0, 0.0), math.pi / 2.0 - tilt, length, diameter, diameter)
    # the view is smooth: worked out at some places, drawn between by the logarithm
    few = place[:: max(place.size // VIEWS, 1)]
    seen = np.maximum(flame_view.view(flame, few, TARGET_HEIGHT_M), 1e-12)
    view = np.exp(np.interp(np.log(place), np.log(few), np.log(seen)))
    return view, {"flame_height_m": length, "flame_tilt_deg": math.degrees(tilt)}


MODEL = ModelSpec(
    name="pool-fire",
    version="2",
    title=Sentence("池火", "Pool fire"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "Thomas 1963, 9th Symp. (Int.) on Combustion, 844",
        "Mudan & Croce 1988, SFPE Handbook; Mudan 1984, Prog. Energy Combust. Sci. 10, 59",
        "Raj 2007, J. Hazard. Mater. 140, 444; Pritchard & Binding 1992; AGA 1974",
        "LNGFIRE3, Gas Research Institute 1990",
    ),
)
