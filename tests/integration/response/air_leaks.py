"""A leak near people, assessed and called in over HTTP, and how its plan is read."""

import datetime as dt
import io
import uuid

import docx
from django.utils import timezone

from shangyou.preparedness.registers.air_receptors import AirReceptor

CHLORINE, TOLUENE = "7782-50-5", "108-88-3"
# About 400 m north-east of people, in the wind that brings it to them.
AWAY_DEG = 0.003


def leak(substance=CHLORINE, from_deg=45, **more):
    people = AirReceptor.objects.filter(kind="school").order_by("code").first().geometry
    return {
        "point": {"lon": people.x + AWAY_DEG, "lat": people.y + AWAY_DEG},
        "substance": substance,
        "started_at": (timezone.now() - dt.timedelta(minutes=3)).isoformat(),
        "release": {"kind": "continuous", "rate_kg_s": 1.0, "duration_s": 1800, "height_m": 0.5},
        "weather": {
            "wind_speed_m_s": 2.0, "wind_from_deg": from_deg, "stability": "D",
            "air_temperature_k": 293.15, "relative_humidity": 0.6, "roughness_m": 0.5,
        },
        "title": "", "idempotency_key": str(uuid.uuid4()), **more,
    }  # fmt: skip


def assess(officer, **more):
    answer = officer.post("/gas/assessments", leak(**more))
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def call_in(officer, kept):
    answer = officer.post(f"/gas/assessments/{kept['id']}/incident", {"description": "黄绿色气体"})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["id"]


def make(officer, pk, **wanted):
    answer = officer.post(f"/incidents/{pk}/plan/rebuild", wanted)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def lines(plan, section):
    found = next(one for one in plan["sections"] if one["key"] == section)
    return {line["key"]: line for line in found["lines"]}


def words(answer):
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])
