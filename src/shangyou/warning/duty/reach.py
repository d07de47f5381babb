"""Which organisations keep duty, and which of them a user reaches."""

from django.db.models import QuerySet

from shangyou.core.http import Forbidden, NotFound
from shangyou.core.keys import is_key
from shangyou.core.models import Organisation, User
from shangyou.core.rights import allowed, restrict

TIERS = ("city", "sub_centre", "district")
_ORDER = {tier: place for place, tier in enumerate(TIERS)}


def reachable(user: User, operation: str) -> QuerySet[Organisation]:
    """Give the organisations with a duty desk for which the user may do something."""
    rows = Organisation.objects.filter(tier__in=TIERS, kind__in=("", "ecology"))
    return restrict(rows, user, operation, region="division_code", organisation="pk")


def one(user: User, pk: int, operation: str, *, seen_by: str = "duty.list") -> Organisation:
    """Give an organisation; 404 when the user may not know of its desk, 403 when he may not do this."""
    found = reachable(user, seen_by).filter(pk=pk).first() if is_key(pk) else None
    if found is None:
        raise NotFound
    # what one may see one may see: the list reaches the city's desk beyond the user's divisions
    if operation != seen_by and not may(user, operation, found):
        raise Forbidden
    return found


def may(user: User, operation: str, organisation: Organisation) -> bool:
    """Say whether the user may do this at an organisation's desk."""
    return allowed(
        user, operation, region=organisation.division_code, organisation_id=organisation.pk
    )


def in_order(rows: QuerySet[Organisation]) -> list[Organisation]:
    """Give organisations as a list shows them: the city, sub-centres, districts."""
    return sorted(rows, key=lambda row: (_ORDER[row.tier], row.division_code, row.pk))


def shape(row: Organisation) -> dict[str, object]:
    """Return an organisation as the lists show it."""
    return {
        "id": row.pk,
        "name": row.name,
        "short_name": row.short_name or row.name,
        "tier": row.tier,
        "division": row.division_code,
    }
