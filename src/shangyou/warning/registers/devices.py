"""数采仪 devices: the data loggers that report by HJ 212, each under its number MN."""

import ipaddress
import re
from collections.abc import Iterator
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import NOTE, column, problem
from shangyou.reference.hj212_codes import SYSTEMS
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.registers.stations import Station
from shangyou.warning.registers.words import MONITORING, WING

EDITIONS = {
    2005: Sentence("HJ/T 212-2005", "HJ/T 212-2005"),
    2017: Sentence("HJ 212-2017", "HJ 212-2017"),
    2025: Sentence("HJ 212-2025", "HJ 212-2025"),
}
_MN = re.compile(r"[0-9A-Za-z_]{1,24}")
_SYSTEM_CODES = {code.code for code in SYSTEMS}


class Device(RegisterRow):
    """One data logger: its number, its system, how often it reports."""

    objects: ClassVar[models.Manager["Device"]]
    mn = models.CharField(max_length=24, unique=True)
    station = models.ForeignKey(Station, models.CASCADE, related_name="devices")
    system_code = models.CharField(max_length=2, default="21")
    edition = models.PositiveSmallIntegerField(
        choices=[(year, title.zh) for year, title in EDITIONS.items()], default=2017
    )
    interval_s = models.PositiveIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(86_400)]
    )
    """How often it should report; four missed reports and it is silent."""
    address = models.CharField(max_length=45, blank=True)
    enabled = models.BooleanField(default=True)
    password = models.CharField(max_length=9, blank=True, editable=False)
    """PW of its packets; empty asks for none. It is set by its own address and listed nowhere."""
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["mn"]

    def __str__(self) -> str:
        return self.mn

    def settle(self) -> None:
        """Belong where the station belongs."""
        if not self.region and self.station_id:
            self.region = self.station.region


def rules(row: Device) -> Iterator[Problem]:
    """Check one device."""
    if row.mn and not _MN.fullmatch(row.mn):
        yield problem(
            "mn",
            "MN 应为至多 24 位字母、数字或下划线。",
            "MN has at most 24 letters, digits or underscores.",
        )
    if row.system_code and row.system_code not in _SYSTEM_CODES:
        yield problem(
            "system_code",
            "系统编码 ST 应为标准所列两位数字，例如 21 地表水、32 水污染源。",
            "ST must be a code of the standard, such as 21 surface water or 32 water source.",
        )
    if row.address and not _is_address(row.address):
        yield problem(
            "address",
            "固定地址应为 IP 地址，例如 10.20.3.4；不固定则留空。",
            "A fixed address must be an IP address such as 10.20.3.4; leave empty otherwise.",
        )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


REGISTER = Register(
    name="devices",
    model=Device,
    title=Sentence("数采仪", "Devices"),
    group=MONITORING,
    wing=WING,
    columns=(
        column("mn", "设备标识 MN", "Device number MN", width=220),
        column("station", "监测站", "Station", width=180),
        column("system_code", "系统编码 ST", "System code ST", width=110),
        column(
            "edition",
            "协议版本",
            "Edition",
            titles={str(k): v for k, v in EDITIONS.items()},
        ),
        column("interval_s", "上报间隔", "Reporting interval", unit="s"),
        column(
            "address",
            "固定地址",
            "Fixed address",
            in_list=False,
            help_zh="填写后，其他地址发来的数据会标记“发送方不符”。",
            help_en="When given, readings from elsewhere are marked as of another sender.",
        ),
        column("enabled", "启用", "Enabled", width=80),
        NOTE,
    ),
    filters=("station", "edition", "enabled"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("mn", "station", "system_code", "edition", "interval_s", "enabled"),
        ),
        (Sentence("接入", "Access"), ("address", "note")),
    ),
    search=("mn", "station__name", "station__code"),
    order="mn",
    natural_key=("mn",),
    rules=rules,
)
