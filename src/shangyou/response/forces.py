"""Who and what the registers of preparedness can send to a place: teams, experts, what the depots hold."""

from collections.abc import Mapping, Sequence

import numpy as np
from django.db.models import Q
from django.utils import timezone

from shangyou.preparedness import coverage
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.experts import Expert as ExpertRow
from shangyou.preparedness.registers.stock import StockItem
from shangyou.preparedness.registers.teams import Team as TeamRow
from shangyou.response import needs
from shangyou.response.planning.facts import Expert, Need, Stock, Team

FIRST_EXPERTS = 12


def needs_of(asked: list[list[needs.Wanted]], here: coverage.LonLat) -> tuple[Need, ...]:
    """Return each need with every holding of it, from one query."""
    items = [item for alternatives in asked for item in alternatives]
    keys = [item.stock_key for item in items if item.stock_key]
    names = Q()
    for item in items:
        if not item.stock_key:
            names |= Q(item__contains=item.looked_for)
    today = timezone.localdate()
    rows = list(
        StockItem.objects.filter(Q(reagent__in=keys) | names, quantity__gt=0)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gt=today))
        .select_related("depot")
    )
    depots = {row.depot_id: row.depot for row in rows}
    roads = _roads(list(depots.values()), here)
    return tuple(
        needs.best_covered([_need(item, rows, roads) for item in alternatives])
        for alternatives in asked
    )


def _roads(depots: list[Depot], here: coverage.LonLat) -> dict[int, tuple[float, float]]:
    if not depots:
        return {}
    homes = np.array([[depot.geometry.x, depot.geometry.y] for depot in depots])
    km, minutes = coverage.road(here, homes)
    return {
        depot.pk: (float(km[i]), 60.0 * (float(minutes[i]) + depot.ready_minutes))
        for i, depot in enumerate(depots)
    }


def _need(
    item: needs.Wanted, rows: Sequence[StockItem], roads: Mapping[int, tuple[float, float]]
) -> Need:
    stock = [
        Stock(
            depot_key=str(row.depot_id),
            depot=row.depot.name,
            item=row.item,
            quantity=row.quantity * row.strength,
            unit=row.unit,
            road_km=roads[row.depot_id][0],
            travel_s=roads[row.depot_id][1],
            contact=f"{row.depot.contact_name} {row.depot.contact_phone}".strip(),
            point=(row.depot.geometry.x, row.depot.geometry.y),
            register_basis=needs.status_basis(
                "库存台账", row.item, row.status, f"/registers/stock/rows/{row.pk}"
            ),
            strength=row.strength,
        )
        for row in rows
        if needs.matches(item, reagent=row.reagent, name=row.item, unit=row.unit)
    ]
    return Need(
        item=item.title, quantity=item.quantity, unit=item.unit, why=item.why, stock=tuple(stock)
    )


def available() -> list[TeamRow]:
    """Return the teams that may be sent."""
    return list(TeamRow.objects.filter(available=True))


def teams_of(rows: Sequence[TeamRow], here: coverage.LonLat) -> tuple[Team, ...]:
    """Return teams with their way to the place."""
    if not rows:
        return ()
    homes = np.array([[row.geometry.x, row.geometry.y] for row in rows])
    km, minutes = coverage.road(here, homes)
    return tuple(
        Team(
            key=str(row.pk),
            name=row.name,
            kind=row.kind,
            kind_title=row.get_kind_display(),
            people=row.people,
            ready_s=60.0 * row.ready_minutes,
            travel_s=60.0 * float(minutes[i]),
            road_km=float(km[i]),
            contact=f"{row.contact_name} {row.contact_phone}".strip(),
            point=(row.geometry.x, row.geometry.y),
            register_basis=needs.status_basis(
                "队伍台账", row.name, row.status, f"/registers/teams/rows/{row.pk}"
            ),
        )
        for i, row in enumerate(rows)
    )


def experts_of(skills: Sequence[str], here: coverage.LonLat) -> tuple[Expert, ...]:
    """Return the experts with one of the skills, the leading skill first."""
    return tuple(_expert(row, km, skills) for row, km in
        coverage.experts_for(skills, point=here, most=FIRST_EXPERTS)
    )  # fmt: skip


def _expert(row: ExpertRow, km: float | None, skills: Sequence[str]) -> Expert:
    held = (
        (row.skill, row.get_skill_display()),
        (row.second_skill, row.get_second_skill_display()),
    )
    return Expert(
        key=str(row.pk),
        name=row.name,
        fitting_skills=tuple(title for skill, title in held if skill in skills),
        district=row.employer,
        road_km=km,
        contact="",
        register_basis=needs.status_basis(
            "专家台账", row.name, row.status, f"/registers/experts/rows/{row.pk}"
        ),
    )
