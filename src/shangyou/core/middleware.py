"""Headers that keep a page to itself, and compression that leaves live streams alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Element Plus sets style attributes; MapLibre runs its worker from a blob and draws images from data;
# a camera's picture is put together in the page, and so is a blob.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'{origins}; media-src 'self' blob:; worker-src 'self' blob:; child-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}

type_of_next = Callable[[HttpRequest], Any]


class secure_headers:  # noqa: N801 (a middleware reads as what it does)
    """Put the security headers on every answer, static files included."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response
        self.later = iscoroutinefunction(get_response)
        # an existing media server's origin, where the settings name one; nothing else is ever asked
        origins = "".join(f" {origin}" for origin in settings.PAGE_ORIGINS)
        self.headers = HEADERS | {"Content-Security-Policy": POLICY.format(origins=origins)}
        if self.later:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return (
            self._later(request) if self.later else self._mark(request, self.get_response(request))
        )

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        return self._mark(request, await self.get_response(request))

    def _mark(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in self.headers.items():
            response.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class compress(GZipMiddleware):  # noqa: N801 (as above)
    """Compress answers; an event stream would wait in the compressor, and a picture is compressed already."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.get("Content-Type", "").startswith(("text/event-stream", "video/")):
            return response
        return super().process_response(request, response)
