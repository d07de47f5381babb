"""The answer of an oil forecast and its public form."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shangyou.science.messages import Sentence
from shangyou.science.models.river.statistics import Band


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the released oil is at one time: shares of it, which add up to one."""

    time_s: float
    released_kg: float
    surface: float
    evaporated: float
    dispersed: float
    stranded: float
    recovered: float
    held_by_booms: float
    beyond_outlet: float
    sunk: float


@dataclass(frozen=True, slots=True)
class Weathered:
    """The floating oil at one time; None where none floats."""

    water_content: float | None
    viscosity_m2_s: float | None
    density_kg_m3: float | None
    thickness_m: float | None


@dataclass(frozen=True, slots=True)
class ReceptorAnswer:
    """Oil at a receptor: when it comes, how surely, how much passes."""

    id: str
    arrival_s: Band
    probability_reached: float
    oil_passing_kg: Band


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """Oil on one bank of one reach at the end of the forecast."""

    reach: str
    bank: str
    kind: str
    mass_kg: Band


@dataclass(frozen=True, slots=True)
class ReachAnswer:
    """The velocity of the surface that carried the oil."""

    id: str
    surface_velocity_m_s: Band


@dataclass(frozen=True, slots=True)
class BoomAnswer:
    """What became of the oil that came to a boom [kg]."""

    number: int
    passed_beside_kg: float
    torn_off_kg: float
    drained_kg: float
    caught_kg: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A forecast of an oil spill."""

    start: datetime
    oil: str
    balance: tuple[Balance, ...]
    weathered: tuple[Weathered, ...]
    receptors: tuple[ReceptorAnswer, ...]
    banks: tuple[BankAnswer, ...]
    reaches: tuple[ReachAnswer, ...]
    booms: tuple[BoomAnswer, ...]
    mass_balance_error: float
    warnings: tuple[Sentence, ...]


_SHARES = ("surface", "evaporated", "dispersed", "stranded", "recovered")
_PARTS = ("held_by_booms", "beyond_outlet", "sunk", "released_kg")
_OIL = ("water_content", "viscosity_m2_s", "density_kg_m3", "thickness_m")


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as the public contract has it."""
    clock = answer.start
    times = [_time(b.time_s, clock) for b in answer.balance]
    return {
        "warnings": [w.zh for w in answer.warnings],
        "warnings_en": [w.en for w in answer.warnings],
        "mass_balance_error": answer.mass_balance_error,
        "oil": answer.oil,
        "mass_balance": {
            "time": times,
            **{name: [getattr(b, name) for b in answer.balance] for name in _SHARES},
        },
        "of_which": {
            "time": times,
            **{name: [getattr(b, name) for b in answer.balance] for name in _PARTS},
        },
        "weathering": {
            "time": times,
            **{name: [getattr(w, name) for w in answer.weathered] for name in _OIL},
        },
        "reaches": [
            {"id": r.id, "surface_velocity_m_s": _numbers(r.surface_velocity_m_s)}
            for r in answer.reaches
        ],
        "receptors": [
            {
                "id": r.id,
                "arrival": {
                    name: None if value is None else _time(value, clock)
                    for name, value in _numbers(r.arrival_s).items()
                },
                "probability_reached": r.probability_reached,
                "oil_passing_kg": _numbers(r.oil_passing_kg),
            }
            for r in answer.receptors
        ],
        "stranded": [
            {"reach": b.reach, "bank": b.bank, "kind": b.kind, "mass_kg": _numbers(b.mass_kg)}
            for b in answer.banks
        ],
        "booms": [
            {
                "number": b.number,
                "passed_beside_kg": b.passed_beside_kg,
                "torn_off_kg": b.torn_off_kg,
                "drained_kg": b.drained_kg,
                "caught_kg": b.caught_kg,
            }
            for b in answer.booms
        ],
    }


def _time(seconds: float, clock: datetime) -> str:
    return (clock + timedelta(seconds=round(seconds))).isoformat()


def _numbers(band: Band) -> dict[str, float | None]:
    return {"p05": band.p05, "p50": band.p50, "p95": band.p95}
