"""What people do with an alarm; each deed is one conditional update and its traces."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet

from shangyou.core.http import Forbidden, NotFound, ProblemError
from shangyou.core.models import User
from shangyou.core.rights import allowed, restrict
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.alarms import escalation, lessons, trail
from shangyou.warning.alarms.models import Alarm, AlarmStep

State, Action = Alarm.State, AlarmStep.Action
LONGEST_NOTE: Final = 2000
WAYS: Final = {
    "call": Sentence("电话", "call"),
    "camera": Sentence("视频", "camera"),
    "sample": Sentence("复测采样", "re-sample"),
    "visit": Sentence("现场查看", "visit"),
}
RESULTS: Final = {
    "confirmed": Sentence("属实", "it is real"),
    "refuted": Sentence("不属实", "it is not real"),
    "unclear": Sentence("尚不明确", "not clear yet"),
}
GONE = Sentence(
    "这条警情的状态已变，不能再做这一步；请看最新状态。",
    "The alarm has moved on; this step is no longer possible.",
)
OPERATIONS: Final = {
    "take": "alarm.take",
    "verify": "alarm.verify",
    "note": "alarm.verify",
    "dismiss": "alarm.dismiss",
    "reopen": "alarm.dismiss",
    "escalate": "alarm.escalate",
}


def visible(user: User) -> QuerySet[Alarm]:
    """Return the alarms a user may see."""
    return restrict(
        Alarm.objects.select_related("station__river", "station__reach", "taken_by"),
        user,
        "alarm.list",
    )


def one(user: User, pk: int) -> Alarm:
    """Return one alarm the user may see; 404 otherwise."""
    found = visible(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def may(user: User, alarm: Alarm) -> list[str]:
    """Return what this user may do next."""
    live = alarm.state in (State.OPEN, State.TAKEN)
    stands = {
        "take": alarm.state == State.OPEN,
        "verify": live,
        "note": True,
        "dismiss": live,
        "reopen": alarm.state == State.DISMISSED,
        "escalate": live and alarm.escalations < escalation.LAST,
    }
    deeds = [
        d for d, op in OPERATIONS.items() if stands[d] and allowed(user, op, region=alarm.region)
    ]
    if live and allowed(user, "incident.create", region=alarm.region):
        deeds.append("incident")
    return deeds


def act(alarm: Alarm, deed: str, body: Mapping[str, Any], *, user: User, now: dt.datetime) -> Alarm:
    """Do one of OPERATIONS; refused where somebody else was faster or the body says too little."""
    if not allowed(user, OPERATIONS[deed], region=alarm.region):
        raise Forbidden
    note = _note(body.get("note"))
    with transaction.atomic():
        {
            "take": _take, "verify": _verify, "note": _noted, "dismiss": _dismiss,
            "reopen": _reopen, "escalate": _escalate,
        }[deed](alarm, body, note, user, now)  # fmt: skip
    return Alarm.objects.select_related("station__river", "station__reach", "taken_by").get(
        pk=alarm.pk
    )


def _moved(alarm: Alarm, before: tuple[str, ...], **changes: Any) -> Alarm:
    """Move an alarm on if it still stands where it was; the one who is later hears of it."""
    changed = Alarm.objects.filter(pk=alarm.pk, state__in=before).update(
        version=F("version") + 1, **changes
    )
    held = Alarm.objects.select_related("station", "taken_by").get(pk=alarm.pk)
    if not changed:
        sentence = GONE
        if held.taken_by is not None and held.state == State.TAKEN:
            sentence = Sentence(
                f"{held.taken_by.name} 已先接手。", f"{held.taken_by.name} has already taken it."
            )
        raise ProblemError(409, [Problem("", sentence)])
    return held


def _take(alarm: Alarm, _body: Mapping[str, Any], note: str, user: User, now: dt.datetime) -> None:
    held = _moved(
        alarm, (State.OPEN,), state=State.TAKEN, taken_by=user, taken_at=now, escalate_at=None
    )
    trail.step(held, Action.TAKEN, at=now, who=user, note=note)
    trail.tell(held, "taken", who=user, detail={})


def _verify(alarm: Alarm, body: Mapping[str, Any], note: str, user: User, now: dt.datetime) -> None:
    way, result = WAYS.get(str(body.get("way"))), RESULTS.get(str(body.get("result")))
    problems = []
    if way is None:
        problems.append(_choice("way", "核实方式", "The way", WAYS))
    if result is None:
        problems.append(_choice("result", "核实结果", "The result", RESULTS))
    if way is None or result is None:
        raise ProblemError(422, problems)
    # whoever verifies has it in hand
    changes: dict[str, Any] = {}
    if alarm.state == State.OPEN:
        changes = {"state": State.TAKEN, "taken_by": user, "taken_at": now, "escalate_at": None}
    held = _moved(alarm, (State.OPEN,) if changes else (State.TAKEN,), **changes)
    text = Sentence(f"{way.zh}核实：{result.zh}", f"verified by {way.en}: {result.en}")
    trail.step(
        held, Action.VERIFIED, at=now, who=user, text=text, note=note, result=str(body["result"])
    )
    trail.tell(held, "verified", who=user, detail={"way": body["way"], "result": body["result"]})


def _noted(alarm: Alarm, _body: Mapping[str, Any], note: str, user: User, now: dt.datetime) -> None:
    if not note:
        sentence = Sentence("请写备注内容。", "Write the note.")
        raise ProblemError(422, [Problem("note", sentence)])
    trail.step(alarm, Action.NOTED, at=now, who=user, note=note)
    trail.tell(alarm, "noted", who=user, detail={})


def _dismiss(
    alarm: Alarm, body: Mapping[str, Any], note: str, user: User, now: dt.datetime
) -> None:
    cause = lessons.CAUSES.get(str(body.get("cause")))
    if cause is None:
        titles = {key: cause.title for key, cause in lessons.CAUSES.items()}
        raise ProblemError(422, [_choice("cause", "排除原因", "The cause", titles)])
    if cause.needs_note and not note:
        sentence = Sentence("请写明理由。", "Say why.")
        raise ProblemError(422, [Problem("note", sentence)])
    held = _moved(
        alarm,
        (State.OPEN, State.TAKEN),
        state=State.DISMISSED,
        cause=body["cause"],
        closed_at=now,
        escalate_at=None,
    )
    taught = lessons.teach(held, str(body["cause"]), user, now)
    text = Sentence(f"原因：{cause.title.zh}", f"cause: {cause.title.en}")
    if taught:
        more = lessons.say_all(taught)
        text = Sentence(f"{text.zh}；{more.zh}", f"{text.en}; {more.en}")
    trail.step(held, Action.DISMISSED, at=now, who=user, text=text, note=note)
    trail.tell(
        held, "dismissed", who=user,
        detail={"cause": body["cause"], "lessons": [row.pk for row in taught]},
    )  # fmt: skip


def _reopen(
    alarm: Alarm, _body: Mapping[str, Any], note: str, user: User, now: dt.datetime
) -> None:
    held = _moved(
        alarm, (State.DISMISSED,), state=State.TAKEN, taken_by=user, taken_at=now,
        cause="", closed_at=None,
    )  # fmt: skip
    undone = lessons.undo(held.lessons.filter(undone_at=None), user, now)
    text = Sentence(f"撤销排除，{undone} 条学习一并撤销", f"taken back with {undone} lessons")
    trail.step(held, Action.REOPENED, at=now, who=user, text=text, note=note)
    trail.tell(held, "reopened", who=user, detail={"lessons_undone": undone})


def _escalate(
    alarm: Alarm, _body: Mapping[str, Any], note: str, user: User, now: dt.datetime
) -> None:
    held = _moved(alarm, (State.OPEN, State.TAKEN))
    if held.escalations >= escalation.LAST:
        sentence = Sentence("带班领导已在通知之列。", "The leader on duty has been called already.")
        raise ProblemError(409, [Problem("", sentence)])
    escalation.escalate(held, now, who=user, note=note)


def to_incident(alarm: Alarm, incident: int, number: str, *, user: User, now: dt.datetime) -> Alarm:
    """Note in the caller's transaction that an alarm has become an incident; only one ever does."""
    held = _moved(
        alarm,
        (State.OPEN, State.TAKEN),
        state=State.INCIDENT,
        incident=incident,
        incident_number=number,
        closed_at=now,
        escalate_at=None,
    )
    text = Sentence(f"转为事件 {number}", f"became incident {number}")
    trail.step(held, Action.INCIDENT, at=now, who=user, text=text)
    trail.tell(held, "incident", who=user, detail={"incident": incident})
    return held


def _choice(field: str, zh: str, en: str, titles: Mapping[str, Sentence]) -> Problem:
    listed_zh = "、".join(f"{key}（{title.zh}）" for key, title in titles.items())
    listed_en = ", ".join(f"{key} ({title.en})" for key, title in titles.items())
    return Problem(
        field, Sentence(f"{zh}应为 {listed_zh} 之一。", f"{en} must be one of {listed_en}.")
    )


def _note(given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > LONGEST_NOTE or "\x00" in given:
        sentence = Sentence(
            f"备注应为不超过 {LONGEST_NOTE} 个字符的文字。",
            f"The note must be a text of at most {LONGEST_NOTE} characters.",
        )
        raise ProblemError(422, [Problem("note", sentence)])
    return given.strip()
