"""Tables for spreadsheet programs: read as UTF-8, and no text in them run as a formula."""

import csv
import io
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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


def as_csv(head: Iterable[Any], lines: Iterable[Iterable[Any]]) -> bytes:
    """Write a head and the lines below it as a CSV file, every text of them harmless."""
    file = io.StringIO()
    csv.writer(file).writerows(map(harmless, line) for line in chain([head], lines))
    # without this mark a spreadsheet program reads it as GBK
    return b"\xef\xbb\xbf" + file.getvalue().encode()
