"""The API of an incident's plan and reports: decided line by line, made anew from a forecast, given as Word files."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core import documents
from shangyou.core.http import ProblemError, require
from shangyou.core.keys import is_key
from shangyou.response import deciding, incidents, shapes
from shangyou.response.air import plan as air_plan
from shangyou.response.api import changeable
from shangyou.response.models import Incident, Plan
from shangyou.response.reports import first_report
from shangyou.response.reports import plan as plan_report
from shangyou.science.messages import Problem, Sentence

router = Router(tags=["incidents"])

NO_PLAN = Sentence("该事件还没有处置方案。", "This incident has no plan yet.")


class Decisions(Schema):
    """One decision on several lines."""

    lines: list[int]
    state: str


class Rebuild(Schema):
    """From which forecast, or assessment of the air, the plan is to be made."""

    forecast: Any = None
    assessment: Any = None


class Decision(Schema):
    """What is decided on a line of the plan."""

    state: str
    note: str | None = None
    text: str | None = None


def _latest_plan(found: Incident) -> Plan:
    plan = found.plans.order_by("-version").first()
    if plan is None:
        raise ProblemError(404, [Problem("", NO_PLAN)])
    return plan


def _shown(latest: Plan) -> dict[str, Any]:
    lines = latest.lines.select_related("earlier__plan", "earlier__decided_by")
    return shapes.plan(latest, lines, air_plan.outdated(latest))


@router.get("/incidents/{pk}/plan")
def plan(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give the newest plan."""
    user = require(request, "incident.list")
    return _shown(_latest_plan(incidents.visible(user, pk)))


@router.patch("/incidents/{pk}/plan/lines/{line}")
def decide(request: HttpRequest, pk: int, line: int, decision: Decision) -> dict[str, Any]:
    """Accept, change or drop a line; `proposed` takes a decision back."""
    user, found = changeable(request, pk, "plan.change")
    decided = deciding.decide(
        found,
        _latest_plan(found),
        line,
        decision.dict(exclude_unset=True),
        user=user,
        now=timezone.now(),
    )
    return shapes.plan_line(decided, found)


@router.patch("/incidents/{pk}/plan/lines")
def decide_all(request: HttpRequest, pk: int, decision: Decisions) -> dict[str, Any]:
    """Decide alike on several lines, all or none."""
    user, found = changeable(request, pk, "plan.change")
    latest = _latest_plan(found)
    deciding.decide_all(
        found, latest, decision.lines, decision.state, user=user, now=timezone.now()
    )
    return _shown(latest)


@router.post("/incidents/{pk}/plan/rebuild")
def rebuild(request: HttpRequest, pk: int, wanted: Rebuild) -> dict[str, Any]:
    """Make the plan anew: from a forecast, which becomes the current one; in the air, an assessment."""
    user, found = changeable(request, pk, "plan.change")
    now = timezone.now()
    if found.kind == Incident.Kind.AIR:
        return _shown(air_plan.rebuild(found, wanted.assessment, user=user, now=now))
    chosen = None
    if is_key(wanted.forecast):
        chosen = found.forecasts.filter(pk=wanted.forecast).first()
    if chosen is None:
        sentence = Sentence(
            "该事件没有这次研判；请从研判列表中选择。", "This incident has no such forecast."
        )
        raise ProblemError(422, [Problem("forecast", sentence)])
    incidents.rebuild(found, chosen, user=user, now=now)
    return _shown(_latest_plan(found))


@router.get("/incidents/{pk}/reports")
def reports(request: HttpRequest, pk: int) -> dict[str, Any]:
    """List the legal reports and where they stand."""
    user = require(request, "incident.list")
    found = incidents.visible(user, pk)
    rows = deciding.report_states(found)
    return {"total": len(rows), "rows": rows}


def _downloadable(request: HttpRequest, pk: int) -> Incident:
    user = require(request, "report.download")
    return incidents.visible(user, pk)


def _word(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=documents.MEDIA_TYPE)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"report.docx\"; filename*=UTF-8''{quote(name)}"
    )
    return answer


@router.get("/incidents/{pk}/plan.docx")
def plan_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the plan as a Word file."""
    found = _downloadable(request, pk)
    content = plan_report.render(found, _latest_plan(found), now=timezone.now())
    return _word(content, f"{found.number}处置方案.docx")


@router.get("/incidents/{pk}/reports/first.docx")
def first_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the first report as a Word file."""
    found = _downloadable(request, pk)
    content = first_report.render(found, now=timezone.now())
    return _word(content, f"{found.number}突发环境事件信息初报.docx")
