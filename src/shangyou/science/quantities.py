"""Units of the kernel: SI everywhere; the unit of a field is part of its type."""

import math
from dataclasses import dataclass, fields
from typing import Annotated, Any, get_args, get_type_hints

from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class Unit:
    """The SI unit of a number and the closed range in which it makes sense."""

    symbol: str
    low: float = -math.inf
    high: float = math.inf

    @property
    def allowed(self) -> str:
        """The range as people read it, without words: `0.001 – 1000000 m3/s`."""
        low = "-∞" if math.isinf(self.low) else f"{self.low:.12g}"
        high = "∞" if math.isinf(self.high) else f"{self.high:.12g}"
        symbol = "" if self.symbol == "1" else self.symbol
        return f"{low} – {high} {symbol}".rstrip()


# The ranges refuse slips of the pen (a mass in grams, a depth in centimetres), not rare rivers.
Metres = Annotated[float, Unit("m", 0.0, 1e7)]
ReachMetres = Annotated[float, Unit("m", 1.0, 2e6)]
WidthMetres = Annotated[float, Unit("m", 0.1, 2e4)]
DepthMetres = Annotated[float, Unit("m", 0.01, 500.0)]
MetresPerSecond = Annotated[float, Unit("m/s", 1e-4, 15.0)]
CubicMetresPerSecond = Annotated[float, Unit("m3/s", 1e-4, 1e6)]
SquareMetres = Annotated[float, Unit("m2", 1e3, 1e13)]
SquareMetresPerSecond = Annotated[float, Unit("m2/s", 1e-4, 1e5)]
Kilograms = Annotated[float, Unit("kg", 1e-9, 1e9)]
KilogramsPerSecond = Annotated[float, Unit("kg/s", 0.0, 1e6)]
MilligramsPerLitre = Annotated[float, Unit("mg/l", 0.0, 1e6)]
Seconds = Annotated[float, Unit("s", 0.0, 3.2e7)]
Hours = Annotated[float, Unit("h", 0.1, 8784.0)]
PerSecond = Annotated[float, Unit("1/s", 0.0, 1.0)]
Slope = Annotated[float, Unit("m/m", 0.0, 0.5)]
Fraction = Annotated[float, Unit("1", 0.0, 1.0)]
Ratio = Annotated[float, Unit("1", 0.0, 20.0)]
LogDeviation = Annotated[float, Unit("1", 0.0, 3.0)]


def unit_of(hint: Any) -> Unit | None:
    """Return the unit a type carries, looking inside `X | None` and containers."""
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, Unit):
            return extra
    return next((unit for part in get_args(hint) if (unit := unit_of(part))), None)


def units_of(cls: type[Any]) -> dict[str, Unit]:
    """Return the unit of every numeric field of a dataclass, by field name."""
    hints = get_type_hints(cls, include_extras=True)
    return {f.name: unit for f in fields(cls) if (unit := unit_of(hints[f.name])) is not None}


def parse(value: object, unit: Unit) -> float | Sentence:
    """Read a number of the outside world: the number in SI, or why it cannot be used."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Sentence(
            f"应为数字（{unit.allowed}），现为 {_shown(value)}",
            f"must be a number ({unit.allowed}), not {_shown(value)}",
        )
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        return Sentence(
            f"应为有限的数字（{unit.allowed}）", f"must be a finite number ({unit.allowed})"
        )
    if not unit.low <= number <= unit.high:
        return Sentence(
            f"{number:.12g} 超出允许范围（{unit.allowed}）",
            f"{number:.12g} is outside what is allowed ({unit.allowed})",
        )
    return number


def show(value: float, unit: Unit) -> str:
    """Print a quantity for people: three significant digits and its unit."""
    return f"{value:.3g} {unit.symbol}" if unit.symbol != "1" else f"{value:.3g}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"
