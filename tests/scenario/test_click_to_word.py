"""The main job over HTTP: a click on the river, the forecast, the plan, both Word files, in three waters.

The scenarios are fiction on the demo world (示意数据).
"""

import io
import time
import uuid
from datetime import datetime

import docx
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from shangyou.core.models import Organisation, User
from shangyou.preparedness.demo import load

# A machine that runs other tests as well; alone and warm it is below three seconds.
SLOWEST_S = 20.0

SCENARIOS = {
    "a tanker on the Yangtze in flood": {
        "point": {"lon": 106.25, "lat": 29.29},
        "bank": "left",
        "substance": "71-43-2",
        "amount": {"value": 20, "unit": "t"},
        "cause": "交通事故（罐车）",
        "hydrology": {"season": "flood", "pool_level_m": 145, "discharge_factor": None},
    },
    "a ship in the dry season at pool level 175 m": {
        "point": {"lon": 107.40, "lat": 29.72},
        "bank": "right",
        "substance": "108-95-2",
        "amount": {"value": 60, "unit": "m3"},
        "cause": "船舶碰撞",
        "hydrology": {"season": "dry", "pool_level_m": 175, "discharge_factor": None},
    },
    "a plant on a small tributary": {
        "point": {"lon": 106.65, "lat": 29.03},
        "bank": "left",
        "substance": "7440-43-9",
        "amount": {"value": 200, "unit": "kg"},
        "cause": "企业事故排放",
        "hydrology": {"season": "dry", "pool_level_m": None, "discharge_factor": None},
    },
}
EXPECTED = {
    # river of the release, longest arrival expected at the first place [h], words of the plan
    "a tanker on the Yangtze in flood": ("长江", 6, ("不宜全断面投加", "围油栏")),
    "a ship in the dry season at pool level 175 m": ("长江", 240, ("海事",)),
    "a plant on a small tributary": ("綦江", 72, ("重金属", "责成")),
}


@pytest.fixture(scope="module")
def officer(django_db_setup, django_db_blocker):
    """The city duty officer in the demo world."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        bureau = Organisation.objects.filter(tier="city").first()
        user = User.objects.create_user(
            "scenario", None, "city_duty", name="值班员", organisation=bureau
        )
        client = Client(headers={"accept-language": "zh"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        yield client
        transaction.set_rollback(True)


def words(content):
    document = docx.Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


@pytest.mark.parametrize("name", SCENARIOS)
def test_click_to_word(officer, db, name):
    body = {
        **SCENARIOS[name],
        "started_at": timezone.localtime().isoformat(),
        "duration_s": 1200,
        "caller": {"name": "示意", "phone": "000", "organisation": "示意"},
        "idempotency_key": str(uuid.uuid4()),
    }
    begin = time.perf_counter()
    answer = officer.post("/api/v1/incidents", body, content_type="application/json")
    seconds = time.perf_counter() - begin
    assert answer.status_code == 201, answer.content.decode()
    assert seconds < SLOWEST_S
    incident = answer.json()
    river, latest_h, expected = EXPECTED[name]
    assert incident["river"] == river

    forecast = officer.get(f"/api/v1/forecasts/{incident['current_forecast']}").json()
    reached = [r for r in forecast["receptors"] if r["arrival"]["p50"]]
    assert reached
    start, first = (
        datetime.fromisoformat(t) for t in (incident["started_at"], reached[0]["arrival"]["p50"])
    )
    assert (first - start).total_seconds() < latest_h * 3600
    for receptor in reached:
        for band in (receptor["peak_mg_l"], receptor["arrival"]):
            known = [band[q] for q in ("p05", "p50", "p95") if band[q] is not None]
            assert known == sorted(known)
        assert receptor["limit"] is None or receptor["probability_above"] is not None

    plan = officer.get(f"/api/v1/incidents/{incident['id']}/plan").json()
    lines = [line for section in plan["sections"] for line in section["lines"]]
    assert all(line["because"] for line in lines)

    text = words(officer.get(f"/api/v1/incidents/{incident['id']}/plan.docx").content)
    report = words(officer.get(f"/api/v1/incidents/{incident['id']}/reports/first.docx").content)
    for said in (incident["number"], incident["name"], "需核实", *expected):
        assert said in text, said
    assert "突发环境事件信息初报" in report
    assert incident["substance_name"] in report
    assert "待核实" in report
