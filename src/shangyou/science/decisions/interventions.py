"""Trade space for time (以空间换时间): which response spaces to use, from when to when, how much.

A mixed-integer linear programme over candidate uses of each space. What it needs of the river comes
in as numbers: by how much each candidate lowers what lies above the limit at each receptor and
time. Diversions stated as discharge add up along a river (the concentration of what flows on is
the same), so the programme is linear without further assumption; see `proposals` for the numbers.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from shangyou.science.distributions import Floats

GAP = 1e-3
# Up to so many combinations all are tried: then the answer is exact whatever a solver thinks.
ENUMERATED = 4096
# Beside the time above the limit counts how far above it is, at this share: so that a peak falls
# where exceedance cannot be avoided altogether (our judgement).
EXCESS_SHARE = 0.1
# What lies above the limit by less than this is not above it: wider than the solver's tolerance.
TOLERANCE = 1e-5
# Of two plans alike the one with less water and fewer people is better.
_THRIFT = 1e-6


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to use one space: by how much it lowers the excess, and what it takes.

    `lowers` (receptor-times) is in units of the limit; `active` says in which parcels of the
    plume it leads water aside.
    """

    space: int
    begin: int
    end: int
    discharge_m3_s: float
    volume_m3: float
    crews: float
    lowers: Floats
    active: Floats


@dataclass(frozen=True, slots=True)
class Situation:
    """Excess above the limit without measures, in units of the limit, and its weight.

    `weight` is people times hours of each receptor-time; `crews` are those at hand;
    `river_m3_s` what may be led aside of each parcel altogether.
    """

    excess: Floats
    weight: Floats
    choices: tuple[Choice, ...]
    crews: float
    river_m3_s: Floats


@dataclass(frozen=True, slots=True)
class Proposal:
    """The choices taken, their worth, and how far a better one could be at most."""

    chosen: tuple[int, ...]
    objective: float
    before: float
    gap: float
    method: str


def worth(situation: Situation, chosen: tuple[int, ...]) -> float:
    """Return the weighted exceedance that remains; what a proposal makes small."""
    left = situation.excess.astype(np.float64)
    cost = 0.0
    for number in chosen:
        choice = situation.choices[number]
        left = left - choice.lowers
        cost += choice.crews + choice.discharge_m3_s
    above = left > TOLERANCE
    size = float(situation.weight.sum()) or 1.0
    return float(
        situation.weight @ (above + EXCESS_SHARE * np.clip(left, 0.0, None))
        + _THRIFT * size * cost / _most(situation)
    )


def _most(situation: Situation) -> float:
    return sum(c.crews + c.discharge_m3_s for c in situation.choices) or 1.0


def feasible(situation: Situation, chosen: tuple[int, ...]) -> bool:
    """Tell whether the crews suffice, each space is used once and the river carries the water."""
    picked = [situation.choices[number] for number in chosen]
    if len({choice.space for choice in picked}) < len(picked):
        return False
    if sum(choice.crews for choice in picked) > situation.crews + 1e-9:
        return False
    taken = sum((c.discharge_m3_s * c.active for c in picked), np.zeros(situation.river_m3_s.size))
    return bool((taken <= situation.river_m3_s * (1 + 1e-9)).all())


def propose(situation: Situation, *, seconds: float = 10.0) -> Proposal:
    """Return the best use of the spaces, proven to the gap that is stated.

    Parameters
    ----------
    situation : Situation
        The excess and the candidate uses.
    seconds : float
        After which the best found is returned with the gap reached.

    """
    before = worth(situation, ())
    spaces: dict[int, list[int]] = {}
    for number, choice in enumerate(situation.choices):
        spaces.setdefault(choice.space, []).append(number)
    combinations = float(np.prod([1.0 + len(own) for own in spaces.values()]))
    if combinations <= ENUMERATED:
        chosen = enumerate_all(situation)
        return Proposal(chosen, worth(situation, chosen), before, 0.0, "all")
    return _solve(situation, spaces, before, seconds)


def enumerate_all(situation: Situation) -> tuple[int, ...]:
    """Try every combination; exact, for few choices."""
    spaces: dict[int, list[int | None]] = {}
    for number, choice in enumerate(situation.choices):
        spaces.setdefault(choice.space, [None]).append(number)
    best: tuple[int, ...] = ()
    value = worth(situation, best)
    for picked in product(*spaces.values()):
        chosen = tuple(number for number in picked if number is not None)
        if feasible(situation, chosen) and (now := worth(situation, chosen)) < value:
            best, value = chosen, now
    return best


def _solve(
    situation: Situation,
    spaces: dict[int, list[int]],
    before: float,
    seconds: float,
) -> Proposal:
    """State the programme: z per choice, e (above or not) and s (how far) per receptor-time."""
    choices = situation.choices
    # a receptor-time nothing can bring above its limit, or that is never above it, needs no variable
    raised = np.sum([np.clip(-c.lowers, 0.0, None) for c in choices], axis=0)
    live = np.flatnonzero((situation.excess + raised > TOLERANCE) & (situation.weight > 0))
    z, n = len(choices), live.size
    top = situation.excess[live] + raised[live]
    rows, columns, values = [], [], []
    for k, choice in enumerate(choices):
        hit = np.flatnonzero(choice.lowers[live])
        for offset in (0, n):
            rows.append(offset + hit)
            columns.append(np.full(hit.size, k))
            values.append(choice.lowers[live][hit])
    # excess - sum(lowers z) <= top e      and      excess - sum(lowers z) <= s
    rows += [np.arange(n), n + np.arange(n)]
    columns += [z + np.arange(n), z + n + np.arange(n)]
    values += [top, np.ones(n)]
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(2 * n, z + 2 * n),
    ).tocsr()
    needed = np.concatenate((situation.excess[live], situation.excess[live]))
    slack = np.concatenate((np.full(n, TOLERANCE), np.zeros(n)))
    once = np.zeros((len(spaces), z + 2 * n))
    for row, own in enumerate(spaces.values()):
        once[row, own] = 1.0
    crews = np.zeros((1, z + 2 * n))
    crews[0, :z] = [choice.crews for choice in choices]
    water = np.zeros((situation.river_m3_s.size, z + 2 * n))
    water[:, :z] = np.stack([c.discharge_m3_s * c.active for c in choices], axis=1)
    weight = situation.weight[live]
    thrift = _THRIFT * (float(situation.weight.sum()) or 1.0) / _most(situation)
    costs = thrift * np.array([c.crews + c.discharge_m3_s for c in choices])
    result = milp(
        np.concatenate((costs, weight, EXCESS_SHARE * weight)),
        integrality=np.concatenate((np.ones(z + n), np.zeros(n))),
        bounds=Bounds(np.zeros(z + 2 * n), np.concatenate((np.ones(z + n), np.maximum(top, 0.0)))),
        constraints=[
            LinearConstraint(matrix, needed - slack, np.full(2 * n, np.inf)),
            LinearConstraint(once, -np.inf, 1.0),
            LinearConstraint(crews, -np.inf, situation.crews),
            LinearConstraint(water, -np.inf, situation.river_m3_s),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 0.5 * GAP},
    )
    chosen: tuple[int, ...] = ()
    if result.x is not None:
        picked = tuple(int(k) for k in np.flatnonzero(result.x[:z] > 0.5))
        if feasible(situation, picked):
            chosen = picked
    objective = worth(situation, chosen)
    bound = result.mip_dual_bound if result.mip_dual_bound is not None else 0.0
    gap = max(0.0, objective - float(bound)) / max(objective, 1e-12)
    return Proposal(chosen, objective, before, gap, "milp")
