"""One line of the evidence table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measured number beside its target and what peers reach; `met` None: no target."""

    name: str
    medium: str
    case: str
    measure: str
    ours: float | None
    unit: str
    target: str
    peers: str
    met: bool | None
    note: str


def at_most(name: str, case: str, measure: str, ours: float, limit: float, **more: str) -> Row:
    """Return a row of the water that is met when `ours` does not exceed `limit`."""
    unit = more.get("unit", "%")
    return Row(
        name=name,
        medium="water",
        case=case,
        measure=measure,
        ours=ours,
        unit=unit,
        target=f"≤ {limit:g} {unit}".rstrip(),
        peers=more.get("peers", ""),
        met=ours <= limit,
        note=more.get("note", ""),
    )


def within(
    name: str, case: str, measure: str, ours: float, limits: tuple[float, float], **more: str
) -> Row:
    """Return a row of the water that is met between two shares, in per cent."""
    low, high = limits
    target = f"{low:g}–{high:g} %" if high < 100 else f"≥ {low:g} %"
    return Row(
        name=name,
        medium="water",
        case=case,
        measure=measure,
        ours=ours,
        unit="%",
        target=target,
        peers=more.get("peers", ""),
        met=low <= ours <= high,
        note=more.get("note", ""),
    )
