"""An alarm becomes an incident with all it knows: place, substance, start, and its readings as first evidence.

One about water is called in like a spill; one about gas becomes an incident in the air.
"""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import Forbidden, ProblemError, api, require
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.preparedness import store
from shangyou.preparedness.hydrology import regime
from shangyou.reference import substances
from shangyou.response import drafts, incidents, keeping, samples
from shangyou.response.air import beginning, opening, plan, reach
from shangyou.response.models import Incident
from shangyou.response.sample_rows import UNITS
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.warning import series
from shangyou.warning.alarms import acting, shapes
from shangyou.warning.alarms.models import Alarm
from shangyou.warning.detectors import limits
from shangyou.warning.registers.stations import Station

router = Router(tags=["alarms"])

KEYS: Final = UUID("5d0a4f0e-6f4e-4b46-9d0c-5348414e4759")
"""The same alarm always opens the same incident, whoever presses and however often."""
MOST_READINGS: Final = 24
BEFORE: Final = dt.timedelta(minutes=1)
CAUSE: Final = "监测警情"
NO_RIVER = Sentence(
    "该站不在河流上，也不是气体站点，不能直接生成事件；请用“接报”按地点开设。",
    "The station lies on no river and measures no gas, so no incident can be made of it; call one in.",
)


class Overrides(Schema):
    """What the officer knows better than the alarm; every field is checked by hand."""

    name: Any = None
    bank: Any = None
    substance: Any = None
    substance_text: Any = None
    amount: Any = None
    duration_s: Any = None
    cause: Any = None
    caller: Any = None
    description: Any = None
    hydrology: Any = None
    drill: Any = None


