"""Chongqing's waters by public lists: function areas, drinking sources, automatic stations."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class WaterFunctionArea:
    """A reach of the Yangtze with its uses and its water class 1 to 5."""

    number: int
    district: str
    reach: str
    uses: str
    water_class: int
    control_sections: str
    note: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class DrinkingSource:
    """A drinking-water source of the city's published list."""

    district: str
    name: str
    kind: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class WaterStation:
    """An automatic water-quality station; its coordinates are not published."""

    mn: str
    name: str
    source: str
    status: Status


FUNCTION_AREAS: Final = load(WaterFunctionArea, "water_function_areas")
DRINKING_SOURCES: Final = load(DrinkingSource, "drinking_sources")
STATIONS: Final = load(WaterStation, "water_stations")

FUNCTION_AREA_TABLE: Final = Table(
    name="water_function_areas",
    title=Sentence("长江干流水环境功能区", "Water-function areas of the Yangtze"),
    standard="渝府发〔2012〕4号",
    key=("number",),
    columns=(
        Column("number", Sentence("序号", "No.")),
        Column("district", Sentence("区县", "District")),
        Column("reach", Sentence("河段", "Reach")),
        Column("uses", Sentence("功能", "Uses")),
        Column("water_class", Sentence("水质类别", "Water class")),
        Column("control_sections", Sentence("控制断面", "Control sections")),
        Column("note", Sentence("说明", "Note")),
        *provenance(),
    ),
    rows=FUNCTION_AREAS,
)

SOURCE_TABLE: Final = Table(
    name="drinking_sources",
    title=Sentence("集中式饮用水水源地", "Drinking-water sources"),
    standard="水源水质公报",
    key=("district", "name"),
    columns=(
        Column("district", Sentence("区县", "District")),
        Column("name", Sentence("名称", "Name")),
        Column("kind", Sentence("类型", "Kind")),
        *provenance(),
    ),
    rows=DRINKING_SOURCES,
)

STATION_TABLE: Final = Table(
    name="water_stations",
    title=Sentence("水质自动监测站", "Automatic water stations"),
    standard="国家地表水自动监测站名单",
    key=("mn",),
    columns=(
        Column("mn", Sentence("MN 编号", "MN")),
        Column("name", Sentence("名称", "Name")),
        *provenance(),
    ),
    rows=STATIONS,
)
