"""What a river forecast needs to know: the inputs of `river-transport` as they stand in a case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from shangyou.science.cases import about
from shangyou.science.quantities import (
    CubicMetresPerSecond,
    DepthMetres,
    Fraction,
    Hours,
    Kilograms,
    LogDeviation,
    Metres,
    MetresPerSecond,
    MilligramsPerLitre,
    PerSecond,
    Ratio,
    ReachMetres,
    Seconds,
    Slope,
    SquareMetres,
    SquareMetresPerSecond,
    Unit,
    WidthMetres,
)

Series = tuple[tuple[datetime, CubicMetresPerSecond], ...]
Measured = tuple[tuple[datetime, MilligramsPerLitre], ...]
Members = Annotated[int, Unit("1", 1, 5000)]
StageMetres = Annotated[float, Unit("m", -500.0, 9000.0)]
Stages = tuple[tuple[datetime, StageMetres], ...]
SectionArea = Annotated[float, Unit("m2", 0.001, 1e6)]
DischargeSpread = Annotated[float, Unit("1", 0.0, 1.5)]
WaterKelvin = Annotated[float, Unit("K", 273.15, 313.15)]
WindSpeed = Annotated[float, Unit("m/s", 0.0, 40.0)]
SedimentKilograms = Annotated[float, Unit("kg/m3", 0.0, 100.0)]
Acidity = Annotated[float, Unit("1", 0.0, 14.0)]
Henry = Annotated[float, Unit("Pa m3/mol", 0.0, 1e7)]
MolarMass = Annotated[float, Unit("g/mol", 1.0, 5000.0)]
LogRatio = Annotated[float, Unit("1", -10.0, 12.0)]
Partition = Annotated[float, Unit("m3/kg", 0.0, 1e6)]
HalfLife = Annotated[float, Unit("s", 1.0, 1e12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityTest:
    """An earlier tracer test of this reach."""

    discharge_m3_s: CubicMetresPerSecond = field(metadata=about("试验时流量", "discharge then"))
    velocity_m_s: MetresPerSecond = field(metadata=about("峰值流速", "velocity of the peak"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Dead zones that hold water back: groynes, pools, bays."""

    area_ratio: Ratio = field(metadata=about("滞留区面积比", "storage area / channel area"))
    exchange_per_s: PerSecond = field(metadata=about("交换系数", "exchange rate"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """The mean section of a reach at one stage."""

    stage_m: StageMetres = field(metadata=about("水位", "stage"))
    area_m2: SectionArea = field(metadata=about("过水面积", "wetted area"))
    width_m: WidthMetres = field(metadata=about("水面宽", "width of the surface"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """The stage at one discharge, free of backwater."""

    discharge_m3_s: CubicMetresPerSecond = field(metadata=about("流量", "discharge"))
    stage_m: StageMetres = field(metadata=about("水位", "stage"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A side arm that leaves the river at the end of a reach."""

    reach: str = field(metadata=about("支汊河段", "reach of the arm"))
    share: Fraction | None = field(
        default=None,
        metadata=about("分流比（空：按各汊流量）", "share of the flow; null: by the discharges"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A piece of river along which nothing changes but the plume."""

    id: str = field(metadata=about("河段编号", "reach id"))
    length_m: ReachMetres = field(metadata=about("长度", "length"))
    discharge_m3_s: CubicMetresPerSecond | Series = field(metadata=about("流量", "discharge"))
    discharge_relative_sd: DischargeSpread | None = field(
        default=None,
        metadata=about(
            "流量相对标准差（空：用集合的）", "relative deviation of it; null: the ensemble's"
        ),
    )
    downstream: str | None = field(default=None, metadata=about("下游河段", "next reach"))
    joins: Literal["left", "right"] | None = field(
        default=None, metadata=about("从哪一岸汇入下游", "bank on which it joins the next reach")
    )
    width_m: WidthMetres | None = field(default=None, metadata=about("水面宽", "width"))
    depth_m: DepthMetres | None = field(default=None, metadata=about("平均水深", "mean depth"))
    velocity_m_s: MetresPerSecond | None = field(default=None, metadata=about("流速", "velocity"))
    slope: Slope | None = field(default=None, metadata=about("比降", "slope"))
    drainage_area_m2: SquareMetres | None = field(
        default=None, metadata=about("集水面积", "drainage area")
    )
    longitudinal_dispersion_m2_s: SquareMetresPerSecond | None = field(
        default=None, metadata=about("纵向离散系数", "longitudinal dispersion")
    )
    transverse_dispersion_m2_s: SquareMetresPerSecond | None = field(
        default=None, metadata=about("横向混合系数", "transverse mixing coefficient")
    )
    storage: Storage | None = field(default=None, metadata=about("滞留区", "transient storage"))
    velocity_tests: tuple[VelocityTest, ...] = field(
        default=(), metadata=about("历史示踪试验", "earlier tracer tests")
    )
    water_temperature_k: WaterKelvin | None = field(
        default=None, metadata=about("本河段水温", "water temperature of this reach")
    )
    suspended_sediment_kg_m3: SedimentKilograms | None = field(
        default=None, metadata=about("本河段含沙量", "suspended matter of this reach")
    )
    ph: Acidity | None = field(default=None, metadata=about("本河段酸碱度", "pH of this reach"))
    section_table: tuple[SectionRow, ...] = field(
        default=(), metadata=about("断面表", "section by stage")
    )
    rating: tuple[RatingRow, ...] = field(
        default=(), metadata=about("水位流量关系", "stage by discharge")
    )
    stage_m: StageMetres | Stages | None = field(
        default=None, metadata=about("实测水位", "stage as measured")
    )
    pool_level_m: StageMetres | None = field(
        default=None, metadata=about("库水位", "level of the pool below")
    )
    branches: tuple[Branch, ...] = field(
        default=(), metadata=about("支汊", "side arms; the rest goes on downstream")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where and when something entered the water, whatever it was."""

    reach: str = field(metadata=about("河段", "reach"))
    distance_m: Metres = field(default=0.0, metadata=about("距河段起点", "distance from its head"))
    position: Fraction | None = field(
        default=None, metadata=about("横向位置（0 左岸，1 右岸）", "position, 0 left to 1 right")
    )
    start: datetime | None = field(default=None, metadata=about("开始时间", "start"))
    duration_s: Seconds = field(default=0.0, metadata=about("持续时间", "duration"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Entry):
    """What entered the water: an amount, or the concentration measured at a section."""

    mass_kg: Kilograms | None = field(default=None, metadata=about("质量", "mass"))
    series: Measured | None = field(
        default=None, metadata=about("实测浓度过程", "measured concentrations")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """What travels."""

    name: str | None = field(default=None, metadata=about("名称", "name"))
    decay_per_s: PerSecond = field(default=0.0, metadata=about("一级衰减系数", "first-order loss"))
    solubility_mg_l: MilligramsPerLitre | None = field(
        default=None, metadata=about("溶解度", "solubility")
    )
    kind: Literal["organic", "metal"] = field(
        default="organic", metadata=about("类别", "kind of substance")
    )
    henry_pa_m3_mol: Henry | None = field(
        default=None, metadata=about("亨利常数（25 °C）", "Henry's constant at 25 degrees")
    )
    molar_mass_g_mol: MolarMass = field(default=100.0, metadata=about("摩尔质量", "molar mass"))
    log_kow: LogRatio | None = field(
        default=None, metadata=about("辛醇水分配系数对数", "log octanol-water ratio")
    )
    koc_m3_kg: Partition | None = field(
        default=None, metadata=about("有机碳分配系数", "organic-carbon partition")
    )
    partition_m3_kg: Partition | None = field(
        default=None, metadata=about("悬浮物分配系数", "partition to suspended matter")
    )
    biodegradation_half_life_s: HalfLife | None = field(
        default=None, metadata=about("生物降解半衰期（20 °C）", "half-life in water at 20 degrees")
    )
    hydrolysis_half_life_s: HalfLife | None = field(
        default=None, metadata=about("水解半衰期（25 °C）", "hydrolysis half-life at 25 degrees")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptor:
    """A place where somebody needs to know: an intake, a section, a boundary."""

    id: str = field(metadata=about("受体编号", "receptor id"))
    reach: str = field(metadata=about("河段", "reach"))
    distance_m: Metres = field(default=0.0, metadata=about("距河段起点", "distance from its head"))
    position: Fraction | None = field(
        default=None, metadata=about("横向位置（0 左岸，1 右岸）", "position, 0 left to 1 right")
    )
    limit_mg_l: MilligramsPerLitre | None = field(default=None, metadata=about("限值", "limit"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """A measure taken at one place of the river."""

    kind: Literal["divert", "dam", "dose", "dilute"] = field(metadata=about("措施", "measure"))
    reach: str = field(metadata=about("河段", "reach"))
    distance_m: Metres = field(default=0.0, metadata=about("距河段起点", "distance from its head"))
    from_: datetime = field(metadata=about("开始时间", "from", key="from"))
    until: datetime = field(metadata=about("结束时间", "until"))
    fraction: Fraction | None = field(
        default=None,
        metadata=about("作用比例（稀释：加水占流量之比）", "share affected (dilute: added share)"),
    )
    discharge_m3_s: CubicMetresPerSecond | None = field(
        default=None, metadata=about("加入的清水流量", "clean water added")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A sample; null or below the detection limit means not detected."""

    receptor: str = field(metadata=about("受体", "receptor"))
    time: datetime = field(metadata=about("采样时间", "time"))
    concentration_mg_l: MilligramsPerLitre | None = field(
        default=None, metadata=about("浓度", "concentration")
    )
    detection_limit_mg_l: MilligramsPerLitre | None = field(
        default=None, metadata=about("检出限", "detection limit")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """How many members, and how uncertain what the case states is."""

    members: Members = field(default=1000, metadata=about("成员数", "members"))
    discharge_sigma: LogDeviation = field(
        default=0.10, metadata=about("流量对数标准差", "log deviation of discharge")
    )
    velocity_sigma: LogDeviation = field(
        default=0.05, metadata=about("给定流速对数标准差", "log deviation of a given velocity")
    )
    dispersion_sigma: LogDeviation = field(
        default=0.15,
        metadata=about("给定离散系数对数标准差", "log deviation of a given dispersion"),
    )
    mass_sigma: LogDeviation | None = field(
        default=None, metadata=about("质量对数标准差", "log deviation of mass")
    )
    start_sd_s: Seconds | None = field(
        default=None, metadata=about("开始时间标准差", "deviation of the start")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time a forecast is for."""

    start: datetime = field(metadata=about("预报开始时间", "start of the forecast"))
    duration_h: Hours = field(default=72.0, metadata=about("预报时长", "length of the forecast"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs(Period):
    """A spill into a river: where, what, and who lives downstream."""

    reaches: tuple[Reach, ...] = field(metadata=about("河段", "reaches"))
    releases: tuple[Release, ...] = field(metadata=about("泄漏", "releases"))
    substance: Substance = field(default=Substance(), metadata=about("物质", "substance"))
    receptors: tuple[Receptor, ...] = field(default=(), metadata=about("受体", "receptors"))
    interventions: tuple[Intervention, ...] = field(
        default=(), metadata=about("措施", "interventions")
    )
    observations: tuple[Observation, ...] = field(
        default=(), metadata=about("实测", "observations")
    )
    ensemble: Ensemble = field(default=Ensemble(), metadata=about("集合", "ensemble"))
    water_temperature_k: WaterKelvin = field(
        default=288.15, metadata=about("水温", "water temperature")
    )
    wind_m_s: WindSpeed = field(default=2.0, metadata=about("风速", "wind speed at 10 m"))
    suspended_sediment_kg_m3: SedimentKilograms = field(
        default=0.0, metadata=about("含沙量", "suspended matter")
    )
    ph: Acidity = field(default=7.8, metadata=about("酸碱度", "pH"))
    scheme: Literal["auto", "path", "grid"] = field(
        default="auto",
        metadata=about(
            "解法（auto：分汊用网格，其余沿程精确解）",
            "auto: a grid where the river parts, else exact along the path",
        ),
    )
