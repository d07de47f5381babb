"""From what was said on the telephone to a draft incident: every field checked, one sentence each."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shangyou.preparedness.hydrology import regime
from shangyou.preparedness.network import Located
from shangyou.reference.substances import Substance
from shangyou.response.amounts import UNITS, Amount, mass_kg
from shangyou.response.planning.wording import BEIJING
from shangyou.science.messages import BadInput, Problem, Sentence

BANKS = ("left", "right", "middle", "unknown")
# A clock that runs a little ahead is no future; more than this is a slip of the pen.
FUTURE_ALLOWED = timedelta(minutes=10)
OLDEST = timedelta(days=30)
LONGEST_RELEASE_S = 30 * 86400.0
DEFAULT_DURATION_S = 600.0
LONGEST_TITLE = 120

TEXTS: Mapping[str, tuple[int, Sentence]] = {
    "name": (120, Sentence("事件名称", "the name")),
    "cause": (60, Sentence("起因", "the cause")),
    "description": (4000, Sentence("情况描述", "the description")),
    "substance_text": (120, Sentence("物质描述", "the text for the substance")),
    "caller.name": (60, Sentence("报告人姓名", "the caller's name")),
    "caller.phone": (40, Sentence("报告人电话", "the caller's telephone number")),
    "caller.organisation": (120, Sentence("报告人单位", "the caller's organisation")),
}

Locate = Callable[[float, float], Located]
Find = Callable[[str], Substance | None]


@dataclass(frozen=True, slots=True)
class Hydrology:
    """The state of the rivers, as far as the caller or the officer says it; None follows the date."""

    season: str | None = None
    pool_level_m: float | None = None
    discharge_factor: float | None = None
    discharge_relative_sd: float | None = None
    """How sure the discharge is: its relative standard deviation."""

    def document(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "season": self.season,
            "pool_level_m": self.pool_level_m,
            "discharge_factor": self.discharge_factor,
            "discharge_relative_sd": self.discharge_relative_sd,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A checked call: everything needed to open an incident."""

    longitude: float
    latitude: float
    located: Located
    bank: str
    substance: Substance | None
    amount: Amount | None
    started_at: datetime
    duration_s: float
    hydrology: Hydrology
    drill: bool
    idempotency_key: UUID
    texts: Mapping[str, str]


