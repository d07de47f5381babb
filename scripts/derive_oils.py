"""Write the small table of oils from the records of NOAA's ADIOS oil database (CC0).

The table is kept in the repository so that a forecast never imports the database package, which
is needed only here: `pip install adios-db`. OILS.json is a list of ADIOS records, plain or .xz.

    python scripts/derive_oils.py OILS.json
"""

import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

from adios_db.computation import gnome_oil
from adios_db.computation.physical_properties import Density, KinematicViscosity
from adios_db.models.oil.oil import Oil

TARGET = Path(__file__).parents[1] / "src/shangyou/science/models/oil/records.py"
COLD_K, WARM_K, REFERENCE_K = 283.15, 303.15, 288.15
REFINED = {
    "petrol": "AD04003 AD00084 AD00092 AD00913 AD01776 AD01777 AD02153",
    "kerosene": "GN00005 AD00412 AD00413 AD00416 AD01500 AD01765 AD02425",
    "diesel": "AD04007 AD00293 AD00294 AD00297 AD00721 AD01774 AD01779 AD02081 AD02083 AD02541 "
    "AD04006 EC00567 EC04026 NO00119 NO00122",
    "fuel_oil": "AD04009 AD04010 AD04012 AD04013 AD00208 AD01621 AD01676 AD02179 AD02184 AD02428 "
    "AD02580 EC00540 EC00586 EC01955 NO00048 NO00120 NO00121",
    "condensate": "GN00001 AD01435 AD02315 NO00137 EX00047",
}
CRUDES = [
    "ALASKA NORTH SLOPE",
    "ARABIAN LIGHT",
    "ARABIAN MEDIUM",
    "ARABIAN HEAVY",
    "ARABIAN EXTRA LIGHT",
    "BASRAH",
    "BONNY LIGHT",
    "BRENT",
    "CABINDA",
    "CERRO NEGRO",
    "CINTA",
    "DAQING",
    "DUBAI",
    "DURI",
    "EKOFISK",
    "ESPO",
    "FORCADOS",
    "FORTIES",
    "GIRASSOL",
    "GULLFAKS",
    "HIBERNIA",
    "IRANIAN HEAVY",
    "IRANIAN LIGHT",
    "ISTHMUS",
    "KIRKUK",
    "KUWAIT",
    "LABUAN",
    "LALANG",
    "MARS",
    "MAYA",
    "MEREY",
    "MINAS",
    "MURBAN",
    "NILE",
    "OMAN",
    "ORIENTE",
    "OSEBERG",
    "QUA IBOE",
    "SAHARAN",
    "SHENGLI",
    "SIRI",
    "STATFJORD",
    "SUMATRAN",
    "TACHING",
    "TAPIS",
    "TROLL",
    "UPPER ZAKUM",
    "URAL",
    "WEST TEXAS INTERMEDIATE",
    "ZUEITINA",
    "BACH HO",
    "AZERI",
    "CPC",
    "DALIA",
    "DJENO",
    "VASCONIA",
    "LULA",
    "MARLIM",
]


def records(path: Path) -> list[dict[str, Any]]:
    """Return the records of the archive."""
    packed = path.read_bytes()
    return list(json.loads(lzma.decompress(packed) if path.suffix == ".xz" else packed))


def cuts(made: dict[str, Any]) -> list[tuple[float, float]]:
    """Return (boiling point, mass share), one per boiling point: the chemical groups share it."""
    shares: dict[float, float] = {}
    for point, share in zip(made["boiling_point"], made["mass_fraction"], strict=True):
        shares[round(point, 1)] = shares.get(round(point, 1), 0.0) + share
    total = sum(shares.values())
    return sorted((point, share / total) for point, share in shares.items() if share > 0)


def line(record: dict[str, Any], kind: str) -> str | None:
    """Return one line of the table, or None where the record does not carry enough."""
    oil = Oil.from_py_json(record)
    try:
        made = gnome_oil.make_gnome_oil(oil)
        viscosity = KinematicViscosity(oil)
        cold, warm = float(viscosity.at_temp(COLD_K)), float(viscosity.at_temp(WARM_K))
        density = float(Density(oil).at_temp(REFERENCE_K))
    except (ValueError, IndexError, KeyError, TypeError, ZeroDivisionError):
        return None
    parts = cuts(made)
    if len(parts) < 2 or not 0 < warm <= cold:
        return None
    emulsifies = kind in {"crude", "fuel_oil"}
    onset = made["bullwinkle_fraction"] if emulsifies else 1.0
    water = made["emulsion_water_fraction_max"] if emulsifies else 0.0
    name = re.sub(r"\s+", " ", record["metadata"]["name"]).strip().replace("|", "/")
    numbers = f"{density:.1f}|{cold:.3g}|{warm:.3g}|{onset:.3f}|{water:.2f}"
    shown = " ".join(f"{point:.0f}:{share:.4f}" for point, share in parts)
    return f"{record['oil_id']}|{name}|{kind}|{numbers}|{shown}"


def chosen(archive: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the fuels asked for and of the best record of each crude."""
    by_id = {record["oil_id"]: record for record in archive}
    lines = [
        found
        for kind, ids in REFINED.items()
        for oil_id in ids.split()
        if oil_id in by_id and (found := line(by_id[oil_id], kind))
    ]
    crudes = [r for r in archive if r["metadata"].get("product_type") == "Crude Oil NOS"]
    for word in CRUDES:
        named = [r for r in crudes if re.match(rf"{word}\b", r["metadata"]["name"], re.IGNORECASE)]
        named.sort(key=lambda r: (-(r["metadata"].get("model_completeness") or 0), r["oil_id"]))
        lines += [found for r in named if (found := line(r, "crude"))][:1]
    return list(dict.fromkeys(lines))


def main() -> None:
    """Write the table beside the model."""
    lines = "\n".join(chosen(records(Path(sys.argv[1]))))
    TARGET.write_text(
        '"""Oils of NOAA\'s ADIOS database (CC0); written by scripts/derive_oils.py.\n\n'
        "ADIOS id | name | kind | density at 288.15 K [kg/m3] | kinematic viscosity at 283.15 K |\n"
        "and at 303.15 K [m2/s] | share evaporated at which it begins to take up water | most water\n"
        "in the emulsion | cuts as boiling point [K]:share of mass. Status: secondary (ADIOS as\n"
        'packed by others; missing properties filled by adios-db\'s own correlations).\n"""\n\n'
        f'RECORDS = """\\\n{lines}\n"""\n',
        encoding="utf-8",
    )
    print(f"{len(lines.splitlines())} oils")


if __name__ == "__main__":
    main()
