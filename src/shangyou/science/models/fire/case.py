"""What fire and blast need to know, as fields shared by their cases."""

from dataclasses import dataclass, field
from typing import Annotated

from shangyou.science.cases import about
from shangyou.science.messages import Problem, Sentence
from shangyou.science.models.gas.substance import GasSubstance
from shangyou.science.models.gas.substances import find
from shangyou.science.quantities import Fraction, Unit

AirKelvin = Annotated[float, Unit("K", 233.0, 328.0)]
FuelKilograms = Annotated[float, Unit("kg", 1.0, 1e7)]
FlowKilograms = Annotated[float, Unit("kg/s", 0.01, 1e4)]
PoolMetres = Annotated[float, Unit("m", 0.5, 300.0)]
Pascals = Annotated[float, Unit("Pa", 1.05e5, 2e7)]
JetMetresPerSecond = Annotated[float, Unit("m/s", 1.0, 2000.0)]
HeatPerKilogram = Annotated[float, Unit("J/kg", 1e6, 1.5e8)]
BurningRate = Annotated[float, Unit("kg/(m2 s)", 0.001, 0.5)]
Yield = Annotated[float, Unit("1", 0.001, 0.2)]
PlaceMetres = Annotated[float, Unit("m", 1.0, 20_000.0)]
AmbientPascals = Annotated[float, Unit("Pa", 5e4, 1.1e5)]
FlameWind = Annotated[float, Unit("m/s", 0.0, 40.0)]
Elevation = Annotated[float, Unit("deg", 0.0, 90.0)]
HoleHeight = Annotated[float, Unit("m", 0.0, 200.0)]
ExposureSeconds = Annotated[float, Unit("s", 1.0, 3600.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """The air between flame and people."""

    temperature_k: AirKelvin = field(default=293.15, metadata=about("气温", "air temperature"))
    humidity: Fraction = field(default=0.7, metadata=about("相对湿度", "relative humidity"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuel:
    """What burns: a substance of the library, its heat of combustion given where it has none."""

    substance: str = field(
        metadata=about("物质（CAS 号或名称）", "substance by CAS number or name")
    )
    heat_of_combustion_j_kg: HeatPerKilogram | None = field(
        default=None, metadata=about("燃烧热", "heat of combustion")
    )


def fuel_problems(fuel: Fuel) -> list[Problem]:
    """Return why a fuel cannot be used: unknown, or nobody says how much heat it gives."""
    known = find(fuel.substance)
    if known is None:
        sentence = Sentence(
            "物质库中没有此物质，请填 CAS 号或中英文全名",
            "is not in the library; give a CAS number or a full name",
        )
        return [Problem("$.fuel.substance", sentence)]
    if heat(fuel) is None:
        sentence = Sentence(
            f"{known.name_zh}没有燃烧热数据，请填写（1e6–1.5e8 J/kg），不代填",
            f"{known.name_en} has no heat of combustion on record; give it, 1e6 to 1.5e8 J/kg",
        )
        return [Problem("$.fuel.heat_of_combustion_j_kg", sentence)]
    return []


def known(fuel: Fuel) -> GasSubstance:
    """Return the substance of a fuel that `fuel_problems` has let pass."""
    found = find(fuel.substance)
    if found is None:
        raise LookupError(fuel.substance)
    return found


def heat(fuel: Fuel) -> float | None:
    """Return the heat of combustion, as given or else of the library [J/kg]."""
    return fuel.heat_of_combustion_j_kg or known(fuel).heat_of_combustion_j_kg
