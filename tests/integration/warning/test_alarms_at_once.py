"""Two at once: a follower and whoever takes an alarm, and two followers."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from shangyou.core.models import Notification
from shangyou.warning import detection, rollups
from shangyou.warning.alarms import acting
from shangyou.warning.alarms.grouping import Grouping
from shangyou.warning.detectors.live import Live
from shangyou.warning.following import Follower
from shangyou.warning.models import Alarm, AlarmStep, Decision

from .test_alarms import monitored, officers, quiet_hour, spill

__all__ = ["monitored", "officers"]
pytestmark = pytest.mark.django_db(transaction=True)


def follow_as_the_worker_does():
    """Follow until the database lets it; return how often it had to begin again."""
    try:
        for again in range(5):
            try:
                Follower().step()
            except Error:
                continue
            return again
        pytest.fail("the follower never came through")
    finally:
        connection.close()


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A follower of this test's own."""
    monkeypatch.setattr(detection, "DETECTORS", [Live()])
    monkeypatch.setattr(detection, "KEEPERS", [Grouping()])


def test_whoever_takes_an_alarm_while_it_gets_worse_has_it_and_nobody_else_is_called(
    monitored, officers
):
    device = monitored()
    at = quiet_hour(device)
    # above what is usual here, below the limit
    at = spill(device, at, ammonia=0.95)
    Follower().step()
    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.tier) == (Alarm.State.OPEN, Alarm.Tier.WARNING)
    assert alarm.escalate_at is not None
    called = Notification.objects.count()
    spill(device, at, ammonia=4.0)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            acting.act(alarm, "take", {}, user=officers[0].user, now=timezone.now())
            following = pool.submit(follow_as_the_worker_does)
            until = time.monotonic() + 20
            while not somebody_waits_for_us():
                assert not following.done()
                assert time.monotonic() < until
                time.sleep(0.01)
        begun_again = following.result(20)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.tier) == (Alarm.State.TAKEN, Alarm.Tier.ALARM)
    assert alarm.escalate_at is None
    assert Notification.objects.count() == called
    steps = AlarmStep.objects.filter(alarm=alarm).values_list("action", flat=True)
    assert list(steps) == ["opened", "taken", "raised"]
    # what the first try found was rolled back and found again: nothing twice, nothing lost
    kept = list(Decision.objects.values_list("code", "kind", "at"))
    assert len(kept) == len(set(kept))
    assert "exceedance" in {signal["kind"] for signal in alarm.signals}
    assert begun_again == 1


def test_a_second_follower_leaves_at_once_what_the_first_has_in_hand(monitored, officers):
    device = monitored()
    spill(device, quiet_hour(device))

    def second():
        try:
            return Follower().step()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        batches = rollups.claim()
        assert batches
        assert pool.submit(second).result(10) == 0
        rollups.count(batches)
        detection.detect(batches)
    assert Follower().step() == 0
    assert Alarm.objects.count() == 1
