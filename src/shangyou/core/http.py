"""The API: sessions, languages, and what a refusal looks like.

Refusals  RequestRefused
          ├── NotLoggedIn   401
          ├── Forbidden     403
          ├── NotFound      404
          ├── Stale         409
          └── ProblemError  any status, with a sentence per field
"""

import datetime as dt
import json
import logging
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from shangyou import __version__
from shangyou.core.language import language_of, text
from shangyou.core.models import User
from shangyou.core.rights import allowed
from shangyou.core.sentences import (
    BAD_JSON,
    DATABASE_AWAY,
    FAILED,
    FORBIDDEN,
    FORGED,
    INVALID,
    NOT_FOUND,
    NOT_LOGGED_IN,
    STALE,
    TOO_LARGE,
    UNCLEAR,
    of_pydantic,
)
from shangyou.science.messages import BadInput, Problem, Sentence

log = logging.getLogger("shangyou.http")


class RequestRefused(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A request that is answered with a sentence instead of what was asked."""

    status = 400

    def __init__(self, sentence: Sentence, problems: Iterable[Problem] = ()) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
        self.problems = tuple(problems)


class NotLoggedIn(RequestRefused):
    """Nobody is logged in."""

    status = 401

    def __init__(self, sentence: Sentence = NOT_LOGGED_IN) -> None:
        super().__init__(sentence)


class Forbidden(RequestRefused):
    """The table of rights does not grant it."""

    status = 403

    def __init__(self, sentence: Sentence = FORBIDDEN) -> None:
        super().__init__(sentence)


class NotFound(RequestRefused):
    """There is no such thing, or none this user may know of."""

    status = 404

    def __init__(self, sentence: Sentence = NOT_FOUND) -> None:
        super().__init__(sentence)


class Stale(RequestRefused):
    """Somebody else changed it in the meantime."""

    status = 409

    def __init__(self, sentence: Sentence = STALE) -> None:
        super().__init__(sentence)


class ProblemError(RequestRefused):
    """Inputs that cannot be used, with a sentence per field."""

    def __init__(
        self, status: int, problems: Iterable[Problem], sentence: Sentence | None = None
    ) -> None:
        self.status = status
        found = tuple(problems)
        super().__init__(sentence or (found[0].sentence if len(found) == 1 else INVALID), found)


def user_of(request: HttpRequest) -> User:
    """Give the user of a request that has passed the log-in."""
    user = request.user
    if not isinstance(user, User):
        raise NotLoggedIn
    return user


def require(
    request: HttpRequest,
    operation: str,
    *,
    region: str | None = None,
    organisation_id: int | None = None,
) -> User:
    """Give the user when the table of rights grants the operation; refuse otherwise."""
    user = user_of(request)
    if not allowed(user, operation, region=region, organisation_id=organisation_id):
        raise Forbidden
    return user


class SessionAuth(APIKeyCookie):
    """A logged-in session; requests that change something also carry the CSRF token."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        forged(request)
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:  # noqa: ARG002
        """Give the session's user."""
        user = request.user
        return user if isinstance(user, User) and user.is_active else None


def forged(request: HttpRequest) -> None:
    """Refuse a changing request that did not come from our own pages."""
    if check_csrf(request) is not None:
        raise Forbidden(FORGED)


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError
    return value


def parse_json(body: bytes) -> Any:
    """Read JSON in which every number is a number: NaN, Infinity and 1e999 are refused."""
    return json.loads(body, parse_constant=_refuse_constant, parse_float=_finite)


class StrictParser(Parser):
    """Request bodies by `parse_json`."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return parse_json(request.body)
        except (ValueError, RecursionError):
            raise ProblemError(400, [Problem("", BAD_JSON)]) from None


class Renderer(JSONRenderer):
    """Answers in the request's language; a number that is none never leaves."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ARG002
        language = language_of(request)

        class Encoder(NinjaJSONEncoder):
            def default(self, o: Any) -> Any:
                if isinstance(o, Sentence):
                    return text(o, language)
                if isinstance(o, dt.datetime):
                    moment = o if o.tzinfo else timezone.make_aware(o)
                    return timezone.localtime(moment).isoformat(timespec="seconds")
                return super().default(o)

        return json.dumps(data, cls=Encoder, ensure_ascii=False, allow_nan=False)


session_auth = SessionAuth()

api = NinjaAPI(
    title="上游 Shangyou",
    version=__version__,
    description="环境风险应急指挥系统 · environmental-emergency command",
    auth=session_auth,
    parser=StrictParser(),
    renderer=Renderer(),
    docs_url=None,
    urls_namespace="v1",
)


def refusal(
    request: HttpRequest,
    status: int,
    sentence: Sentence,
    problems: Iterable[Problem] = (),
    **more: Any,
) -> HttpResponse:
    """Make the one shape every refusal has."""
    try:
        language = language_of(request)
    except (OperationalError, InterfaceError):
        # the user's own choice lies in the database that just went away
        language = "zh"
    body = {
        "message": text(sentence, language),
        "problems": [
            {"field": p.path.removeprefix("$."), "message": text(p.sentence, language)}
            for p in problems
        ],
        **more,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )


@api.exception_handler(RequestRefused)
def _refused(request: HttpRequest, error: RequestRefused) -> HttpResponse:
    return refusal(request, error.status, error.sentence, error.problems)


@api.exception_handler(BadInput)
def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return refusal(request, 422, INVALID, error.problems)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [of_pydantic(entry) for entry in error.errors]
    return refusal(request, 422, problems[0].sentence if len(problems) == 1 else INVALID, problems)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return refusal(request, 404, NOT_FOUND)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    known = {401: NOT_LOGGED_IN, 403: FORBIDDEN, 404: NOT_FOUND}
    return refusal(request, error.status_code, known.get(error.status_code, UNCLEAR))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database away: %s", error)
    request.user = AnonymousUser()
    return refusal(request, 503, DATABASE_AWAY)


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return refusal(request, 413, TOO_LARGE)
    return refusal(request, 400, UNCLEAR)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("request failed: %s %s", request.method, request.path, exc_info=error)
    return refusal(request, 500, FAILED)
