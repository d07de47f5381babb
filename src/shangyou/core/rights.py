"""Who may do what where: one table of role × operation × scope. What no row grants is refused."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, Q, QuerySet

from shangyou.reference.divisions import CITY_CODE
from shangyou.science.messages import Sentence

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from shangyou.core.models import User


class Role(StrEnum):
    """What somebody does in an emergency."""

    CITY_DUTY = "city_duty"
    COMMANDER = "commander"
    SUB_CENTRE = "sub_centre"
    DISTRICT = "district"
    MONITORING = "monitoring"
    ENTERPRISE = "enterprise"
    DEPOT = "depot"
    EXPERT = "expert"
    READ_ONLY = "read_only"
    ADMINISTRATOR = "administrator"


TITLES = {
    Role.CITY_DUTY: Sentence("市级值班员", "City duty officer"),
    Role.COMMANDER: Sentence("指挥长", "Commander"),
    Role.SUB_CENTRE: Sentence("分中心值班员", "Sub-centre officer"),
    Role.DISTRICT: Sentence("区县值班员", "District officer"),
    Role.MONITORING: Sentence("监测人员", "Monitoring staff"),
    Role.ENTERPRISE: Sentence("企业用户", "Enterprise user"),
    Role.DEPOT: Sentence("物资库管理员", "Depot keeper"),
    Role.EXPERT: Sentence("专家", "Expert"),
    Role.READ_ONLY: Sentence("只读用户", "Read-only user"),
    Role.ADMINISTRATOR: Sentence("系统管理员", "Administrator"),
}


class Scope(IntEnum):
    """How far a grant reaches; a wider one wins."""

    NONE = 0
    ORGANISATION = 1
    """Rows of the user's own organisation."""
    REGION = 2
    """Rows of the divisions the user's organisation covers."""
    ALL = 3


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the table; a `*` in the operation stands for any one word of it."""

    roles: tuple[Role, ...]
    operations: tuple[str, ...]
    scope: Scope


_CITY = (Role.CITY_DUTY, Role.COMMANDER)
_LOCAL = (Role.SUB_CENTRE, Role.DISTRICT)
_FORCES = ("depots", "stock", "teams")
_WRITE = ("create", "change", "delete", "import")
REGISTER_OPERATIONS: tuple[str, ...] = ("list", "export", *_WRITE)
"""What is done in a register; the operation's whole name is `register.<name>.<one of these>`."""


def _register(names: tuple[str, ...], operations: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"register.{name}.{operation}" for name in names for operation in operations)


_EVERY_REGISTER = _register(("*",), REGISTER_OPERATIONS)
_INCIDENT_WORK = (
    "incident.list",
    "incident.create",
    "incident.change",
    "incident.end",
    "forecast.run",
    "plan.change",
    "report.download",
    "sample.record",
)

_WARNING_WORK = ("warning.list", "warning.draft", "warning.approve", "warning.publish")
_DUTY_WORK = ("duty.list", "duty.read", "duty.roster", "duty.work", "duty.call")
_SITUATION_WORK = (
    "situation.list",
    "situation.draft",
    "situation.approve",
    "situation.tip",
    "situation.answer",
)
_ALARM_WORK = ("alarm.list", "alarm.take", "alarm.verify", "alarm.dismiss", "alarm.escalate")

GRANTS: tuple[Grant, ...] = (
    # the city sees and does everything in an emergency
    Grant(_CITY, _INCIDENT_WORK, Scope.ALL),
    Grant(_CITY, (*_EVERY_REGISTER, "audit.view"), Scope.ALL),
    # sub-centres and districts do the same for the divisions they cover
    Grant(_LOCAL, _INCIDENT_WORK, Scope.REGION),
    Grant(_LOCAL, _EVERY_REGISTER, Scope.REGION),
    # monitoring sees the city, enters samples and runs forecasts, keeps the receptors, changes no plan
    Grant(
        (Role.MONITORING,),
        ("incident.list", "forecast.run", "report.download", "sample.record"),
        Scope.ALL,
    ),
    Grant((Role.MONITORING,), _register(("*",), ("list", "export")), Scope.ALL),
    Grant((Role.MONITORING,), _register(("receptors",), _WRITE), Scope.ALL),
    # an enterprise keeps what is its own
    Grant(
        (Role.ENTERPRISE,),
        _register(("risk_sources", "source_substances"), ("list", "export", "change")),
        Scope.ORGANISATION,
    ),
    # a keeper sees the forces of the divisions his organisation covers and keeps the stock there
    Grant((Role.DEPOT,), _register(_FORCES, ("list", "export")), Scope.REGION),
    Grant((Role.DEPOT,), _register(("stock",), _WRITE), Scope.REGION),
    # experts advise: they see and try assumptions, and change nothing
    Grant((Role.EXPERT,), ("incident.list", "forecast.run", "report.download"), Scope.ALL),
    Grant((Role.EXPERT, Role.READ_ONLY), _register(("*",), ("list",)), Scope.ALL),
    Grant((Role.READ_ONLY,), ("incident.list",), Scope.ALL),
    # the administrator runs the system: registers and trail, not incidents
    Grant((Role.ADMINISTRATOR,), ("incident.list", "report.download"), Scope.ALL),
    Grant((Role.ADMINISTRATOR,), (*_EVERY_REGISTER, "audit.view"), Scope.ALL),
    # warnings: the city drafts and publishes, the commander approves; districts draft for their own
    Grant((Role.CITY_DUTY,), ("warning.list", "warning.draft", "warning.publish"), Scope.ALL),
    Grant((Role.COMMANDER,), _WARNING_WORK, Scope.ALL),
    Grant(_LOCAL, ("warning.list", "warning.draft"), Scope.REGION),
    Grant(
        (Role.MONITORING, Role.EXPERT, Role.READ_ONLY, Role.ADMINISTRATOR),
        ("warning.list",),
        Scope.ALL,
    ),
    # duty: each keeps its own roster, hand-over and log; calls and meetings are held by the city and sub-centres
    Grant(_CITY, _DUTY_WORK, Scope.ALL),
    Grant((Role.SUB_CENTRE,), _DUTY_WORK, Scope.REGION),
    Grant((Role.DISTRICT,), ("duty.list", "duty.read", "duty.roster", "duty.work"), Scope.REGION),
    Grant((Role.MONITORING, Role.READ_ONLY, Role.ADMINISTRATOR), ("duty.list",), Scope.ALL),
    # situation: whoever is supervised answers, whoever supervises tips off; the commander approves
    Grant(_CITY, ("situation.list", "situation.draft", "situation.tip"), Scope.ALL),
    Grant((Role.COMMANDER,), ("situation.approve",), Scope.ALL),
    Grant(_LOCAL, ("situation.list", "situation.draft", "situation.answer"), Scope.REGION),
    Grant(
        (Role.MONITORING, Role.EXPERT, Role.READ_ONLY, Role.ADMINISTRATOR),
        ("situation.list",),
        Scope.ALL,
    ),
    # pictures of cameras: who handles an emergency, and who sets the cameras up
    Grant((*_CITY, Role.MONITORING, Role.EXPERT, Role.ADMINISTRATOR), ("camera.view",), Scope.ALL),
    Grant(_LOCAL, ("camera.view",), Scope.REGION),
    # alarms: officers take, verify, dismiss and escalate where they are on duty; monitoring verifies
    Grant(_CITY, _ALARM_WORK, Scope.ALL),
    Grant(_LOCAL, _ALARM_WORK, Scope.REGION),
    Grant((Role.MONITORING,), ("alarm.list", "alarm.verify"), Scope.ALL),
    Grant((Role.EXPERT, Role.READ_ONLY, Role.ADMINISTRATOR), ("alarm.list",), Scope.ALL),
    # whoever may log in sees whether the system stands
    Grant(tuple(Role), ("system.view",), Scope.ALL),
)

