"""Alarms as the API gives them."""

from collections import defaultdict
from typing import Any

from django.utils import timezone

from shangyou.core.models import User
from shangyou.core.regions import name_of
from shangyou.core.rights import allowed
from shangyou.science.inference.event_detection import weighing
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import acting, escalation, following, lessons, links
from shangyou.warning.alarms.models import Alarm, AlarmStep, Decision, Lesson
from shangyou.warning.alarms.signals import followed, heard, weighed
from shangyou.warning.detectors.words import TIERS
from shangyou.warning.registers.stations import KINDS, Station

STATES = {
    "open": Sentence("待处理", "open"),
    "taken": Sentence("处理中", "in hand"),
    "dismissed": Sentence("已排除", "dismissed"),
    "incident": Sentence("已转事件", "became an incident"),
    "ended": Sentence("已自行结束", "ended by itself"),
}
ACTIONS = {
    "opened": Sentence("报警", "raised"),
    "raised": Sentence("升级", "graver"),
    "joined": Sentence("另一站也出现", "seen at another station"),
    "back": Sentence("恢复正常", "back to usual"),
    "taken": Sentence("接手", "taken"),
    "verified": Sentence("核实", "verified"),
    "noted": Sentence("备注", "note"),
    "dismissed": Sentence("排除", "dismissed"),
    "reopened": Sentence("撤销排除", "dismissal taken back"),
    "escalated": Sentence("上报", "escalated"),
    "incident": Sentence("转为事件", "became an incident"),
    "ended": Sentence("自行结束", "ended by itself"),
}
KIND_TITLES = {
    "exceedance": Sentence("超限", "above its limit"),
    "change": Sentence("突变", "sudden change"),
    "joint": Sentence("多指标", "several signals"),
    "biotoxicity": Sentence("生物毒性", "biotoxicity"),
    "gas": Sentence("有毒气体", "toxic gas"),
    "learnt": Sentence("学习评分", "trained detector"),
}


def row(alarm: Alarm) -> dict[str, Any]:
    """Return one line of the list."""
    chief = _chief(alarm)
    return {
        "id": alarm.pk,
        "version": alarm.version,
        "state": alarm.state,
        "state_title": STATES[alarm.state],
        "tier": alarm.tier,
        "tier_title": TIERS[alarm.tier],
        "headline": _headline(alarm, chief),
        "why": heard(chief["say"]) if chief else Sentence("", ""),
        "sure": _sure(alarm),
        "station": _station(alarm.station),
        "region": alarm.region,
        "region_name": name_of(alarm.region) if alarm.region else None,
        "demo": alarm.demo,
        "began_at": alarm.began_at,
        "last_at": alarm.last_at,
        "back_at": alarm.back_at,
        "opened_at": alarm.opened_at,
        "closed_at": alarm.closed_at,
        "escalate_at": alarm.escalate_at,
        "next_rung": escalation.RUNGS[min(alarm.escalations + 1, escalation.LAST)]
        if alarm.escalate_at
        else None,
        "taken_by": alarm.taken_by.name if alarm.taken_by else None,
        "taken_at": alarm.taken_at,
        "incident": alarm.incident,
        "incident_number": alarm.incident_number,
    }


def whole(alarm: Alarm, user: User) -> dict[str, Any]:
    """Return an alarm with its reasons, what else fits, its steps, and what this user may do (three queries)."""
    steps = list(alarm.steps.all())
    taught = list(alarm.lessons.all())
    return {
        **row(alarm),
        "signals": [_signal(one) for one in alarm.signals],
        "fits": [_fit(one) for one in alarm.fits],
        "decisions": [decision(one) for one in alarm.decisions.order_by("-at", "-id")[:50]],
        "suggested": following.suggested(alarm, steps),
        "next": following.say(alarm, steps),
        "steps": [_step(one) for one in steps],
        "lessons": [lesson(one, user) for one in taught],
        "may": acting.may(user, alarm),
    }


def _chief(alarm: Alarm) -> dict[str, Any] | None:
    """Return the signal that weighs most; one in words of numbers before `several signals`."""
    return max(
        alarm.signals,
        key=lambda s: (s["tier"], s["kind"] != "joint", abs(float(s.get("times", 0.0)))),
        default=None,
    )


