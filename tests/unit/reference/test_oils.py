"""The oils: whole records, found by what people call them."""

import csv
import re
from pathlib import Path

import pytest

from shangyou.reference import oils
from shangyou.reference.table import STATUSES
from shangyou.science.models.oil import library

SUMMARY = Path(__file__).parents[4] / "shared" / "data" / "oil" / "noaa_adios_oils_summary.csv"


def test_every_record_can_be_computed():
    assert len(oils.OILS) >= 90
    for oil in oils.OILS:
        record = oil.record
        assert re.fullmatch(r"[A-Z]{2}\d{5}", record.oil_id)
        assert 600 < record.density_kg_m3 < 1050
        assert 1e-7 < record.viscosity_warm_m2_s <= record.viscosity_cold_m2_s < 1
        assert sum(share for _, share in record.cuts) == pytest.approx(1.0, abs=1e-3)
        assert all(200 < point < 1200 for point, _ in record.cuts)
        assert 0 <= record.most_water < 0.95
        assert 0 <= record.emulsion_onset <= 1


def test_every_kind_is_there_and_refined_fuels_take_up_no_water():
    assert {oil.record.kind for oil in oils.OILS} == set(library.KINDS)
    light = {"petrol", "kerosene", "diesel", "condensate"}
    assert all(oil.record.most_water == 0 for oil in oils.OILS if oil.record.kind in light)


def test_trade_names_point_at_an_oil_of_their_kind():
    assert set(library.TRADE_NAMES.values()) <= set(oils.BY_ID)
    for name, kind in (
        ("汽油", "petrol"),
        ("柴油", "diesel"),
        ("重油", "fuel_oil"),
        ("原油", "crude"),
    ):
        assert library.find(name).kind == kind
        assert name in oils.BY_ID[library.TRADE_NAMES[name]].trade_names


def test_search_finds_by_id_name_and_kind():
    assert [oil.oil_id for oil in oils.search("ad04007")] == ["AD04007"]
    assert oils.search("arabian")[0].record.kind == "crude"
    assert {oil.record.kind for oil in oils.search("柴油")} == {"diesel"}
    assert len(oils.search("柴油")) > 5
    assert oils.search("没有的油") == []
    assert len(oils.search("", most=7)) == 7


def test_the_table_shows_every_column_with_source_and_status():
    for row in oils.TABLE.rows:
        assert row.status in STATUSES
        assert row.oil_id in row.source
        for column in oils.TABLE.columns:
            getattr(row, column.name)


def test_densities_are_those_noaa_publishes():
    if not SUMMARY.exists():
        pytest.skip("NOAA's summary table is not on this machine")
    with SUMMARY.open(encoding="utf-8") as file:
        rows = {row["oil_id"]: row for row in csv.DictReader(file)}
    compared = 0
    for oil in oils.OILS:
        row = rows.get(oil.oil_id)
        if row is None or not row["density"] or row["density_unit"] not in {"kg/m^3", "g/cm^3"}:
            continue
        if float(row["density_ref_T"] or 0) not in {15.0, 15.5, 15.6, 16.0, 288.15, 288.16, 288.7}:
            continue
        published = float(row["density"]) * (1000 if row["density_unit"] == "g/cm^3" else 1)
        assert oil.density_kg_m3 == pytest.approx(published, rel=0.03), oil.oil_id
        compared += 1
    assert compared > 50
