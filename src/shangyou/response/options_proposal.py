"""The best use of the response spaces that can be ready in time (以空间换时间)."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from shangyou.core.http import ProblemError
from shangyou.core.models import User
from shangyou.preparedness import coverage
from shangyou.preparedness.network import Path
from shangyou.preparedness.registers.teams import Team
from shangyou.response import options
from shangyou.response.models import Forecast, Incident, ResponseOption
from shangyou.science.decisions.interventions import Proposal, propose
from shangyou.science.decisions.proposals import Space, candidates
from shangyou.science.messages import Problem, Sentence

HOLDS = ("hold", "divert")
# The register does not count people. An intake weighs by the level of supply, other places 1:
# our planning values, shown with the proposal.
WEIGHTS: Mapping[str, float] = {"prefecture": 100.0, "county": 30.0, "township": 10.0}
INTAKE_WEIGHT, OTHER_WEIGHT = 10.0, 1.0
MOST_SPACES = 8
SOLVER_S = 8.0
SAME_DAY_CREWS = 3

NO_SPACE = Sentence(
    "污染路径上没有能在污染团通过之前就绪、且登记了容积的应急空间；请补充台账或在地图上画临时措施。",
    "No registered response space with a capacity can be ready before the plume has passed; add to "
    "the register or draw a temporary measure.",
)
NO_USE = Sentence(
    "能就绪的应急空间都不能减少超标；请考虑投药、关闭取水口或清水下泄。",
    "No space that can be ready lessens the exceedance; consider dosing, closing intakes or "
    "releasing clean water.",
)
BAD_CREWS = Sentence("队伍数应为 1–20 的整数。", "Crews must be a whole number from 1 to 20.")


def make(
    incident: Incident,
    forecast: Forecast,
    asked: Mapping[str, Any],
    *,
    user: User,
    now: datetime,
) -> tuple[ResponseOption, bool]:
    """Propose, run the proposal through the full model, and store it as an option."""
    crews = asked.get("crews")
    crews = SAME_DAY_CREWS if crews is None else crews
    if not isinstance(crews, int) or isinstance(crews, bool) or not 1 <= crews <= 20:
        raise ProblemError(422, [Problem("crews", BAD_CREWS)])
    path = options.path_of(incident)
    rows = ready(forecast, path, now)
    if not rows:
        raise ProblemError(422, [Problem("", NO_SPACE)])
    compared = options.comparison(forecast)
    spaces = tuple(space for space, _ in rows)
    weights = {row["id"]: weight(row) for row in options.rows_compared(forecast)}
    made = candidates(compared, spaces, weights, float(crews))
    begin = time.perf_counter()
    found = propose(made.situation, seconds=SOLVER_S) if made.measures else None
    took = time.perf_counter() - begin
    if found is None or not found.chosen:
        raise ProblemError(422, [Problem("", NO_USE)])
    by_key = {space.key: row for space, row in rows}
    measures = []
    for number in found.chosen:
        measure = made.measures[number]
        row = by_key[spaces[made.situation.choices[number].space].key]
        measures.append(
            {
                "kind": "divert",
                "reach": row["reach"],
                "distance_m": row["reach_distance_m"],
                "from": measure.from_.isoformat(),
                "until": measure.until.isoformat(),
                "discharge_m3_s": measure.discharge_m3_s,
                "capacity_m3": measure.capacity_m3,
                "label": row["name"],
                "space": row["id"],
            }
        )
    body = {
        "idempotency_key": asked.get("idempotency_key"),
        "title": asked.get("title") or "以空间换时间：优化建议",
        "measures": measures,
    }
    proof = _proof(found, len(rows), len(made.measures), crews) | {"seconds": round(took, 2)}
    return options.create(incident, forecast, body, user=user, now=now, proof=proof)


def _proof(found: Proposal, spaces: int, choices: int, crews: int) -> dict[str, Any]:
    return {
        "method": found.method,
        "gap": found.gap,
        "objective": found.objective,
        "before": found.before,
        "spaces": spaces,
        "choices": choices,
        "crews": crews,
        "weights": {**WEIGHTS, "intake": INTAKE_WEIGHT, "other": OTHER_WEIGHT},
    }


def weight(row: Mapping[str, Any]) -> float:
    """Return what an hour above the limit weighs at a receptor."""
    if row["kind"] != "intake":
        return OTHER_WEIGHT
    return WEIGHTS.get(row["supply_level"] or "", INTAKE_WEIGHT)


def ready(forecast: Forecast, path: Path, now: datetime) -> list[tuple[Space, Mapping[str, Any]]]:
    """Return the spaces that hold water and can be ready before the plume has passed."""
    teams = list(Team.objects.filter(available=True))
    homes = np.array([[team.geometry.x, team.geometry.y] for team in teams])
    found = []
    for row in forecast.receptors:
        detail = row["detail"]
        if row["register"] != "response_spaces" or row["arrival"]["p50"] is None:
            continue
        if detail["action"] not in HOLDS or not detail["capacity_m3"]:
            continue
        point = (row["point"]["lon"], row["point"]["lat"])
        minutes = float(coverage.road(point, homes)[1].min()) if teams else 0.0
        at = now + timedelta(seconds=detail["ready_s"], minutes=minutes)
        arrival = datetime.fromisoformat(row["arrival"]["p50"])
        if at >= arrival + timedelta(seconds=row["passing_s"] or 0.0):
            continue
        reach, distance_m = path.in_case(row["reach"], row["reach_distance_m"])
        space = Space(
            key=row["id"],
            reach=reach,
            distance_m=distance_m,
            capacity_m3=detail["capacity_m3"],
            ready=at,
        )
        found.append((space, row))
    return found[:MOST_SPACES]
