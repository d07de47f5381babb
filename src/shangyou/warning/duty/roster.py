"""排班 a month of one organisation's roster: its days, its shifts, and what is wrong with it in sentences."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from shangyou.core.http import ProblemError
from shangyou.core.models import DutyShift, Organisation, User
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty import reach
from shangyou.warning.duty.models import DutyHoliday
from shangyou.warning.duty.wording import short

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in the city's time."""

    year: int
    month: int

    @classmethod
    def read(cls, written: str) -> "Month":
        """Read YYYY-MM."""
        found = _MONTH.match(written or "")
        if found is None:
            sentence = Sentence(
                "月份应写成 2026-11 这样。", "The month must be written as 2026-11."
            )
            raise ProblemError(422, [Problem("month", sentence)])
        return cls(int(found[1]), int(found[2]))

    @property
    def days(self) -> list[dt.date]:
        """Every day of it."""
        last = calendar.monthrange(self.year, self.month)[1]
        return [dt.date(self.year, self.month, day) for day in range(1, last + 1)]

    @property
    def begin(self) -> dt.datetime:
        """Its first moment."""
        return timezone.make_aware(dt.datetime.combine(self.days[0], dt.time()))

    @property
    def end(self) -> dt.datetime:
        """The first moment after it."""
        return timezone.make_aware(dt.datetime.combine(self.days[-1], dt.time())) + dt.timedelta(
            days=1
        )


def shifts_of(organisation: Organisation, month: Month) -> QuerySet[DutyShift]:
    """Give the shifts that touch a month, the first first (two queries with their officers)."""
    return (
        DutyShift.objects.filter(
            organisation=organisation, begins_at__lt=month.end, ends_at__gt=month.begin
        )
        .select_related("leader", "organisation")
        .prefetch_related("officers")
        .order_by("begins_at", "pk")
    )


def answer(user: User, organisation: Organisation, month: Month) -> dict[str, Any]:
    """Give a month of a roster; a constant number of queries."""
    shifts = list(shifts_of(organisation, month))
    holidays = {row.date: row for row in DutyHoliday.objects.filter(date__in=month.days)}
    may_change = reach.may(user, "duty.roster", organisation)
    return {
        "organisation": reach.shape(organisation),
        "month": f"{month.year}-{month.month:02d}",
        "days": [_day(day, holidays.get(day)) for day in month.days],
        "shifts": [shape(shift) for shift in shifts],
        "findings": list(findings(organisation, month, shifts)),
        "people": [
            {"id": one.pk, "name": one.name or one.username, "username": one.username}
            for one in people_of(organisation)
        ],
        "may_change": may_change,
        "may_mark_days": reach.may(user, "duty.roster", Organisation(division_code="")),
    }


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Give the accounts that may stand on an organisation's roster."""
    return User.objects.filter(is_active=True, organisation=organisation).exclude(
        role__in=("enterprise", "depot", "expert", "read_only", "administrator")
    )


def _day(day: dt.date, marked: DutyHoliday | None) -> dict[str, Any]:
    weekend = day.isoweekday() >= 6
    return {
        "date": day.isoformat(),
        "weekday": day.isoweekday(),
        "rest": marked.rest if marked else weekend,
        "holiday": marked.name if marked else None,
    }


def shape(shift: DutyShift) -> dict[str, Any]:
    """Return a shift as the roster shows it."""
    return {
        "id": shift.pk,
        "version": shift.version,
        "begins_at": shift.begins_at,
        "ends_at": shift.ends_at,
        "duty_name": shift.duty_name,
        "duty_phone": shift.duty_phone,
        "officers": [
            {"id": one.pk, "name": one.name or one.username, "active": one.is_active}
            for one in shift.officers.all()
        ],
        "leader": {"id": shift.leader.pk, "name": shift.leader.name or shift.leader.username}
        if shift.leader
        else None,
        "leader_name": shift.leader_name,
        "leader_phone": shift.leader_phone,
        "note": shift.note,
    }


