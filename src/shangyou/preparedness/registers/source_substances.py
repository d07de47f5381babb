"""风险物质 substances held at risk sources, with quantities."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.risk_sources import RiskSource
from shangyou.preparedness.registers.words import NOTE, RISKS, WING, column, problem
from shangyou.science.messages import Problem, Sentence


class SourceSubstance(RegisterRow):
    """One substance at one risk source."""

    objects: ClassVar[models.Manager["SourceSubstance"]]
    risk_source = models.ForeignKey(RiskSource, models.CASCADE, related_name="substances")
    substance = models.CharField(max_length=32)
    name = models.CharField(max_length=128)
    quantity_t = models.FloatField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["risk_source__code", "substance"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_source", "substance"], name="one_row_per_source_and_substance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.quantity_t:g} t"


def rules(row: SourceSubstance) -> Iterator[Problem]:
    """Check one holding."""
    if row.quantity_t is not None and not 0.0 < row.quantity_t <= 1_000_000.0:
        yield problem(
            "quantity_t",
            "数量应大于 0、不超过 1000000 t。",
            "The quantity must be above 0 and at most 1,000,000 t.",
        )


REGISTER = Register(
    name="source_substances",
    model=SourceSubstance,
    title=Sentence("风险物质存量", "Substances held"),
    group=RISKS,
    wing=WING,
    columns=(
        column("risk_source", "风险源", "Risk source", width=200),
        column("substance", "物质编号（CAS）", "Substance (CAS)"),
        column("name", "物质名称", "Substance name"),
        column("quantity_t", "最大存在量", "Largest quantity", unit="t"),
        NOTE,
    ),
    filters=("substance", "status"),
    form_groups=(
        (
            Sentence("存量", "Holding"),
            ("risk_source", "substance", "name", "quantity_t", "note"),
        ),
    ),
    search=("substance", "name", "risk_source__name"),
    order="risk_source",
    geometry=None,
    natural_key=("risk_source", "substance"),
    region="region",
    organisation="risk_source__organisation",
    rules=rules,
)
