"""The server's entrance."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyou.project.settings")

application = get_asgi_application()

# Load every wing now: the first officer of the day must not wait for it.
if not get_resolver().url_patterns:
    raise RuntimeError("the server has no addresses")
