"""What every table of the trade has in common: rows with a source and a status, read once."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

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
