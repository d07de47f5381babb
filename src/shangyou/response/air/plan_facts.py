"""From a kept assessment and the registers to the plain facts the planner of the air reads."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely

from shangyou.preparedness.registers.air_receptors import KINDS
from shangyou.preparedness.registers.districts import District
from shangyou.reference import (
    initial_distances,
    report_clocks,
    substances,
    supply_classes,
)
from shangyou.response import forces, gather, needs
from shangyou.response.air import reach, spots, wanted
from shangyou.response.air.factors import substance_of
from shangyou.response.air.grading import SENSITIVE
from shangyou.response.gas import asking, case, facts, shapes, turning
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment, Incident
from shangyou.response.planning import grade
from shangyou.response.planning.air.facts import (
    Advice,
    AirSituation,
    Curtain,
    Distance,
    Gas,
    Place,
    Zone,
)
from shangyou.response.planning.lines import Basis, known_status
from shangyou.science.messages import Sentence
from shangyou.science.models.gas import substances as gases
from shangyou.science.models.gas.substance import LITRES_PER_MOLE, GasSubstance
from shangyou.warning.registers.factors import MonitoredFactor

# Each comparison asks the model at fourteen points, some 25 ms of one processor; the places of a zone
# beyond these are listed all the same, to shelter and be measured.
MOST_COMPARED: Final = 60
SENSORS_WITHIN_M: Final = 10_000.0
# 环办应急〔2019〕17号: what a person wears who goes in.
WORN: Final = ("防化服", "氧气（空气）呼吸器")
BURNS: Final = frozenset({"LFL", "UFL"})
TITLES: Final = {
    "HJ169-1": Sentence("毒性终点浓度-1", "toxic endpoint 1"),
    "HJ169-2": Sentence("毒性终点浓度-2", "toxic endpoint 2"),
    "LFL": Sentence("燃烧下限", "lower flammable limit"),
    "UFL": Sentence("燃烧上限", "upper flammable limit"),
}


def situation(incident: Incident, assessment: GasAssessment, now: dt.datetime) -> AirSituation:
    """Return what the planner may look at; people are asked for as the assessment was run."""
    answer, document = assessment.answer, json.loads(assessment.inputs)
    gas = gases.find(document["substance"])
    if gas is None:
        raise LookupError(document["substance"])
    zones = [zone for zone in shapes.zones(assessment) if zone["distance_m"]["p50"]]
    found = _places(assessment, answer, zones, now)
    told = tuple(_zone(zone, assessment) for zone in zones)
    told_gas, here = _gas(gas), (assessment.longitude, assessment.latitude)
    level = int((incident.grade or {"level": 4})["level"])
    near = any(place.zone and place.kind in SENSITIVE for place in found)
    special: tuple[report_clocks.Special, ...] = ("sensitive_people",) if near else ()
    return AirSituation(
        now=now,
        known_at=incident.opened_at,
        place=incident.place["zh"],
        point=here,
        district=incident.district_name,
        district_code=incident.district_code,
        gas=told_gas,
        run=run_basis(assessment),
        wind=spots.heading(document, answer),
        distances=_distances(assessment, document, now),
        zones=told,
        places=found,
        spots=spots.of(assessment, document, answer, told, found, _isolate_m(gas)),
        sensors=_sensors(gas, assessment),
        protection=tuple(
            (item.item, _row("环境应急物资分类", item.item, item.status, item.source))
            for item in supply_classes.ITEMS
            if item.item.zh in WORN
        ),
        curtains=_curtains(gas),
        clocks=grade.deadlines(incident.opened_at, level, special),
        organisations=gather.organisations(),
        **called(told_gas, gas.cas, here, float(answer["source"]["airborne_kg"])),
    )


def called(
    gas: Gas, cas: str, here: tuple[float, float], airborne_kg: float | None
) -> dict[str, Any]:
    """Return whom and what the registers can send, in three queries."""
    known = substances.by_cas(cas)
    trades = wanted.TEAMS | (wanted.TEAMS_FOR_NEUTRALISING if wanted.neutralised(cas) else {})
    return {
        "needs": forces.needs_of(wanted.of(gas, cas, known, airborne_kg), here),
        "teams": forces.teams_of(forces.available(), here),
        "experts": forces.experts_of(wanted.SKILLS, here),
        "trades": trades,
    }


def title_of(threshold: str) -> Sentence:
    """Return what a threshold is called; one without a title by its key."""
    return TITLES.get(threshold, Sentence(threshold, threshold))


def run_basis(assessment: GasAssessment) -> Basis:
    """Return an assessment as a reason."""
    told = f"{assessment.number}（{assessment.model} {assessment.model_version}）"
    return Basis(
        "run",
        Sentence(f"气体研判 {told}", f"gas assessment {told}"),
        "estimated",
        f"/gas/{assessment.pk}",
    )


def _row(table: str, title: Sentence, status: str, source: str) -> Basis:
    return Basis(
        "table",
        Sentence(f"{table}：{title.zh}（{source}）", f"{table}: {title.en} ({source})"),
        known_status(status),
    )


def _figure(title: Sentence, source: tuple[str, str]) -> Basis:
    return _row("物质库", title, source[1], source[0])


def _ppm(gas: GasSubstance, mg_m3: float) -> float:
    return mg_m3 * LITRES_PER_MOLE / (1000.0 * gas.molar_mass_kg_mol)


def _gas(gas: GasSubstance) -> Gas:
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
        reacts = _row(
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


def _isolate_m(gas: GasSubstance) -> float | None:
    row = initial_distances.of(gas.cas)
    return None if row is None else row.small_isolate_m


def _distances(
    assessment: GasAssessment, document: Mapping[str, Any], now: dt.datetime
) -> tuple[Distance, ...]:
    """Return the guide's first distances at this hour and wind, with who is within them."""
    row = initial_distances.of(document["substance"])
    if row is None:
        return ()
    night = case.sun(now, assessment.longitude, assessment.latitude) <= 0.0
    weather = document["weather"]
    wind = float(weather["wind_speed_m_s"])
    from_deg = weather.get("wind_from_deg") if wind >= turning.LIGHT_M_S else None
    small = reach.small_spill(row, night=night)
    cases = [("small", small)] if small else []
    cases += [("large", one) for one in reach.large_spill(row, wind, night=night)]
    hour = Sentence("夜间", "night") if night else Sentence("白天", "day")
    found = []
    for key, one in cases:
        outline = reach.outline_of(one, from_deg)
        inside = [p for p in assessment.places if outline.contains(_at(p))]
        title = Sentence(f"{one.title.zh}，{hour.zh}", f"{one.title.en}, {hour.en}")
        found.append(
            Distance(
                key=key,
                title=title,
                isolate_m=one.isolate_m,
                protect_m=one.protect_m,
                people=sum(p["people"] for p in inside),
                basis=_row("首次距离", title, row.status, row.source),
            )
        )
    return tuple(found)


