"""Changing a roster: a shift made, changed, removed; a week copied; two people swapped. All by version."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shangyou.core import audit, events
from shangyou.core.http import NotFound, Stale
from shangyou.core.models import DutyShift, Organisation, User
from shangyou.core.regions import CITY
from shangyou.science.messages import Sentence
from shangyou.warning.duty import reach, roster
from shangyou.warning.duty.forms import Form
from shangyou.warning.duty.models import DutyHoliday

LONGEST = dt.timedelta(hours=48)
WEEK = dt.timedelta(days=7)
_DESK = Sentence("单位", "The organisation")
_BEGIN, _END = Sentence("上班时间", "The begin"), Sentence("下班时间", "The end")
_OFFICERS, _LEADER = Sentence("值班员", "Officers"), Sentence("带班领导", "The leader")


def find(user: User, pk: int) -> DutyShift:
    """Give a shift of a roster the user may see; 404 otherwise."""
    found = (
        DutyShift.objects.filter(pk=pk, organisation__in=reach.reachable(user, "duty.list"))
        .select_related("organisation", "leader")
        .prefetch_related("officers")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def read(body: Mapping[str, Any], organisation: Organisation) -> tuple[dict[str, Any], list[User]]:
    """Read a shift's form; returns its fields and its officers."""
    form = Form(body)
    begins_at, ends_at = form.moment("begins_at", _BEGIN), form.moment("ends_at", _END)
    wanted = form.numbers("officers", _OFFICERS)
    leads = form.number("leader", _LEADER, needed=False)
    phone = form.text("duty_phone", Sentence("值班电话", "The telephone"), 32, needed=False)
    note = form.text("note", Sentence("备注", "The note"), 200, needed=False)
    if not form.problems and not dt.timedelta() < ends_at - begins_at <= LONGEST:
        form.complain(
            "ends_at",
            "下班时间应晚于上班时间，一个班次最长 48 小时。",
            "The end must lie after the begin; a shift lasts 48 hours at most.",
        )
    people = {one.pk: one for one in roster.people_of(organisation)}
    form.known("officers", _OFFICERS, wanted, people)
    form.known("leader", _LEADER, [leads] if leads else [], people)
    form.done()
    leader = people[leads] if leads else None
    officers = [people[pk] for pk in wanted]
    return {
        "begins_at": begins_at,
        "ends_at": ends_at,
        "leader": leader,
        "leader_name": (leader.name or leader.username) if leader else "",
        "leader_phone": leader.phone if leader else "",
        "duty_name": roster.names(officers),
        "duty_phone": phone or organisation.duty_phone,
        "note": note,
    }, officers


def create(
    organisation: Organisation, fields: Mapping[str, Any], officers: Iterable[User]
) -> DutyShift:
    """Make a shift, within the caller's transaction."""
    made = DutyShift.objects.create(organisation=organisation, **fields)
    made.officers.set(officers)
    return made


def make(user: User, body: Mapping[str, Any]) -> DutyShift:
    """Make a shift from its form."""
    form = Form(body)
    pk = form.number("organisation", _DESK)
    form.done()
    organisation = reach.one(user, pk, "duty.roster")
    fields, officers = read(body, organisation)
    with transaction.atomic():
        made = create(organisation, fields, officers)
        note(user, organisation, "made", {"shift": made.pk, "names": made.duty_name})
    return made


def change(user: User, shift: DutyShift, body: Mapping[str, Any]) -> DutyShift:
    """Change a shift; refused when somebody else was faster."""
    organisation = reach.one(user, shift.organisation_id, "duty.roster")
    fields, officers = read(body, organisation)
    with transaction.atomic():
        take(shift.pk, body.get("version"), **fields)
        shift.officers.set(officers)
        note(user, organisation, "changed", {"shift": shift.pk, "names": fields["duty_name"]})
    return find(user, shift.pk)


def remove(user: User, shift: DutyShift, version: object) -> None:
    """Take a shift off the roster."""
    organisation = reach.one(user, shift.organisation_id, "duty.roster")
    with transaction.atomic():
        take(shift.pk, version)
        shift.delete()
        facts = {"names": shift.duty_name, "begins_at": shift.begins_at.isoformat()}
        note(user, organisation, "removed", facts)


def take(pk: int, version: object, **fields: Any) -> None:
    """Change one row if its version is still the one the form was filled in from."""
    held = version if isinstance(version, int) and not isinstance(version, bool) else 0
    taken = DutyShift.objects.filter(pk=pk, version=held)
    if not taken.update(version=F("version") + 1, **fields):
        raise Stale


