"""Reminders: written once to whoever has to act, again only when the matter changes."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shangyou.core.models import Notification
from shangyou.warning.duty import reminding
from shangyou.warning.models import Meeting, MeetingItem, RoundCall, Tip

FULING = "500102"
pytestmark = pytest.mark.django_db


def test_each_is_reminded_once_of_what_is_his(
    caller, organisation_of, django_assert_max_num_queries
):
    officer, fuling = caller("city_duty").user, caller("district").user
    caller("monitoring")
    city, now = officer.organisation, timezone.now()
    RoundCall.objects.create(
        idempotency_key=uuid.uuid4(), organisation=city, title="点名", host=officer,
        held_at=now - timedelta(days=13, hours=2),
    )  # fmt: skip
    meeting = Meeting.objects.create(
        idempotency_key=uuid.uuid4(), organisation=city, kind="monthly", title="月调度",
        held_at=now - timedelta(days=9), agenda="x", made_by=officer,
    )  # fmt: skip
    today = timezone.localdate()
    items = [
        MeetingItem.objects.create(
            meeting=meeting, text=f"事项{days}", responsible=organisation_of("district", FULING),
            due_on=today + timedelta(days=days),
        )
        for days in (-1, 1, 9)
    ]  # fmt: skip
    Tip.objects.create(
        idempotency_key=uuid.uuid4(), number="TS-1", division=FULING, headline="核查", facts="x",
        asks="y", due_at=now - timedelta(hours=1), issued_by=officer, issued_at=now,
    )  # fmt: skip
    assert reminding.remind(now) == 4
    assert reminding.remind(now + timedelta(hours=1)) == 0
    subjects = {(m.user.username, m.subject) for m in Notification.objects.select_related("user")}
    assert subjects == {
        (officer.username, "双周视频点名应举行"),
        (fuling.username, "会议事项已逾期：事项-1"),
        (fuling.username, "会议事项即将到期：事项1"),
        (fuling.username, "逾期未反馈：提示函 TS-1：核查"),
    }
    MeetingItem.objects.filter(pk=items[0].pk).update(state="closed")
    Tip.objects.update(state="closed")
    # what becomes late is said once more; what is closed no longer
    assert reminding.remind(now + timedelta(days=2)) == 1
    assert Notification.objects.filter(subject="会议事项已逾期：事项1").exists()
