"""Stay indoors or walk out across the wind: what each would breathe, and which to advise."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from shangyou.response.gas import advice, axis
from shangyou.response.gas.buildings import Building
from shangyou.response.gas.case import BREATHING_HEIGHT_M
from shangyou.response.gas.fire_source import CALM
from shangyou.response.models import GasAssessment
from shangyou.response.runs import run
from shangyou.science.decisions.shelter import compare
from shangyou.science.distributions import Floats
from shangyou.science.models.gas import substances as gases
from shangyou.science.models.gas.substance import UNKNOWN_LONGER, GasSubstance
from shangyou.science.processes.toxic_load import PROBITS, fatality, indoors, toxic_load

# Walking speed by which crossings and exits are designed; old people and children are slower.
WALK_M_S = 1.2
# Where the way is looked at [m]: close at first, where the cloud is thin across.
STEPS_M: Final = (
    0.0, 15.0, 30.0, 60.0, 100.0, 150.0, 225.0, 325.0, 450.0, 650.0, 900.0, 1300.0, 1900.0, 2800.0,
)  # fmt: skip
TIMES = 361
LEAVE_MIN: Final = (0.0, 5.0, 10.0, 20.0, 30.0)
# The curve of the model and the air changes that go with it: low with low is the mildest case.
CASES: Final = (("best", "usual"), ("p10", "low"), ("p90", "high"))
NAMES: Final = {"best": "best", "p10": "low", "p90": "high"}


@dataclass(frozen=True, slots=True)
class Way:
    """The place and what is breathed along the way out: times (n,), levels (steps, n) [mg/m3]."""

    time_s: Floats
    levels: Mapping[str, Floats]
    direction: tuple[float, float]


def of_point(
    assessment: GasAssessment,
    x_m: float,
    y_m: float,
    building: Building,
    *,
    begin_s: float = 0.0,
    leave_min: Sequence[float] = LEAVE_MIN,
) -> dict[str, Any]:
    """Return staying and leaving compared at a place x_m east and y_m north of the leak.

    `begin_s` is when people are told, after the leak began; `leave_min` are minutes after that.
    """
    return of_points(assessment, [(x_m, y_m, building)], begin_s=begin_s, leave_min=leave_min)[0]


def of_points(
    assessment: GasAssessment,
    points: Sequence[tuple[float, float, Building]],
    *,
    begin_s: float = 0.0,
    leave_min: Sequence[float] = LEAVE_MIN,
) -> list[dict[str, Any]]:
    """Return the comparison at each of several places (east, north, house), by one run of the model."""
    document = json.loads(assessment.inputs)
    substance = gases.find(document["substance"])
    if substance is None:
        raise LookupError(document["substance"])
    ways = _ways(document, assessment, [(x, y) for x, y, _ in points])
    return [
        _compared(substance, way, point, begin_s=begin_s, leave_min=leave_min)
        for way, point in zip(ways, points, strict=True)
    ]


def _compared(
    substance: GasSubstance,
    way: Way,
    point: tuple[float, float, Building],
    *,
    begin_s: float,
    leave_min: Sequence[float],
) -> dict[str, Any]:
    x_m, y_m, building = point
    exponent = substance.toxic_exponent or UNKNOWN_LONGER
    limits = _limits(substance, exponent)
    began = min(max(begin_s, 0.0), float(way.time_s[-1]))
    leaves = [began + 60.0 * minutes for minutes in leave_min]
    outcomes = {
        NAMES[curve]: _outcome(way, curve, getattr(building, changes), leaves, exponent)
        for curve, changes in CASES
    }
    keys = [
        ("stay", None),
        *((f"leave-{i}", m) for i, m in enumerate(leave_min)),
        ("outdoors", None),
    ]
    probit = PROBITS.get(substance.cas)
    options = [_option(key, minutes, outcomes, limits, probit) for key, minutes in keys]
    verdict = advice.judge(
        options,
        {name: outcome.better for name, outcome in outcomes.items()},
        opened_s=outcomes["best"].open_again_s,
    )
    return {
        "building": building.document(),
        "distance_m": round(float(np.hypot(x_m, y_m))),
        "begin_s": began,
        "walk_m_s": WALK_M_S,
        "direction_deg": round(float(np.degrees(np.arctan2(*way.direction))) % 360.0),
        "exponent": exponent,
        "exponent_known": substance.toxic_exponent is not None,
        "limits": [
            {"name": one.name, "mg_m3": one.mg_m3, "load": _digits(one.load)} for one in limits
        ],
        "options": options,
        **verdict,
        "series": _curves(way, outcomes["best"], exponent),
    }


def _ways(
    document: dict[str, Any], assessment: GasAssessment, points: Sequence[tuple[float, float]]
) -> list[Way]:
    calm, bent = assessment.answer["theory"] == CALM, axis.line(assessment.answer)
    directions = [
        away(x, y, axis.towards(document, assessment.answer, (x, y)), calm=calm, bent=bent)
        for x, y in points
    ]
    document["receptors"] = [
        {
            "id": f"{n}-{i}",
            "x_m": round(x + direction[0] * step, 1),
            "y_m": round(y + direction[1] * step, 1),
            "z_m": BREATHING_HEIGHT_M,
        }
        for n, ((x, y), direction) in enumerate(zip(points, directions, strict=True))
        for i, step in enumerate(STEPS_M)
    ]
    document["thresholds"] = []
    found = run(document, model=assessment.model, seed=assessment.seed).answer["receptors"]
    steps = len(STEPS_M)
    return [
        _way(found[n * steps : (n + 1) * steps], direction)
        for n, direction in enumerate(directions)
    ]


def _way(found: Sequence[Mapping[str, Any]], direction: tuple[float, float]) -> Way:
    end = max(float(place["series"]["time_s"][-1]) for place in found)
    times = np.linspace(0.0, end, TIMES)
    levels = {
        curve: np.array(
            [np.interp(times, p["series"]["time_s"], p["series"][curve], right=0.0) for p in found]
        )
        for curve, _ in CASES
    }
    return Way(times, levels, direction)


def away(
    x_m: float, y_m: float, towards: tuple[float, float], *, calm: bool, bent: Floats | None = None
) -> tuple[float, float]:
    """Return the way out (east, north): across the gas's way to the nearer side; without wind, outwards.

    `bent` is the axis (n, 2) where it is no straight line through the leak.
    """
    distance = float(np.hypot(x_m, y_m))
    if calm:
        return (x_m / distance, y_m / distance) if distance > 0.0 else (1.0, 0.0)
    left = (-towards[1], towards[0])
    near = (0.0, 0.0) if bent is None else bent[np.hypot(*(bent - (x_m, y_m)).T).argmin()]
    side = 1.0 if (x_m - near[0]) * left[0] + (y_m - near[1]) * left[1] >= 0.0 else -1.0
    return side * left[0], side * left[1]


def on_the_way(way: Way, curve: str, leave_s: float) -> Floats:
    """Return what somebody who sets out at `leave_s` has around him, over time [mg/m3] (n,)."""
    gone = np.clip((way.time_s - leave_s) * WALK_M_S, 0.0, STEPS_M[-1])
    place = np.interp(gone, STEPS_M, np.arange(len(STEPS_M)))
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, len(STEPS_M) - 1)
    share = place - low
    levels, column = way.levels[curve], np.arange(way.time_s.size)
    return np.asarray((1.0 - share) * levels[low, column] + share * levels[high, column])


@dataclass(frozen=True, slots=True)
class Breath:
    """What one choice makes people breathe: levels (n,) [mg/m3] and their load [(mg/m3)^n min]."""

    level: Floats
    load: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every choice under one curve of the air and one house."""

    choices: Mapping[str, Breath]
    better: str
    open_again_s: float | None