def findings(
    organisation: Organisation, month: Month, shifts: Sequence[DutyShift]
) -> Iterator[dict[str, Any]]:
    """Say what is wrong with a month: hours without anybody, one person twice, nobody leading (one query)."""
    if not shifts:
        yield _found(
            "empty", "本月还没有排班。", "Nothing is rostered this month yet.", month.begin
        )
        return
    said = [*_gaps(month, shifts), *_twice(organisation, month, shifts), *_without(shifts)]
    yield from said[:MOST_SAID]
    if len(said) > MOST_SAID:
        more = len(said) - MOST_SAID
        yield _found("more", f"另有 {more} 处。", f"{more} more.", month.end)


def _found(kind: str, zh: str, en: str, at: dt.datetime) -> dict[str, Any]:
    return {"kind": kind, "text": Sentence(zh, en), "at": at}


def _gaps(month: Month, shifts: Sequence[DutyShift]) -> Iterator[dict[str, Any]]:
    covered = month.begin
    for shift in shifts:
        if shift.begins_at > covered:
            yield _gap(covered, shift.begins_at)
        covered = max(covered, shift.ends_at)
    if covered < month.end:
        yield _gap(covered, month.end)


def _gap(begin: dt.datetime, end: dt.datetime) -> dict[str, Any]:
    return _found(
        "gap",
        f"{short(begin)} 至 {short(end)} 无人值班。",
        f"Nobody is on duty from {short(begin)} to {short(end)}.",
        begin,
    )


def _twice(
    organisation: Organisation, month: Month, shifts: Sequence[DutyShift]
) -> Iterator[dict[str, Any]]:
    """Say who stands on two rosters at one time, here or at another organisation."""
    busy: dict[int, list[tuple[DutyShift, User]]] = {}
    own = {officer.pk for shift in shifts for officer in shift.officers.all()}
    elsewhere = (
        DutyShift.objects.filter(
            Q(officers__in=own), begins_at__lt=month.end, ends_at__gt=month.begin
        )
        .exclude(organisation=organisation)
        .select_related("organisation")
        .prefetch_related("officers")
        .distinct()
    )
    for shift in sorted((*shifts, *elsewhere), key=lambda s: (s.begins_at, s.pk)):
        for officer in shift.officers.all():
            if officer.pk in own:
                busy.setdefault(officer.pk, []).append((shift, officer))
    for turns in busy.values():
        for (before, officer), (after, _) in pairwise(turns):
            if after.begins_at < before.ends_at:
                yield _double(officer, before, after)


def _double(officer: User, before: DutyShift, after: DutyShift) -> dict[str, Any]:
    name = officer.name or officer.username
    first = (
        f"{short(before.begins_at)}（{before.organisation.short_name or before.organisation.name}）"
    )
    second = (
        f"{short(after.begins_at)}（{after.organisation.short_name or after.organisation.name}）"
    )
    return _found(
        "double",
        f"{name}重复排班：{first}与{second}的班次时间重叠。",
        f"{name} is booked twice: the shifts of {first} and {second} overlap.",
        after.begins_at,
    )


def _without(shifts: Sequence[DutyShift]) -> Iterator[dict[str, Any]]:
    leaderless = [s for s in shifts if not s.leader_name]
    if leaderless:
        first = leaderless[0].begins_at
        yield _found(
            "leader",
            f"{len(leaderless)} 个班次没有带班领导，最早为 {short(first)}。",
            f"{len(leaderless)} shifts have no leader, the first of them {short(first)}.",
            first,
        )
    nameless = [s for s in shifts if not s.officers.all()]
    if nameless:
        first = nameless[0].begins_at
        yield _found(
            "account",
            f"{len(nameless)} 个班次的值班员没有对应账号，警情无法直接派给本人，最早为 {short(first)}。",
            f"{len(nameless)} shifts name nobody with an account, so alarms cannot go to them, the first {short(first)}.",
            first,
        )


def names(officers: Iterable[User]) -> str:
    """Return the officers of a shift in words."""
    return "、".join(one.name or one.username for one in officers)[:200]
