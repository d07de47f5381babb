"""A form sent twice: what it made the first time is found by its key, and a key that made somebody else's is refused."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from shangyou.core.http import ProblemError
from shangyou.science.messages import Problem, Sentence

M = TypeVar("M", bound=Model)


def made(rows: QuerySet[M], key: UUID, another: Sentence, **of: Any) -> M | None:
    """Return the first row that a form of this key has made, None where it has made none.

    `of` are the fields in which the row must be this caller's (`made_by=user, incident=incident`), `another` is what the
    key belongs to otherwise: another oil run.
    """
    found = rows.filter(idempotency_key=key).first()
    if found is not None and any(
        getattr(found, f"{name}_id") != row.pk for name, row in of.items()
    ):
        raise refusal(another)
    return found


def refusal(another: Sentence) -> ProblemError:
    """Return the refusal of a key that belongs to another row."""
    said = Sentence(
        f"该幂等键已用于另一{another.zh}；请重新打开表单后再试。",
        f"This idempotency key belongs to another {another.en}; open the form again.",
    )
    return ProblemError(409, [Problem("idempotency_key", said)])
