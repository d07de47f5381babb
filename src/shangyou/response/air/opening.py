"""An alarm in the air becomes an incident in the air: readings, steps and assessment with it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.http import Forbidden
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.response import incidents, keeping
from shangyou.response.air import filing, grading, reach
from shangyou.response.air.beginning import Beginning
from shangyou.response.case import both_languages
from shangyou.response.models import AirReading, GasAssessment, Incident
from shangyou.science.messages import Sentence
from shangyou.warning import series
from shangyou.warning.alarms.models import Alarm, AlarmStep
from shangyou.warning.alarms.shapes import ACTIONS
from shangyou.warning.alarms.signals import heard
from shangyou.warning.registers.stations import Station

MOST_READINGS: Final = 60
BEFORE: Final = dt.timedelta(minutes=10)
AFTER: Final = dt.timedelta(minutes=1)
CAUSE: Final = "气体监测警情"


def of_alarm(alarm: Alarm) -> GasAssessment | None:
    """Return the newest assessment made for an alarm."""
    return alarm.gas_assessments.select_related("made_by").order_by("-id").first()


def name_of(begin: Beginning, alarm: Alarm) -> str:
    """Return what the incident is called unless somebody calls it otherwise."""
    return f"{alarm.station.name}{begin.name.zh}异常"[:120]


def readings(alarm: Alarm) -> list[AirReading]:
    """Return what the alarm's sensors measured from shortly before it began, not saved yet."""
    end = max(timezone.now(), alarm.last_at + AFTER)
    found: list[AirReading] = []
    names = dict(
        Station.objects.filter(pk__in={s["station"] for s in alarm.signals}).values_list(
            "pk", "name"
        )
    )
    seen = set()
    for signal in alarm.signals:
        key = (signal["device"], signal["code"])
        if key in seen:
            continue
        seen.add(key)
        found += [
            AirReading(
                station=signal["station"],
                station_name=names.get(signal["station"], ""),
                code=signal["code"],
                name=signal["name"],
                at=at,
                value=value,
                unit=signal["unit"],
                limit=signal.get("limit"),
            )
            for at, value in series.measured(*key, alarm.began_at - BEFORE, end, MOST_READINGS)
        ]
    return found


def open_incident(
    alarm: Alarm,
    begin: Beginning,
    body: Mapping[str, Any],
    key: UUID,
    *,
    user: User,
    now: dt.datetime,
) -> tuple[Incident, bool]:
    """Open the incident of an alarm in the air, in the caller's transaction; the same alarm opens one.

    Raises
    ------
    BadInput
        With one sentence for every field of the body that cannot be used.

    """
    found = incidents.repeated(key, user)
    if found is not None:
        return found, False
    form = filing.read(body, now)
    district = incidents.district_at(begin.longitude, begin.latitude)
    if not allowed(user, "incident.create", region=district[0]):
        raise Forbidden
    origin = _origin(alarm, begin, district, key)
    incident = filing.new(origin, form, user=user, now=now)
    try:
        with transaction.atomic():
            _save(incident, alarm, begin, user=user, now=now)
    except IntegrityError:
        found = incidents.repeated(key, user)
        if found is None:
            raise
        return found, False
    return incident, True


def _origin(alarm: Alarm, begin: Beginning, district: tuple[str, str], key: UUID) -> filing.Origin:
    known = begin.substance
    said = "；".join(signal["say"]["zh"] for signal in alarm.signals)
    return filing.Origin(
        key=key,
        name=name_of(begin, alarm),
        cause=CAUSE,
        description=f"由警情 {alarm.pk} 转来。{said}。",
        demo=alarm.demo,
        longitude=begin.longitude,
        latitude=begin.latitude,
        place=alarm.station.name,
        district=district,
        substance_key=known.key if known else "",
        substance_text="" if known else begin.name.zh,
        substance_name=both_languages(begin.name),
        started_at=begin.started_at,
    )


def _save(
    incident: Incident, alarm: Alarm, begin: Beginning, *, user: User, now: dt.datetime
) -> None:
    assessment = of_alarm(alarm)
    filing.begin(incident, assessment, user=user, now=now)
    kept = readings(alarm)
    for reading in kept:
        reading.incident = incident
    AirReading.objects.bulk_create(kept)
    _log(incident, alarm, kept, assessment, user=user, now=now)
    # an assessment says itself who is inside its zones
    kinds = () if assessment else (one["kind"] for one in reach.of(begin, None)["kinds"])
    grading.regrade(incident, assessment, sensitive=not grading.SENSITIVE.isdisjoint(kinds))
    incident.save()
    keeping.trace(incident, user, "incident.opened", {"number": incident.number, "alarm": alarm.pk})


def _log(
    incident: Incident,
    alarm: Alarm,
    kept: list[AirReading],
    assessment: GasAssessment | None,
    *,
    user: User,
    now: dt.datetime,
) -> None:
    """Write down where the incident came from, what the alarm went through, and what is kept with it."""
    keeping.log(
        incident,
        user,
        "note",
        Sentence(
            f"由警情 {alarm.pk}（{alarm.station.name}）转来，附传感器读数 {len(kept)} 个",
            f"Made from alarm {alarm.pk} ({alarm.station.name}) with {len(kept)} sensor readings",
        ),
        at=now,
        link={"alarm": alarm.pk},
    )
    keeping.log_many(
        incident,
        user,
        "note",
        [(_stepped(step), {"alarm": alarm.pk}) for step in alarm.steps.order_by("id")],
        at=now,
    )
    if assessment is not None:
        filing.log_assessment(incident, assessment, user=user, now=now)


def _stepped(step: AlarmStep) -> Sentence:
    """Say what was done about the alarm before there was an incident."""
    title, text = ACTIONS[step.action], heard(step.text)
    clock = f"{timezone.localtime(step.at):%m-%d %H:%M}"
    by = step.who_name if step.who_id else ""
    note = f" “{step.note}”" if step.note else ""
    return Sentence(
        f"警情经过 {clock} {title.zh}{f'（{by}）' if by else ''} {text.zh}{note}",
        f"The alarm at {clock}: {title.en}{f' by {by}' if by else ''} {text.en}{note}",
    )
