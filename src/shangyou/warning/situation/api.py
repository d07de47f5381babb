"""The API of situation analyses and of tips."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core.http import NotFound, api, require
from shangyou.core.models import User
from shangyou.core.regions import CITY, name_of
from shangyou.core.rights import allowed
from shangyou.reference.divisions import DIVISIONS
from shangyou.warning.duty.work_api import word
from shangyou.warning.situation import document, drafting, tips
from shangyou.warning.situation.models import Tip

router = Router(tags=["situations"])
MOST_ROWS = 200


class SituationForm(Schema):
    """What to analyse."""

    kind: Any = None
    begins_on: Any = None
    ends_on: Any = None
    divisions: Any = None
    idempotency_key: Any = None


class Edit(Schema):
    """A draft's words and which rows it keeps."""

    title: Any = None
    judgement: Any = None
    measures: Any = None
    comments: Any = None
    dropped: Any = None
    version: Any = None


class Step(Schema):
    """A step, and why; for computing anew the version it starts from."""

    note: Any = None
    version: Any = None


class TipForm(Schema):
    """A tip."""

    situation: Any = None
    division: Any = None
    headline: Any = None
    facts: Any = None
    asks: Any = None
    due_at: Any = None
    idempotency_key: Any = None


class Answer(Schema):
    """What is said at a step of a tip."""

    text: Any = None


@router.get("/situations")
def list_situations(request: HttpRequest) -> dict[str, Any]:
    """List analyses, newest first."""
    rows = drafting.visible(require(request, "situation.list"))[:MOST_ROWS]
    return {"rows": [drafting.row(one) for one in rows]}


@router.get("/situations/choices")
def choices(request: HttpRequest) -> dict[str, Any]:
    """Give what the forms offer: kinds, and the divisions the user may write about or tip off."""
    user = require(request, "situation.list")
    codes = [CITY, *(division.code for division in DIVISIONS)]

    def may(operation: str) -> list[dict[str, Any]]:
        return [
            {"code": code, "name": name_of(code)}
            for code in codes
            if allowed(user, operation, region=code)
        ]

    return {
        "kinds": [{"value": key, "title": title} for key, title in drafting.KINDS.items()],
        "divisions": may("situation.draft"),
        "tipped": [one for one in may("situation.tip") if one["code"] != CITY],
    }


@router.post("/situations")
def draft(request: HttpRequest, form: SituationForm) -> HttpResponse:
    """Compute a draft."""
    user = require(request, "situation.draft")
    made, new = drafting.draft(user, form.dict(), timezone.now())
    return api.create_response(
        request, drafting.whole(drafting.find(user, made.pk), user), status=201 if new else 200
    )


@router.get("/situations/{pk}")
def one(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give an analysis."""
    user = require(request, "situation.list")
    return drafting.whole(drafting.find(user, pk), user)


@router.patch("/situations/{pk}")
def change(request: HttpRequest, pk: int, form: Edit) -> dict[str, Any]:
    """Edit a draft."""
    user = require(request, "situation.draft")
    drafting.change(user, drafting.find(user, pk), form.dict(), timezone.now())
    return drafting.whole(drafting.find(user, pk), user)


@router.post("/situations/{pk}/computed")
def compute(request: HttpRequest, pk: int, step: Step) -> dict[str, Any]:
    """Compute a draft's rows anew."""
    user = require(request, "situation.draft")
    drafting.compute_anew(user, drafting.find(user, pk), step.version, timezone.now())
    return drafting.whole(drafting.find(user, pk), user)


@router.get("/situations/{pk}/file.docx")
def situation_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an analysis as a Word file."""
    found = drafting.find(require(request, "situation.list"), pk)
    return word(document.render(found, timezone.now()), found.title)


@router.post("/situations/{pk}/{action}")
def act(request: HttpRequest, pk: int, action: str, step: Step) -> dict[str, Any]:
    """Submit, return or approve."""
    if action not in drafting.STEPS:
        raise NotFound
    user = require(request, drafting.STEPS[action][2])
    drafting.act(user, drafting.find(user, pk), action, step.note, timezone.now())
    return drafting.whole(drafting.find(user, pk), user)


@router.get("/tips")
def list_tips(request: HttpRequest) -> dict[str, Any]:
    """List tips: what is overdue first, then what runs, then what is closed."""
    now = timezone.now()
    rows = [
        tips.row(found, now)
        for found in tips.visible(require(request, "situation.list"))[:MOST_ROWS]
    ]
    rows.sort(key=lambda row: (row["state"] == "closed", not row["overdue"], row["due_at"]))
    return {"rows": rows}


@router.post("/tips")
def issue(request: HttpRequest, form: TipForm) -> HttpResponse:
    """Issue a tip to a district."""
    user = require(request, "situation.tip")
    now = timezone.now()
    made, new = tips.issue(user, form.dict(), now)
    return api.create_response(
        request, tips.whole(tips.find(user, made.pk), user, now), status=201 if new else 200
    )


def _tip(request: HttpRequest, pk: int) -> tuple[User, Tip]:
    user = require(request, "situation.list")
    return user, tips.find(user, pk)


@router.get("/tips/{pk}")
def one_tip(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Give a tip with its steps and receipts."""
    user, found = _tip(request, pk)
    return tips.whole(found, user, timezone.now())


@router.post("/tips/{pk}/seen")
def seen(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Note that this person has opened the tip."""
    user, found = _tip(request, pk)
    tips.seen(user, found, timezone.now())
    return {"id": pk}


@router.post("/tips/{pk}/again")
def again(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Let messages that reached nobody be tried again."""
    user, found = _tip(request, pk)
    return {"id": pk, "waiting": tips.again(user, found)}


@router.get("/tips/{pk}/file.docx")
def tip_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a tip as a Word file."""
    _, found = _tip(request, pk)
    return word(document.letter(found), f"提示函{found.number}")


@router.post("/tips/{pk}/{action}")
def act_on_tip(request: HttpRequest, pk: int, action: str, answer: Answer) -> dict[str, Any]:
    """Answer, accept or send back."""
    if action not in tips.STEPS:
        raise NotFound
    user = require(request, tips.STEPS[action][2])
    now = timezone.now()
    done = tips.act(user, tips.find(user, pk), action, answer.dict(), now)
    return tips.whole(done, user, now)
