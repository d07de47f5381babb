"""From a column and its Django field: its kind on screen, what it accepts, how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from shangyou.core.language import Language, text
from shangyou.core.regions import NAMES
from shangyou.core.registers.declaration import Column, Register
from shangyou.core.registers.orm import meta
from shangyou.core.registers.registry import register_of_model
from shangyou.core.registers.rows import STATUSES
from shangyou.science.messages import Sentence

STATUS_ENGLISH = {
    "verified": "verified",
    "secondary": "secondary source",
    "unverified": "to be verified",
    "estimated": "estimated",
    "general": "general knowledge",
}
REGION = Column(name="region", title=Sentence("所在区县", "Division"), width=110)
STATUS = Column(
    name="status",
    title=Sentence("核实状态", "Status"),
    width=90,
    english=STATUS_ENGLISH,
    help=Sentence(
        "已核实：见过原文；需核实：用前先核对。",
        "Verified: seen in the original; to be verified: check before use.",
    ),
)
SOURCE = Column(name="source", title=Sentence("来源", "Source"), in_list=False, width=200)

YES_NO = {True: Sentence("是", "yes"), False: Sentence("否", "no")}

KINDS: "tuple[tuple[type[models.Field[Any, Any]], str], ...]" = (
    (models.ForeignKey, "reference"),
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.DecimalField, "number"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (ArrayField, "list"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column together with what its Django field knows."""

    column: Column
    django: "models.Field[Any, Any]"
    kind: str
    choices: Mapping[Any, Sentence]

    @property
    def name(self) -> str:
        """The column's name, which is the field's."""
        return self.column.name

    @property
    def required(self) -> bool:
        """Whether a row cannot be made without it."""
        if self.kind == "boolean" or self.django.blank or self.django.null:
            return False
        return self.django.default is models.NOT_PROVIDED

    @property
    def empty(self) -> Any:
        """What stands where nothing is given."""
        if self.django.default is not models.NOT_PROVIDED:
            return self.django.get_default()
        if self.django.null:
            return None
        return {"text": "", "choice": "", "list": [], "boolean": False}.get(self.kind)

    def bound(self, kind: type[MinValueValidator | MaxValueValidator]) -> float | None:
        """Give the least or most value of the field's own validators."""
        for validator in self.django.validators:
            if type(validator) is kind:
                limit = validator.limit_value
                return float(limit() if callable(limit) else limit)
        return None

    def register(self) -> Register | None:
        """Give the register a reference points into."""
        target = self.django.related_model
        return register_of_model(meta(target).label_lower) if isinstance(target, type) else None

    def header(self, language: Language) -> str:
        """Name the column in a table file: title and unit."""
        title = text(self.column.title, language)
        return f"{title} ({self.column.unit})" if self.column.unit else title

    def show(self, value: Any, language: Language) -> str:
        """Put a value in words."""
        if value is None or value == "":
            return ""
        if self.kind == "boolean":
            return text(YES_NO[bool(value)], language)
        if self.kind == "list":
            return "、".join(
                text(self.choices[v], language) if v in self.choices else str(v) for v in value
            )
        if value in self.choices:
            return text(self.choices[value], language)
        return str(value)


@cache
def fields_of(register: Register) -> dict[str, Field]:
    """Give the register's fields in the order of its columns, the common ones last."""
    declared = {column.name for column in register.columns}
    names = {f.name for f in meta(register.model).get_fields()}
    common = tuple(
        column
        for column in (REGION, STATUS, SOURCE)
        if column.name not in declared and column.name in names
    )
    return {column.name: _field(register, column) for column in (*register.columns, *common)}


def _field(register: Register, column: Column) -> Field:
    django = meta(register.model).get_field(column.name)
    if not isinstance(django, models.Field):
        raise TypeError(f"{register.name}.{column.name} is not a field of its own")
    kind = next((kind for cls, kind in KINDS if isinstance(django, cls)), None)
    if kind is None:
        raise TypeError(f"{register.name}.{column.name}: no kind for {type(django).__name__}")
    choices: dict[Any, Sentence] = {}
    if kind == "text" and django.flatchoices:
        kind = "choice"
        choices = {
            value: Sentence(str(title), column.english.get(value, str(title)))
            for value, title in django.flatchoices
        }
    elif kind == "text" and column.name.endswith("_status"):
        # what a part of the row rests on, in the words of the status of the whole
        kind = "choice"
        choices = {
            **{value: Sentence(title, STATUS_ENGLISH[value]) for value, title in STATUSES},
            "missing": Sentence("未取得", "not known"),
        }
    elif column.name in (register.region, "covers") and kind in ("text", "list"):
        # a division code; its name stands on screen
        kind = "choice" if kind == "text" else kind
        choices = dict(NAMES)
        if kind == "choice":
            choices = {"": Sentence("全市", "whole city"), **choices}
    return Field(column, django, kind, choices)


def references_of(register: Register) -> tuple[str, ...]:
    """Name the fields that point to other rows, to be fetched with the row."""
    own = tuple(name for name, field in fields_of(register).items() if field.kind == "reference")
    extra = tuple(
        path.rsplit("__", 1)[0]
        for path in (register.region, register.organisation or "")
        if "__" in path
    )
    return tuple(dict.fromkeys((*own, *extra)))


def value_at(row: Any, path: str) -> Any:
    """Follow a Django path from a row."""
    for word in path.split("__"):
        row = getattr(row, word, None)
        if row is None:
            return None
    return row.pk if isinstance(row, models.Model) else row
