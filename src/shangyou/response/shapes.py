"""How incidents, forecasts and plans look in the API; the renderer picks the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.reference import substances
from shangyou.response.amounts import Amount, released
from shangyou.response.models import Clock, FiveFirst, Forecast, Incident, LogEntry, Plan, PlanLine
from shangyou.response.window import CHANCE as MAY_EXCEED
from shangyou.science.messages import Sentence

FIVE_FIRSTS = {
    FiveFirst.Key.REPORT: Sentence("第一时间报告", "Report first"),
    FiveFirst.Key.ARRIVE: Sentence("第一时间赶赴现场", "Be there first"),
    FiveFirst.Key.MONITOR: Sentence("第一时间开展监测", "Monitor first"),
    FiveFirst.Key.PUBLISH: Sentence("第一时间组织发布信息", "Publish first"),
    FiveFirst.Key.INVESTIGATE: Sentence("第一时间组织开展调查", "Investigate first"),
}
KIND_TITLES = {
    "intake": Sentence("饮用水取水口", "drinking-water intake"),
    "section": Sentence("监测断面", "monitored section"),
    "province_boundary": Sentence("省界", "provincial boundary"),
    "district_boundary": Sentence("区县界", "district boundary"),
    "reserve": Sentence("自然、渔业保护区", "nature or fish reserve"),
    "fishery": Sentence("渔业水域", "fishery"),
    "other": Sentence("其他", "other"),
}


def said(stored: Mapping[str, str] | None) -> Sentence | None:
    """Return a stored sentence."""
    return None if stored is None else Sentence(stored["zh"], stored["en"])


def local(text: str | None) -> str | None:
    """Return a stored time as the others are given: local, to the second."""
    if text is None:
        return None
    return timezone.localtime(datetime.fromisoformat(text)).isoformat(timespec="seconds")


def grade(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a grade with its criterion."""
    if stored is None:
        return None
    return {**stored, "title": said(stored["title"]), "criterion": said(stored["criterion"])}


def amount_label(incident: Incident) -> Sentence:
    """Return the amount as stated, or what is assumed in its place."""
    if incident.amount_value is not None:
        label = Amount(incident.amount_value, incident.amount_unit).label
        return Sentence(label, label)
    if incident.kind == Incident.Kind.AIR:
        return Sentence("泄漏量不详", "amount not known")
    return released(None, None, incident.cause).words


def incident_row(incident: Incident) -> dict[str, Any]:
    """Return an incident for lists; its clocks and current forecast must be loaded with it."""
    is_open = incident.state == Incident.State.OPEN
    running = [clock for clock in incident.clocks.all() if clock.done_at is None and is_open]
    deadline = min(running, key=lambda clock: clock.deadline, default=None)
    return {
        "id": incident.pk,
        "number": incident.number,
        "kind": incident.kind,
        "name": incident.name,
        "state": incident.state,
        "grade": grade(incident.grade),
        "started_at": incident.started_at,
        "opened_at": incident.opened_at,
        "location_label": said(incident.place),
        "substance_name": said(incident.substance_name),
        "amount_label": amount_label(incident),
        "next_deadline": None
        if deadline is None
        else {"title": said(deadline.title), "at": deadline.deadline},
        "front": front(incident.current_forecast, timezone.now()) if is_open else None,
        "drill": incident.drill,
        "demo": incident.demo,
        "version": incident.version,
        "point": {"lon": incident.longitude, "lat": incident.latitude},
    }


def front(forecast: Forecast | None, now: datetime) -> dict[str, Any] | None:
    """Return the place the plume comes to next of those that may exceed; else the next it reaches.

    Where there is no limit nothing can be called safe. Of two reached together the intake counts.
    """
    if forecast is None:
        return None
    ahead = [
        row
        for row in receptor_rows(forecast)
        if row["arrival"]["p50"] is not None and datetime.fromisoformat(row["arrival"]["p50"]) > now
    ]
    in_danger = [
        row
        for row in ahead
        if row["probability_above"] is None or row["probability_above"] >= MAY_EXCEED
    ]
    following = min(
        in_danger or ahead,
        key=lambda row: (datetime.fromisoformat(row["arrival"]["p50"]), row["kind"] != "intake"),
        default=None,
    )
    if following is None:
        return None
    return {
        "receptor": following["id"],
        "point": following.get("point"),
        "title": following["name"],
        "arrival": {q: local(t) for q, t in following["arrival"].items()},
        "probability_above": following["probability_above"],
        "alarm": bool(in_danger),
    }


