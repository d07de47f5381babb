"""GB 3838-2002 地表水环境质量标准, tables 1 to 3."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "GB 3838-2002"


@dataclass(frozen=True, slots=True)
class SurfaceWaterItem:
    """One item: by class in table 1, one value in tables 2 and 3; `text` where it is no number."""

    key: str
    item: Sentence
    table: str
    unit: str
    class_1: float | None
    class_2: float | None
    class_3: float | None
    class_4: float | None
    class_5: float | None
    limit: float | None
    text: str
    note: str
    source: str
    status: Status

    def of_class(self, water_class: int) -> float | None:
        """Return the limit of water class 1 to 5, in the unit of the row."""
        return (self.class_1, self.class_2, self.class_3, self.class_4, self.class_5)[
            water_class - 1
        ]


ITEMS: Final = load(SurfaceWaterItem, "surface_water")
BY_KEY: Final = {item.key: item for item in ITEMS}

TABLE: Final = Table(
    name="surface_water",
    title=Sentence("地表水环境质量标准", "Surface-water quality"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("item", Sentence("项目", "Item")),
        Column("key", Sentence("物质", "Substance")),
        Column("table", Sentence("表", "Table")),
        Column("unit", Sentence("单位", "Unit")),
        Column("class_1", Sentence("Ⅰ类", "Class I")),
        Column("class_2", Sentence("Ⅱ类", "Class II")),
        Column("class_3", Sentence("Ⅲ类", "Class III")),
        Column("class_4", Sentence("Ⅳ类", "Class IV")),
        Column("class_5", Sentence("Ⅴ类", "Class V")),
        Column("limit", Sentence("水源地限值", "Drinking-source limit")),
        Column("text", Sentence("文字限值", "Limit in words")),
        Column("note", Sentence("说明", "Note")),
        *provenance(),
    ),
    rows=ITEMS,
)
