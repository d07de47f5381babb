"""河流 rivers."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.hydrology import stations
from shangyou.preparedness.registers.words import (
    CODE,
    NAME,
    NOTE,
    WATER,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

JOIN_BANKS = {
    "left": Sentence("左岸汇入", "Joins on the left"),
    "right": Sentence("右岸汇入", "Joins on the right"),
    "unknown": Sentence("不详", "Not known"),
}


class River(RegisterRow):
    """One river, from where the register begins to its mouth or the border."""

    objects: ClassVar[models.Manager["River"]]
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=64, unique=True)
    flows_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="tributaries"
    )
    joins = models.CharField(
        max_length=8, choices=choices(JOIN_BANKS), default="unknown", blank=True
    )
    hydrology_station = models.CharField(max_length=32, blank=True)
    length_km = models.FloatField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: River) -> Iterator[Problem]:
    """Check one river."""
    if row.length_km is not None and not 0.0 < row.length_km <= 7000.0:
        yield problem(
            "length_km",
            "长度应大于 0、不超过 7000 km。",
            "The length must be above 0 and at most 7000 km.",
        )
    if row.hydrology_station and row.hydrology_station not in stations():
        known = "、".join(stations())
        yield problem(
            "hydrology_station",
            f"参证水文站只能是：{known}。",
            f"The reference station must be one of: {known}.",
        )
    if row.pk and row.flows_into_id == row.pk:
        yield problem("flows_into", "河流不能汇入自己。", "A river cannot flow into itself.")


REGISTER = Register(
    name="rivers",
    model=River,
    title=Sentence("河流", "Rivers"),
    group=WATER,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("flows_into", "汇入", "Flows into"),
        column("joins", "汇入岸", "Joins on", titles=JOIN_BANKS),
        column(
            "hydrology_station",
            "参证水文站",
            "Reference station",
            help_zh="按日期推算流量时所用的月过程。",
            help_en="Whose monthly shape gives the discharge of a date.",
        ),
        column("length_km", "登记长度", "Registered length", unit="km"),
        NOTE,
    ),
    filters=("flows_into", "hydrology_station", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "length_km", "hydrology_station")),
        (Sentence("汇流", "Confluence"), ("flows_into", "joins")),
        (Sentence("其他", "Other"), ("note",)),
    ),
    search=("code", "name"),
    order="code",
    geometry=None,
    natural_key=("code",),
    region="region",
    rules=rules,
)
