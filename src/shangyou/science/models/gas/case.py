"""What a gas forecast needs to know: the inputs of `gas-release` as they stand in a case."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from shangyou.science.cases import about
from shangyou.science.models.gas.release import Release
from shangyou.science.processes.stability import Stability
from shangyou.science.quantities import Unit

WindSpeed = Annotated[float, Unit("m/s", 0.0, 60.0)]
Height = Annotated[float, Unit("m", 0.0, 1000.0)]
WindHeight = Annotated[float, Unit("m", 0.5, 300.0)]
Degrees = Annotated[float, Unit("deg", -360.0, 720.0)]
Spread = Annotated[float, Unit("deg", 0.0, 180.0)]
Elevation = Annotated[float, Unit("deg", -90.0, 90.0)]
Speed = Annotated[float, Unit("m/s", 0.0, 20.0)]
Obukhov = Annotated[float, Unit("m", -1e6, 1e6)]
MixingHeight = Annotated[float, Unit("m", 10.0, 5000.0)]
AirTemperature = Annotated[float, Unit("K", 220.0, 330.0)]
Humidity = Annotated[float, Unit("1", 0.0, 1.0)]
Roughness = Annotated[float, Unit("m", 1e-5, 3.0)]
Tenths = Annotated[float, Unit("1", 0.0, 10.0)]
Averaging = Annotated[float, Unit("s", 1.0, 86_400.0)]
Coordinate = Annotated[float, Unit("m", -100_000.0, 100_000.0)]
Distance = Annotated[float, Unit("m", 1.0, 100_000.0)]
AirChanges = Annotated[float, Unit("1/h", 0.0, 100.0)]
GroundSlope = Annotated[float, Unit("m/m", 0.0, 2.0)]
SlopeWay = Annotated[float, Unit("m", 1.0, 50_000.0)]
Cooling = Annotated[float, Unit("W/m2", 0.0, 200.0)]
ValleyWidth = Annotated[float, Unit("m", 10.0, 100_000.0)]
Catchment = Annotated[float, Unit("1", 1.0, 20.0)]
Members = Annotated[int, Unit("1", 1, 5000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The air, as far as somebody knows it."""

    wind_speed_m_s: WindSpeed = field(metadata=about("风速", "wind speed"))
    wind_from_deg: Degrees = field(default=270.0, metadata=about("风向（来向）", "wind from"))
    wind_height_m: WindHeight = field(
        default=10.0, metadata=about("风速测量高度", "height of the wind measurement")
    )
    wind_direction_sd_deg: Spread | None = field(
        default=None, metadata=about("风向标准差", "standard deviation of wind direction")
    )
    vertical_velocity_sd_m_s: Speed | None = field(
        default=None, metadata=about("垂直风速标准差", "standard deviation of vertical wind")
    )
    stability: Stability | None = field(default=None, metadata=about("稳定度", "stability class"))
    friction_velocity_m_s: Speed | None = field(
        default=None, metadata=about("摩擦速度", "friction velocity")
    )
    obukhov_length_m: Obukhov | None = field(
        default=None, metadata=about("奥布霍夫长度", "Obukhov length")
    )
    mixing_height_m: MixingHeight | None = field(
        default=None, metadata=about("混合层高度", "mixing height")
    )
    air_temperature_k: AirTemperature = field(
        default=293.15, metadata=about("气温", "air temperature")
    )
    relative_humidity: Humidity = field(
        default=0.6, metadata=about("相对湿度", "relative humidity")
    )
    roughness_m: Roughness = field(default=0.1, metadata=about("地面粗糙度", "roughness length"))
    cloud_total: Tenths | None = field(default=None, metadata=about("总云量", "total cloud"))
    cloud_low: Tenths | None = field(default=None, metadata=about("低云量", "low cloud"))
    solar_elevation_deg: Elevation | None = field(
        default=None, metadata=about("太阳高度角", "height of the sun")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """Ground that falls one way; in a valley its floor, downhill along it. Zero slope and no walls is flat ground."""

    slope: GroundSlope = field(default=0.0, metadata=about("坡度", "slope of the ground"))
    downhill_deg: Degrees = field(
        default=180.0, metadata=about("下坡方向（去向）", "direction downhill, towards")
    )
    distance_from_crest_m: SlopeWay = field(
        default=1000.0,
        metadata=about("距坡顶（谷首）沿坡距离", "way down from the crest or valley head"),
    )
    valley_width_m: ValleyWidth | None = field(
        default=None,
        metadata=about("谷底宽（两侧谷壁之间）", "width of the valley floor, wall to wall"),
    )
    catchment_ratio: Catchment = field(
        default=1.0,
        metadata=about("汇流宽与谷底宽之比", "width that drains over that of the valley floor"),
    )
    cooling_w_m2: Cooling | None = field(
        default=None, metadata=about("夜间地面冷却", "heat the slope takes by night")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A distance downwind at which the highest concentration is wanted."""

    distance_m: Distance = field(metadata=about("下风距离", "distance downwind"))
    z_m: Height = field(default=1.5, metadata=about("离地高度", "height above ground"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptor:
    """A place where somebody breathes; x east and y north of the release."""

    id: str = field(metadata=about("受体编号", "receptor id"))
    x_m: Coordinate = field(metadata=about("东向距离", "metres east"))
    y_m: Coordinate = field(metadata=about("北向距离", "metres north"))
    z_m: Height = field(default=1.5, metadata=about("离地高度", "height above ground"))
    air_changes_per_h: AirChanges = field(
        default=0.5, metadata=about("换气次数", "air changes per hour indoors")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """How many members carry the uncertainty."""

    members: Members = field(default=200, metadata=about("成员数", "members"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Something escapes into the air: what, how, in which weather, and who is near."""

    substance: str = field(metadata=about("物质（CAS 号或名称）", "substance (CAS number or name)"))
    release: Release = field(metadata=about("泄漏", "release"))
    weather: Weather = field(metadata=about("气象", "weather"))
    terrain: Terrain | None = field(default=None, metadata=about("地形坡度", "slope of the ground"))
    averaging_time_s: Averaging = field(default=600.0, metadata=about("平均时间", "averaging time"))
    arcs: tuple[Arc, ...] = field(default=(), metadata=about("弧线", "arcs"))
    receptors: tuple[Receptor, ...] = field(default=(), metadata=about("受体", "receptors"))
    thresholds: tuple[str, ...] = field(
        default=("HJ169-1", "HJ169-2", "LFL"), metadata=about("阈值", "thresholds")
    )
    theory: Literal["auto", "plume", "dense", "calm", "gbt3840", "briggs_rural", "briggs_urban"] = (
        field(default="auto", metadata=about("所用理论", "theory"))
    )
    ensemble: Ensemble = field(default=Ensemble(), metadata=about("集合", "ensemble"))
