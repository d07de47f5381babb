"""What a stored gas run says of the leak, as fire and blast need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangyou.response.gas import axis
from shangyou.science import cases
from shangyou.science.catalogue import model
from shangyou.science.messages import BadInput
from shangyou.science.models.gas import substances as gases
from shangyou.science.models.gas.release import Surroundings, source_term
from shangyou.science.models.gas.substance import GasSubstance

CALM = "calm-puff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A leak as it was run; lengths in m, masses in kg, rates in kg/s."""

    substance: GasSubstance
    air_temperature_k: float
    relative_humidity: float
    wind_m_s: float
    towards: tuple[float, float]
    calm: bool
    is_pool: bool
    pool_area_m2: float | None
    pooled_kg: float
    sudden_kg: float
    airborne_kg: float
    rate_kg_s: float
    jet_velocity_m_s: float
    height_m: float
    drops: bool
    lfl_distance_m: float | None
    vessel_kg: float | None
    vessel_pa: float | None


def flammable(substance: GasSubstance | None) -> bool:
    """Tell whether it burns: a flammable limit and a heat of combustion are on record."""
    return (
        substance is not None
        and substance.lfl_fraction is not None
        and substance.heat_of_combustion_j_kg is not None
    )


def read(document: Mapping[str, Any], answer: Mapping[str, Any]) -> Leak | None:
    """Return the leak of a case and its answer; None where the substance is not known."""
    substance = gases.find(document["substance"])
    spec = model("gas-release")
    if substance is None or spec is None:
        return None
    inputs = cases.read(spec, document)
    weather, release = inputs.weather, inputs.release
    source = answer["source"]
    lfl = next((z for z in answer["zones"] if z["threshold"] == "LFL"), None)
    vessel_kg, vessel_pa = _vessel(release, substance)
    return Leak(
        substance=substance,
        air_temperature_k=float(np.clip(weather.air_temperature_k, 233.0, 328.0)),
        relative_humidity=weather.relative_humidity,
        wind_m_s=float(answer["weather"]["wind_10m_m_s"] or weather.wind_speed_m_s),
        towards=axis.towards(document, answer),
        calm=answer["theory"] == CALM,
        is_pool=release.kind == "pool",
        pool_area_m2=release.pool.area_m2 if release.kind == "pool" and release.pool else None,
        pooled_kg=float(source["pooled_kg"] or 0.0),
        sudden_kg=float(source["sudden_kg"] or 0.0),
        airborne_kg=float(source["airborne_kg"] or 0.0),
        rate_kg_s=max(source["rate_kg_s"], default=0.0),
        jet_velocity_m_s=_jet_velocity(inputs, substance),
        height_m=release.height_m,
        drops=float(source["aerosol_fraction"] or 0.0) > 0.0,
        lfl_distance_m=None if lfl is None else lfl["distance_m"]["p50"],
        vessel_kg=vessel_kg,
        vessel_pa=vessel_pa,
    )


def _vessel(release: Any, substance: GasSubstance) -> tuple[float | None, float | None]:
    tank, density = release.tank, substance.liquid_density_kg_m3
    if release.kind == "tank" and tank is not None and density is not None:
        return tank.volume_m3 * tank.fill_fraction * density, tank.pressure_pa
    return (release.mass_kg if release.kind == "instantaneous" else None), None


def _jet_velocity(inputs: Any, substance: GasSubstance) -> float:
    """Return the velocity of the expanded jet [m/s]; 0 where the leak has none."""
    weather = inputs.weather
    try:
        source = source_term(
            inputs.release,
            substance,
            Surroundings(weather.air_temperature_k, weather.wind_speed_m_s, "D"),
        )
    except BadInput:
        return 0.0
    return float(source.jet_velocity_m_s)
