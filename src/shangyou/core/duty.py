"""Who is to be called for a place at an hour: whoever the roster names, else whoever holds the role."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shangyou.core.models import DutyShift, Organisation, User
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


_LOCAL = (("district", Role.DISTRICT), ("sub_centre", Role.SUB_CENTRE))


def on_duty(division: str, at: dt.datetime) -> OnDuty:
    """Give the accounts on duty for a division (`code`) at `at`; three queries, however large the city.

    An organisation whose roster names an account that can log in is answered by its roster; one whose roster
    names nobody at that hour by everybody who holds the role there.
    """
    shifts = list(
        DutyShift.objects.filter(begins_at__lte=at, ends_at__gt=at)
        .select_related("organisation", "leader__organisation")
        .prefetch_related("officers")
        .order_by("begins_at", "pk")
    )
    holders = list(
        User.objects.filter(
            is_active=True,
            role__in=(Role.CITY_DUTY, Role.COMMANDER, Role.SUB_CENTRE, Role.DISTRICT),
        )
    )
    city = [shift for shift in shifts if shift.organisation.tier == "city"]
    return OnDuty(
        _unique(_near(division, shifts, holders)),
        _unique(_officers(city)) or _holding(holders, Role.CITY_DUTY),
        _unique(s.leader for s in city if s.leader is not None and s.leader.is_active)
        or _holding(holders, Role.COMMANDER),
    )


def _near(division: str, shifts: list[DutyShift], holders: list[User]) -> Iterator[User]:
    if division == CITY_CODE:
        return
    for tier, role in _LOCAL:
        own = [
            s for s in shifts if s.organisation.tier == tier and _covers(s.organisation, division)
        ]
        rostered = {s.organisation_id for s in own if any(o.is_active for o in s.officers.all())}
        yield from _officers(own)
        for user in holders:
            organisation = user.organisation
            if (
                user.role == role
                and organisation is not None
                and organisation.pk not in rostered
                and _covers(organisation, division)
            ):
                yield user


def _covers(organisation: Organisation, division: str) -> bool:
    return division in (organisation.division_code, *organisation.covers)


def _officers(shifts: Iterable[DutyShift]) -> Iterator[User]:
    for shift in shifts:
        yield from (officer for officer in shift.officers.all() if officer.is_active)


def _holding(holders: list[User], role: Role) -> tuple[User, ...]:
    return tuple(user for user in holders if user.role == role)


def _unique(users: Iterable[User]) -> tuple[User, ...]:
    return tuple(dict.fromkeys(users))


def shift_for(user: User, at: dt.datetime) -> DutyShift | None:
    """Give the shift a user's screen names: of his own organisation, else of the city's desk; one query."""
    shifts = list(
        DutyShift.objects.filter(begins_at__lte=at, ends_at__gt=at)
        .select_related("organisation")
        .order_by("begins_at", "pk")
    )
    own = [shift for shift in shifts if shift.organisation_id == user.organisation_id]
    city = [shift for shift in shifts if shift.organisation.tier == "city"]
    return next(iter(own or city), None)
