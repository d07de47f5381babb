"""Liquid on the ground: spilled at once, fed, or rained out of a jet; and what it gives to the air."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.gas import fixed_pool, pool_notes
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import GasSubstance
from shangyou.science.models.gas.substances import find
from shangyou.science.processes import (
    film_boiling,
    pool_evaporation,
    rain_out,
    vapour_properties,
)

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Pool, Release, Surroundings

LONGEST_S: Final = 3600.0
PIECES: Final = 24
TAIL_PIECES: Final = 12
WATER_DENSITY: Final = 1000.0
# Thin liquids (0.2 to 0.6 mPa s) have about this kinematic viscosity [m2/s]; it counts only for thin, slow films.
VISCOSITY: Final = 5e-7
# Drops count as kept up where less than this share of the liquid would land.
NEGLIGIBLE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Spill:
    """What a pool does: n steps between n + 1 times."""

    times_s: Floats
    rate_kg_s: Floats  # (n,) of the substance of the case
    radius_m: Floats
    temperature_k: Floats
    left_kg: float
    notes: tuple[Sentence, ...]

    def between(self, edges_s: Floats) -> Floats:
        """Return the mean rate between edges [kg/s]; mass is kept."""
        gone = np.concatenate([[0.0], np.cumsum(self.rate_kg_s * np.diff(self.times_s))])
        return np.asarray(np.diff(np.interp(edges_s, self.times_s, gone)) / np.diff(edges_s))


def problems(release: "Release") -> Iterator[Problem]:
    """Yield what a pool needs and does not have."""
    pool = release.pool
    if release.kind != "pool" or pool is None:
        return
    known = (release.mass_kg, release.rate_kg_s, release.duration_s if pool.area_m2 else None)
    if all(value is None for value in known):
        yield Problem(
            "$.release.mass_kg",
            Sentence(
                "液池需要液体质量 mass_kg、泄漏速率 rate_kg_s，或（给定面积时）持续时间 duration_s",
                "a pool needs the mass of liquid (mass_kg), a rate that feeds it (rate_kg_s) or, with its area, "
                "how long it lies (duration_s)",
            ),
        )
    total = sum(part.mole_fraction for part in pool.components)
    if pool.components and abs(total - 1.0) > 0.01:
        yield Problem(
            "$.release.pool.components",
            Sentence(
                f"组分摩尔分数之和为 {total:.3g}，应为 1（±0.01）",
                f"the mole fractions add up to {total:.3g}; they must to 1 within 0.01",
            ),
        )
    for i, part in enumerate(pool.components):
        yield from _component(f"$.release.pool.components[{i}].substance", part.substance)


def _component(path: str, name: str) -> Iterator[Problem]:
    known = find(name)
    if known is None:
        yield Problem(
            path,
            Sentence(
                f"气体物质表中没有“{name}”；请填 CAS 号或全名",
                f"the table of gases has no '{name}'; give a CAS number or a full name",
            ),
        )
    elif known.antoine is None or known.heat_of_vaporisation_j_kg is None:
        yield Problem(
            path,
            Sentence(
                f"物质表中没有{known.name_zh}的蒸气压或汽化热，不能计入混合液",
                f"the table has no vapour pressure or heat of vaporisation of {known.name_en}",
            ),
        )


def mixture(pool: "Pool | None", substance: GasSubstance) -> list[tuple[GasSubstance, float]]:
    """Return the components and their shares of the mass; the substance of the case comes first."""
    parts = [
        (find(part.substance), part.mole_fraction) for part in (pool.components if pool else ())
    ]
    known = [(found, share) for found, share in parts if found is not None and share > 0.0]
    if not any(found.cas == substance.cas for found, _ in known):
        return [(substance, 1.0)]
    known.sort(key=lambda part: part[0].cas != substance.cas)
    masses = [found.molar_mass_kg_mol * share for found, share in known]
    return [(found, m / sum(masses)) for (found, _), m in zip(known, masses, strict=True)]


def alone(
    release: "Release", pool: "Pool", substance: GasSubstance, air: "Surroundings"
) -> SourceTerm:
    """Return the source term of a pool by itself.

    One liquid of known area on ground is annex F as it stands; a pool that spreads, lies on water, is fed, or is a
    mixture is marched in time.
    """
    plain = pool.ground != "water" and not pool.components and release.rate_kg_s is None
    if pool.area_m2 is not None and plain and pool.ground_temperature_k is None:
        return fixed_pool.source(release, pool, pool.area_m2, substance, air)
    longest = release.duration_s or LONGEST_S
    fed = release.rate_kg_s or 0.0
    if fed > 0.0:
        lasting = release.duration_s or (release.mass_kg or math.inf) / fed
        lasting, longest = min(lasting, LONGEST_S), LONGEST_S
        edges, feed, at_once = np.array([0.0, max(lasting, 1.0)]), np.array([fed]), 0.0
    else:
        edges, feed, at_once = np.zeros(1), np.zeros(0), release.mass_kg or 0.0
    found = spill(
        pool, substance, air, edges=edges, feed=feed, at_once_kg=at_once, longest_s=longest
    )
    end = float(found.times_s[-1])
    pieces = end * (np.arange(PIECES + 1) / PIECES) ** 2
    rates = found.between(pieces)
    middle = 0.5 * (pieces[1:] + pieces[:-1])
    warmth = np.interp(middle, found.times_s[1:], found.temperature_k)
    return SourceTerm(
        edges_s=pieces,
        rate_kg_s=rates,
        temperature_k=np.minimum(warmth, air.temperature_k),
        aerosol_fraction=np.zeros(PIECES),
        diameter_m=2.0 * _typical_radius(found),
        pooled_kg=found.left_kg,
        theory="spreading-pool" if pool.area_m2 is None else "boiling-pool",
        notes=found.notes,
    )


def _typical_radius(found: Spill) -> float:
    """Return the radius weighted by what evaporates [m]."""
    mass = found.rate_kg_s * np.diff(found.times_s)
    total = float(mass.sum())
    return (
        float((found.radius_m * mass).sum() / total) if total > 0.0 else float(found.radius_m.max())
    )


def spill(
    pool: "Pool | None", substance: GasSubstance, air: "Surroundings", *,
    edges: Floats, feed: Floats, at_once_kg: float, longest_s: float, cold_k: float | None = None,
) -> Spill:  # fmt: skip
    """Return the life of a pool that is spilled at once, fed, or both."""
    # compiled code is loaded when a pool is computed, not when the catalogue is read
    from shangyou.science.processes import pool_growth  # noqa: PLC0415

    parts = mixture(pool, substance)
    bed = pool.ground if pool else "concrete"
    warm = (pool.ground_temperature_k if pool else None) or air.temperature_k
    boiling = substance.boiling_point_k or air.temperature_k
    cold = cold_k or (pool.temperature_k if pool else None) or min(boiling, air.temperature_k)
    shares = np.array([share for _, share in parts])
    density = np.array([found.liquid_density_kg_m3 or 1000.0 for found, _ in parts])
    mean_density = 1.0 / float((shares / density).sum())
    if bed == "water":
        gravity = rain_out.GRAVITY * max(1.0 - mean_density / WATER_DENSITY, 0.05)
        heat = np.array([0.0, from_water(substance, warm), gravity])
    else:
        ground = pool_evaporation.GROUNDS[bed]
        effusive = ground.conductivity / math.sqrt(math.pi * ground.diffusivity)
        heat = np.array([effusive, 0.0, rain_out.GRAVITY])
    thinnest = pool_evaporation.LEAST_DEPTH[bed]
    widest = math.sqrt(pool.area_m2 / math.pi) if pool and pool.area_m2 else 1e4
    volume = at_once_kg / mean_density
    start = max((volume / math.pi) ** (1.0 / 3.0), 0.1)
    if pool and pool.area_m2:
        # a bund is filled at once by what is in it at the start
        start = widest if volume >= widest**2 * math.pi * thinnest else start
    times, rates, radius, temperature, left = pool_growth.grow(
        np.asarray(edges, dtype=np.float64), np.asarray(feed, dtype=np.float64),
        at_once_kg * shares, shares,
        np.array([found.molar_mass_kg_mol for found, _ in parts]),
        np.array([found.antoine or (0.0, 0.0, 0.0) for found, _ in parts]),
        np.array([found.heat_of_vaporisation_j_kg or 1e6 for found, _ in parts]),
        np.array([found.liquid_heat_capacity_j_kg_k or 2000.0 for found, _ in parts]),
        density, cold, warm, air.temperature_k,
        np.array(pool_evaporation.wind_factor(air.stability, max(air.wind_m_s, 0.3))),
        heat, VISCOSITY, start, max(widest, 0.1), thinnest, longest_s,
    )  # fmt: skip
    spread = float(radius.max(initial=start))
    notes = pool_notes.of(pool, substance, parts, bed=bed, radius_m=spread, thinnest_m=thinnest)
    return Spill(times, rates[:, 0], radius, temperature, float(left.sum()), tuple(notes))


def from_water(substance: GasSubstance, warm_k: float) -> float:
    """Return the coefficient of heat from water through a film of vapour [W/(m2 K)]."""
    boiling = substance.boiling_point_k
    critical, pressure = substance.critical_temperature_k, substance.critical_pressure_pa
    latent, density = substance.heat_of_vaporisation_j_kg, substance.liquid_density_kg_m3
    if None in (boiling, critical, pressure, latent, density) or boiling >= warm_k:  # type: ignore[operator]
        return pool_notes.WATER_W_M2_K
    middle = 0.5 * (boiling + warm_k)  # type: ignore[operator]
    molar, heat = substance.molar_mass_kg_mol, substance.vapour_heat_capacity_j_kg_k or 1000.0
    viscosity = vapour_properties.viscosity_pa_s(middle, molar, critical, pressure)  # type: ignore[arg-type]
    return film_boiling.coefficient_w_m2_k(
        warm_k=warm_k,
        boiling_k=boiling,  # type: ignore[arg-type]
        liquid_density=density,  # type: ignore[arg-type]
        vapour_density=substance.gas_density_kg_m3(middle),
        viscosity=viscosity,
        conductivity=vapour_properties.conductivity_w_m_k(viscosity, heat, molar),
        heat_capacity=heat,
        latent=latent,  # type: ignore[arg-type]
        tension=tension(substance, boiling),  # type: ignore[arg-type]
    )


def tension(substance: GasSubstance, temperature_k: float) -> float:
    """Return the surface tension of a liquid [N/m]; 0.02 where its critical point is unknown."""
    boiling, critical = substance.boiling_point_k, substance.critical_temperature_k
    pressure = substance.critical_pressure_pa
    if boiling is None or critical is None or pressure is None:
        return 0.02
    return max(
        vapour_properties.surface_tension_n_m(temperature_k, boiling, critical, pressure), 1e-3
    )


def landing(
    release: "Release",
    substance: GasSubstance,
    air: "Surroundings",
    speed_m_s: float,
    flashed: float,
) -> float:
    """Return the share of the unflashed liquid that falls to the ground [-]."""
    if release.rain_out == "none":
        return 0.0
    if release.rain_out == "hj169_2004":
        # HJ/T 169-2004 annex A.2: a flash of 0.1 carries half of the liquid, 0.2 all of it (from memory, 需核实)
        return max(1.0 - 5.0 * flashed, 0.0)
    if release.rain_out == "twice_flash":
        # CCPS 1999 rule of thumb: drops twice the flash stay up
        return 1.0 if flashed >= 1.0 else max(1.0 - 2.0 * flashed / (1.0 - flashed), 0.0)
    if substance.antoine is None or substance.heat_of_vaporisation_j_kg is None:
        return 0.0
    density = substance.liquid_density_kg_m3 or 1000.0
    cold = min(substance.boiling_point_k or air.temperature_k, air.temperature_k)
    transfer = rain_out.transfer_number(
        air_k=air.temperature_k,
        latent=substance.heat_of_vaporisation_j_kg,
        molar_mass=substance.molar_mass_kg_mol,
        antoine=substance.antoine,
    )
    falls = rain_out.landing_share(
        diameter_m=rain_out.drop_diameter_m(speed_m_s, tension(substance, cold)),
        height_m=max(release.height_m, 0.01),
        density_kg_m3=density,
        transfer=transfer,
    )
    return falls * rain_out.shatter_factor(flashed)


def rained(
    release: "Release",
    jet: SourceTerm,
    substance: GasSubstance,
    air: "Surroundings",
    flashed: float,
) -> SourceTerm:
    """Return a jet whose drops partly land, with the pool they make.

    `jet` has all of the liquid in its rate: `flashed` of it is vapour, the rest drops.
    """
    falls = landing(release, substance, air, jet.jet_velocity_m_s, flashed)
    share = falls * (1.0 - flashed)
    if share <= NEGLIGIBLE:
        return replace(jet, notes=(*jet.notes, *pool_notes.mist(release.rain_out, flashed)))
    up = 1.0 - share
    drops = max(1.0 - flashed - share, 0.0) / up if up > 0.0 else 0.0
    aloft = replace(
        jet,
        rate_kg_s=jet.rate_kg_s * up,
        aerosol_fraction=np.full(jet.rate_kg_s.size, drops),
    )
    end = float(jet.edges_s[-1])
    found = spill(
        release.pool, substance, air, edges=jet.edges_s, feed=jet.rate_kg_s * share, at_once_kg=0.0,
        longest_s=max(end, LONGEST_S), cold_k=float(jet.temperature_k[0]),
    )  # fmt: skip
    said = pool_notes.rain(share, has_pool=release.pool is not None)
    return joined(aloft, replace(found, notes=(said, *found.notes)))


def joined(jet: SourceTerm, found: Spill) -> SourceTerm:
    """Return a jet and its pool as one source term; mass is kept."""
    end, last = float(jet.edges_s[-1]), float(found.times_s[-1])
    edges, rates = jet.edges_s, jet.rate_kg_s
    if last > end + 1.0:
        tail = end + (last - end) * (np.arange(1, TAIL_PIECES + 1) / TAIL_PIECES) ** 2
        edges = np.concatenate([edges, tail])
        rates = np.concatenate([rates, np.zeros(TAIL_PIECES)])
    pool = found.between(edges)
    both = np.maximum(rates + pool, 1e-30)
    middle = 0.5 * (edges[1:] + edges[:-1])
    warmth = np.interp(middle, found.times_s[1:], found.temperature_k)
    cold = np.full(rates.size, float(jet.temperature_k[0]))
    span = np.diff(edges)
    mostly_pool = float((pool * span).sum()) > float((rates * span).sum())
    return replace(
        jet,
        edges_s=edges,
        rate_kg_s=rates + pool,
        temperature_k=(rates * cold + pool * warmth) / both
        if both.max() > 1e-29
        else np.full(rates.size, float(cold[0])),
        aerosol_fraction=rates * float(jet.aerosol_fraction[0]) / both,
        diameter_m=2.0 * _typical_radius(found) if mostly_pool else jet.diameter_m,
        jet_velocity_m_s=0.0 if mostly_pool else jet.jet_velocity_m_s,
        height_m=0.0 if mostly_pool else jet.height_m,
        pooled_kg=found.left_kg,
        theory=f"{jet.theory}+pool",
        notes=(*jet.notes, *found.notes),
    )
