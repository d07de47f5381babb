"""JSON Schema of a model's inputs: forms on screen and partners' checks are drawn from it."""

import math
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin

from shangyou.science.cases import document, hints_of, key_of, optional
from shangyou.science.quantities import Unit, unit_of
from shangyou.science.spec import ModelSpec


def schema_of(spec: ModelSpec[Any]) -> dict[str, Any]:
    """Return the schema (draft 2020-12); units stand in `x-unit`, titles in both languages."""
    definitions: dict[str, Any] = {}
    root = _object(spec.inputs, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:shangyou:model:{spec.name}:{spec.version}",
        "title": spec.title.zh,
        "x-title-en": spec.title.en,
        **root,
        "$defs": definitions,
    }


def _object(cls: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = hints_of(cls)
    summary = (cls.__doc__ or "").strip().splitlines()[0]
    return {
        "type": "object",
        "description": summary,
        "properties": {
            key_of(f): _described(f, _schema(hints[f.name], definitions)) for f in fields(cls)
        },
        "required": [key_of(f) for f in fields(cls) if not optional(f)],
    }


def _described(field: "Field[Any]", schema: dict[str, Any]) -> dict[str, Any]:
    described = dict(schema)
    described["title"] = field.metadata.get("zh", field.name)
    described["x-title-en"] = field.metadata.get("en", field.name)
    if field.default is not MISSING and field.default is not None:
        described["default"] = document(field.default)
    return described


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union(get_args(hint), definitions)
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is tuple:
        return _list(get_args(hint), definitions)
    unit = unit_of(hint)
    return _number(hint, unit) if unit is not None else _text(hint)


def _text(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if hint is datetime:
        return {"type": "string", "format": "date-time"}
    return {"type": "string", "minLength": 1, "maxLength": 200}


def _union(parts: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    schemas = [
        {"type": "null"} if part is type(None) else _schema(part, definitions) for part in parts
    ]
    return {"anyOf": schemas}


def _list(parts: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _schema(parts[0], definitions)}
    return {
        "type": "array",
        "prefixItems": [_schema(part, definitions) for part in parts],
        "minItems": len(parts),
        "maxItems": len(parts),
    }


def _number(hint: Any, unit: Unit) -> dict[str, Any]:
    whole = getattr(hint, "__origin__", float) is int
    schema: dict[str, Any] = {"type": "integer" if whole else "number", "x-unit": unit.symbol}
    if not math.isinf(unit.low):
        schema["minimum"] = unit.low
    if not math.isinf(unit.high):
        schema["maximum"] = unit.high
    return schema
