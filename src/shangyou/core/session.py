"""Logging in and out, and what the screen needs to know of the user."""

import math
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router, Schema

from shangyou.core import audit
from shangyou.core.accounts import DEMO_PASSWORD
from shangyou.core.duty import shift_for
from shangyou.core.http import Forbidden, NotLoggedIn, forged, refusal, user_of
from shangyou.core.language import language_of, text
from shangyou.core.models import User
from shangyou.core.regions import CITY, name_of
from shangyou.core.registers.registry import registers
from shangyou.core.rights import OPERATIONS, REGISTER_OPERATIONS, TITLES, Role, allowed
from shangyou.core.sentences import NOT_LOGGED_IN
from shangyou.science.messages import Sentence

router = Router(tags=["session"])

LOCKED_MINUTES = round(settings.AXES_COOLOFF_TIME * 60)


class LogIn(Schema):
    """A name and a password."""

    username: str
    password: str


class Choice(Schema):
    """What a user may choose for his session."""

    language: str


def session_answer(request: HttpRequest) -> dict[str, Any]:
    """Say who is logged in and what he may do anywhere."""
    user = user_of(request)
    organisation = user.organisation
    code = organisation.division_code if organisation else CITY
    registered = (f"register.{n}.{o}" for n in registers() for o in REGISTER_OPERATIONS)
    return {
        "user": {
            "id": user.pk,
            "username": user.username,
            "name": user.name,
            "role": user.role,
            "role_title": TITLES[Role(user.role)],
            "organisation": {
                "id": organisation.pk,
                "name": organisation.name,
                "tier": organisation.tier,
            }
            if organisation
            else None,
            "region": {"code": code, "name": name_of(code)},
            "rights": [o for o in (*OPERATIONS, *registered) if allowed(user, o)],
        },
        "language": language_of(request),
    }


def demo_accounts(request: HttpRequest) -> list[dict[str, str]]:
    """List the demo log-ins for the log-in page; empty outside demo mode."""
    if not settings.DEMO:
        return []
    return [
        {
            "username": user.username,
            "password": DEMO_PASSWORD,
            "name": user.name,
            "title": text(TITLES[Role(user.role)], language_of(request)),
        }
        for user in User.objects.filter(demo=True, is_active=True).order_by("pk")
    ]


@router.get("/session", auth=None)
def who(request: HttpRequest) -> Any:
    """Say who is logged in; sets the CSRF cookie either way."""
    get_token(request)
    if not request.user.is_authenticated:
        return refusal(request, 401, NOT_LOGGED_IN, demo_accounts=demo_accounts(request))
    return session_answer(request)


@router.post("/session", auth=None)
def log_in(request: HttpRequest, body: LogIn) -> dict[str, Any]:
    """Log in; five failures close the account to this address for a quarter of an hour."""
    forged(request)
    known = {"username": body.username}
    if not AxesProxyHandler.is_allowed(request, known):
        raise Forbidden(_locked(body.username))
    user = authenticate(request, username=body.username, password=body.password)
    if not isinstance(user, User):
        if not AxesProxyHandler.is_allowed(request, known):
            raise Forbidden(_locked(body.username))
        raise NotLoggedIn(
            Sentence("用户名或口令不正确。", "The user name or the password is not correct.")
        )
    with transaction.atomic():
        login(request, user)
        audit.record(user, "session.opened", "user", str(user.pk), {})
    return session_answer(request)


def _locked(username: str) -> Sentence:
    began = AccessAttempt.objects.filter(username=username).aggregate(at=Max("attempt_time"))["at"]
    spent_s = (timezone.now() - began).total_seconds() if began else 0.0
    left = max(1, math.ceil(LOCKED_MINUTES - spent_s / 60))
    times = settings.AXES_FAILURE_LIMIT
    return Sentence(
        f"连续输错 {times} 次，该账号在此处已锁定，请 {left} 分钟后再试。",
        f"{times} failures in a row: this account is locked here; try again in {left} minutes.",
    )


def locked_out(
    request: HttpRequest, _response: Any, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Answer a locked account in the shape of every refusal."""
    return refusal(request, 403, _locked(str((credentials or {}).get("username", ""))))


@router.delete("/session")
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    with transaction.atomic():
        audit.record(user_of(request), "session.closed", "user", str(request.user.pk), {})
        logout(request)
    return HttpResponse(status=204)


@router.patch("/session")
def choose(request: HttpRequest, body: Choice) -> dict[str, Any]:
    """Keep the user's language, for documents and messages."""
    user = user_of(request)
    user.language = "en" if body.language.startswith("en") else "zh"
    user.save(update_fields=["language"])
    return session_answer(request)


@router.get("/people/on-duty")
def people_on_duty(request: HttpRequest) -> dict[str, Any]:
    """Say who is on duty now in the user's organisation, else at the city's desk."""
    shift = shift_for(user_of(request), timezone.now())
    if shift is None:
        return {"duty": None, "leader": None, "until": None}
    leader = {"name": shift.leader_name, "phone": shift.leader_phone} if shift.leader_name else None
    return {
        "duty": {"name": shift.duty_name, "phone": shift.duty_phone},
        "leader": leader,
        "until": shift.ends_at,
    }
