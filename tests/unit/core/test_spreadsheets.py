"""Tables for spreadsheet programs."""

import csv
import datetime as dt
import io

import pytest

from shangyou.core.spreadsheets import DANGEROUS, as_csv, harmless, unharmed


def test_a_table_has_the_mark_of_utf_8_and_the_line_ends_of_rfc_4180():
    written = as_csv(["时间", "值"], [(dt.date(2026, 3, 1), 1.5), [None, "a,b"]])
    assert written == '\ufeff时间,值\r\n2026-03-01,1.5\r\n,"a,b"\r\n'.encode()


@pytest.mark.parametrize("sign", DANGEROUS)
def test_no_text_begins_as_a_formula_and_a_number_stays_one(sign):
    written = as_csv([f"{sign}1+1", -0.5], []).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [[f"'{sign}1+1", "-0.5"]]
    assert unharmed(harmless(f"{sign}1+1")) == f"{sign}1+1"
