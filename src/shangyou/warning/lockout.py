"""Wrong credentials of devices over HTTP: counted and locked out by what guards the log-in."""

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest

from shangyou.core.http import Forbidden
from shangyou.science.messages import Sentence

_PREFIX = "hj212:"
"""A device's number is no user's name: neither can lock the other out."""


def _known(mn: str) -> dict[str, str]:
    # PostgreSQL keeps no NUL
    return {"username": f"{_PREFIX}{mn}".replace("\0", "?")[:255]}


def refuse_locked(request: HttpRequest, mn: str) -> None:
    """Refuse a device number that is locked at this address."""
    if not AxesProxyHandler.is_allowed(request, _known(mn)):
        raise Forbidden(_locked())


def failed(request: HttpRequest, mn: str) -> None:
    """Count a failure; the last one of the allowed locks."""
    AxesProxyHandler.user_login_failed(sender=None, credentials=_known(mn), request=request)
    # the middleware would answer for a user's account; this is a device's
    request.axes_locked_out = False  # type: ignore[attr-defined]
    refuse_locked(request, mn)


def succeeded(request: HttpRequest, mn: str) -> None:
    """Forget the failures of this number at this address."""
    address = getattr(request, "axes_ip_address", None)
    if address:
        reset(ip=address, username=_known(mn)["username"])


def _locked() -> Sentence:
    times, minutes = settings.AXES_FAILURE_LIMIT, round(settings.AXES_COOLOFF_TIME * 60)
    return Sentence(
        f"该设备标识在此地址连续 {times} 次认证失败，已锁定，请 {minutes} 分钟后再试。",
        f"{times} wrong log-ins in a row: this device number is locked here; try again in {minutes} minutes.",
    )
