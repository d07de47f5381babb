"""监测站 stations: where something is measured."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.preparedness.registers.places import OnRiver, place_problems
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.risk_sources import RiskSource
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
    RIVER,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.registers.words import MONITORING, WING

KINDS = {
    "surface_water": Sentence("地表水自动站", "Surface-water station"),
    "outfall": Sentence("污染源废水监测", "Effluent monitor"),
    "stack": Sentence("污染源废气监测", "Stack monitor"),
    "air": Sentence("环境空气站", "Ambient-air station"),
    "gas": Sentence("有毒有害气体监测", "Toxic-gas sensor"),
    "biotoxicity": Sentence("生物毒性监测", "Biotoxicity monitor"),
    "gauge": Sentence("水文站", "River gauge"),
}
AIR_KINDS = frozenset({"stack", "air", "gas"})
"""Kinds that measure the air: what comes of their alarms lies on no river."""


class Station(OnRiver):
    """One place of measuring; its devices send the readings."""

    objects: ClassVar[models.Manager["Station"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    receptor = models.ForeignKey(
        Receptor, models.SET_NULL, null=True, blank=True, related_name="stations"
    )
    risk_source = models.ForeignKey(
        RiskSource, models.SET_NULL, null=True, blank=True, related_name="stations"
    )
    maintenance_until = models.DateTimeField(null=True, blank=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: Station) -> Iterator[Problem]:
    """Check one station."""
    yield from place_problems(row)
    if row.kind in {"stack", "outfall"} and row.receptor_id is not None:
        yield problem(
            "receptor",
            "污染源监测站不对应受体；请改填风险源。",
            "A monitor of a source stands for no receptor; choose its risk source.",
        )


REGISTER = Register(
    name="stations",
    model=Station,
    title=Sentence("监测站", "Stations"),
    group=MONITORING,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        BANK,
        column("receptor", "对应断面", "Section", in_list=False, width=160),
        column("risk_source", "所属风险源", "Risk source", in_list=False, width=160),
        column(
            "maintenance_until",
            "维护至",
            "In maintenance until",
            in_list=False,
            help_zh="此前到达的数据不参与报警。",
            help_en="Readings before then raise no alarm.",
        ),
        CONTACT_NAME,
        CONTACT_PHONE,
        NOTE,
    ),
    filters=("kind", "river", "status"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("code", "name", "kind", "receptor", "risk_source", "maintenance_until"),
        ),
        (Sentence("位置", "Place"), ("river", "reach", "chainage_km", "distance_m", "bank")),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone", "note")),
    ),
    search=("code", "name", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    rules=rules,
    map_properties=("kind",),
)
