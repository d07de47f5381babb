"""Hand-over and log: who may, what is kept, what is refused in a sentence."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.models import AuditEntry, DutyShift, Event, Notification, User
from shangyou.core.rights import Role
from shangyou.warning.models import (
    Device,
    DeviceState,
    DutyEntry,
    Handover,
    HandoverAcceptance,
    Meeting,
    MeetingItem,
    PublicWarning,
    Tip,
    TipStep,
)

from .conftest import key, words_of

FULING, WANZHOU = "500102", "500101"
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(organisation_of):
    return organisation_of("city", "500000")


@pytest.fixture
def night(city):
    return User.objects.create_user("night", None, Role.CITY_DUTY, name="夜班", organisation=city)


@pytest.fixture
def shifts(city, night, caller):
    now = timezone.now()
    day = caller("city_duty").user
    rows = []
    for user, begin in ((day, -11), (night, 1)):
        shift = DutyShift.objects.create(
            organisation=city, duty_name=str(user), begins_at=now + timedelta(hours=begin),
            ends_at=now + timedelta(hours=begin + 12),
        )  # fmt: skip
        shift.officers.set([user])
        rows.append(shift)
    return rows


def hand_over(officer, city, **more):
    return officer.post(
        "/duty/handovers",
        {"organisation": city.pk, "notes": "等书面报告。", "idempotency_key": key(), **more},
    )


def test_the_system_lists_what_is_open_and_the_next_officer_accepts(
    caller, city, night, shifts, sending
):
    officer = caller("city_duty")
    sending("S1").send(timezone.now() - timedelta(hours=3), {"w21003": 1.0})
    device = Device.objects.get(mn="S1")
    DeviceState.objects.create(
        device=device, heard_at=timezone.now() - timedelta(hours=3), address="", gateway="", connected=False,
    )  # fmt: skip
    now = timezone.now()
    PublicWarning.objects.create(
        idempotency_key=uuid.uuid4(), state="published", level=3, event="water", headline="苯超标",
        description="x", divisions=[FULING], expires_at=now + timedelta(hours=5),
        drafted_by=officer.user, drafted_at=now, published_at=now,
    )  # fmt: skip
    Notification.objects.create(
        key="k", channel="sms", person="王某", subject="预警", body="", about_kind="warning",
        about_id="1", state="failed", problem="未配置：短信", token=key(), regions=[FULING],
    )  # fmt: skip
    meeting = Meeting.objects.create(
        idempotency_key=uuid.uuid4(), organisation=city, kind="monthly", title="月调度",
        held_at=now - timedelta(days=9), agenda="x", made_by=officer.user,
    )  # fmt: skip
    MeetingItem.objects.create(
        meeting=meeting, text="报清单", responsible=city, due_on=(now - timedelta(days=2)).date()
    )
    Tip.objects.create(
        idempotency_key=uuid.uuid4(), number="TS-2026-001", division=FULING, headline="核查罐区",
        facts="x", asks="y", due_at=now + timedelta(days=1), issued_by=officer.user, issued_at=now,
    )  # fmt: skip
    answer = hand_over(officer, city)
    assert answer.status_code == 201, answer.content.decode()
    found = {group["kind"]: group for group in answer.json()["items"]}
    assert list(found) == [
        "incident", "warning", "message", "station", "tip", "meeting", "call", "alarm",
    ]  # fmt: skip
    assert {kind: group["count"] for kind, group in found.items()} == {
        "incident": 0, "warning": 1, "message": 1, "station": 1, "tip": 1, "meeting": 1, "call": 1,
        "alarm": 0,
    }  # fmt: skip
    assert found["warning"]["rows"][0]["title"] == "黄色预警：苯超标"
    assert found["station"]["rows"][0]["title"] == "试验站 S1：失联"
    assert found["station"]["rows"][0]["link"] == f"/stations/{device.station_id}"
    assert answer.json()["expected"] == "夜班"
    told = Notification.objects.get(about_kind="handover")
    assert (told.channel, told.user) == ("desk", night)
    path = f"/duty/handovers/{answer.json()['id']}"
    refused = officer.post(f"{path}/accept")
    assert refused.status_code == 409
    assert "不能自己接班" in refused.json()["message"]

    incoming = caller("commander")
    taken = incoming.post(f"{path}/accept", {"remark": "已阅"})
    assert taken.json()["state"] == "accepted", taken.content.decode()
    assert taken.json()["acceptance"]["remark"] == "已阅"
    assert incoming.post(f"{path}/accept").status_code == 409
    # what is listed is what was open then
    PublicWarning.objects.update(state="lifted")
    assert {g["kind"]: g["count"] for g in officer.get(path).json()["items"]}["warning"] == 1
    words = words_of(officer.get(f"{path}/file.docx").content)
    for wanted in (
        "环境应急值班交接记录",
        "等书面报告。",
        "黄色预警：苯超标",
        "已阅",
        "试验站 S1：失联",
    ):
        assert wanted in words
    assert AuditEntry.objects.filter(action="handover.accepted").exists()
    assert Event.objects.filter(topic="duty", what="handover.accepted").exists()


def test_a_hand_over_is_written_once_superseded_and_never_changed(caller, city, shifts):
    officer, boss = caller("city_duty"), caller("commander")
    form = {"organisation": city.pk, "notes": "一", "idempotency_key": key()}
    first, again = officer.post("/duty/handovers", form), officer.post("/duty/handovers", form)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    hand_over(officer, city)
    late = boss.post(f"/duty/handovers/{first.json()['id']}/accept")
    assert late.status_code == 409
    assert "最新的一份" in late.json()["message"]
    assert boss.get(f"/duty/handovers/{first.json()['id']}").json()["state"] == "superseded"
    states = [row["state"] for row in boss.get("/duty/handovers").json()["rows"]]
    assert states == ["waiting", "superseded"]
    assert hand_over(officer, city, notes=" ").json()["problems"][0]["field"] == "notes"
    assert hand_over(officer, city, idempotency_key="x").status_code == 422
    for rows, change in (
        (Handover.objects.all(), {"notes": "y"}),
        (DutyEntry.objects.all(), {"text": "y"}),
        (HandoverAcceptance.objects.all(), {"remark": "y"}),
        (TipStep.objects.all(), {"text": "y"}),
    ):
        if rows.exists():
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows._raw_delete("default")


def test_whoever_writes_hands_over_his_own_shift(caller, city, night):
    """An hour after eight the night still hands over the night, and the day the day."""
    now, day = timezone.now(), caller("city_duty")
    for user, begin in ((night, -13), (day.user, -1), (night, 11)):
        shift = DutyShift.objects.create(
            organisation=city, duty_name=str(user), begins_at=now + timedelta(hours=begin),
            ends_at=now + timedelta(hours=begin + 12),
        )  # fmt: skip
        shift.officers.set([user])
    late = hand_over(type(day)(night), city).json()
    assert late["expected"] == day.user.name
    early = hand_over(day, city).json()
    assert early["expected"] == "夜班"
    assert early["shift"]["begins_at"] == late["shift"]["ends_at"]
    # somebody on no shift hands over the one that runs
    assert hand_over(caller("commander"), city).json()["shift"] == early["shift"]


def test_a_district_hands_over_its_own_and_does_not_read_the_citys(caller, city, organisation_of):
    hand_over(caller("city_duty"), city)
    fuling = caller("district")
    assert hand_over(fuling, city).status_code == 403
    assert hand_over(fuling, organisation_of("district", FULING)).status_code == 201
    assert len(fuling.get("/duty/handovers").json()["rows"]) == 1
    hidden = Handover.objects.get(organisation=city)
    assert fuling.get(f"/duty/handovers/{hidden.pk}").status_code == 404
    assert len(caller("city_duty").get("/duty/handovers").json()["rows"]) == 2
    assert caller("monitoring").get("/duty/handovers").status_code == 403


def test_the_open_list_takes_as_many_queries_for_many_as_for_few(
    caller, city, device, django_assert_max_num_queries
):
    officer = caller("city_duty")
    for number in range(30):
        device(f"M{number}")
    with django_assert_max_num_queries(12):
        answer = officer.get("/duty/open-items")
    assert answer.status_code == 200
    assert answer.json()["items"][3]["rows"][0]["title"] == "30 个站点从未收到数据"


def entry(city, **more):
    return {
        "organisation": city.pk, "kind": "call", "happened_at": timezone.localtime().isoformat(),
        "source": "市民来电", "phone": "000", "text": "河面有油花", "idempotency_key": key(), **more,
    }  # fmt: skip


def test_a_line_of_the_log_is_corrected_by_another(caller, city):
    officer = caller("city_duty")
    first = officer.post("/duty/entries", entry(city)).json()
    fixed = entry(city, text="河面有柴油味", reason="听错")
    answer = officer.post(f"/duty/entries/{first['id']}/corrections", fixed)
    assert answer.status_code == 201, answer.content.decode()
    # a correction of what is already corrected is refused; of its newest version taken
    other = entry(city, text="又一", reason="补充")
    assert officer.post(f"/duty/entries/{first['id']}/corrections", other).status_code == 409
    last = officer.post(
        f"/duty/entries/{answer.json()['id']}/corrections", entry(city, text="三", reason="补充")
    )
    assert last.status_code == 201
    rows = officer.get("/duty/entries").json()["rows"]
    assert [row["text"] for row in rows] == ["三"]
    assert [old["text"] for old in rows[0]["before"]] == ["河面有油花", "河面有柴油味"]
    without = entry(city, reason="")
    refused = officer.post(f"/duty/entries/{last.json()['id']}/corrections", without)
    assert refused.json()["problems"][0]["field"] == "reason"
    assert officer.get("/duty/entries", kind="report").json()["rows"] == []
    assert len(officer.get("/duty/entries", words="油花").json()["rows"]) == 1
    today = timezone.localdate()
    assert len(officer.get("/duty/entries", day=today.isoformat()).json()["rows"]) == 1
    yesterday = (today - timedelta(days=1)).isoformat()
    assert officer.get("/duty/entries", day=yesterday).json()["rows"] == []
    assert officer.get("/duty/entries", day="x").json()["problems"][0]["field"] == "day"
    assert caller("district").get("/duty/entries").json()["rows"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"happened_at": "2099-01-01T00:00:00+08:00"}, "happened_at"),
        ({"happened_at": None}, "happened_at"),
        ({"source": ""}, "source"),
        ({"text": "x" * 4001}, "text"),
        ({"organisation": "a"}, "organisation"),
        ({"idempotency_key": None}, "idempotency_key"),
    ],
)
def test_a_bad_line_is_refused_in_a_sentence(caller, city, changes, field):
    answer = caller("city_duty").post("/duty/entries", entry(city, **changes))
    assert answer.status_code == 422
    assert [p["field"] for p in answer.json()["problems"]] == [field]


def test_the_log_is_four_queries_however_long(caller, city, django_assert_max_num_queries):
    officer = caller("city_duty")
    for number in range(12):
        officer.post("/duty/entries", entry(city, text=f"第 {number} 条"))
    with django_assert_max_num_queries(4):
        assert len(officer.get("/duty/entries").json()["rows"]) == 12


def test_unread_messages_stand_first_however_many_were_read(caller):
    officer, now = caller("city_duty"), timezone.now()
    Notification.objects.bulk_create(
        Notification(
            key=str(n), channel="desk", user=officer.user, subject=f"第 {n} 条", body="",
            about_kind="warning", about_id="1", token=key(), read_at=now if n > 1 else None,
        )
        for n in range(130)
    )  # fmt: skip
    answer = officer.get("/notifications").json()
    assert answer["unread"] == 2
    assert [row["subject"] for row in answer["rows"][:3]] == ["第 1 条", "第 0 条", "第 129 条"]
    assert len(answer["rows"]) == 100
    officer.post(f"/notifications/{answer['rows'][0]['id']}/read")
    assert officer.get("/notifications").json()["unread"] == 1


def test_somebody_elses_form_key_is_refused_in_a_sentence(caller, city):
    officer, boss = caller("city_duty"), caller("commander")
    now = timezone.localtime().isoformat()
    for path, form in (
        ("/duty/handovers", {"organisation": city.pk, "notes": "x"}),
        ("/duty/entries", entry(city)),
        (
            "/duty/calls",
            {"organisation": city.pk, "title": "点名", "held_at": now, "called": [city.pk]},
        ),
        (
            "/duty/meetings",
            {
                "organisation": city.pk,
                "kind": "monthly",
                "title": "会",
                "held_at": now,
                "agenda": "x",
            },
        ),
    ):
        form["idempotency_key"] = key()
        assert officer.post(path, form).status_code == 201, path
        assert officer.post(path, form).status_code == 200, path
        answer = boss.post(path, form)
        assert answer.status_code == 409, path
        assert answer.json()["problems"][0]["field"] == "idempotency_key"


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_one_moment_are_one(caller, city):
    """Real transactions on two connections: one takes over, the other is told so."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    made = hand_over(caller("city_duty"), city).json()
    people = [caller("commander")]
    people.append(
        type(people[0])(
            User.objects.create_user("second", None, Role.CITY_DUTY, name="乙", organisation=city)
        )
    )
    gate = Barrier(2)

    def accept(one):
        try:
            gate.wait(10)
            return one.post(f"/duty/handovers/{made['id']}/accept").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, people)) == [200, 409]
    assert HandoverAcceptance.objects.count() == 1
