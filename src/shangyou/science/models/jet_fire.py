"""A burning jet: how far its heat reaches ahead."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.fire.case import (
    Air,
    Elevation,
    ExposureSeconds,
    FlameWind,
    FlowKilograms,
    Fuel,
    HoleHeight,
    JetMetresPerSecond,
    PlaceMetres,
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
from shangyou.science.processes import flame_view, jet_fire, jet_frustum, probit
from shangyou.science.spec import ModelSpec

# Solid flames hit field fluxes within a factor 1.8 in nine of ten (our judgement), as line sources do.
SIGMA = 0.35
TESTED_KG_S = 100.0
TESTED_TWO_PHASE_KG_S = (1.5, 60.0)
TARGET_HEIGHT_M = 1.5
VIEWS = 120
GAS_CONSTANT = 8.314462618
TITLES: dict[str, Sentence] = {
    "frustum": Sentence("截锥发光面（Chamberlain）", "Frustum that shines (Chamberlain)"),
    "line": Sentence("线状点源（API 521）", "Line of points (API 521)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A jet that burns."""

    fuel: Fuel = field(metadata=about("燃料", "fuel"))
    rate_kg_s: FlowKilograms = field(metadata=about("泄漏速率", "rate of release"))
    velocity_m_s: JetMetresPerSecond = field(
        metadata=about("膨胀后射流速度", "velocity of the jet once expanded")
    )
    phase: Literal["gas", "two-phase"] = field(
        default="gas", metadata=about("泄漏相态", "what leaves the hole")
    )
    method: Literal["frustum", "line"] = field(default="frustum", metadata=about("方法", "method"))
    wind_speed_m_s: FlameWind | None = field(
        default=None, metadata=about("风速（顺喷射方向）", "wind along the jet")
    )
    elevation_deg: Elevation = field(
        default=0.0, metadata=about("喷射仰角", "angle of the jet above level")
    )
    height_m: HoleHeight = field(default=1.0, metadata=about("孔口离地高度", "height of the hole"))
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
        "按自由射流的正前方计算；撞上障碍的火焰更短更宽",
        "this is straight ahead of a free jet; a flame that hits something is short and wide",
    )
    if inputs.wind_speed_m_s is None:
        yield Sentence("未给风速：按静风计算", "the wind is not given: still air is taken")
    if inputs.elevation_deg < 90.0 and inputs.phase == "gas":
        yield Sentence(
            "截锥模型由竖直火炬得出；水平喷射按静风试验的尖端位置，风只计竖直分量；两种方法均已列出",
            "the frustum was found with upright flares; a level jet has the tip of tests in still air and "
            "feels the wind only as far as it points up; both methods are shown",
        )
    low, high = TESTED_TWO_PHASE_KG_S
    if inputs.phase == "two-phase" and not low <= inputs.rate_kg_s <= high:
        yield Sentence(
            "泄漏速率超出两相火焰试验范围（1.5–60 kg/s）",
            "the rate is beyond the tests of two-phase flames, 1.5 to 60 kg/s",
        )
    if inputs.phase == "two-phase" and inputs.wind_speed_m_s:
        yield Sentence("两相火焰不计风的弯折", "a two-phase flame is not bent by the wind here")
    if inputs.rate_kg_s > TESTED_KG_S:
        yield Sentence(
            "泄漏速率超出火焰长度试验范围",
            "the rate is beyond the tests behind the flame length",
        )


def flame(inputs: Inputs, combustion: float) -> jet_frustum.Flame:
    """Return the flame that shines; the gas has expanded to the temperature of the air."""
    molar = known(inputs.fuel).molar_mass_kg_mol
    if inputs.phase == "two-phase":
        return jet_frustum.two_phase(
            rate_kg_s=inputs.rate_kg_s,
            velocity_m_s=inputs.velocity_m_s,
            molar_mass_kg_mol=molar,
            heat_j_kg=combustion,
            elevation_deg=inputs.elevation_deg,
            height_m=inputs.height_m,
        )
    return jet_frustum.gas(
        rate_kg_s=inputs.rate_kg_s,
        velocity_m_s=inputs.velocity_m_s,
        molar_mass_kg_mol=molar,
        heat_j_kg=combustion,
        wind_m_s=inputs.wind_speed_m_s or 0.0,
        elevation_deg=inputs.elevation_deg,
        height_m=inputs.height_m,
        gas_density_kg_m3=101_325.0 * molar / (GAS_CONSTANT * inputs.air.temperature_k),
    )


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the heat ahead of a burning jet, distances over ground from the hole [m]."""
    combustion = heat(inputs.fuel)
    if combustion is None:
        raise ValueError("no heat of combustion")
    power = inputs.rate_kg_s * combustion
    length, share = jet_fire.flame_length_m(power), jet_fire.radiated_share(inputs.velocity_m_s)
    shining = flame(inputs, combustion)
    level_jet = length * math.cos(math.radians(inputs.elevation_deg))
    place = distances(max(min(shining.shape.reach_m, level_jet), 0.5))
    # the view is smooth: worked out at some places, drawn between by the logarithm
    few = place[:: max(place.size // VIEWS, 1)]
    seen = flame_view.view(shining.shape, few, TARGET_HEIGHT_M)
    view = np.exp(np.interp(np.log(place), np.log(few), np.log(np.maximum(seen, 1e-12))))
    air = inputs.air
    fluxes = {
        "frustum": through_air(
            shining.emissive_power_w_m2 * view, place - shining.shape.reach_m,
            air.temperature_k, air.humidity,
        ),
        "line": through_air(
            jet_fire.flux_w_m2(power, share, length, np.maximum(place, length)),
            place - level_jet, air.temperature_k, air.humidity,
        ),
    }  # fmt: skip
    facts = {
        "frustum": {
            "flame_length_m": shining.length_m,
            "lift_off_m": shining.lift_off_m,
            "frustum_length_m": shining.shape.length_m,
            "base_width_m": shining.shape.base_width_m,
            "tip_width_m": shining.shape.tip_width_m,
            "flame_elevation_deg": math.degrees(shining.shape.elevation),
            "surface_emissive_power_w_m2": shining.emissive_power_w_m2,
            "radiated_share": shining.radiated_share,
        },
        "line": {"flame_length_m": length, "radiated_share": share},
    }
    return answer(
        {**facts[inputs.method], "power_w": power},
        place,
        fluxes[inputs.method],
        unit="W/m2",
        thresholds=HEAT_W_M2,
        china=CHINA_HEAT_W_M2,
        harm=lambda q: probit.heat(q, inputs.exposure_s),
        sigma=SIGMA,
        seed=seed,
        at_m=inputs.places_m,
        warnings=tuple(outside_validity(inputs)),
        damage=burns_at(place, fluxes[inputs.method], inputs.exposure_s),
        method=inputs.method,
        methods=tuple(
            Method(
                name,
                TITLES[name],
                facts[name],
                rings(place, fluxes[name], HEAT_W_M2, "W/m2", sigma=SIGMA, seed=seed),
            )
            for name in TITLES
        ),
    )


MODEL = ModelSpec(
    name="jet-fire",
    version="2",
    title=Sentence("喷射火", "Jet fire"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    problems=problems,
    outside_validity=outside_validity,
    references=(
        "Chamberlain 1987, Chem. Eng. Res. Des. 65, 299",
        "Johnson et al. 1994, Trans. IChemE 72B, 157; TNO Yellow Book CPR 14E 1997; Considine & Grint 1984; Cook et al. 1990",
        "Lowesmith et al. 2007, Process Saf. Environ. Prot. 85, 207",
        "API 521, point source",
    ),
)
