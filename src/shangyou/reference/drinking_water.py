"""GB 5749-2022 生活饮用水卫生标准: limits of what comes out of the tap."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

STANDARD: Final = "GB 5749-2022"


@dataclass(frozen=True, slots=True)
class DrinkingWaterItem:
    """One item; `text` holds a limit that is a range."""

    key: str
    item: Sentence
    limit: float | None
    text: str
    unit: str
    source: str
    status: Status


ITEMS: Final = load(DrinkingWaterItem, "drinking_water")
BY_KEY: Final = {item.key: item for item in ITEMS}

TABLE: Final = Table(
    name="drinking_water",
    title=Sentence("生活饮用水卫生标准", "Drinking water"),
    standard=STANDARD,
    key=("key",),
    columns=(
        Column("item", Sentence("指标", "Item")),
        Column("key", Sentence("物质", "Substance")),
        Column("limit", Sentence("限值", "Limit")),
        Column("text", Sentence("文字限值", "Limit in words")),
        Column("unit", Sentence("单位", "Unit")),
        *provenance(),
    ),
    rows=ITEMS,
)
