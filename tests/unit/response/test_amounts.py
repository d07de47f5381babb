"""Amounts as stated, and what is assumed where nobody can say."""

import pytest

from shangyou.reference import substances
from shangyou.response.amounts import Amount, mass_kg, released
from shangyou.response.needs import stock_key
from shangyou.science.messages import Sentence

BENZENE = substances.by_key("71-43-2")


@pytest.mark.parametrize(
    ("amount", "kilograms"),
    [
        (Amount(2, "t"), 2000.0),
        (Amount(3, "kg"), 3.0),
        (Amount(1, "m3"), pytest.approx(879, rel=0.01)),
        (Amount(1000, "L"), pytest.approx(879, rel=0.01)),
    ],
)
def test_units(amount, kilograms):
    assert mass_kg(amount, BENZENE) == kilograms


def test_a_volume_of_nobody_knows_what_has_no_mass():
    assert mass_kg(Amount(1, "m3"), None) is None
    with pytest.raises(ValueError, match="density"):
        released(Amount(1, "m3"), None, "")


@pytest.mark.parametrize(
    ("cause", "median_kg"),
    [("交通事故（罐车）", 30_000), ("船舶碰撞", 200_000), ("企业排放", 10_000), ("", 10_000)],
)
def test_the_cause_says_what_is_typical(cause, median_kg):
    assumed = released(None, BENZENE, cause)
    assert assumed.median_kg == median_kg
    assert not assumed.stated
    assert assumed.low_kg < median_kg < assumed.high_kg
    assert "假定" in assumed.words.zh


def test_reagents_are_found_under_the_depots_own_keys():
    assert stock_key(Sentence("", "powdered activated carbon")) == "activated_carbon"
    assert stock_key(Sentence("", "sodium sulfide")) == "sodium_sulfide"
