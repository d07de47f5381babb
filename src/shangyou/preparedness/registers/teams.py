"""应急队伍 teams."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import (
    CODE,
    CONTACT_NAME,
    CONTACT_PHONE,
    FORCES,
    NAME,
    NOTE,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "command": Sentence("应急指挥", "Command"),
    "monitoring": Sentence("应急监测", "Emergency monitoring"),
    "oil": Sentence("溢油处置", "Oil spills"),
    "chemical": Sentence("危化品处置", "Hazardous chemicals"),
    "engineering": Sentence("筑坝与水工", "Damming and earthworks"),
    "treatment": Sentence("药剂投加与水处理", "Dosing and water treatment"),
}


class Team(RegisterRow):
    """One public team."""

    objects: ClassVar[models.Manager["Team"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    organisation = models.ForeignKey(
        "core.Organisation", models.SET_NULL, null=True, blank=True, related_name="teams"
    )
    people = models.PositiveIntegerField()
    ready_minutes = models.PositiveIntegerField()
    equipment = models.TextField(blank=True)
    available = models.BooleanField(default=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    geometry = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: Team) -> Iterator[Problem]:
    """Check one team."""
    if row.people is not None and not 0 < row.people <= 5000:
        yield problem(
            "people",
            "人数应在 1–5000 之间。",
            "The number of people must lie between 1 and 5000.",
        )
    if row.ready_minutes is not None and row.ready_minutes > 1440:
        yield problem(
            "ready_minutes",
            "集结时间应在 0–1440 min 之间。",
            "The time to assemble must lie between 0 and 1440 min.",
        )


REGISTER = Register(
    name="teams",
    model=Team,
    title=Sentence("应急队伍", "Teams"),
    group=FORCES,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        column("organisation", "所属机构", "Organisation", width=180),
        column("people", "人数", "People", width=70),
        column("ready_minutes", "集结时间", "Time to assemble", unit="min", width=90),
        column("available", "可调用", "Available", width=80),
        column("equipment", "装备", "Equipment", width=240),
        CONTACT_NAME,
        CONTACT_PHONE,
        NOTE,
    ),
    filters=("kind", "available", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "kind", "organisation", "people")),
        (Sentence("能力", "Ability"), ("ready_minutes", "available", "equipment")),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone", "note")),
    ),
    search=("code", "name", "equipment"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    organisation="organisation",
    rules=rules,
    map_properties=("kind", "people"),
)
