"""Documents that are stored compressed go out as they are stored: nothing is unpacked to be packed again."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


def answer(request: HttpRequest, stored: bytes | memoryview) -> HttpResponse:
    """Return a stored JSON document, unpacked only for a client that cannot read it packed."""
    data = bytes(stored)
    reads_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        data if reads_gzip else gzip.decompress(data), content_type="application/json"
    )
    if reads_gzip:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
