"""Who is to be called for a place at an hour: whoever the roster names, else whoever holds the role."""

import datetime as dt
from dataclasses import dataclass

from shangyou.core.models import User
from shangyou.core.rights import Role
from shangyou.reference.divisions import CITY_CODE


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The accounts to call for a division at an hour, nearest first; a tuple may be empty."""

    local: tuple[User, ...]
    """Officers of the organisations that cover the division."""
    city: tuple[User, ...]
    """Officers of the city's desk."""
    leaders: tuple[User, ...]
    """Leaders on duty, of the city."""


def on_duty(division: str, at: dt.datetime) -> OnDuty:
    """Give the accounts on duty for a division (`code`) at `at`; one query.

    Without a roster everybody who holds the role is on duty.
    """
    users = User.objects.filter(
        is_active=True,
        role__in=(Role.CITY_DUTY, Role.COMMANDER, Role.SUB_CENTRE, Role.DISTRICT),
    ).select_related("organisation")
    by_role: dict[str, list[User]] = {}
    for user in users:
        by_role.setdefault(user.role, []).append(user)
    local = [
        user
        for role in (Role.DISTRICT, Role.SUB_CENTRE)
        for user in by_role.get(role, [])
        if user.organisation is not None
        and division in (user.organisation.division_code, *user.organisation.covers)
        and division != CITY_CODE
    ]
    return OnDuty(
        tuple(local),
        tuple(by_role.get(Role.CITY_DUTY, [])),
        tuple(by_role.get(Role.COMMANDER, [])),
    )
