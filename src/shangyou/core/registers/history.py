"""What changed in a row, version by version."""

from collections.abc import Mapping
from typing import Any

from shangyou.core.language import Language, text
from shangyou.core.models import RowChange, User
from shangyou.core.registers import geometry
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import fields_of
from shangyou.science.messages import Sentence

GEOMETRY = Sentence("位置", "Place")
_ACTIONS = {
    "create": Sentence("新建", "created"),
    "change": Sentence("修改", "changed"),
    "delete": Sentence("删除", "deleted"),
    "import": Sentence("导入", "imported"),
}


def snapshot(register: Register, row: Any) -> dict[str, Any]:
    """Take down the row as JSON can hold it; a reference by the name it had on that day."""
    taken: dict[str, Any] = {}
    for name, field in fields_of(register).items():
        value = getattr(row, name)
        if field.kind == "reference":
            value = str(value) if value is not None else None
        elif field.kind in ("date", "datetime"):
            value = value.isoformat() if value is not None else None
        taken[name] = value
    if register.geometry:
        taken[register.geometry] = geometry.in_words(getattr(row, register.geometry))
    return taken


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the fields in which two snapshots differ."""
    return [
        {"field": name, "old": old.get(name), "new": new.get(name)}
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def change(
    register: Register, row: Any, user: User, action: str, changes: list[dict[str, Any]]
) -> RowChange:
    """Make one line of history, not yet saved."""
    return RowChange(
        register=register.name,
        row_id=row.pk,
        version=row.version,
        who=str(user)[:64],
        action=action,
        changes=changes,
    )


def history(register: Register, row_id: int, language: Language) -> list[dict[str, Any]]:
    """Give the row's history, newest first, in words."""
    fields = fields_of(register)

    def title(name: str) -> str:
        if name in fields:
            return text(fields[name].column.title, language)
        return text(GEOMETRY, language) if name == register.geometry else name

    def show(name: str, value: Any) -> str:
        return fields[name].show(value, language) if name in fields else str(value or "")

    return [
        {
            "version": line.version,
            "at": line.at,
            "who": line.who,
            "action": line.action,
            "action_title": _ACTIONS[line.action],
            "changes": [
                {
                    "field": c["field"],
                    "title": title(c["field"]),
                    "old": show(c["field"], c["old"]),
                    "new": show(c["field"], c["new"]),
                }
                for c in line.changes
            ],
        }
        for line in RowChange.objects.filter(register=register.name, row_id=row_id)
    ]
