"""The file of an incident in the air, alike whatever it comes from: an alarm, or an assessment on the telephone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shangyou.core.models import User
from shangyou.response import drafts, incidents, keeping
from shangyou.response.models import GasAssessment, Incident
from shangyou.science.messages import BadInput, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known without anybody saying it."""

    key: UUID
    assessment: GasAssessment | None = None
    name: str
    cause: str = ""
    description: str = ""
    demo: bool
    longitude: float
    latitude: float
    place: str
    district: tuple[str, str]
    substance_key: str
    substance_text: str = ""
    substance_name: dict[str, str]
    started_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody says of it, each text "" where nothing was said; it goes before what is known."""

    texts: Mapping[str, str]
    drill: bool


def read(body: Mapping[str, Any], now: dt.datetime) -> Form:
    """Read what was said.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    reader = drafts.Reader(body, now)
    texts = {field: reader.text(field) for field in drafts.TEXTS}
    if not isinstance(body.get("drill", False), bool):
        reader.complain(
            "drill", "演练标记应为是或否。", "The mark of a drill must be true or false."
        )
    if reader.problems:
        raise BadInput(reader.problems)
    return Form(texts, body.get("drill") is True)


def new(origin: Origin, form: Form, *, user: User, now: dt.datetime) -> Incident:
    """Return the incident, not saved yet."""
    texts, (code, district) = form.texts, origin.district
    return Incident(
        kind=Incident.Kind.AIR,
        assessment=origin.assessment,
        idempotency_key=origin.key,
        name=texts["name"] or origin.name[:120],
        drill=form.drill,
        demo=origin.demo,
        cause=texts["cause"] or origin.cause,
        description=texts["description"] or origin.description[:4000],
        caller_name=texts["caller.name"],
        caller_phone=texts["caller.phone"],
        caller_organisation=texts["caller.organisation"],
        longitude=origin.longitude,
        latitude=origin.latitude,
        bank="unknown",
        place={"zh": f"{origin.place}（大气）", "en": f"{origin.place} (air)"},
        district_code=code,
        district_name=district,
        regions=[code] if code else [],
        substance_key=origin.substance_key,
        substance_text=origin.substance_text[:120],
        substance_name=origin.substance_name,
        started_at=origin.started_at,
        duration_s=drafts.DEFAULT_DURATION_S,
        opened_at=now,
        opened_by=user,
        hydrology={},
    )


def begin(
    incident: Incident, assessment: GasAssessment | None, *, user: User, now: dt.datetime
) -> None:
    """Save it under its number, with its first five duties and its first entry."""
    if assessment is not None:
        incident.regions = sorted({*incident.regions, *assessment.regions})
    incidents.begin_file(incident, Sentence("（大气）", " (air)"), user=user, now=now)


def log_assessment(
    incident: Incident, assessment: GasAssessment, *, user: User, now: dt.datetime
) -> None:
    """Write down that an assessment comes with the incident."""
    keeping.log(
        incident,
        user,
        "forecast",
        Sentence(
            f"带入气体研判 {assessment.number}：{assessment.substance_name['zh']}",
            f"Gas assessment {assessment.number} comes with it: {assessment.substance_name['en']}",
        ),
        at=now,
    )
