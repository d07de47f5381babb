"""值班日志: who said what when; corrected by a further line, never changed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from shangyou.core import audit, events
from shangyou.core.http import NotFound, ProblemError
from shangyou.core.models import User
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty import reach
from shangyou.warning.duty.forms import Form, once, read_day
from shangyou.warning.duty.models import DutyEntry

KINDS = {
    "call": Sentence("来电", "call"),
    "intelligence": Sentence("情报", "intelligence"),
    "report": Sentence("报告", "report"),
    "instruction": Sentence("指示", "instruction"),
    "other": Sentence("其他", "other"),
}
CORRECTED = Sentence(
    "这一条刚被更正过，请在最新的一条上更正。",
    "This line has just been corrected; correct its newest version.",
)
AHEAD = dt.timedelta(minutes=10)


def visible(user: User) -> QuerySet[DutyEntry]:
    """Give the lines a user may read, newest first."""
    return DutyEntry.objects.filter(organisation__in=reach.reachable(user, "duty.read"))


def find(user: User, pk: int) -> DutyEntry:
    """Give one line; 404 otherwise."""
    found = visible(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _fields(form: Form, now: dt.datetime) -> dict[str, Any]:
    happened_at = form.moment("happened_at", Sentence("时间", "The time"))
    if happened_at > now + AHEAD:
        form.complain("happened_at", "时间不能在现在之后。", "The time must not lie in the future.")
    return {
        "kind": form.choice("kind", Sentence("类别", "The kind"), KINDS),
        "happened_at": happened_at,
        "source": form.text("source", Sentence("来源（谁、哪个单位）", "The source"), 120),
        "phone": form.text("phone", Sentence("电话", "The telephone"), 40, needed=False),
        "text": form.text("text", Sentence("内容", "The text"), 4000),
    }


def write(user: User, body: Mapping[str, Any], now: dt.datetime) -> tuple[DutyEntry, bool]:
    """Write a line; the same form twice is one."""
    form = Form(body)
    key = form.key()
    pk = form.number("organisation", Sentence("单位", "The organisation"))
    fields = _fields(form, now)
    form.done()
    organisation = reach.one(user, pk, "duty.work")

    def make() -> DutyEntry:
        made = DutyEntry.objects.create(
            idempotency_key=key, organisation=organisation, who=user,
            who_name=user.name or user.username, written_at=now, **fields,
        )  # fmt: skip
        _trace(user, made, "written")
        return made

    return once(DutyEntry.objects.all(), key, "who", user, make)


def correct(user: User, entry: DutyEntry, body: Mapping[str, Any], now: dt.datetime) -> DutyEntry:
    """Correct a line by a further one that says why."""
    form = Form(body)
    key = form.key()
    fields = _fields(form, now)
    reason = form.text("reason", Sentence("更正理由", "The reason"), 200)
    form.done()
    organisation = reach.one(user, entry.organisation_id, "duty.work", seen_by="duty.read")
    found = DutyEntry.objects.filter(idempotency_key=key, who=user, corrects=entry).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made = DutyEntry.objects.create(
                idempotency_key=key, organisation=organisation, who=user,
                who_name=user.name or user.username, written_at=now, corrects=entry,
                root_id=entry.root_id or entry.pk, reason=reason, **fields,
            )  # fmt: skip
            _trace(user, made, "corrected")
    except IntegrityError:
        raise ProblemError(409, [Problem("", CORRECTED)]) from None
    return made


def _trace(user: User, entry: DutyEntry, what: str) -> None:
    division = entry.organisation.division_code
    audit.record(
        user, f"duty_entry.{what}", "duty_entry", str(entry.pk),
        {"kind": entry.kind, "corrects": entry.corrects_id}, region=division,
    )  # fmt: skip
    events.publish("duty", entry.pk, f"entry.{what}", regions=filter(None, [division]))


def of_day(rows: QuerySet[DutyEntry], written: str) -> QuerySet[DutyEntry]:
    """Leave only the lines of a day of the city."""
    day = read_day(written)
    if day is None:
        sentence = Sentence(
            "日期应写成 2026-11-27 这样。", "The day must be written as 2026-11-27."
        )
        raise ProblemError(422, [Problem("day", sentence)])
    begin = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return rows.filter(happened_at__gte=begin, happened_at__lt=begin + dt.timedelta(days=1))


def listed(rows: QuerySet[DutyEntry], most: int) -> list[dict[str, Any]]:
    """Return the newest lines, each with what it said before it was corrected (two queries)."""
    roots = list(rows.filter(root=None).select_related("organisation")[:most])
    later: dict[int | None, list[DutyEntry]] = {}
    corrections = DutyEntry.objects.filter(root__in=[r.pk for r in roots]).order_by("pk")
    for entry in corrections.select_related("organisation"):
        later.setdefault(entry.root_id, []).append(entry)
    answer = []
    for root in roots:
        chain = [root, *later.get(root.pk, [])]
        answer.append({**shape(chain[-1]), "before": [shape(one) for one in chain[:-1]]})
    return answer


def shape(entry: DutyEntry) -> dict[str, Any]:
    """Return one line."""
    return {
        "id": entry.pk,
        "organisation": reach.shape(entry.organisation),
        "kind": entry.kind,
        "kind_title": KINDS[entry.kind],
        "happened_at": entry.happened_at,
        "source": entry.source,
        "phone": entry.phone,
        "text": entry.text,
        "who": entry.who_name,
        "written_at": entry.written_at,
        "reason": entry.reason,
        "demo": entry.demo,
    }
