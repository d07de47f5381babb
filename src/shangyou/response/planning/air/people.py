"""Who stays indoors and who leaves: place by place, with the time it must be done by."""

from collections.abc import Sequence
from typing import Final

from shangyou.response.planning.air.facts import Advice, AirSituation, Place
from shangyou.response.planning.lines import Basis, Line, Section, in_order
from shangyou.response.planning.wording import both, clock, figure
from shangyou.science.messages import Sentence

TITLE = Sentence("人员防护", "People")
EMPTY = Sentence(
    "影响区内没有登记的人群；未登记的住户和行人由现场查明。",
    "No registered people in the zones; look for others on site.",
)
VERBS: Final = {
    "leave": Sentence("撤离", "Evacuate"),
    "none": Sentence("告知", "Inform"),
}
# Of those reached only when the wind turns, the nearest have lines of their own.
MOST_TURNED: Final = 12
FIRE = Sentence("先防火爆", "Fire first")
SHELTER = Sentence("就地避险", "Shelter")
COMPARED = Basis(
    "estimate",
    Sentence(
        "留与撤的比较：室内外毒性负荷（房屋换气取值需核实），步行 1.2 m/s",
        "staying and leaving by toxic load (air changes of houses to be verified), walking at 1.2 m/s",
    ),
    "unverified",
)
TURNED = Basis(
    "estimate",
    Sentence("风向摆动时可能进入影响区", "inside a zone when the wind turns"),
    "estimated",
)
REGISTER = Basis(
    "register",
    Sentence(
        "大气环境受体台账（逐处未核）", "register of air receptors (places not checked one by one)"
    ),
    "unverified",
    "/registers/air_receptors",
)
TURNED_SAY = Sentence(
    "风向摆动时可能受影响：关好门窗、停止户外活动，等候通知",
    "reached only when the wind turns: close windows, come indoors, wait for word",
)
NOT_COMPARED = Sentence(
    "在影响区内：先关门窗、停通风就地避险，按现场浓度再定撤离",
    "inside a zone: close windows, stop ventilation; leave or stay by what is measured",
)
FIRST_DISTANCE = Sentence(
    "在应急指南首次防护距离内：先关门窗、停通风就地避险，研判后再定留与撤",
    "within the guide's first distance: close windows, stop ventilation; leave or stay once assessed",
)


def plan(situation: AirSituation) -> Section:
    """Return a line for every place inside a zone and the nearest beside them; the rest by kind."""
    inside = [place for place in situation.places if place.zone]
    turned = [place for place in situation.places if not place.zone]
    lines = [_line(place, situation) for place in (*inside, *turned[:MOST_TURNED])]
    if situation.unlisted:
        lines.append(_unlisted(situation))
    if turned[MOST_TURNED:]:
        lines.append(_rest(turned[MOST_TURNED:], situation))
    return Section("people", TITLE, in_order(lines), None if lines else EMPTY)


def _rest(places: Sequence[Place], situation: AirSituation) -> Line:
    count, people = len(places), sum(place.people for place in places)
    kinds: dict[Sentence, list[int]] = {}
    for place in places:
        kinds.setdefault(place.kind_title, []).append(place.people)
    each = _each([(kind, len(n), sum(n)) for kind, n in kinds.items()])
    return Line(
        key="people:rest",
        verb=VERBS["none"],
        what=Sentence(
            f"其余风向摆动时可能受影响的 {count} 处 {people} 人（{each.zh}；名单见研判）："
            "关好门窗、停止户外活动，等候通知",
            f"the other {count} places with {people} people reached only when the wind turns "
            f"({each.en}; listed with the assessment): close windows, come indoors, wait for word",
        ),
        by=situation.at_once,
        because=(situation.run, TURNED),
        advice="none",
    )


def _each(kinds: Sequence[tuple[Sentence, int, int]]) -> Sentence:
    return Sentence(
        "、".join(f"{kind.zh} {count} 处 {people} 人" for kind, count, people in kinds),
        ", ".join(f"{kind.en} {count} with {people}" for kind, count, people in kinds),
    )


def _unlisted(situation: AirSituation) -> Line:
    """Return the line for whoever a zone holds beyond the places of the assessment."""
    count = sum(count for _, count, _ in situation.unlisted)
    people = sum(people for *_, people in situation.unlisted)
    each = _each(situation.unlisted)
    return Line(
        key="people:unlisted",
        verb=SHELTER,
        what=Sentence(
            f"影响区内研判未列出的远处 {count} 处 {people} 人（{each.zh}）：关好门窗、停通风就地避险，"
            "按大气环境受体台账通知",
            f"{count} more places with {people} people inside the zones, too far to be listed with the "
            f"assessment ({each.en}): close windows, stop ventilation; call them by the register",
        ),
        by=situation.at_once,
        because=(situation.run, REGISTER),
        advice=SHELTER.en,
    )


def _line(place: Place, situation: AirSituation) -> Line:
    advice = place.advice
    inside = bool(place.zone)
    unasked = FIRST_DISTANCE if situation.provisional else NOT_COMPARED
    said = advice.say if advice else unasked if inside else TURNED_SAY
    verb = _verb(advice, inside=inside)
    bases: tuple[Basis, ...] = (situation.run, place.register_basis)
    if advice:
        bases = (*bases, COMPARED)
    if not inside:
        bases = (*bases, TURNED)
    return Line(
        key=f"people:{place.key}",
        verb=verb,
        what=Sentence(
            f"{place.name}（{place.kind_title.zh}，{place.people} 人）：{said.zh}",
            f"{place.name} ({place.kind_title.en}, {place.people} people): {said.en}",
        ),
        where=Sentence(
            f"泄漏点{place.bearing.zh} {figure(place.distance_m)} m",
            f"{figure(place.distance_m)} m {place.bearing.en} of the leak",
        ),
        point=place.point,
        by=situation.before(place.arrival),
        until=advice.open_again if advice and verb is SHELTER else None,
        who=both(place.contact) if place.contact else None,
        means=_arrival(place),
        effect=advice.doubt if advice else None,
        because=bases,
        advice=verb.en,
    )


def _verb(advice: Advice | None, *, inside: bool) -> Sentence:
    if advice is None:
        return SHELTER if inside else VERBS["none"]
    return FIRE if advice.fire else VERBS.get(advice.choice, SHELTER)


def _arrival(place: Place) -> Sentence | None:
    if place.arrival is None:
        return None
    at = clock(place.arrival)
    return Sentence(f"气体最早 {at.zh} 到达", f"gas there from {at.en}")
