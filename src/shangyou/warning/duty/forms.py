"""What a form of duty says, field by field: a value, or one sentence that names the field and what is allowed."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from shangyou.core.http import ProblemError
from shangyou.core.keys import is_key
from shangyou.core.models import User
from shangyou.science.messages import Problem, Sentence

MOST_PARTS = 200
ANOTHERS_KEY = Sentence(
    "该幂等键已用于另一份表单；请重新打开表单。",
    "This idempotency key belongs to another form; open the form again.",
)
M = TypeVar("M", bound=Model)


def once(
    rows: QuerySet[M], key: UUID, owner: str, user: User, make: Callable[[], M]
) -> tuple[M, bool]:
    """Make a row, or give the one the same form of the same user has already made; says whether it is new.

    `make` runs in a transaction of its own. Two sendings at one moment make one row; a key that somebody else
    has used is refused.
    """

    def find() -> M | None:
        found = rows.filter(idempotency_key=key).first()
        if found is not None and getattr(found, f"{owner}_id") != user.pk:
            raise ProblemError(409, [Problem("idempotency_key", ANOTHERS_KEY)])
        return found

    found = find()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return make(), True
    except IntegrityError:
        found = find()
        if found is None:
            raise
        return found, False


class Form:
    """Reads a body; collects every problem, so that all are said at once by `done`."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.problems: list[Problem] = []

    def complain(self, field: str, zh: str, en: str) -> None:
        """Note a problem of a field."""
        self.problems.append(Problem(field, Sentence(zh, en)))

    def done(self) -> None:
        """Refuse the form when anything in it cannot be used."""
        if self.problems:
            raise ProblemError(422, self.problems)

    def text(self, field: str, title: Sentence, longest: int, *, needed: bool = True) -> str:
        """Return a text without the blanks around it."""
        value = self.body.get(field)
        value = "" if value is None else value
        if not isinstance(value, str) or len(value) > longest or "\x00" in value:
            self.complain(
                field,
                f"{title.zh}应为不超过 {longest} 个字符的文字。",
                f"{title.en} must be a text of at most {longest} characters.",
            )
            return ""
        if needed and not value.strip():
            self.complain(field, f"请填写{title.zh}。", f"{title.en} is required.")
        return value.strip()

    def choice(self, field: str, title: Sentence, titles: Mapping[str, Sentence]) -> str:
        """Return one of the values offered."""
        value = self.body.get(field)
        if isinstance(value, str) and value in titles:
            return value
        self.complain(
            field,
            f"{title.zh}只能是{'、'.join(s.zh for s in titles.values())}。",
            f"{title.en} must be one of {', '.join(titles)}.",
        )
        return ""

    def flag(self, field: str, title: Sentence, *, usual: bool = False) -> bool:
        """Return true or false."""
        value = self.body.get(field)
        if value is None:
            return usual
        if not isinstance(value, bool):
            self.complain(
                field,
                f"{title.zh}应为 true 或 false。",
                f"{title.en} must be true or false.",
            )
            return usual
        return value

    def moment(self, field: str, title: Sentence) -> dt.datetime:
        """Return a time with its offset."""
        value = self.body.get(field)
        try:
            found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or not 2000 <= found.year <= 2100:
            self.complain(
                field,
                f"{title.zh}应为带时区的时间，例如 2026-11-27T08:00:00+08:00。",
                f"{title.en} must be a time with its offset, such as 2026-11-27T08:00:00+08:00.",
            )
            return dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        return found

    def day(self, field: str, title: Sentence) -> dt.date:
        """Return a date."""
        value = self.body.get(field)
        found = read_day(value)
        if found is None:
            self.complain(
                field,
                f"{title.zh}应为日期，例如 2026-11-27。",
                f"{title.en} must be a date, such as 2026-11-27.",
            )
            return dt.date(2000, 1, 1)
        return found

    def number(self, field: str, title: Sentence, *, needed: bool = True) -> int:
        """Return the number of a row; 0, which is none, where it may be left out."""
        value = self.body.get(field)
        if value is None and not needed:
            return 0
        if not is_key(value):
            self.complain(field, f"请选择{title.zh}。", f"Choose {title.en.lower()}.")
            return 0
        return value

    def numbers(self, field: str, title: Sentence, *, needed: bool = True) -> list[int]:
        """Return the numbers of several rows, each once."""
        value = self.body.get(field)
        if value is None and not needed:
            return []
        if not isinstance(value, list) or len(value) > MOST_PARTS or not all(map(is_key, value)):
            self.complain(
                field,
                f"{title.zh}应为编号的列表，最多 {MOST_PARTS} 个。",
                f"{title.en} must be a list of at most {MOST_PARTS} numbers.",
            )
            return []
        if needed and not value:
            self.complain(
                field, f"请至少选择一个{title.zh}。", f"Choose at least one: {title.en.lower()}."
            )
        return list(dict.fromkeys(value))

    def known(
        self, field: str, title: Sentence, wanted: Iterable[int], found: Iterable[int]
    ) -> None:
        """Complain about numbers that name nothing the user may use."""
        missing = sorted(set(wanted) - set(found))
        if missing:
            self.complain(
                field,
                f"{title.zh}里有不存在或不可选的编号：{'、'.join(map(str, missing[:5]))}。",
                f"{title.en} names what does not exist or may not be chosen: {missing[:5]}.",
            )

    def key(self) -> UUID:
        """Return the key that tells a repeated form from a new one."""
        try:
            return UUID(str(self.body.get("idempotency_key")))
        except ValueError:
            self.complain(
                "idempotency_key",
                "缺少幂等键（UUID）；同一表单重复提交时用它识别。",
                "The idempotency key (a UUID) is missing; it tells a repeated form from a new one.",
            )
            return UUID(int=0)


def read_day(value: object) -> dt.date | None:
    """Return a date written YYYY-MM-DD, or None."""
    try:
        found = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and 2000 <= found.year <= 2100 else None
