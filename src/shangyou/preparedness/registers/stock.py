"""库存 stock: what each depot holds, by the seven national classes of supplies."""

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models
from django.utils import timezone

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.words import FORCES, NOTE, WING, choices, column, problem
from shangyou.science.messages import Problem, Sentence

# the seven classes of 环办应急〔2019〕17号
CLASSES = {
    "interception": Sentence("污染源切断", "Cutting off the source"),
    "containment": Sentence("污染物控制", "Containment"),
    "collection": Sentence("污染物收集", "Collection"),
    "degradation": Sentence("污染物降解", "Degradation"),
    "protection": Sentence("安全防护", "Protection"),
    "communication": Sentence("应急通信和指挥", "Communication and command"),
    "monitoring": Sentence("环境监测", "Environmental monitoring"),
}


class StockItem(RegisterRow):
    """One item at one depot."""

    objects: ClassVar[models.Manager["StockItem"]]
    depot = models.ForeignKey(Depot, models.CASCADE, related_name="stock")
    supply_class = models.CharField(max_length=16, choices=choices(CLASSES))
    item = models.CharField(max_length=128)
    reagent = models.CharField(max_length=48, blank=True, db_index=True)
    quantity = models.FloatField()
    unit = models.CharField(max_length=16)
    strength = models.FloatField(default=1.0)
    expires_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["depot__code", "supply_class", "item"]
        constraints = [
            models.UniqueConstraint(fields=["depot", "item"], name="one_row_per_depot_and_item")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity:g} {self.unit}"


def rules(row: StockItem) -> Iterator[Problem]:
    """Check one stock row."""
    if row.quantity is not None and not 0.0 <= row.quantity <= 1e9:
        yield problem(
            "quantity",
            "数量应在 0–1000000000 之间。",
            "The quantity must lie between 0 and 1,000,000,000.",
        )
    if row.strength is not None and not 0.0 < row.strength <= 1.0:
        yield problem(
            "strength",
            "有效含量应大于 0、不超过 1。",
            "The strength must be above 0 and at most 1.",
        )
    if isinstance(row.expires_on, dt.date) and row._state.adding:  # noqa: SLF001 (Django's documented flag)
        today = timezone.localdate()
        if row.expires_on <= today:
            yield problem(
                "expires_on",
                f"有效期应晚于今天（{today}）；过期物资不能入库。",
                f"The expiry must be later than today ({today}); expired supplies cannot be taken in.",
            )


REGISTER = Register(
    name="stock",
    model=StockItem,
    title=Sentence("物资库存", "Stock"),
    group=FORCES,
    wing=WING,
    columns=(
        column("depot", "物资库", "Depot", width=180),
        column("supply_class", "类别", "Class", titles=CLASSES),
        column("item", "物资名称", "Item", width=160),
        column(
            "reagent",
            "药剂代号",
            "Reagent key",
            in_list=False,
            help_zh="处置方案按此代号找药剂，例如 activated_carbon。",
            help_en="Response plans find the reagent by this key, such as activated_carbon.",
        ),
        column("quantity", "数量", "Quantity", width=100),
        column("unit", "单位", "Unit", width=70),
        column(
            "strength",
            "有效含量",
            "Strength",
            in_list=False,
            help_zh="有效成分占数量的份额，0–1；纯品为 1。",
            help_en="Share of the quantity that is the active substance, 0 to 1; 1 when pure.",
        ),
        column("expires_on", "有效期至", "Expires on", width=110),
        NOTE,
    ),
    filters=("depot", "supply_class", "status"),
    form_groups=(
        (
            Sentence("库存", "Stock"),
            (
                "depot",
                "supply_class",
                "item",
                "reagent",
                "quantity",
                "unit",
                "strength",
                "expires_on",
                "note",
            ),
        ),
    ),
    search=("item", "reagent", "depot__name"),
    order="depot",
    geometry=None,
    natural_key=("depot", "item"),
    region="region",
    organisation="depot__organisation",
    rules=rules,
)
