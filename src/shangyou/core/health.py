"""Which parts stand: asked by /healthz, /readyz and the duty desk."""

import datetime as dt
from dataclasses import dataclass

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from shangyou.core.models import PartBeat
from shangyou.science.messages import Sentence

SILENT_AFTER_S = 20.0
"""A part says every 5 s that it lives; four missed words and it is down, well within half a minute."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the running system."""

    name: str
    title: Sentence
    state: str
    detail: Sentence
    since: dt.datetime | None = None


_DATABASE = Sentence("数据库", "Database")
_WORKER = Sentence("后台任务", "Background jobs")
_GATEWAY = Sentence("数据接收网关", "Telemetry gateway")
_LIVE = Sentence("实时推送", "Live updates")
_FINE = Sentence("正常", "Running")
_NEVER = Sentence("本系统没有启动这一部分", "This part is not in use here")


def parts() -> list[Part]:
    """Look at every part now; a database that is away makes the others unknown, not fine."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beats = {beat.name: beat for beat in PartBeat.objects.all()}
    except Error:
        away = Sentence("连不上数据库", "The database cannot be reached")
        unknown = Sentence("数据库恢复后才能知道", "Unknown until the database is back")
        return [
            Part("database", _DATABASE, "down", away),
            Part("worker", _WORKER, "unknown", unknown),
            Part("gateway", _GATEWAY, "unknown", unknown),
            Part("live", _LIVE, "down", away),
        ]
    return [
        Part("database", _DATABASE, "up", _FINE),
        _beating("worker", _WORKER, beats.get("worker"), absent="down"),
        _beating("gateway", _GATEWAY, beats.get("gateway"), absent="off"),
        Part("live", _LIVE, "up", _FINE),
    ]


def _beating(name: str, title: Sentence, beat: PartBeat | None, *, absent: str) -> Part:
    if beat is None:
        if absent == "off":
            return Part(name, title, "off", _NEVER)
        return Part(name, title, "down", Sentence("没有启动", "Not started"))
    if (timezone.now() - beat.at).total_seconds() <= SILENT_AFTER_S:
        return Part(name, title, "up", _FINE, beat.since)
    at = timezone.localtime(beat.at)
    return Part(
        name,
        title,
        "down",
        Sentence(f"{at:%m-%d %H:%M:%S} 起没有回应", f"Silent since {at:%m-%d %H:%M:%S}"),
        beat.at,
    )


def healthz(_request: HttpRequest) -> JsonResponse:
    """Say that the process lives."""
    return JsonResponse({"state": "up"})


def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part in use stands, else 503 naming what is down."""
    found = {part.name: part.state for part in parts()}
    ready = all(state in ("up", "off") for state in found.values())
    return JsonResponse(found, status=200 if ready else 503)
