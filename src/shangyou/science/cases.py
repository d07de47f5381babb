"""From JSON values to the frozen inputs of a model and back.

Reading never stops at the first mistake: every problem is collected with its JSON path, so that
a form can mark all of its fields at once.
"""

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.quantities import Unit, parse, unit_of
from shangyou.science.spec import ModelSpec

Inputs = TypeVar("Inputs")

# Remarks for people may stand in any object of a case; they change no number.
REMARKS = frozenset(
    {"name", "title", "note", "notes", "comment", "description", "source", "status"}
)
_BAD: Any = object()


def about(zh: str, en: str, key: str | None = None) -> dict[str, str]:
    """Describe an input for forms, schemas and refusals: `field(metadata=about(…))`."""
    return {"zh": zh, "en": en, **({"key": key} if key else {})}


def key_of(field: "Field[Any]") -> str:
    """Return the JSON key of a field: its name, unless that is a word of Python (`from`)."""
    return str(field.metadata.get("key", field.name))


def optional(field: "Field[Any]") -> bool:
    """Tell whether a case may leave the field out."""
    return field.default is not MISSING or field.default_factory is not MISSING


@cache
def hints_of(cls: type[Any]) -> dict[str, Any]:
    """Return the types of a dataclass with their units."""
    return get_type_hints(cls, include_extras=True)


def read(spec: ModelSpec[Inputs], document: object) -> Inputs:
    """Return the inputs a JSON document describes.

    Raises
    ------
    BadInput
        With every problem of the document.

    """
    problems: list[Problem] = []
    inputs = _read(spec.inputs, document, "$", problems)
    if not problems:
        problems.extend(spec.problems(inputs))
    if problems:
        raise BadInput(problems)
    return inputs  # type: ignore[no-any-return]


def read_part(cls: type[Inputs], document: object, path: str = "$") -> Inputs:
    """Return a part of a case (a measure, an option), read by the rules of the whole.

    Raises
    ------
    BadInput
        With every problem of the document.

    """
    problems: list[Problem] = []
    value = _read(cls, document, path, problems)
    if problems:
        raise BadInput(problems)
    return value  # type: ignore[no-any-return]


def document(value: Any) -> Any:
    """Return the JSON document of inputs: the same inputs always give the same document."""
    if is_dataclass(value):
        return {
            key_of(f): document(inner)
            for f in fields(value)
            if (inner := getattr(value, f.name)) is not None
        }
    if isinstance(value, tuple):
        return [document(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def canonical_json(inputs: Any) -> str:
    """Return the one text that stands for these inputs."""
    return json.dumps(document(inputs), ensure_ascii=False, sort_keys=True, allow_nan=False)


def sha256(inputs: Any) -> str:
    """Return the fingerprint under which a run of these inputs is stored."""
    return hashlib.sha256(canonical_json(inputs).encode()).hexdigest()


def _complain(problems: list[Problem], path: str, zh: str, en: str) -> Any:
    problems.append(Problem(path, Sentence(zh, en)))
    return _BAD


def _read(hint: Any, value: object, path: str, problems: list[Problem]) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(hint), value, path, problems)
    if is_dataclass(hint):
        return _read_object(hint, value, path, problems)
    if origin is tuple:
        return _read_list(get_args(hint), value, path, problems)
    if origin is Literal:
        return _read_choice(get_args(hint), value, path, problems)
    unit = unit_of(hint)
    if unit is not None:
        return _read_number(hint, unit, value, path, problems)
    return _read_text_or_time(hint, value, path, problems)


def _read_number(hint: Any, unit: Unit, value: object, path: str, problems: list[Problem]) -> Any:
    number = parse(value, unit)
    if isinstance(number, Sentence):
        problems.append(Problem(path, number))
        return _BAD
    if getattr(hint, "__origin__", float) is not int:
        return number
    if not number.is_integer():
        return _complain(
            problems,
            path,
            f"应为整数（{unit.allowed}）",
            f"must be a whole number ({unit.allowed})",
        )
    return int(number)


def _read_text_or_time(hint: Any, value: object, path: str, problems: list[Problem]) -> Any:
    if hint is datetime:
        return _read_time(value, path, problems)
    if isinstance(value, str) and value.strip() and len(value) <= 200:
        return value
    return _complain(
        problems, path, "应为 1–200 个字符的文字", "must be a text of 1 to 200 characters"
    )


def _read_time(value: object, path: str, problems: list[Problem]) -> Any:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        return _complain(
            problems,
            path,
            "应为带时区的 ISO 8601 时间，例如 2026-03-01T08:00:00+08:00",
            "must be an ISO 8601 time with its offset, for example 2026-03-01T08:00:00+08:00",
        )
    if not 1900 <= time.year <= 2200:
        return _complain(
            problems, path, "年份应在 1900–2200 之间", "the year must be between 1900 and 2200"
        )
    return time


def _read_choice(
    choices: tuple[Any, ...], value: object, path: str, problems: list[Problem]
) -> Any:
    if isinstance(value, str) and value in choices:
        return value
    listed = " | ".join(map(str, choices))
    return _complain(problems, path, f"应为下列之一：{listed}", f"must be one of: {listed}")


def _read_union(parts: tuple[Any, ...], value: object, path: str, problems: list[Problem]) -> Any:
    if value is None:
        if type(None) in parts:
            return None
        return _complain(problems, path, "不能为空", "must not be null")
    inner = [part for part in parts if part is not type(None)]
    wants_list, wants_object = isinstance(value, list), isinstance(value, Mapping)
    fitting = [part for part in inner if (get_origin(part) is tuple) == wants_list]
    # an object is read by the part that is one, a name or a number by the part that is not
    fitting.sort(key=lambda part: is_dataclass(part) != wants_object)
    return _read((fitting or inner)[0], value, path, problems)


def _read_list(parts: tuple[Any, ...], value: object, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        return _complain(problems, path, "应为列表 [ … ]", "must be a list [ … ]")
    if parts[-1] is Ellipsis:
        if len(value) > 20_000:
            return _complain(
                problems, path, "列表最多 20000 项", "a list holds at most 20000 entries"
            )
        return tuple(_read(parts[0], v, f"{path}[{i}]", problems) for i, v in enumerate(value))
    if len(value) != len(parts):
        return _complain(
            problems,
            path,
            f"应恰有 {len(parts)} 项，例如 [时间, 数值]",
            f"must have exactly {len(parts)} entries, for example [time, value]",
        )
    return tuple(
        _read(part, v, f"{path}[{i}]", problems)
        for i, (part, v) in enumerate(zip(parts, value, strict=True))
    )


def _read_object(cls: Any, value: object, path: str, problems: list[Problem]) -> Any:
    if not isinstance(value, Mapping):
        return _complain(problems, path, "应为对象 { … }", "must be an object { … }")
    found = len(problems)
    known = {key_of(f): f for f in fields(cls)}
    for key in value:
        if key not in known and key not in REMARKS:
            listed = ", ".join(known)
            _complain(
                problems,
                f"{path}.{key}",
                f"不认识的字段；可用：{listed}",
                f"is not known; allowed here: {listed}",
            )
    arguments = {}
    for key, field in known.items():
        given = value.get(key)
        if given is None and optional(field):
            continue
        if given is None:
            zh, en = field.metadata.get("zh", key), field.metadata.get("en", key)
            _complain(problems, f"{path}.{key}", f"缺少{zh}（必填）", f"{en} is required")
            continue
        arguments[field.name] = _read(hints_of(cls)[field.name], given, f"{path}.{key}", problems)
    return cls(**arguments) if len(problems) == found else _BAD
