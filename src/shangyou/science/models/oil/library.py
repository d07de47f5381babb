"""Oils by ADIOS id, English name or Chinese trade name."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from shangyou.science.models.oil.records import RECORDS

OilKind = Literal["petrol", "kerosene", "diesel", "fuel_oil", "condensate", "crude"]
KINDS: tuple[OilKind, ...] = get_args(OilKind)
SOURCE = "NOAA ADIOS oil database (CC0)"
REFERENCE_K, COLD_K, WARM_K = 288.15, 283.15, 303.15
# Where the trade names a kind only, its generic record stands for it.
TRADE_NAMES: dict[str, str] = {
    "汽油": "AD04003",
    "车用汽油": "AD04003",
    "92号汽油": "AD04003",
    "95号汽油": "AD04003",
    "航空汽油": "AD00092",
    "航空煤油": "AD00413",
    "3号喷气燃料": "AD00413",
    "煤油": "AD00416",
    "柴油": "AD04007",
    "车用柴油": "AD04007",
    "0号柴油": "AD04007",
    "船用柴油": "EC04026",
    "船用轻油": "NO00119",
    "轻质燃料油": "AD04006",
    "180号燃料油": "AD04009",
    "380号燃料油": "AD04010",
    "船用燃料油": "AD02580",
    "低硫燃料油": "AD02580",
    "燃料油": "AD04013",
    "重油": "AD04013",
    "渣油": "AD04012",
    "凝析油": "GN00001",
    "原油": "AD02003",
    "大庆原油": "AD01058",
    "胜利原油": "AD02329",
    "gasoline": "AD04003",
    "petrol": "AD04003",
    "jet fuel": "GN00005",
    "kerosene": "AD00416",
    "diesel": "AD04007",
    "heavy fuel oil": "AD04013",
    "bunker c": "AD04012",
    "condensate": "GN00001",
    "crude": "AD02003",
    "crude oil": "AD02003",
}


@dataclass(frozen=True, slots=True)
class OilRecord:
    """One oil as the database has it; cuts as (boiling point [K], share of mass)."""

    oil_id: str
    name: str
    kind: OilKind
    density_kg_m3: float
    viscosity_cold_m2_s: float
    viscosity_warm_m2_s: float
    emulsion_onset: float
    most_water: float
    cuts: tuple[tuple[float, float], ...]


def _record(line: str) -> OilRecord:
    oil_id, name, kind, *numbers, cuts = line.split("|")
    density, cold, warm, onset, water = map(float, numbers)
    pairs = (cut.split(":") for cut in cuts.split())
    return OilRecord(
        oil_id=oil_id,
        name=name,
        kind=next(k for k in KINDS if k == kind),
        density_kg_m3=density,
        viscosity_cold_m2_s=cold,
        viscosity_warm_m2_s=warm,
        emulsion_onset=onset,
        most_water=water,
        cuts=tuple((float(point), float(share)) for point, share in pairs),
    )


@cache
def oils() -> dict[str, OilRecord]:
    """Return every oil by its ADIOS id."""
    records = map(_record, RECORDS.strip().splitlines())
    return {record.oil_id: record for record in records}


def matching(text: str) -> list[OilRecord]:
    """Return the oils a text may mean, the surest first; an id or a full name means one."""
    known = oils()
    wanted = " ".join(text.split()).casefold()
    by_id = known.get(wanted.upper())
    if by_id is not None:
        return [by_id]
    trade = TRADE_NAMES.get(wanted)
    if trade is not None:
        return [known[trade]]
    exact = [oil for oil in known.values() if oil.name.casefold() == wanted]
    if exact:
        return exact[:1]
    begins = [oil for oil in known.values() if oil.name.casefold().startswith(wanted)]
    return begins or [oil for oil in known.values() if wanted in oil.name.casefold()]


def find(text: str) -> OilRecord | None:
    """Return the one oil a text means, or None where it means none or several."""
    found = matching(text)
    return found[0] if len(found) == 1 else None
