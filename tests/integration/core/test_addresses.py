"""Every address of the API: closed to whoever has not logged in, and refusing in one shape."""

import re

import pytest
from django.test import Client, RequestFactory

from shangyou.core.http import api
from shangyou.core.models import AuditEntry
from shangyou.core.rights import Role

pytestmark = pytest.mark.django_db
PUBLIC = {
    ("get", "/api/v1/session"),
    ("post", "/api/v1/session"),
    # what is in force, for anybody; and the link of a message, whose token says who
    ("get", "/api/v1/public/warnings"),
    ("post", "/api/v1/receipts/{token}"),
    # devices log in by number and password with every request
    ("post", "/api/v1/ingest/hj212"),
}


def operations():
    schema = Client().get("/api/v1/openapi.json").json()
    return [
        (method, path)
        for path, methods in schema["paths"].items()
        for method in methods
        if method in ("get", "post", "patch", "put", "delete")
    ]


def test_every_address_asks_for_a_log_in():
    known = operations()
    assert len(known) > 30
    client = Client()
    for method, path in known:
        if (method, path) in PUBLIC:
            continue
        address = re.sub(r"\{[^}]*\}", "1", path)
        answer = getattr(client, method)(address, content_type="application/json")
        assert answer.status_code == 401, (method, path, answer.status_code)
        assert answer.json()["message"] == "请先登录。", (method, path)


def test_every_address_that_lists_refuses_numbers_that_are_none(caller):
    officer = caller(Role.CITY_DUTY)
    for method, path in operations():
        if method != "get" or path.endswith("/live"):
            continue
        for number in ("0", "-1", "99999999999999999999", "abc", "%00", "中文"):
            address = re.sub(r"\{[^}]*\}", number, path)
            if address == path:
                continue
            answer = officer.client.get(address)
            assert answer.status_code in (400, 404, 405, 422), (address, answer.status_code)


def test_an_unknown_address_and_an_unknown_register(caller):
    officer = caller(Role.CITY_DUTY)
    assert officer.get("/nothing").json()["message"] == "没有这个接口地址。"
    answer = officer.get("/registers/nothing/rows")
    assert answer.status_code == 404
    assert "nothing" in answer.json()["message"]


def test_an_error_of_the_program_is_a_sentence_and_no_trace(caller, monkeypatch):
    from shangyou.core import health

    monkeypatch.setattr(health, "parts", lambda: 1 / 0)
    answer = caller(Role.CITY_DUTY).get("/system")
    assert answer.status_code == 500
    assert "已记录" in answer.json()["message"]
    assert "ZeroDivisionError" not in answer.content.decode()


def test_the_trail_is_for_those_who_may_see_it(caller):
    from shangyou.core import audit

    audit.record(None, "a.done", "depots", "7", {"file": "x"})
    audit.record(None, "a.done", "depots", "8", {})
    assert caller(Role.DISTRICT).get("/audit").status_code == 403
    officer = caller(Role.CITY_DUTY)
    found = officer.get("/audit", object="depots/7").json()
    assert found["total"] == 1
    assert found["rows"][0]["text"] == "file: x"
    assert officer.get("/audit", object="depots").json()["total"] == 2
    assert officer.get("/audit", page=99999999).json()["rows"] == []
    assert AuditEntry.objects.count() == 2
    assert caller(Role.DISTRICT).get("/audit/verify").status_code == 403
    verdict = officer.get("/audit/verify").json()
    assert (verdict["whole"], verdict["entries"]) == (True, 2)


def test_pages_carry_their_headers():
    answer = Client().get("/desk")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer.status_code in (200, 503)
    assert Client().get("/healthz").json() == {"state": "up"}
    assert Client().post("/desk").status_code == 405


def test_the_documentation_needs_no_other_host():
    page = Client().get("/api/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_answers_never_hold_a_number_that_is_none():
    with pytest.raises(ValueError, match="Out of range"):
        api.renderer.render(RequestFactory().get("/"), {"x": float("nan")}, response_status=200)
