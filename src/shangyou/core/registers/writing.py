"""Creating, changing and deleting one row: rights, rules, version, history, audit, event — or nothing."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import ForeignObjectRel, ProtectedError, RestrictedError

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound, ProblemError, RequestRefused, Stale
from shangyou.core.models import RowChange, User
from shangyou.core.registers import geometry
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import Field, fields_of, value_at
from shangyou.core.registers.history import change, differences, snapshot
from shangyou.core.registers.listing import visible
from shangyou.core.registers.orm import all_rows, meta
from shangyou.core.registers.parsing import Unusable, parse
from shangyou.core.registers.registry import register_of_model
from shangyou.core.rights import Scope, allowed, regions_of, scope_of
from shangyou.science.messages import Problem, Sentence

UNIQUE = Sentence(
    "已有相同的记录，不能重复。", "There is already such a record; it must be unique."
)
NO_SUCH_ROW = Sentence("所选记录不存在，请重新选择。", "That record does not exist; choose again.")
_UNKNOWN = Sentence("没有这个字段。", "There is no such field.")
_REQUIRED = Sentence("必填。", "Required.")


def create(
    register: Register, user: User, values: dict[str, Any], shape: dict[str, Any] | None
) -> Any:
    """Make one row."""
    if not allowed(user, f"register.{register.name}.create"):
        raise Forbidden
    with transaction.atomic():
        row = register.model(created_by=user, updated_by=user)
        problems = fill(register, row, values)
        problems += [
            Problem(name, _REQUIRED)
            for name, field in fields_of(register).items()
            if field.required and name not in values
        ]
        if register.geometry:
            problems += _place(register, row, shape)
        own_region(register, row, user)
        refuse(problems + list(_unseen(register, row, user, values, {})))
        permit(register, row, user, "create")
        settle_and_check(register, row)
        _save(row)
        write_down(register, row, user, "create", differences({}, snapshot(register, row)))
    return row


def update(
    register: Register,
    user: User,
    row_id: int,
    values: dict[str, Any],
    version: int,
    *,
    shape: dict[str, Any] | None = None,
    with_shape: bool = False,
) -> Any:
    """Change one row that is still at the version the user saw."""
    with transaction.atomic():
        row = visible(register, user).select_for_update(of=("self",)).filter(pk=row_id).first()
        if row is None:
            raise NotFound
        permit(register, row, user, "change")
        if row.version != version:
            raise Stale
        old = snapshot(register, row)
        pointed = {name: getattr(row, f"{name}_id", None) for name in values}
        problems = fill(register, row, values)
        if with_shape and register.geometry:
            problems += _place(register, row, shape)
        refuse(problems + list(_unseen(register, row, user, values, pointed)))
        permit(register, row, user, "change")
        settle_and_check(register, row)
        changes = differences(old, snapshot(register, row))
        if changes:
            row.version += 1
            row.updated_by = user
            _save(row)
            write_down(register, row, user, "change", changes)
    return row


def delete(register: Register, user: User, row_id: int) -> None:
    """Delete one row that nothing else needs."""
    with transaction.atomic():
        row = visible(register, user).select_for_update(of=("self",)).filter(pk=row_id).first()
        if row is None:
            raise NotFound
        permit(register, row, user, "delete")
        needed = list(_needed_by(row))
        if needed:
            raise _in_use(needed)
        old = snapshot(register, row)
        row.version += 1
        line = change(register, row, user, "delete", differences(old, {}))
        region = value_at(row, register.region)
        try:
            row.delete()
        except (ProtectedError, RestrictedError):
            raise _in_use([Sentence("其他记录", "other records")]) from None
        line.save()
        _tell(register, line, user, region)


def _needed_by(row: Any) -> Iterable[Sentence]:
    """Name what points to the row; also what the database would silently delete with it."""
    for relation in meta(row).get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.on_delete is None:
            continue
        if relation.on_delete.__name__ == "SET_NULL":
            continue
        model: Any = relation.related_model
        count = all_rows(model).filter(**{relation.field.name: row.pk}).count()
        if count:
            register = register_of_model(meta(model).label_lower)
            zh = register.title.zh if register else str(meta(model).verbose_name)
            en = register.title.en if register else str(meta(model).verbose_name)
            yield Sentence(f"{zh} {count} 条", f"{en}: {count}")


def _in_use(needed: list[Sentence]) -> RequestRefused:
    return ProblemError(
        409,
        [],
        Sentence(
            f"还有记录引用它，不能删除：{'、'.join(n.zh for n in needed)}。",
            f"Other records refer to it, so it cannot be deleted: {', '.join(n.en for n in needed)}.",
        ),
    )


def fill(register: Register, row: Any, values: dict[str, Any]) -> list[Problem]:
    """Put given values into a row; give a sentence for each that cannot be used."""
    fields = fields_of(register)
    problems = []
    for name, given in values.items():
        field: Field | None = fields.get(name)
        if field is None:
            problems.append(Problem(name, _UNKNOWN))
            continue
        try:
            setattr(row, name, parse(field, given))
        except Unusable as error:
            problems.append(Problem(name, error.sentence))
    return problems


def _place(register: Register, row: Any, shape: dict[str, Any] | None) -> list[Problem]:
    try:
        setattr(row, register.geometry or "", geometry.from_geojson(register, shape))
    except Unusable as error:
        return [Problem("geometry", error.sentence)]
    return []


def _unseen(
    register: Register, row: Any, user: User, values: dict[str, Any], before: dict[str, Any]
) -> Iterable[Problem]:
    """Refuse a new reference to a row the user may not see: it does not exist for him."""
    fields = fields_of(register)
    for name in values:
        field = fields.get(name)
        target = field.register() if field and field.kind == "reference" else None
        key = getattr(row, f"{name}_id") if target else None
        if target is None or key is None or key == before.get(name):
            continue
        if not visible(target, user).filter(pk=key).exists():
            yield Problem(name, NO_SUCH_ROW)


def own_region(register: Register, row: Any, user: User) -> None:
    """Put a new row into the user's own division when it can be no other."""
    if "__" in register.region or getattr(row, register.region):
        return
    confined = scope_of(user.role, f"register.{register.name}.create") is not Scope.ALL
    regions = regions_of(user)
    if confined and len(regions) == 1:
        setattr(row, register.region, next(iter(regions)))


