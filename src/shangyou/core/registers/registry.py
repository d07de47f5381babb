"""Which registers there are: the list is the project's, found by the name in the settings."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.orm import meta


@cache
def registers() -> dict[str, Register]:
    """Give every register by its name, in the order of the list."""
    listed: tuple[Register, ...] = import_string(settings.SHANGYOU_REGISTERS)
    found = {register.name: register for register in listed}
    if len(found) != len(listed):
        raise ValueError("two registers have the same name")
    return found


@cache
def register_of_model(label: str) -> Register | None:
    """Give the register of a model, named as `core.organisation`."""
    return next((r for r in registers().values() if meta(r.model).label_lower == label), None)
