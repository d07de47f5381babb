"""Emergency supplies: the seven classes of 环办应急〔2019〕17号, and the codes of GB/T 38565."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class SupplyItem:
    """One kind of supply and the class it belongs to."""

    class_key: str
    number: int
    class_title: Sentence
    item: Sentence
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class SupplyCode:
    """The first digit of the seven-digit code of GB/T 38565-2020.

    The digits below it stand in table 1 of the standard, whose text we do not hold.
    """

    code: str
    name: Sentence
    source: str
    status: Status


ITEMS: Final = load(SupplyItem, "supply_classes")
CLASSES: Final[dict[str, Sentence]] = {item.class_key: item.class_title for item in ITEMS}
CODES: Final = load(SupplyCode, "supply_code_levels")

TABLE: Final = Table(
    name="supply_classes",
    title=Sentence("环境应急物资分类", "Supply classes"),
    standard="环办应急〔2019〕17号",
    key=("number",),
    columns=(
        Column("number", Sentence("序号", "No.")),
        Column("class_key", Sentence("类别编号", "Class key")),
        Column("class_title", Sentence("类别", "Class")),
        Column("item", Sentence("物资", "Item")),
        *provenance(),
    ),
    rows=ITEMS,
)

CODE_TABLE: Final = Table(
    name="supply_code_levels",
    title=Sentence("应急物资大类代码", "National supply codes, first level"),
    standard="GB/T 38565-2020",
    key=("code",),
    columns=(
        Column("code", Sentence("代码", "Code")),
        Column("name", Sentence("大类", "Class")),
        *provenance(),
    ),
    rows=CODES,
)
