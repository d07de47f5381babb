"""How far heat or blast reaches, with how sure that is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.processes import probit
from shangyou.science.processes.heat_radiation import transmissivity, vapour_pressure_of_water_pa

MEMBERS = 1000
LEAST_SHARE = 1e-6  # less than one in a million is nobody
HEAT_W_M2 = (10e3, 5e3, 2e3)  # ALOHA: lethal, second-degree burns, pain, each within 60 s
BLAST_PSI = (8.0, 3.5, 1.0)  # ALOHA: buildings destroyed, serious injury, glass breaks
PASCALS_PER_PSI = 6894.757
# Radiation that Chinese risk assessments draw: equipment destroyed, 1 % die in a minute, pain after 20 s
# (AQ/T 3046-2013; typed from memory, 需核实).
CHINA_HEAT_W_M2 = (37.5e3, 12.5e3, 4e3)
# Overpressure of GB/T 37243-2019 for protected objects: ordinary class 3, 2, and high, important, ordinary
# class 1 (typed from memory, 需核实).
CHINA_BLAST_PA = (9e3, 5e3, 2e3)


@dataclass(frozen=True, slots=True)
class Ring:
    """The distance at which a threshold is met [m], 0 where it is met nowhere."""

    threshold: float
    unit: str
    p05_m: float
    p50_m: float
    p95_m: float


@dataclass(frozen=True, slots=True)
class Place:
    """The level and the harm where somebody is."""

    distance_m: float
    level: float
    harmed: float
    damage: dict[str, float] = field(default_factory=dict)  # shares of people and buildings [-]


@dataclass(frozen=True, slots=True)
class Method:
    """What one of several methods says of the same event."""

    name: str
    title: Sentence
    facts: dict[str, float]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rings, the profile over distance, and what the event itself is like."""

    facts: dict[str, float]
    rings: tuple[Ring, ...]
    distance_m: tuple[float, ...]
    level: tuple[float, ...]
    unit: str
    places: tuple[Place, ...]
    harmed: tuple[float, ...]  # share of unprotected people killed at each distance [-]
    warnings: tuple[Sentence, ...]
    china: tuple[Ring, ...] = ()  # the thresholds of Chinese practice
    method: str = ""  # whose answer this is, where there are several
    methods: tuple[Method, ...] = ()


def distances(start_m: float) -> Floats:
    """Return where the levels are worked out: 600 places to 20 km beyond `start_m` [m]."""
    return np.asarray(start_m + np.geomspace(0.5, 20_000.0, 600))


def through_air(flux: Floats, path_m: Floats, temperature_k: float, humidity: float) -> Floats:
    """Return the flux that arrives [W/m2]."""
    water = vapour_pressure_of_water_pa(temperature_k, humidity)
    return np.asarray(flux * transmissivity(water, np.maximum(path_m, 0.0)))


def rings(
    distance_m: Floats, level: Floats, thresholds: tuple[float, ...], unit: str,
    *, sigma: float, seed: int,
) -> tuple[Ring, ...]:  # fmt: skip
    """Return the ring of each threshold; the level is known up to a factor exp(sigma)."""
    factors = np.exp(sigma * np.random.default_rng(seed).standard_normal(MEMBERS))
    # the furthest place at or above each level: what is beyond the peak, seen from far away
    envelope = np.maximum.accumulate(level[::-1])
    places = distance_m[::-1]
    answer = []
    for threshold in thresholds:
        reached = np.interp(threshold / factors, envelope, places, right=0.0)
        low, middle, high = np.quantile(reached, (0.05, 0.5, 0.95))
        answer.append(Ring(threshold, unit, float(low), float(middle), float(high)))
    return tuple(answer)


def places(
    at_m: tuple[float, ...], distance_m: Floats, level: Floats, harm: Callable[[Floats], Floats],
    damage: Callable[[Floats], dict[str, Floats]] | None = None,
) -> tuple[Place, ...]:  # fmt: skip
    """Return level and harm at places; within the flame or cloud the level is that of its edge."""
    there = np.interp(np.asarray(at_m), distance_m, level)
    harmed = harm(there)
    shares = damage(np.asarray(at_m)) if damage and at_m else {}
    return tuple(
        Place(at, float(there[k]), float(harmed[k]), {n: float(v[k]) for n, v in shares.items()})
        for k, at in enumerate(at_m)
    )


def burns_at(
    distance_m: Floats, level: Floats, time_s: float
) -> Callable[[Floats], dict[str, Floats]]:
    """Return what gives the shares of people burnt at places [m]: bare skin, first and second degree."""

    def shares(at_m: Floats) -> dict[str, Floats]:
        first, second = probit.burns(np.interp(at_m, distance_m, level), time_s)
        return {
            "first_degree": np.where(first < LEAST_SHARE, 0.0, first),
            "second_degree": np.where(second < LEAST_SHARE, 0.0, second),
        }

    return shares


def thinned(values: Floats, every: int = 10) -> tuple[float, ...]:
    """Return one in ten of a profile, enough for a chart."""
    return tuple(float(v) for v in values[::every])


def answer(
    facts: dict[str, float], distance_m: Floats, level: Floats, *, unit: str,
    thresholds: tuple[float, ...], harm: Callable[[Floats], Floats], sigma: float, seed: int,
    at_m: tuple[float, ...], warnings: tuple[Sentence, ...],
    china: tuple[float, ...] = (), method: str = "", methods: tuple[Method, ...] = (),
    damage: Callable[[Floats], dict[str, Floats]] | None = None,
) -> Answer:  # fmt: skip
    """Return the answer of a level over distance; `damage` gives shares at distances [m]."""
    return Answer(
        facts=facts,
        rings=rings(distance_m, level, thresholds, unit, sigma=sigma, seed=seed),
        distance_m=thinned(distance_m),
        level=thinned(level),
        unit=unit,
        places=places(at_m, distance_m, level, harm, damage),
        harmed=thinned(harm(level)),
        warnings=warnings,
        china=rings(distance_m, level, china, unit, sigma=sigma, seed=seed),
        method=method,
        methods=methods,
    )


def _rings_json(rings: tuple[Ring, ...]) -> list[dict[str, Any]]:
    return [
        {
            "threshold": ring.threshold,
            "unit": ring.unit,
            "distance_m": {"p05": ring.p05_m, "p50": ring.p50_m, "p95": ring.p95_m},
        }
        for ring in rings
    ]


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the public contract of an answer."""
    document: dict[str, Any] = {
        "facts": answer.facts,
        "rings": _rings_json(answer.rings),
        "rings_china": _rings_json(answer.china),
        "places": [
            {
                "distance_m": p.distance_m,
                "level": p.level,
                "harmed_share": p.harmed,
                **({"damage_share": p.damage} if p.damage else {}),
            }
            for p in answer.places
        ],
        "profile": {
            "distance_m": list(answer.distance_m),
            "level": list(answer.level),
            "unit": answer.unit,
            "harmed_share": list(answer.harmed),
        },
        "warnings": [w.zh for w in answer.warnings],
        "warnings_en": [w.en for w in answer.warnings],
    }
    if answer.methods:
        document["method"] = answer.method
        document["methods"] = [
            {
                "name": m.name,
                "title": {"zh": m.title.zh, "en": m.title.en},
                "facts": m.facts,
                "rings": _rings_json(m.rings),
            }
            for m in answer.methods
        ]
    return document