def _at(place: Mapping[str, Any]) -> shapely.Point:
    return shapely.Point(place["x_m"], place["y_m"])


def _zone(zone: Mapping[str, Any], assessment: GasAssessment) -> Zone:
    inside = [p for p in assessment.places if p["key"] in set(zone["places_inside"])]
    kinds: dict[str, int] = {}
    for place in inside:
        kinds[place["kind"]] = kinds.get(place["kind"], 0) + 1
    until = zone.get("until_s")
    name = zone["threshold"]
    return Zone(
        threshold=name,
        title=title_of(name),
        concentration_mg_m3=zone["concentration_mg_m3"],
        best_m=zone["distance_m"]["p50"],
        p90_m=zone["distance_m"]["p90"],
        people=zone["people"],
        kinds=tuple((KINDS[kind], count) for kind, count in kinds.items()),
        until=None if until is None else assessment.started_at + dt.timedelta(seconds=until),
        burning=name in BURNS,
    )


def _places(
    assessment: GasAssessment, answer: Mapping[str, Any], zones: list[dict[str, Any]],
    now: dt.datetime,
) -> tuple[Place, ...]:  # fmt: skip
    """Return the places in a zone, the gravest first, then those it reaches when the wind turns."""
    plane = Plane(assessment.longitude, assessment.latitude)
    of: dict[str, str] = {}
    for zone in zones:
        for key in zone["places_inside"]:
            of.setdefault(key, zone["threshold"])
    turned = [
        shapely.Polygon(plane.metres(np.asarray(zone["possible"])))
        for zone in zones if len(zone["possible"]) > 2
    ]  # fmt: skip
    maybe = shapely.union_all(turned) if turned else shapely.Polygon()
    rank = {zone["threshold"]: i for i, zone in enumerate(zones)}
    held = [p for p in assessment.places if p["key"] in of or maybe.contains(_at(p))]
    held.sort(key=lambda p: (rank.get(of.get(p["key"], ""), len(rank)), p["distance_m"]))
    arrivals = {r["id"]: r["arrival_s"] for r in answer["receptors"]}
    codes = {place["region"] for place in held if place["region"]}
    districts = dict(District.objects.filter(code__in=codes).values_list("code", "name"))
    began = (now - assessment.started_at).total_seconds()
    inside = [place for place in held if place["key"] in of][:MOST_COMPARED]
    told = asking.at_places(assessment, inside, begin_s=began)
    return tuple(
        _place(
            place, of.get(place["key"], ""), arrivals.get(place["key"]), districts, assessment,
            told=told.get(place["key"]),
        )
        for place in held
    )  # fmt: skip


