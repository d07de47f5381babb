"""What an oil forecast needs to know: the inputs of `river-oil-spill` as they stand in a case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from shangyou.science.cases import about
from shangyou.science.models.river.case import (
    Ensemble,
    Entry,
    Period,
    Reach,
    Receptor,
    SedimentKilograms,
)
from shangyou.science.processes.bank_holding import BankKind
from shangyou.science.quantities import Fraction, Kilograms, Metres, Unit

# Ranges refuse slips of the pen: water that is ice or steam, wind beyond any storm on a river.
Kelvin = Annotated[float, Unit("K", 271.0, 313.0)]
BoilingKelvin = Annotated[float, Unit("K", 200.0, 1500.0)]
WindMetresPerSecond = Annotated[float, Unit("m/s", 0.0, 40.0)]
Degrees = Annotated[float, Unit("deg", 0.0, 360.0)]
BoomDegrees = Annotated[float, Unit("deg", 5.0, 90.0)]
OilDensity = Annotated[float, Unit("kg/m3", 500.0, 1100.0)]
OilViscosity = Annotated[float, Unit("m2/s", 1e-7, 10.0)]
CubicMetres = Annotated[float, Unit("m3", 1e-4, 1e6)]
CubicMetresPerHour = Annotated[float, Unit("m3/h", 0.0, 1000.0)]
DraughtMetres = Annotated[float, Unit("m", 0.05, 5.0)]
MostWater = Annotated[float, Unit("1", 0.0, 0.95)]
Elements = Annotated[int, Unit("1", 100, 200_000)]

WindSeries = tuple[tuple[datetime, WindMetresPerSecond, Degrees], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OilReach(Reach):
    """A piece of river, with its banks."""

    bank_kind: BankKind | tuple[BankKind, BankKind] | None = field(
        default=None,
        metadata=about("岸线类型（可分左、右岸）", "kind of bank, or of left and right"),
    )
    bearing_deg: Degrees | None = field(
        default=None, metadata=about("流向（正北起顺时针）", "direction of flow, from north")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OilRelease(Entry):
    """Where and when oil entered the water, and how much."""

    volume_m3: CubicMetres | None = field(default=None, metadata=about("体积", "volume"))
    mass_kg: Kilograms | None = field(default=None, metadata=about("质量", "mass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of the oil that boils together."""

    fraction: Fraction = field(metadata=about("质量分数", "share of mass"))
    boiling_point_k: BoilingKelvin = field(metadata=about("沸点", "boiling point"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOil:
    """An oil by its properties at the temperature of the water."""

    density_kg_m3: OilDensity = field(metadata=about("密度", "density"))
    viscosity_m2_s: OilViscosity = field(metadata=about("运动黏度", "kinematic viscosity"))
    cuts: tuple[Cut, ...] = field(metadata=about("馏分", "distillation cuts"))
    emulsion_onset: Fraction = field(
        default=1.0,
        metadata=about("开始乳化的蒸发比例", "share evaporated when water uptake begins"),
    )
    most_water: MostWater = field(
        default=0.0, metadata=about("最大含水率", "most water in the emulsion")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """The wind at ten metres above the river."""

    speed_m_s: WindMetresPerSecond = field(metadata=about("风速", "wind speed"))
    from_deg: Degrees = field(metadata=about("风向（来向）", "direction it comes from"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Boom:
    """A boom across the river, or part of it, and what is skimmed there."""

    reach: str = field(metadata=about("河段", "reach"))
    distance_m: Metres = field(default=0.0, metadata=about("距河段起点", "distance from its head"))
    from_: datetime = field(metadata=about("布设完成时间", "in place from", key="from"))
    until: datetime = field(metadata=about("撤除时间", "until"))
    draught_m: DraughtMetres = field(metadata=about("吃水", "draught"))
    length_m: Metres | None = field(
        default=None, metadata=about("长度（空为全河宽）", "length; null spans the river")
    )
    angle_deg: BoomDegrees = field(
        default=90.0, metadata=about("与水流夹角", "angle to the current")
    )
    bank: Literal["left", "right"] | None = field(
        default=None, metadata=about("系于哪一岸", "bank it starts from")
    )
    recovery_m3_h: CubicMetresPerHour = field(
        default=10.0, metadata=about("收油能力", "oil recovered per hour")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs(Period):
    """An oil spill into a river: where, which oil, and who lives downstream."""

    reaches: tuple[OilReach, ...] = field(metadata=about("河段", "reaches"))
    releases: tuple[OilRelease, ...] = field(metadata=about("泄漏", "releases"))
    oil: str | OwnOil = field(
        metadata=about("油品（ADIOS 编号、名称）", "oil: ADIOS id, name or properties")
    )
    volume_m3: CubicMetres | None = field(
        default=None, metadata=about("总体积", "volume, shared by releases that name none")
    )
    wind: Wind | WindSeries | None = field(default=None, metadata=about("风", "wind"))
    water_temperature_k: Kelvin | None = field(
        default=None, metadata=about("水温", "water temperature")
    )
    suspended_sediment_kg_m3: SedimentKilograms = field(
        default=0.0, metadata=about("含沙量", "suspended sediment")
    )
    receptors: tuple[Receptor, ...] = field(default=(), metadata=about("受体", "receptors"))
    booms: tuple[Boom, ...] = field(default=(), metadata=about("围油栏", "booms"))
    elements: Elements = field(default=10_000, metadata=about("油粒子数", "oil elements"))
    ensemble: Ensemble = field(default=Ensemble(members=100), metadata=about("集合", "ensemble"))
