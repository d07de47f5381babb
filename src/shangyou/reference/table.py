"""What every table of the trade has in common: rows with a source and a status, read once."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any, Literal, TypeVar, cast, get_args, get_type_hints

from shangyou.science.messages import Sentence

Status = Literal["verified", "secondary", "unverified"]
"""verified: seen in the source itself; secondary: seen in a copy of it; unverified: 需核实."""

STATUSES: tuple[Status, ...] = get_args(Status)

STATUS_TITLES: dict[Status, Sentence] = {
    "verified": Sentence("已核对原文", "verified against the source"),
    "secondary": Sentence("转引核对", "taken from a copy of the source"),
    "unverified": Sentence("需核实", "to be verified"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the attribute of the row, its title and its unit."""

    name: str
    title: Sentence
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the trade, for the pages, the screens and the contract suite.

    `key` names the columns that tell one row from another.
    """

    name: str
    title: Sentence
    standard: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[Any]


Row = TypeVar("Row")


def load(kind: type[Row], name: str) -> tuple[Row, ...]:
    """Return `data/<name>.csv` as rows of the frozen dataclass `kind`.

    A field is read from the column of its name by its type; a `Sentence` from the two columns
    ending in `_zh` and `_en`. Fields with a default that no column holds keep their default.
    """
    types = get_type_hints(kind)
    rows = read(name)
    columns = set(rows[0])
    wanted = [
        field.name
        for field in fields(cast("Any", kind))
        if field.name in columns or f"{field.name}_zh" in columns
    ]
    return tuple(kind(**{n: _cell(types[n], row, n) for n in wanted}) for row in rows)


def _cell(kind: Any, row: dict[str, str], name: str) -> Any:
    if kind is Sentence:
        return Sentence(row[f"{name}_zh"], row[f"{name}_en"])
    text = row[name]
    if name == "status":
        return status_of(text)
    if kind == float | None:
        return number(text)
    if kind == tuple[str, ...]:
        return parts(text)
    if kind is bool:
        return text == "yes"
    return kind(text) if kind in (int, float) else text


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/<name>.csv`, every cell a string."""
    text = resources.files(__package__).joinpath("data", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def status_of(text: str) -> Status:
    """Return `text` as a status; a table with any other word must not load."""
    for status in STATUSES:
        if text == status:
            return status
    raise ValueError(f"status must be one of {', '.join(STATUSES)}, not {text!r}")


def number(text: str) -> float | None:
    """Return the number in a cell, None when the cell is empty."""
    return float(text) if text else None


def parts(text: str) -> tuple[str, ...]:
    """Return the pieces of a cell that holds a list, separated by `|`."""
    return tuple(text.split("|")) if text else ()


def provenance() -> tuple[Column, Column]:
    """Return the two columns that every table ends with."""
    return (
        Column("source", Sentence("来源", "Source")),
        Column("status", Sentence("状态", "Status")),
    )
