"""What a register says about itself; everything else is derived."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shangyou.core.registers.rows import RegisterRow
from shangyou.science.messages import Problem, Sentence

if TYPE_CHECKING:
    from shangyou.core.registers.reading import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a register; kind, choices, required, least and most come from the Django field."""

    name: str
    title: Sentence
    unit: str = ""
    in_list: bool = True
    help: Sentence | None = None
    width: int = 120
    english: Mapping[str, str] = field(default_factory=dict)
    """English titles of the choices, by value; the Chinese ones stand in the Django field."""


_NOTHING = Sentence("", "")


def no_rules(_row: Any) -> Iterable[Problem]:
    """Refuse nothing beyond what the fields themselves refuse."""
    return ()


# eq=False: a register is itself and nothing else, so what is derived from it can be kept
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Register:
    """One register. Its fields in common (region, status, source) need no column of their own."""

    name: str
    model: type[RegisterRow]
    title: Sentence
    group: Sentence
    wing: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...] = ()
    form_groups: tuple[tuple[Sentence, tuple[str, ...]], ...] = ()
    search: tuple[str, ...] = ()
    order: str = "id"
    geometry: str | None = None
    natural_key: tuple[str, ...] = ()
    region: str = "region"
    """Path to the division code that decides who may see and change a row."""
    organisation: str | None = None
    """Path to the organisation that a row belongs to, for users who keep only their own."""
    rules: Callable[[Any], Iterable[Problem]] = no_rules
    map_properties: tuple[str, ...] = ()
    symbol: Mapping[str, str] = field(default_factory=dict)
    description: Sentence = _NOTHING
    reader: Callable[[str, bytes], "Table | None"] | None = None
    """Reads files of the trade's own formats, by name and content; None leaves the file to the engine."""
