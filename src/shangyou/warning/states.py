"""Whether a device reports: told in SQL from what the gateways last heard, for all devices in one query."""

import datetime as dt
from typing import Any, ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When

from shangyou.science.messages import Sentence
from shangyou.warning.registers.devices import Device

MISSED: Final = 4
GRACE: Final = dt.timedelta(minutes=1)
TITLES: Final = {
    "online": Sentence("在线", "Online"),
    "maintenance": Sentence("维护中", "In maintenance"),
    "stale": Sentence("数据陈旧", "Stale"),
    "silent": Sentence("失联", "Silent"),
}
MEANINGS: Final = {
    "online": Sentence("按间隔上报，数据是新的", "Reports on time, with fresh data"),
    "maintenance": Sentence(
        "登记为维护，或所有因子标记为维护、校准",
        "Registered as in maintenance, or every factor is flagged so",
    ),
    "stale": Sentence(
        "连接正常，但连续 4 个间隔没有可用的新数据",
        "Connected, yet without usable new data for four intervals",
    ),
    "silent": Sentence("连续 4 个间隔没有收到任何数据", "Nothing heard for four intervals"),
}
_ORDER: Final = ("online", "maintenance", "stale", "silent")


class DeviceState(models.Model):
    """What the gateways last heard; they write it, nobody else does."""

    objects: ClassVar[models.Manager["DeviceState"]]
    device = models.OneToOneField(
        Device, models.DO_NOTHING, primary_key=True, related_name="heard", db_constraint=False
    )
    heard_at = models.DateTimeField()
    address = models.TextField()
    gateway = models.TextField()
    connected = models.BooleanField()
    at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    cn = models.SmallIntegerField(null=True)
    layout = models.IntegerField(null=True)
    flags = models.TextField(null=True)  # noqa: DJ001 (the gateways' table)
    values = ArrayField(models.FloatField(null=True), null=True)
    marks = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField(null=True)
    frames = models.BigIntegerField(default=0)
    marked = models.BigIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "warning_devicestate"

    def __str__(self) -> str:
        return f"{self.device_id} {self.heard_at}"


def with_states(devices: QuerySet[Device], now: dt.datetime) -> QuerySet[Any]:
    """Add `state` to devices."""
    patience = ExpressionWrapper(
        F("interval_s") * Value(dt.timedelta(seconds=MISSED)) + Value(GRACE),
        output_field=DurationField(),
    )
    return devices.annotate(
        patience=patience,
        state=Case(
            When(station__maintenance_until__gt=now, then=Value("maintenance")),
            When(
                Q(heard__heard_at__isnull=True) | Q(heard__heard_at__lt=Value(now) - F("patience")),
                then=Value("silent"),
            ),
            When(
                Q(heard__at__isnull=True) | Q(heard__at__lt=Value(now) - F("patience")),
                then=Value("stale"),
            ),
            When(heard__flags__regex="^[MC]+$", then=Value("maintenance")),
            default=Value("online"),
            output_field=models.CharField(),
        ),
    )


def quiet(devices: QuerySet[Device], now: dt.datetime) -> tuple[dict[int, str], list[int]]:
    """Give stations' states by number, and apart from them those nobody has ever heard of; one query."""
    known: dict[int, list[str]] = {}
    heard: set[int] = set()
    rows = with_states(devices, now).values_list("station_id", "state", "heard__heard_at")
    for station, state, at in rows:
        known.setdefault(station, []).append(state)
        if at is not None:
            heard.add(station)
    states = {station: of_station(own) for station, own in known.items()}
    return (
        {station: state for station, state in states.items() if station in heard},
        [s for s, state in states.items() if s not in heard and state == "silent"],
    )


def of_station(states: list[str]) -> str:
    """Give a station's state from its devices': it reports when one of them does."""
    if "maintenance" in states and "online" not in states:
        return "maintenance"
    return min(states, key=_ORDER.index, default="silent")
