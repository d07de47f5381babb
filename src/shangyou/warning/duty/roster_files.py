"""A month of a roster as a table, out and in: the file that was exported can be changed and imported."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from shangyou.core.http import ProblemError
from shangyou.core.models import DutyShift, Organisation, User
from shangyou.core.registers import reading
from shangyou.core.spreadsheets import harmless, unharmed
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty import roster, rostering
from shangyou.warning.exporting import write

HEADS = ("上班时间", "下班时间", "值班员", "带班领导", "值班电话", "备注")
_NEEDED = HEADS[:3]
_FORM = "%Y-%m-%d %H:%M"
MOST_ROWS = 400


def export(organisation: Organisation, month: roster.Month, kind: str) -> bytes:
    """Write a month; people by user name, because two may share a name."""
    lines: list[list[str | float | None]] = [list(HEADS)]
    for shift in roster.shifts_of(organisation, month):
        officers = "、".join(one.username for one in shift.officers.all()) or shift.duty_name
        leader = shift.leader.username if shift.leader else shift.leader_name
        cells = (
            timezone.localtime(shift.begins_at).strftime(_FORM),
            timezone.localtime(shift.ends_at).strftime(_FORM),
            officers, leader, shift.duty_phone, shift.note,
        )  # fmt: skip
        lines.append([harmless(cell) for cell in cells])
    return write(lines, kind)


def take(
    user: User, organisation: Organisation, name: str, content: bytes, *, commit: bool
) -> dict[str, Any]:
    """Read a file of shifts: all of it or, when any line cannot be used, nothing and why.

    A line whose begin the roster already holds changes that shift; any other makes one.
    """
    table = reading.read(name, content)
    missing = [head for head in _NEEDED if head not in table.headings]
    if missing:
        columns = "、".join(missing)
        raise reading.bad_file(
            f"文件缺少列：{columns}；应有 {'、'.join(HEADS)}。",
            f"The file lacks the columns {columns}; it should have {', '.join(HEADS)}.",
        )
    if len(table.lines) > MOST_ROWS:
        raise reading.bad_file(
            f"一次最多导入 {MOST_ROWS} 个班次。", f"At most {MOST_ROWS} shifts at a time."
        )
    people = _by_name(organisation)
    problems: list[Problem] = []
    read: list[tuple[dict[str, Any], list[User]]] = []
    seen: dict[dt.datetime, int] = {}
    for line in table.lines:
        try:
            found = _line(organisation, line, people)
        except ProblemError as error:
            problems += [_at(line.number, problem) for problem in error.problems]
            continue
        before = seen.setdefault(found[0]["begins_at"], line.number)
        if before != line.number:
            sentence = Sentence(
                f"上班时间与第 {before} 行相同。", f"The begin is that of row {before}."
            )
            problems.append(_at(line.number, Problem("begins_at", sentence)))
        read.append(found)
    if problems:
        raise ProblemError(422, problems[:200])
    there = {
        shift.begins_at: shift
        for shift in DutyShift.objects.filter(organisation=organisation, begins_at__in=list(seen))
    }
    changes = sum(fields["begins_at"] in there for fields, _ in read)
    if commit:
        _store(user, organisation, read, there)
    return {"rows": len(read), "creates": len(read) - changes, "updates": changes, "stored": commit}


def _store(
    user: User,
    organisation: Organisation,
    read: list[tuple[dict[str, Any], list[User]]],
    there: Mapping[dt.datetime, DutyShift],
) -> None:
    with transaction.atomic():
        for fields, officers in read:
            shift = there.get(fields["begins_at"])
            if shift is None:
                rostering.create(organisation, fields, officers)
            else:
                rostering.take(shift.pk, shift.version, **fields)
                shift.officers.set(officers)
        rostering.note(user, organisation, "imported", {"rows": len(read)})


def _by_name(organisation: Organisation) -> dict[str, int]:
    """Give the accounts by user name, and by name where only one holds it."""
    people = list(roster.people_of(organisation))
    held = [one.name for one in people]
    return {
        **{one.name: one.pk for one in people if one.name and held.count(one.name) == 1},
        **{one.username: one.pk for one in people},
    }


def _line(
    organisation: Organisation, line: reading.Line, people: Mapping[str, int]
) -> tuple[dict[str, Any], list[User]]:
    cells = {head: unharmed(line.cells.get(head)) for head in HEADS}
    officers = [part.strip() for part in str(cells["值班员"] or "").replace(",", "、").split("、")]
    leader = str(cells["带班领导"] or "").strip()
    strangers = [
        (field, written)
        for field, written in (*(("officers", o) for o in officers if o), ("leader", leader))
        if written and written not in people
    ]
    if strangers:
        raise ProblemError(422, [_stranger(*one) for one in strangers])
    body = {
        "begins_at": _moment(cells["上班时间"]),
        "ends_at": _moment(cells["下班时间"]),
        "officers": [people[name] for name in officers if name],
        "leader": people[leader] if leader else None,
        "duty_phone": _words(cells["值班电话"]),
        "note": _words(cells["备注"]),
    }
    return rostering.read(body, organisation)


def _words(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _moment(cell: Any) -> str | None:
    """Give a cell's time with the city's offset."""
    if isinstance(cell, str):
        for form in (_FORM, "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S"):
            try:
                cell = dt.datetime.strptime(cell.strip(), form)  # noqa: DTZ007 (made aware below)
                break
            except ValueError:
                continue
    if isinstance(cell, dt.datetime):
        moment = cell if cell.tzinfo else timezone.make_aware(cell)
        return moment.isoformat()
    return None


def _stranger(field: str, written: str) -> Problem:
    return Problem(
        field,
        Sentence(
            f"“{written[:40]}”不是本单位可排班的账号（写用户名，或本单位唯一的姓名）。",
            f"“{written[:40]}” is no account of this organisation (a user name, or a name only one holds).",
        ),
    )


def _at(row: int, problem: Problem) -> Problem:
    sentence = problem.sentence
    return Problem(
        f"rows.{row}.{problem.path}",
        Sentence(f"第 {row} 行：{sentence.zh}", f"Row {row}: {sentence.en}"),
    )
