"""From readings to few alarms: found, grouped, explained, taken by one, taught, escalated."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shangyou.core.http import ProblemError
from shangyou.core.models import AuditEntry, Event, Notification
from shangyou.warning import detection, rollups
from shangyou.warning.alarms import acting, escalation
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.alarms.open_items import ALARMS
from shangyou.warning.detectors.live import Live
from shangyou.warning.models import (
    Alarm,
    AlarmStep,
    Decision,
    Device,
    Lesson,
    MonitoredFactor,
    Station,
)

from .conftest import BASE

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
AMMONIA, PERMANGANATE, OXYGEN = "w21003", "w01019", "w01009"
USUAL = {AMMONIA: 0.14, PERMANGANATE: 2.1, OXYGEN: 8.6}
FULING, WANZHOU = "500102", "500101"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A follower of this test's own."""
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])


@pytest.fixture
def monitored(sending):
    """A station with limits; gives who sends."""

    def give(mn="TEST1", **limits):
        device = sending(mn)
        row = Device.objects.get(mn=mn)
        for code, (low, high) in ({AMMONIA: (None, 1.0)} | limits).items():
            MonitoredFactor.objects.create(
                device=row, code=code, limit_low=low, limit_high=high, region=row.region
            )
        return device

    return give


def follow():
    """What a follower does with what is stored."""
    batches = rollups.claim()
    rollups.count(batches)
    return detection.detect(batches)


def quiet_hour(device, begin=BASE, minutes=60, **more):
    for n in range(minutes):
        wobble = 1 + 0.02 * ((n * 7) % 5 - 2)
        device.send(begin + n * MINUTE, {c: v * wobble for c, v in USUAL.items()}, **more)
    return begin + minutes * MINUTE


def spill(device, begin, minutes=6, ammonia=4.0, **more):
    for n in range(minutes):
        at = begin + n * MINUTE
        device.send(at, USUAL | {AMMONIA: ammonia}, **more)
    return begin + minutes * MINUTE


@pytest.fixture
def officers(caller):
    """Whoever holds a role is on duty while there is no roster."""
    return caller("city_duty"), caller("commander"), caller("district", division=FULING)


@pytest.fixture
def alarm(monitored, officers):
    device = monitored()
    at = quiet_hour(device)
    spill(device, at)
    follow()
    return Alarm.objects.get()


def test_a_quiet_hour_raises_nothing(monitored):
    quiet_hour(monitored())
    assert [f for f in follow() if f.detail["tier"] > 0] == []
    assert not Alarm.objects.exists()


def test_a_spill_is_one_alarm_that_says_what_how_sure_and_why(alarm, caller):
    assert alarm.tier == Alarm.Tier.ALARM
    said = caller("city_duty").get(f"/alarms/{alarm.pk}").json()
    assert said["headline"].startswith("氨氮")
    kinds = {s["kind"] for s in said["signals"]}
    assert {"change", "exceedance"} <= kinds
    words = " ".join(s["say"] for s in said["signals"])
    assert "超过登记限值 1" in words
    assert "0.14" in words or "0.13" in words
    assert said["sure"]["level"] == 3
    assert "接手" in said["next"]
    english = caller("city_duty", language="en").get(f"/alarms/{alarm.pk}").json()
    assert "ammonia nitrogen" in english["headline"]
    assert Event.objects.filter(topic="alarms", what="alarm.opened").exists()
    assert AuditEntry.objects.filter(action="alarm.opened").exists()


def test_bad_late_and_maintenance_readings_never_alarm(monitored):
    device = monitored()
    at = quiet_hour(device)
    device.send(at, USUAL | {AMMONIA: 40.0}, flags={AMMONIA: "M"})
    spill(device, at + MINUTE, received=at + dt.timedelta(hours=3))
    row = Device.objects.get(mn="TEST1")
    row.station.maintenance_until = at + dt.timedelta(hours=9)
    row.station.save()
    spill(device, at + dt.timedelta(hours=4))
    follow()
    assert not Alarm.objects.exists()


def test_one_odd_value_is_an_outlier(monitored):
    device = monitored()
    at = quiet_hour(device)
    device.send(at, USUAL | {AMMONIA: 4.0})
    quiet_hour(device, at + MINUTE, minutes=10)
    follow()
    assert not Alarm.objects.exists()
    assert Decision.objects.filter(kind="exceedance", tier=1).count() == 1


def test_a_restart_takes_up_where_the_detector_stood(monitored, monkeypatch):
    device = monitored()
    at = quiet_hour(device)
    follow()
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    spill(device, at)
    follow()
    assert Alarm.objects.get().tier == Alarm.Tier.ALARM


