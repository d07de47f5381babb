"""The plan of an incident in the air: made from an assessment, and out of date once a newer one is there."""

import datetime as dt
import json
from typing import Any, Final

from django.db import transaction

from shangyou.core.http import ProblemError
from shangyou.core.keys import is_key
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.response import deciding, incidents, keeping, plans
from shangyou.response.air import plan_facts
from shangyou.response.gas import keep
from shangyou.response.models import GasAssessment, Incident, Plan
from shangyou.response.planning.air.build import build
from shangyou.science.messages import Problem, Sentence

NOT_ASSESSED = Sentence(
    "还没有气体研判；请先做气体研判，再生成处置方案。",
    "There is no gas assessment yet; assess the gas first, then make the plan.",
)
NOT_ITS_OWN = Sentence(
    "该事件没有这次气体研判；请从本事件的研判中选择，或不填（取最新一次）。",
    "This incident has no such assessment; choose one of its own, or none for the newest.",
)
# A wind that turned less, or changed less, is the same wind.
TURNED_DEG: Final = 10.0
CHANGED_M_S: Final = 0.5


def rebuild(incident: Incident, wanted: object, *, user: User, now: dt.datetime) -> Plan:
    """Make the next plan from an assessment of the incident, the newest unless one is named.

    Raises
    ------
    ProblemError
        422 where there is no assessment, or the one named is not of this incident; 409 where the
        incident has ended.

    """
    assessment = _chosen(incident, wanted)
    # the places are compared before the incident's row is held: that runs the model
    sections = build(plan_facts.situation(incident, assessment, now))
    with transaction.atomic():
        held = deciding.held_open(incident)
        plan = plans.store(Plan(incident=held, assessment=assessment), sections, user=user, now=now)
        incidents.bump(held)
        keeping.log(
            held,
            user,
            "plan",
            Sentence(
                f"生成处置方案第 {plan.version} 版，依据气体研判 {assessment.number}",
                f"Plan version {plan.version} made from gas assessment {assessment.number}",
            ),
            at=now,
        )
        keeping.trace(held, user, "plan.made", {"assessment": assessment.number})
    return plan


def first(incident: Incident, *, user: User, now: dt.datetime) -> None:
    """Make the plan of an incident that has just been opened with an assessment.

    In a transaction after that of the opening: working it out may take a second, for which neither
    the numbers of incidents nor the audit trail are held.
    """
    if keep.newest(incident) is not None:
        rebuild(incident, None, user=user, now=now)


def first_of(assessment: GasAssessment, *, user: User, now: dt.datetime) -> None:
    """Make the plan of an incident that had none because nobody had assessed the gas."""
    incident = keep.of_whom(assessment)
    if (
        incident is not None
        and incident.kind == Incident.Kind.AIR
        and incident.state == Incident.State.OPEN
        and allowed(user, "plan.change", region=incident.district_code)
        and not incident.plans.exists()
    ):
        rebuild(incident, assessment.pk, user=user, now=now)


def _chosen(incident: Incident, wanted: object) -> GasAssessment:
    newest = keep.newest(incident)
    if newest is None:
        raise ProblemError(422, [Problem("assessment", NOT_ASSESSED)])
    if wanted is None:
        return newest
    found = None
    if is_key(wanted):
        rows = GasAssessment.objects.select_related("made_by").filter(pk=wanted)
        found = keep.of_incident(rows, incident.pk).first()
    if found is None:
        raise ProblemError(422, [Problem("assessment", NOT_ITS_OWN)])
    chosen: GasAssessment = found
    return chosen


def outdated(plan: Plan) -> Sentence | None:
    """Return why a plan no longer holds: a newer assessment, and what is different in it."""
    if plan.assessment is None:
        return None
    newest = keep.newest(plan.incident)
    if newest is None or newest.pk == plan.assessment.pk:
        return None
    zh, en = _changes(plan.assessment, newest)
    return Sentence(
        f"方案已过时：依据 {plan.assessment.number}，现有更新的研判 {newest.number}{zh}。请重新生成。",
        f"Out of date: made from {plan.assessment.number}, the newest assessment is "
        f"{newest.number}{en}. Make it again.",
    )


def _changes(old: GasAssessment, new: GasAssessment) -> tuple[str, str]:
    before, after = _weather(old), _weather(new)
    zh, en = [], []
    turned = abs((before[1] - after[1] + 180.0) % 360.0 - 180.0)
    if turned >= TURNED_DEG:
        zh.append(f"风向由 {before[1]:.0f}° 变为 {after[1]:.0f}°")
        en.append(f"the wind turned from {before[1]:.0f}° to {after[1]:.0f}°")
    if abs(before[0] - after[0]) >= CHANGED_M_S:
        zh.append(f"风速由 {before[0]:.1f} 变为 {after[0]:.1f} m/s")
        en.append(f"its speed changed from {before[0]:.1f} to {after[0]:.1f} m/s")
    if old.farthest_m != new.farthest_m:
        zh.append(f"最远影响由 {_metres(old)} 变为 {_metres(new)}")
        en.append(f"the farthest zone from {_metres(old)} to {_metres(new)}")
    return ("（" + "，".join(zh) + "）", " (" + ", ".join(en) + ")") if zh else ("", "")


def _weather(of: GasAssessment) -> tuple[float, float]:
    weather: dict[str, Any] = json.loads(of.inputs)["weather"]
    return float(weather["wind_speed_m_s"]), float(weather.get("wind_from_deg") or 0.0)


def _metres(of: GasAssessment) -> str:
    return "—" if of.farthest_m is None else f"{of.farthest_m:.0f} m"
