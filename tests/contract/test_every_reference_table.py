"""Every reference table keeps the same promises; a new one joins by being listed in TABLES."""

import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from shangyou.reference import drinking_water, surface_water, treatment
from shangyou.reference.catalogue import TABLES
from shangyou.reference.substances import (
    CLASS_TITLES,
    CRITICAL_QUANTITY_TABLE,
    FACT_TABLE,
    PROPERTY_KINDS,
    PROPERTY_TABLE,
    SUBSTANCES,
)
from shangyou.reference.table import STATUSES

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "shangyou" / "reference" / "data"
PAGES = ROOT / "docs" / "reference"
CAS = re.compile(r"^\d{2,7}-\d{2}-\d$")

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def check_digit_holds(cas: str) -> bool:
    digits = cas.replace("-", "")
    total = sum(place * int(d) for place, d in enumerate(reversed(digits[:-1]), start=1))
    return total % 10 == int(digits[-1])


def written_pages() -> dict[str, str]:
    path = ROOT / "scripts" / "write_reference_pages.py"
    spec = importlib.util.spec_from_file_location("write_reference_pages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@every_table
def test_it_has_rows_titles_and_a_standard(table):
    assert table.rows
    assert table.title.zh
    assert table.title.en
    assert table.standard
    for column in table.columns:
        assert column.title.zh
        assert column.title.en


@every_table
def test_every_row_has_a_source_and_a_status(table):
    assert {"source", "status"} <= {column.name for column in table.columns}
    for row in table.rows:
        assert row.source.strip(), row
        assert row.status in STATUSES, row


@every_table
def test_every_column_is_there_in_every_row(table):
    for row in table.rows:
        for column in table.columns:
            getattr(row, column.name)


@every_table
def test_no_two_rows_have_the_same_key(table):
    keys = Counter(tuple(getattr(row, name) for name in table.key) for row in table.rows)
    assert [key for key, times in keys.items() if times > 1] == []


@every_table
def test_its_page_is_written_and_listed(table):
    assert (PAGES / f"{table.name}.md").exists()
    assert f"({table.name}.md)" in (PAGES / "README.md").read_text("utf-8")


def test_the_pages_are_those_the_script_writes():
    written = written_pages()
    assert {page.name for page in PAGES.glob("*.md")} == set(written)
    stale = [n for n, text in written.items() if (PAGES / n).read_text("utf-8") != text]
    assert stale == [], "run scripts/write_reference_pages.py"


def test_every_data_file_is_a_listed_table():
    files = {path.stem for path in DATA.glob("*.csv")}
    assert files == {table.name for table in TABLES}


def test_table_names_are_unique():
    assert len({table.name for table in TABLES}) == len(TABLES)


def test_every_cas_number_has_its_check_digit():
    numbers = [s.cas for s in SUBSTANCES if s.cas]
    numbers += [alias for s in SUBSTANCES for alias in s.aliases if CAS.match(alias)]
    assert len(numbers) >= 420
    assert all(CAS.match(cas) for cas in numbers)
    assert [cas for cas in numbers if not check_digit_holds(cas)] == []
    assert not check_digit_holds("71-43-3")


def test_what_points_at_a_substance_finds_it():
    known = {s.key for s in SUBSTANCES}
    pointed = [
        *(
            row.key
            for table in (CRITICAL_QUANTITY_TABLE, FACT_TABLE, PROPERTY_TABLE)
            for row in table.rows
        ),
        *(item.key for item in surface_water.ITEMS),
        *(item.key for item in drinking_water.ITEMS),
        *(key for t in treatment.TECHNIQUES for key in t.targets),
        *(dose.per_key for dose in treatment.DOSES if dose.per_key),
        *(part.key for s in SUBSTANCES for part in s.components),
    ]
    assert sorted(set(pointed) - known) == []


def test_classes_and_properties_are_the_declared_ones():
    assert {c for s in SUBSTANCES for c in s.classes} <= set(CLASS_TITLES)
    assert {c for t in treatment.TECHNIQUES for c in t.target_classes} <= set(CLASS_TITLES)
    kinds = {kind.name for kind in PROPERTY_KINDS}
    assert {name for s in SUBSTANCES for name in s.properties} == kinds


def test_every_dose_belongs_to_a_technique():
    assert {dose.technique for dose in treatment.DOSES} <= set(treatment.BY_KEY)
