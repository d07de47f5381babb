"""示踪试验与流速实测 travel-time tests: how long the water took from one place to another, at what discharge."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models
from django.utils import timezone

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness import hydraulic_files
from shangyou.preparedness.hydraulic_tables import LARGEST_DISCHARGE_M3_S
from shangyou.preparedness.hydrology import POOL_LEVEL_RANGE_M
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.words import NOTE, REACH, WATER, WING, choices, column, problem
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "tracer": Sentence("示踪试验", "Tracer test"),
    "float": Sentence("浮标", "Floats"),
    "meter": Sentence("流速仪测速", "Current meter"),
    "event": Sentence("事故实测", "Past spill"),
    "model": Sentence("模型成果", "Model result"),
}
SLOWEST_M_S, FASTEST_M_S = 0.001, 8.0
"""Slower water is a lake, faster a fall; neither carries a plume that a test describes."""


class TravelTest(RegisterRow):
    """One test: from where to where, when, at what discharge, and the times or the velocity found."""

    objects: ClassVar[models.Manager["TravelTest"]]
    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=choices(KINDS), default="tracer")
    reach = models.ForeignKey(Reach, models.PROTECT, related_name="travel_tests")
    from_m = models.FloatField(default=0.0)
    reach_to = models.ForeignKey(Reach, models.PROTECT, null=True, blank=True, related_name="+")
    to_m = models.FloatField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    discharge_m3_s = models.FloatField()
    pool_level_m = models.FloatField(null=True, blank=True)
    leading_h = models.FloatField(null=True, blank=True)
    peak_h = models.FloatField(null=True, blank=True)
    trailing_h = models.FloatField(null=True, blank=True)
    velocity_m_s = models.FloatField(null=True, blank=True)
    in_use = models.BooleanField(default=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def settle(self) -> None:
        """Belong where the reach belongs."""
        if not self.region and self.reach_id:
            self.region = self.reach.region

    @property
    def length_m(self) -> float | None:
        """Metres along the river from the one place to the other; None where the second is not below the first."""
        end = self.reach_to or self.reach
        if end == self.reach:
            metres = (end.length_m if self.to_m is None else self.to_m) - self.from_m
            return metres if metres > 0.0 else None
        from shangyou.preparedness import store  # noqa: PLC0415 (the store reads these very registers)

        network = store.network()
        if self.reach.code not in network.reaches or end.code not in network.reaches:
            return None
        to_m = end.length_m if self.to_m is None else self.to_m
        path = network.downstream_path(self.reach.code, self.from_m)
        below = path.metres_to(end.code, to_m)
        return below if below is not None and below > 0.0 else None


TIMES = (
    ("leading_h", "前锋", "leading edge"),
    ("peak_h", "峰值", "peak"),
    ("trailing_h", "尾部", "trailing edge"),
)


def rules(row: TravelTest) -> Iterator[Problem]:
    """Check one test."""
    yield from _place_problems(row)
    if row.tested_on is None and row.kind != "model":
        yield problem(
            "tested_on",
            "实测要填日期；没有日期的模型成果请把类别改为“模型成果”。",
            "A test needs its date; results of a model without one are of the kind model result.",
        )
    if row.tested_on is not None and row.tested_on > timezone.localdate():
        yield problem("tested_on", "试验日期不能晚于今天。", "A test cannot lie in the future.")
    if row.discharge_m3_s is not None and not 0.0 < row.discharge_m3_s <= LARGEST_DISCHARGE_M3_S:
        yield problem(
            "discharge_m3_s",
            f"流量应大于 0、不超过 {LARGEST_DISCHARGE_M3_S:g} m³/s。",
            f"The discharge must be above 0 and at most {LARGEST_DISCHARGE_M3_S:g} m³/s.",
        )
    low, high = POOL_LEVEL_RANGE_M
    if row.pool_level_m is not None and not low <= row.pool_level_m <= high:
        yield problem(
            "pool_level_m",
            f"试验时的三峡坝前水位应在 {low:.0f}–{high:.0f} m 之间，库水不到的河段留空。",
            f"The pool level of the test must lie between {low:.0f} and {high:.0f} m; leave it empty "
            "where the pool does not reach.",
        )
    yield from _time_problems(row)
    yield from _velocity_problems(row)


def _place_problems(row: TravelTest) -> Iterator[Problem]:
    if not row.reach_id:
        return
    for field, value, reach in (
        ("from_m", row.from_m, row.reach),
        ("to_m", row.to_m, row.reach_to or row.reach),
    ):
        if value is not None and not 0.0 <= value <= reach.length_m:
            yield problem(
                field,
                f"应在 0–{reach.length_m:.0f} m 之间（河段 {reach.code} 全长）。",
                f"Must lie between 0 and {reach.length_m:.0f} m, the length of reach {reach.code}.",
            )
            return
    if row.length_m is None:
        yield problem(
            "reach_to",
            "终点应在起点下游：请核对起止河段和距离。",
            "The end must lie downstream of the beginning; check reaches and distances.",
        )


def _time_problems(row: TravelTest) -> Iterator[Problem]:
    last: tuple[float, str, str] | None = None
    for field, zh, en in TIMES:
        hours = getattr(row, field)
        if hours is None:
            continue
        if not 0.0 < hours <= 10_000.0:
            yield problem(
                field,
                f"{zh}历时应大于 0、不超过 10000 h。",
                f"The time of the {en} must be above 0 and at most 10,000 h.",
            )
        elif last is not None and hours < last[0]:
            yield problem(
                field,
                f"{zh}（{hours:g} h）早于{last[1]}（{last[0]:g} h）：应为前锋 ≤ 峰值 ≤ 尾部。",
                f"The {en} ({hours:g} h) comes before the {last[2]} ({last[0]:g} h): leading edge, peak "
                "and trailing edge must follow each other.",
            )
        last = (hours, zh, en)


def _velocity_problems(row: TravelTest) -> Iterator[Problem]:
    if row.peak_h is None and row.velocity_m_s is None:
        yield problem(
            "peak_h",
            "峰值历时与流速至少填一项。",
            "Give the time of the peak or the velocity.",
        )
    velocity, field = row.velocity_m_s, "velocity_m_s"
    if velocity is None and row.peak_h and row.peak_h > 0.0 and row.reach_id is not None:
        length = row.length_m
        velocity, field = (None if length is None else length / row.peak_h / 3600.0), "peak_h"
    if velocity is not None and not SLOWEST_M_S <= velocity <= FASTEST_M_S:
        yield problem(
            field,
            f"流速（{velocity:.3g} m/s）应在 {SLOWEST_M_S:g}–{FASTEST_M_S:g} m/s 之间，请核对距离与时间。",
            f"The velocity ({velocity:.3g} m/s) must lie between {SLOWEST_M_S:g} and {FASTEST_M_S:g} m/s; "
            "check distance and time.",
        )


REGISTER = Register(
    name="travel_tests",
    model=TravelTest,
    title=Sentence("示踪与流速试验", "Travel-time tests"),
    group=WATER,
    wing=WING,
    columns=(
        column("code", "编号", "Code", width=120),
        column("kind", "类别", "Kind", titles=KINDS),
        REACH,
        column("from_m", "起点距河段起点", "From, along reach", unit="m", in_list=False),
        column(
            "reach_to",
            "终点河段",
            "Last reach",
            help_zh="留空为同一河段。",
            help_en="Left empty it is the same reach.",
        ),
        column(
            "to_m",
            "终点距河段起点",
            "To, along last reach",
            unit="m",
            in_list=False,
            help_zh="留空为该河段末端。",
            help_en="Left empty it is the end of that reach.",
        ),
        column("tested_on", "日期", "Date"),
        column("discharge_m3_s", "流量", "Discharge", unit="m3/s"),
        column("pool_level_m", "坝前水位", "Pool level", unit="m"),
        column("leading_h", "前锋历时", "Leading edge", unit="h"),
        column("peak_h", "峰值历时", "Peak", unit="h"),
        column("trailing_h", "尾部历时", "Trailing edge", unit="h"),
        column(
            "velocity_m_s",
            "流速",
            "Velocity",
            unit="m/s",
            help_zh="填了流速就用流速；留空由距离与峰值历时推算。",
            help_en="Used where given; left empty it follows from distance and the time of the peak.",
        ),
        column("in_use", "参与计算", "In use", width=90),
        NOTE,
    ),
    filters=("reach", "kind", "in_use", "status"),
    form_groups=(
        (Sentence("位置", "Place"), ("code", "kind", "reach", "from_m", "reach_to", "to_m")),
        (
            Sentence("试验", "Test"),
            (
                "tested_on",
                "discharge_m3_s",
                "pool_level_m",
                "leading_h",
                "peak_h",
                "trailing_h",
                "velocity_m_s",
                "in_use",
                "note",
            ),
        ),
    ),
    search=("code", "reach__code", "reach__name"),
    order="code",
    natural_key=("code",),
    rules=rules,
    reader=hydraulic_files.tests,
    description=Sentence(
        "一个河段有了试验，此后的预报就用它；流速表（河段、流量、流速）也可导入。",
        "Once a reach has a test every later forecast uses it; a table of velocities (reach, discharge, "
        "velocity) can be imported too.",
    ),
)
