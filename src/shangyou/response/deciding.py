"""What people decide and answer during an incident; each claim is one conditional update."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shangyou.core.http import NotFound, ProblemError, Stale
from shangyou.core.models import User
from shangyou.reference.report_contents import REPORT_TITLES
from shangyou.response import keeping
from shangyou.response.incidents import bump, locked
from shangyou.response.models import Clock, FiveFirst, Incident, LogEntry, Plan, PlanLine
from shangyou.response.shapes import FIVE_FIRSTS
from shangyou.science.messages import Problem, Sentence

LONGEST_NAME = 120
LONGEST_TEXT = 4000
MOST_LINES = 200

ENDED = Sentence("事件已终止，不能再改。", "The incident has ended and cannot be changed.")
ALREADY = Sentence("已经完成并记录。", "This has already been done and recorded.")
STATES = {
    "proposed": Sentence("恢复为待定", "back to proposed"),
    "accepted": Sentence("采纳", "accepted"),
    "changed": Sentence("修改", "changed"),
    "dropped": Sentence("不采纳", "dropped"),
}


def _problem(field: str, zh: str, en: str, status: int = 422) -> ProblemError:
    return ProblemError(status, [Problem(field, Sentence(zh, en))])


def _text(field: str, value: object, longest: int, *, may_be_empty: bool = False) -> str:
    if (
        not isinstance(value, str)
        or len(value) > longest
        or "\x00" in value
        or (not may_be_empty and not value.strip())
    ):
        raise _problem(
            field,
            f"应为{'不超过' if may_be_empty else '1–'}{longest} 个字符的文字。",
            f"must be a text of {'at most' if may_be_empty else '1 to'} {longest} characters.",
        )
    return value.strip()


def check_title(title: str) -> None:
    """Refuse a title of a forecast that does not fit."""
    _text("title", title, LONGEST_NAME, may_be_empty=True)


def held_open(incident: Incident) -> Incident:
    """Return the incident held for a change; refuse one that has ended."""
    held = locked(incident)
    if held.state != Incident.State.OPEN:
        raise ProblemError(409, [Problem("", ENDED)])
    return held


def change(incident: Incident, changes: Mapping[str, Any], *, user: User, now: datetime) -> None:
    """Change name or description; refused when somebody else was faster."""
    with transaction.atomic():
        held = held_open(incident)
        if changes["version"] != held.version:
            raise Stale
        fields = {}
        if changes.get("name") is not None:
            fields["name"] = _text("name", changes["name"], LONGEST_NAME)
        if changes.get("description") is not None:
            fields["description"] = _text(
                "description", changes["description"], LONGEST_TEXT, may_be_empty=True
            )
        for field, value in fields.items():
            setattr(held, field, value)
        bump(held)
        keeping.log(
            held,
            user,
            "state",
            Sentence("修改事件信息", "Incident data changed"),
            at=now,
        )
        keeping.trace(held, user, "incident.changed", dict(fields))


def end(incident: Incident, reason: str, *, user: User, now: datetime) -> None:
    """End the response."""
    with transaction.atomic():
        held = held_open(incident)
        held.end_reason = _text("reason", reason, LONGEST_TEXT)
        held.state = Incident.State.ENDED
        held.ended_at = now
        bump(held)
        keeping.log(
            held,
            user,
            "state",
            Sentence(f"终止应急响应：{held.end_reason}", f"Response ended: {held.end_reason}"),
            at=now,
        )
        keeping.trace(held, user, "incident.ended", {"reason": held.end_reason})


def answer_clock(incident: Incident, key: str, *, user: User, now: datetime) -> None:
    """Mark a legal report as made. Only one of two at the same moment wins; the row says who."""
    with transaction.atomic():
        held = held_open(incident)
        clock = Clock.objects.filter(incident=held, key=key).first()
        if clock is None:
            raise NotFound
        done = Clock.objects.filter(pk=clock.pk, done_at=None).update(done_at=now, done_by=user)
        if not done:
            raise ProblemError(409, [Problem("", ALREADY)])
        bump(held)
        zh, en = clock.title["zh"], clock.title["en"]
        late = now > clock.deadline
        keeping.log(
            held,
            user,
            "clock",
            Sentence(
                f"{zh}已报{clock.recipient['zh']}{'（超时）' if late else ''}",
                f"{en} made to {clock.recipient['en']}{' (late)' if late else ''}",
            ),
            at=now,
        )
        keeping.trace(held, user, "clock.done", {"clock": key, "late": late})


def answer_five_first(incident: Incident, key: str, *, user: User, now: datetime) -> None:
    """Mark one of the five firsts as done."""
    if key not in FiveFirst.Key.values:
        raise NotFound
    with transaction.atomic():
        held = held_open(incident)
        done = FiveFirst.objects.filter(incident=held, key=key, done_at=None).update(
            done_at=now, done_by=user
        )
        if not done:
            raise ProblemError(409, [Problem("", ALREADY)])
        bump(held)
        title = FIVE_FIRSTS[FiveFirst.Key(key)]
        keeping.log(held, user, "clock", Sentence(f"{title.zh}：完成", f"{title.en}: done"), at=now)
        keeping.trace(held, user, "five_first.done", {"key": key})


def note(incident: Incident, text: str, *, user: User, now: datetime) -> LogEntry:
    """Add a note; also to an incident that has ended."""
    written = _text("text", text, LONGEST_TEXT)
    with transaction.atomic():
        entry = keeping.log(incident, user, "note", Sentence(written, written), at=now)
        keeping.trace(incident, user, "log.added", {"entry": entry.pk})
    return entry


def decide(
    incident: Incident,
    plan: Plan,
    line: int,
    decision: Mapping[str, Any],
    *,
    user: User,
    now: datetime,
) -> PlanLine:
    """Decide on a line of the newest plan; the last decision counts, every one is in the log."""
    state = decision["state"]
    if state not in STATES:
        raise _problem(
            "state",
            "只能是 accepted（采纳）、changed（修改）、dropped（不采纳）或 proposed（恢复为待定）。",
            "must be accepted, changed, dropped or proposed.",
        )
    text = _text("text", decision.get("text") or "", LONGEST_TEXT, may_be_empty=True)
    if state == "changed" and not text:
        raise _problem("text", "修改一条措施要写明改成什么。", "Say what the line is changed to.")
    with transaction.atomic():
        held = held_open(incident)
        row = PlanLine.objects.select_for_update().filter(plan=plan, pk=line).first()
        if row is None:
            raise NotFound
        row.state = state
        row.text = text if state == "changed" else ""
        if decision.get("note") is not None:
            row.note = _text("note", decision["note"], LONGEST_TEXT, may_be_empty=True)
        row.decided_by = None if state == "proposed" else user
        row.decided_at = None if state == "proposed" else now
        row.save()
        bump(held)
        what = row.content["what"]
        said = STATES[state]
        more = f"（{row.note}）" if row.note else ""
        keeping.log(
            held,
            user,
            "plan",
            Sentence(f"{said.zh}：{what['zh']}{more}", f"{said.en}: {what['en']} {more}"),
            at=now,
            link={"line": row.pk},
        )
        keeping.trace(
            held,
            user,
            "plan.decided",
            {"line": row.key, "state": state, "note": row.note, "text": row.text},
        )
    return row


def decide_all(
    incident: Incident, plan: Plan, lines: Sequence[int], state: str, *, user: User, now: datetime
) -> list[PlanLine]:
    """Decide alike on several lines of the newest plan, all or none; each is in the log."""
    if state not in STATES or state == "changed":
        raise _problem(
            "state",
            "多条一起只能是 accepted（采纳）、dropped（不采纳）或 proposed（恢复为待定）。",
            "Several lines at once can be accepted, dropped or proposed.",
        )
    if not 1 <= len(lines) <= MOST_LINES or len(set(lines)) < len(lines):
        raise _problem(
            "lines",
            f"应为 1–{MOST_LINES} 个不重复的措施编号。",
            f"must be 1 to {MOST_LINES} different numbers of lines.",
        )
    taken_back = state == "proposed"
    with transaction.atomic():
        held = held_open(incident)
        rows = list(PlanLine.objects.select_for_update().filter(plan=plan, pk__in=lines))
        if len(rows) < len(lines):
            raise NotFound
        for row in rows:
            row.state, row.text = state, ""
            row.decided_by = None if taken_back else user
            row.decided_at = None if taken_back else now
        PlanLine.objects.bulk_update(rows, ["state", "text", "decided_by", "decided_at"])
        bump(held)
        said = STATES[state]
        keeping.log_many(
            held,
            user,
            "plan",
            [
                (
                    Sentence(
                        f"{said.zh}：{row.content['what']['zh']}",
                        f"{said.en}: {row.content['what']['en']}",
                    ),
                    {"line": row.pk},
                )
                for row in rows
            ],
            at=now,
        )
        keeping.trace(
            held, user, "plan.decided", {"lines": [row.key for row in rows], "state": state}
        )
    return rows


def report_states(incident: Incident) -> list[dict[str, Any]]:
    """Return the three legal reports: when the first is due, and whether it was made."""
    clocks = list(incident.clocks.all())
    waiting = [clock for clock in clocks if clock.done_at is None]
    ended = incident.state == Incident.State.ENDED
    return [
        {
            "kind": "first",
            "title": REPORT_TITLES["first"],
            # nothing counts down once it is made or the incident has ended
            "due": None if ended else min((c.deadline for c in waiting), default=None),
            "state": "due" if waiting else "done",
            "url": f"/api/v1/incidents/{incident.pk}/reports/first.docx",
        },
        {
            "kind": "follow-up",
            "title": REPORT_TITLES["follow-up"],
            "due": None,
            "state": "not_available",
            "url": None,
        },
        {
            "kind": "final",
            "title": REPORT_TITLES["final"],
            "due": None,
            "state": "due" if ended else "later",
            "url": None,
        },
    ]
