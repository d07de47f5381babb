"""What the form of an oil run says: every field checked, one sentence each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shangyou.reference import oils
from shangyou.response.amounts import UNITS, Amount
from shangyou.response.drafts import Reader, read_key
from shangyou.response.oil.booms import BoomForm, read_booms
from shangyou.response.oil.wind import Wind, read_wind, within
from shangyou.science.messages import BadInput
from shangyou.science.models.oil import library
from shangyou.science.processes.bank_holding import BANKS

DEFAULT_HOURS = 72.0
ZERO_CELSIUS_K = 273.15
MOST_REACHES = 500
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A checked request; what is None is taken from the incident or left to the model."""

    oil: library.OilRecord
    oil_label: str
    """The trade name it was asked by, and the record that stands for it."""
    amount: Amount | None
    wind: Wind
    water_temperature_k: float | None
    bank_kind: str
    banks: Mapping[str, tuple[str, str]]
    """Kinds of single reaches, left and right, in place of `bank_kind`."""
    hours: float
    booms: tuple[BoomForm, ...]
    title: str
    idempotency_key: UUID


def read(body: Mapping[str, Any], *, now: datetime) -> Form:
    """Return what a body says.

    Raises
    ------
    BadInput
        With one sentence for every field that cannot be used.

    """
    reader = Reader(body, now)
    oil = _oil(reader)
    amount = _amount(reader)
    wind = read_wind(reader)
    celsius = within(reader, "water_temperature_c", ("水温", "The water temperature"), 0.0, 39.0)
    bank_kind = _bank_kind(reader)
    banks = _banks(reader)
    hours = within(reader, "hours", ("预报时长", "The length of the forecast"), 6.0, 240.0)
    booms = read_booms(reader)
    title = reader.title()
    key = read_key(reader)
    if reader.problems or oil is None or key is None:
        raise BadInput(reader.problems)
    return Form(
        oil=oil,
        oil_label=_label(reader.get("oil"), oil),
        amount=amount,
        wind=wind,
        water_temperature_k=None if celsius is None else round(celsius + ZERO_CELSIUS_K, 2),
        bank_kind=bank_kind,
        banks=banks,
        hours=DEFAULT_HOURS if hours is None else hours,
        booms=booms,
        title=title,
        idempotency_key=key,
    )


def _oil(reader: Reader) -> library.OilRecord | None:
    value = reader.get("oil")
    found = library.find(value) if isinstance(value, str) and value.strip() else None
    if found is None:
        some = "、".join(oil.name for oil in oils.search(value)[:3]) if _searchable(value) else ""
        reader.complain(
            "oil",
            "请从油品表中选择一种油（商品名如“0号柴油”，或 ADIOS 编号如 AD04007）"
            + (f"；相近的有 {some}。" if some else "。"),
            "Choose one oil from the table: a trade name, or an ADIOS id such as AD04007.",
        )
    return found


def _label(asked: str, oil: library.OilRecord) -> str:
    trade = asked.strip()
    return f"{trade} ({oil.name})" if trade.casefold() in library.TRADE_NAMES else oil.name


def _searchable(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) < 100


def _amount(reader: Reader) -> Amount | None:
    if reader.get("amount") is None:
        return None
    unit = reader.get("amount.unit")
    if not isinstance(unit, str) or unit not in UNITS:
        allowed = "、".join(UNITS)
        reader.complain(
            "amount.unit",
            f"泄漏量的单位应为 {allowed} 之一。",
            f"The unit of the amount must be one of {', '.join(UNITS)}.",
        )
        return None
    value = reader.number("amount.value", "泄漏量", "The amount")
    largest = UNITS[unit].largest
    # a litre is as little as the model takes
    least = 0.001 / UNITS[unit].factor if UNITS[unit].is_volume else 1.0 / UNITS[unit].factor
    if value is not None and not least <= value <= largest:
        reader.complain(
            "amount.value",
            f"泄漏量应在 {least:g}–{largest:g} {unit} 之间。",
            f"The amount must lie between {least:g} and {largest:g} {unit}.",
        )
        return None
    return None if value is None else Amount(value, unit)


def _bank_kind(reader: Reader) -> str:
    value = reader.get("bank_kind")
    if value is None:
        return "riprap"
    return _kind(reader, "bank_kind", value) or "riprap"


def _kind(reader: Reader, field: str, value: Any) -> str | None:
    if isinstance(value, str) and value in BANKS:
        return value
    reader.complain(
        field,
        f"岸线类型应为 {'、'.join(BANKS)} 之一。",
        f"The kind of bank must be one of {', '.join(BANKS)}.",
    )
    return None


def _banks(reader: Reader) -> dict[str, tuple[str, str]]:
    """Return the kinds of single reaches; which reaches there are is the incident's to say."""
    value = reader.get("banks")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > MOST_REACHES:
        reader.complain(
            "banks",
            "各河段岸线应为 {河段编号: [左岸, 右岸]}。",
            "The banks must be an object of reach and [left, right].",
        )
        return {}
    found = {}
    for reach, pair in value.items():
        if not isinstance(pair, list) or len(pair) != len(SIDES):
            reader.complain(
                f"banks.{reach}",
                "应给左、右两岸各一种岸线类型。",
                "Give a kind of bank for the left and one for the right.",
            )
            continue
        kinds = [_kind(reader, f"banks.{reach}.{i}", kind) for i, kind in enumerate(pair)]
        if kinds[0] is not None and kinds[1] is not None:
            found[reach] = (kinds[0], kinds[1])
    return found
