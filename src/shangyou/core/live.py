"""Live events to the screens: one database listener per process, fanned out to every open page."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from psycopg import sql

from shangyou.core.events import CHANNEL, TOPICS, event_facts
from shangyou.core.models import Event
from shangyou.core.rights import All

log = logging.getLogger("shangyou.live")

RETRY_S = 1.0
BEAT_S = 15.0
LIFE_S = 900.0
"""A page then asks again, and whether its user may still hear is asked again with it."""
QUEUE = 1000
BACKLOG = 5000


@dataclass(frozen=True, slots=True)
class Listening:
    """What one page hears: its topics, each with the divisions its user may know of."""

    topics: dict[str, All | frozenset[str]]

    def hears(self, facts: dict[str, Any]) -> bool:
        """Say whether an event is for this page."""
        regions = self.topics.get(facts["topic"])
        if regions is None:
            return False
        touched = facts["regions"]
        return not touched or any(code in regions for code in touched)


class Hub:
    """Listens once and hands each event to every page; starts with the first page and ends with the last."""

    def __init__(self) -> None:
        self.pages: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self.task: asyncio.Task[None] | None = None
        self.last: int | None = None
        self.up = asyncio.Event()

    def join(self) -> "asyncio.Queue[dict[str, Any] | None]":
        """Give a new page its queue; it hears everything from here on."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(QUEUE)
        self.pages.add(queue)
        if self.task is None or self.task.done():
            self.up.clear()
            self.last = None
            self.task = asyncio.get_running_loop().create_task(self._listen())
        return queue

    def leave(self, queue: "asyncio.Queue[dict[str, Any] | None]") -> None:
        """Forget a page."""
        self.pages.discard(queue)
        if not self.pages and self.task is not None:
            self.task.cancel()
            self.task = None

    def tell(self, facts: dict[str, Any]) -> None:
        """Hand an event to every page; one that does not read is let go and resumes by its last number."""
        for queue in list(self.pages):
            try:
                queue.put_nowait(facts)
            except asyncio.QueueFull:
                self.pages.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except (psycopg.Error, OSError) as error:
                log.warning("listener lost its connection: %s", error)
            self.up.clear()
            # no number: pages ask again, and the answer tells them that the database is away
            self.tell(
                {"topic": "system", "id": "database", "what": "system.changed", "regions": []}
            )
            await asyncio.sleep(RETRY_S)

    async def _hear(self) -> None:
        parameters = await sync_to_async(_parameters)()
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as conn:
            await conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            if self.last is None:
                self.last = await sync_to_async(_latest)()
            # what was committed while nobody listened
            for facts in await missed(self.last):
                self.last = facts["event"]
                self.tell(facts)
            self.up.set()
            async for notice in conn.notifies():
                facts = json.loads(notice.payload)
                self.last = facts["event"]
                self.tell(facts)


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    for word in ("cursor_factory", "context", "prepare_threshold"):
        given.pop(word, None)
    return given


async def missed(after: int) -> list[dict[str, Any]]:
    """Give the events after a number, oldest first."""
    return await sync_to_async(_missed)(after)


def _missed(after: int) -> list[dict[str, Any]]:
    try:
        return [event_facts(e) for e in Event.objects.filter(pk__gt=after).order_by("pk")[:BACKLOG]]
    finally:
        # a page stays open for hours and must not keep a connection of the pool
        connection.close()


def _latest() -> int:
    try:
        return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    finally:
        connection.close()


_hubs: dict[int, Hub] = {}


def hub() -> Hub:
    """Give the hub of this event loop."""
    key = id(asyncio.get_running_loop())
    if key not in _hubs:
        _hubs[key] = Hub()
    return _hubs[key]


async def stream(listening: Listening, after: int | None) -> AsyncIterator[bytes]:
    """Send what is committed after a number, then what happens, then a beat when nothing happens."""
    here = hub()
    queue = here.join()
    sent = after or 0
    until = time.monotonic() + LIFE_S
    try:
        yield b"retry: 2000\n: listening\n\n"
        # only a listener that stands closes the gap between the past and the present
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(here.up.wait(), 3)
        if after is not None:
            for facts in await missed(after):
                sent = facts["event"]
                if listening.hears(facts):
                    yield frame(facts)
        while time.monotonic() < until:
            try:
                told = await asyncio.wait_for(queue.get(), BEAT_S)
            except TimeoutError:
                yield b": beat\n\n"
                continue
            if told is None:
                return
            number = told.get("event")
            if number is not None:
                if number <= sent:
                    continue
                sent = number
            if listening.hears(told):
                yield frame(told)
    finally:
        here.leave(queue)


def frame(facts: dict[str, Any]) -> bytes:
    """Write one event as the page reads it."""
    data = json.dumps({key: facts[key] for key in ("topic", "id", "what")}, ensure_ascii=False)
    number = f"id: {facts['event']}\n" if facts.get("event") else ""
    return f"{number}event: {facts['what']}\ndata: {data}\n\n".encode()


def wanted(topics: str) -> list[str]:
    """Read the topics of an address; unknown ones are left out, none means all."""
    named = [word for word in topics.split(",") if word in TOPICS]
    return named or list(TOPICS)
