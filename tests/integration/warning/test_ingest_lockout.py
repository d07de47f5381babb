"""Wrong credentials over HTTP lock a device number out where they came from, and nobody else."""

import base64
import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from shangyou.codecs import hj212

from .conftest import BEIJING

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(caller, device):
    for mn in ("LOCK1", "LOCK2"):
        one = device(mn)
        one.password = "abc123"  # noqa: S105
        one.save()
    client = caller(None).client
    at = timezone.now().astimezone(BEIJING)
    numbers = iter(range(1000))

    def give(mn, password, *, address="127.0.0.1"):
        qn = hj212.request_number(at + dt.timedelta(seconds=next(numbers)))
        values = [{"DataTime": f"{at:%Y%m%d%H%M%S}"}, {"w01018-Rtd": "1"}]
        body = hj212.encode(hj212.Frame(qn, "21", "2011", "abc123", mn, 5, 2017, values))
        key = base64.b64encode(f"{mn}:{password}".encode()).decode()
        return client.generic(
            "POST", "/api/v1/ingest/hj212", body, content_type="application/octet-stream",
            headers={"authorization": f"Basic {key}"}, REMOTE_ADDR=address,
        )  # fmt: skip

    return give


def test_five_failures_lock_the_number_at_that_address_even_for_the_right_password(send):
    for _ in range(4):
        assert send("LOCK1", "wrong").status_code == 401
    last = send("LOCK1", "wrong")
    assert last.status_code == 403
    assert "15 分钟后" in last.json()["message"]
    assert "LOCK1" not in last.json()["message"]
    assert send("LOCK1", "abc123").status_code == 403
    assert send("LOCK1", "abc123", address="127.0.0.2").status_code == 200
    assert send("LOCK2", "abc123").status_code == 200


def test_it_opens_again_after_the_time(send):
    for _ in range(6):
        send("LOCK1", "wrong")
    assert send("LOCK1", "abc123").status_code == 403
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert send("LOCK1", "abc123").status_code == 200


def test_a_right_password_forgets_the_failures_before(send):
    for _ in range(3):
        for _ in range(4):
            assert send("LOCK1", "wrong").status_code == 401
        assert send("LOCK1", "abc123").status_code == 200


def test_guessing_numbers_is_counted_too_and_an_account_of_that_name_is_not_locked(send):
    for _ in range(5):
        answer = send("GHOST", "guess")
    assert answer.status_code == 403
    assert not AccessAttempt.objects.filter(username="GHOST").exists()
    for odd in ("a\0b", "x" * 400, ""):
        assert send(odd, "guess").status_code == 401