OPERATIONS: tuple[str, ...] = (
    *_INCIDENT_WORK,
    *_WARNING_WORK,
    *_DUTY_WORK,
    *_SITUATION_WORK,
    "audit.view",
    "system.view",
    "camera.view",
    *_ALARM_WORK,
)
"""Operations outside the registers."""


def _matches(pattern: str, operation: str) -> bool:
    wanted, given = pattern.split("."), operation.split(".")
    return len(wanted) == len(given) and all(
        w in ("*", g) for w, g in zip(wanted, given, strict=True)
    )


def scope_of(role: str, operation: str) -> Scope:
    """Return the widest scope the table gives a role for an operation."""
    return max(
        (
            grant.scope
            for grant in GRANTS
            if role in grant.roles and any(_matches(p, operation) for p in grant.operations)
        ),
        default=Scope.NONE,
    )


class All:
    """Every division."""

    def __contains__(self, code: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ALL"


ALL = All()


def regions_of(user: "User | AnonymousUser") -> frozenset[str]:
    """Return the division codes the user's organisation covers."""
    organisation = getattr(user, "organisation", None)
    if organisation is None:
        return frozenset()
    return frozenset(filter(None, (organisation.division_code, *organisation.covers)))


def _scope(user: "User | AnonymousUser", operation: str) -> Scope:
    if not user.is_authenticated or not user.is_active:
        return Scope.NONE
    return scope_of(user.role, operation)


def visible_regions(user: "User | AnonymousUser", operation: str) -> All | frozenset[str]:
    """Return the divisions in which the user may do something; empty means none."""
    scope = _scope(user, operation)
    if scope is Scope.ALL:
        return ALL
    return regions_of(user) if scope is Scope.REGION else frozenset()


def allowed(
    user: "User | AnonymousUser",
    operation: str,
    *,
    region: str | None = None,
    organisation_id: int | None = None,
) -> bool:
    """Say whether the user may do this, at this division or to this organisation's thing.

    With neither given it says whether the user may do it anywhere at all. An empty `region` is a thing
    that belongs to no division: only a city-wide grant reaches it.
    """
    scope = _scope(user, operation)
    if scope in (Scope.NONE, Scope.ALL):
        return scope is Scope.ALL
    own = getattr(user, "organisation_id", None)
    if organisation_id is not None and own is not None and organisation_id == own:
        return True
    if scope is Scope.ORGANISATION:
        return own is not None and region is None and organisation_id is None
    if region is None and organisation_id is None:
        return bool(regions_of(user))
    return region is not None and region in regions_of(user)


M = TypeVar("M", bound=Model)


def restrict(
    rows: QuerySet[M],
    user: "User | AnonymousUser",
    operation: str,
    *,
    region: str = "region",
    organisation: str | None = None,
) -> QuerySet[M]:
    """Leave only the rows the user may do this to.

    Things of the whole city (a river, the city's depot) may be seen by whoever sees a division;
    they may be changed only by those whose grant is city-wide.
    """
    scope = _scope(user, operation)
    if scope is Scope.ALL:
        return rows
    own = getattr(user, "organisation_id", None)
    reach: Q | None = None
    if organisation is not None and own is not None and scope is not Scope.NONE:
        reach = Q(**{organisation: own})
    if scope is Scope.REGION:
        codes: set[Any] = set(regions_of(user))
        if operation.endswith((".list", ".export")):
            codes |= {"", CITY_CODE}
        here = Q(**{f"{region}__in": codes})
        reach = here if reach is None else reach | here
    return rows.none() if reach is None else rows.filter(reach)
