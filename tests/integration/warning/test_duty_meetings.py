"""Round-calls and meetings: who may, what is kept, what is refused in a sentence."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shangyou.warning.models import Attendance, RoundCall

from .conftest import key

FULING, WANZHOU = "500102", "500101"
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(organisation_of):
    return organisation_of("city", "500000")


@pytest.fixture
def districts(organisation_of):
    return [organisation_of("district", code) for code in (FULING, WANZHOU, "500103")]


def call(city, districts, **more):
    return {
        "organisation": city.pk, "title": "双周点名", "held_at": timezone.localtime().isoformat(),
        "called": [one.pk for one in districts], "idempotency_key": key(), **more,
    }  # fmt: skip


def test_a_round_call_is_answered_by_each_and_ended_when_all_are_called(caller, city, districts):
    officer, fuling = caller("city_duty"), caller("district")
    assert officer.get("/duty/calls").json()["next"]["last"] is None
    opened = officer.post("/duty/calls", call(city, districts)).json()
    path = f"/duty/calls/{opened['id']}"
    assert officer.post(f"{path}/close").status_code == 409
    marks = [("present", ""), ("late", "网络"), ("absent", "停电")]
    for one, (state, reason) in zip(districts, marks, strict=True):
        form = {"organisation": one.pk, "state": state, "reason": reason, "version": 1}
        assert fuling.post(f"{path}/marks", form).status_code == 403
        assert officer.post(f"{path}/marks", form).status_code == 200
        assert officer.post(f"{path}/marks", form).status_code == 409
    bad = {"organisation": districts[0].pk, "state": "absent", "version": 2}
    assert officer.post(f"{path}/marks", bad).json()["problems"][0]["field"] == "reason"
    closed = officer.post(f"{path}/close", {"note": "两家到位"})
    assert closed.status_code == 200, closed.content.decode()
    assert officer.post(f"{path}/marks", {**bad, "reason": "x"}).status_code == 409
    listed = officer.get("/duty/calls").json()
    assert {k: listed["rows"][0][k] for k in ("called", "present", "late", "absent", "waiting")} == {
        "called": 3, "present": 1, "late": 1, "absent": 1, "waiting": 0,
    }  # fmt: skip
    assert [(r["organisation"]["division"], r["rate"], r["late"]) for r in listed["rates"]] == [
        ("500103", 0.0, 0),
        (WANZHOU, 1.0, 1),
        (FULING, 1.0, 0),
    ]
    assert listed["next"]["overdue"] is False
    # whoever was called sees the call
    assert fuling.get(path).json()["may_mark"] is False
    assert caller("district", division="500104").get(path).status_code == 404


def test_attendance_over_time_and_the_next_call_due(
    caller, city, districts, django_assert_max_num_queries
):
    officer = caller("city_duty")
    for back in (43, 29, 15):
        made = RoundCall.objects.create(
            idempotency_key=uuid.uuid4(), organisation=city, title="点名", host=officer.user,
            held_at=timezone.now() - timedelta(days=back), closed_at=timezone.now(),
        )  # fmt: skip
        Attendance.objects.bulk_create(
            Attendance(call=made, organisation=one, state="present" if back < 40 or n else "absent")
            for n, one in enumerate(districts)
        )
    with django_assert_max_num_queries(5):
        answer = officer.get("/duty/calls").json()
    assert answer["next"]["overdue"] is True
    worst = answer["rates"][0]
    assert (worst["organisation"]["id"], worst["came"], worst["called"], worst["rate"]) == (districts[0].pk, 2, 3, 0.667)  # fmt: skip
    assert [mark["state"] for mark in worst["marks"]] == ["absent", "present", "present"]


def test_a_call_of_organisations_one_may_not_call_is_refused(caller, city, districts):
    officer = caller("city_duty")
    for changes, field in (
        ({"called": []}, "called"),
        ({"called": [999_999]}, "called"),
        ({"title": ""}, "title"),
        ({"held_at": "x"}, "held_at"),
        ({"held_at": "2099-01-01T00:00:00+08:00"}, "held_at"),
    ):
        answer = officer.post("/duty/calls", call(city, districts, **changes))
        assert [p["field"] for p in answer.json()["problems"]] == [field], changes
    assert caller("district").post("/duty/calls", call(city, districts)).status_code == 403


def meeting(city, **more):
    return {
        "organisation": city.pk, "kind": "monthly", "title": "月调度", "agenda": "一、情况",
        "held_at": (timezone.localtime() - timedelta(days=5)).isoformat(), "idempotency_key": key(), **more,
    }  # fmt: skip


def test_a_meeting_is_followed_up_until_each_item_is_closed_with_a_note(caller, city, districts):
    officer, fuling, wanzhou = (
        caller("city_duty"),
        caller("district"),
        caller("district", division=WANZHOU),
    )
    made = officer.post("/duty/meetings", meeting(city, participants=[districts[0].pk])).json()
    path = f"/duty/meetings/{made['id']}"
    minuted = officer.patch(
        path,
        meeting(city, minutes="已议定", version=made["version"], participants=[districts[0].pk]),
    )
    assert minuted.json()["minutes"] == "已议定", minuted.content.decode()
    assert officer.patch(path, meeting(city, version=made["version"])).status_code == 409
    today = timezone.localdate()
    item = {
        "text": "报清单",
        "responsible": districts[0].pk,
        "due_on": (today - timedelta(days=1)).isoformat(),
    }
    whole = officer.post(f"{path}/items", item).json()
    assert whole["items"][0]["overdue"] is True
    assert fuling.get("/duty/meetings").json()["rows"][0]["overdue"] == 1
    assert wanzhou.get(path).status_code == 404
    pk = whole["items"][0]["id"]
    assert wanzhou.post(f"/duty/items/{pk}/close", {"note": "x", "version": 1}).status_code == 404
    assert (
        fuling.post(f"/duty/items/{pk}/close", {"note": "", "version": 1}).json()["problems"][0][
            "field"
        ]
        == "note"
    )
    done = fuling.post(f"/duty/items/{pk}/close", {"note": "已报", "version": 1})
    assert done.json()["items"][0]["state"] == "closed", done.content.decode()
    assert fuling.post(f"/duty/items/{pk}/close", {"note": "再", "version": 1}).status_code == 409
    assert (
        fuling.post(f"/duty/items/{pk}/reopen", {"note": "缺页", "version": 2}).status_code == 403
    )
    back = officer.post(f"/duty/items/{pk}/reopen", {"note": "缺页", "version": 2})
    assert back.json()["items"][0]["state"] == "open"
    for changes, field in (
        ({"text": ""}, "text"),
        ({"responsible": 999_999}, "responsible"),
        ({"due_on": "2000-13-01"}, "due_on"),
        ({"due_on": (today - timedelta(days=30)).isoformat()}, "due_on"),
    ):
        answer = officer.post(f"{path}/items", {**item, **changes})
        assert [p["field"] for p in answer.json()["problems"]] == [field], changes


def test_a_meeting_with_bad_fields_is_refused(caller, city):
    for changes, field in (
        ({"kind": "weekly"}, "kind"),
        ({"agenda": " "}, "agenda"),
        ({"participants": [1.5]}, "participants"),
        ({"minutes": "a\x00"}, "minutes"),
    ):
        answer = caller("city_duty").post("/duty/meetings", meeting(city, **changes))
        assert [p["field"] for p in answer.json()["problems"]] == [field], changes
