"""Logging in and out, what is refused and how it reads."""

import json

import pytest
from django.test import Client

from shangyou.core.models import AuditEntry
from shangyou.core.rights import Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough secret"  # noqa: S105 (of this test alone)


@pytest.fixture
def officer(caller):
    user = caller(Role.CITY_DUTY).user
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, username, password, **headers):
    return client.post(
        "/api/v1/session",
        json.dumps({"username": username, "password": password}),
        content_type="application/json",
        headers=headers,
    )


def test_nobody_gets_a_sentence_and_a_token(caller):
    answer = caller(None).get("/session")
    assert answer.status_code == 401
    assert answer.json() == {"message": "请先登录。", "problems": [], "demo_accounts": []}
    assert "csrftoken" in answer.cookies
    english = caller(None, language="en").get("/session")
    assert english.json()["message"] == "Please log in first."


def test_demo_accounts_show_in_demo_mode_alone(caller, officer, settings):
    officer.demo = True
    officer.save()
    assert caller(None).get("/session").json()["demo_accounts"] == []
    settings.DEMO = True
    shown = caller(None).get("/session").json()["demo_accounts"]
    assert [account["username"] for account in shown] == [officer.username]


def test_log_in_says_who_one_is_and_what_one_may(officer):
    client = Client()
    answer = log_in(client, officer.username, PASSWORD)
    assert answer.status_code == 200
    user = answer.json()["user"]
    assert user["role_title"] == "市级值班员"
    assert user["region"] == {"code": "500000", "name": "重庆市"}
    assert {"incident.create", "register.receptors.import", "audit.view"} <= set(user["rights"])
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"
    assert client.get("/api/v1/session").json()["user"] == user
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/session").status_code == 401
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "session.opened",
        "session.closed",
    ]


def test_rights_of_a_reader_hold_no_change(caller):
    rights = caller(Role.READ_ONLY).get("/session").json()["user"]["rights"]
    assert "incident.list" in rights
    assert not [right for right in rights if not right.endswith((".list", "system.view"))]


def test_five_failures_lock_the_account_here(officer):
    client = Client()
    for _ in range(4):
        answer = log_in(client, officer.username, "wrong")
        assert answer.status_code == 401
        assert "不正确" in answer.json()["message"]
    assert log_in(client, officer.username, "wrong").status_code == 403
    locked = log_in(client, officer.username, PASSWORD)
    assert locked.status_code == 403
    assert "15 分钟后" in locked.json()["message"]
    # from another address the officer still gets in
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert log_in(elsewhere, officer.username, PASSWORD).status_code == 200


def test_an_inactive_account_does_not_log_in(officer):
    officer.is_active = False
    officer.save()
    assert log_in(Client(), officer.username, PASSWORD).status_code == 401


def test_a_change_without_the_token_is_refused(officer):
    client = Client(enforce_csrf_checks=True)
    assert log_in(client, officer.username, PASSWORD).status_code == 403
    client.get("/api/v1/session")
    token = client.cookies["csrftoken"].value
    assert log_in(client, officer.username, PASSWORD, **{"X-CSRFToken": token}).status_code == 200
    refused = client.patch("/api/v1/session", "{}", content_type="application/json")
    assert refused.status_code == 403
    assert "刷新" in refused.json()["message"]


def test_missing_fields_are_named_in_both_languages(caller):
    for language, word in (("zh", "必填。"), ("en", "Required.")):
        answer = caller(None, language=language).post("/session", {"username": "x"})
        assert answer.status_code == 422
        assert answer.json()["problems"] == [{"field": "password", "message": word}]


def test_the_language_is_kept(caller):
    officer = caller(Role.CITY_DUTY)
    assert officer.patch("/session", {"language": "en"}).status_code == 200
    officer.user.refresh_from_db()
    assert officer.user.language == "en"


def test_on_duty(caller, organisation_of):
    import datetime as dt

    from django.utils import timezone

    from shangyou.core.models import DutyShift

    officer = caller(Role.READ_ONLY)
    assert officer.get("/people/on-duty").json()["duty"] is None
    now = timezone.now()
    for name, start in (("past", -30), ("now", -1), ("next", 23)):
        DutyShift.objects.create(
            organisation=organisation_of("city", "500000"),
            duty_name=name,
            begins_at=now + dt.timedelta(hours=start),
            ends_at=now + dt.timedelta(hours=start + 24),
        )
    assert officer.get("/people/on-duty").json()["duty"]["name"] == "now"
