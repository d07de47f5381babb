from dataclasses import dataclass

import pytest

from shangyou.reference import table
from shangyou.science.messages import Sentence


@dataclass(frozen=True)
class Row:
    name: Sentence
    amount: float | None
    number: int
    current: bool
    words: tuple[str, ...]
    source: str
    status: table.Status
    extra: str = "default"


@pytest.fixture
def rows(monkeypatch):
    def give(**changes):
        row = {
            "name_zh": "苯",
            "name_en": "benzene",
            "amount": "",
            "number": "3",
            "current": "yes",
            "words": "a|b",
            "source": "GB",
            "status": "verified",
            **changes,
        }
        monkeypatch.setattr(table, "read", lambda _: [row])
        return table.load(Row, "any")

    return give


def test_a_row_is_read_by_the_types_of_its_fields(rows):
    (row,) = rows()
    assert row == Row(Sentence("苯", "benzene"), None, 3, True, ("a", "b"), "GB", "verified")


def test_an_unknown_status_stops_the_table(rows):
    with pytest.raises(ValueError, match="verified, secondary, unverified"):
        rows(status="probably")


def test_a_broken_number_stops_the_table(rows):
    with pytest.raises(ValueError, match="could not convert"):
        rows(amount="about 3")
