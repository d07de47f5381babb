"""The routers of all wings on the one API."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI

ROUTERS = (
    "shangyou.core.session",
    "shangyou.core.system",
    "shangyou.core.registers.api",
    "shangyou.preparedness.api",
    "shangyou.response.api",
)


def wire(api: NinjaAPI) -> None:
    """Put every wing's router on the API."""
    for name in ROUTERS:
        if find_spec(name):
            api.add_router("", import_module(name).router)
