"""An assessment made while somebody was still on the telephone becomes an incident in the air."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from shangyou.core.http import Forbidden
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.response import keeping
from shangyou.response.air import filing, grading, plan
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
    form = filing.read(body, now)
    found = keep.of_whom(assessment)
    if found is not None:
        return found, False
    incident = filing.new(_origin(assessment), form, user=user, now=now)
    try:
        with transaction.atomic():
            filing.begin(incident, assessment, user=user, now=now)
            filing.log_assessment(incident, assessment, user=user, now=now)
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


def _origin(assessment: GasAssessment) -> filing.Origin:
    district = assessment.district_name
    point = f"{assessment.longitude:.4f}, {assessment.latitude:.4f}"
    return filing.Origin(
        key=uuid.uuid5(assessment.idempotency_key, "incident"),
        assessment=assessment,
        name=f"{district}{assessment.substance_name['zh']}泄漏",
        demo=any(place["demo"] for place in assessment.places),
        longitude=assessment.longitude,
        latitude=assessment.latitude,
        place=assessment.title or district or point,
        district=(assessment.district_code, district),
        substance_key=assessment.substance_key,
        substance_name=assessment.substance_name,
        started_at=assessment.started_at,
    )
