"""From findings to few alarms: one a station and happening, joined while it lasts, quiet once dismissed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.utils import timezone

from shangyou.science.inference.event_detection import weighing
from shangyou.science.messages import Sentence
from shangyou.warning.alarms import context, escalation, links, trail
from shangyou.warning.alarms.models import Alarm, AlarmStep, Decision
from shangyou.warning.alarms.signals import followed, joined, said, settled, weighed
from shangyou.warning.alarms.trail import Deed
from shangyou.warning.detectors.memory import moment
from shangyou.warning.detectors.seam import Finding
from shangyou.warning.detectors.words import TIERS
from shangyou.warning.registers.stations import Station

State, Action = Alarm.State, AlarmStep.Action
LASTS: Final = dt.timedelta(hours=6)
SLOW_LASTS_ROWS: Final = 6
"""A happening is over when nothing was found for six hours, or for six readings of a slow analyser."""
ALIVE: Final = (State.OPEN, State.TAKEN, State.INCIDENT)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Keeps every decision in words and turns those that matter into alarms."""

    def keep(self, findings: Sequence[Finding]) -> None:
        """Keep what was found, within the caller's transaction.

        It sees one snapshot: where somebody acts on an alarm meanwhile it fails, and all is found again.
        """
        now = timezone.now()
        alarms: dict[Key, Alarm] = {}
        deeds: list[Deed] = []
        ours = [f for f in findings if "say" in f.detail]
        for key in dict.fromkeys(map(_key, ours)):
            alarm = _of_happening([f for f in ours if _key(f) == key], now, deeds)
            if alarm is not None:
                alarms[key] = alarm
        Decision.objects.bulk_create(
            [
                Decision(
                    device_id=f.device,
                    code=f.detail["code"],
                    at=moment(f.at_s),
                    made_at=now,
                    kind=f.kind,
                    tier=f.detail["tier"],
                    text=said(f.detail["say"]),
                    alarm=alarms.get(_key(f))
                    if f.detail["alarm"] or f.detail["tier"] == 0
                    else None,
                )
                for f in ours
            ]
        )
        # the ledger is held from here to the end: whoever acts on an alarm meanwhile waits little
        if deeds:
            trail.tell_all(deeds)


Key = tuple[str, int, str]


def _key(finding: Finding) -> Key:
    """Return what findings of one happening share: the gas of a park, whichever sensor smells it, or the station."""
    detail = finding.detail
    if finding.kind == "gas":
        return ("gas", detail["park"], detail["code"])
    return ("station", detail["station"], "")


def _of_happening(found: list[Finding], now: dt.datetime, deeds: list[Deed]) -> Alarm | None:
    raising = [f for f in found if f.detail["alarm"]]
    first = min(moment(f.at_s) for f in found)
    lasts = max(LASTS, dt.timedelta(seconds=SLOW_LASTS_ROWS * _interval(found)))
    station_id = max(raising or found, key=lambda f: f.detail["tier"]).detail["station"]
    lasting = Alarm.objects.filter(
        last_at__gte=first - lasts, state__in=(*ALIVE, State.DISMISSED)
    ).order_by("-last_at")
    if found[0].kind != "gas":
        alarm = lasting.filter(station_id=station_id).first()
    else:
        kind, park, code = _key(found[0])
        same = [{"kind": kind, "park": park, "code": code}]
        # anything else at the same station is another happening, and its dismissal says nothing of this gas
        alarm = lasting.filter(signals__contains=same).first()
    if alarm is not None and alarm.state == State.DISMISSED:
        # whoever dismissed it has seen this; only worse is news
        worst = max((f.detail["tier"] for f in raising), default=0)
        if worst <= alarm.tier:
            return alarm
        alarm = None
    if alarm is None and raising:
        alarm = _join_above(station_id, raising, now, deeds)
        if alarm is None:
            alarm = _open(station_id, raising, found, now)
            deeds.append((alarm, "opened", {"kinds": sorted({f.kind for f in raising})}))
        return alarm
    if alarm is not None:
        _also_smelt(alarm, raising, now)
        _join(alarm, found, now, deeds)
    return alarm


def _also_smelt(alarm: Alarm, raising: list[Finding], now: dt.datetime) -> None:
    """Tell the trail of the sensors of a park that smell it too."""
    known = {alarm.station_id, *(s["station"] for s in alarm.signals)}
    others = [f for f in raising if f.kind == "gas" and f.detail["station"] not in known]
    names = Station.objects.in_bulk({f.detail["station"] for f in others})
    for finding in others:
        name, gas = names[finding.detail["station"]].name, finding.detail["name"]
        text = Sentence(
            f"同一园区的 {name} 也测到{gas.zh}", f"{name} in the same park smells {gas.en} too"
        )
        trail.step(alarm, Action.JOINED, at=now, text=text)


def _interval(found: list[Finding]) -> float:
    return max(float(f.detail.get("interval_s", 0.0)) for f in found)


