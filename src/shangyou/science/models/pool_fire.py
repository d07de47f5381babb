"""A burning pool: how far its heat reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.burning import BURNING
from shangyou.science.models.fire.case import (
    Air,
    BurningRate,
    ExposureSeconds,
    Fuel,
    PlaceMetres,
    PoolMetres,
    fuel_problems,
    heat,
    known,
)
from shangyou.science.models.fire.rings import (
    HEAT_W_M2,
    Answer,
    answer,
    distances,
    through_air,
    to_json,
)
from shangyou.science.processes import heat_radiation, pool_fire, probit
from shangyou.science.spec import ModelSpec

METHANE = "74-82-8"
# Solid flames hit field fluxes within a factor of about 1.6 in nine of ten cases (our judgement).
SIGMA = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A pool that burns."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    diameter_m: PoolMetres = field(metadata=about("液池直径", "diameter of the pool"))
    burning_rate_kg_m2_s: BurningRate | None = field(
        default=None, metadata=about("燃烧速率", "burning rate")
    )
    exposure_s: ExposureSeconds = field(default=60.0, metadata=about("暴露时间", "exposure"))
    air: Air = field(default_factory=Air, metadata=about("大气", "air"))
    places_m: tuple[PlaceMetres, ...] = field(
        default=(), metadata=about("关心点距离", "distances of places of concern")
    )


def burning_rate(inputs: Inputs) -> tuple[float | None, bool]:
    """Return the burning rate [kg/(m2 s)] and whether it was measured or given."""
    fuel = known(inputs.fuel)
    measured = inputs.burning_rate_kg_m2_s or BURNING.get(fuel.cas)
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
    yield Sentence(
        "火焰按无风直立圆柱计算；有风时下风向更热",
        "the flame stands upright as in still air; downwind of a tilted flame it is hotter",
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
    height = pool_fire.flame_height_m(diameter, rate)
    clean = known(inputs.fuel).cas == METHANE
    power = (pool_fire.clean_power_w_m2 if clean else pool_fire.sooty_power_w_m2)(diameter)
    place = distances(diameter / 2.0)
    flux = power * heat_radiation.cylinder_view(height, diameter, place)
    flux = through_air(flux, place - diameter / 2.0, inputs.air.temperature_k, inputs.air.humidity)
    return answer(
        {
            "burning_rate_kg_m2_s": rate,
            "flame_height_m": height,
            "surface_emissive_power_w_m2": power,
        },
        place,
        flux,
        unit="W/m2",
        thresholds=HEAT_W_M2,
        harm=lambda q: probit.heat(q, inputs.exposure_s),
        sigma=SIGMA,
        seed=seed,
        at_m=inputs.places_m,
        warnings=tuple(outside_validity(inputs)),
    )


MODEL = ModelSpec(
    name="pool-fire",
    version="1",
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
        "LNGFIRE3, Gas Research Institute 1990",
    ),
)
