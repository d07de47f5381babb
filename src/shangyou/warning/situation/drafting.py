"""An analysis from draft to approval: computed, edited, submitted, approved by another."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from shangyou.core import audit, events
from shangyou.core.http import Forbidden, NotFound, ProblemError, Stale
from shangyou.core.models import User
from shangyou.core.regions import CITY, NAMES, name_of
from shangyou.core.rights import ALL, allowed, visible_regions
from shangyou.reference.divisions import BY_CODE
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.duty.forms import Form, once
from shangyou.warning.duty.wording import restored
from shangyou.warning.situation import sections
from shangyou.warning.situation.models import Situation, SituationStep

State = Situation.State
KINDS = {
    "monthly": Sentence("月度", "monthly"),
    "quarterly": Sentence("季度", "quarterly"),
    "flood": Sentence("汛期", "flood season"),
    "sessions": Sentence("两会两节", "sessions and festivals"),
    "heat": Sentence("高温", "heat"),
    "ice": Sentence("低温冰冻", "ice and frost"),
}
STATES = {
    "draft": Sentence("起草", "draft"),
    "submitted": Sentence("待批准", "to be approved"),
    "approved": Sentence("已批准", "approved"),
}
ACTIONS = {
    "drafted": Sentence("起草", "drafted"),
    "changed": Sentence("修改", "changed"),
    "computed": Sentence("重新计算", "computed anew"),
    "submitted": Sentence("提请批准", "submitted"),
    "returned": Sentence("退回", "returned"),
    "approved": Sentence("批准", "approved"),
    "tipped": Sentence("发提示函", "tipped off"),
}
# Where a step may be taken from, where it leads, and the right it takes.
STEPS: Mapping[str, tuple[str, str, str]] = {
    "submitted": (State.DRAFT, State.SUBMITTED, "situation.draft"),
    "returned": (State.SUBMITTED, State.DRAFT, "situation.approve"),
    "approved": (State.SUBMITTED, State.APPROVED, "situation.approve"),
}
SEASONS = ("flood", "sessions", "heat", "ice")
# 规划 3.3.1: 定期（两会、两节、汛期、高温或冰冻灾害等重点时段）…开展环境风险隐患排查整治专项行动
SEASONAL = (
    "对涉危（危险化学品、危险废物）、涉重（重金属）企业和港口码头开展环境风险隐患排查整治专项行动，"
    "发现的重大环境风险隐患进行预警督办。"
)
LONGEST = dt.timedelta(days=366)
OWN = Sentence(
    "起草人不能批准自己的研判；请由另一位有批准权的人批准。",
    "Whoever drafted an analysis cannot approve it; somebody else has to.",
)
NOT_NOW = Sentence(
    "研判的状态已变，不能再做这一步；请看最新状态。",
    "The analysis has moved on; this step is no longer possible.",
)
EMPTY = Sentence("请先写明研判结论，再提请批准。", "Write the judgement before submitting.")


def visible(user: User) -> QuerySet[Situation]:
    """Give what a user may read: of his divisions, and the city's once it is approved."""
    rows = Situation.objects.select_related("drafted_by", "approved_by")
    regions = visible_regions(user, "situation.list")
    if regions is ALL:
        return rows
    return rows.filter(
        Q(divisions__overlap=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
        | Q(divisions__contains=[CITY], state=State.APPROVED)
    )


def find(user: User, pk: int) -> Situation:
    """Give one; 404 otherwise."""
    found = visible(user).filter(pk=pk).first() if allowed(user, "situation.list") else None
    if found is None:
        raise NotFound
    return found


def may(user: User, operation: str, situation: Situation) -> bool:
    """Say whether the user may do this in every division of an analysis."""
    return all(allowed(user, operation, region=code) for code in situation.divisions)


def _divisions(form: Form) -> list[str]:
    value = form.body.get("divisions")
    known = {CITY, *BY_CODE}
    if isinstance(value, list) and value and all(isinstance(c, str) and c in known for c in value):
        return [CITY] if CITY in value else sorted(set(value))
    form.complain(
        "divisions",
        "请选择全市（500000）或至少一个区县（行政区划代码）。",
        "Choose the whole city (500000) or at least one district (division code).",
    )
    return []


def draft(user: User, body: Mapping[str, Any], now: dt.datetime) -> tuple[Situation, bool]:
    """Compute a draft for a period; the same form twice is one."""
    form = Form(body)
    key = form.key()
    kind = form.choice("kind", Sentence("类型", "The kind"), KINDS)
    begins_on = form.day("begins_on", Sentence("起始日期", "The first day"))
    ends_on = form.day("ends_on", Sentence("截止日期", "The last day"))
    divisions = _divisions(form)
    if not form.problems and not dt.timedelta() <= ends_on - begins_on <= LONGEST:
        form.complain(
            "ends_on",
            "截止日期不能早于起始日期，时段最长一年。",
            "The last day must not precede the first; a period lasts a year at most.",
        )
    form.done()
    if not all(allowed(user, "situation.draft", region=code) for code in divisions):
        raise Forbidden
    place = "、".join(name_of(code).zh for code in divisions[:3])
    title = f"{place}{'等' if len(divisions) > 3 else ''}{KINDS[kind].zh}环境应急形势研判"
    window = sections.Window(begins_on, ends_on, frozenset(divisions), now)

    def make() -> Situation:
        made = Situation.objects.create(
            idempotency_key=key, kind=kind, title=title[:120], begins_on=begins_on,
            ends_on=ends_on, divisions=divisions, sections=sections.compute(window),
            computed_at=now, measures=SEASONAL if kind in SEASONS else "", drafted_by=user,
            drafted_at=now,
        )  # fmt: skip
        step(user, made, "drafted", "", now)
        return made

    return once(Situation.objects.all(), key, "drafted_by", user, make)


def change(user: User, situation: Situation, body: Mapping[str, Any], now: dt.datetime) -> None:
    """Edit a draft: its words, comments on its sections, and which rows it keeps."""
    form = Form(body)
    fields = {
        "title": form.text("title", Sentence("标题", "The title"), 120),
        "judgement": form.text(
            "judgement", Sentence("研判结论", "The judgement"), 20000, needed=False
        ),
        "measures": form.text(
            "measures", Sentence("工作建议", "The measures"), 20000, needed=False
        ),
    }
    version = form.number("version", Sentence("版本", "The version"))
    comments, dropped = _edits(form, situation.sections)
    form.done()
    if not may(user, "situation.draft", situation):
        raise Forbidden
    edited = [
        {
            **section,
            "comment": comments.get(section["key"], section["comment"]),
            "rows": [{**row, "kept": row["key"] not in dropped} for row in section["rows"]],
        }
        for section in situation.sections
    ]
    with transaction.atomic():
        if not Situation.objects.filter(pk=situation.pk, version=version, state=State.DRAFT).update(
            version=F("version") + 1, sections=edited, **fields
        ):
            raise Stale
        step(user, situation, "changed", "", now)


def _edits(form: Form, computed: list[dict[str, Any]]) -> tuple[dict[str, str], set[str]]:
    keys = {section["key"] for section in computed}
    rows = {row["key"] for section in computed for row in section["rows"]}
    comments, dropped = form.body.get("comments") or {}, form.body.get("dropped") or []
    if not isinstance(comments, dict) or any(
        key not in keys or not isinstance(said, str) or len(said) > 4000 or "\x00" in said
        for key, said in comments.items()
    ):
        form.complain(
            "comments",
            "各部分的说明应为不超过 4000 个字符的文字。",
            "The comment of a section must be a text of at most 4,000 characters.",
        )
        comments = {}
    if not isinstance(dropped, list) or any(
        not isinstance(k, str) or k not in rows for k in dropped
    ):
        form.complain(
            "dropped",
            "不采用的行应是本研判里的行。",
            "Rows left out must be rows of this analysis.",
        )
        dropped = []
    return comments, set(dropped)


def compute_anew(user: User, situation: Situation, version: object, now: dt.datetime) -> None:
    """Compute the rows of a draft from today's data; words and comments stay, choices of rows do not."""
    if not may(user, "situation.draft", situation):
        raise Forbidden
    window = sections.Window(
        situation.begins_on, situation.ends_on, frozenset(situation.divisions), now
    )
    said = {section["key"]: section["comment"] for section in situation.sections}
    computed = [
        {**section, "comment": said.get(section["key"], "")} for section in sections.compute(window)
    ]
    held = version if isinstance(version, int) and not isinstance(version, bool) else 0
    with transaction.atomic():
        if not Situation.objects.filter(pk=situation.pk, version=held, state=State.DRAFT).update(
            version=F("version") + 1, sections=computed, computed_at=now
        ):
            raise Stale
        step(user, situation, "computed", "", now)


def act(user: User, situation: Situation, action: str, note: object, now: dt.datetime) -> None:
    """Submit, return or approve; refused where somebody else was faster."""
    before, after, operation = STEPS[action]
    form = Form({"note": note})
    said = form.text("note", Sentence("理由", "The reason"), 2000, needed=action == "returned")
    form.done()
    if not may(user, operation, situation):
        raise Forbidden
    if action == "approved" and situation.drafted_by_id == user.pk:
        raise ProblemError(409, [Problem("", OWN)])
    if action == "submitted" and not situation.judgement.strip():
        raise ProblemError(422, [Problem("judgement", EMPTY)])
    stamps = {"approved_by": user, "approved_at": now} if action == "approved" else {}
    with transaction.atomic():
        if not Situation.objects.filter(pk=situation.pk, state=before).update(
            state=after, version=F("version") + 1, **stamps
        ):
            raise ProblemError(409, [Problem("", NOT_NOW)])
        step(user, situation, action, said, now)


def step(user: User, situation: Situation, action: str, note: str, now: dt.datetime) -> None:
    """Write a step, its trace, and tell the screens."""
    SituationStep.objects.create(
        situation=situation, at=now, who=user, who_name=user.name or user.username,
        action=action, note=note,
    )  # fmt: skip
    alone = situation.divisions[0] if len(situation.divisions) == 1 else None
    audit.record(
        user, f"situation.{action}", "situation", str(situation.pk), {"note": note}, region=alone
    )
    # the city's concerns everybody once it is approved
    events.publish(
        "situations", situation.pk, f"situation.{action}",
        regions=[] if CITY in situation.divisions else situation.divisions,
    )  # fmt: skip


def summary(computed: list[dict[str, Any]]) -> Sentence:
    """Say in one sentence how many rows each section came to."""
    return Sentence(
        "，".join(f"{s['title']['zh']} {s['count']} 条" for s in computed) + "。",
        ", ".join(f"{s['title']['en']}: {s['count']}" for s in computed) + ".",
    )


def row(situation: Situation) -> dict[str, Any]:
    """Return one line of the list."""
    return {
        "id": situation.pk,
        "version": situation.version,
        "state": situation.state,
        "state_title": STATES[situation.state],
        "kind": situation.kind,
        "kind_title": KINDS[situation.kind],
        "title": situation.title,
        "begins_on": situation.begins_on.isoformat(),
        "ends_on": situation.ends_on.isoformat(),
        "divisions": [{"code": c, "name": name_of(c)} for c in situation.divisions],
        "drafted_by": str(situation.drafted_by),
        "drafted_at": situation.drafted_at,
        "demo": situation.demo,
    }


def whole(situation: Situation, user: User) -> dict[str, Any]:
    """Return an analysis with its rows, the divisions at risk, its steps, and what this user may do next."""
    shown = [
        {
            **section,
            "title": restored(section["title"]),
            "empty": restored(section["empty"]),
            "hint": restored(section["hint"]),
            "rows": [
                {
                    **one,
                    "text": restored(one["text"]),
                    "source": restored(one["source"]),
                    "division_name": name_of(one["division"]) if one["division"] in NAMES else None,
                }
                for one in section["rows"]
            ],
        }
        for section in situation.sections
    ]
    return {
        **row(situation),
        "computed_at": situation.computed_at,
        "summary": summary(situation.sections),
        "judgement": situation.judgement,
        "measures": situation.measures,
        "approved_by": str(situation.approved_by) if situation.approved_by else None,
        "approved_at": situation.approved_at,
        "sections": shown,
        "at_risk": [
            {**one, "name": name_of(one["division"])}
            for one in sections.at_risk(situation.sections)
        ],
        "steps": [
            {
                "at": one.at,
                "who": one.who_name,
                "action": one.action,
                "action_title": ACTIONS[one.action],
                "note": one.note,
            }
            for one in situation.steps.all()
        ],
        "may": [
            action
            for action, (before, _, operation) in STEPS.items()
            if situation.state == before
            and may(user, operation, situation)
            and not (action == "approved" and situation.drafted_by_id == user.pk)
        ],
        "may_change": situation.state == State.DRAFT and may(user, "situation.draft", situation),
        "may_tip": situation.state == State.APPROVED and may(user, "situation.tip", situation),
    }
