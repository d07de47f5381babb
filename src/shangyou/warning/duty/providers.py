"""Open matters of this wing: warnings, messages nobody got, silent stations, duties of calls, meetings and tips."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from shangyou.core.models import Notification, User
from shangyou.core.regions import name_of
from shangyou.core.rights import ALL, visible_regions
from shangyou.science.messages import Sentence
from shangyou.warning import board, states
from shangyou.warning.duty import calls, meetings
from shangyou.warning.duty.models import MeetingItem
from shangyou.warning.duty.open_items import OpenItem, Provider
from shangyou.warning.registers.devices import Device
from shangyou.warning.situation.models import Tip
from shangyou.warning.warnings import acting
from shangyou.warning.warnings.document import COLOURS, COLOURS_EN
from shangyou.warning.warnings.shapes import STATES as WARNING_STATES

FAILED_WITHIN = dt.timedelta(days=7)
SOON = dt.timedelta(days=3)


def warnings(user: User, now: dt.datetime) -> Iterator[OpenItem]:
    """Give warnings in force and those on their way to it (one query)."""
    running = Q(state="published", expires_at__gt=now) | Q(state__in=("submitted", "approved"))
    for row in acting.visible(user).filter(running):
        state = WARNING_STATES[row.state]
        yield OpenItem(
            Sentence(
                f"{COLOURS[row.level]}预警：{row.headline}",
                f"{COLOURS_EN[row.level]} warning: {row.headline}",
            ),
            Sentence(f"{state.zh}，失效时间", f"{state.en}, ends"),
            row.expires_at,
            f"/warnings/{row.pk}",
        )


def failed_messages(user: User, now: dt.datetime) -> Iterator[OpenItem]:
    """Give messages of the last week that no channel took (one query)."""
    rows = Notification.objects.filter(state="failed", made_at__gte=now - FAILED_WITHIN)
    regions = visible_regions(user, "duty.read")
    if regions is not ALL:
        rows = rows.filter(regions__overlap=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
    for row in rows.order_by("-id")[:200]:
        yield OpenItem(
            Sentence(
                f"未送达 {row.person}：{row.subject}", f"not reached: {row.person}: {row.subject}"
            ),
            Sentence(row.problem, row.problem),
            None,
            f"/warnings/{row.about_id}" if row.about_kind == "warning" else "",
        )


def silent_stations(user: User, now: dt.datetime) -> Iterator[OpenItem]:
    """Give stations that have stopped reporting, and how many never began (two queries)."""
    stations = {row.pk: row for row in board.visible(user)}
    found, never = states.quiet(Device.objects.filter(station__in=list(stations)), now)
    if never:
        yield OpenItem(
            Sentence(
                f"{len(never)} 个站点从未收到数据", f"{len(never)} stations have never been heard"
            ),
            link="/stations",
        )
    for pk, state in found.items():
        if state in ("silent", "stale"):
            place = name_of(stations[pk].region)
            title = states.TITLES[state]
            yield OpenItem(
                Sentence(f"{stations[pk].name}：{title.zh}", f"{stations[pk].name}: {title.en}"),
                place if stations[pk].region else None,
                None,
                f"/stations/{pk}",
            )


def meeting_items(user: User, now: dt.datetime) -> Iterator[OpenItem]:
    """Give follow-up items that are overdue or soon due (one query)."""
    until = timezone.localtime(now + SOON).date()
    rows = (
        MeetingItem.objects.filter(state="open", due_on__lte=until)
        .filter(meeting__in=meetings.visible(user))
        .select_related("responsible", "meeting")
    )
    for row in rows:
        yield OpenItem(
            Sentence(f"会议事项：{row.text}", f"meeting item: {row.text}"),
            Sentence(f"责任单位 {row.responsible}", f"responsible: {row.responsible}"),
            meetings.end_of(row.due_on),
            f"/duty/meetings/{row.meeting_id}",
        )


def due_calls(user: User, now: dt.datetime) -> Iterator[OpenItem]:
    """Give the round-call that is due (one or two queries)."""
    due = calls.next_due(user, now)
    if due is not None and due["at"] <= now + SOON:
        yield OpenItem(
            Sentence("双周视频点名应举行", "the fortnightly round-call is due"),
            None,
            due["at"],
            "/duty/calls",
        )


def tips(user: User, now: dt.datetime) -> Iterator[OpenItem]:  # noqa: ARG001 (every provider is given it)
    """Give tips that are not closed (one query)."""
    rows = Tip.objects.exclude(state="closed")
    regions = visible_regions(user, "situation.list")
    if regions is not ALL:
        rows = rows.filter(division__in=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
    for row in rows:
        place = name_of(row.division)
        yield OpenItem(
            Sentence(f"提示函 {row.number}：{row.headline}", f"tip {row.number}: {row.headline}"),
            Sentence(f"{place.zh}，{row.get_state_display()}", f"{place.en}, {row.state}"),
            row.due_at,
            f"/tips/{row.pk}",
        )


PROVIDERS: tuple[Provider, ...] = (
    Provider("warning", Sentence("预警", "Warnings"), warnings),
    Provider("message", Sentence("未送达的通知", "Messages that reached nobody"), failed_messages),
    Provider("station", Sentence("失联、陈旧的站点", "Silent and stale stations"), silent_stations),
    Provider("tip", Sentence("督办中的提示函", "Tips supervised"), tips),
    Provider(
        "meeting",
        Sentence("会议事项（逾期或三天内到期）", "Meeting items, overdue or due in three days"),
        meeting_items,
    ),
    Provider("call", Sentence("视频点名", "Round-call"), due_calls),
)
