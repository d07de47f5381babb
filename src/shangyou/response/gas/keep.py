"""Running and keeping an assessment: one request, one transaction, the same form once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound
from shangyou.core.models import User
from shangyou.core.rights import ALL, allowed, visible_regions
from shangyou.response import incidents, keeping, repeating
from shangyou.response.air import grading
from shangyou.response.gas import case, fires, places, shapes
from shangyou.response.gas.form import Form
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment, Incident, LogEntry
from shangyou.response.models.forecasts import pack
from shangyou.response.runs import run
from shangyou.science import cases
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import acting


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment and whether this request made it."""

    assessment: GasAssessment
    new: bool


def assess(form: Form, body: dict[str, Any], *, user: User, now: datetime) -> Kept:
    """Run the model on a form and keep the answer; the same form twice is kept once.

    Raises
    ------
    BadInput
        With the model's sentence for every field of release or weather that cannot be used.

    """
    found = _repeated(form, user)
    if found is not None:
        return Kept(found, new=False)
    district = incidents.district_at(form.longitude, form.latitude)
    if not allowed(user, "forecast.run", region=district[0]):
        raise Forbidden
    incident = incidents.visible(user, form.incident) if form.incident is not None else None
    alarm = acting.one(user, form.alarm) if form.alarm is not None else None
    people = places.around(Plane(form.longitude, form.latitude))
    document = case.build(form, people)
    ran = run(document, model=case.MODEL, seed=case.SEED)
    assessment = GasAssessment(
        idempotency_key=form.idempotency_key,
        title=form.title,
        incident=incident,
        alarm=alarm,
        longitude=form.longitude,
        latitude=form.latitude,
        district_code=district[0],
        district_name=district[1],
        regions=sorted({district[0], *(place.region for place in people)} - {""}),
        substance_key=form.substance.key,
        substance_name={"zh": form.substance.name_zh, "en": form.substance.name_en},
        started_at=form.started_at,
        form={k: v for k, v in body.items() if k != "idempotency_key"},
        model=ran.model,
        model_version=ran.version,
        inputs=cases.canonical_json(document),
        inputs_sha256=ran.inputs_sha256,
        seed=ran.seed,
        answer_gz=pack(ran.answer),
        places=[place.document() for place in people],
        farthest_m=_farthest(ran.answer),
        theory=str(ran.answer["theory"])[:40],
        made_at=now,
        made_by=user,
        seconds=ran.seconds,
    )
    assessment.unlisted = _unlisted(assessment)
    try:
        with transaction.atomic():
            assessment.save(force_insert=True)
            fires.keep_derived(assessment, user=user, now=now)
            _trace(assessment, user)
    except IntegrityError:
        found = _repeated(form, user)
        if found is None:
            raise
        return Kept(found, new=False)
    return Kept(assessment, new=True)


def _farthest(answer: dict[str, Any]) -> float | None:
    reaches = [z["distance_m"]["p50"] for z in answer["zones"] if z["distance_m"]["p50"]]
    return max(reaches, default=None)


def _unlisted(assessment: GasAssessment) -> dict[str, list[tuple[str, int, int]]]:
    """Return who else each zone holds: the nearest places within reach alone are worked out one by one."""
    full = len(assessment.places) >= places.MOST_PLACES
    if not full and (assessment.farthest_m or 0.0) <= places.REACH_M:
        return {}
    listed = [place["key"] for place in assessment.places]
    outlines = {zone["threshold"]: [zone["polygon"]] for zone in shapes.zones(assessment)}
    outlines[""] = [outline for (outline,) in outlines.values()]
    found = {name: places.unlisted(shape, listed) for name, shape in outlines.items()}
    return {name: rows for name, rows in found.items() if rows}


def _repeated(form: Form, user: User) -> GasAssessment | None:
    another = Sentence("次气体研判", "assessment")
    return repeating.made(GasAssessment.objects.all(), form.idempotency_key, another, made_by=user)


def _trace(assessment: GasAssessment, user: User) -> None:
    # the incident's row first: the ledger is held to the end of the transaction
    incident = of_whom(assessment)
    if incident is not None:
        _log(assessment, incident, user)
        if incident.kind == Incident.Kind.AIR and incident.state == Incident.State.OPEN:
            held = incidents.locked(incident)
            grading.regrade(held, assessment)
            held.regions = sorted({*held.regions, *assessment.regions})
            incidents.bump(held)
    audit.record(
        user,
        "gas.assessed",
        "gas_assessment",
        str(assessment.pk),
        {"substance": assessment.substance_key, "inputs_sha256": assessment.inputs_sha256},
        region=assessment.district_code or None,
    )
    events.publish("incidents", assessment.pk, "gas.assessed", regions=assessment.regions)
    if incident is not None:
        events.publish("incidents", incident.pk, "gas.assessed", regions=incident.regions)
    if assessment.alarm_id is not None:
        events.publish("alarms", assessment.alarm_id, "gas.assessed", regions=assessment.regions)


def of_whom(assessment: GasAssessment) -> Incident | None:
    """Return the incident an assessment belongs to: its own, or that its alarm became."""
    if assessment.incident is not None:
        return assessment.incident
    opened = Incident.objects.filter(assessment=assessment).first()
    if opened is not None:
        return opened
    alarm = assessment.alarm
    if alarm is None or alarm.incident is None:
        return None
    return Incident.objects.filter(pk=alarm.incident).first()


def of_incident(rows: Any, incident: int) -> Any:
    """Leave the assessments of an incident: made for it, for the alarm it came from, or what it was opened from."""
    return rows.filter(
        Q(incident=incident) | Q(alarm__incident=incident) | Q(opened_incident=incident)
    )


def newest(incident: Incident) -> GasAssessment | None:
    """Return the newest assessment of an incident."""
    found: GasAssessment | None = of_incident(
        GasAssessment.objects.select_related("made_by"), incident.pk
    ).first()
    return found


def _log(assessment: GasAssessment, incident: Incident, user: User) -> None:
    """Leave a line in the incident the assessment belongs to."""
    name = assessment.substance_name
    reach = assessment.farthest_m
    said = "未达到阈值" if reach is None else f"最远影响 {reach:.0f} m"
    en = "no threshold reached" if reach is None else f"farthest zone {reach:.0f} m"
    keeping.log(
        incident,
        user,
        LogEntry.Kind.FORECAST,
        Sentence(
            f"气体研判 {assessment.number}：{name['zh']}，{said}",
            f"Gas assessment {assessment.number}: {name['en']}, {en}",
        ),
        at=assessment.made_at,
    )


def visible(user: User) -> Any:
    """Return the assessments a user may see, newest first."""
    rows = GasAssessment.objects.select_related("made_by", "incident", "alarm", "opened_incident")
    regions = visible_regions(user, "incident.list")
    return rows if regions is ALL else rows.filter(regions__overlap=sorted(regions))  # type: ignore[arg-type]


def one(user: User, pk: int) -> GasAssessment:
    """Return one assessment the user may see; 404 otherwise."""
    found: GasAssessment | None = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
