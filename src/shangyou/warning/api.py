"""Stations, devices and their readings over HTTP."""

import datetime as dt
import hmac
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.security import HttpBasicAuth
from pydantic import AwareDatetime, Field

from shangyou.core import audit
from shangyou.core.http import NotFound, ProblemError, require, user_of
from shangyou.core.registers.exporting import download
from shangyou.core.rights import allowed
from shangyou.science.messages import Problem, Sentence
from shangyou.warning import board, desk_marks, exporting, frames, ingest, lockout, sending, series
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor
from shangyou.warning.registers.stations import Station
from shangyou.warning.telemetry.rows import Sender

router = Router(tags=["warning"])

CHANGE = "register.devices.change"
LONGEST = dt.timedelta(days=3660)


class Between(Schema):
    """A period; the last day where none is given."""

    begin: AwareDatetime | None = Field(None, alias="from")
    end: AwareDatetime | None = Field(None, alias="to")


def _between(given: Between, usual: dt.timedelta) -> tuple[dt.datetime, dt.datetime]:
    end = given.end or timezone.now()
    begin = given.begin or end - usual
    if not begin < end:
        raise ProblemError(
            400,
            [Problem("from", Sentence("起始时间应早于结束时间。", "from must be before to."))],
        )
    if end - begin > LONGEST:
        raise ProblemError(
            400, [Problem("from", Sentence("一次最多十年。", "At most ten years at a time."))]
        )
    return begin, end


