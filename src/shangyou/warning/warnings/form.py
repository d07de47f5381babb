"""What the form of a warning says: every field checked, one sentence each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shangyou.core.http import ProblemError
from shangyou.reference.divisions import DIVISIONS
from shangyou.science.messages import Problem, Sentence

EVENTS = {
    "water": Sentence("水污染", "water pollution"),
    "air": Sentence("大气污染（有毒有害气体）", "toxic gas in the air"),
    "soil": Sentence("土壤与固体废物", "soil and solid waste"),
    "other": Sentence("其他突发环境事件", "another environmental emergency"),
}
LEVELS = (1, 2, 3, 4)
LONGEST = timedelta(days=30)
TEXTS: Mapping[str, tuple[int, bool, Sentence]] = {
    "headline": (120, True, Sentence("标题", "The headline")),
    "description": (4000, True, Sentence("内容", "The text")),
    "instruction": (4000, False, Sentence("防范措施", "The advice")),
    "about": (120, False, Sentence("依据", "The ground")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A checked warning."""

    level: int
    event: str
    headline: str
    description: str
    instruction: str
    about: str
    divisions: list[str]
    expires_at: datetime
    drill: bool


def read(body: Mapping[str, Any], now: datetime) -> Draft:
    """Return what a body says; every problem at once otherwise."""
    problems: list[Problem] = []

    def complain(field: str, zh: str, en: str) -> None:
        problems.append(Problem(field, Sentence(zh, en)))

    level, event = body.get("level"), body.get("event")
    if isinstance(level, bool) or level not in LEVELS:
        complain(
            "level",
            "级别只能是 1（红）、2（橙）、3（黄）、4（蓝）。",
            "The level must be 1 (red), 2 (orange), 3 (yellow) or 4 (blue).",
        )
    if event not in EVENTS:
        complain(
            "event",
            f"类型只能是{'、'.join(s.zh for s in EVENTS.values())}。",
            f"The kind must be one of {', '.join(EVENTS)}.",
        )
    texts = {field: _text(field, body.get(field), complain) for field in TEXTS}
    divisions = _divisions(body.get("divisions"), complain)
    expires_at = _expires(body.get("expires_at"), now, complain)
    drill = body.get("drill") or False
    if not isinstance(drill, bool):
        complain("drill", "演练标记应为 true 或 false。", "The drill flag must be true or false.")
    if problems or expires_at is None:
        raise ProblemError(422, problems)
    return Draft(
        level=int(level),  # type: ignore[arg-type]  # one of LEVELS
        event=str(event),
        divisions=divisions,
        expires_at=expires_at,
        drill=bool(drill),
        **texts,
    )


def _text(field: str, value: object, complain: Any) -> str:
    longest, needed, title = TEXTS[field]
    if value is None:
        value = ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        complain(
            field,
            f"{title.zh}应为不超过 {longest} 个字符的文字。",
            f"{title.en} must be a text of at most {longest} characters.",
        )
        return ""
    if needed and not value.strip():
        complain(field, f"请填写{title.zh}。", f"{title.en} is required.")
    return value.strip()


def _divisions(value: object, complain: Any) -> list[str]:
    known = {division.code for division in DIVISIONS}
    if (
        isinstance(value, list)
        and value
        and all(isinstance(code, str) and code in known for code in value)
    ):
        return sorted(set(value))
    complain(
        "divisions",
        "请至少选择一个区县（行政区划代码）。",
        "Choose at least one district (division code).",
    )
    return []


def _expires(value: object, now: datetime, complain: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not now < moment <= now + LONGEST:
        complain(
            "expires_at",
            "失效时间应在现在之后、30 天之内，例如 2026-11-27T08:00:00+08:00。",
            "The end must lie after now and within 30 days, for example 2026-11-27T08:00:00+08:00.",
        )
        return None
    return moment


def key_of(body: Mapping[str, Any]) -> UUID:
    """Return the key that tells a repeated form from a new one."""
    try:
        return UUID(str(body.get("idempotency_key")))
    except ValueError:
        sentence = Sentence(
            "缺少幂等键（UUID）；同一表单重复提交时用它识别。",
            "The idempotency key (a UUID) is missing; it tells a repeated form from a new one.",
        )
        raise ProblemError(422, [Problem("idempotency_key", sentence)]) from None