def _open(station_id: int, raising: list[Finding], found: list[Finding], now: dt.datetime) -> Alarm:
    station = Station.objects.select_related("reach", "river").get(pk=station_id)
    signals: list[dict[str, Any]] = []
    for finding in found:
        if finding.detail["tier"] > 0:
            signals = joined(signals, finding)
    first = min(raising, key=lambda f: f.at_s)
    strongest = max(raising, key=lambda f: (f.detail["tier"], abs(f.score)))
    at = moment(first.at_s)
    above, below = links.around(station, timezone.localtime(at).date())
    about = context.About(
        station, strongest.device, strongest.detail["code"], moment(strongest.at_s), above, below
    )
    alarm = Alarm(
        tier=int(weighing.grade(weighed(signals))),
        station=station,
        region=station.region,
        demo=station.demo,
        began_at=at,
        last_at=max(moment(f.at_s) for f in found),
        opened_at=now,
        signals=signals,
        fits=context.of(about),
    )
    alarm.escalate_at = escalation.first_call(alarm.tier, now)
    alarm.save()
    trail.step(alarm, Action.OPENED, at=now, text=_spoken(strongest, alarm))
    escalation.call(alarm, now)
    return alarm


def _spoken(finding: Finding, alarm: Alarm) -> Sentence:
    say: Sentence = finding.detail["say"]
    tier = TIERS[alarm.tier]
    return Sentence(f"{tier.zh}：{say.zh}", f"{tier.en}: {say.en}")


def _join(alarm: Alarm, found: list[Finding], now: dt.datetime, deeds: list[Deed]) -> None:
    """Let findings join an alarm; its tier only ever rises."""
    signals, before = list(alarm.signals), alarm.tier
    known = {(s["device"], s["code"], s["kind"]) for s in signals}
    for finding in sorted(found, key=lambda f: f.at_s):
        if finding.detail["tier"] == 0:
            signals = settled(signals, finding)
        elif (
            finding.detail["alarm"]
            or (finding.device, finding.detail["code"], finding.kind) in known
        ):
            signals = joined(signals, finding)
    here = followed(alarm.station_id, signals)
    tier = max(before, int(weighing.grade(weighed(signals), followed_downstream=here)))
    at = max(moment(f.at_s) for f in found)
    back = bool(signals) and all(s["back"] or s["kind"] == "joint" for s in signals)
    was_back = alarm.back_at is not None
    changes: dict[str, Any] = {
        "signals": signals,
        "tier": tier,
        "back_at": at if back else None,
        "version": F("version") + 1,
    }
    if any(f.detail["tier"] > 0 for f in found):
        changes["last_at"] = max(alarm.last_at, at)
    if tier > before and alarm.state == State.OPEN:
        # graver than what people were called for: they are called again
        changes["escalate_at"] = escalation.first_call(tier, now)
        changes["escalations"] = 0
    Alarm.objects.filter(pk=alarm.pk).update(**changes)
    alarm.refresh_from_db()
    if tier > before:
        strongest = max(found, key=lambda f: (f.detail["tier"], abs(f.score)))
        trail.step(alarm, Action.RAISED, at=now, text=_spoken(strongest, alarm))
        if alarm.state == State.OPEN:
            escalation.call(alarm, now)
        deeds.append((alarm, "raised", {"from": before}))
    elif back and not was_back:
        _went_back(alarm, at, now, deeds)
    else:
        deeds.append((alarm, trail.CHANGED, {}))


def _went_back(alarm: Alarm, at: dt.datetime, now: dt.datetime, deeds: list[Deed]) -> None:
    text = Sentence("所有指标恢复正常", "every signal is back to usual")
    trail.step(alarm, Action.BACK, at=now, text=text)
    if alarm.state == State.OPEN and alarm.tier == Alarm.Tier.HINT:
        Alarm.objects.filter(pk=alarm.pk).update(state=State.ENDED, closed_at=now, escalate_at=None)
        alarm.refresh_from_db()
        trail.step(alarm, Action.ENDED, at=now, text=text)
        deeds.append((alarm, "ended", {"back_at": at.isoformat()}))
    else:
        deeds.append((alarm, "back", {"back_at": at.isoformat()}))


def _join_above(
    station_id: int, raising: list[Finding], now: dt.datetime, deeds: list[Deed]
) -> Alarm | None:
    """Join the alarm of the station above where the water has had the time to bring it down."""
    codes = {f.detail["code"] for f in raising}
    at = min(moment(f.at_s) for f in raising)
    candidates = [
        alarm
        for alarm in Alarm.objects.filter(
            state__in=ALIVE, last_at__gte=at - dt.timedelta(seconds=links.LONGEST_S * links.LATE)
        ).exclude(station_id=station_id)
        if any(s["code"] in codes for s in alarm.signals)
    ]
    if not candidates:
        return None
    station = Station.objects.select_related("reach").get(pk=station_id)
    above, _ = links.around(station, timezone.localtime(at).date())
    spacing = dt.timedelta(seconds=_interval(raising))
    for neighbour in above:
        early, _, late = (dt.timedelta(seconds=s) for s in neighbour.link.travel_s)
        for alarm in candidates:
            stations = {alarm.station_id, *(s["station"] for s in alarm.signals)}
            if neighbour.station.pk not in stations:
                continue
            begins = [
                dt.datetime.fromisoformat(s["since"])
                for s in alarm.signals
                if s["station"] == neighbour.station.pk and s["code"] in codes
            ]
            if any(begin + early - spacing <= at <= begin + late + spacing for begin in begins):
                text = Sentence(
                    f"下游 {station.name} 在传播时间内出现同一因子异常",
                    f"{station.name} below shows the same factor within the travel time",
                )
                trail.step(alarm, Action.JOINED, at=now, text=text)
                _join(alarm, raising, now, deeds)
                return alarm
    return None
