"""Jobs and the word of a part that it lives."""

import datetime as dt

import pytest
from django.utils import timezone

from shangyou.core import events, health, jobs
from shangyou.core.models import Event, PartBeat

pytestmark = pytest.mark.django_db


def state(name):
    return next(part for part in health.parts() if part.name == name).state


def test_a_part_is_up_while_it_says_so_and_down_in_its_silence():
    assert state("worker") == "down"
    assert state("gateway") == "off"
    since = timezone.now()
    jobs.beat("worker", since)
    assert state("worker") == "up"
    PartBeat.objects.update(at=timezone.now() - dt.timedelta(seconds=health.SILENT_AFTER_S + 1))
    assert state("worker") == "down"
    jobs.beat("worker", since)
    assert state("worker") == "up"
    jobs.ended("worker")
    assert state("worker") == "down"


def test_screens_hear_of_a_start_and_an_end_and_not_of_each_beat():
    since = timezone.now()
    for _ in range(3):
        jobs.beat("worker", since)
    jobs.ended("worker")
    assert list(Event.objects.values_list("topic", "object_id")) == [("system", "worker")] * 2


def test_events_of_last_week_are_forgotten_and_of_today_kept():
    old, new = events.publish("system", "x", "system.changed"), events.publish("system", "y", "a.b")
    Event.objects.filter(pk=old.pk).update(at=timezone.now() - dt.timedelta(days=8))
    assert jobs.forget_old_events(0) == 1
    assert list(Event.objects.values_list("pk", flat=True)) == [new.pk]


def test_an_unknown_topic_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="unknown topic"):
        events.publish("weather", 1, "weather.changed")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_outside_a_transaction_that_holds():
    from django.db import transaction

    def deed():
        with transaction.atomic():
            events.publish("system", "x", "system.changed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert Event.objects.count() == 0
