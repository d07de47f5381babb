"""Units travel with the types, and numbers from outside are read in one place."""

import math
from dataclasses import dataclass

import pytest

from shangyou.science.messages import Sentence
from shangyou.science.quantities import (
    CubicMetresPerSecond,
    Metres,
    Unit,
    parse,
    show,
    unit_of,
    units_of,
)


@dataclass(frozen=True)
class Sample:
    length: Metres
    flow: CubicMetresPerSecond | None
    name: str


def test_units_are_found_inside_optional_types():
    assert {k: u.symbol for k, u in units_of(Sample).items()} == {"length": "m", "flow": "m3/s"}
    assert unit_of(str) is None


@pytest.mark.parametrize("value", [0, 2.5, 1e7])
def test_what_is_allowed_is_read(value):
    assert parse(value, Unit("m", 0.0, 1e7)) == float(value)


@pytest.mark.parametrize(
    "value", [-1e-9, 1e7 + 1, math.nan, math.inf, True, "3", None, [3], 10**400]
)
def test_what_is_not_allowed_is_said_in_both_languages(value):
    refusal = parse(value, Unit("m", 0.0, 1e7))
    assert isinstance(refusal, Sentence)
    assert "0 – 10000000 m" in refusal.zh
    assert "0 – 10000000 m" in refusal.en


def test_numbers_are_shown_with_their_unit():
    assert show(1234.5, Unit("m3/s")) == "1.23e+03 m3/s"
    assert show(0.5, Unit("1")) == "0.5"
    assert Unit("m").allowed == "-∞ – ∞ m"
