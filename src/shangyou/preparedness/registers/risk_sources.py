"""风险源 risk sources: enterprises, parks, ports, bridges, roads, pipelines, tailings."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.preparedness.registers.places import OnRiver, place_problems
from shangyou.preparedness.registers.words import (
    BANK,
    CHAINAGE,
    CODE,
    CONTACT_NAME,
    CONTACT_PHONE,
    DISTANCE,
    NAME,
    NOTE,
    REACH,
    RISKS,
    RIVER,
    WING,
    choices,
    column,
)
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "enterprise": Sentence("企业", "Enterprise"),
    "park": Sentence("工业园区", "Industrial park"),
    "port": Sentence("港口码头", "Port or wharf"),
    "oil_depot": Sentence("油库", "Oil depot"),
    "tailings": Sentence("尾矿库、渣场", "Tailings or slag"),
    "bridge": Sentence("桥梁", "Bridge"),
    "road": Sentence("道路", "Road"),
    "pipeline": Sentence("管道", "Pipeline"),
    "gas_field": Sentence("气田、储气库", "Gas field or storage"),
}


class RiskSource(OnRiver):
    """Something from which a substance may reach a river."""

    objects: ClassVar[models.Manager["RiskSource"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    hazards = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        "core.Organisation", models.SET_NULL, null=True, blank=True, related_name="risk_sources"
    )
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    coordinate_status = models.CharField(max_length=16, blank=True)
    river_note = models.CharField(max_length=128, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: RiskSource) -> Iterator[Problem]:
    """Check one risk source."""
    yield from place_problems(row)


REGISTER = Register(
    name="risk_sources",
    model=RiskSource,
    title=Sentence("风险源", "Risk sources"),
    group=RISKS,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        column("hazards", "主要风险物质", "Main hazards", width=240),
        column("organisation", "责任单位", "Operator", in_list=False, width=200),
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        BANK,
        CONTACT_NAME,
        CONTACT_PHONE,
        column("coordinate_status", "坐标依据", "Status of place", in_list=False),
        column("river_note", "河流（原文）", "River as written", in_list=False),
        NOTE,
    ),
    filters=("kind", "river", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "kind", "hazards", "organisation")),
        (Sentence("位置", "Place"), ("river", "reach", "chainage_km", "distance_m", "bank")),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone")),
        (Sentence("依据", "Evidence"), ("coordinate_status", "river_note", "note")),
    ),
    search=("code", "name", "hazards", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    organisation="organisation",
    rules=rules,
    map_properties=("kind",),
)