class Reader:
    """Reads one body and collects every problem on the way."""

    def __init__(self, body: Mapping[str, Any], now: datetime) -> None:
        self.body = body
        self.now = now
        self.problems: list[Problem] = []

    def complain(self, field: str, zh: str, en: str) -> None:
        """Note what is wrong with a field and what is allowed."""
        self.problems.append(Problem(field, Sentence(zh, en)))

    def get(self, field: str) -> Any:
        """Return a value by its dotted path; None where it or what holds it is missing."""
        value: Any = self.body
        for part in field.split("."):
            if not isinstance(value, Mapping):
                return None
            value = value.get(part)
        return value

    def number(self, field: str, zh: str, en: str) -> float | None:
        """Return a finite number; complain when there is something else."""
        value = self.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            self.complain(field, f"{zh}应为数字。", f"{en} must be a number.")
            return None
        return float(value)

    def optional_number(self, field: str, zh: str, en: str) -> float | None:
        """Return a finite number or None; complain when there is something else."""
        return None if self.get(field) is None else self.number(field, zh, en)

    def text(self, field: str) -> str:
        """Return a text that fits its column; empty when missing."""
        return self._short(field, *TEXTS[field])

    def title(self) -> str:
        """Return what somebody called it; empty when missing."""
        return self._short("title", LONGEST_TITLE, Sentence("标题", "The title"))

    def _short(self, field: str, longest: int, title: Sentence) -> str:
        value = self.get(field)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest or "\x00" in value:
            self.complain(
                field,
                f"{title.zh}应为不超过 {longest} 个字符的文字。",
                f"{title.en} must be a text of at most {longest} characters.",
            )
            return ""
        return value.strip()

    def time(self, field: str) -> datetime | None:
        """Return a time with its offset; one without is taken as Beijing time."""
        value = self.get(field)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None:
            self.complain(
                field,
                "发生时间应为日期和时间，例如 2026-03-01T08:00:00+08:00。",
                "The start must be a date and time, for example 2026-03-01T08:00:00+08:00.",
            )
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def read(body: Mapping[str, Any], *, now: datetime, locate: Locate, find: Find) -> Draft:
    """Return the draft a body describes.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    reader = Reader(body, now)
    longitude = latitude = None
    if isinstance(reader.get("point"), Mapping):
        longitude = reader.number("point.lon", "经度", "The longitude")
        latitude = reader.number("point.lat", "纬度", "The latitude")
    else:
        reader.complain(
            "point",
            "缺少事发地点；请在地图上点选，或输入经纬度。",
            "The place is missing; click it on the map or enter its coordinates.",
        )
    located = None
    if longitude is not None and latitude is not None:
        located = _locate(reader, locate, longitude, latitude)
    bank = read_bank(reader, "bank")
    substance = _substance(reader, find)
    amount = read_amount(reader, "amount", substance)
    started_at = read_start(reader, "started_at")
    duration_s = read_duration(reader, "duration_s")
    hydrology = read_hydrology(reader, "hydrology.", now)
    drill = _flag(reader, "drill")
    key = read_key(reader)
    texts = {field: reader.text(field) for field in TEXTS}
    if (
        reader.problems
        or longitude is None
        or latitude is None
        or located is None
        or started_at is None
        or key is None
    ):
        raise BadInput(reader.problems)
    return Draft(
        longitude=longitude,
        latitude=latitude,
        located=located,
        bank=bank or "unknown",
        substance=substance,
        amount=amount,
        started_at=started_at,
        duration_s=DEFAULT_DURATION_S if duration_s is None else duration_s,
        hydrology=hydrology,
        drill=drill,
        idempotency_key=key,
        texts=texts,
    )


def _locate(reader: Reader, locate: Locate, longitude: float, latitude: float) -> Located | None:
    try:
        return locate(longitude, latitude)
    except BadInput as bad:
        reader.problems += [Problem("point", problem.sentence) for problem in bad.problems]
        return None


def read_bank(reader: Reader, field: str) -> str | None:
    """Return the bank, None when the field is missing."""
    bank = reader.get(field)
    if bank is None:
        return None
    if bank not in BANKS:
        reader.complain(
            field,
            "岸别只能是 left（左岸）、right（右岸）、middle（江心）或 unknown（不详）。",
            "The bank must be left, right, middle or unknown.",
        )
        return None
    return str(bank)


def _substance(reader: Reader, find: Find) -> Substance | None:
    key = reader.get("substance")
    if key is None:
        return None
    substance = find(key) if isinstance(key, str) else None
    if substance is None:
        shown = key if isinstance(key, str) and len(key) <= 40 else "…"
        reader.complain(
            "substance",
            f"物质表中没有“{shown}”；请按中文名、英文名、CAS 号或 UN 编号查找，查不到可选“不详”。",
            f"The table holds no substance “{shown}”; search by name, CAS or UN number, "
            "or choose unknown.",
        )
    return substance


def read_amount(reader: Reader, field: str, substance: Substance | None) -> Amount | None:
    """Return the stated amount; None when it is not known."""
    if reader.get(field) is None:
        return None
    unit = reader.get(f"{field}.unit")
    if unit not in UNITS:
        allowed = "、".join(UNITS)
        reader.complain(
            f"{field}.unit",
            f"数量单位只能是 {allowed}。",
            f"The unit must be one of {', '.join(UNITS)}.",
        )
        return None
    value = reader.number(f"{field}.value", "数量", "The amount")
    if value is None:
        return None
    largest = UNITS[unit].largest
    if not 0 < value <= largest:
        reader.complain(
            f"{field}.value",
            f"数量应大于 0，且不超过 {largest:,.0f} {unit}。",
            f"The amount must be above 0 and at most {largest:,.0f} {unit}.",
        )
        return None
    amount = Amount(value, unit)
    if UNITS[unit].is_volume and mass_kg(amount, substance) is None:
        reader.complain(
            f"{field}.unit",
            "该物质的密度未知，体积不能换算成质量；请改用 t 或 kg。",
            "The density of this substance is not known, so a volume cannot become a mass; "
            "state t or kg.",
        )
        return None
    return amount


def read_start(reader: Reader, field: str) -> datetime | None:
    """Return when the release began: neither in the future nor older than 30 days."""
    moment = reader.time(field)
    if moment is None:
        return None
    if moment > reader.now + FUTURE_ALLOWED:
        reader.complain(
            field,
            "发生时间在将来；最多允许比现在晚 10 分钟。",
            "The start lies in the future; at most 10 minutes from now are allowed.",
        )
        return None
    if moment < reader.now - OLDEST:
        reader.complain(
            field,
            "发生时间早于 30 天前；请核对日期。",
            "The start is more than 30 days ago; check the date.",
        )
        return None
    return moment


def read_duration(reader: Reader, field: str) -> float | None:
    """Return how long the release went on, None when the field is missing."""
    value = reader.optional_number(field, "泄漏历时", "The duration")
    if value is not None and not 0 <= value <= LONGEST_RELEASE_S:
        reader.complain(
            field,
            "泄漏历时应在 0–2592000 秒（30 天）之间。",
            "The duration must lie between 0 and 2592000 seconds (30 days).",
        )
        return None
    return value


def read_hydrology(reader: Reader, prefix: str, now: datetime) -> Hydrology:
    """Return what is said of the rivers' state; `prefix` is the path of its fields."""
    season = reader.get(f"{prefix}season")
    found = len(reader.problems)
    pool = reader.optional_number(f"{prefix}pool_level_m", "坝前水位", "The pool level")
    factor = reader.optional_number(f"{prefix}discharge_factor", "流量系数", "The discharge factor")
    doubt = reader.optional_number(
        f"{prefix}discharge_relative_sd", "流量误差", "The doubt about the discharge"
    )
    if season is not None and not isinstance(season, str):
        season = ""
    if len(reader.problems) > found:
        return Hydrology()
    try:
        regime(
            day=now.date(),
            season=season,
            pool_level_m=pool,
            discharge_factor=factor,
            discharge_relative_sd=doubt,
        )
    except BadInput as bad:
        reader.problems += [
            Problem(prefix + problem.path.rpartition(".")[2], problem.sentence)
            for problem in bad.problems
        ]
    return Hydrology(season, pool, factor, doubt)


def _flag(reader: Reader, field: str) -> bool:
    value = reader.get(field)
    if value is None or isinstance(value, bool):
        return bool(value)
    reader.complain(field, "演练标记应为 true 或 false。", "The drill flag must be true or false.")
    return False


def read_key(reader: Reader) -> UUID | None:
    """Return the key that tells a repeated form from a new one."""
    value = reader.get("idempotency_key")
    try:
        if isinstance(value, str):
            return UUID(value)
    except ValueError:
        pass
    reader.complain(
        "idempotency_key",
        "缺少幂等键（UUID）；同一表单重复提交时用它识别。",
        "The idempotency key (a UUID) is missing; it tells a repeated form from a new one.",
    )
    return None
