"""What tables and registers know of a gas wherever it escapes: thresholds, gear, curtains, sensors."""

from typing import Final

import numpy as np

from shangyou.reference import initial_distances, substances, supply_classes
from shangyou.response import needs
from shangyou.response.air import wanted
from shangyou.response.air.factors import substance_of
from shangyou.response.gas import facts
from shangyou.response.gas.plane import Plane
from shangyou.response.planning.air.facts import Curtain, Gas
from shangyou.response.planning.lines import Basis, known_status
from shangyou.science.messages import Sentence
from shangyou.science.models.gas.substance import LITRES_PER_MOLE, GasSubstance
from shangyou.warning.registers.factors import MonitoredFactor

SENSORS_WITHIN_M: Final = 10_000.0
# 环办应急〔2019〕17号: what a person wears who goes in.
WORN: Final = ("防化服", "氧气（空气）呼吸器")
TITLES: Final = {
    "HJ169-1": Sentence("毒性终点浓度-1", "toxic endpoint 1"),
    "HJ169-2": Sentence("毒性终点浓度-2", "toxic endpoint 2"),
    "LFL": Sentence("燃烧下限", "lower flammable limit"),
    "UFL": Sentence("燃烧上限", "upper flammable limit"),
}


def title_of(threshold: str) -> Sentence:
    """Return what a threshold is called; one without a title by its key."""
    return TITLES.get(threshold, Sentence(threshold, threshold))


def table_basis(table: str, title: Sentence, status: str, source: str) -> Basis:
    """Return a row of a table as a reason."""
    return Basis(
        "table",
        Sentence(f"{table}：{title.zh}（{source}）", f"{table}: {title.en} ({source})"),
        known_status(status),
    )


def _figure(title: Sentence, source: tuple[str, str]) -> Basis:
    return table_basis("物质库", title, source[1], source[0])


def _ppm(gas: GasSubstance, mg_m3: float) -> float:
    return mg_m3 * LITRES_PER_MOLE / (1000.0 * gas.molar_mass_kg_mol)


def gas_facts(gas: GasSubstance) -> Gas:
    """Return what the tables know of a gas."""
    endpoints = []
    for key, value in zip(("HJ169-1", "HJ169-2"), gas.hj169_mg_m3, strict=True):
        if value is not None:
            basis = _figure(TITLES[key], facts.LEGAL)
            endpoints.append((TITLES[key], value, _ppm(gas, value), basis))
    if not endpoints:
        for number, ppm in ((3, gas.aegl_ppm[2]), (2, gas.aegl_ppm[1])):
            if ppm is not None:
                title = Sentence(f"AEGL-{number}", f"AEGL-{number}")
                mg = ppm * 1000.0 * gas.molar_mass_kg_mol / LITRES_PER_MOLE
                endpoints.append((title, mg, ppm, _figure(title, facts.AEGL)))
    listed = substances.by_cas(gas.cas)
    reacts = None
    if listed is not None and "water_reactive" in listed.classes:
        reacts = table_basis(
            "物质表", Sentence("遇水反应", "reacts with water"), "unverified", listed.cas or ""
        )
    return Gas(
        name=Sentence(gas.name_zh, gas.name_en),
        endpoints=tuple(endpoints),
        idlh=None if gas.idlh_ppm is None
        else (gas.idlh_ppm, _figure(Sentence("IDLH", "IDLH"), facts.IDLH)),
        flammable=None if gas.lfl_fraction is None
        else (gas.lfl_fraction, _figure(TITLES["LFL"], facts.BURNING)),
        water_reactive=reacts,
    )  # fmt: skip


def isolate_m(gas: GasSubstance) -> float | None:
    """Return how far the guide keeps people from a small spill all round."""
    row = initial_distances.of(gas.cas)
    return None if row is None else row.small_isolate_m


def protection() -> tuple[tuple[Sentence, Basis], ...]:
    """Return what who goes in wears, by the national classes of supplies."""
    return tuple(
        (item.item, table_basis("环境应急物资分类", item.item, item.status, item.source))
        for item in supply_classes.ITEMS
        if item.item.zh in WORN
    )


def sensors(cas: str, here: tuple[float, float]) -> tuple[tuple[str, Basis], ...]:
    """Return the stations nearby that have a sensor of this gas, the nearest first."""
    plane = Plane(*here)
    rows = MonitoredFactor.objects.filter(device__station__geometry__isnull=False).select_related(
        "device__station"
    )
    found = {}
    for row in rows.filter(code__startswith="a"):
        known = substance_of(row.code)
        station = row.device.station
        if known is None or known.cas != cas:
            continue
        point = station.geometry
        if point is None:
            continue
        metres = float(np.hypot(*plane.metres(np.array([[point.x, point.y]]))[0]))
        if metres <= SENSORS_WITHIN_M:
            found[station.pk] = (metres, station)
    near = sorted(found.values(), key=lambda pair: pair[0])[:5]
    return tuple(
        (
            station.name,
            needs.status_basis(
                "监测站台账", station.name, station.status, f"/registers/stations/rows/{station.pk}"
            ),
        )
        for _, station in near
    )


def curtains(cas: str) -> tuple[Curtain, ...]:
    """Return the water curtains that the table of techniques carries for a gas."""
    return tuple(
        Curtain(
            key=row.key,
            name=row.technique,
            reagent=row.reagent,
            dose=row.dose,
            conditions=row.conditions,
            cautions=row.cautions,
            basis=table_basis("处置技术表", row.technique, row.status, row.source),
        )
        for row in wanted.techniques(cas)
    )
