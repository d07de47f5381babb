"""A vessel that bursts in a fire: how far the heat of its fireball reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.case import (
    Air,
    Fuel,
    FuelKilograms,
    Pascals,
    PlaceMetres,
    fuel_problems,
    heat,
)
from shangyou.science.models.fire.rings import (
    CHINA_HEAT_W_M2,
    HEAT_W_M2,
    Answer,
    answer,
    burns_at,
    distances,
    through_air,
    to_json,
)
from shangyou.science.processes import fireball, heat_radiation, probit
from shangyou.science.spec import ModelSpec

SIGMA = 0.3  # measured radiated shares are 0.2 to 0.4 (Roberts 1981): a factor 1.4 either way


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A vessel that bursts."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    mass_kg: FuelKilograms = field(metadata=about("容器内质量", "mass in the vessel"))
    burst_pressure_pa: Pascals = field(metadata=about("爆裂压力（绝压）", "pressure at bursting"))
    air: Air = field(default_factory=Air, metadata=about("大气", "air"))
    places_m: tuple[PlaceMetres, ...] = field(
        default=(), metadata=about("关心点距离", "distances of places of concern")
    )


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Say which property nobody knows."""
    return fuel_problems(inputs.fuel)


def outside_validity(inputs: Inputs) -> Iterable[Sentence]:
    """Say when the heat is not to be trusted blindly."""
    yield Sentence(
        "未计碎片：碎片可飞出数百米至一千多米，常比火球更远",
        "fragments are left out: they fly hundreds of metres and more, often beyond the heat",
    )
    if inputs.burst_pressure_pa > 6e6:
        yield Sentence(
            "压力超出经验式范围，辐射份额按 0.40 封顶",
            "the pressure is beyond the correlation; the radiated share is held at 0.40",
        )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the heat around a fireball, distances over ground from the vessel [m]."""
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    mass = inputs.mass_kg
    diameter, duration = fireball.diameter_m(mass), fireball.duration_s(mass)
    power = fireball.emissive_power_w_m2(mass, combustion, inputs.burst_pressure_pa)
    place = distances(0.0)
    slant = np.hypot(place, fireball.height_m(mass))
    flux = power * heat_radiation.sphere_view(diameter, slant)
    flux = through_air(flux, slant - diameter / 2, inputs.air.temperature_k, inputs.air.humidity)
    return answer(
        {
            "diameter_m": diameter,
            "duration_s": duration,
            "centre_height_m": fireball.height_m(mass),
            "surface_emissive_power_w_m2": power,
        },
        place,
        flux,
        unit="W/m2",
        thresholds=HEAT_W_M2,
        china=CHINA_HEAT_W_M2,
        harm=lambda q: probit.heat(q, duration),
        sigma=SIGMA,
        seed=seed,
        at_m=inputs.places_m,
        warnings=tuple(outside_validity(inputs)),
        damage=burns_at(place, flux, duration),
    )


MODEL = ModelSpec(
    name="fireball",
    version="1",
    title=Sentence("火球（沸腾液体扩展蒸气爆炸）", "Fireball of a bursting vessel (BLEVE)"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "CCPS 1994, Guidelines for Evaluating Vapor Cloud Explosions, Flash Fires and BLEVEs",
        "Roberts 1981, Fire Safety J. 4, 197",
    ),
)
