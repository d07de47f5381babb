"""What the response wing tells the duty: incidents still open, and those of a period."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from shangyou.core.models import User
from shangyou.response.desk import incidents_for
from shangyou.response.models import Clock, Incident
from shangyou.science.messages import Sentence
from shangyou.warning.duty.open_items import OpenItem, Provider
from shangyou.warning.situation.sections import Row, Section, Window


def open_incidents(user: User, now: dt.datetime) -> Iterator[OpenItem]:  # noqa: ARG001 (every provider is given it)
    """Give incidents that have not ended, each with its next deadline (two queries)."""
    for incident in incidents_for(user):
        clock = next(iter(incident.clocks.all()), None)
        drill = "【演练】" if incident.drill else ""
        yield OpenItem(
            Sentence(
                f"{drill}{incident.number} {incident.name}", f"{incident.number} {incident.name}"
            ),
            Sentence(f"下一时限：{clock.title['zh']}", f"next deadline: {clock.title['en']}")
            if clock
            else Sentence("无待办时限", "no deadline runs"),
            clock.deadline if clock else None,
            f"/incidents/{incident.pk}",
        )


OPEN_INCIDENTS = Provider(
    "incident", Sentence("未终止的事件", "Incidents not ended"), open_incidents
)


def incidents_of(window: Window) -> Iterator[Row]:
    """Give the incidents of a period, drills left out (one query)."""
    rows = Incident.objects.filter(
        opened_at__gte=window.begin, opened_at__lt=window.end, drill=False
    ).order_by("opened_at")
    for row in rows:
        if not window.has(row.district_code):
            continue
        grade = f"，{row.grade['title']['zh']}" if row.grade else ""
        grade_en = f", {row.grade['title']['en']}" if row.grade else ""
        where = row.river or "大气"
        where_en = row.river or "air"
        ended = row.state == Incident.State.ENDED
        yield Row(
            Sentence(
                f"{row.name}（{where}，{row.cause or '起因待核实'}）{grade}，{'已终止' if ended else '处置中'}",
                f"{row.name} ({where_en}, {row.cause or 'cause to be verified'}){grade_en}, {'ended' if ended else 'open'}",
            ),
            row.district_code,
            Sentence(f"事件 {row.number}", f"incident {row.number}"),
            f"/incidents/{row.pk}",
            row.opened_at,
        )


def overdue_clocks(window: Window) -> Iterator[Row]:
    """Give report deadlines that have passed undone (one query)."""
    rows = (
        Clock.objects.filter(done_at=None, deadline__lt=window.now)
        .exclude(Q(incident__state=Incident.State.ENDED) | Q(incident__drill=True))
        .select_related("incident")
        .defer("incident__hydrology")
    )
    for row in rows:
        if window.has(row.incident.district_code):
            yield Row(
                Sentence(
                    f"{row.incident.name}：{row.title['zh']}逾期未报",
                    f"{row.incident.name}: {row.title['en']} overdue",
                ),
                row.incident.district_code,
                Sentence(f"报告时限 {row.clause}", f"report deadline, {row.clause}"),
                f"/incidents/{row.incident_id}",
                row.deadline,
            )


INCIDENTS = Section(
    "incidents",
    Sentence("突发环境事件", "Incidents"),
    Sentence("本时段没有事件。", "No incident in this period."),
    (incidents_of,),
    weight=True,
)
CLOCKS = Section(
    "clocks",
    Sentence("逾期的报告时限", "Report deadlines overdue"),
    Sentence("没有逾期的报告时限。", "No report deadline is overdue."),
    (overdue_clocks,),
    weight=True,
)