@router.get("/alarms/{pk}/incident")
def draft(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give the incident an alarm would become, to be looked over first; saves nothing."""
    user = require(request, "incident.create")
    found = acting.one(user, pk)
    if beginning.is_air(found):
        return _draft_air(found, user)
    chief = _chief(found)
    readings = _readings(found, chief)
    call = _call(found, chief, readings)
    return {
        **call,
        "kind": Incident.Kind.WATER,
        "substance_name": _name_of(call, chief),
        "evidence": [{"time": at, "value": value} for at, value in readings],
        "unit": chief["unit"] if chief else "",
        "passed_kg": _passed_kg(found.station, chief, readings),
    }


@router.post("/alarms/{pk}/incident")
def make(request: HttpRequest, pk: int, overrides: Overrides) -> HttpResponse:
    """Open the incident of an alarm with its first forecast, plan and evidence; pressed twice it is one."""
    user = require(request, "incident.create")
    found = acting.one(user, pk)
    if found.incident is not None:
        return api.create_response(request, _answer(found), status=200)
    if beginning.is_air(found):
        done, new = _open_air(found, overrides.dict(), user=user, now=timezone.now())
        return api.create_response(request, _answer(done), status=201 if new else 200)
    chief = _chief(found)
    readings = _readings(found, chief)
    call = _call(found, chief, readings) | {
        key: value for key, value in overrides.dict().items() if value is not None
    }
    done, new = _open(found, chief, readings, call, user=user, now=timezone.now())
    return api.create_response(request, _answer(done), status=201 if new else 200)


def _draft_air(alarm: Alarm, user: User) -> dict[str, Any]:
    """Give the incident in the air an alarm would become."""
    now = timezone.now()
    begin = beginning.of(alarm, user, now)
    assessment = opening.of_alarm(alarm)
    return {
        "kind": Incident.Kind.AIR,
        "point": {"lon": begin.longitude, "lat": begin.latitude},
        "substance": begin.substance.key if begin.substance else None,
        "substance_name": begin.name,
        "started_at": begin.started_at,
        "name": opening.name_of(begin, alarm),
        "cause": opening.CAUSE,
        "evidence": [{"time": r.at, "value": r.value} for r in opening.readings(alarm)],
        "unit": begin.signal["unit"] if begin.signal else "",
        "passed_kg": None,
        "assessment": None
        if assessment is None
        else {"id": assessment.pk, "number": assessment.number},
        "reach": reach.of(begin, assessment),
    }


def _open_air(
    alarm: Alarm, overrides: Mapping[str, Any], *, user: User, now: dt.datetime
) -> tuple[Alarm, bool]:
    begin = beginning.of(alarm, user, now)
    body = {key: value for key, value in overrides.items() if value is not None}
    key = uuid5(KEYS, f"alarm {alarm.pk}")
    with transaction.atomic():
        incident, new = opening.open_incident(alarm, begin, body, key, user=user, now=now)
        done = acting.to_incident(alarm, incident.pk, incident.number, user=user, now=now)
    if new:
        plan.first(incident, user=user, now=now)
    return done, new


def _answer(alarm: Alarm) -> dict[str, Any]:
    return {"incident": alarm.incident, "number": alarm.incident_number, "alarm": alarm.pk}


def _open(
    alarm: Alarm,
    chief: dict[str, Any] | None,
    readings: list[tuple[dt.datetime, float]],
    call: Mapping[str, Any],
    *,
    user: User,
    now: dt.datetime,
) -> tuple[Alarm, bool]:
    network = store.network()
    given = drafts.read(call, now=now, locate=network.locate, find=_find)
    district = incidents.district_at(given.longitude, given.latitude)
    if not allowed(user, "incident.create", region=district[0]):
        raise Forbidden
    with transaction.atomic():
        incident, new = incidents.open_incident(given, district, user=user, now=now)
        if new:
            _carry_over(incident, alarm, chief, readings, user=user, now=now)
        done = acting.to_incident(alarm, incident.pk, incident.number, user=user, now=now)
    return done, new


def _find(key: str) -> substances.Substance | None:
    return substances.by_key(key) or substances.by_cas(key)


def _chief(alarm: Alarm) -> dict[str, Any] | None:
    """Return the signal that names the substance: the gravest that is one, else the gravest."""
    return max(
        alarm.signals,
        key=lambda s: (s["code"] in limits.ITEMS, s["tier"], abs(float(s.get("times", 0.0)))),
        default=None,
    )


def _call(
    alarm: Alarm, chief: dict[str, Any] | None, readings: list[tuple[dt.datetime, float]]
) -> dict[str, Any]:
    """Return the alarm as a call: what the form of a telephone call would say."""
    station = alarm.station
    if station.geometry is None or station.river_id is None:
        raise ProblemError(422, [Problem("point", NO_RIVER)])
    key = limits.ITEMS.get(chief["code"]) if chief else None
    known = _find(key) if key else None
    text = chief["name"]["zh"] if chief else ""
    passed = _passed_kg(station, chief, readings)
    began = timezone.localtime(alarm.began_at)
    said = "；".join(s["say"]["zh"] for s in alarm.signals)
    fits = "；".join(f["text"]["zh"] for f in alarm.fits)
    weighed = (
        f"\n按本站流量与浓度估算，{began:%m-%d %H:%M} 以来已有约 {passed:.3g} kg 通过（不含尚未到达的部分）。"
        if passed
        else ""
    )
    return {
        "point": {"lon": station.geometry.x, "lat": station.geometry.y},
        "bank": station.bank or "unknown",
        "substance": known.key if known else None,
        "substance_text": "" if known else text[:120],
        "amount": {"value": float(f"{passed:.3g}"), "unit": "kg"} if passed and known else None,
        "started_at": alarm.began_at.isoformat(),
        "name": f"{station.name}{text}异常"[:120],
        "cause": CAUSE,
        "description": f"由警情 {alarm.pk} 转来。{said}。\n{fits}{weighed}"[:4000],
        "drill": False,
        "idempotency_key": str(uuid5(KEYS, f"alarm {alarm.pk}")),
    }


def _name_of(call: Mapping[str, Any], chief: dict[str, Any] | None) -> Sentence:
    known = _find(call["substance"]) if call["substance"] else None
    if known is not None:
        return Sentence(known.name_zh, known.name_en)
    return Sentence(**chief["name"]) if chief else incidents.UNKNOWN_SUBSTANCE


def _readings(alarm: Alarm, chief: dict[str, Any] | None) -> list[tuple[dt.datetime, float]]:
    """Return what the station measured since the alarm began, at most so many, the last among them."""
    if chief is None:
        return []
    begin = alarm.began_at
    end = max(timezone.now(), alarm.last_at + BEFORE)
    return series.measured(chief["device"], chief["code"], begin, end, MOST_READINGS)


def _passed_kg(
    station: Station, chief: dict[str, Any] | None, readings: list[tuple[dt.datetime, float]]
) -> float | None:
    """Return the mass above the base level that has passed the station: discharge times concentration.

    A lower bound: what is still to come is not in it. None where there is no discharge or no mass
    concentration.
    """
    if chief is None or chief["unit"] not in UNITS or station.reach is None or len(readings) < 2:
        return None
    network = store.network()
    reach = network.reaches.get(station.reach.code)
    if reach is None:
        return None
    day = timezone.localtime(readings[0][0]).date()
    discharge = reach.hydraulics.discharge(regime(day=day))
    base, scale = float(chief.get("base", 0.0)), UNITS[chief["unit"]]
    grams = 0.0
    for (begin, first), (end, second) in pairwise(readings):
        above = max(0.0, 0.5 * (first + second) - base) * scale
        grams += above * discharge * (end - begin).total_seconds()
    return grams / 1000.0 or None


def _carry_over(
    incident: Incident,
    alarm: Alarm,
    chief: dict[str, Any] | None,
    readings: list[tuple[dt.datetime, float]],
    *,
    user: User,
    now: dt.datetime,
) -> None:
    """Put the alarm's readings into the incident as samples and its words into the log."""
    headline = shapes.row(alarm)["headline"]
    keeping.log(
        incident,
        user,
        "note",
        Sentence(
            f"由警情 {alarm.pk}（{alarm.station.name}：{headline.zh}）转来，附读数 {len(readings)} 个",
            f"Made from alarm {alarm.pk} ({alarm.station.name}: {headline.en}) with {len(readings)} readings",
        ),
        at=now,
        link={"alarm": alarm.pk},
    )
    forecast = incident.current_forecast
    if chief is None or forecast is None or chief["unit"] not in UNITS or not readings:
        return
    point = {"lon": incident.longitude, "lat": incident.latitude}
    rows = [
        {"point": point, "time": at.isoformat(), "value": value, "unit": chief["unit"]}
        for at, value in readings
        if value > 0.0
    ]
    key = str(uuid5(KEYS, f"readings {alarm.pk}"))
    try:
        samples.record(
            incident,
            {"idempotency_key": key, "rows": rows},
            samples.where(incident, forecast, now),
            user=user,
        )
    except BadInput as bad:
        # the incident stands all the same: what cannot be a sample is told in the log
        said = "；".join(p.sentence.zh for p in bad.problems[:3])
        keeping.log(
            incident, user, "note",
            Sentence(f"读数未能作为样品：{said}", f"The readings are no samples: {bad.problems[0].sentence.en}"),
            at=now,
        )  # fmt: skip
