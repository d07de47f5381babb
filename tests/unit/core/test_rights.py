"""The table of rights, cell by cell: every role × every operation × every place."""

from dataclasses import dataclass, field

import pytest

from shangyou.core.rights import (
    ALL,
    OPERATIONS,
    REGISTER_OPERATIONS,
    Role,
    Scope,
    allowed,
    scope_of,
    visible_regions,
)

OWN, OTHER = "500102", "500101"
REGISTERS = ("receptors", "risk_sources", "source_substances", "stock", "depots", "teams", "people")
EVERY = (*OPERATIONS, *(f"register.{r}.{o}" for r in REGISTERS for o in REGISTER_OPERATIONS))

# The table again, written by hand from the duties and not from the code: role → operations city-wide, in its
# own divisions, on its own organisation's things. What is not here is refused.
INCIDENT = {
    "incident.list",
    "incident.create",
    "incident.change",
    "incident.end",
    "forecast.run",
    "plan.change",
    "report.download",
    "sample.record",
}
ALL_REGISTERS = {o for o in EVERY if o.startswith("register.")}
LISTS = {o for o in ALL_REGISTERS if o.endswith(".list")}
EXPORTS = {o for o in ALL_REGISTERS if o.endswith(".export")}
KEEP = ("create", "change", "delete", "import")
DUTIES: dict[Role, dict[Scope, set[str]]] = {
    Role.CITY_DUTY: {Scope.ALL: INCIDENT | ALL_REGISTERS | {"audit.view", "system.view"}},
    Role.COMMANDER: {Scope.ALL: INCIDENT | ALL_REGISTERS | {"audit.view", "system.view"}},
    Role.SUB_CENTRE: {Scope.ALL: {"system.view"}, Scope.REGION: INCIDENT | ALL_REGISTERS},
    Role.DISTRICT: {Scope.ALL: {"system.view"}, Scope.REGION: INCIDENT | ALL_REGISTERS},
    Role.MONITORING: {
        Scope.ALL: {
            "system.view",
            "incident.list",
            "forecast.run",
            "report.download",
            "sample.record",
        }
        | LISTS
        | EXPORTS
        | {f"register.receptors.{o}" for o in KEEP}
    },
    Role.ENTERPRISE: {
        Scope.ALL: {"system.view"},
        Scope.ORGANISATION: {
            f"register.{r}.{o}"
            for r in ("risk_sources", "source_substances")
            for o in ("list", "export", "change")
        },
    },
    Role.DEPOT: {
        Scope.ALL: {"system.view"},
        Scope.REGION: {
            f"register.{r}.{o}" for r in ("depots", "stock", "teams") for o in ("list", "export")
        }
        | {f"register.stock.{o}" for o in KEEP},
    },
    Role.EXPERT: {
        Scope.ALL: {"system.view", "incident.list", "forecast.run", "report.download"} | LISTS
    },
    Role.READ_ONLY: {Scope.ALL: {"system.view", "incident.list"} | LISTS},
    Role.ADMINISTRATOR: {
        Scope.ALL: {"system.view", "audit.view", "incident.list", "report.download"} | ALL_REGISTERS
    },
}


@dataclass
class Office:
    division_code: str = OWN
    covers: list[str] = field(default_factory=list)


@dataclass
class Person:
    role: str
    organisation: Office | None = field(default_factory=Office)
    organisation_id: int | None = 7
    is_authenticated: bool = True
    is_active: bool = True


# Warnings: the city drafts and publishes, the commander approves as well, districts draft for their own.
WARNINGS = {
    Role.CITY_DUTY: (Scope.ALL, {"list", "draft", "publish"}),
    Role.COMMANDER: (Scope.ALL, {"list", "draft", "approve", "publish"}),
    Role.SUB_CENTRE: (Scope.REGION, {"list", "draft"}),
    Role.DISTRICT: (Scope.REGION, {"list", "draft"}),
    Role.MONITORING: (Scope.ALL, {"list"}),
    Role.EXPERT: (Scope.ALL, {"list"}),
    Role.READ_ONLY: (Scope.ALL, {"list"}),
    Role.ADMINISTRATOR: (Scope.ALL, {"list"}),
}
for _role, (_scope, _words) in WARNINGS.items():
    DUTIES[_role].setdefault(_scope, set()).update(f"warning.{word}" for word in _words)
# Cameras: whoever handles an emergency looks, and who sets them up.
for _role, _duties in DUTIES.items():
    _local = _role in (Role.SUB_CENTRE, Role.DISTRICT)
    if _role not in (Role.ENTERPRISE, Role.DEPOT, Role.READ_ONLY):
        _duties.setdefault(Scope.REGION if _local else Scope.ALL, set()).add("camera.view")