def receptor_rows(forecast: Forecast) -> list[dict[str, Any]]:
    """Return the stored receptors, without the response spaces among them."""
    return [row for row in forecast.receptors if row["register"] == "receptors"]


def incident(incident: Incident, user: User, forecasts: Iterable[Forecast]) -> dict[str, Any]:
    """Return an incident as a whole."""
    substance = substances.by_key(incident.substance_key) if incident.substance_key else None
    return {
        **incident_row(incident),
        "reach": incident.reach,
        "distance_m": incident.distance_m,
        "chainage_km": incident.chainage_km,
        "bank": incident.bank,
        "river": incident.river,
        "district": {"code": incident.district_code, "name": incident.district_name},
        "substance": {
            "key": incident.substance_key or None,
            "text": incident.substance_text,
            "name": said(incident.substance_name),
            "cas": substance.cas if substance else None,
            "hazards": substance.hazards if substance else (),
            "behaviour": substance.behaviour.title if substance and substance.behaviour else None,
            "status": substance.status if substance else "unverified",
        },
        "amount": None
        if incident.amount_value is None
        else {"value": incident.amount_value, "unit": incident.amount_unit},
        "duration_s": incident.duration_s,
        "cause": incident.cause,
        "caller": {
            "name": incident.caller_name,
            "phone": incident.caller_phone,
            "organisation": incident.caller_organisation,
        },
        "description": incident.description,
        "hydrology": incident.hydrology,
        "opened_by": incident.opened_by.name,
        "clocks": [clock_row(clock, incident) for clock in incident.clocks.all()],
        "five_firsts": [
            {
                "key": first.key,
                "title": FIVE_FIRSTS[FiveFirst.Key(first.key)],
                "done_at": first.done_at,
            }
            for first in incident.five_firsts.all()
        ],
        "forecasts": [
            forecast_row(forecast, current=forecast.pk == incident.current_forecast_id)
            for forecast in forecasts
        ],
        "current_forecast": incident.current_forecast_id,
        "ended_at": incident.ended_at,
        "end_reason": incident.end_reason,
        "rights": rights(incident, user),
    }


def rights(incident: Incident, user: User) -> dict[str, bool]:
    """Return what the user may do to the incident, by the table of rights."""
    region = incident.district_code
    return {
        name: allowed(user, operation, region=region)
        for name, operation in (
            ("change", "incident.change"),
            ("end", "incident.end"),
            ("forecast", "forecast.run"),
            ("plan", "plan.change"),
            ("report", "report.download"),
            ("samples", "sample.record"),
        )
    }


def clock_row(clock: Clock, incident: Incident) -> dict[str, Any]:
    """Return a legal deadline, and since when it no longer counts: done, or the incident ended."""
    return {
        "key": clock.key,
        "title": said(clock.title),
        "recipient": said(clock.recipient),
        "deadline": clock.deadline,
        "clause": clock.clause,
        "status": clock.status,
        "done_at": clock.done_at,
        "stopped_at": clock.done_at or incident.ended_at,
    }


def log_row(entry: LogEntry) -> dict[str, Any]:
    """Return an entry of the log."""
    return {
        "id": entry.pk,
        "at": entry.at,
        "who": entry.who_name,
        "organisation": entry.organisation,
        "kind": entry.kind,
        "text": said(entry.text),
        "link": entry.link,
    }


def forecast_row(forecast: Forecast, *, current: bool) -> dict[str, Any]:
    """Return a forecast for lists."""
    return {
        "id": forecast.pk,
        "number": forecast.number,
        "title": forecast.title,
        "model": forecast.model,
        "version": forecast.model_version,
        "inputs_sha256": forecast.inputs_sha256,
        "seed": forecast.seed,
        "made_at": forecast.made_at,
        "made_by": forecast.made_by.name,
        "seconds": forecast.seconds,
        "current": current,
        "assumptions": [
            {
                "title": said(a["title"]),
                "value": said(a["value"]),
                "source": said(a["source"]),
                "status": a["status"],
            }
            for a in forecast.assumptions
        ],
    }


