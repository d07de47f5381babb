"""A cloud of vapour that explodes: how far its blast reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.case import (
    AmbientPascals,
    Fuel,
    FuelKilograms,
    PlaceMetres,
    Yield,
    fuel_problems,
    heat,
)
from shangyou.science.models.fire.rings import (
    BLAST_PSI,
    PASCALS_PER_PSI,
    Answer,
    answer,
    distances,
    to_json,
)
from shangyou.science.processes import overpressure, probit
from shangyou.science.quantities import LogDeviation
from shangyou.science.spec import ModelSpec

# Overpressure goes with the charge to about the power one half between 1 and 8 psi (Z of 3 to 15):
# an uncertain yield is half as uncertain a pressure.
SLOPE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A cloud that explodes."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    mass_kg: FuelKilograms = field(
        metadata=about("可燃范围内的质量", "mass within the flammable limits")
    )
    efficiency: Yield = field(default=0.04, metadata=about("爆炸效率", "yield as TNT"))
    # accidents scatter over yields of 1 to 10 % (CCPS 1994): a factor 3 about 4 %, nine in ten
    efficiency_sigma: LogDeviation = field(
        default=0.7, metadata=about("爆炸效率的对数标准差", "log deviation of the yield")
    )
    ambient_pressure_pa: AmbientPascals = field(
        default=101_325.0, metadata=about("环境气压", "pressure of the air")
    )
    places_m: tuple[PlaceMetres, ...] = field(
        default=(), metadata=about("关心点距离", "distances of places of concern")
    )


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Say which property nobody knows."""
    return fuel_problems(inputs.fuel)


def outside_validity(inputs: Inputs) -> Iterable[Sentence]:
    """Say when the blast is not to be trusted blindly."""
    yield Sentence(
        "按 TNT 当量计算：近处偏高，未计拥塞与约束",
        "the cloud is taken as TNT: too high close by, and blind to congestion and confinement",
    )
    if inputs.efficiency > 0.1:
        yield Sentence(
            "爆炸效率高于事故中常见的 1–10 %",
            "the yield is above the 1 to 10 % seen in accidents",
        )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the blast around a cloud, distances from its middle [m]."""
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    charge = overpressure.tnt_kg(inputs.mass_kg, combustion, inputs.efficiency)
    place = distances(0.05 * charge ** (1.0 / 3.0))
    return answer(
        {"tnt_kg": charge},
        place,
        overpressure.tnt_pa(charge, place, inputs.ambient_pressure_pa),
        unit="Pa",
        thresholds=tuple(psi * PASCALS_PER_PSI for psi in BLAST_PSI),
        harm=probit.lungs,
        sigma=inputs.efficiency_sigma / SLOPE,
        seed=seed,
        at_m=inputs.places_m,
        warnings=tuple(outside_validity(inputs)),
    )


MODEL = ModelSpec(
    name="vapour-cloud",
    version="1",
    title=Sentence("蒸气云爆炸", "Vapour-cloud explosion"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "Kinney & Graham 1985, Explosive Shocks in Air",
        "CCPS 1994, Guidelines for Evaluating Vapor Cloud Explosions, Flash Fires and BLEVEs",
    ),
)
