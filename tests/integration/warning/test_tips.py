"""A tip from issue to closing: who may, who is told, what is refused in a sentence."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.models import Notification, Person
from shangyou.warning.models import Situation, SituationStep, Tip, TipStep

from .conftest import key, monthly, words_of

FULING, WANZHOU, CITY = "500102", "500101", "500000"
pytestmark = pytest.mark.django_db


def tip(**changes):
    facts = {
        "division": FULING, "headline": "核查沿江罐区", "facts": "氨氮连续超限。", "asks": "十日内核查。",
        "due_at": (timezone.localtime() + timedelta(days=10)).isoformat(), "idempotency_key": key(),
    }  # fmt: skip
    return {**facts, **changes}


@pytest.fixture
def approved(caller):
    made = caller("city_duty").post("/situations", monthly()).json()
    Situation.objects.filter(pk=made["id"]).update(state="approved")
    return made["id"]


def test_a_tip_is_supervised_until_it_is_closed(caller, approved, organisation_of):
    Person.objects.create(
        name="王某", organisation=organisation_of(), phone="000-00010001", on_call=True
    )
    officer, fuling = caller("city_duty"), caller("district")
    issued = officer.post("/tips", tip(situation=approved))
    assert issued.status_code == 201, issued.content.decode()
    year = timezone.localdate().year
    assert issued.json()["number"] == f"TS-{year}-001"
    path = f"/tips/{issued.json()['id']}"
    assert {p["channel"] for p in issued.json()["receipts"]["people"]} == {"desk", "sms"}
    assert issued.json()["receipts"]["read"] == 0
    fuling.post(f"{path}/seen")
    assert officer.get(path).json()["receipts"]["read"] == 1
    # what reached nobody is tried again, by whoever issued
    Notification.objects.filter(about_kind="tip", channel="sms").update(state="failed")
    assert fuling.post(f"{path}/again").status_code == 403
    assert officer.post(f"{path}/again").json()["waiting"] == 1
    # each answers for himself
    assert officer.post(f"{path}/answered", {"text": "x"}).status_code == 403
    assert fuling.post(f"{path}/accepted").status_code == 403
    assert caller("district", division=WANZHOU).get(path).status_code == 404
    assert officer.post(f"{path}/accepted").status_code == 409
    assert fuling.post(f"{path}/answered", {"text": " "}).json()["problems"][0]["field"] == "text"
    # overdue until it is answered
    Tip.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert officer.get("/tips").json()["rows"][0]["overdue"] is True
    assert fuling.post(f"{path}/answered", {"text": "已核查三处"}).json()["state"] == "answered"
    assert officer.get(path).json()["overdue"] is False
    assert officer.post(f"{path}/sent_back", {"text": ""}).json()["problems"][0]["field"] == "text"
    assert officer.post(f"{path}/sent_back", {"text": "缺照片"}).json()["state"] == "sent_back"
    assert officer.get(path).json()["overdue"] is True
    fuling.post(f"{path}/answered", {"text": "补照片"})
    closed = officer.post(f"{path}/accepted").json()
    assert (closed["state"], closed["may"], closed["overdue"]) == ("closed", [], False)
    assert [step["action"] for step in closed["steps"]] == [
        "issued", "answered", "sent_back", "answered", "accepted",
    ]  # fmt: skip
    assert fuling.post(f"{path}/answered", {"text": "再"}).status_code == 409
    assert Notification.objects.filter(about_kind="tip_step", user=officer.user).count() == 2
    assert Notification.objects.filter(about_kind="tip_step", user=fuling.user).count() == 1
    assert [s["action"] for s in officer.get(f"/situations/{approved}").json()["steps"]][
        -1
    ] == "tipped"
    words = words_of(officer.get(f"{path}/file.docx").content)
    assert "涪陵区生态环境局" in words
    assert "十日内核查。" in words
    for rows in (TipStep.objects.all(), SituationStep.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(action="x")


def test_a_tip_rests_on_what_is_approved_and_is_issued_once(caller):
    officer = caller("city_duty")
    draft = officer.post("/situations", monthly()).json()
    refused = officer.post("/tips", tip(situation=draft["id"]))
    assert refused.status_code == 409
    assert "已批准" in refused.json()["message"]
    once = tip()
    first, again = officer.post("/tips", once), officer.post("/tips", once)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert caller("commander").post("/tips", once).status_code == 409
    assert officer.post("/tips", tip()).json()["number"].endswith("-002")
    assert caller("district").post("/tips", tip()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"division": CITY}, "division"),
        ({"division": None}, "division"),
        ({"headline": ""}, "headline"),
        ({"facts": ""}, "facts"),
        ({"asks": []}, "asks"),
        ({"due_at": "2020-01-01T00:00:00+08:00"}, "due_at"),
        ({"due_at": "2099-01-01T00:00:00+08:00"}, "due_at"),
        ({"situation": "x"}, "situation"),
    ],
)
def test_a_bad_tip_is_refused_in_a_sentence(caller, changes, field):
    answer = caller("city_duty").post("/tips", tip(**changes))
    assert answer.status_code == 422
    assert [p["field"] for p in answer.json()["problems"]] == [field]
    assert not Tip.objects.exists()
