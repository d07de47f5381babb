"""One liquid that covers a known area of ground: HJ 169-2018 annex F as it stands."""

import math
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GasSubstance
from shangyou.science.processes import pool_evaporation

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Pool, Release, Surroundings

LONGEST_S = 3600.0
POOL_PIECES = 24


def source(
    release: "Release", pool: "Pool", area_m2: float, substance: GasSubstance, air: "Surroundings"
) -> SourceTerm:
    """Boil by the heat of the ground, or evaporate in the wind, until the liquid is gone."""
    ground: pool_evaporation.Ground = "concrete" if pool.ground == "water" else pool.ground
    boiling = substance.boiling_point_k or air.temperature_k
    vaporisation = substance.heat_of_vaporisation_j_kg or 1.0
    mass = release.mass_kg if release.mass_kg is not None else math.inf
    longest = release.duration_s or LONGEST_S
    boils = boiling < air.temperature_k
    liquid = boiling if boils else (pool.temperature_k or air.temperature_k)
    pressure = min(substance.vapour_pressure_pa(liquid) or 0.0, AMBIENT_PA)
    by_wind = pool_evaporation.wind_rate_kg_s(
        stability=air.stability,
        vapour_pressure_pa=pressure,
        molar_mass_kg_mol=substance.molar_mass_kg_mol,
        temperature_k=air.temperature_k,
        wind_m_s=max(air.wind_m_s, 0.3),
        radius_m=math.sqrt(area_m2 / math.pi),
    )
    edges, rates, left = [0.0], [], mass
    for until in longest * (np.arange(1, POOL_PIECES + 1) / POOL_PIECES) ** 2:
        begin = edges[-1]
        rate = by_wind
        if boils:
            # the mean of 1/sqrt(t) over the piece: 2 / (sqrt(t1) + sqrt(t2))
            middle = ((math.sqrt(begin) + math.sqrt(until)) / 2.0) ** 2
            rate = max(
                rate,
                pool_evaporation.ground_rate_kg_s(
                    ground=ground,
                    area_m2=area_m2,
                    ground_k=air.temperature_k,
                    boiling_k=boiling,
                    heat_of_vaporisation_j_kg=vaporisation,
                    time_s=middle,
                ),
            )
        end = float(until)
        if rate * (end - begin) >= left:
            edges.append(begin + left / rate)
            rates.append(rate)
            left = 0.0
            break
        edges.append(end)
        rates.append(rate)
        left -= rate * (end - begin)
    pieces = len(rates)
    return SourceTerm(
        edges_s=np.array(edges),
        rate_kg_s=np.array(rates),
        temperature_k=np.full(pieces, min(liquid, air.temperature_k)),
        aerosol_fraction=np.zeros(pieces),
        diameter_m=2.0 * math.sqrt(area_m2 / math.pi),
        pooled_kg=0.0 if math.isinf(left) else left,
        theory="boiling-pool" if boils else "evaporating-pool",
    )
