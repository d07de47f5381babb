"""河道断面 river sections: area and width by stage at one place of a reach."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.preparedness import hydraulic_files
from shangyou.preparedness.hydraulic_tables import Level, read_levels, write_levels
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


class RiverSection(OnRiver):
    """One section: where it lies, in which datum, and its table by stage."""

    objects: ClassVar[models.Manager["RiverSection"]]
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128, blank=True)
    datum = models.CharField(max_length=16, choices=choices(DATUMS))
    to_wusong_m = models.FloatField(null=True, blank=True)
    levels = models.TextField(max_length=20_000)
    """One stage a line, rising: stage [m], area [m2], width [m], hydraulic radius [m] or -, Manning's n."""
    surveyed_on = models.DateField(null=True, blank=True)
    in_use = models.BooleanField(default=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["reach", "distance_m"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def table(self) -> list[Level]:
        """Rows of the table, lowest stage first."""
        return read_levels(self.levels)[0]

    def settle(self) -> None:
        """Place it, and write its table in one way, so that the same table is the same text."""
        super().settle()
        rows, faults = read_levels(self.levels or "")
        if not faults:
            self.levels = write_levels(rows)


def rules(row: RiverSection) -> Iterator[Problem]:
    """Check one section."""
    yield from place_problems(row)
    if row.reach is None or row.distance_m is None:
        yield problem(
            "reach",
            "断面要落在一个河段上：填河段和距起点距离，或填河流和河段范围内的里程。",
            "A section lies on a reach: give reach and distance, or a river and a chainage within a reach.",
        )
    yield from datum_problems(row)
    rows, faults = read_levels(row.levels or "")
    for number, sentence in faults:
        yield problem(
            "levels",
            f"断面表第 {number + 1} 行：{sentence.zh}",
            f"Row {number + 1} of the table: {sentence.en}",
        )
    offset = to_wusong(row)
    if rows and offset is not None:
        yield from _pool_problems(row, rows, offset)


def _pool_problems(row: RiverSection, rows: list[Level], offset: float) -> Iterator[Problem]:
    """Where the pool of the Three Gorges reaches, a table far from its levels has the wrong datum."""
    if row.reach is None or row.reach.depth_pool_175_m is None:
        return
    low, high = POOL_LEVEL_RANGE_M
    lowest, highest = rows[0].stage_m + offset, rows[-1].stage_m + offset
    if highest < low or lowest > high:
        yield problem(
            "datum",
            f"河段 {row.reach.code} 在三峡库区，断面表折吴淞为 {lowest:.1f}–{highest:.1f} m，"
            f"与坝前水位 {low:.0f}–{high:.0f} m 不相交；请核对高程基准。",
            f"Reach {row.reach.code} lies in the Three Gorges pool ({low:.0f} to {high:.0f} m), the table "
            f"runs from {lowest:.1f} to {highest:.1f} m in Wusong; check the datum.",
        )


REGISTER = Register(
    name="river_sections",
    model=RiverSection,
    title=Sentence("河道断面", "River sections"),
    group=WATER,
    wing=WING,
    columns=(
        CODE,
        NAME,
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        DATUM,
        TO_WUSONG,
        column(
            "levels",
            "断面表",
            "Section table",
            in_list=False,
            width=320,
            help_zh="每行一个水位：水位 m、过水面积 m²、水面宽 m，可续水力半径 m（不详写 -）和糙率 n。",
            help_en="A stage a line: stage m, area m2, width m; then hydraulic radius m (- if unknown) and n.",
        ),
        column("surveyed_on", "测量日期", "Surveyed on"),
        column("in_use", "参与计算", "In use", width=90),
        NOTE,
    ),
    filters=("river", "datum", "in_use", "status"),
    form_groups=(
        (
            Sentence("位置", "Place"),
            ("code", "name", "river", "reach", "chainage_km", "distance_m"),
        ),
        (
            Sentence("断面", "Section"),
            ("datum", "to_wusong_m", "levels", "surveyed_on", "in_use", "note"),
        ),
    ),
    search=("code", "name", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    rules=rules,
    map_properties=("river",),
    reader=hydraulic_files.sections,
    description=Sentence(
        "也可导入 HEC-RAS 几何文件（.g01）、MIKE 11 原始断面文本（.txt）和每行一个水位的 CSV。",
        "HEC-RAS geometry (.g01), MIKE 11 raw data text (.txt) and CSV with a stage a line can be imported too.",
    ),
)
