"""Sentences the whole server shares, and pydantic's findings in the trade's words."""

from collections.abc import Mapping
from typing import Any

from shangyou.science.messages import Problem, Sentence

NOT_LOGGED_IN = Sentence("请先登录。", "Please log in first.")
FORBIDDEN = Sentence("您的账号没有这项权限。", "Your account has no right to do this.")
FORGED = Sentence(
    "请求缺少安全令牌，请刷新页面后重试。",
    "The request lacks its security token; reload the page and try again.",
)
NOT_FOUND = Sentence(
    "没有找到，或不在您的管辖范围内。", "Not found, or outside the area you are responsible for."
)
STALE = Sentence(
    "其他人刚刚修改了这条记录，请刷新后再改。",
    "Somebody else has just changed this record; reload it before changing it.",
)
INVALID = Sentence(
    "有几项填写有误，请逐项更正。", "Some entries cannot be used; please correct each."
)
UNCLEAR = Sentence(
    "请求无法处理，请检查后重试。", "The request cannot be handled; check it and retry."
)
BAD_JSON = Sentence(
    "请求内容不是有效的 JSON，数字不能是 NaN 或无穷大。",
    "The request is not valid JSON; numbers must not be NaN or infinite.",
)
TOO_LARGE = Sentence("请求内容过大。", "The request is too large.")
DATABASE_AWAY = Sentence(
    "数据库暂时连不上，数据没有改动；系统恢复后请重试。",
    "The database cannot be reached; nothing was changed. Try again when the system is back.",
)
FAILED = Sentence(
    "系统出错，已记录；数据没有改动。请重试，仍不行请联系管理员。",
    "The system failed and has recorded it; nothing was changed. Retry, or tell the administrator.",
)

_MISSING = Sentence("必填。", "Required.")
_NUMBER = Sentence("应为数字。", "Must be a number.")
_INTEGER = Sentence("应为整数。", "Must be a whole number.")
_TEXT = Sentence("应为文字。", "Must be text.")
_TIME = Sentence(
    "应为带时区的时间，例如 2026-03-01T08:00:00+08:00。",
    "Must be a time with its offset, such as 2026-03-01T08:00:00+08:00.",
)
_DATE = Sentence("应为日期，例如 2026-03-01。", "Must be a date, such as 2026-03-01.")
_OTHER = Sentence("填写有误，请检查。", "Cannot be used; please check it.")


def of_pydantic(entry: Mapping[str, Any]) -> Problem:
    """Put one of pydantic's findings into a sentence that names what is allowed."""
    source, *place = [str(part) for part in entry.get("loc", ())] or [""]
    if source == "body":
        # ninja puts the argument's name before the fields of a body
        place = place[1:]
    return Problem(".".join(place), _sentence(entry))


_BY_PREFIX = (
    ("missing", _MISSING),
    ("int_", _INTEGER),
    ("float_", _NUMBER),
    ("decimal_", _NUMBER),
    ("finite_number", _NUMBER),
    ("datetime_", _TIME),
    ("timezone_", _TIME),
    ("date_", _DATE),
    ("string_type", _TEXT),
)
_WITH_BOUND = {
    "greater_than": ("gt", "应大于 {}。", "Must be above {}."),
    "greater_than_equal": ("ge", "不能小于 {}。", "Must not be below {}."),
    "less_than": ("lt", "应小于 {}。", "Must be below {}."),
    "less_than_equal": ("le", "不能大于 {}。", "Must not be above {}."),
    "string_too_long": ("max_length", "最多 {} 个字。", "At most {} characters."),
    "string_too_short": ("min_length", "至少 {} 个字。", "At least {} characters."),
    "literal_error": ("expected", "只能是 {}。", "Must be one of {}."),
    "enum": ("expected", "只能是 {}。", "Must be one of {}."),
}


def _sentence(entry: Mapping[str, Any]) -> Sentence:
    kind, context = str(entry.get("type", "")), entry.get("ctx") or {}
    if kind in _WITH_BOUND:
        key, zh, en = _WITH_BOUND[kind]
        return Sentence(zh.format(context.get(key, "")), en.format(context.get(key, "")))
    return next((found for prefix, found in _BY_PREFIX if kind.startswith(prefix)), _OTHER)