def forecast(forecast: Forecast, *, current: bool) -> dict[str, Any]:
    """Return a forecast with its receptors."""
    return {
        **forecast_row(forecast, current=current),
        "incident": forecast.incident_id,
        "warnings": [said(s) for s in (*forecast.warnings, *forecast.validity)],
        "validity": [said(s) for s in forecast.validity],
        "reaches": forecast.answer["reaches"],
        "receptors": [receptor(row) for row in receptor_rows(forecast)],
        "based_on": forecast.based_on_id,
        "update": sample_update(forecast),
    }


def sample_update(forecast: Forecast) -> dict[str, Any] | None:
    """Return how far each sample was from the forecast before and after; None without samples."""
    update = forecast.answer.get("update")
    if update is None:
        return None
    names = {row["id"]: row["name"] for row in forecast.receptors}
    return {
        "prior_misfit": update["prior_misfit"],
        "posterior_misfit": update["posterior_misfit"],
        "samples": [
            {
                **fit,
                "time": local(fit["time"]),
                "name": names.get(fit["receptor"], fit["receptor"]),
            }
            for fit in update["observations"]
        ],
    }


TIMES = ("arrival", "peak_time", "above_from", "above_until")
KEPT_INSIDE = {"detail", "reach_distance_m", "passing_s", "supply_level"}


def receptor(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a receptor of a forecast."""
    shown = {key: value for key, value in row.items() if key not in KEPT_INSIDE}
    for key in TIMES:
        shown[key] = {q: local(t) for q, t in row[key].items()}
    limit = row["limit"]
    if limit is not None:
        shown["limit"] = {
            **limit,
            "clause": said(limit["clause"]),
            "reason": said(limit["reason"]),
            "assumption": said(limit["assumption"]),
        }
    # forecasts stored before the bank was ever assumed have no such entry
    assumption = row["detail"].get("assumption")
    shown["assumption"] = (
        None if assumption is None else {"text": said(assumption), "status": "estimated"}
    )
    shown["kind_title"] = KIND_TITLES.get(row["kind"], row["kind_title"])
    return shown


def plan(plan: Plan, lines: Iterable[PlanLine], outdated: Sentence | None = None) -> dict[str, Any]:
    """Return a plan with its sections and lines, and why it no longer holds where it does not."""
    by_section: dict[str, list[PlanLine]] = {}
    for line in lines:
        by_section.setdefault(line.section, []).append(line)
    return {
        "forecast": plan.forecast_id,
        "assessment": plan.assessment_id,
        "outdated": outdated,
        "made_at": plan.made_at,
        "version": plan.version,
        "sections": [
            {
                "key": section["key"],
                "title": said(section["title"]),
                "empty": said(section["empty"]),
                "lines": [
                    plan_line(line, plan.incident) for line in by_section.get(section["key"], ())
                ],
            }
            for section in plan.sections
        ],
    }


def plan_line(line: PlanLine, incident: Incident) -> dict[str, Any]:
    """Return one line; a changed text stands in place of what was proposed.

    Its deadline no longer counts once it is dropped or the incident has ended.
    """
    content = line.content
    what: Sentence | str | None = line.text or said(content["what"])
    return {
        "id": line.pk,
        "key": line.key,
        "verb": said(content["verb"]),
        "what": what,
        "proposed": said(content["what"]) if line.text else None,
        "where": said(content["where"]),
        "point": content["point"],
        "by": line.by,
        "from": local(content["start"]),
        "until": local(content["until"]),
        "who": said(content["who"]),
        "with": said(content["means"]),
        "effect": said(content["effect"]),
        "because": [{**basis, "title": said(basis["title"])} for basis in content["because"]],
        "status": content["status"],
        "state": line.state,
        "note": line.note,
        "decided_at": line.decided_at,
        "earlier": None if line.earlier is None else _decision(line.earlier),
        "stopped_at": line.decided_at
        if line.state == PlanLine.State.DROPPED
        else incident.ended_at,
    }


def _decision(line: PlanLine) -> dict[str, Any]:
    """Return what was decided on a line of an earlier version, which advised something else."""
    return {
        "version": line.plan.version,
        "state": line.state,
        "verb": said(line.content["verb"]),
        "what": line.text or said(line.content["what"]),
        "by": line.decided_by.name if line.decided_by else None,
        "decided_at": line.decided_at,
    }