# Alarms: officers do everything where they are on duty, monitoring verifies, the others look on.
_DEEDS = {"list", "take", "verify", "dismiss", "escalate"}
ALARMS = {
    Role.CITY_DUTY: (Scope.ALL, _DEEDS),
    Role.COMMANDER: (Scope.ALL, _DEEDS),
    Role.SUB_CENTRE: (Scope.REGION, _DEEDS),
    Role.DISTRICT: (Scope.REGION, _DEEDS),
    Role.MONITORING: (Scope.ALL, {"list", "verify"}),
    Role.EXPERT: (Scope.ALL, {"list"}),
    Role.READ_ONLY: (Scope.ALL, {"list"}),
    Role.ADMINISTRATOR: (Scope.ALL, {"list"}),
}
for _role, (_scope, _words) in ALARMS.items():
    DUTIES[_role].setdefault(_scope, set()).update(f"alarm.{word}" for word in _words)


# Duty: each desk keeps its own; calls and meetings are the city's and the sub-centres'. Others see who is on duty.
DUTY = {
    Role.CITY_DUTY: (Scope.ALL, {"list", "read", "roster", "work", "call"}),
    Role.COMMANDER: (Scope.ALL, {"list", "read", "roster", "work", "call"}),
    Role.SUB_CENTRE: (Scope.REGION, {"list", "read", "roster", "work", "call"}),
    Role.DISTRICT: (Scope.REGION, {"list", "read", "roster", "work"}),
    Role.MONITORING: (Scope.ALL, {"list"}),
    Role.READ_ONLY: (Scope.ALL, {"list"}),
    Role.ADMINISTRATOR: (Scope.ALL, {"list"}),
}
# Situation: whoever is supervised drafts and answers for his own, whoever supervises tips off.
SITUATION = {
    Role.CITY_DUTY: (Scope.ALL, {"list", "draft", "tip"}),
    Role.COMMANDER: (Scope.ALL, {"list", "draft", "tip", "approve"}),
    Role.SUB_CENTRE: (Scope.REGION, {"list", "draft", "answer"}),
    Role.DISTRICT: (Scope.REGION, {"list", "draft", "answer"}),
    Role.MONITORING: (Scope.ALL, {"list"}),
    Role.EXPERT: (Scope.ALL, {"list"}),
    Role.READ_ONLY: (Scope.ALL, {"list"}),
    Role.ADMINISTRATOR: (Scope.ALL, {"list"}),
}
for _wing, _table in (("duty", DUTY), ("situation", SITUATION)):
    for _role, (_scope, _words) in _table.items():
        DUTIES[_role].setdefault(_scope, set()).update(f"{_wing}.{word}" for word in _words)


def expected(role: Role, operation: str) -> Scope:
    duties = DUTIES[role]
    return max((scope for scope, known in duties.items() if operation in known), default=Scope.NONE)


@pytest.mark.parametrize("role", Role)
def test_every_cell_of_the_table(role):
    person = Person(role)
    for operation in EVERY:
        scope = expected(role, operation)
        assert scope_of(role, operation) is scope, (role, operation)
        here, there, nowhere, anywhere = (
            allowed(person, operation, region=region) for region in (OWN, OTHER, "", None)
        )
        cell = (role, operation, here, there, nowhere, anywhere)
        if scope is Scope.ALL:
            assert (here, there, nowhere, anywhere) == (True, True, True, True), cell
            assert visible_regions(person, operation) is ALL
        elif scope is Scope.REGION:
            assert (here, there, nowhere, anywhere) == (True, False, False, True), cell
            assert visible_regions(person, operation) == {OWN}
        elif scope is Scope.ORGANISATION:
            assert (here, there, nowhere, anywhere) == (False, False, False, True), cell
            assert allowed(person, operation, region=OTHER, organisation_id=7)
            assert not allowed(person, operation, region=OWN, organisation_id=8)
        else:
            assert (here, there, nowhere, anywhere) == (False, False, False, False), cell
            assert visible_regions(person, operation) == frozenset()


def test_every_role_is_in_the_table_and_what_nobody_wrote_is_refused():
    assert set(DUTIES) == set(Role)
    for role in Role:
        for unknown in ("incident.burn", "register.receptors.sell", "register", "", "*", "a.b.c.d"):
            assert not allowed(Person(role), unknown), (role, unknown)
    assert scope_of("not a role", "incident.list") is Scope.NONE


def test_nobody_an_inactive_user_and_one_without_organisation():
    for operation in EVERY:
        assert not allowed(Person(Role.CITY_DUTY, is_authenticated=False), operation)
        assert not allowed(Person(Role.CITY_DUTY, is_active=False), operation)
    lost = Person(Role.DISTRICT, organisation=None, organisation_id=None)
    assert not allowed(lost, "incident.list")
    assert not allowed(lost, "register.stock.change", region="")


def test_a_sub_centre_reaches_what_it_covers():
    person = Person(Role.SUB_CENTRE, Office(division_code="500000", covers=[OWN, OTHER]))
    assert allowed(person, "incident.create", region=OTHER)
    assert not allowed(person, "incident.create", region="500110")
