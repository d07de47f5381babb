"""Where nobody may be: the guide's first distances, then the zones of the assessment."""

from shangyou.response.planning.air.facts import AirSituation, Distance, Zone
from shangyou.response.planning.lines import Line, Section, in_order
from shangyou.response.planning.wording import clock, figure
from shangyou.science.messages import Sentence

TITLE = Sentence("隔离与警戒", "Isolation and cordon")
NONE_REACHED = Sentence(
    "研判没有达到阈值的影响区，应急指南也没有该物质的首次距离；以现场监测为准。",
    "No zone reaches a threshold and the guide lists no first distance; go by measurements.",
)


def plan(situation: AirSituation) -> Section:
    """Return the first distances and the cordon of every zone."""
    lines = [_first(one, situation) for one in situation.distances]
    lines += [_zone(one, situation) for one in situation.zones]
    return Section("zones", TITLE, in_order(lines), None if lines else NONE_REACHED)


def _first(one: Distance, situation: AirSituation) -> Line:
    isolate, protect = figure(one.isolate_m), figure(one.protect_m)
    return Line(
        key=f"first:{one.key}",
        verb=Sentence("隔离", "Isolate"),
        what=Sentence(
            f"{one.title.zh}首次距离：四周 {isolate} m，下风向防护 {protect} m",
            f"first distances, {one.title.en}: {isolate} m all round, {protect} m downwind",
        ),
        where=Sentence(situation.place, situation.place),
        point=situation.point,
        by=situation.at_once,
        effect=Sentence(
            f"范围内登记 {one.people} 人；影响区算出后以影响区为准",
            f"{one.people} registered people within; zones take their place once there are any",
        ),
        because=(one.basis,),
    )


def _zone(zone: Zone, situation: AirSituation) -> Line:
    best = figure(zone.best_m)
    far = zone.p90_m
    doubt = "" if far is None else f"（九成把握不超过 {figure(far)} m）"
    doubt_en = "" if far is None else f" (90 % within {figure(far)} m)"
    level = f"{figure(zone.concentration_mg_m3)} mg/m³"
    inside = "、".join(f"{title.zh} {n} 处" for title, n in zone.kinds)
    inside_en = ", ".join(f"{title.en} {n}" for title, n in zone.kinds)
    more = Sentence("；区内不得有火源", "; no flame or spark inside") if zone.burning else None
    return Line(
        key=f"zone:{zone.threshold}",
        verb=Sentence("警戒", "Cordon"),
        what=Sentence(
            f"{zone.title.zh}（{level}）影响区：{situation.wind.zh} {best} m{doubt}"
            + (more.zh if more else ""),
            f"zone of {zone.title.en} ({level}): {situation.wind.en} {best} m{doubt_en}"
            + (more.en if more else ""),
        ),
        point=situation.point,
        by=situation.at_once,
        until=zone.until,
        effect=Sentence(
            f"区内登记 {zone.people} 人" + (f"：{inside}" if inside else ""),
            f"{zone.people} registered people inside" + (f": {inside_en}" if inside_en else ""),
        ),
        because=(situation.run,),
    )


def expected_end(situation: AirSituation) -> Sentence | None:
    """Return when the assessment expects the last zone to be clear."""
    ends = [zone.until for zone in situation.zones if zone.until is not None]
    if not ends:
        return None
    at = clock(max(ends))
    return Sentence(f"研判预计 {at.zh} 前后各影响区消失", f"zones expected clear about {at.en}")
