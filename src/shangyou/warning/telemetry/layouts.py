"""Which items a frame carries: learnt once per shape, so that a row holds numbers alone."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_WORDS: Final = {"Flag", "SampleTime", "EFlag", "Info", "SN", "DataTime"}
"""Items that are words about a value, not values."""
_FLOAT8_OID: Final = 701
MOST_SHAPES: Final = 50_000
MOST_PER_DEVICE: Final = 64
MOST_VALUES: Final = 400


@dataclass(slots=True, eq=False)
class Layout:
    """The numeric items in order; `id` is the store's, known once it has been registered."""

    items: tuple[str, ...]
    id: int | None = None
    packing: struct.Struct = field(init=False)
    template: list[float] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.items)
        # PostgreSQL's binary array: dimensions, nulls, element type, length, lower bound, elements
        self.packing = struct.Struct(">iiiii" + "id" * count if count else ">iii")
        head = [1, 0, _FLOAT8_OID, count, 1] if count else [0, 0, _FLOAT8_OID]
        self.template = [*head, *([8, 0.0] * count)]


@dataclass(slots=True, eq=False)
class Shape:
    """Where in a frame's texts the values of a layout and their flags stand (-1: no flag)."""

    layout: Layout
    values: tuple[int, ...]
    flags: tuple[int, ...]
    time: int


class Layouts:
    """Every shape seen so far; bounded, whatever devices may send."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, ...], Shape] = {}
        self._layouts: dict[tuple[str, ...], Layout] = {}

    def shape(self, names: tuple[str, ...]) -> Shape | None:
        """Return the shape of a frame's names, None where there are too many shapes or values."""
        found = self._shapes.get(names)
        if found is None:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            items, values, flags, time = _positions(names)
            if len(items) > MOST_VALUES:
                return None
            layout = self._layouts.get(items)
            if layout is None:
                if len(self._layouts) >= MOST_SHAPES:
                    return None
                layout = self._layouts[items] = Layout(items)
            found = self._shapes[names] = Shape(layout, values, flags, time)
        return found


def _positions(
    names: Iterable[str],
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...], int]:
    where: dict[str, int] = {}
    flag_of: dict[str, int] = {}
    time = -1
    last = ""
    for place, name in enumerate(names):
        code, dash, item = name.rpartition("-")
        if not dash:
            if name == "DataTime" and time < 0:
                time = place
            elif name == "Flag" and last:
                flag_of.setdefault(last, place)
            continue
        last = code
        if item == "Flag":
            flag_of.setdefault(code, place)
        elif item not in _WORDS and "\0" not in name and len(name) <= 64:
            where.setdefault(name, place)
    items = tuple(where)
    flags = tuple(flag_of.get(name.rpartition("-")[0], -1) for name in items)
    return items, tuple(where.values()), flags, time