def copy_week(user: User, body: Mapping[str, Any]) -> int:
    """Copy the shifts that begin in one week to another, day for day; returns how many were made.

    Refused where the week to fill already holds a shift: two people cannot fill it together by accident.
    """
    form = Form(body)
    pk = form.number("organisation", Sentence("单位", "The organisation"))
    source = form.day("source", Sentence("来源周", "The week copied"))
    target = form.day("target", Sentence("目标周", "The week to fill"))
    form.done()
    organisation = reach.one(user, pk, "duty.roster")
    if source == target:
        form.complain("target", "目标周应与来源周不同。", "The weeks must differ.")
    form.done()
    first, to = _midnight(source), _midnight(target)
    with transaction.atomic():
        # one filler at a time
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        shifts = list(
            DutyShift.objects.filter(
                organisation=organisation, begins_at__gte=first, begins_at__lt=first + WEEK
            ).prefetch_related("officers")
        )
        there = DutyShift.objects.filter(
            organisation=organisation, begins_at__gte=to, begins_at__lt=to + WEEK
        ).count()
        if not shifts:
            form.complain("source", "来源周没有班次可复制。", "The week copied has no shifts.")
        if there:
            form.complain(
                "target",
                f"目标周已有 {there} 个班次，请先清空再复制。",
                f"The week to fill already has {there} shifts; remove them first.",
            )
        form.done()
        for shift in shifts:
            officers = [one for one in shift.officers.all() if one.is_active]
            begins = shift.begins_at + (to - first)
            ends = shift.ends_at + (to - first)
            made = DutyShift(
                organisation=organisation, begins_at=begins, ends_at=ends, leader=shift.leader,
                leader_name=shift.leader_name, leader_phone=shift.leader_phone,
                duty_name=roster.names(officers) or shift.duty_name,
                duty_phone=shift.duty_phone, demo=shift.demo,
            )  # fmt: skip
            made.save()
            made.officers.set(officers)
        facts = {"source": source.isoformat(), "target": target.isoformat(), "made": len(shifts)}
        note(user, organisation, "copied", facts)
    return len(shifts)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def swap(user: User, body: Mapping[str, Any]) -> list[DutyShift]:
    """Let two people change places: each takes the other's shift; leaders and times stay."""
    form = Form(body)
    chosen = {
        side: (
            form.number(f"{side}_shift", Sentence("班次", "The shift")),
            form.number(f"{side}_person", Sentence("人员", "The person")),
            form.number(f"{side}_version", Sentence("版本", "The version")),
        )
        for side in ("first", "second")
    }
    form.done()
    one, two = (find(user, chosen[side][0]) for side in ("first", "second"))
    organisation = reach.one(user, one.organisation_id, "duty.roster")
    if one.organisation_id != two.organisation_id or one.pk == two.pk:
        form.complain(
            "second_shift",
            "只能在同一单位的两个不同班次之间换班。",
            "People swap between two different shifts of one organisation.",
        )
    moved = []
    for side, shift, other in (("first", one, two), ("second", two, one)):
        person = next((p for p in shift.officers.all() if p.pk == chosen[side][1]), None)
        if person is None:
            form.complain(
                f"{side}_person", "该人员不在这个班次上。", "This person is not on that shift."
            )
        elif person in other.officers.all():
            form.complain(
                f"{side}_person",
                f"{person}已在另一个班次上，不能互换。",
                f"{person} is already on the other shift.",
            )
        else:
            moved.append(person)
    form.done()
    first, second = moved
    with transaction.atomic():
        for side, shift, leaves, comes in (
            ("first", one, first, second),
            ("second", two, second, first),
        ):
            officers = [comes if p == leaves else p for p in shift.officers.all()]
            take(shift.pk, chosen[side][2], duty_name=roster.names(officers))
            shift.officers.set(officers)
        note(user, organisation, "swapped", {"first": str(first), "second": str(second)})
    return [find(user, one.pk), find(user, two.pk)]


def note(user: User, organisation: Organisation, what: str, facts: dict[str, Any]) -> None:
    """Leave the trace of a change and tell the screens."""
    audit.record(
        user, f"roster.{what}", "organisation", str(organisation.pk), facts,
        region=organisation.division_code,
    )  # fmt: skip
    # the city's roster is everybody's to see
    events.publish(
        "duty", organisation.pk, "duty.roster",
        regions={organisation.division_code} - {"", CITY},
    )  # fmt: skip


def mark_day(user: User, body: Mapping[str, Any]) -> None:
    """Mark a day as a holiday or as worked, or take the mark off."""
    form = Form(body)
    day = form.day("date", Sentence("日期", "The date"))
    name = form.text("name", Sentence("节日名称", "The name"), 40, needed=False)
    rest = form.flag("rest", Sentence("是否休息", "Rest"), usual=True)
    form.done()
    with transaction.atomic():
        if name:
            DutyHoliday.objects.update_or_create(
                date=day, defaults={"name": name, "rest": rest, "source": str(user)}
            )
        else:
            DutyHoliday.objects.filter(date=day).delete()
        audit.record(
            user, "roster.day_marked", "duty_day", day.isoformat(), {"name": name, "rest": rest}
        )
        events.publish("duty", "days", "duty.roster")
