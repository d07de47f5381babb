"""How it leaks: what a case says of the release, and the source term that follows."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import numpy as np

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.gas import jet, liquid_pool, pipe, vessel
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GasSubstance
from shangyou.science.models.gas.substances import doubt
from shangyou.science.processes.pool_evaporation import Bed
from shangyou.science.quantities import Fraction, Kilograms, KilogramsPerSecond, Seconds, Unit

Height = Annotated[float, Unit("m", 0.0, 500.0)]
Temperature = Annotated[float, Unit("K", 50.0, 1500.0)]
Volume = Annotated[float, Unit("m3", 1e-4, 2e5)]
Diameter = Annotated[float, Unit("m", 1e-4, 5.0)]
VesselSize = Annotated[float, Unit("m", 0.05, 200.0)]
Pressure = Annotated[float, Unit("Pa", 1.0, 1e8)]
PipeLength = Annotated[float, Unit("m", 1.0, 2e5)]
NozzleLength = Annotated[float, Unit("m", 0.0, 100.0)]
Area = Annotated[float, Unit("m2", 0.01, 1e6)]
LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tank:
    """A vessel with a hole; what is null follows from the substance and the air."""

    volume_m3: Volume = field(metadata=about("容积", "volume"))
    fill_fraction: Fraction = field(default=0.8, metadata=about("充装率", "share filled"))
    temperature_k: Temperature | None = field(
        default=None, metadata=about("介质温度", "temperature inside")
    )
    pressure_pa: Pressure | None = field(
        default=None, metadata=about("绝对压力", "pressure inside, absolute")
    )
    hole_diameter_m: Diameter = field(default=0.01, metadata=about("孔径", "diameter of the hole"))
    hole_height_m: Height = field(
        default=0.0, metadata=about("孔距罐底高度", "height of the hole above the bottom")
    )
    height_m: VesselSize | None = field(
        default=None, metadata=about("罐内高度", "inner height of the vessel")
    )
    phase: Literal["auto", "gas", "liquid", "two-phase"] = field(
        default="auto", metadata=about("泄漏相态", "what leaves the hole")
    )
    pipe_length_m: NozzleLength = field(
        default=0.0, metadata=about("孔口前短管长度", "length of the nozzle before the opening")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One of the liquids of a mixture."""

    substance: str = field(metadata=about("物质（CAS 号或名称）", "substance"))
    mole_fraction: Fraction = field(metadata=about("摩尔分数", "mole fraction"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A liquid on the ground or on water; what is null is said and assumed."""

    area_m2: Area | None = field(
        default=None,
        metadata=about("液池或围堰面积（不填为自由铺展）", "area of pool or bund; spreads if null"),
    )
    ground: Bed = field(default="concrete", metadata=about("地面或水面", "ground or water"))
    temperature_k: Temperature | None = field(
        default=None, metadata=about("液体温度", "temperature of the liquid")
    )
    ground_temperature_k: Temperature | None = field(
        default=None, metadata=about("地面或水温", "temperature of ground or water")
    )
    components: tuple[Component, ...] = field(
        default=(),
        metadata=about("混合液组分（含本物质）", "components, this substance among them"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe:
    """A pipe of gas broken right across, shut off from what feeds it."""

    diameter_m: Diameter = field(metadata=about("管道内径", "inner diameter"))
    length_m: PipeLength = field(
        metadata=about("断口至截断阀长度", "length to the valve that shuts")
    )
    pressure_pa: Pressure = field(metadata=about("绝对压力", "pressure inside, absolute"))
    temperature_k: Temperature | None = field(
        default=None, metadata=about("气体温度", "temperature inside")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What escapes."""

    kind: Literal["continuous", "instantaneous", "tank", "pool", "jet", "pipe"] = field(
        metadata=about("泄漏方式", "kind of release")
    )
    rate_kg_s: KilogramsPerSecond | None = field(default=None, metadata=about("速率", "rate"))
    duration_s: Seconds | None = field(default=None, metadata=about("持续时间", "duration"))
    mass_kg: Kilograms | None = field(default=None, metadata=about("质量", "mass"))
    height_m: Height = field(default=0.5, metadata=about("离地高度", "height above ground"))
    temperature_k: Temperature | None = field(
        default=None, metadata=about("释放温度", "temperature at the release")
    )
    liquid_fraction: Fraction = field(
        default=0.0, metadata=about("液滴质量分数", "share that leaves as drops")
    )
    diameter_m: Diameter | None = field(
        default=None, metadata=about("喷口直径", "diameter of the opening")
    )
    source_area_m2: Area | None = field(
        default=None, metadata=about("源面积", "area of the source")
    )
    rain_out: Literal["drops", "twice_flash", "hj169_2004", "none"] = field(
        default="drops", metadata=about("液滴落地", "how drops fall out")
    )
    tank: Tank | None = field(default=None, metadata=about("储罐", "tank"))
    pipe: Pipe | None = field(default=None, metadata=about("管道", "pipe"))
    pool: Pool | None = field(default=None, metadata=about("液池", "pool"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the weather a source feels."""

    temperature_k: float
    wind_m_s: float
    stability: str


def problems(release: Release) -> Iterator[Problem]:
    """Yield what the kind of release needs and does not have."""
    need = {
        "continuous": (("rate_kg_s", "泄漏速率", "the rate"),),
        "jet": (("rate_kg_s", "泄漏速率", "the rate"),),
        "instantaneous": (("mass_kg", "泄漏量", "the mass"),),
        "tank": (("tank", "储罐参数", "the tank"),),
        "pool": (("pool", "液池参数", "the pool"),),
        "pipe": (("pipe", "管道参数", "the pipe"),),
    }[release.kind]
    for name, zh, en in need:
        if getattr(release, name) is None:
            yield _problem(
                f"$.release.{name}",
                f"“{release.kind}”需要{zh}（{name}）",
                f"a release of kind “{release.kind}” needs {en} ({name})",
            )
    if release.rate_kg_s is not None and release.rate_kg_s <= 0.0:
        yield _problem(
            "$.release.rate_kg_s", "泄漏速率应大于 0 kg/s", "the rate must be above 0 kg/s"
        )
    tank = release.tank
    if release.kind == "tank" and tank is not None:
        height = vessel.inner_height(tank.volume_m3, tank.height_m)
        if tank.hole_height_m >= height:
            yield _problem(
                "$.release.tank.hole_height_m",
                f"孔高 {tank.hole_height_m:g} m 不低于罐高 {height:.2g} m；应小于罐高",
                f"the hole at {tank.hole_height_m:g} m is not below the top of the tank "
                f"({height:.2g} m)",
            )
        if tank.phase == "liquid" and tank.hole_height_m >= tank.fill_fraction * height:
            yield _problem(
                "$.release.tank.hole_height_m",
                f"液面高 {tank.fill_fraction * height:.2g} m，孔高 {tank.hole_height_m:g} m："
                "液体够不到孔；请降低孔高、提高充装率，或选气相泄漏",
                f"the liquid stands at {tank.fill_fraction * height:.2g} m, below the hole at "
                f"{tank.hole_height_m:g} m: lower the hole, fill the tank, or let gas leave",
            )
    yield from liquid_pool.problems(release)
    broken = release.pipe
    if release.kind == "pipe" and broken is not None and broken.pressure_pa <= AMBIENT_PA:
        yield _problem(
            "$.release.pipe.pressure_pa",
            f"管内绝对压力 {broken.pressure_pa:g} Pa 不高于大气压；应大于 {AMBIENT_PA:g} Pa",
            f"the pressure of {broken.pressure_pa:g} Pa is not above that of the air; give more than "
            f"{AMBIENT_PA:g} Pa",
        )


def missing(release: Release, substance: GasSubstance) -> Iterator[Problem]:
    """Yield properties the source needs and the table does not have, and what may be given instead."""
    wants: list[tuple[str, str, str]] = []
    if release.kind == "tank":
        wants += [
            ("boiling_point_k", "沸点", "boiling point"),
            ("vapour_heat_capacity_j_kg_k", "气体比热", "heat capacity of the gas"),
        ]
    if release.kind == "pipe":
        wants.append(("vapour_heat_capacity_j_kg_k", "气体比热", "heat capacity of the gas"))
    if release.kind in ("tank", "pool"):
        wants += [
            ("antoine", "饱和蒸气压", "vapour pressure"),
            ("heat_of_vaporisation_j_kg", "汽化热", "heat of vaporisation"),
            ("liquid_density_kg_m3", "液体密度", "density of the liquid"),
        ]
    for name, zh, en in wants:
        if getattr(substance, name) is None:
            yield _problem(
                "$.release.kind",
                f"物质表中没有{substance.name_zh}的{zh}，不能由储罐或液池推算；"
                "请直接给出泄漏速率（continuous）",
                f"the table has no {en} of {substance.name_en}, so nothing can follow from a tank "
                "or pool; give the rate instead (continuous)",
            )
    lowest = substance.freezing_point_k
    given = release.temperature_k
    if given is not None and lowest is not None and given < 0.5 * lowest:
        yield _problem(
            "$.release.temperature_k",
            f"{given:g} K 远低于{substance.name_zh}的凝固点 {lowest:g} K；"
            f"应不低于 {0.5 * lowest:.0f} K",
            f"{given:g} K is far below the freezing point of {substance.name_en} ({lowest:g} K); "
            f"give {0.5 * lowest:.0f} K or more",
        )


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def source_term(release: Release, substance: GasSubstance, air: Surroundings) -> SourceTerm:
    """Return what enters the air; the case has passed `problems` and `missing`."""
    if release.kind == "tank" and release.tank is not None:
        return _doubted(vessel.emptying(release, release.tank, substance, air), substance)
    if release.kind == "pool" and release.pool is not None:
        return _doubted(liquid_pool.alone(release, release.pool, substance, air), substance)
    if release.kind == "pipe" and release.pipe is not None:
        return pipe.rupture(release, release.pipe, substance, air)
    if release.kind == "instantaneous":
        return _sudden(release, substance, air)
    return _steady(release, substance, air)


def _doubted(source: SourceTerm, substance: GasSubstance) -> SourceTerm:
    """Return the source with what is to be said of the properties behind it."""
    return replace(source, notes=(*source.notes, *doubt(substance)))


def _temperature(release: Release, substance: GasSubstance, air: Surroundings) -> float:
    if release.temperature_k is not None:
        return release.temperature_k
    boiling = substance.boiling_point_k
    if release.liquid_fraction > 0.0 and boiling is not None:
        return min(boiling, air.temperature_k)
    return air.temperature_k


def _steady(release: Release, substance: GasSubstance, air: Surroundings) -> SourceTerm:
    rate = release.rate_kg_s or 0.0
    duration = release.duration_s
    if duration is None or duration == 0.0:
        duration = release.mass_kg / rate if release.mass_kg else LONGEST_S
    temperature = _temperature(release, substance, air)
    speed = 0.0
    diameter = 2.0 * math.sqrt((release.source_area_m2 or 0.0) / math.pi)
    notes: tuple[Sentence, ...] = ()
    if release.kind == "jet":
        speed, notes = jet.leaving(release, substance, temperature, rate)
        diameter = release.diameter_m or diameter
    source = SourceTerm(
        edges_s=np.array([0.0, duration]),
        rate_kg_s=np.array([rate]),
        temperature_k=np.array([temperature]),
        aerosol_fraction=np.array([release.liquid_fraction]),
        height_m=release.height_m,
        diameter_m=diameter,
        jet_velocity_m_s=speed,
        theory="given-rate",
        notes=notes,
    )
    if release.kind == "jet" and release.liquid_fraction > 0.0:
        return liquid_pool.rained(release, source, substance, air, 1.0 - release.liquid_fraction)
    return source


def _sudden(release: Release, substance: GasSubstance, air: Surroundings) -> SourceTerm:
    mass = release.mass_kg or 0.0
    temperature = _temperature(release, substance, air)
    volume = mass / substance.gas_density_kg_m3(temperature)
    return SourceTerm(
        edges_s=np.array([0.0, 0.0]),
        rate_kg_s=np.array([0.0]),
        temperature_k=np.array([temperature]),
        aerosol_fraction=np.array([release.liquid_fraction]),
        sudden_kg=mass,
        height_m=release.height_m,
        diameter_m=2.0 * (volume / math.pi) ** (1.0 / 3.0),  # a cylinder as high as its radius
        theory="all-at-once",
    )
