"""Work behind the screens on the same PostgreSQL, and the worker's word that it lives."""

import asyncio
import contextlib
import datetime as dt
import logging
from typing import Any

from asgiref.sync import sync_to_async
from django.db import Error, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from shangyou.core import events
from shangyou.core.models import Event, PartBeat
from shangyou.core.notifications.sending import AT_ONCE, send_due

log = logging.getLogger("shangyou.jobs")

BEAT_S = 5.0
SEND_EVERY_S = 1.0
EVENTS_KEPT = dt.timedelta(days=7)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget-events", pass_context=False)
def forget_old_events(timestamp: int) -> int:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Forget live events that no screen will ask for again."""
    count, _ = Event.objects.filter(at__lt=timezone.now() - EVENTS_KEPT).delete()
    return count


def beat(name: str, since: dt.datetime, detail: str = "") -> None:
    """Say that a part lives; tell the screens when it came up."""
    now = timezone.now()
    with transaction.atomic():
        before = PartBeat.objects.filter(name=name).first()
        PartBeat.objects.update_or_create(
            name=name, defaults={"at": now, "since": since, "detail": detail}
        )
        if before is None or before.since != since:
            events.publish("system", name, "system.changed")


def ended(name: str) -> None:
    """Say at once that a part stops, so that nobody waits for its silence."""
    with transaction.atomic():
        PartBeat.objects.filter(name=name).update(at=timezone.now() - dt.timedelta(minutes=1))
        events.publish("system", name, "system.changed")


def let_go() -> None:
    """Close this thread's connection, so that the next use opens a new one."""
    # a connection belongs to its thread: it must be looked up there
    connection.close()


async def _beat_on(name: str, stop: asyncio.Event) -> None:
    since = timezone.now()
    while not stop.is_set():
        try:
            await sync_to_async(beat)(name, since)
        except Error as error:
            log.warning("%s cannot say that it lives: %s", name, error)
            await sync_to_async(let_go)()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BEAT_S)
    with contextlib.suppress(Error):
        await sync_to_async(ended)(name)


async def _send_on(stop: asyncio.Event) -> None:
    """Send notifications as they fall due; a full batch is followed by the next at once."""
    while not stop.is_set():
        sent = 0
        try:
            sent = await sync_to_async(send_due)()
        except Error as error:
            log.warning("notifications wait: %s", error)
            await sync_to_async(let_go)()
        if sent < AT_ONCE:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SEND_EVERY_S)


async def work(stop: asyncio.Event) -> None:
    """Run jobs until told to stop; come back by itself when the database comes back."""
    beating = asyncio.create_task(_beat_on("worker", stop))
    sending = asyncio.create_task(_send_on(stop))
    while not stop.is_set():
        running = asyncio.create_task(_run_worker())
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if running.done() and running.exception() is not None:
            log.warning("worker stopped: %s; trying again", running.exception())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 2.0)
        else:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running
    await asyncio.gather(beating, sending)


async def _run_worker() -> None:
    within_django: Any = app.connector
    connector = within_django.get_worker_connector()
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            await worker.run_worker_async(install_signal_handlers=False, concurrency=2)
