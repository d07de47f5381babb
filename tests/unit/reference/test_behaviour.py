import pytest

from shangyou.reference.substances import Property, by_key
from shangyou.reference.substances.behaviour import behaviour


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("71-43-2", "floats"),
        ("98-95-3", "sinks"),
        ("67-56-1", "dissolves"),
        ("7664-93-9", "dissolves"),
        ("10025-87-3", "reacts"),
        ("68334-30-5", "floats"),
        ("8007-45-2", None),
        ("74-98-6", "evaporates"),
        ("7664-41-7", "dissolves"),
        ("10124-36-4", "dissolves"),
        ("56-23-5", "sinks"),
    ],
)
def test_known_substances(key, first):
    found = by_key(key).behaviour
    assert (found.kinds[0] if found else None) == first


def given(**numbers):
    return {n: Property("x", n, v, "test", "verified") for n, v in numbers.items()}


def test_density_decides_between_floating_and_sinking():
    light = given(water_solubility_kg_m3=0.1, density_kg_m3=997.0)
    heavy = given(water_solubility_kg_m3=0.1, density_kg_m3=999.0)
    assert behaviour(("adsorbable",), light).kinds == ("floats",)
    assert behaviour(("adsorbable",), heavy).kinds == ("sinks",)


def test_solubility_decides_before_density():
    assert behaviour((), given(water_solubility_kg_m3=51.0, density_kg_m3=900.0)).kinds == (
        "dissolves",
    )
    assert behaviour((), given(water_solubility_kg_m3=49.0, density_kg_m3=900.0)).kinds == (
        "floats",
        "dissolves",
    )


def test_a_floating_liquid_with_vapour_pressure_evaporates():
    known = given(water_solubility_kg_m3=0.1, density_kg_m3=800.0, vapour_pressure_pa=5000.0)
    assert behaviour((), known).kinds == ("floats", "evaporates")


def test_without_numbers_it_says_nothing():
    assert behaviour(("adsorbable",), {}) is None


def test_each_answer_carries_its_rule():
    found = by_key("71-43-2").behaviour
    assert found.title.zh == "漂浮、挥发、溶解"
    assert found.rule.zh
    assert found.rule.en
    assert found.status == "unverified"
