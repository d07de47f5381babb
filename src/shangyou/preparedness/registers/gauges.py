"""水文站 gauges: where stage or discharge is read, how they go together, and who sends them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from django.contrib.gis.db import models
from django.utils import timezone

from shangyou.core.registers.declaration import Register
from shangyou.preparedness import hydraulic_files
from shangyou.preparedness.hydraulic_tables import (
    HIGHEST_STAGE_M,
    LARGEST_DISCHARGE_M3_S,
    LOWEST_STAGE_M,
    Rated,
    read_rating,
    write_rating,
)
from shangyou.preparedness.hydrology import POOL_LEVEL_RANGE_M
from shangyou.preparedness.registers.datum import (
    DATUM,
    DATUMS,
    TO_WUSONG,
    datum_problems,
    to_wusong,
)
from shangyou.preparedness.registers.places import OnRiver, place_problems
from shangyou.preparedness.registers.words import (
    CHAINAGE,
    CODE,
    DISTANCE,
    NAME,
    NOTE,
    REACH,
    RIVER,
    WATER,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "river": Sentence("河道站", "River gauge"),
    "pool": Sentence("三峡坝前", "Three Gorges pool"),
}
CLOCKS_DIFFER = timedelta(minutes=10)


class Gauge(OnRiver):
    """One gauge, its rating, its telemetry, and the last reading somebody typed."""

    objects: ClassVar[models.Manager["Gauge"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=choices(KINDS), default="river")
    datum = models.CharField(max_length=16, choices=choices(DATUMS))
    to_wusong_m = models.FloatField(null=True, blank=True)
    level_low_m = models.FloatField(null=True, blank=True)
    level_high_m = models.FloatField(null=True, blank=True)
    rating = models.TextField(blank=True, max_length=20_000)
    """One point a line, rising: discharge [m3/s], stage [m]."""
    telemetry_station = models.CharField(max_length=32, blank=True)
    """Code of the monitoring station; its wing stands above this one, so it is named and not referred to."""
    stage_factor = models.CharField(max_length=12, blank=True)
    discharge_factor = models.CharField(max_length=12, blank=True)
    reading_at = models.DateTimeField(null=True, blank=True)
    reading_stage_m = models.FloatField(null=True, blank=True)
    reading_discharge_m3_s = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def points(self) -> list[Rated]:
        """Points of the rating, lowest first; none where there is no rating."""
        return read_rating(self.rating)[0] if self.rating else []

    def settle(self) -> None:
        """Place it, and write its rating in one way."""
        super().settle()
        rows, faults = read_rating(self.rating or "")
        if not faults:
            self.rating = write_rating(rows)


def rules(row: Gauge) -> Iterator[Problem]:
    """Check one gauge."""
    yield from place_problems(row)
    if row.kind == "river" and (row.reach is None or row.distance_m is None):
        yield problem(
            "reach",
            "河道站要落在一个河段上：填河段和距起点距离，或填河流和河段范围内的里程。",
            "A river gauge lies on a reach: give reach and distance, or a river and a chainage within a reach.",
        )
    yield from datum_problems(row)
    if row.rating:
        for number, sentence in read_rating(row.rating)[1]:
            yield problem(
                "rating",
                f"水位流量关系第 {number + 1} 行：{sentence.zh}",
                f"Row {number + 1} of the rating: {sentence.en}",
            )
    if row.telemetry_station and not (row.stage_factor or row.discharge_factor):
        yield problem(
            "stage_factor",
            "接了遥测站，就要填水位或流量的因子编码。",
            "A telemetry station needs the factor code of stage or discharge.",
        )
    yield from _range_problems(row)
    yield from _reading_problems(row)


def levels_of(row: Gauge) -> tuple[float, float]:
    """Return the lowest and highest stage the gauge can have, in its own datum [m]."""
    low = LOWEST_STAGE_M if row.level_low_m is None else row.level_low_m
    high = HIGHEST_STAGE_M if row.level_high_m is None else row.level_high_m
    offset = to_wusong(row)
    if row.kind == "pool" and offset is not None:
        least, most = POOL_LEVEL_RANGE_M
        return max(low, least - offset), min(high, most - offset)
    return low, high


def _range_problems(row: Gauge) -> Iterator[Problem]:
    if row.kind == "pool" and to_wusong(row) is None:
        yield problem(
            "datum",
            "坝前水位要用吴淞高程，或填折吴淞加数。",
            "The pool level must be in Wusong, or with its offset to Wusong.",
        )
    low, high = row.level_low_m, row.level_high_m
    if low is not None and high is not None and not low < high:
        yield problem(
            "level_high_m",
            "最高水位应大于最低水位。",
            "The highest stage must be above the lowest.",
        )


def _reading_problems(row: Gauge) -> Iterator[Problem]:
    given = row.reading_stage_m is not None or row.reading_discharge_m3_s is not None
    if given and row.reading_at is None:
        yield problem("reading_at", "填了读数就要填时间。", "A reading needs its time.")
    if row.reading_at is not None and not given:
        yield problem(
            "reading_stage_m", "填了时间就要填水位或流量。", "A time needs a stage or a discharge."
        )
    if row.reading_at is not None and row.reading_at > timezone.now() + CLOCKS_DIFFER:
        yield problem("reading_at", "读数时间不能晚于现在。", "A reading cannot lie in the future.")
    low, high = levels_of(row)
    stage = row.reading_stage_m
    if stage is not None and not low <= stage <= high:
        yield problem(
            "reading_stage_m",
            f"{'坝前水位' if row.kind == 'pool' else '水位'}应在 {low:g}–{high:g} m 之间。",
            f"The {'pool level' if row.kind == 'pool' else 'stage'} must lie between {low:g} and {high:g} m.",
        )
    flow = row.reading_discharge_m3_s
    if flow is not None and not 0.0 < flow <= LARGEST_DISCHARGE_M3_S:
        yield problem(
            "reading_discharge_m3_s",
            f"流量应大于 0、不超过 {LARGEST_DISCHARGE_M3_S:g} m³/s。",
            f"The discharge must be above 0 and at most {LARGEST_DISCHARGE_M3_S:g} m³/s.",
        )


REGISTER = Register(
    name="gauges",
    model=Gauge,
    title=Sentence("水文站", "Gauges"),
    group=WATER,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        DATUM,
        TO_WUSONG,
        column("level_low_m", "最低水位", "Lowest stage", unit="m", in_list=False),
        column("level_high_m", "最高水位", "Highest stage", unit="m", in_list=False),
        column(
            "rating",
            "水位流量关系",
            "Rating",
            in_list=False,
            width=320,
            help_zh="每行一点：流量 m³/s、水位 m，由低到高；不受回水影响时有效。",
            help_en="A point a line: discharge m3/s, stage m, rising; holds without backwater.",
        ),
        column(
            "telemetry_station",
            "遥测站编号",
            "Telemetry station",
            help_zh="监测站台账里的编号；没有接入请留空。",
            help_en="Its code in the register of stations; leave empty without one.",
        ),
        column("stage_factor", "水位因子", "Factor of stage", in_list=False),
        column("discharge_factor", "流量因子", "Factor of discharge", in_list=False),
        column("reading_at", "人工读数时间", "Typed reading at", width=150),
        column("reading_stage_m", "人工读数水位", "Typed stage", unit="m"),
        column("reading_discharge_m3_s", "人工读数流量", "Typed discharge", unit="m3/s"),
        NOTE,
    ),
    filters=("kind", "river", "status"),
    form_groups=(
        (
            Sentence("位置", "Place"),
            ("code", "name", "kind", "river", "reach", "chainage_km", "distance_m"),
        ),
        (
            Sentence("水位", "Stage"),
            ("datum", "to_wusong_m", "level_low_m", "level_high_m", "rating"),
        ),
        (Sentence("遥测", "Telemetry"), ("telemetry_station", "stage_factor", "discharge_factor")),
        (
            Sentence("人工读数", "Typed reading"),
            ("reading_at", "reading_stage_m", "reading_discharge_m3_s", "note"),
        ),
    ),
    search=("code", "name", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    rules=rules,
    map_properties=("kind",),
    reader=hydraulic_files.gauges,
    description=Sentence(
        "预报优先用新鲜的遥测，其次人工读数，再次季节推算；水位流量关系也可按每行一点的 CSV 导入。",
        "A forecast takes fresh telemetry first, a typed reading second, the season third; a rating can be "
        "imported as CSV with a point a line.",
    ),
)
