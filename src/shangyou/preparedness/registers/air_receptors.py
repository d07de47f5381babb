"""大气环境受体 air receptors: where people are who would breathe what escapes."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import (
    CODE,
    CONTACT_NAME,
    CONTACT_PHONE,
    NAME,
    NOTE,
    RECEPTORS,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "school": Sentence("学校、幼儿园", "School or kindergarten"),
    "hospital": Sentence("医院、养老院", "Hospital or care home"),
    "residential": Sentence("居民区、村庄", "Housing or village"),
    "public": Sentence("商场、车站等公共场所", "Shops, stations, public places"),
    "enterprise": Sentence("企业职工", "Staff of an enterprise"),
}
MOST_PEOPLE = 1_000_000
MOST_AIR_CHANGES_H = 30.0


class AirReceptor(RegisterRow):
    """One place with people in it."""

    objects: ClassVar[models.Manager["AirReceptor"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    people = models.PositiveIntegerField()
    air_changes_per_h = models.FloatField(null=True, blank=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    geometry = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: AirReceptor) -> Iterator[Problem]:
    """Check one place."""
    if row.people is not None and not 0 < row.people <= MOST_PEOPLE:
        yield problem(
            "people",
            f"人数应在 1–{MOST_PEOPLE} 之间。",
            f"The number of people must lie between 1 and {MOST_PEOPLE}.",
        )
    if row.air_changes_per_h is not None and not 0.0 < row.air_changes_per_h <= MOST_AIR_CHANGES_H:
        yield problem(
            "air_changes_per_h",
            f"换气次数应大于 0、不超过 {MOST_AIR_CHANGES_H:.0f} 次/h（住宅关窗约 0.3–1）。",
            f"Air changes must be above 0 and at most {MOST_AIR_CHANGES_H:.0f} per hour "
            "(a closed house has about 0.3 to 1).",
        )


REGISTER = Register(
    name="air_receptors",
    model=AirReceptor,
    title=Sentence("大气环境受体", "Air receptors"),
    group=RECEPTORS,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        column("people", "人数", "People", width=80),
        column(
            "air_changes_per_h",
            "换气次数",
            "Air changes",
            unit="1/h",
            in_list=False,
            help_zh="关窗时每小时换气次数；不填按 0.5 计。",
            help_en="Air changes per hour with windows closed; 0.5 is assumed when left empty.",
        ),
        CONTACT_NAME,
        CONTACT_PHONE,
        NOTE,
    ),
    filters=("kind", "status"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("code", "name", "kind", "people", "air_changes_per_h"),
        ),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone", "note")),
    ),
    search=("code", "name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("kind", "people"),
)
