"""What a dismissal teaches: the threshold of that series for that kind of finding, shown and taken back."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from shangyou.core import audit
from shangyou.core.models import User
from shangyou.science.messages import Sentence
from shangyou.warning.alarms.models import Alarm, Lesson
from shangyou.warning.registers.factors import BY_ANY_CODE


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an alarm was none, and what follows for the detector.

    `change` multiplies the natural step for good; `exceedance` lets a limit be passed by so much
    more for `days`: a legal limit itself is never moved. 1 teaches nothing.
    """

    title: Sentence
    teaches: Sentence
    change: float = 1.0
    exceedance: float = 1.0
    days: int = 30
    needs_note: bool = False

    @property
    def about(self) -> str:
        """The kind of finding it teaches about, empty where it teaches nothing."""
        return "change" if self.change > 1.0 else "exceedance" if self.exceedance > 1.0 else ""


# The sizes are ours: three dismissals for the same cause bring a series to about three times its step.
CAUSES: Final = {
    "natural": Cause(
        Sentence("自然波动（降雨、洪水、调度）", "nature (rain, flood, regulation)"),
        Sentence("该因子的突变阈值提高到 1.5 倍", "this series' change threshold times 1.5"),
        change=1.5,
    ),
    "instrument": Cause(
        Sentence("仪器故障或漂移", "instrument fault or drift"),
        Sentence("不改变阈值；请登记维护", "teaches nothing; enter the maintenance"),
    ),
    "maintenance": Cause(
        Sentence("未登记的维护、校准", "maintenance nobody entered"),
        Sentence("不改变阈值；请登记维护", "teaches nothing; enter the maintenance"),
    ),
    "known": Cause(
        Sentence("已知的超限，正在另行处理", "a known exceedance, dealt with elsewhere"),
        Sentence("30 天内超限幅度再增加一半才报警", "for 30 days only half as much again alarms"),
        exceedance=1.5,
    ),
    "operation": Cause(
        Sentence("闸坝、取排水等正常作业", "normal operation of gates, intakes, outlets"),
        Sentence("该因子的突变阈值提高到 1.25 倍", "this series' change threshold times 1.25"),
        change=1.25,
    ),
    "drill": Cause(
        Sentence("演练、测试", "drill or test"), Sentence("不改变阈值", "teaches nothing")
    ),
    "other": Cause(
        Sentence("其他（须写明）", "other (say which)"),
        Sentence("不改变阈值", "teaches nothing"),
        needs_note=True,
    ),
}


def teach(alarm: Alarm, cause: str, user: User, now: dt.datetime) -> list[Lesson]:
    """Write the lessons of a dismissal in the caller's transaction."""
    of = CAUSES[cause]
    rows = []
    for signal in alarm.signals:
        factor = {"change": of.change, "exceedance": of.exceedance}.get(signal["kind"], 1.0)
        if factor == 1.0:
            continue
        if signal["kind"] == "exceedance":
            factor *= max(float(signal.get("times", 1.0)), 1.0)
        rows.append(
            Lesson(
                alarm=alarm,
                device_id=signal["device"],
                code=signal["code"],
                kind=signal["kind"],
                cause=cause,
                factor=round(factor, 3),
                at=now,
                until=now + dt.timedelta(days=of.days) if signal["kind"] == "exceedance" else None,
                by_name=user.name or user.username,
            )
        )
    return Lesson.objects.bulk_create(rows)


def undo(rows: QuerySet[Lesson], user: User, now: dt.datetime) -> int:
    """Take lessons back; they stay to be seen."""
    return rows.filter(undone_at=None).update(
        undone_at=now, undone_by_name=user.name or user.username
    )


def undo_one(lesson: Lesson, user: User, now: dt.datetime) -> None:
    """Take one lesson back, in the caller's transaction."""
    if undo(Lesson.objects.filter(pk=lesson.pk), user, now):
        audit.record(
            user, "alarm.lesson_undone", "alarm", str(lesson.alarm_id), {"lesson": lesson.pk},
            region=lesson.alarm.region or None,
        )  # fmt: skip


def say(lesson: Lesson) -> Sentence:
    """Say what a lesson does."""
    known = BY_ANY_CODE.get(lesson.code)
    name = known.name_zh if known else lesson.code
    if lesson.kind == "exceedance":
        return Sentence(
            f"{name}超过限值 {lesson.factor:g} 倍以上才报警",
            f"{name} alarms beyond {lesson.factor:g} times its limit",
        )
    return Sentence(
        f"{name}突变阈值乘以 {lesson.factor:g}", f"{name}: change threshold times {lesson.factor:g}"
    )


def say_all(rows: list[Lesson]) -> Sentence:
    """Say what several lessons do."""
    said = [say(row) for row in rows]
    return Sentence("、".join(s.zh for s in said), ", ".join(s.en for s in said))
