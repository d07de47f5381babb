"""What a form asks for a model, read from its spec: a new input of a model appears by itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from shangyou.science.case_schema import schema_of
from shangyou.science.messages import Sentence
from shangyou.science.spec import ModelSpec

Schema = Mapping[str, Any]


def fields_of(spec: ModelSpec[Any], *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the leaves of a model's inputs, in the order of the spec.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    without : tuple of str
        Paths that are not asked because the assessment itself answers them.

    Returns
    -------
    list of dict
        `path` (dotted), `title`, `kind` (number, integer, choice, text), `unit`, `minimum`,
        `maximum`, `default`, `choices`, `required`. Lists are left out: no form has one.

    """
    schema = schema_of(spec)
    found = _leaves(schema, schema["$defs"], prefix="", needed=True)
    return [field for field in found if field["path"] not in without]


def _leaves(
    schema: Schema, definitions: Schema, *, prefix: str, needed: bool
) -> Iterator[dict[str, Any]]:
    required = schema.get("required", ())
    for name, described in schema["properties"].items():
        wanted = needed and name in required
        inner = _resolve(described, definitions)
        path = f"{prefix}{name}"
        if "properties" in inner:
            # an object that may be left out asks nothing until one of its fields is given
            yield from _leaves(inner, definitions, prefix=f"{path}.", needed=wanted or needed)
        elif inner.get("type") in ("number", "integer", "string"):
            yield {
                "path": path,
                "title": Sentence(described["title"], described["x-title-en"]),
                "kind": _kind(inner),
                "unit": inner.get("x-unit", ""),
                "minimum": inner.get("minimum"),
                "maximum": inner.get("maximum"),
                "default": described.get("default"),
                "choices": inner.get("enum"),
                "required": wanted,
            }


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    """Return what a schema asks for: through references, past null, the plain part of a union."""
    if "$ref" in schema:
        return _resolve(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" not in schema:
        return schema
    parts = [_resolve(part, definitions) for part in schema["anyOf"]]
    real = [part for part in parts if part.get("type") != "null"]
    plain = [part for part in real if part.get("type") != "array"]
    return (plain or real)[0]


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return "choice"
    return "text" if schema["type"] == "string" else str(schema["type"])
