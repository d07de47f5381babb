"""Rows to files that can be imported again, and the empty template."""

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from shangyou.core.language import Language, text
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import Field, fields_of, references_of
from shangyou.core.registers.geometry import kind_of
from shangyou.core.spreadsheets import DANGEROUS, MEDIA, as_csv
from shangyou.science.messages import Sentence

KINDS = ("xlsx", "csv", "geojson")
LONGITUDE = Sentence("经度", "Longitude")
LATITUDE = Sentence("纬度", "Latitude")
WKT = Sentence("几何 WKT", "Geometry WKT")
_MEDIA = {**MEDIA, "geojson": "application/geo+json"}
_CHOICES = Sentence("选项", "Choices")
_TEMPLATE_ROWS = 2000


def key_text(register: Register | None, row: Any) -> str:
    """Name a row in a file so that import finds it again: its natural key, or its title."""
    if row is None:
        return ""
    if register is None or not register.natural_key:
        return str(row)
    parts = []
    for name in register.natural_key:
        field = fields_of(register)[name]
        value = getattr(row, name)
        parts.append(key_text(field.register(), value) if field.kind == "reference" else str(value))
    return " / ".join(parts)


def reference_paths(register: Register) -> tuple[str, ...]:
    """Name everything the files need of the rows pointed to, so that one query fetches it."""
    paths = list(references_of(register))
    for name, field in fields_of(register).items():
        target = field.register() if field.kind == "reference" else None
        if target:
            of_target = fields_of(target)
            paths += [
                f"{name}__{part}"
                for part in target.natural_key
                if of_target[part].kind == "reference"
            ]
    return tuple(dict.fromkeys(paths))


def write(register: Register, rows: QuerySet[Any], kind: str, language: Language) -> bytes:
    """Write rows as xlsx, csv or geojson."""
    paths = reference_paths(register)
    rows = rows.select_related(*paths) if paths else rows
    if kind == "geojson":
        return _geojson(register, rows)
    head = [
        *(field.header(language) for field in fields_of(register).values()),
        *(text(title, language) for title in _place_titles(register)),
    ]
    lines = (
        [
            *(_cell(field, getattr(row, name), language) for name, field in _fields(register)),
            *_place(register, row),
        ]
        for row in rows.iterator(chunk_size=2000)
    )
    return as_csv(head, lines) if kind == "csv" else _xlsx(register, head, lines, language)


def _fields(register: Register) -> Iterable[tuple[str, Field]]:
    return fields_of(register).items()


def _cell(field: Field, value: Any, language: Language) -> Any:
    if value is None:
        return None
    if field.kind == "reference":
        return key_text(field.register(), value)
    if field.kind == "datetime":
        return timezone.localtime(value).isoformat()
    if field.kind == "list":
        return "、".join(str(part) for part in value)
    if field.kind in ("choice", "boolean"):
        return field.show(value, language) if value != "" else None
    return value


def _place_titles(register: Register) -> tuple[Sentence, ...]:
    if not register.geometry:
        return ()
    return (LONGITUDE, LATITUDE) if kind_of(register) == "point" else (WKT,)


def _place(register: Register, row: Any) -> list[Any]:
    if not register.geometry:
        return []
    shape = getattr(row, register.geometry)
    if kind_of(register) == "point":
        return [None, None] if shape is None else [*shape.tuple]
    return [None if shape is None else shape.wkt]


def _xlsx(
    register: Register, head: list[str], lines: Iterator[list[Any]], language: Language
) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(text(register.title, language)[:31])
    sheet.freeze_panes = "A2"
    for place, (_, field) in enumerate(_fields(register), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = field.column.width / 8
    cells = [WriteOnlyCell(sheet, title) for title in head]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for line in lines:
        sheet.append([_as_text(sheet, v) if isinstance(v, str) else v for v in line])
    return _saved(book)


def _as_text(sheet: Any, value: str) -> Any:
    if not value.startswith(DANGEROUS):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # a text, whatever it begins with; never a formula
    return cell


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _geojson(register: Register, rows: QuerySet[Any]) -> bytes:
    features = []
    for row in rows.iterator(chunk_size=2000):
        properties: dict[str, Any] = {}
        for name, field in _fields(register):
            value = getattr(row, name)
            if field.kind == "reference":
                value = key_text(field.register(), value)
            elif field.kind in ("date", "datetime") and value is not None:
                value = value.isoformat()
            properties[name] = value
        shape = getattr(row, register.geometry) if register.geometry else None
        features.append(
            {
                "type": "Feature",
                "geometry": json.loads(shape.geojson) if shape is not None else None,
                "properties": properties,
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def template(register: Register, language: Language) -> bytes:
    """Make an empty table: headings with a star where required, a note each, lists of choices."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has one)
    sheet.title = text(register.title, language)[:31]
    choices = book.create_sheet(text(_CHOICES, language))
    sheet.freeze_panes = "A2"
    places = [(text(title, language), None) for title in _place_titles(register)]
    heads = [(field.header(language), field) for _, field in _fields(register)]
    for place, (title, field) in enumerate([*heads, *places], start=1):
        star = "*" if field is not None and field.required else ""
        cell = sheet.cell(1, place, f"{title}{star}")
        cell.font = Font(bold=True)
        if star:
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
        letter = get_column_letter(place)
        if field is None:
            continue
        sheet.column_dimensions[letter].width = field.column.width / 7
        if field.column.help:
            cell.comment = Comment(text(field.column.help, language), "上游")
        titles = [field.show(value, language) for value in field.choices if value != ""]
        if field.kind == "boolean":
            titles = [field.show(value, language) for value in (True, False)]
        if titles and field.kind != "list":
            for down, choice in enumerate(titles, start=1):
                choices.cell(down, place, choice)
            source = f"'{choices.title}'!${letter}$1:${letter}${len(titles)}"
            rule = DataValidation(type="list", formula1=source, allow_blank=not field.required)
            rule.error = text(Sentence("请从列表中选择。", "Choose one from the list."), language)
            rule.showErrorMessage = True
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_TEMPLATE_ROWS}")
    return _saved(book)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Offer a file under its Chinese name (RFC 5987)."""
    answer = HttpResponse(content, content_type=_MEDIA[kind])
    answer["Content-Disposition"] = (
        f"attachment; filename=\"register.{kind}\"; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    )
    return answer