def _outcome(
    way: Way, curve: str, changes_per_h: float, leaves: Sequence[float], exponent: float
) -> Outcome:
    here = way.levels[curve][0]
    inside = indoors(here, way.time_s, changes_per_h)
    choices = {"outdoors": Breath(here, toxic_load(here, way.time_s, exponent))}
    first = None
    for i, leave in enumerate(leaves):
        walked = on_the_way(way, curve, leave)
        found = compare(
            here, walked, way.time_s,
            exponent=exponent, changes_per_hour=changes_per_h, leave_s=leave,
            inside=inside,
        )  # fmt: skip
        first = first or found
        level = np.where(way.time_s < leave, inside, walked)
        choices[f"leave-{i}"] = Breath(level, found.leave)
    if first is None:
        raise ValueError("no time to leave at")
    opened = first.open_again_s
    aired = inside if opened is None else np.where(way.time_s >= opened, here, inside)
    choices["stay"] = Breath(aired, first.stay)
    return Outcome(choices, first.better, opened)


def _limits(substance: GasSubstance, exponent: float) -> list[advice.Limit]:
    """Return the load that an hour at each level of harm makes, the gravest first."""
    found = []
    for names in (("AEGL-3-60", "HJ169-1"), ("AEGL-2-60", "HJ169-2"), ("AEGL-1-60",)):
        level = next(
            (advice.Limit(n, c, c**exponent * 60.0) for n in names
             if (c := substance.threshold_mg_m3(n)) is not None), None,
        )  # fmt: skip
        if level is not None:
            found.append(level)
    return found


def _option(
    key: str,
    minutes: float | None,
    outcomes: Mapping[str, Outcome],
    limits: Sequence[advice.Limit],
    probit: Any,
) -> dict[str, Any]:
    breaths = {name: outcome.choices[key] for name, outcome in outcomes.items()}
    return {
        "key": key,
        "leave_min": minutes,
        "load": {name: _digits(one.load) for name, one in breaths.items()},
        "peak_mg_m3": {name: _digits(float(one.level.max())) for name, one in breaths.items()},
        "effect": {
            name: advice.effect(one.load, float(one.level.max()), limits)
            for name, one in breaths.items()
        },
        "fatality": None
        if probit is None
        else {name: _digits(fatality(one.load, probit)) for name, one in breaths.items()},
    }


def _curves(way: Way, outcome: Outcome, exponent: float) -> dict[str, Any]:
    """Return the load so far over time, thinned for a chart."""
    every = slice(None, None, 4)
    minutes = way.time_s / 60.0
    steps = np.diff(minutes, prepend=0.0)

    def so_far(level: Floats) -> list[float]:
        power = level**exponent
        between = 0.5 * (power + np.concatenate((power[:1], power[:-1])))
        return [_digits(float(v)) for v in np.cumsum(between * steps)[every]]

    return {
        "time_s": [round(float(t), 1) for t in way.time_s[every]],
        "load": {key: so_far(one.level) for key, one in outcome.choices.items()},
    }


def _digits(value: float) -> float:
    return float(f"{value:.5g}")
