"""Names, numbers and properties against other collections, which are read and never copied."""

import csv
import importlib.util
import math
import re
from functools import cache
from pathlib import Path

import pytest

from shangyou.reference import divisions, drinking_water, surface_water, treatment
from shangyou.reference.substances import (
    CRITICAL_QUANTITY_TABLE,
    SUBSTANCES,
    by_cas,
    by_key,
    search,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

# The transcription of these two counts two hydrogen atoms that are not in them.
HYDROGEN_TOO_MANY = {"Li3N", "K3P"}
# Shipped as solutions: one collection gives the solution, another the pure substance.
SHIPPED_AS_SOLUTION = {"7647-01-0", "7664-39-3", "10035-10-6", "7664-38-2", "7697-37-2"}


@cache
def rows(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@cache
def chris():
    return {r["cas"]: r for r in reversed(rows("chemicals/uscg_chris_1999.csv"))}


def deriving():
    path = ROOT / "scripts" / "derive_substance_properties.py"
    spec = importlib.util.spec_from_file_location("derive_substance_properties", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_boiling_points_agree_with_chris_within_8_kelvin():
    pairs = [
        (s.key, s.value("boiling_point_k"), float(chris()[s.cas]["bp_K"]))
        for s in SUBSTANCES
        if s.cas in chris()
        and s.cas not in SHIPPED_AS_SOLUTION
        and s.value("boiling_point_k")
        and chris()[s.cas]["bp_K"]
    ]
    far = [pair for pair in pairs if abs(pair[1] - pair[2]) > 8.0]
    assert len(pairs) >= 250
    assert len(far) <= 0.05 * len(pairs), far


def test_densities_of_liquids_agree_with_chris_within_5_percent():
    """Liquids near room temperature: gases and powders are given at other states there."""
    pairs = []
    for s in SUBSTANCES:
        told = chris().get(s.cas, {}).get("sg", "")
        found = re.match(r"([\d.]+) at (?:15|15\.5|20|25)\s*°C \(liquid\)", told)
        boiling = s.value("boiling_point_k") or 300.0
        if found and s.density_kg_m3 and s.cas not in SHIPPED_AS_SOLUTION and boiling > 293.15:
            pairs.append((s.key, s.name_en, s.density_kg_m3, float(found.group(1)) * 1000.0))
    far = [pair for pair in pairs if abs(pair[2] / pair[3] - 1.0) > 0.05]
    assert len(pairs) >= 150
    assert len(far) <= 0.07 * len(pairs), far


def test_boiling_points_and_densities_agree_with_hj_169():
    far = []
    compared = 0
    for row in rows("standards/risk_substances_hj941_hj169.csv"):
        substance = by_key(row["cas"].split(";")[0])
        if substance is None or substance.cas in SHIPPED_AS_SOLUTION:
            continue
        boiling, density = substance.value("boiling_point_k"), substance.density_kg_m3
        if row["boiling_point_c"] and boiling:
            compared += 1
            if abs(boiling - 273.15 - float(row["boiling_point_c"])) > 6.0:
                far.append((substance.key, boiling, row["boiling_point_c"]))
        if row["density_g_cm3"] and density:
            compared += 1
            if abs(density / 1000.0 / float(row["density_g_cm3"]) - 1.0) > 0.06:
                far.append((substance.key, density, row["density_g_cm3"]))
    assert compared >= 300
    assert len(far) <= 0.02 * compared, far


def test_molar_masses_agree_with_hj_169():
    compared = 0
    for row in rows("standards/risk_substances_hj941_hj169.csv"):
        substance = by_key(row["cas"].split(";")[0])
        known = substance.value("molar_mass_g_mol") if substance else None
        if known and row["molar_mass"] and substance.formula not in HYDROGEN_TOO_MANY:
            compared += 1
            assert known == pytest.approx(float(row["molar_mass"]), rel=0.01), substance.name_zh
    assert compared >= 250


def test_solubilities_called_agreed_agree():
    compared = 0
    for s in SUBSTANCES:
        known = s.properties.get("water_solubility_kg_m3")
        if known is None or "CHRIS" not in known.source:
            continue
        points = dict(
            tuple(float(x) for x in pair.split(":"))
            for r in rows("chemicals/uscg_chris_1999.csv")
            if r["cas"] == s.cas
            for pair in r["sol_F_lb100lb"].split(";")
            if ":" in pair
        )
        nearest = points[min(points, key=lambda t: abs(t - 68.0))]
        compared += 1
        assert abs(math.log(known.value / (10.0 * nearest))) < math.log(1.4), s.name_en
    assert compared >= 100


def _folded(text):
    folded = text.lower().replace("sulph", "sulf").replace("aluminium", "aluminum")
    return re.sub(r"[^a-z0-9]", "", folded)


def test_un_numbers_called_agreed_are_those_of_the_emergency_guide():
    guide = {}
    for row in rows("chemicals/erg2024_materials_isolation.csv"):
        guide.setdefault(row["un"].zfill(4), []).append(
            _folded(f"{row['name']} {row['all_names']}")
        )
    agreed = 0
    for s in SUBSTANCES:
        if s.un_status != "secondary":
            continue
        names = [_folded(n) for n in (s.name_en, *s.aliases) if len(_folded(n)) > 3]
        told = guide.get(s.un_number, [])
        by_name = any(name in text for name in names for text in told)
        by_number = any(
            r["dot_id"].strip() == s.un_number and r["cas"] == s.cas
            for r in rows("chemicals/uscg_chris_1999.csv")
        )
        assert by_name or by_number, (s.name_en, s.un_number, told)
        agreed += 1
    assert agreed >= 420


def test_every_un_number_but_explosives_is_in_the_emergency_guide():
    guide = {row["un"].zfill(4) for row in rows("chemicals/erg2024_materials_isolation.csv")}
    missing = {s.un_number for s in SUBSTANCES if s.un_number} - guide
    assert missing <= {"0209"}  # TNT: the guide has explosives as one group


def test_every_row_of_the_risk_lists_is_a_substance_with_its_quantity():
    listed = {(q.name, q.standard): q for q in CRITICAL_QUANTITY_TABLE.rows}
    current = rows("standards/risk_substances_hj941_hj169.csv")
    old = rows("standards/risk_substances_2014_guideline.csv")
    assert (len(current), len(old)) == (411, 310)
    for row in current:
        in_force = row["status"] == "verified-secondary"
        standard = "HJ 169-2018" if in_force else "环办〔2014〕34号"
        quantity = listed[row["name"].strip(), standard]
        assert quantity.critical_quantity_t == float(row["critical_quantity_t"])
        assert quantity.current is in_force
        assert quantity.status == ("secondary" if in_force else "unverified")
        if row["toxic_endpoint1_mg_m3"]:
            assert quantity.toxic_endpoint_1_mg_m3 == float(row["toxic_endpoint1_mg_m3"])
            assert quantity.toxic_endpoint_2_mg_m3 == float(row["toxic_endpoint2_mg_m3"])
        assert by_key(quantity.key) in search(row["name"].strip(), 5), row["name"]
    for row in old:
        assert (row["name"].strip(), "环办〔2014〕34号") in listed
    for row in (*current, *old):
        for cas in filter(None, row["cas"].split(";")):
            assert by_cas(cas) is not None, cas


def test_endpoints_agree_with_the_other_transcription():
    compared = 0
    for row in rows("chemicals/hj169_B1_H1_partial.csv"):
        substance = by_cas(row["cas"])
        if substance is None or substance.toxic_endpoint_2_mg_m3 is None:
            continue
        if row["H1_endpoint2_mg_m3"]:
            compared += 1
            assert substance.toxic_endpoint_2_mg_m3 == float(row["H1_endpoint2_mg_m3"]), substance
    assert compared >= 100


@pytest.mark.parametrize("table", ["gb3838_table1", "gb3838_table2", "gb3838_table3"])
def test_every_item_of_the_surface_water_standard(table):
    name = f"表{table[-1]}"
    items = {item.item.zh: item for item in surface_water.ITEMS if item.table == name}
    given = rows(f"standards/{table}.csv")
    assert {row["item"] for row in given} == set(items)
    for row in given:
        item = items[row["item"]]
        if table == "gb3838_table1":
            if row["unit"] == "mg/L":
                each = [item.of_class(c) for c in range(1, 6)]
                assert each == [float(row[c]) for c in ("I", "II", "III", "IV", "V")]
        else:
            assert item.limit == float(row["limit"])


def test_every_item_of_the_drinking_water_standard():
    items = {item.item.zh: item for item in drinking_water.ITEMS}
    given = rows("standards/gb5749_2022_limits_unverified.csv")
    assert {row["item"] for row in given} == set(items)
    for row in given:
        item = items[row["item"]]
        assert item.text == row["limit_mg_per_L"] or item.limit == float(row["limit_mg_per_L"])


def test_every_technique_and_division_is_entered():
    given = rows("treatment/treatment.csv")
    assert len(given) == len(treatment.TECHNIQUES)
    words = {"verified-in-source": "verified", "computed-stoichiometry": "secondary"}
    assert [t.status for t in treatment.TECHNIQUES] == [
        words.get(row["verification"], "unverified") for row in given
    ]
    assert {d.code for d in divisions.DISTRICTS} == {
        row["code"] for row in rows("standards/chongqing_divisions.csv")
    }


def test_english_names_are_those_of_the_registry_or_a_trade_name():
    """The package's registry finds the CAS number under the English name we give, mostly."""
    identifiers = pytest.importorskip("chemicals.identifiers")
    missed = []
    asked = [s for s in SUBSTANCES if s.cas and "mixed" not in s.name_en][::5]
    for s in asked:
        try:
            found = identifiers.search_chemical(s.name_en).CASs
        except ValueError:
            found = None
        if found not in (None, s.cas):
            missed.append((s.cas, s.name_en, found))
    assert len(asked) >= 100
    assert len(missed) <= 0.05 * len(asked), missed


def test_a_sample_of_the_derived_properties_is_what_the_packages_say():
    script = deriving()
    sample = [s for s in SUBSTANCES if s.cas and s.formula][::25]
    assert len(sample) >= 25
    derived = {(r.key, r.name): r for r in _derived()}
    for s in sample:
        for name, value, source in script.facts(s.cas, s.formula):
            row = derived[s.key, name]
            assert row.value == pytest.approx(value, rel=1e-3), (s.key, name)
            assert row.source == source


def _derived():
    from shangyou.reference.substances import PROPERTY_TABLE

    return PROPERTY_TABLE.rows
