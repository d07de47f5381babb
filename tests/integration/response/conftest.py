"""A call that the tests change one field at a time, and the incident it opens."""

import uuid

import pytest
from django.utils import timezone

BODY = {
    "point": {"lon": 106.65, "lat": 29.03},
    "bank": "left",
    "substance": "71-43-2",
    "substance_text": "",
    "amount": {"value": 5, "unit": "t"},
    "duration_s": 1800,
    "name": None,
    "cause": "交通事故（罐车）",
    "caller": {"name": "王某", "phone": "000-0000", "organisation": "交巡警"},
    "description": "罐车侧翻",
    "hydrology": {"season": "dry", "pool_level_m": None, "discharge_factor": None},
    "drill": False,
}


def body(**changes):
    """A call about benzene in the Qijiang; keyword arguments change fields."""
    fresh = {"started_at": timezone.localtime().isoformat(), "idempotency_key": str(uuid.uuid4())}
    return BODY | fresh | changes


@pytest.fixture(scope="module")
def opened_once(demo_world, django_db_blocker):
    """Open an incident over HTTP once for the module; what a test does to it is rolled back."""
    from django.test import Client

    from shangyou.core.models import Organisation, User

    with django_db_blocker.unblock():
        bureau = Organisation.objects.get_or_create(
            name="试验单位 city 500000", defaults={"tier": "city", "division_code": "500000"}
        )[0]
        officer = User.objects.create_user(
            "city_duty-500102", None, "city_duty", name="试验 city_duty", organisation=bureau
        )
        client = Client(headers={"accept-language": "zh"})
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post("/api/v1/incidents", body(), content_type="application/json")
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()


@pytest.fixture
def call(demo_world, db):
    """Give the body of a call."""
    return body


@pytest.fixture
def opened(opened_once, caller):
    """Give the duty officer and the incident he opened."""
    return caller("city_duty"), opened_once
