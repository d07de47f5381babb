"""河段 reaches: the line, where the water goes, and what it carries in what section."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.hydrology import DEFAULT_VELOCITY_EXPONENT
from shangyou.preparedness.registers.rivers import JOIN_BANKS, River
from shangyou.preparedness.registers.words import (
    CODE,
    NAME,
    NOTE,
    WATER,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence


class Reach(RegisterRow):
    """One reach of a river."""

    objects: ClassVar[models.Manager["Reach"]]
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=128)
    river = models.ForeignKey(River, models.PROTECT, related_name="reaches")
    sequence = models.PositiveIntegerField(default=1)
    chainage_up_km = models.FloatField()
    chainage_down_km = models.FloatField()
    length_m = models.FloatField()
    downstream = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="upstream"
    )
    joins_at_m = models.FloatField(default=0.0)
    joins = models.CharField(
        max_length=8, choices=choices(JOIN_BANKS), default="unknown", blank=True
    )
    discharge_dry_m3_s = models.FloatField()
    discharge_normal_m3_s = models.FloatField()
    discharge_flood_m3_s = models.FloatField()
    width_low_m = models.FloatField()
    depth_low_m = models.FloatField()
    velocity_exponent = models.FloatField(default=DEFAULT_VELOCITY_EXPONENT)
    width_pool_175_m = models.FloatField(null=True, blank=True)
    depth_pool_175_m = models.FloatField(null=True, blank=True)
    width_pool_145_m = models.FloatField(null=True, blank=True)
    depth_pool_145_m = models.FloatField(null=True, blank=True)
    slope_permille = models.FloatField(null=True, blank=True)
    regulation = models.CharField(max_length=200, blank=True)
    length_status = models.CharField(max_length=16, blank=True)
    discharge_status = models.CharField(max_length=16, blank=True)
    section_status = models.CharField(max_length=16, blank=True)
    marks = models.JSONField(default=list, blank=True)
    """Where distances are known on the drawn line: [[drawn fraction, distance in m], …]."""
    note = models.TextField(blank=True)
    geometry = models.LineStringField(srid=4326)

    class Meta:
        ordering = ["river__code", "sequence"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def width_m(self) -> float:
        """Width at low water, in metres: how broad the map draws it."""
        return self.width_low_m


POSITIVE = (
    ("length_m", "长度", "length", 1_000_000.0, "m"),
    ("discharge_dry_m3_s", "枯水流量", "dry discharge", 200_000.0, "m³/s"),
    ("discharge_normal_m3_s", "平水流量", "normal discharge", 200_000.0, "m³/s"),
    ("discharge_flood_m3_s", "丰水流量", "flood discharge", 200_000.0, "m³/s"),
    ("width_low_m", "枯水河宽", "low-water width", 20_000.0, "m"),
    ("depth_low_m", "枯水水深", "low-water depth", 300.0, "m"),
)


def rules(row: Reach) -> Iterator[Problem]:
    """Check one reach: without discharge and section nothing can be forecast on it."""
    for field, zh, en, most, unit in POSITIVE:
        value = getattr(row, field)
        if value is not None and not 0.0 < value <= most:
            yield problem(
                field,
                f"{zh}应大于 0、不超过 {most:g} {unit}。",
                f"The {en} must be above 0 and at most {most:g} {unit}.",
            )
    yield from _order_problems(row)
    yield from _shape_problems(row)
    yield from _join_problems(row)


def _order_problems(row: Reach) -> Iterator[Problem]:
    flows = (row.discharge_dry_m3_s, row.discharge_normal_m3_s, row.discharge_flood_m3_s)
    if None not in flows and not flows[0] <= flows[1] <= flows[2]:
        yield problem(
            "discharge_normal_m3_s",
            "三期流量应为枯水 ≤ 平水 ≤ 丰水。",
            "Discharges must be dry ≤ normal ≤ flood.",
        )
    if (
        row.chainage_up_km is not None
        and row.chainage_down_km is not None
        and not row.chainage_up_km > row.chainage_down_km >= 0.0
    ):
        yield problem(
            "chainage_down_km",
            "下端里程应小于上端里程，且不小于 0。",
            "The lower chainage must be below the upper one and not below 0.",
        )


def _shape_problems(row: Reach) -> Iterator[Problem]:
    if row.velocity_exponent is not None and not 0.0 <= row.velocity_exponent <= 1.0:
        yield problem(
            "velocity_exponent",
            "流速指数应在 0–1 之间（自由河道 0.4，水库 1）。",
            "The velocity exponent must lie between 0 and 1 (free river 0.4, reservoir 1).",
        )
    if row.slope_permille is not None and not 0.0 < row.slope_permille <= 100.0:
        yield problem(
            "slope_permille",
            "比降应大于 0、不超过 100 ‰，不详请留空。",
            "The slope must be above 0 and at most 100 ‰; leave it empty if unknown.",
        )
    for level in ("175", "145"):
        pool = (getattr(row, f"width_pool_{level}_m"), getattr(row, f"depth_pool_{level}_m"))
        if (pool[0] is None) != (pool[1] is None) or any(v is not None and v <= 0 for v in pool):
            yield problem(
                f"width_pool_{level}_m",
                f"{level} m 水位的库区河宽与水深应同时填写且大于 0，库水不到则都留空。",
                f"Give both width and depth at pool level {level} m, above 0, or neither where the pool does not reach.",
            )


def _join_problems(row: Reach) -> Iterator[Problem]:
    if row.pk and row.downstream_id == row.pk:
        yield problem("downstream", "河段不能流向自己。", "A reach cannot flow into itself.")
    if row.downstream is not None and not 0.0 <= row.joins_at_m <= row.downstream.length_m:
        yield problem(
            "joins_at_m",
            f"汇入点应在下游河段 {row.downstream.code} 的 0–{row.downstream.length_m:.0f} m 之间。",
            f"The confluence must lie within reach {row.downstream.code}, 0 to {row.downstream.length_m:.0f} m.",
        )


REGISTER = Register(
    name="reaches",
    model=Reach,
    title=Sentence("河段与水文", "Reaches and hydrology"),
    group=WATER,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("river", "河流", "River"),
        column("sequence", "序号", "Sequence", in_list=False),
        column("chainage_up_km", "上端里程", "Upper chainage", unit="km"),
        column("chainage_down_km", "下端里程", "Lower chainage", unit="km"),
        column("length_m", "长度", "Length", unit="m"),
        column("downstream", "下游河段", "Downstream reach"),
        column(
            "joins_at_m", "汇入处距下游河段起点", "Confluence along it", unit="m", in_list=False
        ),
        column("joins", "汇入岸", "Joins on", in_list=False, titles=JOIN_BANKS),
        column("discharge_dry_m3_s", "枯水流量", "Dry discharge", unit="m3/s"),
        column("discharge_normal_m3_s", "平水流量", "Normal discharge", unit="m3/s"),
        column("discharge_flood_m3_s", "丰水流量", "Flood discharge", unit="m3/s"),
        column("width_low_m", "枯水河宽", "Low-water width", unit="m"),
        column("depth_low_m", "枯水水深", "Low-water depth", unit="m"),
        column(
            "velocity_exponent",
            "流速指数",
            "Velocity exponent",
            in_list=False,
            help_zh="流速随流量的幂次：自由河道 0.4，低坝 0.7，水库 1。",
            help_en="Power of discharge in velocity: free river 0.4, low weirs 0.7, reservoir 1.",
        ),
        column(
            "width_pool_175_m", "175 m 水位河宽", "Width at pool 175 m", unit="m", in_list=False
        ),
        column(
            "depth_pool_175_m", "175 m 水位水深", "Depth at pool 175 m", unit="m", in_list=False
        ),
        column(
            "width_pool_145_m", "145 m 水位河宽", "Width at pool 145 m", unit="m", in_list=False
        ),
        column(
            "depth_pool_145_m", "145 m 水位水深", "Depth at pool 145 m", unit="m", in_list=False
        ),
        column("slope_permille", "比降", "Slope", unit="‰", in_list=False),
        column("regulation", "水库与闸坝", "Dams and pools", in_list=False, width=200),
        column("length_status", "长度依据", "Status of length", in_list=False),
        column("discharge_status", "流量依据", "Status of discharges", in_list=False),
        column("section_status", "断面依据", "Status of sections", in_list=False),
        NOTE,
    ),
    filters=("river", "status"),
    form_groups=(
        (
            Sentence("位置", "Place"),
            ("code", "name", "river", "sequence", "chainage_up_km", "chainage_down_km", "length_m"),
        ),
        (Sentence("去向", "Downstream"), ("downstream", "joins_at_m", "joins")),
        (
            Sentence("流量", "Discharge"),
            ("discharge_dry_m3_s", "discharge_normal_m3_s", "discharge_flood_m3_s"),
        ),
        (
            Sentence("断面", "Section"),
            (
                "width_low_m",
                "depth_low_m",
                "velocity_exponent",
                "slope_permille",
                "width_pool_175_m",
                "depth_pool_175_m",
                "width_pool_145_m",
                "depth_pool_145_m",
                "regulation",
            ),
        ),
        (
            Sentence("依据", "Evidence"),
            ("length_status", "discharge_status", "section_status", "note"),
        ),
    ),
    search=("code", "name", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("code", "river", "width_m", "length_m"),
)
