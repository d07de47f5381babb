"""监控视频 cameras: where one can look, whose the camera is, and by which way its picture comes."""

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.words import CODE, NAME, NOTE, choices, column, problem
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.media.addresses import SCHEMES, address_problem
from shangyou.warning.registers.stations import Station
from shangyou.warning.registers.words import MONITORING, WING

KINDS = {
    "rtsp": Sentence("视频流地址（RTSP、HTTP）", "Stream address (RTSP, HTTP)"),
    "platform": Sentence("视频平台通道（GB/T 28181）", "Channel of a video platform (GB/T 28181)"),
    "pattern": Sentence("测试图像（无摄像机）", "Test pattern (no camera)"),
}
STATES = {
    "in_use": Sentence("在用", "In use"),
    "fault": Sentence("故障", "Out of order"),
    "planned": Sentence("拟建", "Planned"),
    "removed": Sentence("已拆除", "Removed"),
}
OWNERS: Final = ("station", "risk_source", "receptor")
"""Whose a camera may be; an enterprise, a park or a port is a risk source, a section or intake a receptor."""
_CHANNEL: Final = re.compile(r"[0-9A-Za-z_-]{1,64}(/[0-9A-Za-z_-]{1,64})?", re.ASCII)


class Camera(RegisterRow):
    """One camera. Its log-in is not here: it is set by its own address and sealed."""

    objects: ClassVar[models.Manager["Camera"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    address = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=16, choices=choices(STATES), default="in_use")
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, blank=True, related_name="cameras"
    )
    risk_source = models.ForeignKey(
        RiskSource, models.SET_NULL, null=True, blank=True, related_name="cameras"
    )
    receptor = models.ForeignKey(
        Receptor, models.SET_NULL, null=True, blank=True, related_name="cameras"
    )
    looks_deg = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(360)]
    )
    """Where it looks: degrees from north, clockwise."""
    geometry = models.PointField(null=True, blank=True, srid=4326)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> "Station | RiskSource | Receptor | None":
        return self.station or self.risk_source or self.receptor

    def settle(self) -> None:
        """Belong, and stand, where its owner does unless it is said otherwise."""
        owner = self.owner
        if owner is not None:
            self.region = self.region or owner.region
            self.geometry = self.geometry or owner.geometry


def rules(row: Camera) -> Iterator[Problem]:
    """Check one camera."""
    owners = [name for name in OWNERS if getattr(row, f"{name}_id") is not None]
    if len(owners) > 1:
        yield problem(
            owners[1],
            "监测站、风险源、受体只选其一。",
            "Choose one of station, risk source and receptor.",
        )
    if row.kind == "rtsp":
        wrong = address_problem(row.address or "")
        if wrong is not None:
            yield Problem("address", wrong)
    if row.kind == "platform" and not _CHANNEL.fullmatch(row.address or ""):
        yield problem(
            "address",
            "平台通道应为国标编码，例如 50010200001320000001，或“设备编码/通道编码”。",
            "A channel is its national code such as 50010200001320000001, or device/channel.",
        )
    if row.kind == "pattern" and row.address:
        yield problem("address", "测试图像没有地址。", "A test pattern has no address.")


REGISTER = Register(
    name="cameras",
    model=Camera,
    title=Sentence("监控视频", "Cameras"),
    group=MONITORING,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "接入方式", "Way in", titles=KINDS, width=180),
        column("state", "状态", "State", titles=STATES, width=90),
        column("station", "所属监测站", "Station", width=160),
        column("risk_source", "所属企业、园区或风险源", "Enterprise, park or source", width=180),
        column("receptor", "所属断面或受体", "Section or receptor", width=160),
        column(
            "looks_deg",
            "朝向",
            "Looks towards",
            unit="deg",
            width=80,
            help_zh="正北为 0，顺时针。",
            help_en="North is 0, clockwise.",
        ),
        column(
            "address",
            "地址或通道",
            "Address or channel",
            in_list=False,
            width=260,
            help_zh=f"{'、'.join(SCHEMES)} 地址，或平台通道编码；用户名和口令另行设置，不写在这里。",
            help_en=f"An address of {', '.join(SCHEMES)}, or a channel's code; no user name or password here.",
        ),
        NOTE,
    ),
    filters=("kind", "state", "station", "risk_source", "receptor"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "state", "looks_deg")),
        (Sentence("归属", "Whose"), ("station", "risk_source", "receptor")),
        (Sentence("接入", "Access"), ("kind", "address", "note")),
    ),
    search=("code", "name", "station__name", "risk_source__name", "receptor__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    rules=rules,
    map_properties=("kind", "state"),
)
