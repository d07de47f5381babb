"""物资库 depots."""

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

TIERS = {
    "city": Sentence("市级", "City"),
    "sub_centre": Sentence("分中心", "Sub-centre"),
    "district": Sentence("区县", "District"),
}


class Depot(RegisterRow):
    """One depot of emergency supplies."""

    objects: ClassVar[models.Manager["Depot"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    tier = models.CharField(max_length=12, choices=choices(TIERS))
    organisation = models.ForeignKey(
        "core.Organisation", models.SET_NULL, null=True, blank=True, related_name="depots"
    )
    address = models.CharField(max_length=200, blank=True)
    ready_minutes = models.PositiveIntegerField(default=30)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    geometry = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: Depot) -> Iterator[Problem]:
    """Check one depot."""
    if row.ready_minutes is not None and row.ready_minutes > 1440:
        yield problem(
            "ready_minutes",
            "装车备发时间应在 0–1440 min 之间。",
            "The time to load must lie between 0 and 1440 min.",
        )


REGISTER = Register(
    name="depots",
    model=Depot,
    title=Sentence("物资库", "Depots"),
    group=FORCES,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("tier", "级别", "Tier", width=80, titles=TIERS),
        column("organisation", "所属机构", "Organisation", width=180),
        column("address", "地址", "Address", in_list=False),
        column("ready_minutes", "装车备发", "Time to load", unit="min", width=90),
        CONTACT_NAME,
        CONTACT_PHONE,
        NOTE,
    ),
    filters=("tier", "status"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("code", "name", "tier", "organisation", "address", "ready_minutes"),
        ),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone", "note")),
    ),
    search=("code", "name", "address"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    organisation="organisation",
    rules=rules,
    map_properties=("tier",),
)
