"""The API of rosters and of the days off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from shangyou.core.http import NotFound, api, require
from shangyou.core.models import Organisation, User
from shangyou.core.registers import exporting, importing
from shangyou.core.spreadsheets import MEDIA
from shangyou.warning.duty import reach, roster, roster_files, rostering

router = Router(tags=["duty"])


class ShiftForm(Schema):
    """A shift as the form sends it; every field is checked by hand."""

    organisation: Any = None
    begins_at: Any = None
    ends_at: Any = None
    officers: Any = None
    leader: Any = None
    duty_phone: Any = None
    note: Any = None
    version: Any = None


class WeekForm(Schema):
    """Which week to copy to which."""

    organisation: Any = None
    source: Any = None
    target: Any = None


class SwapForm(Schema):
    """Who changes places with whom."""

    first_shift: Any = None
    first_person: Any = None
    first_version: Any = None
    second_shift: Any = None
    second_person: Any = None
    second_version: Any = None


class DayForm(Schema):
    """A day off, or one worked; without a name the mark is taken off."""

    date: Any = None
    name: Any = None
    rest: Any = None


@router.get("/duty/organisations")
def organisations(request: HttpRequest) -> dict[str, Any]:
    """List the desks whose roster the user may see, and what he may do at each."""
    user = require(request, "duty.list")
    rows = reach.in_order(reach.reachable(user, "duty.list"))
    return {
        "own": user.organisation_id,
        "rows": [
            {
                **reach.shape(row),
                **{
                    word: reach.may(user, f"duty.{word}", row)
                    for word in ("read", "roster", "work", "call")
                },
            }
            for row in rows
        ],
    }


@router.get("/duty/roster")
def a_month(request: HttpRequest, organisation: int, month: str = "") -> dict[str, Any]:
    """Give a month of an organisation's roster, with what is wrong with it in sentences."""
    user = require(request, "duty.list")
    return roster.answer(user, _desk(user, organisation), _month(month))


def _desk(user: User, pk: int) -> Organisation:
    return reach.one(user, pk, "duty.list")


def _month(written: str) -> roster.Month:
    return roster.Month.read(written or timezone.localdate().strftime("%Y-%m"))


@router.get("/duty/roster/file")
def a_file(
    request: HttpRequest, organisation: int, month: str = "", kind: str = "xlsx"
) -> HttpResponse:
    """Give a month as a table that can be changed and imported."""
    user = require(request, "duty.list")
    if kind not in MEDIA:
        raise NotFound
    desk, chosen = _desk(user, organisation), _month(month)
    content = roster_files.export(desk, chosen, kind)
    name = f"{desk.short_name or desk.name}值班表{chosen.year}-{chosen.month:02d}"
    return exporting.download(content, name, kind)


@router.post("/duty/roster/import")
def take_file(
    request: HttpRequest,
    organisation: int,
    file: File[UploadedFile],
    commit: bool = False,
) -> dict[str, Any]:
    """Read a table of shifts: what it would do, or all of it; a broken line stops the whole file."""
    user = require(request, "duty.roster")
    desk = reach.one(user, organisation, "duty.roster")
    content = importing.within_limit(file)
    return roster_files.take(user, desk, file.name or "", content, commit=commit)


@router.post("/duty/shifts")
def make(request: HttpRequest, form: ShiftForm) -> HttpResponse:
    """Put a shift on the roster."""
    user = require(request, "duty.roster")
    made = rostering.make(user, form.dict())
    return api.create_response(request, roster.shape(rostering.find(user, made.pk)), status=201)


@router.patch("/duty/shifts/{pk}")
def change(request: HttpRequest, pk: int, form: ShiftForm) -> dict[str, Any]:
    """Change a shift."""
    user = require(request, "duty.roster")
    return roster.shape(rostering.change(user, rostering.find(user, pk), form.dict()))


@router.delete("/duty/shifts/{pk}")
def remove(request: HttpRequest, pk: int, version: int = 0) -> HttpResponse:
    """Take a shift off the roster."""
    user = require(request, "duty.roster")
    rostering.remove(user, rostering.find(user, pk), version)
    return HttpResponse(status=204)


@router.post("/duty/weeks")
def copy_week(request: HttpRequest, form: WeekForm) -> dict[str, Any]:
    """Copy one week's shifts to another."""
    return {"made": rostering.copy_week(require(request, "duty.roster"), form.dict())}


@router.post("/duty/swaps")
def swap(request: HttpRequest, form: SwapForm) -> dict[str, Any]:
    """Let two people change places."""
    shifts = rostering.swap(require(request, "duty.roster"), form.dict())
    return {"shifts": [roster.shape(one) for one in shifts]}


@router.post("/duty/days")
def mark_day(request: HttpRequest, form: DayForm) -> dict[str, Any]:
    """Mark a day as a holiday or as worked; the marks are the whole city's."""
    rostering.mark_day(require(request, "duty.roster", region=""), form.dict())
    return {"date": str(form.date)}
