"""The stations' board and one station's page: states, latest values beside their limits."""

import datetime as dt
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from shangyou.core.models import User
from shangyou.core.regions import name_of
from shangyou.core.rights import restrict
from shangyou.science.messages import Sentence
from shangyou.warning import states
from shangyou.warning.alarms.models import Decision
from shangyou.warning.detectors.words import TIERS
from shangyou.warning.layouts import items_of
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import BY_ANY_CODE, MonitoredFactor
from shangyou.warning.registers.stations import KINDS, Station
from shangyou.warning.telemetry import marks

STANDS: Final = dt.timedelta(hours=6)
"""How long a change stays on the board unless the detector says it is over: one and a half readings of a
four-hourly station."""
SEE: Final = "register.stations.list"
FLAG_TITLES: Final = {
    "N": Sentence("正常", "normal"),
    "F": Sentence("停运", "instrument stopped"),
    "M": Sentence("维护", "maintenance"),
    "S": Sentence("手工输入", "entered by hand"),
    "D": Sentence("故障", "fault"),
    "C": Sentence("校准", "calibration"),
    "T": Sentence("超上限", "above range"),
    "B": Sentence("通信异常", "communication fault"),
    marks.UNIT_FLAG: Sentence("疑似单位不符", "probably another unit"),
    marks.RANGE_FLAG: Sentence("超出合理范围", "not plausible"),
    marks.NO_VALUE_FLAG: Sentence("不是数字", "no number"),
}


def visible(user: User) -> QuerySet[Station]:
    """Give the stations a user may see."""
    return restrict(Station.objects.all(), user, SEE)


def stations(user: User) -> list[dict[str, Any]]:
    """List the stations with their states and latest values; five queries, however many there are."""
    now = timezone.now()
    rows = list(visible(user).select_related("river"))
    devices = _devices(Device.objects.filter(station__in=[r.pk for r in rows]), now)
    by_station: dict[int, list[Any]] = {}
    for device in devices:
        by_station.setdefault(device.station_id, []).append(device)
    latest = latest_values(devices)
    jumping = _changes(rows, now)
    answer = []
    for row in rows:
        own = by_station.get(row.pk, [])
        heard = [d.heard.heard_at for d in own if hasattr(d, "heard")]
        answer.append(
            {
                **_facts(row),
                "state": states.of_station([d.state for d in own]),
                "devices": len(own),
                "heard_at": max(heard, default=None),
                "values": [value for d in own for value in latest[d.pk]],
                "changes": jumping.get(row.pk, []),
            }
        )
    return answer


def _changes(rows: list[Station], now: dt.datetime) -> dict[int, list[dict[str, Any]]]:
    """Give what the detectors hold for unusual now, the gravest first; limits are judged by the values."""
    latest = (
        Decision.objects.filter(device__station__in=[r.pk for r in rows], at__gt=now - STANDS)
        .exclude(kind="exceedance")
        .order_by("device_id", "code", "kind", "-at", "-id")
        .distinct("device_id", "code", "kind")
        .values("device__station", "code", "at", "tier", "text")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(latest, key=lambda row: -row["tier"]):
        if row["tier"] == 0:
            continue
        found.setdefault(row["device__station"], []).append(
            {
                "code": row["code"],
                "name": factor_facts(row["code"], None)["name"],
                "at": row["at"],
                "tier": row["tier"],
                "tier_title": TIERS[row["tier"]],
                "text": Sentence(**row["text"]),
            }
        )
    return found


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count the stations of each state."""
    return [
        {
            "state": state,
            "title": title,
            "meaning": states.MEANINGS[state],
            "count": sum(row["state"] == state for row in rows),
        }
        for state, title in states.TITLES.items()
    ]


def counts(user: User) -> dict[str, int] | None:
    """Count a user's stations for the duty desk; None where there are none to see."""
    found = list(state_of_each(list(visible(user).values_list("pk", flat=True))).values())
    if not found:
        return None
    return {
        "total": len(found),
        "online": found.count("online"),
        "silent": found.count("silent") + found.count("stale"),
        "service": found.count("maintenance"),
    }


def state_of_each(stations: list[int]) -> dict[int, str]:
    """Give the state of each station; one query."""
    own: dict[int, list[str]] = {pk: [] for pk in stations}
    devices = states.with_states(Device.objects.filter(station__in=stations), timezone.now())
    for station_id, state in devices.values_list("station_id", "state"):
        own[station_id].append(state)
    return {pk: states.of_station(of_devices) for pk, of_devices in own.items()}


def station(row: Station) -> dict[str, Any]:
    """Give one station's page."""
    devices = _devices(Device.objects.filter(station=row), timezone.now())
    latest = latest_values(devices)
    return {
        **_facts(row),
        "state": states.of_station([d.state for d in devices]),
        "maintenance_until": row.maintenance_until,
        "contact_name": row.contact_name,
        "contact_phone": row.contact_phone,
        "devices": [
            {
                "id": device.pk,
                "mn": device.mn,
                "edition": device.edition,
                "interval_s": device.interval_s,
                "enabled": device.enabled,
                "has_password": bool(device.password),
                "state": device.state,
                "state_title": states.TITLES[device.state],
                "state_meaning": states.MEANINGS[device.state],
                **_heard(device),
                "values": latest[device.pk],
            }
            for device in devices
        ],
    }


def _devices(rows: QuerySet[Device], now: dt.datetime) -> list[Any]:
    return list(states.with_states(rows, now).select_related("station", "heard").order_by("mn"))


def _facts(row: Station) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "kind_title": KINDS[row.kind],
        "river": row.river.name if row.river else None,
        "region": row.region,
        "region_name": name_of(row.region) if row.region else None,
        "demo": row.demo,
        "longitude": row.geometry.x if row.geometry else None,
        "latitude": row.geometry.y if row.geometry else None,
    }


