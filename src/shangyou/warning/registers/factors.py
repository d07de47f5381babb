"""监测因子 factors: what a device measures, in which unit, and what is plausible or too much."""

import math
from collections.abc import Iterator
from typing import ClassVar

from django.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import NOTE, column, problem
from shangyou.reference.hj212_codes import FACTORS
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.words import MONITORING, WING

BY_ANY_CODE = {f.code_2005: f for f in FACTORS if f.code_2005} | {f.code: f for f in FACTORS}


class MonitoredFactor(RegisterRow):
    """One factor of one device."""

    objects: ClassVar[models.Manager["MonitoredFactor"]]
    device = models.ForeignKey(Device, models.CASCADE, related_name="factors")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    limit_low = models.FloatField(null=True, blank=True)
    limit_high = models.FloatField(null=True, blank=True)
    plausible_low = models.FloatField(null=True, blank=True)
    plausible_high = models.FloatField(null=True, blank=True)
    detection_limit = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["device_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["device", "code"], name="one_row_per_device_and_factor")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def settle(self) -> None:
        """Take name and unit from the standard and the division from the device."""
        known = BY_ANY_CODE.get(self.code)
        if known is not None:
            self.name = self.name or known.name_zh
            self.unit = self.unit or known.unit or (known.other_units or ("",))[0]
        if not self.region and self.device_id:
            self.region = self.device.region


def rules(row: MonitoredFactor) -> Iterator[Problem]:
    """Check one factor."""
    if row.code and row.code not in BY_ANY_CODE and not row.name:
        yield problem(
            "name",
            "标准中没有这个编码，请填写因子名称。",
            "The standard has no such code; give the factor's name.",
        )
    for low, high in (("limit_low", "limit_high"), ("plausible_low", "plausible_high")):
        least, most = getattr(row, low), getattr(row, high)
        if least is not None and most is not None and least >= most:
            yield problem(high, "上限应大于下限。", "The upper bound must be above the lower one.")
    value = row.detection_limit
    if value is not None and not (value >= 0 and math.isfinite(value)):
        yield problem("detection_limit", "检出限不能小于 0。", "A detection limit is not below 0.")


REGISTER = Register(
    name="monitored_factors",
    model=MonitoredFactor,
    title=Sentence("监测因子", "Monitored factors"),
    group=MONITORING,
    wing=WING,
    columns=(
        column("device", "数采仪", "Device", width=220),
        column(
            "code",
            "因子编码",
            "Factor code",
            help_zh="HJ 212 编码，例如 w21003 氨氮。",
            help_en="The code of HJ 212, such as w21003 ammonia nitrogen.",
        ),
        column("name", "名称", "Name"),
        column("unit", "单位", "Unit", width=90),
        column("limit_low", "限值下限", "Lower limit", width=90),
        column("limit_high", "限值上限", "Upper limit", width=90),
        column("plausible_low", "合理下限", "Plausible from", width=90),
        column("plausible_high", "合理上限", "Plausible to", width=90),
        column("detection_limit", "检出限", "Detection limit", in_list=False),
        NOTE,
    ),
    filters=("code", "device"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("device", "code", "name", "unit")),
        (
            Sentence("界限", "Bounds"),
            ("limit_low", "limit_high", "plausible_low", "plausible_high", "detection_limit"),
        ),
        (Sentence("其他", "Other"), ("note",)),
    ),
    search=("code", "name", "device__mn"),
    order="id",
    natural_key=("device", "code"),
    rules=rules,
)
