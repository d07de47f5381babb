"""Warnings from draft to lifting: who may, who is told, what is issued, and bad input."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shangyou.codecs import cap
from shangyou.core.models import AuditEntry, Event, Notification, Person
from shangyou.warning.warnings.models import PublicWarning, WarningStep

FULING, WANZHOU = "500102", "500101"


def body(**changes):
    facts = {
        "level": 3,
        "event": "water",
        "headline": "乌江下游苯系物超标",
        "description": "白涛断面苯 0.03 mg/L，超地表水限值 2 倍。",
        "instruction": "下游取水口加密监测，做好切换水源准备。",
        "about": "白涛断面警情",
        "divisions": [FULING],
        "expires_at": (timezone.localtime() + timedelta(hours=12)).isoformat(),
        "drill": False,
        "idempotency_key": str(uuid.uuid4()),
    }
    return {**facts, **changes}


@pytest.fixture
def on_call(organisation_of):
    return Person.objects.create(
        name="王某", organisation=organisation_of(), phone="000-00010001", on_call=True
    )


@pytest.fixture
def published(caller, on_call):
    """A warning drafted by the duty officer, approved by the commander, published."""
    officer, commander = caller("city_duty"), caller("commander")
    made = officer.post("/warnings", body()).json()
    officer.post(f"/warnings/{made['id']}/submitted")
    commander.post(f"/warnings/{made['id']}/approved")
    answer = officer.post(f"/warnings/{made['id']}/published")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_a_warning_is_issued_as_cap_and_told_to_the_districts(published, caller):
    assert published["state"] == "published"
    assert [step["action"] for step in published["steps"]] == [
        "drafted", "submitted", "approved", "published",
    ]  # fmt: skip
    step = published["steps"][-1]
    assert step["identifier"].startswith(f"{FULING}41701000_")
    answer = caller("city_duty").get(f"/warnings/{published['id']}/steps/{step['id']}/cap.xml")
    alert = cap.decode(answer.content)
    assert isinstance(alert, cap.Alert), alert
    assert (alert.message_type, alert.status, alert.scope) == ("Alert", "Actual", "Public")
    assert alert.infos[0].severity == "Moderate"
    assert alert.infos[0].areas[0].geocodes[0].value == FULING
    told = Notification.objects.filter(about_kind="warning", about_id=str(published["id"]))
    assert set(told.values_list("channel", flat=True)) == {"desk", "sms"}
    assert "发布黄色预警" in told.first().subject
    assert Event.objects.filter(topic="warnings", what="warning.published").exists()
    assert AuditEntry.objects.filter(action="warning.published").exists()


def test_what_the_demo_world_issues_is_a_test(settings, request):
    settings.DEMO = True
    made = request.getfixturevalue("published")
    step = made["steps"][-1]
    officer = request.getfixturevalue("caller")("city_duty")
    answer = officer.get(f"/warnings/{made['id']}/steps/{step['id']}/cap.xml")
    assert cap.decode(answer.content).status == "Test"


def test_an_adjustment_updates_and_a_lifting_cancels_what_was_issued(published, caller):
    officer = caller("city_duty")
    change = body(level=2, version=published["version"])
    adjusted = officer.patch(f"/warnings/{published['id']}", change)
    assert adjusted.status_code == 200, adjusted.content.decode()
    assert adjusted.json()["colour"] == "orange"
    stale = officer.patch(f"/warnings/{published['id']}", change)
    assert stale.status_code == 409
    assert officer.post(f"/warnings/{published['id']}/lifted").status_code == 422
    officer.post(f"/warnings/{published['id']}/lifted", {"note": "复测达标"})
    documents = [
        cap.decode(text.encode())
        for text in WarningStep.objects.filter(warning=published["id"])
        .exclude(document="")
        .order_by("id")
        .values_list("document", flat=True)
    ]
    assert [d.message_type for d in documents] == ["Alert", "Update", "Cancel"]
    assert [r.identifier for r in documents[1].references] == [documents[0].identifier]
    assert len(documents[2].references) == 2
    assert documents[1].infos[0].severity == "Severe"
    assert caller(None).get("/public/warnings").json()["rows"] == []


def test_nobody_approves_his_own_and_no_step_is_skipped(caller):
    commander = caller("commander")
    made = commander.post("/warnings", body()).json()
    path = f"/warnings/{made['id']}"
    assert commander.post(f"{path}/published").status_code == 409
    commander.post(f"{path}/submitted")
    refused = commander.post(f"{path}/approved")
    assert refused.status_code == 409
    assert "另一位" in refused.json()["message"]
    assert caller("city_duty").post(f"{path}/approved").status_code == 403
    assert commander.post(f"{path}/returned").status_code == 422
    assert commander.post(f"{path}/returned", {"note": "级别偏高"}).json()["state"] == "draft"
    assert commander.post(f"{path}/sent").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": 5}, "level"),
        ({"level": True}, "level"),
        ({"event": "flood"}, "event"),
        ({"headline": ""}, "headline"),
        ({"headline": "x" * 121}, "headline"),
        ({"description": "a\x00"}, "description"),
        ({"divisions": []}, "divisions"),
        ({"divisions": ["999999"]}, "divisions"),
        ({"expires_at": "2020-01-01T00:00:00+08:00"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"drill": "yes"}, "drill"),
        ({"idempotency_key": "x"}, "idempotency_key"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_saved(caller, changes, field):
    answer = caller("city_duty").post("/warnings", body(**changes))
    assert answer.status_code == 422
    assert [p["field"] for p in answer.json()["problems"]] == [field]
    assert not PublicWarning.objects.exists()


def test_the_same_form_twice_is_one_warning(caller):
    form = body()
    first = caller("city_duty").post("/warnings", form)
    again = caller("city_duty").post("/warnings", form)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert caller("commander").post("/warnings", form).status_code == 409


def test_a_district_drafts_for_itself_alone_and_sees_its_own(caller, published):
    fuling = caller("district", division=FULING)
    assert fuling.post("/warnings", body()).status_code == 201
    assert fuling.post("/warnings", body(divisions=[FULING, WANZHOU])).status_code == 403
    wanzhou = caller("district", division=WANZHOU)
    assert wanzhou.get("/warnings").json()["total"] == 0
    assert wanzhou.get(f"/warnings/{published['id']}").status_code == 404
    assert fuling.get(f"/warnings/{published['id']}").json()["may"] == []


def test_the_public_reads_what_is_in_force_and_nothing_else(published, caller, settings):
    for demo in (True, False):
        settings.DEMO = demo
        answer = caller(None).get("/public/warnings").json()
        assert answer["demo"] is demo
    rows = answer["rows"]
    assert [row["headline"] for row in rows] == ["乌江下游苯系物超标"]
    assert not {"drafted_by", "steps", "receipts", "about", "id"} & set(rows[0])
    PublicWarning.objects.update(drill=True)
    assert caller(None).get("/public/warnings").json()["rows"] == []


def test_receipts_say_who_read_it(published, caller, settings):
    officer = caller("city_duty")
    desk = officer.get("/notifications").json()
    assert desk["unread"] == 1
    assert officer.post(f"/notifications/{desk['rows'][0]['id']}/read").status_code == 200
    assert (
        caller("commander").post(f"/notifications/{desk['rows'][0]['id']}/read").status_code == 404
    )
    sms = Notification.objects.get(channel="sms")
    link = caller(None).post(f"/receipts/{sms.token}")
    assert "乌江" in link.json()["subject"]
    assert link.json()["demo"] is settings.DEMO
    assert caller(None).post("/receipts/no-such").status_code == 404
    receipts = officer.get(f"/warnings/{published['id']}").json()["receipts"]
    assert (receipts["read"], receipts["failed"]) == (2, 0)
    assert receipts["told"] == Notification.objects.count()


def test_what_was_issued_cannot_be_changed(published):
    for sql in ("UPDATE warning_warningstep SET note = 'x'", "DELETE FROM warning_warningstep"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_list_of_many_costs_as_many_queries_as_of_one(
    caller, published, django_assert_max_num_queries
):
    officer = caller("city_duty")
    for _ in range(5):
        officer.post("/warnings", body())
    with django_assert_max_num_queries(5):
        assert officer.get("/warnings").json()["total"] == 6
