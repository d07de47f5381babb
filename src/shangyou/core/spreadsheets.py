"""Texts that a spreadsheet program would run as formulas, and how they are kept from it."""

from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula; import takes the mark off again."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def unharmed(value: Any) -> Any:
    """Take the mark of `harmless` off."""
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(DANGEROUS):
        return value[1:]
    return value
