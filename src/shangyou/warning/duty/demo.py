"""Duty of the demo world, 示意: a month of roster, a hand-over, a round-call, a meeting with an overdue item."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.utils import timezone

from shangyou.core.models import DutyShift, Organisation, User
from shangyou.warning.duty import open_items, roster
from shangyou.warning.duty.models import (
    Attendance,
    DutyEntry,
    DutyHoliday,
    Handover,
    HandoverAcceptance,
    Meeting,
    MeetingItem,
    RoundCall,
)

AHEAD: Final = 45
"""Days of roster after today, from the eve of this month; loading again carries it on."""
NAMESPACE: Final = uuid.UUID("6f5a3b52-1c0e-4a8e-9a55-2f6a5d0b7d10")
# 国办发明电〔2025〕7号 as remembered, to be verified: 需核实
_NOTICE = "2026 年节假日安排，需核实"
_HOLIDAYS: Final = (
    ("元旦", "2026-01-01", 3), ("春节", "2026-02-15", 9), ("清明节", "2026-04-04", 3),
    ("劳动节", "2026-05-01", 5), ("端午节", "2026-06-19", 3), ("中秋节", "2026-09-25", 3),
    ("国庆节", "2026-10-01", 7),
)  # fmt: skip
_WORKED: Final = (
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
)  # fmt: skip
_PHONE = "000-0000-0001"


def load(say: Callable[[str], None] = print) -> None:
    """Load what is missing; the demo accounts must be there."""
    people = {
        user.username: user
        for user in User.objects.filter(username__in=("zhiban", "yeban", "zhihui", "quxian"))
    }
    officer, commander = people.get("zhiban"), people.get("zhihui")
    if officer is None or officer.organisation is None or commander is None:
        return
    city, now = officer.organisation, timezone.now()
    with transaction.atomic():
        made = _shifts(city, [officer, people.get("yeban", officer)], commander, now)
        fuling = people.get("quxian")
        if fuling is not None and fuling.organisation is not None:
            made += _shifts(fuling.organisation, [fuling], None, now)
        _holidays()
        if not RoundCall.objects.filter(demo=True).exists():
            _call(city, officer, now)
            _meeting(city, commander, now)
            _log(city, officer, now)
    if not Handover.objects.filter(demo=True).exists():
        _handover(city, people.get("yeban", commander), officer, now)
    say(f"示意值班 demo duty: {made} 个班次 shifts")


def _at(now: dt.datetime, *, days: int, hour: int) -> dt.datetime:
    day = timezone.localtime(now) - dt.timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def _shifts(
    organisation: Organisation, officers: list[User], leader: User | None, now: dt.datetime
) -> int:
    """Two watches a day, from eight to eight, each officer in turn."""
    today = timezone.localtime(now).replace(hour=8, minute=0, second=0, microsecond=0)
    first = today.replace(day=1) - dt.timedelta(days=1)
    hours = 24 // len(officers)
    begins = [
        first + dt.timedelta(days=day, hours=hours * turn)
        for day in range((today - first).days + AHEAD + 1)
        for turn in range(len(officers))
    ]
    there = set(
        DutyShift.objects.filter(organisation=organisation, begins_at__gte=begins[0]).values_list(
            "begins_at", flat=True
        )
    )
    made = 0
    for number, begin in enumerate(begins):
        if begin in there:
            continue
        officer = officers[number % len(officers)]
        shift = DutyShift.objects.create(
            organisation=organisation,
            begins_at=begin,
            ends_at=begin + dt.timedelta(hours=hours),
            duty_name=roster.names([officer]),
            duty_phone=_PHONE,
            leader=leader,
            leader_name=leader.name if leader else "",
            leader_phone="000-0000-0002" if leader else "",
            demo=True,
        )
        shift.officers.set([officer])
        made += 1
    return made


def _holidays() -> None:
    rows = [
        DutyHoliday(
            date=dt.date.fromisoformat(first) + dt.timedelta(days=day), name=name, source=_NOTICE
        )
        for name, first, days in _HOLIDAYS
        for day in range(days)
    ]
    rows += [
        DutyHoliday(date=dt.date.fromisoformat(day), name="调休上班", rest=False, source=_NOTICE)
        for day in _WORKED
    ]
    DutyHoliday.objects.bulk_create(rows, ignore_conflicts=True)


def _call(city: Organisation, host: User, now: dt.datetime) -> None:
    """Hold a round-call twelve days ago: one late, one absent."""
    held = _at(now, days=12, hour=15)
    call = RoundCall.objects.create(
        idempotency_key=_key("call"), organisation=city, title="双周视频点名（示意）", held_at=held,
        host=host, host_name=host.name, note="各单位值班在岗，个别单位网络不畅。", closed_at=held, demo=True,
    )  # fmt: skip
    called = Organisation.objects.filter(
        demo=True, kind="ecology", tier__in=("sub_centre", "district")
    ).order_by("tier", "pk")[:20]
    states = {3: ("late", "会议系统升级，晚到 6 分钟"), 8: ("absent", "停电检修，已电话补点")}
    Attendance.objects.bulk_create(
        Attendance(
            call=call, organisation=one, state=states.get(number, ("present", ""))[0],
            reason=states.get(number, ("present", ""))[1], at=held, by_name=host.name,
        )
        for number, one in enumerate(called)
    )  # fmt: skip


def _meeting(city: Organisation, convener: User, now: dt.datetime) -> None:
    """Hold a monthly meeting three weeks ago: one item overdue, one running, one closed."""
    held = _at(now, days=21, hour=9)
    meeting = Meeting.objects.create(
        idempotency_key=_key("meeting"), organisation=city, kind="monthly", title="环境安全月调度会（示意）",
        held_at=held, made_by=convener, demo=True,
        agenda="一、上月预警与事件情况\n二、隐患整改进展\n三、枯水期重点工作",
        minutes="会议听取了各单位汇报，要求对沿江储罐区逐一核查，补齐吸附材料。",
    )  # fmt: skip
    districts = list(
        Organisation.objects.filter(demo=True, kind="ecology", tier="district").order_by("pk")[:3]
    )
    meeting.participants.set(districts)
    today = timezone.localtime(now).date()
    texts = (
        ("核查沿江储罐区围堰和雨污切换阀，报送清单", -6),
        ("补充吸油毡、活性炭储备，报送入库单", 9),
        ("更新应急联系人和值班电话", -12),
    )
    for (text, days), responsible in zip(texts, districts, strict=False):
        closed = days == -12
        MeetingItem.objects.create(
            meeting=meeting, text=text, responsible=responsible,
            due_on=today + dt.timedelta(days=days), state="closed" if closed else "open",
            closing_note="已更新并抽查接通" if closed else "",
            closed_at=now - dt.timedelta(days=13) if closed else None,
            closed_by_name="示意" if closed else "",
        )  # fmt: skip


def _log(city: Organisation, officer: User, now: dt.datetime) -> None:
    lines = (
        ("call", 50, "市民来电", "000-0000-1234", "反映綦江通惠河段有柴油味，水面有油花。已转綦江区局核实。"),
        ("report", 47, "綦江区生态环境局", "", "现场核实为货车侧翻少量漏油，已用吸油毡围控，未进入取水口上游。"),
        ("intelligence", 20, "气象部门", "", "未来三天沿江有大雾，注意船舶与危化品运输风险。"),
    )  # fmt: skip
    for kind, hours, source, phone, text in lines:
        at = now - dt.timedelta(hours=hours)
        DutyEntry.objects.create(
            idempotency_key=_key(f"entry {hours}"), organisation=city, kind=kind, happened_at=at,
            source=source, phone=phone, text=text, who=officer, who_name=officer.name,
            written_at=at, demo=True,
        )  # fmt: skip


def _handover(city: Organisation, outgoing: User, incoming: User, now: dt.datetime) -> None:
    """Write the hand-over of this morning, accepted."""
    begin = timezone.localtime(now).replace(hour=8, minute=0, second=0, microsecond=0)
    if begin > now:
        begin -= dt.timedelta(days=1)
    with transaction.atomic():
        made = Handover.objects.create(
            idempotency_key=_key("handover"), organisation=city, outgoing=outgoing,
            outgoing_name=outgoing.name, expected=incoming.name,
            shift_begins_at=begin - dt.timedelta(hours=12), shift_ends_at=begin,
            notes="1. 綦江漏油已处置完毕，等区局书面报告。\n2. 夜间无新增警情。",
            items=open_items.collect(outgoing, now), written_at=begin, demo=True,
        )  # fmt: skip
        HandoverAcceptance.objects.create(
            handover=made, incoming=incoming, incoming_name=incoming.name,
            remark="已阅，跟踪綦江书面报告。", at=begin + dt.timedelta(minutes=7),
        )  # fmt: skip
