"""The entered facts of the demo world, one CSV each under `data/`, every row with its source and status."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


class Fact(dict[str, str]):
    """One row; an empty cell is a fact not known."""

    def number(self, name: str) -> float:
        """Read the number in a cell that must hold one."""
        return float(self[name])

    def known(self, name: str) -> float | None:
        """Read the number in a cell, or None when it is empty."""
        return float(self[name]) if self[name] else None


@cache
def facts(name: str) -> tuple[Fact, ...]:
    """Rows of one table of facts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Fact(row) for row in csv.DictReader(file))
