"""The demo world, and a call that the tests change one field at a time."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from shangyou.preparedness.demo import load


@pytest.fixture(scope="module")
def demo_world(django_db_setup, django_db_blocker):
    """Load the demo world inside a transaction; each test's own is a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def call(demo_world, db):
    """Give the body of a call about benzene in the Qijiang; keyword arguments change fields."""

    def give(**changes):
        body = {
            "point": {"lon": 106.65, "lat": 29.03},
            "bank": "left",
            "substance": "71-43-2",
            "substance_text": "",
            "amount": {"value": 5, "unit": "t"},
            "started_at": timezone.localtime().isoformat(),
            "duration_s": 1800,
            "name": None,
            "cause": "交通事故（罐车）",
            "caller": {"name": "王某", "phone": "000-0000", "organisation": "交巡警"},
            "description": "罐车侧翻",
            "hydrology": {"season": "dry", "pool_level_m": None, "discharge_factor": None},
            "drill": False,
            "idempotency_key": str(uuid.uuid4()),
        }
        return body | changes

    return give


@pytest.fixture
def opened(call, caller):
    """Give the duty officer and an incident just opened by him."""
    officer = caller("city_duty")
    answer = officer.post("/incidents", call())
    assert answer.status_code == 201, answer.content.decode()
    return officer, answer.json()
