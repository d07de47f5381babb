"""Write the properties that the chemistry packages know, by CAS number, as a small table.

The table is kept in the repository so that looking up a substance never imports the
packages. Only methods that rest on measurements are taken; predicted ones are refused,
except the water solubility by the general solubility equation, which says so.

    python scripts/derive_substance_properties.py
"""

import csv
import io
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import chemicals
from chemicals import elements, environment, safety
from thermo import VaporPressure, VolumeLiquid, VolumeSolid

DATA = Path(__file__).parents[1] / "src" / "shangyou" / "reference" / "data"
HEADER = ("key", "name", "value", "source", "status")
ROOM_K = 293.15
LEAST_CONDENSED_KG_M3 = 300.0
PREDICTED = (
    "JOBACK",
    "WILSON",
    "ALIBAKHSHI",
    "GOODMAN",
    "MMSNM0",
    "MMSNM0FIT",
    "RACKETT",
    "YAMADA",
    "BHIRUD",
    "TOWNSEND",
    "YEN_WOODS",
    "CAMPBELL",
    "SNM0",
    "HTCOSTALD",
    "COSTALD",
    "RACKETTFIT",
    "EOS",
    "AMBROSE_WALTON",
    "LEE_KESLER",
    "SANJARI",
    "EDALATI",
    "BOILING_CRITICAL",
    "PSAT_DEFINITION",
)

Fact = tuple[str, float, str]


def measured(methods: list[str]) -> list[str]:
    """Return the methods that rest on measurements, in the order of the package."""
    return [m for m in methods if not any(word in m.upper() for word in PREDICTED)]


def source(package: str, method: str) -> str:
    """Name the package, its version and the collection inside it."""
    return f"{package} {version(package)} / {method}"


def constant(cas: str, name: str, find: Any, methods: Any) -> Iterator[Fact]:
    """Yield a constant of the `chemicals` package."""
    # The open notebook of melting points is a mean of reports: used only where nothing else is.
    for method in sorted(measured(methods(cas)), key=lambda m: m == "OPEN_NTBKM"):
        value = find(cas, method=method)
        if value is not None:
            yield name, float(value), source("chemicals", method)
            return


def curve(name: str, model: Any, volume_to_mass: float | None) -> Iterator[Fact]:
    """Yield a curve of the `thermo` package at room temperature, inside its own range."""
    ranked = [m for m in model.ranked_methods if m in model.all_methods]
    for method in measured([*ranked, *sorted(model.all_methods.difference(ranked))]):
        low, high = model.T_limits.get(method, (0.0, 0.0))
        if not low <= ROOM_K <= high:
            continue
        value = model.calculate(ROOM_K, method)
        if value is not None and value > 0.0:
            result = volume_to_mass / value if volume_to_mass else value
            yield name, float(result), source("thermo", method)
            return


def density(cas: str, molar_mass: float, melting_k: float | None) -> Iterator[Fact]:
    """Yield the density of the liquid, else of the solid, at room temperature."""
    kilograms = molar_mass / 1000.0
    liquid = melting_k is None or melting_k < ROOM_K
    found = list(curve("density_kg_m3", VolumeLiquid(CASRN=cas), kilograms)) if liquid else []
    if not found and (melting_k is None or not liquid):
        found = list(curve("density_kg_m3", VolumeSolid(CASRN=cas), kilograms))
    if not found:
        for table, method in (
            (chemicals.miscdata.CRC_organic_data, "CRC_ORG"),
            (chemicals.miscdata.CRC_inorganic_data, "CRC_INORG"),
        ):
            # The handbook gives some gases their density as a gas, of no use for a spilled volume.
            if cas in table.index and table.at[cas, "rho"] > LEAST_CONDENSED_KG_M3:
                found = [
                    ("density_kg_m3", float(table.at[cas, "rho"]), source("chemicals", method))
                ]
                break
    yield from found


def solubility(log_kow: float, melting_k: float, molar_mass: float) -> Fact:
    """Return the water solubility by the general solubility equation [kg/m3].

    Jain and Yalkowsky, J. Pharm. Sci. 90 (2001) 234: lg S = 0.5 - 0.01 (Tm - 25) - lg Kow,
    S in mol/L, Tm in degrees Celsius, the melting term nil for a liquid.
    """
    melting_term = 0.01 * max(melting_k - 298.15, 0.0)
    value = 10.0 ** (0.5 - melting_term - log_kow) * molar_mass
    return (
        "water_solubility_kg_m3",
        min(value, 1000.0),
        "一般溶解度方程估算 (Jain & Yalkowsky 2001)",
    )


def facts(cas: str, formula: str) -> Iterator[Fact]:
    """Yield every property of one substance."""
    if not formula:
        return
    molar_mass = chemicals.molecular_weight(elements.simple_formula_parser(formula))
    yield "molar_mass_g_mol", molar_mass, source("chemicals", "IUPAC atomic masses")
    known: dict[str, float] = {}
    for fact in (
        *constant(cas, "melting_point_k", chemicals.Tm, chemicals.Tm_methods),
        *constant(cas, "boiling_point_k", chemicals.Tb, chemicals.Tb_methods),
        *constant(cas, "flash_point_k", safety.T_flash, safety.T_flash_methods),
        *constant(cas, "log_kow", environment.logP, environment.logP_methods),
    ):
        known[fact[0]] = fact[1]
        yield fact
    yield from density(cas, molar_mass, known.get("melting_point_k"))
    yield from curve("vapour_pressure_pa", VaporPressure(CASRN=cas), None)
    organic = re.search(r"C(?![a-z])", formula) is not None
    liquid_or_solid = known.get("boiling_point_k", ROOM_K + 1.0) > ROOM_K
    if organic and liquid_or_solid and {"log_kow", "melting_point_k"} <= known.keys():
        yield solubility(known["log_kow"], known["melting_point_k"], molar_mass)


def table(substances: list[dict[str, str]]) -> str:
    """Return the whole table as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in substances:
        if not row["cas"]:
            continue
        for name, value, where in facts(row["cas"], row["formula"]):
            status = "unverified" if "估算" in where else "secondary"
            writer.writerow((row["key"], name, f"{value:.5g}", where, status))
    return out.getvalue()


def main() -> None:
    """Read the names, write the properties."""
    with (DATA / "substances.csv").open(encoding="utf-8") as file:
        text = table(list(csv.DictReader(file)))
    (DATA / "substance_properties.csv").write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10)) - 1} properties")


if __name__ == "__main__":
    main()
