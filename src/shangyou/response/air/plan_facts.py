"""From a kept assessment and the registers to the plain facts the planner of the air reads."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import shapely

from shangyou.preparedness.registers.air_receptors import KINDS
from shangyou.preparedness.registers.districts import District
from shangyou.reference import (
    report_clocks,
    substances,
)
from shangyou.response import forces, gather, needs
from shangyou.response.air import guide, spots, table_facts, wanted
from shangyou.response.air.grading import SENSITIVE
from shangyou.response.gas import asking, shapes
from shangyou.response.gas.plane import Plane
from shangyou.response.models import GasAssessment, Incident
from shangyou.response.planning import grade
from shangyou.response.planning.air.facts import (
    Advice,
    AirSituation,
    Gas,
    Place,
    Zone,
)
from shangyou.response.planning.facts import ReportClock
from shangyou.response.planning.lines import Basis
from shangyou.science.messages import Sentence
from shangyou.science.models.gas import substances as gases

# Each comparison asks the model at fourteen points, some 25 ms of one processor; the places of a zone
# beyond these are listed all the same, to shelter and be measured.
MOST_COMPARED: Final = 60
BURNS: Final = frozenset({"LFL", "UFL"})


def situation(incident: Incident, assessment: GasAssessment, now: dt.datetime) -> AirSituation:
    """Return what the planner may look at; people are asked for as the assessment was run."""
    answer, document = assessment.answer, json.loads(assessment.inputs)
    gas = gases.find(document["substance"])
    if gas is None:
        raise LookupError(document["substance"])
    zones = [zone for zone in shapes.zones(assessment) if zone["distance_m"]["p50"]]
    found = _places(assessment, answer, zones, now)
    told = tuple(_zone(zone, assessment) for zone in zones)
    told_gas, here = table_facts.gas_facts(gas), (assessment.longitude, assessment.latitude)
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
        distances=guide.distances(gas.cas, here, document["weather"], assessment.places, now),
        zones=told,
        places=found,
        unlisted=tuple(
            (KINDS[kind], count, people) for kind, count, people in assessment.unlisted.get("", [])
        ),
        spots=spots.of(assessment, document, answer, told, found, table_facts.isolate_m(gas)),
        sensors=table_facts.sensors(gas.cas, here),
        protection=table_facts.protection(),
        curtains=table_facts.curtains(gas.cas),
        clocks=clocks(incident, found),
        organisations=gather.organisations(),
        **called(told_gas, gas.cas, here, float(answer["source"]["airborne_kg"])),
    )


def clocks(incident: Incident, found: Iterable[Place]) -> tuple[ReportClock, ...]:
    """Return the legal deadlines by the grade and by who is inside."""
    level = int((incident.grade or {"level": 4})["level"])
    near = any(place.zone and place.kind in SENSITIVE for place in found)
    special: tuple[report_clocks.Special, ...] = ("sensitive_people",) if near else ()
    return grade.deadlines(incident.opened_at, level, special)


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


def run_basis(assessment: GasAssessment) -> Basis:
    """Return an assessment as a reason."""
    told = f"{assessment.number}（{assessment.model} {assessment.model_version}）"
    return Basis(
        "run",
        Sentence(f"气体研判 {told}", f"gas assessment {told}"),
        "estimated",
        f"/gas/{assessment.pk}",
    )


def _zone(zone: Mapping[str, Any], assessment: GasAssessment) -> Zone:
    inside = [p for p in assessment.places if p["key"] in set(zone["places_inside"])]
    kinds: dict[str, int] = {}
    for place in inside:
        kinds[place["kind"]] = kinds.get(place["kind"], 0) + 1
    until = zone.get("until_s")
    name = zone["threshold"]
    return Zone(
        threshold=name,
        title=table_facts.title_of(name),
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
    held = [p for p in assessment.places if p["key"] in of or maybe.contains(guide.at(p))]
    held.sort(key=lambda p: (rank.get(of.get(p["key"], ""), len(rank)), p["distance_m"]))
    arrivals = {r["id"]: r["arrival_s"] for r in answer["receptors"]}
    districts = district_names(held)
    began = (now - assessment.started_at).total_seconds()
    inside = [place for place in held if place["key"] in of][:MOST_COMPARED]
    told = asking.at_places(assessment, inside, begin_s=began)

    def arrival(key: str) -> dt.datetime | None:
        seconds = arrivals.get(key) if key in of else None
        return None if seconds is None else assessment.started_at + dt.timedelta(seconds=seconds)

    return tuple(
        place_facts(
            place, districts, zone=of.get(place["key"], ""), arrival=arrival(place["key"]),
            advice=_advice(told[place["key"]], assessment) if place["key"] in told else None,
        )
        for place in held
    )  # fmt: skip


def district_names(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what the divisions of places are called; one query."""
    codes = {place["region"] for place in found if place["region"]}
    return dict(District.objects.filter(code__in=codes).values_list("code", "name"))


def place_facts(
    place: Mapping[str, Any],
    districts: Mapping[str, str],
    *,
    zone: str,
    arrival: dt.datetime | None = None,
    advice: Advice | None = None,
) -> Place:
    """Return a place of the register as the planner is told it."""
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
        advice=advice,
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
