"""Before anybody has assessed the gas: what is missing, and a plan by the guide's first distances alone."""

import datetime as dt
from typing import Any, Final

from shangyou.core.models import User
from shangyou.reference import substances
from shangyou.reference.substances import Substance
from shangyou.response import gather, plans, shapes
from shangyou.response.air import guide, plan_facts, spots, table_facts
from shangyou.response.gas import places, stations
from shangyou.response.gas.plane import Plane
from shangyou.response.models import Incident, Plan
from shangyou.response.planning.air.build import build
from shangyou.response.planning.air.facts import AirSituation, Gas
from shangyou.response.planning.lines import Basis
from shangyou.science.messages import Sentence
from shangyou.science.models.gas import substances as gases

NO_SUBSTANCE = Sentence(
    "物质不详：请先在气体页选定物质，首次距离和方案都按物质给出。",
    "The substance is not known: choose it on the gas page first; distances and plan follow from it.",
)
NO_RELEASE = Sentence(
    "不知道怎样泄漏、漏了多少：影响区、留与撤的比较和监测点都要等气体研判。",
    "How it leaks and how much is not known: zones, staying or leaving and points wait for an assessment.",
)
NO_WIND = Sentence(
    "附近没有一小时以内的测站风速风向：首次距离按四周统计，请看现场风向。",
    "No station nearby measured wind within the hour: people are counted all round, look at the wind.",
)
NO_DISTANCE = Sentence(
    "应急指南没有列出该物质的首次距离：隔离范围由现场确定，请尽快研判。",
    "The guide lists no first distance for it: cordon by what is seen on site, and assess it soon.",
)
UNASSESSED: Final = Basis(
    "estimate",
    Sentence("还没有气体研判", "no assessment of the gas yet"),
    "unverified",
)
# Places within the guide's first distances stand in this zone.
FIRST_ZONE: Final = "ERG"


def of(incident: Incident, user: User, now: dt.datetime) -> dict[str, Any]:
    """Return what is missing, and the provisional plan where the substance is known; saves nothing."""
    known = substances.by_key(incident.substance_key) if incident.substance_key else None
    if known is None:
        return {"missing": [NO_SUBSTANCE, NO_RELEASE], "plan": None}
    near = stations.nearest(user, incident.longitude, incident.latitude, now)
    wind = next((one for one in near if one["usable"] and one["wind_from_deg"] is not None), None)
    told = _situation(incident, known, wind or {}, now)
    missing = [NO_RELEASE]
    missing += [] if told.distances else [NO_DISTANCE]
    missing += [] if wind else [NO_WIND]
    plan = Plan(incident=incident, version=0, made_at=now)
    lines = plans.laid_out(plan, build(told), {})
    return {"missing": missing, "plan": shapes.plan(plan, lines)}


def _situation(
    incident: Incident, known: Substance, weather: dict[str, Any], now: dt.datetime
) -> AirSituation:
    here = (incident.longitude, incident.latitude)
    cas = known.cas or known.key
    gas = gases.find(cas)
    facts = (
        table_facts.gas_facts(gas)
        if gas is not None
        else Gas(
            name=Sentence(known.name_zh, known.name_en),
            endpoints=(), idlh=None, flammable=None, water_reactive=None,
        )
    )  # fmt: skip
    around = [place.document() for place in places.around(Plane(*here))]
    found = guide.distances(cas, here, weather, around, now)
    first = guide.first_distances(cas, here, weather, now)[:1]
    inside = [
        place
        for _, _, one, _ in first
        for place in around
        if guide.outline_of(one, weather).contains(guide.at(place))
    ]
    districts = plan_facts.district_names(inside)
    reached = tuple(plan_facts.place_facts(p, districts, zone=FIRST_ZONE) for p in inside)
    return AirSituation(
        now=now,
        known_at=incident.opened_at,
        place=incident.place["zh"],
        point=here,
        district=incident.district_name,
        district_code=incident.district_code,
        gas=facts,
        run=found[0].basis if found else UNASSESSED,
        wind=spots.CALM_ROUND,
        distances=found,
        zones=(),
        places=reached,
        spots=(),
        sensors=table_facts.sensors(cas, here),
        protection=table_facts.protection(),
        curtains=table_facts.curtains(cas),
        clocks=plan_facts.clocks(incident, reached),
        organisations=gather.organisations(),
        provisional=True,
        **plan_facts.called(facts, cas, here, None),
    )
