"""Writes the demo world into the registers: all or nothing, and only what is not there yet.

A row that somebody changed keeps its change; running it again adds nothing.
"""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from shangyou.core.models import Organisation
from shangyou.preparedness.demo import (
    forces,
    grades,
    hydraulics,
    organisations,
    people,
    risks,
    spaces,
    waters,
)
from shangyou.preparedness.demo.geography import outlines
from shangyou.preparedness.demo.rivers import reach_facts
from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.districts import District
from shangyou.preparedness.registers.experts import Expert
from shangyou.preparedness.registers.gauges import Gauge
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.receptors import Receptor
from shangyou.preparedness.registers.response_spaces import ResponseSpace
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.river_sections import RiverSection
from shangyou.preparedness.registers.rivers import River
from shangyou.preparedness.registers.source_substances import SourceSubstance
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team
from shangyou.preparedness.registers.travel_tests import TravelTest

Row = TypeVar("Row", bound=models.Model)


def _keep(model: type[Row], rows: Iterable[Row], *key: str) -> int:
    """Create the rows whose key is not there yet; return how many."""
    there = set(model._default_manager.values_list(*key))  # noqa: SLF001 (Django's documented manager)
    new = [row for row in rows if tuple(getattr(row, name) for name in key) not in there]
    model._default_manager.bulk_create(new, batch_size=500)  # noqa: SLF001
    return len(new)


def _ids(model: type[models.Model], key: str = "code") -> dict[str, int]:
    return dict(model._default_manager.values_list(key, "pk"))  # noqa: SLF001


def load(say: Callable[[str], None] = print) -> dict[str, int]:
    """Load what is missing of the demo world in one transaction; return the rows created per register."""
    started = time.monotonic()
    if not outlines():
        say(
            "没有区县界文件（scripts/build_basemap.py 生成）：地图不带区县界，区县界受体从略。"
            " / No district outlines were built: the map and the border receptors go without them."
        )
    with transaction.atomic():
        created = _load()
    say(f"示意数据 demo world: {sum(created.values())} 行 rows, {time.monotonic() - started:.1f} s")
    return created


def _load() -> dict[str, int]:
    network = waters.demo_network()
    created = {"organisations": _organisations()}
    created["districts"] = _keep(District, waters.districts(), "code")
    _outline_the_bare()
    created["rivers"] = _keep(River, waters.rivers(network), "code")
    created["reaches"] = _keep(Reach, waters.reaches(_ids(River, "name")), "code")
    if created["reaches"]:
        _join_waters()
    ids = {"rivers": _ids(River, "name"), "reaches": _ids(Reach)}
    created["receptors"] = _keep(Receptor, waters.receptors(network, ids), "code")
    created["river_sections"] = _keep(RiverSection, hydraulics.sections(network, ids), "code")
    created["gauges"] = _keep(Gauge, hydraulics.gauges(network, ids), "code")
    created["travel_tests"] = _keep(TravelTest, hydraulics.tests(ids), "code")

    ids["organisations"] = _ids(Organisation, "name")
    sources = risks.risk_sources(network, ids)
    grades.give(sources)
    created["risk_sources"] = _keep(RiskSource, sources, "code")
    created["air_receptors"] = _keep(AirReceptor, people.air_receptors(sources), "code")
    held = risks.substances(_ids(RiskSource), sources)
    created["source_substances"] = _keep(SourceSubstance, held, "risk_source_id", "substance")
    created["response_spaces"] = _keep(ResponseSpace, spaces.response_spaces(network, ids), "code")

    offices = organisations.keys()
    created["depots"] = _keep(Depot, forces.depots(offices), "code")
    depots = list(Depot.objects.filter(demo=True).order_by("code"))
    stock = forces.stock(depots, timezone.localdate())
    created["stock"] = _keep(StockItem, stock, "depot_id", "item")
    created["teams"] = _keep(Team, forces.teams(offices), "code")
    created["experts"] = _keep(Expert, forces.experts(), "code")
    return created


def _organisations() -> int:
    created = _keep(Organisation, [organisations.city()], "name")
    top = Organisation.objects.get(name=organisations.city().name)
    below = list(organisations.under_the_city())
    for row in below:
        if row.tier in {"sub_centre", "district"}:
            row.parent = top
    return created + _keep(Organisation, below, "name")


def _join_waters() -> None:
    """Point every reach to the reach below it, and every river to the river it flows into."""
    pks = _ids(Reach)
    rows = list(Reach.objects.filter(code__in=[reach.code for reach in reach_facts()]))
    below = {reach.code: reach.downstream for reach in reach_facts()}
    for row in rows:
        row.downstream_id = pks.get(below[row.code] or "")
    Reach.objects.bulk_update(rows, ["downstream"])

    into = {
        row.river_id: row.downstream.river_id
        for row in Reach.objects.select_related("downstream")
        if row.downstream and row.downstream.river_id != row.river_id
    }
    rivers = list(River.objects.filter(pk__in=into))
    for river in rivers:
        river.flows_into_id = into[river.pk]
    River.objects.bulk_update(rivers, ["flows_into"])


def _outline_the_bare() -> None:
    """Give districts loaded before the outlines were built their outline now."""
    if not outlines():
        return
    shapes = {row.code: row for row in waters.districts()}
    bare = list(District.objects.filter(demo=True, geometry__isnull=True))
    for row in bare:
        if row.code in shapes:
            row.geometry, row.note = shapes[row.code].geometry, shapes[row.code].note
    District.objects.bulk_update(bare, ["geometry", "note"])
