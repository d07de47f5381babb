"""Amounts as people state them, and what is assumed where they do not."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shangyou.reference.substances import Substance
from shangyou.response.planning.lines import Status
from shangyou.response.planning.wording import figure, mass
from shangyou.science.messages import Sentence

P95 = 1.6449
"""Standard-normal deviate of the 95 % quantile."""


@dataclass(frozen=True, slots=True)
class AmountUnit:
    """A unit of an amount: how many kg or m3 it is, and the most anybody can mean."""

    factor: float
    is_volume: bool
    largest: float


# 100,000 t and 1e6 m3 are more than any ship, tank or pipeline of the basin can lose.
UNITS: Mapping[str, AmountUnit] = MappingProxyType(
    {
        "t": AmountUnit(1000.0, is_volume=False, largest=1e5),
        "kg": AmountUnit(1.0, is_volume=False, largest=1e8),
        "m3": AmountUnit(1.0, is_volume=True, largest=1e6),
        "L": AmountUnit(0.001, is_volume=True, largest=1e9),
    }
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as stated."""

    value: float
    unit: str

    @property
    def label(self) -> str:
        """As it is written: 20 t."""
        return f"{figure(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Released:
    """The mass that went in: a log-normal, and the sentence that says where it comes from."""

    median_kg: float
    sigma: float
    stated: bool
    words: Sentence
    source: Sentence
    status: Status

    @property
    def low_kg(self) -> float:
        """5 % quantile."""
        return self.median_kg * math.exp(-P95 * self.sigma)

    @property
    def high_kg(self) -> float:
        """95 % quantile."""
        return self.median_kg * math.exp(P95 * self.sigma)


# What is said in the first hour is rarely right to better than a third: our estimate.
STATED_SIGMA = 0.2


@dataclass(frozen=True, slots=True)
class Typical:
    """What a release of this cause typically is, when nobody can say how much."""

    words: Sentence
    median_kg: float
    sigma: float


# Our estimates: the load of a road tanker is 25–33 t; ships and plants vary far more.
TYPICAL: tuple[tuple[tuple[str, ...], Typical], ...] = (
    (
        ("船", "ship", "vessel"),
        Typical(Sentence("船舶液货舱单舱", "one cargo tank of a ship"), 200_000.0, 0.9),
    ),
    (
        ("交通", "罐车", "车", "traffic", "tanker"),
        Typical(Sentence("公路罐车单车", "one road tanker"), 30_000.0, 0.5),
    ),
)
OTHERWISE = Typical(Sentence("一般生产储存设施", "an ordinary plant or store"), 10_000.0, 1.0)


def mass_kg(amount: Amount, substance: Substance | None) -> float | None:
    """Return the mass of an amount [kg]; None where a volume has no known density."""
    unit = UNITS[amount.unit]
    if not unit.is_volume:
        return amount.value * unit.factor
    density = substance.density_kg_m3 if substance else None
    return None if density is None else amount.value * unit.factor * density


def released(amount: Amount | None, substance: Substance | None, cause: str) -> Released:
    """Return the mass to forecast with, stated or assumed.

    Raises ValueError for a volume without density: such an amount is refused at the door.
    """
    if amount is None:
        return _assumed(cause)
    kilograms = mass_kg(amount, substance)
    if kilograms is None:
        raise ValueError("a volume of a substance without density has no mass")
    source = Sentence(
        "接报所述；对数标准差 0.2 为估计", "as stated; log deviation 0.2 is our estimate"
    )
    if UNITS[amount.unit].is_volume and substance is not None:
        density = substance.properties["density_kg_m3"]
        source = Sentence(
            f"接报所述体积 × 密度 {figure(density.value)} kg/m³（{density.source}）",
            f"stated volume × density {figure(density.value)} kg/m³ ({density.source})",
        )
    words = f"{amount.label}（{mass(kilograms)}）" if UNITS[amount.unit].is_volume else amount.label
    return Released(
        kilograms, STATED_SIGMA, stated=True, words=Sentence(words, words), source=source,
        status="estimated",
    )  # fmt: skip


def _assumed(cause: str) -> Released:
    typical = next(
        (kind for words, kind in TYPICAL if any(word in cause.lower() for word in words)), OTHERWISE
    )
    low = typical.median_kg * math.exp(-P95 * typical.sigma)
    high = typical.median_kg * math.exp(P95 * typical.sigma)
    return Released(
        typical.median_kg,
        typical.sigma,
        stated=False,
        words=Sentence(
            f"不详，假定 {mass(typical.median_kg)}（{mass(low)}–{mass(high)}，90 %）",
            f"unknown, assumed {mass(typical.median_kg)} ({mass(low)}–{mass(high)}, 90 %)",
        ),
        source=Sentence(
            f"假定：{typical.words.zh}的常见量，须尽快核实",
            f"assumed: typical of {typical.words.en}; find out as soon as possible",
        ),
        status="estimated",
    )
