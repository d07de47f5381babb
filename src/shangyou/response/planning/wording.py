"""How numbers and times read in a plan: the same words in every section."""

import math
from datetime import UTC, datetime, timedelta, timezone

from shangyou.science.messages import Sentence

BEIJING = timezone(timedelta(hours=8))


def both(text: str) -> Sentence:
    """Return a name that is the same in both languages."""
    return Sentence(text, text)


def clock(moment: datetime) -> Sentence:
    """Return a clock time as a duty officer says it: 11-23 04:20."""
    local = moment.astimezone(BEIJING).strftime("%m-%d %H:%M")
    return both(local)


def duration(seconds: float) -> Sentence:
    """Return a span of time in its two largest units."""
    minutes = max(0, round(seconds / 60))
    if minutes >= 48 * 60:
        days, rest = divmod(minutes, 24 * 60)
        hours = rest // 60
        return Sentence(
            f"{days} 天 {hours} 小时" if hours else f"{days} 天",
            f"{days} d {hours} h" if hours else f"{days} d",
        )
    hours, rest = divmod(minutes, 60)
    if hours:
        return Sentence(
            f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时",
            f"{hours} h {rest} min" if rest else f"{hours} h",
        )
    return Sentence(f"{rest} 分钟", f"{rest} min")


def figure(value: float) -> str:
    """Return a number with three significant digits, never with an exponent."""
    if value == 0 or not math.isfinite(value):
        return "0"
    places = 2 - math.floor(math.log10(abs(value)))
    if places > 8:
        return "<0.000001"
    text = f"{round(value, places):.{max(0, places)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def mass(kilograms: float) -> str:
    """Return a mass in kg or t."""
    return f"{figure(kilograms / 1000)} t" if kilograms >= 1000 else f"{figure(kilograms)} kg"


def volume(cubic_metres: float) -> Sentence:
    """Return a volume, in units of ten thousand where Chinese readers count so."""
    if cubic_metres >= 10_000:
        return Sentence(f"{figure(cubic_metres / 1e4)} 万 m³", f"{figure(cubic_metres)} m³")
    return both(f"{figure(cubic_metres)} m³")


def amount(low: float, high: float, unit: str) -> str:
    """Return a range of an amount; masses change to tonnes together."""
    if unit == "kg" and high >= 1000:
        low, high, unit = low / 1000, high / 1000, "t"
    shown = (figure(low), figure(high))
    return f"{shown[0]} {unit}" if shown[0] == shown[1] else f"{shown[0]}–{shown[1]} {unit}"


def percent(probability: float) -> str:
    """Return a probability; the ends say that a thousand members cannot prove certainty."""
    if probability < 0.01:
        return "<1 %"
    if probability > 0.99:
        return ">99 %"
    return f"{round(100 * probability)} %"


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the earliest of the moments that exist."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)
