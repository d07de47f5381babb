"""Rows of a register as a user may see them: searched, filtered, ordered, paged."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict

from shangyou.core.http import ProblemError
from shangyou.core.language import Language
from shangyou.core.models import User
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import Field, fields_of, references_of
from shangyou.core.registers.orm import all_rows
from shangyou.core.rights import restrict
from shangyou.science.messages import Problem, Sentence

PAGE_SIZE = 50
MOST_ROWS = 500
RESERVED = frozenset({"search", "order", "page", "page_size", "bbox", "limit", "language"})


def visible(register: Register, user: User, operation: str = "list") -> QuerySet[Any]:
    """Give the rows the user may see (or do something else to)."""
    return restrict(
        all_rows(register.model),
        user,
        f"register.{register.name}.{operation}",
        region=register.region,
        organisation=register.organisation,
    )


def selected(register: Register, rows: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    """Search and filter."""
    for name in query:
        if name in RESERVED:
            continue
        rows = rows.filter(_filter(register, name, query.getlist(name)))
    wanted = query.get("search", "").strip()
    if wanted and register.search:
        if "\x00" in wanted:
            return rows.none()
        for word in wanted.split():
            found = Q()
            for path in register.search:
                found |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(found)
    return rows


def filterable(register: Register) -> dict[str, Field]:
    """Give the fields rows can be filtered by: the declared ones, references, and those in common."""
    fields = fields_of(register)
    names = {*register.filters, register.region, "region", "status"}
    return {
        name: field for name, field in fields.items() if name in names or field.kind == "reference"
    }


def _filter(register: Register, name: str, given: list[str]) -> Q:
    values = [value for value in given if value != "" and "\x00" not in value]
    if name == "demo":
        return Q(demo__in=[value in ("true", "1") for value in values]) if values else Q()
    field = filterable(register).get(name)
    if field is None:
        allowed = "、".join(filterable(register))
        raise _refused(
            name,
            f"不能按“{name[:40]}”筛选，可用：{allowed}。",
            f"Cannot filter by “{name[:40]}”; possible: {allowed}.",
        )
    return _condition(field, values) if values else Q()


def _condition(field: Field, values: list[str]) -> Q:
    if field.kind == "boolean":
        return Q(**{f"{field.name}__in": [value in ("true", "1") for value in values]})
    if field.kind in ("reference", "integer"):
        if not all(v.isascii() and v.isdigit() and len(v) < 19 for v in values):
            raise _refused(field.name, "筛选值应为编号。", "The filter must be a number.")
        return Q(**{f"{field.name}__in": [int(value) for value in values]})
    if field.kind in ("date", "datetime", "number"):
        zh, en = "这一列只能排序，不能筛选。", "This column can be sorted, not filtered."
        raise _refused(field.name, zh, en)
    lookup, wanted = {"text": ("icontains", values[0]), "list": ("overlap", values)}.get(
        field.kind, ("in", values)
    )
    return Q(**{f"{field.name}__{lookup}": wanted})


def _refused(name: str, zh: str, en: str) -> ProblemError:
    return ProblemError(422, [Problem(name, Sentence(zh, en))])


def ordered(register: Register, rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    """Order by one column, the row's number deciding between equals so that pages never overlap."""
    order = wanted or register.order
    name = order.removeprefix("-")
    if wanted and name not in fields_of(register) and name not in ("id", "updated_at"):
        zh = f"不能按“{name}”排序，请用列表中的列名。"
        en = f"Cannot sort by “{name}”; use a column of the list."
        raise _refused("order", zh, en)
    return rows.order_by(order, "id")


def page_of(rows: QuerySet[Any], query: QueryDict) -> tuple[int, QuerySet[Any]]:
    """Cut one page out."""
    page = _whole(query, "page", 1, 1, 1_000_000)
    size = _whole(query, "page_size", PAGE_SIZE, 1, MOST_ROWS)
    return page, rows[(page - 1) * size : page * size]


def _whole(query: QueryDict, name: str, default: int, least: int, most: int) -> int:
    given = query.get(name, "")
    if not given:
        return default
    if given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most:
        return int(given)
    zh, en = f"应为 {least}–{most} 的整数。", f"Must be a whole number from {least} to {most}."
    raise _refused(name, zh, en)


def limit_of(query: QueryDict, default: int) -> int:
    """Read `limit`."""
    return _whole(query, "limit", default, 1, 250_000)


def row_answer(
    register: Register, row: Any, language: Language, *, only: Iterable[str] | None = None
) -> dict[str, Any]:
    """Write one row for the screen."""
    fields = fields_of(register)
    values: dict[str, Any] = {}
    display: dict[str, str] = {}
    for name in fields if only is None else only:
        field = fields[name]
        if field.kind == "reference":
            values[name] = getattr(row, f"{name}_id")
            if values[name] is not None:
                display[name] = str(getattr(row, name))
            continue
        values[name] = getattr(row, name)
        if field.kind in ("choice", "boolean", "list"):
            display[name] = field.show(values[name], language)
    return {
        "id": row.pk,
        "title": str(row),
        "values": values,
        "display": display,
        "status": row.status,
        "source": row.source,
        "demo": row.demo,
        "version": row.version,
    }


def with_references(register: Register, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch what the rows point to in the same query."""
    rows = rows.select_related(*references_of(register)) if references_of(register) else rows
    return rows.defer(register.geometry) if register.geometry else rows


def related(register: Register, row: models.Model) -> list[dict[str, Any]]:
    """Count the rows of other registers that point to this one."""
    from shangyou.core.registers.registry import registers  # noqa: PLC0415 (the list names this engine)

    found = []
    for other in registers().values():
        for name, field in fields_of(other).items():
            if field.kind == "reference" and field.django.related_model is register.model:
                count = all_rows(other.model).filter(**{name: row.pk}).count()
                found.append(
                    {
                        "register": other.name,
                        "title": other.title,
                        "count": count,
                        "filter": {name: str(row.pk)},
                    }
                )
    return found
