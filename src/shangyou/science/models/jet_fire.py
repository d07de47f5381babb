"""A burning jet: how far its heat reaches ahead."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.case import (
    Air,
    ExposureSeconds,
    FlowKilograms,
    Fuel,
    JetMetresPerSecond,
    PlaceMetres,
    fuel_problems,
    heat,
)
from shangyou.science.models.fire.rings import (
    HEAT_W_M2,
    Answer,
    answer,
    distances,
    through_air,
    to_json,
)
from shangyou.science.processes import jet_fire, probit
from shangyou.science.spec import ModelSpec

SIGMA = 0.35  # line sources hit field fluxes within a factor 1.8 in nine of ten (our judgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A jet that burns."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    rate_kg_s: FlowKilograms = field(metadata=about("泄漏速率", "rate of release"))
    velocity_m_s: JetMetresPerSecond = field(
        metadata=about("膨胀后射流速度", "velocity of the jet once expanded")
    )
    exposure_s: ExposureSeconds = field(default=60.0, metadata=about("暴露时间", "exposure"))
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
        "按水平自由射流的正前方计算；撞上障碍的火焰更短更宽",
        "this is straight ahead of a free level jet; a flame that hits something is short and wide",
    )
    if inputs.rate_kg_s > 100.0:
        yield Sentence(
            "泄漏速率超出火焰长度试验范围",
            "the rate is beyond the tests behind the flame length",
        )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the heat ahead of a burning jet, distances from the hole [m]."""
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    power = inputs.rate_kg_s * combustion
    length, share = jet_fire.flame_length_m(power), jet_fire.radiated_share(inputs.velocity_m_s)
    place = distances(length)
    flux = jet_fire.flux_w_m2(power, share, length, place)
    flux = through_air(flux, place - length, inputs.air.temperature_k, inputs.air.humidity)
    return answer(
        {"flame_length_m": length, "radiated_share": share, "power_w": power},
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
    name="jet-fire",
    version="1",
    title=Sentence("喷射火", "Jet fire"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "Chamberlain 1987, Chem. Eng. Res. Des. 65, 299",
        "Lowesmith et al. 2007, Process Saf. Environ. Prot. 85, 207",
        "API 521, point source",
    ),
)