def _headline(alarm: Alarm, chief: dict[str, Any] | None) -> Sentence:
    if chief is None:
        return Sentence(alarm.station.name, alarm.station.name)
    names: dict[str, Sentence] = {}
    kinds: dict[str, Sentence] = {}
    for one in sorted(alarm.signals, key=lambda s: -s["tier"]):
        if one["kind"] != "joint" or len(alarm.signals) == 1:
            names.setdefault(one["code"], heard(one["name"]))
            kinds.setdefault(one["kind"], KIND_TITLES[one["kind"]])
    told = list(names.values())[:3]
    more = "等" if len(names) > 3 else ""
    return Sentence(
        f"{'、'.join(n.zh for n in told)}{more}{'且'.join(k.zh for k in kinds.values())}",
        f"{', '.join(n.en for n in told)}: {' and '.join(k.en for k in kinds.values())}",
    )


def _sure(alarm: Alarm) -> dict[str, Any]:
    level, text = weighing.sure(
        weighed(alarm.signals),
        followed_downstream=followed(alarm.station_id, alarm.signals),
        explained=sum(bool(one["explains"]) for one in alarm.fits),
    )
    return {"level": int(level), "title": weighing.SURE[level], "text": text}


def _station(station: Station) -> dict[str, Any]:
    point = station.geometry
    return {
        "id": station.pk,
        "code": station.code,
        "name": station.name,
        "kind": station.kind,
        "kind_title": KINDS[station.kind],
        "river": station.river.name if station.river else None,
        "chainage_km": station.chainage_km,
        "longitude": point.x if point else None,
        "latitude": point.y if point else None,
        "contact_name": station.contact_name,
        "contact_phone": station.contact_phone,
    }


def _signal(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "name": heard(one["name"]),
        "say": heard(one["say"]),
        "kind_title": KIND_TITLES[one["kind"]],
        "tier_title": TIERS[one["tier"]],
    }


def _fit(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "text": heard(one["text"])}


def _step(step: AlarmStep) -> dict[str, Any]:
    return {
        "id": step.pk,
        "at": step.at,
        "who": step.who_name if step.who_id else None,
        "action": step.action,
        "action_title": ACTIONS[step.action],
        "tier": step.tier,
        "text": heard(step.text),
        "note": step.note,
    }


def decision(one: Decision) -> dict[str, Any]:
    """Return one decision of a detector."""
    return {
        "id": one.pk,
        "at": one.at,
        "made_at": one.made_at,
        "device": one.device_id,
        "code": one.code,
        "kind": one.kind,
        "kind_title": KIND_TITLES[one.kind],
        "tier": one.tier,
        "tier_title": TIERS[one.tier],
        "text": heard(one.text),
        "alarm": one.alarm_id,
    }


def lesson(one: Lesson, user: User) -> dict[str, Any]:
    """Return what was taught, and whether this user may take it back."""
    return {
        "id": one.pk,
        "alarm": one.alarm_id,
        "code": one.code,
        "text": lessons.say(one),
        "cause_title": lessons.CAUSES[one.cause].title,
        "at": one.at,
        "until": one.until,
        "by": one.by_name,
        "undone_at": one.undone_at,
        "undone_by": one.undone_by_name,
        "may_undo": one.undone_at is None
        and allowed(user, "alarm.dismiss", region=one.alarm.region),
    }


def neighbours(alarm: Alarm) -> list[dict[str, Any]]:
    """Return the stations above and below with the device that measures what the alarm is about."""
    day = timezone.localtime(alarm.began_at).date()
    return links.beside(alarm.station, {s["code"] for s in alarm.signals}, day)


def counts(user: User) -> dict[str, Any]:
    """Return what waits in the user's area (one query)."""
    found: dict[str, int] = defaultdict(int)
    rows = acting.visible(user).filter(state__in=("open", "taken")).order_by()
    for state, tier in rows.values_list("state", "tier"):
        found[state] += 1
        if state == "open":
            found[f"open_{tier}"] += 1
    return {
        "open": found["open"],
        "taken": found["taken"],
        "hints": found["open_1"],
        "warnings": found["open_2"],
        "alarms": found["open_3"],
    }
