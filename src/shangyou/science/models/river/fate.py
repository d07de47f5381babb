"""What a substance loses on its way: volatilisation, settling and decay as one first-order loss per reach."""

import math

from shangyou.science.distributions import LogNormal
from shangyou.science.models.river.case import Inputs, Reach, Substance
from shangyou.science.models.river.estimates import ReachEstimate
from shangyou.science.processes import (
    channel_geometry,
    degradation,
    sorption_settling,
    volatilisation,
)


def computed(substance: Substance) -> bool:
    """Say whether the loss follows from properties; a coefficient that is given stands alone."""
    known = (
        substance.henry_pa_m3_mol,
        substance.log_kow,
        substance.koc_m3_kg,
        substance.partition_m3_kg,
        substance.biodegradation_half_life_s,
        substance.hydrolysis_half_life_s,
    )
    return substance.decay_per_s == 0.0 and (
        substance.kind == "metal" or any(value is not None for value in known)
    )


def losses(inputs: Inputs, estimates: list[ReachEstimate]) -> list[LogNormal]:
    """Return the loss [1/s] of each reach and its log deviation."""
    if not computed(inputs.substance):
        return [LogNormal(inputs.substance.decay_per_s, 0.0) for _ in estimates]
    return [loss(inputs, reach, e) for reach, e in zip(inputs.reaches, estimates, strict=True)]


def loss(inputs: Inputs, reach: Reach, e: ReachEstimate) -> LogNormal:
    """Return the loss of one reach: the sum of its processes, whose errors are independent."""
    substance = inputs.substance
    temperature = _first(reach.water_temperature_k, inputs.water_temperature_k)
    sediment = _first(reach.suspended_sediment_kg_m3, inputs.suspended_sediment_kg_m3)
    ph = _first(reach.ph, inputs.ph)
    dissolved = sorption_settling.dissolved_share(_partition(substance, ph), sediment)
    shear = channel_geometry.shear_velocity(
        velocity_m_s=e.velocity.median, depth_m=e.depth_m, slope=reach.slope
    )
    parts = [
        (
            sorption_settling.settling_rate(
                dissolved=dissolved, shear_velocity_m_s=shear, depth_m=e.depth_m
            ),
            sorption_settling.SIGMA,
        )
    ]
    if substance.kind == "organic":
        parts += _organic(inputs, temperature, dissolved, e)
    total = sum(rate for rate, _ in parts)
    if total <= 0.0:
        return LogNormal(0.0, 0.0)
    return LogNormal(total, math.hypot(*(rate * sigma for rate, sigma in parts)) / total)


def _first(own: float | None, everywhere: float) -> float:
    return everywhere if own is None else own


def _partition(substance: Substance, ph: float) -> float:
    if substance.kind == "metal":
        if ph < sorption_settling.METAL_SORBS_ABOVE_PH:
            return 0.0
        return _first(substance.partition_m3_kg, sorption_settling.METAL_PARTITION_M3_KG)
    if substance.partition_m3_kg is not None:
        return substance.partition_m3_kg
    return sorption_settling.partition(log_kow=substance.log_kow, koc_m3_kg=substance.koc_m3_kg)


def _organic(
    inputs: Inputs, temperature: float, dissolved: float, e: ReachEstimate
) -> list[tuple[float, float]]:
    """Return rate and log deviation of what acts on the dissolved part of an organic substance."""
    substance = inputs.substance
    parts = []
    if substance.henry_pa_m3_mol is not None:
        rate = volatilisation.rate(
            henry_pa_m3_mol=substance.henry_pa_m3_mol,
            molar_mass_g_mol=substance.molar_mass_g_mol,
            velocity_m_s=e.velocity.median,
            depth_m=e.depth_m,
            wind_m_s=inputs.wind_m_s,
            water_temperature_k=temperature,
        )
        parts.append((dissolved * rate, volatilisation.SIGMA))
    if substance.biodegradation_half_life_s is not None:
        rate = degradation.biodegradation(substance.biodegradation_half_life_s, temperature)
        parts.append((dissolved * rate, degradation.SIGMA))
    if substance.hydrolysis_half_life_s is not None:
        rate = degradation.hydrolysis(substance.hydrolysis_half_life_s, temperature)
        parts.append((dissolved * rate, degradation.SIGMA))
    return parts
