"""An assessment made while somebody was still on the telephone becomes an incident in the air."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from shangyou.core.http import Forbidden
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.response import drafts, keeping
from shangyou.response.air import grading, opening, plan
from shangyou.response.gas import keep
from shangyou.response.models import GasAssessment, Incident


def open_incident(
    assessment: GasAssessment, body: Mapping[str, Any], *, user: User, now: dt.datetime
) -> tuple[Incident, bool]:
    """Open the incident of an assessment and say whether it is new; the same assessment opens one.

    Raises
    ------
    BadInput
        With one sentence for every field of the body that cannot be used.

    """
    if not allowed(user, "incident.create", region=assessment.district_code):
        raise Forbidden
    texts = opening.read_texts(body, now)
    found = keep.of_whom(assessment)
    if found is not None:
        return found, False
    incident = _incident(assessment, texts, user=user, now=now)
    incident.drill = body.get("drill") is True
    try:
        with transaction.atomic():
            opening.begin_file(incident, assessment, user=user, now=now)
            opening.log_assessment(incident, assessment, user=user, now=now)
            grading.regrade(incident, assessment)
            incident.save()
            keeping.trace(
                incident,
                user,
                "incident.opened",
                {"number": incident.number, "assessment": assessment.number},
            )
    except IntegrityError:
        # two desks at once: the other was first
        found = Incident.objects.filter(assessment=assessment).first()
        if found is None:
            raise
        return found, False
    plan.first(incident, user=user, now=now)
    return incident, True


def _incident(
    assessment: GasAssessment, texts: Mapping[str, str], *, user: User, now: dt.datetime
) -> Incident:
    name, district = assessment.substance_name, assessment.district_name
    point = f"{assessment.longitude:.4f}, {assessment.latitude:.4f}"
    return Incident(
        kind=Incident.Kind.AIR,
        assessment=assessment,
        idempotency_key=uuid.uuid5(assessment.idempotency_key, "incident"),
        name=texts["name"] or f"{district}{name['zh']}泄漏"[:120],
        demo=any(place["demo"] for place in assessment.places),
        cause=texts["cause"],
        description=texts["description"],
        caller_name=texts["caller.name"],
        caller_phone=texts["caller.phone"],
        caller_organisation=texts["caller.organisation"],
        longitude=assessment.longitude,
        latitude=assessment.latitude,
        bank="unknown",
        place={
            "zh": f"{assessment.title or district or point}（大气）",
            "en": f"{assessment.title or district or point} (air)",
        },
        district_code=assessment.district_code,
        district_name=district,
        regions=[assessment.district_code] if assessment.district_code else [],
        substance_key=assessment.substance_key,
        substance_name=name,
        started_at=assessment.started_at,
        duration_s=drafts.DEFAULT_DURATION_S,
        opened_at=now,
        opened_by=user,
        hydrology={},
    )
