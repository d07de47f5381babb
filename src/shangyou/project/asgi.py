"""The server's entrance."""

import os
import threading
import warnings

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyou.project.settings")

# WhiteNoise hands a static file over whole, which is what we want of files of a few hundred kilobytes.
warnings.filterwarnings(
    "ignore", message="StreamingHttpResponse must consume synchronous iterators"
)

application = get_asgi_application()

# Load every wing now: the first officer of the day must not wait for it.
if not get_resolver().url_patterns:
    raise RuntimeError("the server has no addresses")

from shangyou.response import forecasting  # noqa: E402 (the applications must be loaded first)
from shangyou.response.gas import warming  # noqa: E402


def _warm() -> None:
    forecasting.warm()
    warming.warm()


# Beside the first requests, not before them: the server is ready without it.
threading.Thread(target=_warm, name="warm", daemon=True).start()
