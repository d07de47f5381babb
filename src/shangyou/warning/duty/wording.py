"""Times and names as the duty's sentences and papers write them."""

import datetime as dt

from django.utils import timezone

from shangyou.science.messages import Sentence

DEMO_NOTE = "注：本文件引用了示意数据，仅用于演示和演练，不得作为实际处置依据。"


def moment(at: dt.datetime | None) -> str:
    """Return a time as an official paper writes it."""
    if at is None:
        return "—"
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def day(at: dt.date) -> str:
    """Return a date as an official paper writes it."""
    return f"{at.year}年{at.month}月{at.day}日"


def short(at: dt.datetime | None) -> str:
    """Return month, day and clock."""
    return "—" if at is None else timezone.localtime(at).strftime("%m-%d %H:%M")


def stored(sentence: Sentence) -> dict[str, str]:
    """Write a sentence into JSON."""
    return {"zh": sentence.zh, "en": sentence.en}


def restored(value: dict[str, str] | None) -> Sentence | None:
    """Read a sentence out of JSON."""
    return None if value is None else Sentence(value["zh"], value["en"])
