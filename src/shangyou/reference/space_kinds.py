"""Kinds of response space and facility, after the Nanyang practice (以空间换时间)."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class SpaceKind:
    """A kind of place that can hold, divert or treat polluted water; `sort` space or facility."""

    key: str
    name: Sentence
    sort: str
    source: str
    status: Status


KINDS: Final = load(SpaceKind, "space_kinds")

TABLE: Final = Table(
    name="space_kinds",
    title=Sentence("应急空间与设施类型", "Kinds of response space"),
    standard="南阳实践",
    key=("key",),
    columns=(
        Column("key", Sentence("编号", "Key")),
        Column("name", Sentence("类型", "Kind")),
        Column("sort", Sentence("空间或设施", "Space or facility")),
        *provenance(),
    ),
    rows=KINDS,
)
