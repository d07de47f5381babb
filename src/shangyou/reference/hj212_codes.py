"""HJ 212: monitored factors, commands, systems and flags."""

from dataclasses import dataclass
from typing import Final

from shangyou.reference.table import Column, Status, Table, load, provenance
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class Factor:
    """A monitored factor: its code of 2017, its code of 2005 where it had one, its units."""

    code: str
    name_zh: str
    code_2005: str
    unit: str
    cumulative_unit: str
    format: str
    other_units: tuple[str, ...]
    medium: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Code:
    """A command (CN) or system (ST) code, and the version of the standard that brought it."""

    code: str
    name: Sentence
    version: int
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Flag:
    """A value of Flag, QnRtn, ExeRtn or of the version bits."""

    kind: str
    code: str
    meaning: Sentence
    source: str
    status: Status


FACTORS: Final = load(Factor, "hj212_factors")
COMMANDS: Final = load(Code, "hj212_commands")
SYSTEMS: Final = load(Code, "hj212_systems")
FLAGS: Final = load(Flag, "hj212_flags")
FACTOR_BY_CODE: Final = {factor.code: factor for factor in FACTORS}

FACTOR_TABLE: Final = Table(
    name="hj212_factors",
    title=Sentence("HJ 212 监测因子编码", "HJ 212 factor codes"),
    standard="HJ 212-2017",
    key=("code",),
    columns=(
        Column("code", Sentence("编码", "Code")),
        Column("name_zh", Sentence("名称", "Name")),
        Column("code_2005", Sentence("2005 编码", "Code of 2005")),
        Column("unit", Sentence("单位", "Unit")),
        Column("cumulative_unit", Sentence("累计单位", "Unit of totals")),
        Column("format", Sentence("格式", "Format")),
        Column("other_units", Sentence("其他单位", "Other units")),
        Column("medium", Sentence("介质", "Medium")),
        *provenance(),
    ),
    rows=FACTORS,
)

_CODE_COLUMNS: Final = (
    Column("code", Sentence("代码", "Code")),
    Column("name", Sentence("名称", "Name")),
    Column("version", Sentence("版本", "Version")),
    *provenance(),
)

COMMAND_TABLE: Final = Table(
    name="hj212_commands",
    title=Sentence("HJ 212 命令编码", "HJ 212 commands"),
    standard="HJ 212-2017、HJ 212-2025",
    key=("code",),
    columns=_CODE_COLUMNS,
    rows=COMMANDS,
)

SYSTEM_TABLE: Final = Table(
    name="hj212_systems",
    title=Sentence("HJ 212 系统编码", "HJ 212 systems"),
    standard="HJ 212-2017、HJ 212-2025",
    key=("code",),
    columns=_CODE_COLUMNS,
    rows=SYSTEMS,
)

FLAG_TABLE: Final = Table(
    name="hj212_flags",
    title=Sentence("HJ 212 标记与返回码", "HJ 212 flags and return codes"),
    standard="HJ 212-2017",
    key=("kind", "code"),
    columns=(
        Column("kind", Sentence("类别", "Kind")),
        Column("code", Sentence("代码", "Code")),
        Column("meaning", Sentence("含义", "Meaning")),
        *provenance(),
    ),
    rows=FLAGS,
)