def _place(
    place: Mapping[str, Any], zone: str, arrival_s: float | None, districts: Mapping[str, str],
    assessment: GasAssessment, *, told: Mapping[str, Any] | None,
) -> Place:  # fmt: skip
    arrival = None
    if zone and arrival_s is not None:
        arrival = assessment.started_at + dt.timedelta(seconds=arrival_s)
    return Place(
        key=place["key"],
        name=place["name"],
        kind=place["kind"],
        kind_title=Sentence(**place["kind_title"]),
        people=place["people"],
        contact=place["contact"],
        district=districts.get(place["region"], ""),
        district_code=place["region"],
        distance_m=place["distance_m"],
        bearing=spots.bearing(place["x_m"], place["y_m"]),
        point=(place["lon"], place["lat"]),
        zone=zone,
        arrival=arrival,
        advice=None if told is None else _advice(told, assessment),
        register_basis=needs.status_basis(
            "大气环境受体台账", place["name"], place["status"],
            f"/registers/air_receptors/rows/{place['row_id']}",
        ),
    )  # fmt: skip


def _advice(told: Mapping[str, Any], assessment: GasAssessment) -> Advice:
    opened, fire = told["open_again_s"], told["fire"]
    say: Sentence = told["advice"]
    if fire is not None:
        say = Sentence(f"{fire.zh}{say.zh}", f"{fire.en} {say.en}")
    return Advice(
        choice=told["better"],
        say=say,
        fire=fire is not None,
        doubt=told["doubt"],
        open_again=None if opened is None else assessment.started_at + dt.timedelta(seconds=opened),
    )


def _sensors(gas: GasSubstance, assessment: GasAssessment) -> tuple[tuple[str, Basis], ...]:
    """Return the stations nearby that have a sensor of this gas, the nearest first."""
    plane = Plane(assessment.longitude, assessment.latitude)
    rows = MonitoredFactor.objects.filter(device__station__geometry__isnull=False).select_related(
        "device__station"
    )
    found = {}
    for row in rows.filter(code__startswith="a"):
        known = substance_of(row.code)
        station = row.device.station
        if known is None or known.cas != gas.cas:
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


def _curtains(gas: GasSubstance) -> tuple[Curtain, ...]:
    return tuple(
        Curtain(
            key=row.key,
            name=row.technique,
            reagent=row.reagent,
            dose=row.dose,
            conditions=row.conditions,
            cautions=row.cautions,
            basis=_row("处置技术表", row.technique, row.status, row.source),
        )
        for row in wanted.techniques(gas.cas)
    )