def _station(request: HttpRequest, station_id: int) -> Station:
    row = (
        board.visible(require(request, board.SEE))
        .select_related("river")
        .filter(pk=station_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _device(request: HttpRequest, device_id: int, *, change: bool = False) -> Device:
    user = require(request, board.SEE)
    row = (
        Device.objects.select_related("station")
        .filter(pk=device_id, station__in=board.visible(user))
        .first()
    )
    if row is None:
        raise NotFound
    if change:
        require(request, CHANGE, region=row.region)
    return row


@router.get("/warning/stations")
def stations(request: HttpRequest) -> dict[str, Any]:
    """List the stations with their states and latest values."""
    rows = board.stations(require(request, board.SEE))
    return {"time": timezone.now(), "states": board.summary(rows), "rows": rows}


@router.get("/warning/marks")
def marks(request: HttpRequest) -> dict[str, Any]:
    """Give what the map of the duty desk marks: stations by state, and alarms where the user may see them."""
    user = require(request, board.SEE)
    found = desk_marks.alarms(user) if allowed(user, "alarm.list") else []
    return {"stations": desk_marks.stations(user), "alarms": found}


@router.get("/warning/stations/{station_id}")
def station(request: HttpRequest, station_id: int) -> dict[str, Any]:
    """Give one station with its devices."""
    row = _station(request, station_id)
    may = allowed(user_of(request), CHANGE, region=row.region)
    return board.station(row) | {"may_command": may, "time": timezone.now()}


@router.get("/warning/devices/{device_id}/series")
def device_series(
    request: HttpRequest,
    device_id: int,
    factor: str,
    between: Query[Between],
    step: Literal["auto", "raw", "hour", "day"] = "auto",
) -> dict[str, Any]:
    """Give a factor over time with its limits; `step` follows the length unless given."""
    device = _device(request, device_id)
    begin, end = _between(between, dt.timedelta(days=1))
    known = MonitoredFactor.objects.filter(device=device, code=factor).first()
    found = series.points(device.pk, factor, series.Period.of(begin, end, step))
    return board.factor_facts(factor, known) | found


@router.get("/warning/devices/{device_id}/export.{kind}")
def device_export(
    request: HttpRequest,
    device_id: int,
    kind: Literal["csv", "xlsx"],
    between: Query[Between],
    step: Literal["auto", "raw", "hour", "day"] = "auto",
) -> HttpResponse:
    """Give a device's factors over time as a table."""
    device = _device(request, device_id)
    require(request, "register.stations.export", region=device.region)
    begin, end = _between(between, dt.timedelta(days=30))
    factors = [
        board.factor_facts(factor.code, factor)
        for factor in MonitoredFactor.objects.filter(device=device).order_by("code")
    ]
    whose = f"{device.station.code} {device.station.name}"
    lines = exporting.table(device.pk, whose, factors, series.Period.of(begin, end, step))
    return download(exporting.write(lines, kind), f"{whose} {begin:%Y-%m-%d}", kind)


@router.get("/warning/devices/{device_id}/frames")
def device_frames(
    request: HttpRequest,
    device_id: int,
    between: Query[Between],
    *,
    marked: bool = False,
    page: int = 1,
) -> dict[str, Any]:
    """Give raw frames with their explanations, and what was set aside under this number."""
    device = _device(request, device_id)
    begin, end = _between(between, dt.timedelta(days=1))
    return {
        "rows": frames.frames(device.pk, begin, end, marked=marked, page=min(page, 1000)),
        "set_aside": frames.set_aside(device.pk, device.mn, begin, end),
        "page_size": frames.PAGE,
    }


@router.get("/warning/quarantine")
def quarantine(request: HttpRequest, days: int = 7) -> dict[str, Any]:
    """Give what came from devices no register knows: whoever registers devices sees it."""
    require(request, "register.devices.create")
    since = timezone.now() - dt.timedelta(days=min(max(days, 1), 90))
    return {"rows": frames.unknown(since)}


class Asked(Schema):
    """A command to a device."""

    kind: str
    begin: AwareDatetime | None = Field(None, alias="from")
    end: AwareDatetime | None = Field(None, alias="to")


@router.get("/warning/devices/{device_id}/commands")
def commands(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Give a device's commands, newest first."""
    return {"rows": sending.listed(_device(request, device_id))}


@router.post("/warning/devices/{device_id}/commands")
def command(request: HttpRequest, device_id: int, body: Asked) -> dict[str, Any]:
    """Queue a command; the gateway that holds the device sends it."""
    device = _device(request, device_id, change=True)
    sending.ask(user_of(request), device, body.kind, body.begin, body.end)
    return {"rows": sending.listed(device)}


class Password(Schema):
    """PW of a device's packets; empty asks for none."""

    password: str = Field(max_length=9)


@router.put("/warning/devices/{device_id}/password")
def password(request: HttpRequest, device_id: int, body: Password) -> dict[str, Any]:
    """Set what a device must send as PW; it is shown nowhere again."""
    device = _device(request, device_id, change=True)
    if any(c in body.password for c in ";=&#") or not body.password.isprintable():
        raise ProblemError(
            400,
            [
                Problem(
                    "password",
                    Sentence(
                        "密码为至多 9 个字符，不含 ; = & #。",
                        "At most 9 characters, without ; = & #.",
                    ),
                )
            ],
        )
    with transaction.atomic():
        device.password = body.password
        device.save(update_fields=["password", "updated_at"])
        audit.record(
            user_of(request), "device.password", "devices", str(device.pk), {},
            region=device.region,
        )  # fmt: skip
    return {"has_password": bool(device.password)}


@router.post("/warning/readings")
def readings(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Store readings from a CSV of mn,time,factor,value,flag,cn: all of it or, with a line wrong, nothing."""
    user = require(request, "register.devices.import")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem("file", Sentence("文件应为 UTF-8 编码。", "The file must be UTF-8."))
        raise ProblemError(400, [problem]) from None
    found, problems = ingest.read_csv(text)
    if not problems:
        for device in Device.objects.filter(mn__in={frame.mn for frame in found}):
            require(request, "register.devices.import", region=device.region)
        with transaction.atomic():
            stored, problems = ingest.take_frames(found)
            if not problems:
                audit.record(
                    user, "readings.import", "devices", "",
                    {"file": file.name, "frames": len(found), "stored": stored},
                )  # fmt: skip
    if problems:
        raise ProblemError(400, problems)
    return {"frames": len(found), "stored": stored, "known_already": len(found) - stored}


class DeviceAuth(HttpBasicAuth):
    """A device by its number and password; one without a password cannot use this way in.

    Five failures close the number to this address for a quarter of an hour, as at the log-in.
    """

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Sender | None:
        """Give the device, or None."""
        lockout.refuse_locked(request, username)
        sender = ingest.senders([username]).get(username) if username.isprintable() else None
        known = sender.password if sender is not None else ""
        right = hmac.compare_digest(known.encode(), password.encode())
        if sender is not None and known and right:
            lockout.succeeded(request, username)
            return sender
        lockout.failed(request, username)
        return None


@router.post("/ingest/hj212", auth=DeviceAuth())
def packets(request: HttpRequest) -> HttpResponse:
    """Store a device's HJ 212 packets sent as a body; the answer is its acknowledgements (CN 9014)."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    with transaction.atomic():
        address = request.META.get("REMOTE_ADDR", "")
        answers = ingest.take_packets(sender, request.body, address)
    return HttpResponse(answers, content_type="application/octet-stream")
