"""Oils by ADIOS id, name and trade name: what a form offers and a page shows."""

from typing import Final

from shangyou.reference.table import Column, Table, provenance
from shangyou.science.messages import Sentence
from shangyou.science.models.oil import library
from shangyou.science.models.oil.library import OilKind, OilRecord

KIND_TITLES: Final[dict[OilKind, Sentence]] = {
    "petrol": Sentence("汽油", "petrol"),
    "kerosene": Sentence("煤油", "kerosene"),
    "diesel": Sentence("柴油", "diesel"),
    "fuel_oil": Sentence("燃料油", "fuel oil"),
    "condensate": Sentence("凝析油", "condensate"),
    "crude": Sentence("原油", "crude oil"),
}


class Oil:
    """One oil with its trade names, for people."""

    status = "secondary"

    def __init__(self, record: OilRecord) -> None:
        self.record = record
        self.oil_id = record.oil_id
        self.name = record.name
        self.kind = KIND_TITLES[record.kind].zh
        self.trade_names = tuple(
            name for name, oil_id in library.TRADE_NAMES.items() if oil_id == record.oil_id
        )
        self.density_kg_m3 = record.density_kg_m3
        self.viscosity_m2_s = record.viscosity_cold_m2_s
        self.cuts = len(record.cuts)
        self.source = f"{library.SOURCE}, {record.oil_id}"


OILS: Final[tuple[Oil, ...]] = tuple(map(Oil, library.oils().values()))
BY_ID: Final[dict[str, Oil]] = {oil.oil_id: oil for oil in OILS}


def search(text: str, most: int = 20) -> list[Oil]:
    """Return the oils a text may mean, by id, English name, trade name or kind."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return list(OILS[:most])
    named = [BY_ID[record.oil_id] for record in library.matching(wanted)]
    related = [
        oil
        for oil in OILS
        if wanted in oil.kind or any(wanted in name.casefold() for name in oil.trade_names)
    ]
    return list(dict.fromkeys([*named, *related]))[:most]


TABLE: Final = Table(
    name="oils",
    title=Sentence("常见油品", "Common oils"),
    standard=library.SOURCE,
    key=("oil_id",),
    columns=(
        Column("oil_id", Sentence("ADIOS 编号", "ADIOS id")),
        Column("name", Sentence("名称", "Name")),
        Column("kind", Sentence("种类", "Kind")),
        Column("trade_names", Sentence("中文商品名", "Trade names")),
        Column("density_kg_m3", Sentence("密度（15 °C）", "Density at 15 C"), "kg/m³"),
        Column("viscosity_m2_s", Sentence("运动黏度（10 °C）", "Viscosity at 10 C"), "m²/s"),
        Column("cuts", Sentence("馏分数", "Number of cuts")),
        *provenance(),
    ),
    rows=OILS,
)
