"""A register's description, from which the screens are drawn."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator

from shangyou.core.language import Language, text
from shangyou.core.models import User
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import Field, fields_of
from shangyou.core.registers.geometry import kind_of
from shangyou.core.registers.listing import filterable
from shangyou.core.rights import REGISTER_OPERATIONS, allowed
from shangyou.science.messages import Sentence

_EVIDENCE = Sentence("归属与依据", "Division and evidence")


def rights_of(register: Register, user: User) -> dict[str, bool]:
    """Say what the user may do in this register anywhere."""
    return {o: allowed(user, f"register.{register.name}.{o}") for o in REGISTER_OPERATIONS}


def spec(register: Register, user: User, language: Language) -> dict[str, Any]:
    """Describe the register to its screens."""
    fields = fields_of(register)
    grouped = {name for _, names in register.form_groups for name in names}
    groups = [{"title": title, "fields": list(names)} for title, names in register.form_groups]
    rest = [name for name in fields if name not in grouped]
    if rest:
        groups.append({"title": _EVIDENCE, "fields": rest})
    titles = [fields[p].column.title for p in register.search if p in fields]
    return {
        "name": register.name,
        "title": register.title,
        "description": register.description,
        "wing": register.wing,
        "group": register.group,
        "geometry": kind_of(register),
        "key": list(register.natural_key),
        "columns": [_column(field, language) for field in fields.values()],
        "filters": [
            {
                "name": name,
                "title": field.column.title,
                "kind": field.kind,
                "choices": _choices(field),
                "reference": _target(field),
            }
            for name, field in filterable(register).items()
            if name in register.filters or name == register.region
        ],
        "groups": groups,
        "default_order": register.order,
        "search_fields_title": "、".join(text(title, language) for title in titles),
        "rights": rights_of(register, user),
    }


def _choices(field: Field) -> list[dict[str, Any]] | None:
    if not field.choices:
        return None
    return [{"value": value, "title": title} for value, title in field.choices.items()]


def _target(field: Field) -> str | None:
    target = field.register() if field.kind == "reference" else None
    return target.name if target else None


def _column(field: Field, language: Language) -> dict[str, Any]:
    column = field.column
    return {
        "name": column.name,
        "title": column.title,
        "kind": field.kind,
        "unit": column.unit,
        "choices": _choices(field),
        "reference": _target(field),
        "sortable": field.kind != "list",
        "width": column.width,
        "in_list": column.in_list,
        "required": field.required,
        "read_only": False,
        "help": text(column.help, language) if column.help else None,
        "min": field.bound(MinValueValidator),
        "max": field.bound(MaxValueValidator),
    }
