"""From the stored forecast and the registers to the plain facts the planner reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from shangyou.core.models import Organisation as OrganisationRow
from shangyou.preparedness import coverage
from shangyou.preparedness.network import BANK_TITLES, Network
from shangyou.preparedness.registers.teams import Team as TeamRow
from shangyou.reference import substances
from shangyou.response import forces, needs
from shangyou.response.downstream import RECEPTORS, SPACES, case_floats
from shangyou.response.models import Forecast, Incident
from shangyou.response.planning.facts import (
    Band,
    Limit,
    Organisation,
    Receptor,
    Release,
    Situation,
    Space,
    SubstanceFacts,
    Times,
)
from shangyou.response.planning.lines import Basis, known_status
from shangyou.response.river_now import present
from shangyou.science.messages import Sentence

EVERY_SKILL = ("monitoring", "hydrology", "water_supply")
SKILLS_BY_CLASS: Mapping[str, tuple[str, ...]] = {
    "metal": ("heavy_metals", "water_treatment"),
    "metalloid": ("heavy_metals", "water_treatment"),
    "oil": ("oil", "water_treatment"),
    "gas": ("gas", "toxicology"),
}
OTHERWISE_SKILLS = ("organics", "water_treatment")


def situation(incident: Incident, forecast: Forecast, network: Network, now: datetime) -> Situation:
    """Return what the planner may look at, in a constant number of queries."""
    case = forecast.case
    reaches = {reach["id"]: reach for reach in case["reaches"]}
    basis = run_basis(forecast)
    rows = forecast.receptors
    receptors = tuple(_receptor(row) for row in rows if row["register"] == RECEPTORS)
    substance = substances.by_key(incident.substance_key) if incident.substance_key else None
    here = (incident.longitude, incident.latitude)
    release = _release(incident, case, reaches)
    water = _water(release, rows, reaches, case)
    found = needs.techniques(substance, water)
    floats = case_floats(substance)
    teams = forces.available()
    spaces = [row for row in rows if row["register"] == SPACES]
    return Situation(
        now=now,
        known_at=incident.opened_at,
        release=release,
        substance=SubstanceFacts(
            known=substance is not None,
            name=incident.substance_name["zh"],
            name_en=incident.substance_name["en"],
            floats=floats,
            heavy_metal=bool(substance and {"metal", "metalloid"} & set(substance.classes)),
        ),
        forecast=basis,
        receptors=receptors,
        spaces=_spaces(spaces, reaches, network, teams),
        techniques=found,
        needs=forces.needs_of(needs.wanted(found, water, floats=floats), here),
        teams=forces.teams_of(teams, here),
        experts=forces.experts_of(_skills(substance), here),
        organisations=organisations(),
    )


def run_basis(forecast: Forecast) -> Basis:
    """Return a forecast as a reason."""
    members = forecast.case["ensemble"]["members"]
    return Basis(
        "run",
        Sentence(
            f"第 {forecast.number} 次研判（{forecast.model} {forecast.model_version}，"
            f"{members} 成员，种子 {forecast.seed}）",
            f"forecast {forecast.number} ({forecast.model} {forecast.model_version}, "
            f"{members} members, seed {forecast.seed})",
        ),
        "estimated",
        f"/forecasts/{forecast.pk}",
    )


def _times(quantiles: Mapping[str, str | None]) -> Times:
    return Times(
        **{q: None if t is None else datetime.fromisoformat(t) for q, t in quantiles.items()}
    )


def _row_basis(title: str, row: Mapping[str, Any]) -> Basis:
    return needs.status_basis(
        title, row["name"], row["status"], f"/registers/{row['register']}/rows/{row['row_id']}"
    )


def _receptor(row: Mapping[str, Any]) -> Receptor:
    limit = row["limit"]
    return Receptor(
        key=row["id"],
        name=row["name"],
        kind=row["kind"],
        river=row["river"],
        bank=bank_zh(row["bank"]),
        district=row["district"],
        district_code=row["district_code"],
        distance_km=row["distance_km"],
        point=(row["point"]["lon"], row["point"]["lat"]),
        limit=None
        if limit is None
        else Limit(
            value_mg_l=limit["value_mg_l"],
            standard=limit["standard"],
            clause=Sentence(**limit["clause"]),
            status=known_status(limit["status"]),
            reason=Sentence(**limit["reason"]),
        ),
        arrival=_times(row["arrival"]),
        peak_time=_times(row["peak_time"]),
        peak_mg_l=Band(**row["peak_mg_l"]),
        above_from=_times(row["above_from"]),
        above_until=_times(row["above_until"]),
        probability_above=row["probability_above"],
        register_basis=_row_basis("受体台账", row),
        contact=row["contact"],
        neighbour_code=row["detail"].get("neighbour", ""),
        supply_level=row["supply_level"],
        assumption=_assumption(row),
    )


def _assumption(row: Mapping[str, Any]) -> Sentence | None:
    stored = row["detail"].get("assumption")
    return None if stored is None else Sentence(stored["zh"], stored["en"])


def bank_zh(bank: str) -> str:
    """Return a bank as it is written; nothing where it is not known."""
    return "" if bank == "unknown" else BANK_TITLES[bank].zh


def _release(incident: Incident, case: Mapping[str, Any], reaches: Mapping[str, Any]) -> Release:
    release = case["releases"][0]
    sigma = case["ensemble"].get("mass_sigma") or 0.0
    mass = release["mass_kg"]
    spread = float(np.exp(1.6449 * sigma))
    cause = incident.cause.lower()
    return Release(
        place=incident.place["zh"],
        point=(incident.longitude, incident.latitude),
        river=incident.river,
        district=incident.district_name,
        district_code=incident.district_code,
        start=datetime.fromisoformat(release["start"]),
        duration_s=release["duration_s"],
        mass_kg=Band(mass / spread, mass, mass * spread),
        discharge_m3_s=present(reaches[release["reach"]]["discharge_m3_s"]),
        from_vessel=any(word in cause for word in ("船", "ship", "vessel")),
        from_enterprise=any(
            word in cause for word in ("企业", "园区", "厂", "enterprise", "plant")
        ),
    )


def _water(
    release: Release,
    rows: Sequence[Mapping[str, Any]],
    reaches: Mapping[str, Any],
    case: Mapping[str, Any],
) -> needs.Water:
    """Return the water at the first place expected to exceed, else where the plume first passes."""
    passing = [row for row in rows if row["passing_s"]]
    exceeding = [row for row in passing if (row["probability_above"] or 0.0) >= 0.5]
    place = next(iter(exceeding or passing), None)
    first = reaches[case["releases"][0]["reach"]]
    if place is None:
        return needs.Water(
            mass_kg=release.mass_kg.p50 or 0.0,
            discharge_m3_s=release.discharge_m3_s,
            width_m=first["width_m"],
            volume_m3=None,
            concentration_mg_l=None,
            target_mg_l=None,
        )
    discharge = present(reaches[place["reach"]]["discharge_m3_s"])
    return needs.Water(
        mass_kg=release.mass_kg.p50 or 0.0,
        discharge_m3_s=discharge,
        width_m=first["width_m"],
        volume_m3=discharge * place["passing_s"],
        concentration_mg_l=place["peak_mg_l"]["p50"],
        target_mg_l=place["limit"]["value_mg_l"] if place["limit"] else None,
    )


def _spaces(
    rows: Sequence[Mapping[str, Any]],
    reaches: Mapping[str, Any],
    network: Network,
    teams: Sequence[TeamRow],
) -> tuple[Space, ...]:
    """Return the spaces with the way of the nearest team to each."""
    homes = np.array([[team.geometry.x, team.geometry.y] for team in teams])
    found = []
    for row in rows:
        point = (row["point"]["lon"], row["point"]["lat"])
        minutes = float(coverage.road(point, homes)[1].min()) if len(teams) else 0.0
        detail = row["detail"]
        found.append(
            Space(
                key=row["id"],
                name=row["name"],
                kind=row["kind_title"],
                river=row["river"],
                chainage_km=network.chainage(row["reach"], row["reach_distance_m"]),
                point=point,
                capacity_m3=detail["capacity_m3"],
                ready_s=detail["ready_s"],
                travel_s=60.0 * minutes,
                how_to_use=detail["how_to_use"],
                action=detail["action"],
                contact=row["contact"],
                arrival=_times(row["arrival"]),
                passing_s=row["passing_s"],
                discharge_m3_s=present(reaches[row["reach"]]["discharge_m3_s"]),
                register_basis=_row_basis("应急空间台账", row),
            )
        )
    return tuple(found)


def _skills(substance: substances.Substance | None) -> tuple[str, ...]:
    by_class: tuple[str, ...] = OTHERWISE_SKILLS
    if substance is not None:
        by_class = next(
            (SKILLS_BY_CLASS[c] for c in substance.classes if c in SKILLS_BY_CLASS), by_class
        )
    return (*by_class, *EVERY_SKILL)


def organisations() -> tuple[Organisation, ...]:
    """Return who may be called, as the register has them."""
    return tuple(
        Organisation(
            name=row.name,
            phone=row.duty_phone or row.contact_phone,
            role="district" if row.tier == "district" else row.kind,
            division_code=row.division_code,
            register_basis=needs.status_basis(
                "机构台账", row.name, row.status, f"/registers/organisations/rows/{row.pk}"
            ),
        )
        for row in OrganisationRow.objects.filter(tier__in=("district", "partner"))
    )