def test_what_was_rolled_back_is_judged_again(monitored):
    device = monitored()
    at = quiet_hour(device)
    follow()
    spill(device, at)
    with transaction.atomic():
        assert follow()
        transaction.set_rollback(True)
    assert not Alarm.objects.exists()
    follow()
    assert Alarm.objects.count() == 1


def test_findings_join_the_alarm_and_it_goes_back_to_usual(alarm, monitored, sending):
    device = sending()
    device.number = 500
    spill(device, BASE + 66 * MINUTE, ammonia=9.0)
    quiet_hour(device, BASE + 72 * MINUTE, minutes=20)
    follow()
    alarm = Alarm.objects.get()
    assert alarm.back_at is not None
    assert alarm.state == Alarm.State.OPEN
    assert AlarmStep.objects.filter(alarm=alarm, action="back").count() == 1


def test_two_officers_never_both_take_it(alarm, caller):
    first, second = caller("city_duty"), caller("district", division=FULING)
    assert first.post(f"/alarms/{alarm.pk}/take").json()["state"] == "taken"
    refused = second.post(f"/alarms/{alarm.pk}/take")
    assert refused.status_code == 409
    assert "试验 city_duty 已先接手" in refused.json()["message"]
    # even where both had read it open
    with pytest.raises(Exception, match="taken"):
        acting.act(alarm, "take", {}, user=second.user, now=timezone.now())
    assert AlarmStep.objects.filter(action="taken").count() == 1


def test_verified_dismissed_and_the_detector_learns_reversibly(alarm, caller):
    officer = caller("city_duty")
    path = f"/alarms/{alarm.pk}"
    assert officer.post(f"{path}/verify", {"way": "guess"}).status_code == 422
    done = officer.post(
        f"{path}/verify", {"way": "call", "result": "refuted", "note": "运维称水闸放水"}
    ).json()
    assert done["state"] == "taken"
    assert "不属实" in done["steps"][-1]["text"]
    assert officer.post(f"{path}/dismiss", {"cause": "other"}).status_code == 422
    done = officer.post(f"{path}/dismiss", {"cause": "natural"}).json()
    assert done["state"] == "dismissed"
    assert [row["code"] for row in done["lessons"]] == [AMMONIA]
    assert "乘以 1.5" in done["lessons"][0]["text"]
    undone = officer.post(f"/alarms/lessons/{done['lessons'][0]['id']}/undo").json()
    assert undone["undone_by"] == "试验 city_duty"
    again = officer.post(f"{path}/reopen", {"note": "复测属实"}).json()
    assert again["state"] == "taken"


def test_a_lesson_raises_the_threshold_of_that_series_and_undoing_lowers_it(
    alarm, caller, sending, monkeypatch
):
    officer = caller("city_duty")
    done = officer.post(f"/alarms/{alarm.pk}/dismiss", {"cause": "natural"}).json()
    Lesson.objects.update(factor=4.0)
    device = sending()
    device.number = 300
    # a rise of three natural steps, below the limit
    for days, wanted in ((3, 0), (6, 1)):
        monkeypatch.setattr(detection, "DETECTORS", [Live()])
        at = quiet_hour(device, BASE + dt.timedelta(days=days))
        spill(device, at, ammonia=0.95)
        follow()
        assert Alarm.objects.exclude(pk=alarm.pk).count() == wanted
        officer.post(f"/alarms/lessons/{done['lessons'][0]['id']}/undo")


def test_a_dismissed_alarm_stays_quiet_unless_it_gets_worse(alarm, caller, sending):
    caller("city_duty").post(f"/alarms/{alarm.pk}/dismiss", {"cause": "drill"})
    device = sending()
    device.number = 700
    spill(device, BASE + 66 * MINUTE, ammonia=9.0)
    follow()
    assert Alarm.objects.count() == 1


def test_nobody_takes_it_and_the_next_rung_is_called(alarm):
    told = Notification.objects.filter(about_kind="alarm", channel="desk")
    assert [n.user.role for n in told] == ["district"]
    Notification.objects.all().delete()
    now = alarm.escalate_at
    assert escalation.escalate_due(now - MINUTE) == 0
    assert escalation.escalate_due(now) == 1
    assert escalation.escalate_due(now) == 0
    told = Notification.objects.filter(about_kind="alarm", channel="desk")
    assert [n.user.role for n in told] == ["city_duty"]
    alarm.refresh_from_db()
    assert escalation.escalate_due(alarm.escalate_at) == 1
    alarm.refresh_from_db()
    assert alarm.escalate_at is None
    assert {n.user.role for n in Notification.objects.filter(channel="desk")} == {
        "city_duty", "commander",
    }  # fmt: skip
    steps = AlarmStep.objects.filter(action="escalated")
    assert "无人接手，通知市级值班员" in steps[0].text["zh"]


