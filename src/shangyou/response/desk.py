"""What the duty officer has to do now, across incidents, by deadline; a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from shangyou.core.duty import shift_for
from shangyou.core.models import User
from shangyou.core.rights import ALL, visible_regions
from shangyou.core.system import system_answer
from shangyou.preparedness import store
from shangyou.response import shapes, whereabouts
from shangyou.response.models import Clock, Forecast, Incident, Plan, PlanLine
from shangyou.science.messages import Sentence
from shangyou.warning import board

# Heavy columns of a forecast that no list shows.
HEAVY = ("answer_gz", "plume_gz", "inputs", "assumptions", "warnings", "validity")
LATER = timedelta(hours=24)
SHOWN = 60


def incidents_for(user: User, state: str = "open") -> QuerySet[Incident]:
    """Return the incidents a user may see, with what a list of them shows."""
    regions = visible_regions(user, "incident.list")
    rows = Incident.objects.select_related("current_forecast").defer(
        *(f"current_forecast__{name}" for name in HEAVY)
    )
    if state != "all":
        rows = rows.filter(state=state)
    if regions is not ALL:
        rows = rows.filter(regions__overlap=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
    return rows.prefetch_related(
        Prefetch("clocks", queryset=Clock.objects.filter(done_at=None).order_by("deadline"))
    )


def desk(user: User, now: datetime) -> dict[str, Any]:
    """Return the duty desk."""
    incidents = list(incidents_for(user))
    return {
        "do_now": do_now(incidents, now),
        "incidents": _rows(incidents, now),
        "alarms": [],
        "stations": board.counts(user),
        "duty": duty(user, now),
        "system": system_answer(),
    }


def _rows(incidents: list[Incident], now: datetime) -> list[dict[str, Any]]:
    """Return the open incidents with the place of each front, so that the map need not ask for it."""
    network = store.network() if incidents else None
    rows = []
    for incident in incidents:
        row = shapes.incident_row(incident)
        if row["front"] is not None and incident.current_forecast and network is not None:
            reached = shapes.receptor_rows(incident.current_forecast)
            at = whereabouts.front_point(incident, reached, network, now)
            row["front"] = {**row["front"], "at": at}
        rows.append(row)
    return rows


def do_now(incidents: list[Incident], now: datetime) -> list[dict[str, Any]]:
    """Return clocks, intakes and undecided plans of open incidents, the most urgent first."""
    rows = [
        _row(
            "clock",
            Sentence(
                f"{clock.title['zh']} → {clock.recipient['zh']}",
                f"{clock.title['en']} → {clock.recipient['en']}",
            ),
            incident,
            clock.deadline,
            clock=clock.key,
        )
        for incident in incidents
        for clock in incident.clocks.all()
    ]
    rows += _plan_rows({incident.pk: incident for incident in incidents}, now)
    first = sorted(rows, key=lambda row: row["at"])[:SHOWN]
    return [{**row, "left_s": round((row["at"] - now).total_seconds())} for row in first]


def _plan_rows(incidents: dict[int, Incident], now: datetime) -> list[dict[str, Any]]:
    latest = (
        Plan.objects.filter(incident__in=incidents)
        .order_by("incident_id", "-version")
        .distinct("incident_id")
    )
    lines = (
        PlanLine.objects.filter(plan__in=latest.values("pk"), by__lte=now + LATER)
        .exclude(state=PlanLine.State.DROPPED)
        .select_related("plan")
        .order_by("by")
    )
    rows: list[dict[str, Any]] = []
    undecided: dict[int, list[PlanLine]] = {}
    for line in lines:
        incident = incidents[line.plan.incident_id]
        proposed = line.state == PlanLine.State.PROPOSED
        if line.section == "intakes" and (proposed or (line.by and line.by >= now)):
            rows.append(_intake_row(line, incident, now))
        elif proposed:
            undecided.setdefault(incident.pk, []).append(line)
    for pk, waiting in undecided.items():
        first = waiting[0]
        title = Sentence(
            f"方案有 {len(waiting)} 条措施待答复", f"{len(waiting)} measures of the plan wait"
        )
        rows.append(_row("plan", title, incidents[pk], first.by or now, tab="plan"))
    return rows


def _intake_row(line: PlanLine, incident: Incident, now: datetime) -> dict[str, Any]:
    verb, what = line.content["verb"], line.content["what"]
    title = Sentence(
        f"{verb['zh']}：{line.text or what['zh']}", f"{verb['en']}: {line.text or what['en']}"
    )
    return _row("intake", title, incident, line.by or now, line=line.pk)


def _row(
    kind: str, title: Sentence, incident: Incident, at: datetime, **link: Any
) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": title,
        "incident": {
            "id": incident.pk,
            "number": incident.number,
            "name": incident.name,
            "drill": incident.drill,
        },
        "at": at,
        "link": link,
    }


def duty(user: User, now: datetime) -> dict[str, Any] | None:
    """Return who is on duty in the user's organisation, else at the city's."""
    shift = shift_for(user, now)
    if shift is None:
        return None
    return {
        "duty": {"name": shift.duty_name, "phone": shift.duty_phone},
        "leader": {"name": shift.leader_name, "phone": shift.leader_phone},
        "until": timezone.localtime(shift.ends_at),
    }


def summaries() -> QuerySet[Forecast]:
    """Return forecasts as lists of them show them."""
    return Forecast.objects.select_related("made_by").defer(
        "answer_gz", "plume_gz", "inputs", "warnings", "validity", "receptors"
    )
