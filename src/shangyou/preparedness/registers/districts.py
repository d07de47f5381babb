"""区县 districts: names, codes and outlines."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import BASE, NOTE, WING, column, problem
from shangyou.science.messages import Problem, Sentence


class District(RegisterRow):
    """One district or county; the outline may be missing."""

    objects: ClassVar[models.Manager["District"]]
    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=64, unique=True)
    seat_longitude = models.FloatField(null=True, blank=True)
    seat_latitude = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)
    geometry = models.MultiPolygonField(null=True, blank=True, srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: District) -> Iterator[Problem]:
    """Check one district."""
    if row.code and not (len(row.code) == 6 and row.code.isascii() and row.code.isdigit()):
        yield problem(
            "code",
            "行政区划代码应为 6 位数字。",
            "The division code must have six digits.",
        )


REGISTER = Register(
    name="districts",
    model=District,
    title=Sentence("区县", "Districts"),
    group=BASE,
    wing=WING,
    columns=(
        column("code", "代码", "Code", width=90),
        column("name", "名称", "Name", width=160),
        column("seat_longitude", "驻地经度", "Seat longitude", unit="°", in_list=False),
        column("seat_latitude", "驻地纬度", "Seat latitude", unit="°", in_list=False),
        NOTE,
    ),
    filters=("status",),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("code", "name", "seat_longitude", "seat_latitude", "note"),
        ),
    ),
    search=("code", "name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("code", "name"),
)