def test_a_taken_alarm_escalates_no_more(alarm, caller):
    caller("city_duty").post(f"/alarms/{alarm.pk}/take")
    assert escalation.escalate_due(timezone.now() + dt.timedelta(days=1)) == 0


def test_districts_see_and_act_on_their_own(alarm, caller):
    away = caller("district", division=WANZHOU)
    assert away.get("/alarms").json()["total"] == 0
    assert away.get(f"/alarms/{alarm.pk}").status_code == 404
    assert away.post(f"/alarms/{alarm.pk}/take").status_code == 404
    assert caller("read_only").get(f"/alarms/{alarm.pk}").json()["may"] == []
    assert caller("read_only").post(f"/alarms/{alarm.pk}/take").status_code == 403
    assert caller(None).get("/alarms").status_code == 401
    assert caller("enterprise").get("/alarms").status_code == 403


def test_what_was_done_cannot_be_changed(alarm):
    for sql in ("UPDATE warning_alarmstep SET note = 'x'", "DELETE FROM warning_alarmstep"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_lists_and_details_cost_a_fixed_number_of_queries(
    alarm, caller, django_assert_max_num_queries
):
    officer = caller("city_duty")
    for _ in range(6):
        Alarm.objects.create(
            tier=2, station=alarm.station, region=alarm.region, began_at=alarm.began_at,
            last_at=alarm.last_at, opened_at=timezone.now(), signals=alarm.signals,
        )  # fmt: skip
    with django_assert_max_num_queries(4):
        assert officer.get("/alarms").json()["total"] == 7
    with django_assert_max_num_queries(6):
        officer.get(f"/alarms/{alarm.pk}")
    with django_assert_max_num_queries(5):
        rows = officer.get(f"/warning/stations/{alarm.station_id}/decisions").json()["rows"]
    assert {row["kind"] for row in rows} >= {"change", "exceedance"}


def test_what_waits_and_what_is_in_hand_is_handed_over(alarm, caller):
    officer = caller("city_duty")
    (item,) = ALARMS.items(officer.user, timezone.now())
    assert item.title.zh.startswith("警报：试验站 TEST1 氨氮")
    assert (item.due_at, item.link) == (alarm.escalate_at, f"/alarms/{alarm.pk}")
    officer.post(f"/alarms/{alarm.pk}/take")
    (item,) = ALARMS.items(officer.user, timezone.now())
    assert item.detail.zh == "处理中 试验 city_duty"
    assert list(ALARMS.items(caller("district", division=WANZHOU).user, timezone.now())) == []


def test_followers_that_take_turns_see_what_one_would(monitored, monkeypatch):
    device = monitored()
    at = quiet_hour(device)
    follow()
    first, second = detection.DETECTORS[0], Live()
    for n, follower in enumerate((second, first, second)):
        monkeypatch.setattr(detection, "DETECTORS", [follower])
        spill(device, at + n * MINUTE, minutes=1)
        follow()
    assert Alarm.objects.get().tier == Alarm.Tier.ALARM


def test_opening_an_alarm_costs_the_same_however_many_stations_there_are(
    monitored, officers, django_assert_max_num_queries
):
    for n in range(8):
        monitored(f"OTHER{n}")
    device = monitored()
    at = quiet_hour(device)
    follow()
    spill(device, at)
    batches = rollups.claim()
    with django_assert_max_num_queries(40):
        detection.detect(batches)
    assert Alarm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_press_at_once_one_takes_it(monitored, officers):
    station = Station.objects.create(code="ST-X", name="站 X", kind="surface_water", region=FULING)
    now = timezone.now()
    made = Alarm.objects.create(
        tier=2, station=station, region=FULING, began_at=now, last_at=now, opened_at=now
    )
    user = officers[0].user
    start = threading.Barrier(8)

    def press(_):
        try:
            found = Alarm.objects.get(pk=made.pk)
            start.wait(10)
            acting.act(found, "take", {}, user=user, now=now)
        except ProblemError as problem:
            return problem.status
        finally:
            connection.close()
        return 200

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(press, range(8)))
    assert answers == [200] + [409] * 7
    assert AlarmStep.objects.filter(alarm=made, action="taken").count() == 1