def permit(register: Register, row: Any, user: User, operation: str) -> None:
    """Refuse unless the table of rights reaches this row as it now stands."""
    organisation = value_at(row, register.organisation) if register.organisation else None
    if not allowed(
        user,
        f"register.{register.name}.{operation}",
        region=value_at(row, register.region) or "",
        organisation_id=organisation,
    ):
        raise Forbidden(
            Sentence(
                "这条记录不在您的管辖范围内，不能改动。",
                "This record lies outside the area you are responsible for.",
            )
        )


def refuse(problems: list[Problem]) -> None:
    """Refuse with every problem found."""
    if problems:
        raise ProblemError(422, problems)


def settle_and_check(register: Register, row: Any) -> None:
    """Fill in what follows, then ask Django's checks and the register's own rules."""
    problems = broken_rules(register, row)
    if not problems:
        try:
            row.full_clean(exclude=_not_ours(register))
        except ValidationError as error:
            problems = _of_django(register, error)
    refuse(problems)


def broken_rules(register: Register, row: Any) -> list[Problem]:
    """Settle the row and ask the register's rules."""
    row.settle()
    return list(register.rules(row))


def _not_ours(register: Register) -> set[str]:
    # fields read by `parse` were checked there, in our sentences; uniqueness is what remains
    fields = fields_of(register)
    return {f.name for f in meta(register.model).fields if f.name not in fields}


def _of_django(register: Register, error: ValidationError) -> list[Problem]:
    problems = []
    for name, errors in error.error_dict.items():
        field = name if name in fields_of(register) else ""
        for entry in errors:
            if entry.code in ("unique", "unique_together") or not field:
                problems.append(Problem(field, UNIQUE))
            else:
                problems.append(Problem(field, Sentence(entry.messages[0], entry.messages[0])))
    return problems


def _save(row: Any) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ProblemError(409, [], UNIQUE) from None
    except DataError:
        raise ProblemError(
            422,
            [],
            Sentence(
                "有一项超出了可存储的范围，请检查。", "An entry is beyond what can be stored."
            ),
        ) from None


def write_down(
    register: Register, row: Any, user: User, action: str, changes: list[dict[str, Any]]
) -> None:
    """Keep the history line, the audit entry and the live event of one write."""
    line = change(register, row, user, action, changes)
    line.save()
    _tell(register, line, user, value_at(row, register.region))


def _tell(register: Register, line: RowChange, user: User, region: str | None) -> None:
    audit.record(
        user,
        f"register.{line.action}",
        register.name,
        str(line.row_id),
        {"version": line.version, "changes": line.changes},
        region=region,
    )
    events.publish(
        "registers", register.name, "register.changed", regions=[region] if region else []
    )
