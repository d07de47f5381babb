import pytest

from shangyou.reference.substances import SUBSTANCES, by_key
from shangyou.reference.treatment import (
    BY_KEY,
    CARBON_CEILING_MG_L,
    PLACE_TITLES,
    TECHNIQUES,
    doses_of,
    reagent_amounts,
    techniques_for,
)


def test_what_names_the_pollutant_comes_before_its_class():
    found = techniques_for(by_key("100-41-4"))
    assert found[0].technique.key.startswith("ethylbenzene")
    named = [match.named for match in found]
    assert named == sorted(named, reverse=True)
    assert True in named
    assert False in named


@pytest.mark.parametrize(("key", "other"), [("71-43-2", "pesticide"), ("10588-01-9", "chlorine")])
def test_what_treats_another_group_is_not_offered(key, other):
    assert not any(other in match.technique.key for match in techniques_for(by_key(key)))


def test_a_pesticide_is_still_treated_as_one():
    assert techniques_for(by_key("60-51-5"))[0].technique.key == "pesticide-pac"


@pytest.mark.parametrize(
    ("key", "technique"),
    [
        ("143-33-9", "cyanide-peroxide"),
        ("10124-36-4", "cadmium-cascade-dosing"),
        ("10588-01-9", "chromate-ferrous"),
        ("1327-53-3", "arsenic-ferric-lake"),
        ("7664-93-9", "sulfuric-acid-neutralise"),
        ("68334-30-5", "oil-boom-skim"),
        ("62-53-3", "aniline-carbon-dams"),
        ("10102-45-1", "thallium-permanganate"),
        ("7681-52-9", "residual-chlorine"),
    ],
)
def test_compounds_find_the_technique_of_what_they_hold(key, technique):
    assert technique in {
        match.technique.key for match in techniques_for(by_key(key)) if match.named
    }


def test_every_substance_gets_something():
    for substance in SUBSTANCES:
        assert techniques_for(substance)


@pytest.mark.parametrize("key", ["10025-87-3", "7719-12-2", "75-36-5", "10026-04-7"])
def test_what_sets_acid_free_in_water_is_neutralised(key):
    assert techniques_for(by_key(key))[0].technique.technique.zh == "中和"


def test_without_a_technique_the_map_of_choice_is_given():
    (match,) = techniques_for(by_key("67-56-1"))
    assert match.technique.key == "selection-map"
    assert not match.named


def test_reagent_by_mass_counts_the_cyanide_not_the_salt():
    # 1 t of NaCN holds 26.02/49.01 of cyanide; 2.72 kg of chlorine per kg of cyanide
    chlorine, _ = reagent_amounts(
        BY_KEY["cyanide-chlorination-1"], by_key("143-33-9"), mass_kg=1000.0
    )
    assert chlorine.low_kg == pytest.approx(1000 * 26.02 / 49.01 * 2.72, rel=2e-3)
    assert chlorine.low_kg == chlorine.high_kg


def test_reagent_by_volume():
    (permanganate,) = reagent_amounts(
        BY_KEY["thallium-permanganate"], by_key("7440-28-0"), volume_m3=10_000.0
    )
    assert permanganate.low_kg == pytest.approx(5.0)
    assert permanganate.high_kg == pytest.approx(7.0)


def test_carbon_by_isotherm():
    # nitrobenzene 0.17 -> 0.017 mg/L: q = 68 x 0.017^0.43 mg/g
    loading = 68 * 0.017**0.43
    expected = 1000 * 2 * (0.17 - 0.017) / loading / 1000 * 1e5  # kg for 1e5 m3
    (carbon,) = reagent_amounts(
        BY_KEY["nitrobenzene-pac"],
        by_key("98-95-3"),
        volume_m3=1e5,
        concentration_mg_l=0.17,
        target_mg_l=0.017,
    )
    assert carbon.low_kg == pytest.approx(expected)
    assert carbon.high_kg == pytest.approx(2.5 * expected)
    assert carbon.practical


def test_an_impossible_dose_of_carbon_is_called_so():
    (carbon,) = reagent_amounts(
        BY_KEY["benzene-pac"],
        by_key("71-43-2"),
        volume_m3=1e5,
        concentration_mg_l=1.0,
        target_mg_l=0.01,
    )
    assert carbon.low_kg / 1e5 * 1000 > CARBON_CEILING_MG_L
    assert not carbon.practical
    assert "不现实" in carbon.how.zh
    assert "not practical" in carbon.how.en


def test_without_the_numbers_there_is_no_amount():
    assert reagent_amounts(BY_KEY["benzene-pac"], by_key("71-43-2"), mass_kg=1.0) == ()
    assert reagent_amounts(BY_KEY["thallium-permanganate"], by_key("7440-28-0")) == ()
    below = reagent_amounts(
        BY_KEY["benzene-pac"],
        by_key("71-43-2"),
        volume_m3=1.0,
        concentration_mg_l=0.001,
        target_mg_l=0.01,
    )
    assert below == ()


def test_a_ratio_for_one_acid_is_not_used_for_another():
    assert reagent_amounts(BY_KEY["sulfuric-acid-neutralise"], by_key("64-19-7"), mass_kg=1.0) == ()


@pytest.mark.parametrize(
    ("technique", "molar_mass_reagent", "molar_mass_pollutant", "moles"),
    [
        ("mercury-sulfide", 78.045, 200.592, 1.1),
        ("cadmium-sulfide", 78.045, 112.414, 1.1),
        ("lead-sulfide", 78.045, 207.2, 1.1),
        ("silver-chloride", 58.443, 107.868, 1.0),
        ("barium-sulfate", 142.04, 137.327, 1.0),
        ("chromate-ferrous", 278.01, 51.996, 3.0),
        ("fluoride-calcium", 110.98, 18.998, 0.5),
        ("sulfuric-acid-neutralise", 39.997, 98.079, 2.0),
    ],
)
def test_stoichiometric_ratios_follow_from_molar_masses(
    technique, molar_mass_reagent, molar_mass_pollutant, moles
):
    dose = doses_of(BY_KEY[technique])[0]
    assert dose.low == pytest.approx(moles * molar_mass_reagent / molar_mass_pollutant, rel=0.01)


def test_sixty_techniques_each_in_both_languages():
    assert len(TECHNIQUES) == 60
    for technique in TECHNIQUES:
        assert technique.place in PLACE_TITLES
        assert technique.technique.zh
        assert technique.technique.en
        for sentence in (technique.dose, technique.conditions, technique.effect):
            assert bool(sentence.zh) == bool(sentence.en), technique.key
        for dose in doses_of(technique):
            assert 0.0 < dose.low <= dose.high
