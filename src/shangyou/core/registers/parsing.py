"""What somebody typed becomes a value, or a sentence that says what is allowed."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from shangyou.core.keys import is_key
from shangyou.core.registers.fields import YES_NO, Field
from shangyou.core.registers.orm import all_rows
from shangyou.science.messages import Sentence

LARGEST = 1e15
"""Beyond this no quantity of the trade exists and a float no longer counts in ones."""


class Unusable(ValueError):  # noqa: N818 (it says something of a value, not of the program)
    """A value that cannot be used, with the sentence that says what is allowed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(zh, en)


References = Mapping[str, Mapping[str, Any]]
"""Per reference field: what a table file may write for a row, and the row."""


def parse(field: Field, given: Any, references: References | None = None) -> Any:
    """Read one value; with references given it comes from a table file, else from JSON."""
    if given is None or (isinstance(given, str) and not given.strip()):
        if field.required:
            raise Unusable("必填。", "Required.")
        return field.empty
    value = _READ[field.kind](field, given, references)
    if field.kind not in ("reference", "choice"):
        _validate(field, value)
    return value


def _validate(field: Field, value: Any) -> None:
    try:
        field.django.clean(value, None)
    except ValidationError as error:
        least, most = field.bound(MinValueValidator), field.bound(MaxValueValidator)
        codes = {e.code for e in error.error_list}
        if codes & {"min_value", "max_value"}:
            raise Unusable(*_range(least, most)) from None
        if "max_length" in codes:
            limit = getattr(field.django, "max_length", "")
            raise Unusable(f"最多 {limit} 个字。", f"At most {limit} characters.") from None
        message = error.messages[0]
        raise Unusable(message, message) from None


def _range(least: float | None, most: float | None) -> tuple[str, str]:
    if least is not None and most is not None:
        return f"应在 {least:g}–{most:g} 之间。", f"Must lie between {least:g} and {most:g}."
    if least is not None:
        return f"不能小于 {least:g}。", f"Must not be below {least:g}."
    return f"不能大于 {most:g}。", f"Must not be above {most:g}."


def _text(field: Field, given: Any, references: References | None) -> str:
    if isinstance(given, float) and references is not None and given.is_integer():
        given = str(int(given))  # a spreadsheet keeps the code 101 as the number 101.0
    elif isinstance(given, (int, float, dt.date)) and references is not None:
        given = str(given)
    if not isinstance(given, str):
        raise Unusable("应为文字。", "Must be text.")
    written = given.strip()
    if any(ord(c) < 32 and c not in "\n\t" for c in written) or any(
        0xD800 <= ord(c) < 0xE000 for c in written
    ):
        raise Unusable(
            "含有不可显示的字符，请重新输入。", "Contains unprintable characters; retype it."
        )
    limit = getattr(field.django, "max_length", None)
    if limit and len(written) > limit:
        raise Unusable(
            f"最多 {limit} 个字，现有 {len(written)} 个。",
            f"At most {limit} characters; there are {len(written)}.",
        )
    return written


def _number(_field: Field, given: Any, references: References | None) -> float:
    if isinstance(given, str) and references is not None:
        try:
            given = float(given.strip())
        except ValueError:
            given = None
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise Unusable("应为数字。", "Must be a number.")
    try:
        value = float(given)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Unusable("应为有限的数字。", "Must be a finite number.")
    if abs(value) > LARGEST:
        raise Unusable("数字过大，请检查单位。", "The number is too large; check the unit.")
    return value


def _integer(field: Field, given: Any, references: References | None) -> int:
    value = _number(field, given, references)
    if not value.is_integer():
        raise Unusable("应为整数。", "Must be a whole number.")
    return int(value)


def _choice(field: Field, given: Any, references: References | None) -> Any:
    written = _text(field, given, references)
    if written in field.choices:
        return written
    if references is not None:
        for value, title in field.choices.items():
            if written in (title.zh, title.en):
                return value
    named = [title for value, title in field.choices.items() if value != ""][:12]
    raise Unusable(
        f"只能是：{'、'.join(t.zh for t in named)}{'……' if len(field.choices) > 13 else ''}。",
        f"Must be one of: {', '.join(t.en for t in named)}{' …' if len(field.choices) > 13 else ''}.",
    )


def _boolean(_field: Field, given: Any, references: References | None) -> bool:
    if isinstance(given, bool):
        return given
    if references is not None:
        written = str(given).strip().lower()
        if written in ("1", "1.0", "true", YES_NO[True].zh, YES_NO[True].en):
            return True
        if written in ("0", "0.0", "false", YES_NO[False].zh, YES_NO[False].en):
            return False
    raise Unusable("只能是“是”或“否”。", "Must be yes or no.")


def _date(_field: Field, given: Any, _references: References | None) -> dt.date:
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given).strip().replace("/", "-")[:10])
    except ValueError:
        raise Unusable(
            "应为日期，例如 2026-03-01。", "Must be a date, such as 2026-03-01."
        ) from None


def _datetime(_field: Field, given: Any, _references: References | None) -> dt.datetime:
    moment = given
    if not isinstance(moment, dt.datetime):
        try:
            moment = dt.datetime.fromisoformat(str(given).strip())
        except ValueError:
            raise Unusable(
                "应为时间，例如 2026-03-01T08:00:00+08:00。",
                "Must be a time, such as 2026-03-01T08:00:00+08:00.",
            ) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _list(field: Field, given: Any, references: References | None) -> list[str]:
    if isinstance(given, (str, int, float)) and references is not None:
        written = _text(field, given, references)
        for sign in "，,；;\n":
            written = written.replace(sign, "、")
        given = [part for part in written.split("、") if part.strip()]
    if not isinstance(given, list) or not all(isinstance(part, str) for part in given):
        raise Unusable("应为若干项，用“、”隔开。", "Must be a list of texts.")
    values = [part.strip() for part in given]
    if field.choices:
        codes = {title.zh: code for code, title in field.choices.items()}
        values = [codes.get(v, v) for v in values]
        unknown = [v for v in values if v not in field.choices]
        if unknown:
            raise Unusable(f"没有“{unknown[0][:40]}”这一项。", f"There is no “{unknown[0][:40]}”.")
    return values


def _reference(field: Field, given: Any, references: References | None) -> Any:
    if references is not None:
        written = _text(field, given, references)
        found = references[field.name].get(written)
        if found is None:
            raise Unusable(f"没有找到“{written[:40]}”。", f"“{written[:40]}” was not found.")
        return found
    if not is_key(given):
        raise Unusable("请从列表中选择。", "Choose one from the list.")
    model: Any = field.django.related_model
    found = all_rows(model).filter(pk=given).first()
    if found is None:
        raise Unusable("所选记录不存在，请重新选择。", "That record does not exist; choose again.")
    return found


_READ = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "choice": _choice,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "list": _list,
    "reference": _reference,
}