def _heard(device: Any) -> dict[str, Any]:
    heard = getattr(device, "heard", None)
    if heard is None:
        return {"heard_at": None, "address": None, "connected": False, "frames": 0, "marked": 0,
                "at": None, "marks": []}  # fmt: skip
    return {
        "heard_at": heard.heard_at,
        "address": heard.address,
        "connected": heard.connected,
        "at": heard.at,
        "frames": heard.frames,
        "marked": heard.marked,
        "marks": marks.sentences(heard.marks) if heard.marked else [],
    }


def latest_values(devices: list[Any]) -> dict[int, list[dict[str, Any]]]:
    """Give each device's latest values with name, unit and limit; two queries."""
    layouts = items_of(
        d.heard.layout for d in devices if hasattr(d, "heard") and d.heard.layout is not None
    )
    factors: dict[int, dict[str, MonitoredFactor]] = {}
    for factor in MonitoredFactor.objects.filter(device__in=[d.pk for d in devices]):
        factors.setdefault(factor.device_id, {})[factor.code] = factor
    return {d.pk: _values(d, layouts, factors.get(d.pk, {})) for d in devices}


def _values(
    device: Any,
    layouts: dict[int, tuple[str, ...]],
    factors: dict[str, MonitoredFactor],
) -> list[dict[str, Any]]:
    heard = getattr(device, "heard", None)
    if heard is None or heard.layout is None:
        return []
    answer = []
    for place, (item, value) in enumerate(
        zip(layouts.get(heard.layout, ()), heard.values or (), strict=False)
    ):
        code, _, kind = item.rpartition("-")
        if kind not in ("Rtd", "Avg"):
            continue
        flag = (heard.flags or "")[place : place + 1].strip() or "N"
        answer.append(
            {
                **factor_facts(code, factors.get(code)),
                "item": item,
                "value": value,
                "flag": flag,
                "flag_title": FLAG_TITLES.get(flag, Sentence(flag, flag)),
                "over": over_limit(value, factors.get(code)) if flag == "N" else None,
            }
        )
    return answer


def factor_facts(code: str, factor: MonitoredFactor | None) -> dict[str, Any]:
    """Give a factor's name, unit and limits; the standard's where the register has none."""
    known = BY_ANY_CODE.get(code)
    return {
        "code": code,
        "name": (factor and factor.name) or (known.name_zh if known else code),
        "unit": (factor and factor.unit)
        or ((known.unit or (known.other_units or ("",))[0]) if known else ""),
        "limit_low": factor.limit_low if factor else None,
        "limit_high": factor.limit_high if factor else None,
    }


def over_limit(value: float | None, factor: MonitoredFactor | None) -> str | None:
    """Say on which side of its limits a value lies."""
    if value is None or factor is None:
        return None
    if factor.limit_high is not None and value > factor.limit_high:
        return "high"
    if factor.limit_low is not None and value < factor.limit_low:
        return "low"
    return None
