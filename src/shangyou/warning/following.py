"""Follows what the gateways store: rolls it up, runs the detectors, tells the screens."""

import asyncio
import contextlib
import logging
import time
from typing import Final

from asgiref.sync import sync_to_async
from django.db import Error, transaction

from shangyou.core import events
from shangyou.core.jobs import let_go
from shangyou.warning import detection, rollups

log = logging.getLogger("shangyou.warning")

POLL_S: Final = 0.5
FEW_HOURS, MANY_HOURS = 300, 3000
TELL_S: Final = 5.0
"""Screens hear of new readings at most this often."""


class Follower:
    """One follower; where several run, the outbox is given to one at a time."""

    def __init__(self) -> None:
        self._told = 0.0
        self._untold = False

    def step(self) -> int:
        """Follow once; return how many batches and dirty hours were taken."""
        with transaction.atomic():
            rollups.snapshot()
            batches = rollups.claim()
            if batches:
                rollups.count(batches)
                detection.detect(batches)
                self._untold = True
        with transaction.atomic():
            rollups.snapshot()
            # what is live comes first: in a storm of back-fill only a little at a time
            anew = rollups.recount(FEW_HOURS if batches else MANY_HOURS)
        self._tell()
        return len(batches) + anew

    def _tell(self) -> None:
        now = time.monotonic()
        if self._untold and now - self._told >= TELL_S:
            self._told, self._untold = now, False
            events.publish("stations", "readings", "readings.stored")


async def follow(stop: asyncio.Event) -> None:
    """Follow until told to stop; come back by itself when the database comes back."""
    follower = Follower()
    while not stop.is_set():
        wait_s = POLL_S
        try:
            if await sync_to_async(follower.step)():
                wait_s = 0.02
        except Error as error:
            log.warning("following the telemetry: %s; trying again", str(error).splitlines()[:1])
            await sync_to_async(let_go)()
            wait_s = 2.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait_s)
