"""Which technique removes the substance, with which reagent and how much of it."""

from shangyou.response.planning.facts import Situation, Technique
from shangyou.response.planning.lines import Basis, Line, Section
from shangyou.response.planning.wording import amount, figure
from shangyou.science.messages import Sentence

TITLE = Sentence("处置技术", "Treatment")
UNKNOWN = Sentence(
    "物质不详，无法选择处置技术：先查明物质（询问当事人、看标签与运单、现场快速检测）。",
    "The substance is unknown: identify it first (crew, labels, papers, field test).",
)
EMPTY = Sentence(
    "技术表中没有适用于该物质的处置技术；请专家会商确定。",
    "The table holds no technique for this substance; ask the experts.",
)
# Above this discharge dosing the whole cross-section is not practised: one day of 40 mg/L of
# carbon in 500 m3/s is over 1,700 t. Our planning rule.
WHOLE_RIVER_LIMIT_M3_S = 500.0

LARGE_RIVER = Basis(
    "estimate",
    Sentence(
        "规划取值：流量大于 500 m³/s 的河段不宜全断面投药，优先源头围控与水厂进水口投加",
        "planning rule: above 500 m³/s contain at the source and dose at the waterworks, "
        "not across the river",
    ),
    "estimated",
)
JAR_TEST = Sentence("用量须经现场烧杯试验确定", "fix the dose by jar test on site")


def plan(situation: Situation) -> Section:
    """Return the techniques in the table's order of fit; they have no deadline of their own."""
    if not situation.substance.known:
        return Section("treatment", TITLE, (), UNKNOWN)
    lines = tuple(_line(technique, situation) for technique in situation.techniques)
    return Section("treatment", TITLE, lines, None if lines else EMPTY)


def _line(technique: Technique, situation: Situation) -> Line:
    discharge = situation.release.discharge_m3_s
    large = discharge > WHOLE_RIVER_LIMIT_M3_S
    bases = [technique.table_basis]
    bases += [Basis("estimate", reagent.how, reagent.status) for reagent in technique.reagents]
    if technique.reagents:
        bases.append(situation.forecast)
    if large:
        bases.append(LARGE_RIVER)
    name, reagent = technique.name, technique.reagent
    what = name
    if _says_something(reagent):
        what = Sentence(f"{name.zh}：{reagent.zh}", f"{name.en}: {reagent.en}")
    return Line(
        key=f"treatment:{technique.key}",
        verb=Sentence("投加", "Dose") if technique.reagents else Sentence("采用", "Apply"),
        what=what,
        where=_where(technique.place, discharge, large=large),
        means=_means(technique),
        effect=_effect(technique),
        because=tuple(bases),
    )


def _says_something(sentence: Sentence) -> bool:
    return sentence.zh not in {"", "—"}


def _where(place: Sentence, discharge_m3_s: float, *, large: bool) -> Sentence:
    q = figure(discharge_m3_s)
    if large:
        return Sentence(
            f"{place.zh}；河段流量 {q} m³/s，不宜全断面投加，用于源头围控水体与下游水厂",
            f"{place.en}; the river carries {q} m³/s: do not dose across it, use it on contained "
            "water and at waterworks",
        )
    return Sentence(f"{place.zh}；河段流量 {q} m³/s", f"{place.en}; the river carries {q} m³/s")


def _means(technique: Technique) -> Sentence:
    if technique.reagents:
        amounts = [(r.name, amount(r.low_kg, r.high_kg, "kg")) for r in technique.reagents]
        zh = "或".join(f"{name.zh}约 {much}" for name, much in amounts)
        en = " or ".join(f"about {much} of {name.en}" for name, much in amounts)
    elif technique.impractical is not None:
        zh, en = technique.impractical.zh, technique.impractical.en
    else:
        zh, en = "表中没有可直接计算的用量", "the table gives no ratio to compute from"
    if _says_something(technique.dose):
        zh, en = f"{zh}（{technique.dose.zh}）", f"{en} ({technique.dose.en})"
    return Sentence(f"{zh}；{JAR_TEST.zh}", f"{en}; {JAR_TEST.en}")


def _effect(technique: Technique) -> Sentence | None:
    parts = [
        (Sentence(*title), text)
        for *title, text in (
            ("条件", "conditions", technique.conditions),
            ("效果", "reported effect", technique.effect),
            ("注意", "caution", technique.cautions),
        )
        if _says_something(text)
    ]
    if not parts:
        return None
    return Sentence(
        "；".join(f"{title.zh}：{text.zh}" for title, text in parts),
        "; ".join(f"{title.en}: {text.en}" for title, text in parts),
    )
