"""Administrative divisions of Chongqing: 38 districts and counties, their towns, function areas."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence

CITY_CODE: Final = "500000"


@dataclass(frozen=True, slots=True)
class Division:
    """A district, county or function area; the latter have no national code, only our own."""

    code: str
    name: Sentence
    kind: Sentence
    national_code: bool
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Town:
    """A town, township or street office."""

    code: str
    name_zh: str
    district_code: str
    source: str
    status: Status


DIVISIONS: Final = load(Division, "divisions")
DISTRICTS: Final = tuple(division for division in DIVISIONS if division.national_code)
FUNCTION_AREAS: Final = tuple(division for division in DIVISIONS if not division.national_code)
TOWNS: Final = load(Town, "towns")
BY_CODE: Final = {division.code: division for division in DIVISIONS}


def named(name: str) -> Division | None:
    """Return the division of this Chinese name, with or without its 区 or 县."""
    wanted = name.strip()
    exact = next((d for d in DIVISIONS if d.name.zh == wanted), None)
    if exact is not None or len(wanted) < len("江北"):
        return exact
    return next((d for d in DIVISIONS if d.name.zh.startswith(wanted)), None)


TABLE: Final = Table(
    name="divisions",
    title=Sentence("重庆市区县与功能区", "Districts, counties and function areas"),
    standard="行政区划代码",
    key=("code",),
    columns=(
        Column("code", Sentence("代码", "Code")),
        Column("name", Sentence("名称", "Name")),
        Column("kind", Sentence("类型", "Kind")),
        Column("national_code", Sentence("有国标代码", "Has a national code")),
        *provenance(),
    ),
    rows=DIVISIONS,
)

TOWN_TABLE: Final = Table(
    name="towns",
    title=Sentence("重庆市乡镇街道", "Towns and street offices"),
    standard="行政区划代码",
    key=("code",),
    columns=(
        Column("code", Sentence("代码", "Code")),
        Column("name_zh", Sentence("名称", "Name")),
        Column("district_code", Sentence("区县代码", "District code")),
        *provenance(),
    ),
    rows=TOWNS,
)
