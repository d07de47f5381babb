"""The roster: made, changed, swapped, copied, imported, and what is wrong with it said in sentences."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone

from shangyou.core.models import AuditEntry, DutyShift, Event, User
from shangyou.core.rights import Role

FULING, WANZHOU = "500102", "500101"
pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)  # a Monday


def at(day, hour=8):
    return f"{(DAY + dt.timedelta(days=day)).isoformat()}T{hour:02d}:00:00+08:00"


@pytest.fixture
def desk(organisation_of):
    return organisation_of("district", FULING)


@pytest.fixture
def people(desk):
    return [
        User.objects.create_user(f"f{n}", None, Role.DISTRICT, name=f"涪{n}", organisation=desk)
        for n in (1, 2, 3)
    ]


@pytest.fixture
def officer(caller, people):
    return caller("district")


def body(desk, who, day=0, hours=24, **more):
    begin = dt.datetime.fromisoformat(at(day))
    return {
        "organisation": desk.pk,
        "begins_at": begin.isoformat(),
        "ends_at": (begin + dt.timedelta(hours=hours)).isoformat(),
        "officers": [one.pk for one in who],
        **more,
    }


def made(officer, *given, **more):
    answer = officer.post("/duty/shifts", body(*given, **more))
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def month(officer, desk, written="2026-11"):
    answer = officer.get("/duty/roster", organisation=desk.pk, month=written)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_a_shift_names_accounts_and_is_changed_by_version(officer, desk, people):
    shift = made(officer, desk, people[:2], leader=people[2].pk, note="试")
    assert (shift["duty_name"], shift["leader_name"]) == ("涪1、涪2", "涪3")
    form = body(desk, [people[2]], version=shift["version"])
    changed = officer.patch(f"/duty/shifts/{shift['id']}", form)
    assert changed.json()["officers"] == [{"id": people[2].pk, "name": "涪3", "active": True}]
    assert changed.json()["leader"] is None
    assert officer.patch(f"/duty/shifts/{shift['id']}", form).status_code == 409
    assert officer.delete(f"/duty/shifts/{shift['id']}?version=1").status_code == 409
    assert officer.delete(f"/duty/shifts/{shift['id']}?version=2").status_code == 204
    assert not DutyShift.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"roster.made", "roster.changed", "roster.removed"} <= actions
    assert Event.objects.filter(topic="duty", what="duty.roster").count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"begins_at": "tomorrow"}, "begins_at"),
        ({"ends_at": at(0)}, "ends_at"),
        ({"ends_at": at(3)}, "ends_at"),
        ({"officers": []}, "officers"),
        ({"officers": "1"}, "officers"),
        ({"officers": [True]}, "officers"),
        ({"officers": [10**30]}, "officers"),
        ({"leader": 999_999}, "leader"),
        ({"note": "x" * 201}, "note"),
        ({"duty_phone": "1\x00"}, "duty_phone"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_saved(officer, desk, people, changes, field):
    answer = officer.post("/duty/shifts", body(desk, people[:1], **changes))
    assert answer.status_code == 422, answer.content.decode()
    assert [p["field"] for p in answer.json()["problems"]] == [field]
    assert not DutyShift.objects.exists()


def test_each_desk_keeps_its_own_and_sees_the_citys(officer, desk, people, caller, organisation_of):
    city, other = organisation_of("city", "500000"), organisation_of("district", WANZHOU)
    assert caller("city_duty").post("/duty/shifts", body(desk, people[:1])).status_code == 201
    assert officer.post("/duty/shifts", body(city, people[:1])).status_code == 403
    assert officer.post("/duty/shifts", body(other, people[:1])).status_code == 404
    assert month(officer, city)["may_change"] is False
    assert officer.get("/duty/roster", organisation=other.pk).status_code == 404
    shift = DutyShift.objects.get()
    wanzhou = caller("district", division=WANZHOU)
    assert wanzhou.patch(f"/duty/shifts/{shift.pk}", {}).status_code == 404
    assert caller("read_only").post("/duty/shifts", body(desk, people[:1])).status_code == 403
    assert caller("expert").get("/duty/organisations").status_code == 403
    # nobody of another organisation stands on this roster
    stranger = caller("city_duty").user
    answer = officer.post("/duty/shifts", body(desk, [stranger]))
    assert answer.json()["problems"][0]["field"] == "officers"


def test_gaps_and_double_bookings_are_said_in_a_sentence(officer, desk, people, organisation_of):
    empty = month(officer, desk)
    assert [f["text"] for f in empty["findings"]] == ["本月还没有排班。"]
    made(officer, desk, people[:1], -1, leader=people[2].pk)
    made(officer, desk, people[:1], 0, leader=people[2].pk)
    made(officer, desk, people[1:2], 2, leader=people[2].pk)
    made(officer, desk, people[1:2], 2, 12)
    other = DutyShift.objects.create(
        organisation=organisation_of("district", WANZHOU), duty_name="涪1",
        begins_at=at(0, 20), ends_at=at(1, 2),
    )  # fmt: skip
    other.officers.set([people[0]])
    found = {f["kind"]: f["text"] for f in month(officer, desk)["findings"]}
    said = [f["text"] for f in month(officer, desk)["findings"]]
    assert "11-01 00:00 至 11-01 08:00 无人值班。" in said
    assert "11-03 08:00 至 11-04 08:00 无人值班。" in said
    assert "11-05 08:00 至 12-01 00:00 无人值班。" in said
    twice = [text for text in said if "重复排班" in text]
    assert len(twice) == 2
    assert any("涪1重复排班" in text and "万州" not in text for text in twice)
    assert found["leader"].startswith("1 个班次没有带班领导")
    # back to back is not twice
    assert not any("11-02 08:00（试验单位 district 500102）与" in t for t in said if "11-01" in t)


def test_a_month_is_eight_queries_however_many_shifts(
    officer, desk, people, django_assert_max_num_queries
):
    for day in range(28):
        made(officer, desk, people[day % 3 : day % 3 + 1], day - 1, leader=people[0].pk)
    with django_assert_max_num_queries(8):
        answer = month(officer, desk)
    assert len(answer["shifts"]) == 28
    assert len(answer["days"]) == 30
    assert answer["days"][0] == {"date": "2026-11-01", "weekday": 7, "rest": True, "holiday": None}


def test_two_people_change_places(officer, desk, people):
    one, two = made(officer, desk, people[:1], 0), made(officer, desk, people[1:3], 1)
    form = {
        "first_shift": one["id"], "first_person": people[0].pk, "first_version": 1,
        "second_shift": two["id"], "second_person": people[1].pk, "second_version": 1,
    }  # fmt: skip
    answer = officer.post("/duty/swaps", form)
    assert answer.status_code == 200, answer.content.decode()
    assert [[o["name"] for o in s["officers"]] for s in answer.json()["shifts"]] == [
        ["涪2"], ["涪1", "涪3"],
    ]  # fmt: skip
    again = officer.post("/duty/swaps", form)
    assert again.json()["problems"][0]["field"] == "first_person"
    stale = {**form, "first_person": people[1].pk, "second_person": people[0].pk}
    assert officer.post("/duty/swaps", stale).status_code == 409
    # neither was changed by the half that would have gone through
    assert sorted(DutyShift.objects.values_list("duty_name", flat=True)) == sorted(
        s["duty_name"] for s in answer.json()["shifts"]
    )
    own = {**form, "second_shift": one["id"], "second_version": 2}
    assert "second_shift" in [
        p["field"] for p in officer.post("/duty/swaps", own).json()["problems"]
    ]


def test_last_week_is_copied_once(officer, desk, people):
    for day in range(7):
        made(officer, desk, people[day % 3 : day % 3 + 1], day, leader=people[2].pk)
    form = {"organisation": desk.pk, "source": "2026-11-02", "target": "2026-11-09"}
    assert officer.post("/duty/weeks", form).json() == {"made": 7}
    second = officer.post("/duty/weeks", form)
    assert second.status_code == 422
    assert second.json()["problems"][0] == {
        "field": "target", "message": "目标周已有 7 个班次，请先清空再复制。",
    }  # fmt: skip
    week = DutyShift.objects.filter(begins_at__gte=at(7)).order_by("begins_at")
    assert [shift.duty_name for shift in week][:3] == ["涪1", "涪2", "涪3"]
    assert all(shift.leader == people[2] for shift in week)
    nothing = {**form, "source": "2026-12-07", "target": "2026-12-14"}
    assert officer.post("/duty/weeks", nothing).json()["problems"][0]["field"] == "source"
    same = {**form, "target": "2026-11-02"}
    assert officer.post("/duty/weeks", same).json()["problems"][0]["field"] == "target"


def test_what_was_exported_can_be_imported_again(officer, desk, people):
    for day in range(3):
        made(officer, desk, people[day : day + 1], day, leader=people[2].pk, note="=1+1")
    url = f"/duty/roster/import?organisation={desk.pk}"
    for kind in ("xlsx", "csv"):
        file = officer.get("/duty/roster/file", organisation=desk.pk, month="2026-11", kind=kind)
        assert file.status_code == 200
        content = file.content
        looked = officer.upload(url, f"r.{kind}", content)
        assert looked.json() == {"rows": 3, "creates": 0, "updates": 3, "stored": False}
        stored = officer.upload(f"{url}&commit=true", f"r.{kind}", content)
        assert stored.json()["stored"] is True, stored.content.decode()
    assert DutyShift.objects.count() == 3
    shift = DutyShift.objects.get(begins_at=at(1))
    assert (shift.version, shift.note, list(shift.officers.all())) == (3, "=1+1", [people[1]])


def test_a_broken_line_stops_the_whole_file_and_is_named(officer, desk, people):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["上班时间", "下班时间", "值班员", "带班领导"])
    sheet.append(["2026-11-02 08:00", dt.datetime(2026, 11, 3, 8), "f1、涪2", "涪3"])  # noqa: DTZ001
    sheet.append(["2026-11-03 08:00", "2026-11-02 08:00", "f2", ""])
    sheet.append(["2026-11-02 08:00", "2026-11-03 08:00", "f2", ""])
    sheet.append(["何时", "2026-11-03 08:00", "f9", ""])
    content = io.BytesIO()
    book.save(content)
    url = f"/duty/roster/import?organisation={desk.pk}&commit=true"
    answer = officer.upload(url, "r.xlsx", content.getvalue())
    assert answer.status_code == 422
    assert [p["field"] for p in answer.json()["problems"]] == [
        "rows.3.ends_at", "rows.4.begins_at", "rows.5.officers",
    ]  # fmt: skip
    assert "“f9”" in answer.json()["problems"][2]["message"]
    assert not DutyShift.objects.exists()
    headless = officer.upload(url, "r.csv", "何时,何人\n1,2\n".encode())
    assert "缺少列：上班时间、下班时间、值班员" in headless.json()["message"]
    for junk in (b"", b"\x00\xff\xfe", b"PK\x03\x04"):
        assert officer.upload(url, "r.xlsx", junk).status_code == 422


def test_holidays_are_marked_by_the_city_and_shown_to_all(officer, desk, caller):
    form = {"date": "2026-11-05", "name": "校庆", "rest": True}
    assert officer.post("/duty/days", form).status_code == 403
    city = caller("city_duty")
    assert city.post("/duty/days", form).status_code == 200
    assert (
        city.post(
            "/duty/days", {**form, "date": "2026-11-07", "name": "调休", "rest": False}
        ).status_code
        == 200
    )
    days = {day["date"]: day for day in month(officer, desk)["days"]}
    assert (days["2026-11-05"]["rest"], days["2026-11-05"]["holiday"]) == (True, "校庆")
    assert (days["2026-11-07"]["rest"], days["2026-11-07"]["holiday"]) == (False, "调休")
    city.post("/duty/days", {"date": "2026-11-05", "name": ""})
    assert month(officer, desk)["days"][4]["holiday"] is None
    assert city.post("/duty/days", {"date": "2026-13-05"}).json()["problems"][0]["field"] == "date"
    assert officer.get("/duty/roster", organisation=desk.pk, month="2026-13").status_code == 422


def test_the_shift_of_now_is_what_the_header_says(officer, desk, people):
    now = timezone.now().replace(microsecond=0)
    form = {
        **body(desk, people[:1]),
        "begins_at": now.isoformat(),
        "ends_at": (now + dt.timedelta(hours=8)).isoformat(),
    }
    assert officer.post("/duty/shifts", form).status_code == 201
    assert officer.get("/people/on-duty").json()["duty"]["name"] == "涪1"
